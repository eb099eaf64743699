//! Stages: what they wait for, what they need, what ends them.

use model::{EventName, StageName, StepName};

use super::Context;
use super::endings::nobodys;
use super::names::StepEntry;
use super::roles::named;
use super::scope::condition;
use super::{again, order};
use crate::checked::{EndedEarly, Kind, Stage, Step, Until};
use crate::finding::{
    BAD_VALUE, CONSENT_NEVER_ASKED, MISSING_KEY, NOT_SUPPORTED_YET, Report, UNKNOWN_NAME, UNREACHABLE_STEP,
};
use crate::grammar::shape;
use crate::text::{Entry, Text, Tree};

pub(super) fn read(context: &Context<'_>, report: &mut Report<'_>) -> Vec<Stage> {
    context.names.stages.iter().enumerate().map(|(at, entry)| stage(context, (at, entry), report)).collect()
}

fn stage(context: &Context<'_>, (at, entry): (usize, &Entry), report: &mut Report<'_>) -> Stage {
    let tree = &entry.value;
    let own = |step: &&StepEntry<'_>| step.stage == at;
    let steps: Vec<StepName> =
        context.names.steps.iter().filter(own).map(|step| StepName::new(step.name())).collect();
    let says_none = match tree.get("steps") {
        Some(written) => matches!(written, Tree::Map(..)),
        None => ["steps", "stages"].into_iter().all(|key| shape::is_missing(tree, key)),
    };
    if steps.is_empty() && says_none && tree.get("stages").is_none() && matches!(tree, Tree::Map(..)) {
        let message = format!("the stage `{}` has no steps", entry.key.text);
        report.error(MISSING_KEY, entry.key.span, message, "add a step, or remove the stage");
    }
    again::check_stage(context, entry, report);
    let holder = context.names.parents.get(at).copied().flatten();
    Stage {
        name: StageName::new(entry.key.as_str()),
        parent: holder
            .and_then(|at| context.names.stages.get(at))
            .map(|holder| StageName::new(holder.key.as_str())),
        title: context.titles.of("stages", entry, report),
        after: order::after(context.names, tree.get("after"), report),
        when: condition(context, tree.text("when"), order::start(at), report),
        requires: tree.text("requires").and_then(|requires| consent(context, (at, requires), report)),
        until: tree
            .texts_of("until")
            .into_iter()
            .filter_map(|until| ending(context, (at, until), report))
            .collect(),
        repeats: again::repeats(tree),
        ended_early: ended_early(context, entry, report),
        steps,
    }
}

/// Who may end a stage early, and what they are asked.
fn ended_early(context: &Context<'_>, entry: &Entry, report: &mut Report<'_>) -> Option<EndedEarly> {
    let tree = entry.value.get("ended_early")?;
    let by = named(context.names, tree.texts_of("by"), report);
    let ask = context.facts.asked(context.names, &tree.texts_of("ask"), report);
    let stage = StageName::new(entry.key.as_str());
    let form = Step {
        kind: Kind::Form { ask },
        by: by.first().cloned(),
        optional: true,
        ..nobodys(StepName::new(entry.key.as_str()), stage, context.titles.of("stages", entry, report))
    };
    Some(EndedEarly { by, form })
}

/// `consent(PURPOSE)`, where a step asks for the purpose before the stage would begin.
fn consent(context: &Context<'_>, (at, text): (usize, &Text), report: &mut Report<'_>) -> Option<String> {
    let inside = text.text.strip_prefix("consent(").and_then(|rest| rest.strip_suffix(')')).map(str::trim);
    let Some(purpose) = inside.filter(|purpose| model::id::is_name(purpose)) else {
        let message = format!("`{}` is nothing that a stage can require", text.text);
        report.error(
            BAD_VALUE,
            text.span,
            message,
            "write `consent(PURPOSE)`; conditions stand under `when`",
        );
        return None;
    };
    let asks = |step: &&StepEntry<'_>| {
        let asked = step.kind_tree().map(|tree| tree.texts_of("ask")).unwrap_or_default();
        step.is("consent") && asked.iter().any(|asked| asked.text == purpose)
    };
    let start = text.text.find(purpose).unwrap_or(0);
    let word = text.part(start, start + purpose.len(), report.source);
    if !context.names.purposes.contains(&purpose) {
        report.unknown(
            CONSENT_NEVER_ASKED,
            &word,
            "purpose that a step asks consent for",
            &context.names.purposes,
        );
        return None;
    }
    let comes_too_late =
        context.names.steps.iter().enumerate().filter(|(_, step)| asks(step)).all(|(place, step)| {
            let place = context.order.step(place);
            context.names.is_within(step.stage, at) || context.order.is_before(order::start(at), place)
        });
    if comes_too_late {
        let message = format!("consent to `{purpose}` is asked only after the stage that waits for it");
        report.error(UNREACHABLE_STEP, word.span, message, "ask for it in an earlier stage");
    }
    Some(purpose.to_owned())
}

/// `STEP.done`, of a step of this stage, or an event.
fn ending(context: &Context<'_>, (at, text): (usize, &Text), report: &mut Report<'_>) -> Option<Until> {
    if context.names.is_event(&text.text) {
        return Some(Until::Event(EventName::new(text.as_str())));
    }
    let Some(name) = text.text.strip_suffix(".done") else {
        let message = format!("this version cannot end a stage by `{}`", text.text);
        report.error(NOT_SUPPORTED_YET, text.span, message, "write `STEP.done`, or an event");
        return None;
    };
    match context.names.step(name) {
        Some((_, step)) if context.names.is_within(step.stage, at) => Some(Until::Step(StepName::new(name))),
        Some(_) | None => {
            let own = context.names.steps.iter().filter(|step| context.names.is_within(step.stage, at));
            let own: Vec<&str> = own.map(StepEntry::name).collect();
            report.unknown(
                UNKNOWN_NAME,
                &text.part(0, name.len(), report.source),
                "step of this stage",
                &own,
            );
            None
        }
    }
}
