//! What begins anew: complaints, stages that repeat, steps that are reopened.

use model::{EventName, RoleName, StepName};

use super::Context;
use super::anchors::moments;
use super::names::StepEntry;
use super::order;
use super::roles::one;
use crate::checked::{After, Again, Before};
use crate::finding::{BAD_VALUE, MISSING_KEY, Report, UNKNOWN_NAME, WRONG_TYPE};
use crate::grammar::shape;
use crate::text::{Entry, Text, Tree};

/// What lets a step begin anew.
pub(super) fn read(context: &Context<'_>, step: &StepEntry<'_>, report: &mut Report<'_>) -> Vec<Again> {
    let mut again = of_its_stage(context, step);
    let Some(reopen) = step.tree().entry("reopen") else { return again };
    for text in reopen.value.texts_of("on") {
        again.extend(reopened_on(context, step, text, report));
    }
    let by = reopen.value.texts_of("by");
    let by: Vec<RoleName> = by.into_iter().filter_map(|role| one(context.names, role, report)).collect();
    if !by.is_empty() {
        again.push(Again::Person(by));
    }
    if shape::is_missing(&reopen.value, "on") && shape::is_missing(&reopen.value, "by") {
        let message = format!("nothing lets `{}` begin anew", step.name());
        report.error(MISSING_KEY, reopen.key.span, message, "add `on` with events, or `by` with roles");
    }
    again
}

/// `restart`: the steps whose deadlines count from the day on which this one begins anew.
pub(super) fn restart(context: &Context<'_>, step: &StepEntry<'_>, report: &mut Report<'_>) -> Vec<StepName> {
    let reopen = step.tree().get("reopen");
    let texts = reopen.map(|reopen| reopen.texts_of("restart")).unwrap_or_default();
    let mut restart = Vec::new();
    for text in texts {
        let Some((_, other)) = context.names.step(&text.text) else {
            report.unknown(UNKNOWN_NAME, text, "step of this workflow", &context.names.step_names(None));
            continue;
        };
        let forward = other.tree().text("due").is_some_and(|due| due.text.contains(" after "));
        if !forward {
            let message = format!("`{}` has no deadline that could count from another day", text.text);
            let remedy = "name a step with `due: … after …`, or leave it out";
            report.error(BAD_VALUE, text.span, message, remedy);
            continue;
        }
        restart.push(StepName::new(text.as_str()));
    }
    restart
}

/// In a stage that repeats, a step comes again after what it comes after: itself, or the stage in which it stands. What
/// waits for nothing there comes again with the stage that repeats.
fn of_its_stage(context: &Context<'_>, step: &StepEntry<'_>) -> Vec<Again> {
    let names = context.names;
    let stage = |at: usize| names.stages.get(at).map(|stage| &stage.value);
    let around: Vec<usize> = names.outwards(step.stage).collect();
    let repeating = around.iter().rposition(|at| stage(*at).is_some_and(repeats));
    let Some((outermost, inside)) = repeating.and_then(|last| around.get(..=last)?.split_last()) else {
        return Vec::new();
    };
    let is_inside = |other: usize| names.is_within(other, *outermost);
    let brings = |tree: &Tree| -> Vec<Again> {
        let brings = before(context, tree).into_iter().filter_map(|before| match before {
            Before::Step(name) => {
                names.step(name.as_str()).filter(|(_, other)| is_inside(other.stage))?;
                Some(Again::Step(name))
            }
            Before::Stage(name) => {
                names.stage(name.as_str()).filter(|other| is_inside(*other))?;
                Some(Again::Stage(name))
            }
            Before::Event(event) => Some(Again::Event(event)),
        });
        brings.collect()
    };
    let trees = core::iter::once(step.tree()).chain(inside.iter().filter_map(|at| stage(*at)));
    let again = trees.map(brings).find(|again| !again.is_empty());
    again.unwrap_or_else(|| {
        let outermost = stage(*outermost).map(|stage| before(context, stage)).unwrap_or_default();
        events(&outermost).map(Again::Event).collect()
    })
}

