//! Stages that repeat and wait for what begins them: each round would need another, and none would be the last.

use model::{EventName, StageName};

use super::names::Names;
use crate::checked::{Awaited, Counted, Definition, Kind, Stage, Until};
use crate::finding::{DEAD_END, Report};
use crate::text::Span;

/// That a round of one stage waits for an event, by the step or stage that says so.
struct Wait<'d> {
    stage: &'d Stage,
    by: &'d str,
    span: Span,
    event: &'d EventName,
    /// Whether the event with which its own round began is not enough.
    needs_another: bool,
}

/// Warns of every wait whose event begins rounds that wait, in the end, for a new round of its own stage.
pub(super) fn check(names: &Names<'_>, definition: &Definition, report: &mut Report<'_>) {
    let waits = waits(names, definition);
    for wait in &waits {
        if comes_round(wait, &waits, definition) {
            let message = format!(
                "`{}` waits for `{}`, which begins a round that needs another round of `{}`: there is no last one",
                wait.by, wait.event, wait.stage.name
            );
            let remedy = "wait for an event after which no stage comes that repeats, or for fewer of them";
            report.warning(DEAD_END, wait.span, message, remedy);
        }
    }
}

fn waits<'d>(names: &Names<'_>, definition: &'d Definition) -> Vec<Wait<'d>> {
    let mut waits = Vec::new();
    for stage in definition.stages.iter().filter(|stage| stage.repeats) {
        for step in definition.steps_within(&stage.name) {
            let span =
                names.step(step.name.as_str()).map_or_else(Span::default, |(_, step)| step.entry.key.span);
            let by = step.name.as_str();
            if let Kind::Wait(Awaited::Event(event)) = &step.kind {
                waits.push(Wait { stage, by, span, event, needs_another: false });
            }
            if let Kind::Quota { of: Counted::Event(event), at_least } = &step.kind {
                waits.push(Wait { stage, by, span, event, needs_another: *at_least > 1 });
            }
        }
        for inner in definition.stages.iter().filter(|inner| definition.is_within(&inner.name, &stage.name)) {
            waits.extend(endings(names, stage, inner));
        }
    }
    waits
}

/// The events that alone end a stage, which is one that repeats or stands in it. Where a step ends it too, nothing has
/// to happen.
fn endings<'d>(names: &Names<'_>, stage: &'d Stage, inner: &'d Stage) -> Vec<Wait<'d>> {
    let events = inner.until.iter().filter_map(|until| match until {
        Until::Event(event) => Some(event),
        Until::Step(_) => None,
    });
    if !inner.until.iter().all(|until| matches!(until, Until::Event(_))) {
        return Vec::new();
    }
    let entry = names.stages.iter().find(|entry| entry.key.text == inner.name.as_str());
    let span = entry.map_or_else(Span::default, |entry| entry.key.span);
    let by = inner.name.as_str();
    events.map(|event| Wait { stage, by, span, event, needs_another: false }).collect()
}

/// Whether what a wait needs leads back to its own stage. A stage is looked at once.
fn comes_round(wait: &Wait<'_>, waits: &[Wait<'_>], definition: &Definition) -> bool {
    let mut open: Vec<&StageName> = begun_by(wait, definition);
    let mut seen: Vec<&StageName> = Vec::new();
    while let Some(stage) = open.pop() {
        if *stage == wait.stage.name {
            return true;
        }
        if seen.contains(&stage) {
            continue;
        }
        seen.push(stage);
        for next in waits.iter().filter(|next| next.stage.name == *stage) {
            open.extend(begun_by(next, definition));
        }
    }
    false
}

/// The stages of which the event of a wait begins a new round.
fn begun_by<'d>(wait: &Wait<'_>, definition: &'d Definition) -> Vec<&'d StageName> {
    let repeating =
        definition.stages.iter().filter(|stage| stage.repeats && stage.after.names_event(wait.event));
    let others = repeating.filter(|stage| stage.name != wait.stage.name || wait.needs_another);
    others.map(|stage| &stage.name).collect()
}
