//! The text equivalent: everything that the picture shows, in sentences, for whoever does not see it.

use definition::{Definition, Stage, Step};

use crate::kinds;
use crate::names::{self, Named};
use crate::notes::{self, Note, capital};
use crate::words::{Lang, listed};

/// Tells a workflow in lines: what opens it, each stage with its steps, what ends it.
///
/// Every step of the definition occurs, in file order.
#[must_use]
pub fn told(definition: &Definition, lang: Lang) -> Vec<String> {
    let mut lines = vec![sum(definition, lang), opens(definition, lang)];
    for stage in &definition.stages {
        lines.push(stage_told(definition, stage, lang));
        for step in stage.steps.iter().filter_map(|name| definition.steps.get(name)) {
            lines.push(format!("{}: {}", lang.say("Trin", "Step"), lang.of(&step.title)));
            lines.push(step_told(definition, step, lang));
        }
    }
    if let Some(ends) = ends(definition, lang) {
        lines.push(ends);
    }
    for check in &definition.checks {
        let (name, condition) = (check.name.replace('_', " "), check.holds.source());
        lines.push(format!(
            "{} ({name}): {condition} ({}).",
            lang.say("Bør gælde", "Should hold"),
            check.basis
        ));
    }
    lines
}

/// How much there is of what.
fn sum(definition: &Definition, lang: Lang) -> String {
    let (stages, steps) = (definition.stages.len(), definition.steps.len());
    let (da_stages, en_stages) = if stages == 1 { ("fase", "stage") } else { ("faser", "stages") };
    let en_steps = if steps == 1 { "step" } else { "steps" };
    match lang {
        Lang::Da => format!("Forløbet ”{}” har {stages} {da_stages} og {steps} trin.", definition.title.da),
        Lang::En => {
            format!("The workflow “{}” has {stages} {en_stages} and {steps} {en_steps}.", definition.title.en)
        }
    }
}

/// What opens a case, and who may record it.
pub(crate) fn opens(definition: &Definition, lang: Lang) -> String {
    let opens = events(definition, &definition.opens, lang);
    format!("{}: {opens}.", lang.say("En sag åbnes ved", "A case is opened by"))
}

/// What ends a case, whatever it has come to.
pub(crate) fn ends(definition: &Definition, lang: Lang) -> Option<String> {
    if definition.until.is_empty() && definition.ends.is_empty() {
        return None;
    }
    let others = definition.ends.iter().map(|ending| lang.of(&names::ending(ending, definition)).to_owned());
    let events = events_told(definition, &definition.until, lang).into_iter();
    let until = listed(&events.chain(others).collect::<Vec<_>>(), lang);
    Some(format!("{}: {until}.", lang.say("En sag slutter når som helst ved", "A case ends at any time by")))
}

fn events(definition: &Definition, events: &[model::EventName], lang: Lang) -> String {
    listed(&events_told(definition, events, lang), lang)
}

fn events_told(definition: &Definition, events: &[model::EventName], lang: Lang) -> Vec<String> {
    let told = events.iter().map(|event| {
        let title = Named::Event(event.clone()).title(definition);
        let by = notes::recorders(definition, event);
        format!("{} ({} {})", lang.of(&title), lang.say("noteres af", "recorded by"), lang.of(&by))
    });
    told.collect()
}

/// A stage in a sentence.
pub(crate) fn stage_told(definition: &Definition, stage: &Stage, lang: Lang) -> String {
    let title = lang.of(&stage.title);
    let notes = sentences(&notes::of_stage(definition, stage), lang);
    format!("{}: {title}. {notes}", lang.say("Fase", "Stage")).trim_end().to_owned()
}

/// A step in sentences, without its title.
pub(crate) fn step_told(definition: &Definition, step: &Step, lang: Lang) -> String {
    let (kind, _) = kinds::called(&step.kind);
    let who = step.by.as_ref().map(|role| Named::Role(role.clone()).title(definition));
    let who = who.map_or_else(
        || lang.say("sker af sig selv", "happens by itself").to_owned(),
        |role| format!("{} {}", lang.say("hos", "with"), lang.of(&role)),
    );
    let notes = sentences(&notes::of_step(definition, step), lang);
    format!("{}, {who}. {notes}", lang.of(&kind)).trim_end().to_owned()
}

fn sentences(notes: &[Note], lang: Lang) -> String {
    let sentences: Vec<String> =
        notes.iter().map(|note| format!("{}.", capital(lang.of(&note.text)))).collect();
    sentences.join(" ")
}