pub(super) fn repeats(stage: &Tree) -> bool {
    stage.text("repeats").is_some_and(|word| word.text == "true")
}

/// What stands under `after`; faults in it are reported where it is read for itself.
fn before(context: &Context<'_>, tree: &Tree) -> Vec<Before> {
    let mut silent = Report::new("", "");
    match order::after(context.names, tree.get("after"), &mut silent) {
        After::Nothing => Vec::new(),
        After::All(list) | After::Any(list) => list,
    }
}

fn events(list: &[Before]) -> impl Iterator<Item = EventName> {
    list.iter().filter_map(|before| match before {
        Before::Event(event) => Some(event.clone()),
        Before::Step(_) | Before::Stage(_) => None,
    })
}

/// A stage that repeats needs the event with which it does.
pub(super) fn check_stage(context: &Context<'_>, stage: &Entry, report: &mut Report<'_>) {
    let Some(word) = stage.value.text("repeats").filter(|word| word.text == "true") else { return };
    if events(&before(context, &stage.value)).next().is_none() {
        let message = format!("the stage `{}` repeats, and no event begins it", stage.key.text);
        report.error(MISSING_KEY, word.span, message, "name the event under `after`, or remove `repeats`");
    }
}

/// `STEP.MOMENT` of another step, or an event.
fn reopened_on(
    context: &Context<'_>,
    step: &StepEntry<'_>,
    text: &Text,
    report: &mut Report<'_>,
) -> Option<Again> {
    let names = context.names;
    let Some((name, moment)) = text.text.split_once('.') else {
        if names.is_event(&text.text) {
            return Some(Again::Event(EventName::new(text.as_str())));
        }
        let known: Vec<&str> = names.event_names().into_iter().chain(names.step_names(None)).collect();
        report.unknown(UNKNOWN_NAME, text, "event, or `STEP.MOMENT`", &known);
        return None;
    };
    let Some((_, other)) = names.step(name) else {
        let word = text.part(0, name.len(), report.source);
        report.unknown(UNKNOWN_NAME, &word, "step of this workflow", &names.step_names(None));
        return None;
    };
    if other.name() == step.name() {
        let message = format!("`{name}` cannot reopen itself: it would never come to rest");
        report.error(BAD_VALUE, text.span, message, "name a day of another step, or an event");
        return None;
    }
    let days: Vec<&str> = moments(other).iter().copied().filter(|day| *day != "done").collect();
    if !days.contains(&moment) {
        let word = text.part(name.len() + 1, text.text.len(), report.source);
        report.unknown(UNKNOWN_NAME, &word, &format!("day of the step `{name}`"), &days);
        return None;
    }
    Some(Again::Moment(StepName::new(name), moment.to_owned()))
}

/// `about: STEP.parts`: the event is a complaint about parts of a decision.
pub(super) fn complaint_about(
    context: &Context<'_>,
    event: &Entry,
    report: &mut Report<'_>,
) -> Option<StepName> {
    let text = event.value.text("about")?;
    let Some(name) = text.text.strip_suffix(".parts") else {
        let message = format!("nobody can complain about `{}`", text.text);
        report.error(BAD_VALUE, text.span, message, "write `STEP.parts`, with a decision");
        return None;
    };
    let word = text.part(0, name.len(), report.source);
    let decisions = context.names.step_names(Some("decision"));
    match context.names.step(name) {
        Some((_, step)) if step.is("decision") => Some(StepName::new(name)),
        Some(_) => {
            let message = format!("`{name}` is no decision");
            let remedy = format!("write one of {}", crate::nearest::listing(&decisions));
            report.error(WRONG_TYPE, word.span, message, remedy);
            None
        }
        None => {
            report.unknown(UNKNOWN_NAME, &word, "decision of this workflow", &decisions);
            None
        }
    }
}
