//! `pause`: what holds a part of the case from an event to another.

use std::collections::{BTreeMap, BTreeSet};

use model::deadline::{DeadlineKind, Obliged};
use model::{EventName, StageName, StepName};

use super::names::Names;
use super::{Context, event_names};
use crate::checked::{Awaited, DeadlineRule, Definition, EventRule, Held, Kind, Pause, Step};
use crate::finding::{
    BAD_VALUE, DEADLINE_IMMOVABLE, DUPLICATE_NAME, PAUSE_NEVER_ENDS, PAUSE_SILENT, Report, UNKNOWN_NAME,
};
use crate::text::{Entry, Text, Tree};

type Events = BTreeMap<EventName, EventRule>;

/// Reads the pauses in file order.
pub(super) fn read(
    context: &Context<'_>,
    (tree, events): (&Tree, &Events),
    report: &mut Report<'_>,
) -> Vec<Pause> {
    let entries = tree.get("pause").map(Tree::entries).unwrap_or_default();
    entries.iter().filter_map(|entry| pause(context, (entry, events), report)).collect()
}

fn pause(
    context: &Context<'_>,
    (entry, events): (&Entry, &Events),
    report: &mut Report<'_>,
) -> Option<Pause> {
    let tree = &entry.value;
    if !matches!(tree, Tree::Map(..)) {
        return None;
    }
    let (from, to) = (tree.texts_of("from"), tree.texts_of("to"));
    for both in to.iter().filter(|to| from.iter().any(|from| from.text == to.text)) {
        let message = format!("`{}` both begins and ends the pause `{}`", both.text, entry.key.text);
        report.error(BAD_VALUE, both.span, message, "name another event: one thing cannot do both");
    }
    let holds = tree.texts_of("holds");
    let holds: Vec<Held> = holds.iter().filter_map(|text| held(context, (text, &holds), report)).collect();
    Some(Pause {
        name: entry.key.text.clone(),
        title: context.titles.of("pause", entry, report),
        from: event_names(&from, context.names, events, report),
        to: event_names(&to, context.names, events, report),
        holds,
        moves_deadlines: tree.text("moves_deadlines")?.text == "true",
    })
}

/// A stage, or a step, of what is not held as a whole.
fn held(context: &Context<'_>, (text, all): (&Text, &[&Text]), report: &mut Report<'_>) -> Option<Held> {
    let names = context.names;
    if let Some(stage) = names.stage(&text.text) {
        held_already(names, (text, all), names.outwards(stage).skip(1), report);
        return Some(Held::Stage(StageName::new(text.as_str())));
    }
    let Some((_, step)) = names.step(&text.text) else {
        let known: Vec<&str> = names.stage_names().into_iter().chain(names.step_names(None)).collect();
        report.unknown(UNKNOWN_NAME, text, "stage or step of this workflow", &known);
        return None;
    };
    held_already(names, (text, all), names.outwards(step.stage), report);
    Some(Held::Step(StepName::new(text.as_str())))
}

/// Reports what a stage around it holds already.
fn held_already(
    names: &Names<'_>,
    (text, all): (&Text, &[&Text]),
    around: impl Iterator<Item = usize>,
    report: &mut Report<'_>,
) {
    let is_named = |stage: &&str| all.iter().any(|other| other.as_str() == *stage);
    let mut held = around.filter_map(|at| names.stages.get(at)).map(|stage| stage.key.as_str());
    if let Some(stage) = held.find(is_named) {
        let message = format!("`{}` is held with its stage `{stage}`", text.text);
        report.error(DUPLICATE_NAME, text.span, message, "name the stage, or what stands in it");
    }
}

/// What only the whole definition shows: whether a pause can end, and what it would do to deadlines.
pub(super) fn check(tree: &Tree, definition: &Definition, report: &mut Report<'_>) {
    let entries = tree.get("pause").map(Tree::entries).unwrap_or_default();
    for entry in entries {
        let Some(pause) = definition.pauses.iter().find(|pause| pause.name == entry.key.text) else {
            continue;
        };
        ends(entry, pause, definition, report);
        if pause.moves_deadlines {
            moves(entry, pause, definition, report);
        }
    }
}

/// What begins a pause leaves the case open, and so does something that ends it.
fn ends(entry: &Entry, pause: &Pause, definition: &Definition, report: &mut Report<'_>) {
    let is_over = |event: &str| definition.until.iter().any(|until| until.as_str() == event);
    for from in entry.value.texts_of("from").into_iter().filter(|from| is_over(&from.text)) {
        let message = format!("`{}` ends the case, and no pause begins with it", from.text);
        report.error(BAD_VALUE, from.span, message, "name another event, or remove it under `until`");
    }
    let to = entry.value.texts_of("to");
    if let Some(first) = to.first().filter(|_| to.iter().all(|to| is_over(&to.text))) {
        let message = format!("nothing ends the pause `{}` but the end of the case", pause.name);
        let remedy = "name an event with which the case goes on";
        report.error(PAUSE_NEVER_ENDS, first.span, message, remedy);
    }
}

/// A pause moves no deadline that nobody may move, and something reminds of the case while it lasts.
fn moves(entry: &Entry, pause: &Pause, definition: &Definition, report: &mut Report<'_>) {
    let Some(place) = entry.value.text("moves_deadlines").map(|text| text.span) else { return };
    let steps: BTreeSet<StepName> = definition.steps_held_by(pause).into_iter().collect();
    for step in steps.iter().filter_map(|name| definition.steps.get(name)) {
        for rule in rules(step) {
            let Some(why) = immovable(rule) else { continue };
            let message =
                format!("the pause `{}` would move `{}` of `{}`, {why}", pause.name, rule.name, step.name);
            let remedy = format!("write `moves_deadlines: false`, or take `{}` out of `holds`", step.name);
            report.error(DEADLINE_IMMOVABLE, place, message, remedy);
        }
    }
    let reminds = |step: &&Step| !steps.contains(&step.name) && rules(step).next().is_some();
    if !definition.steps.values().any(|step| reminds(&step)) {
        let message =
            format!("while `{}` lasts every deadline stands still, and nobody is reminded", pause.name);
        let remedy = "write `moves_deadlines: false`, or leave a step that has a deadline out of `holds`";
        report.warning(PAUSE_SILENT, place, message, remedy);
    }
}

/// The deadlines that a step has from when it is owed.
fn rules(step: &Step) -> impl Iterator<Item = &DeadlineRule> {
    let day = if let Kind::Wait(Awaited::Day(due)) = &step.kind { Some(&due.rule) } else { None };
    let review = if let Kind::Review { rule, .. } = &step.kind { Some(&**rule) } else { None };
    step.due.iter().map(|due| &due.rule).chain(day).chain(review)
}

/// Why nobody may move a deadline, if nobody may.
fn immovable(rule: &DeadlineRule) -> Option<&'static str> {
    if rule.obliged == Some(Obliged::Citizen) {
        return Some("which is the citizen's right");
    }
    match rule.kind {
        DeadlineKind::Statutory => Some("which is the law's"),
        DeadlineKind::PeriodEnd => Some("which is the end of a period"),
        DeadlineKind::Age => Some("which is an age"),
        DeadlineKind::Set | DeadlineKind::Published | DeadlineKind::Internal | DeadlineKind::Review => None,
    }
}
