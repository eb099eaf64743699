//! Steps: who, when, until when.

use model::StepName;

use super::Context;
use super::anchors::{self, due};
use super::names::StepEntry;
use super::order;
use super::scope::condition;
use super::{again, expiry, kinds, ladders, roles, sample, tolerance};
use crate::checked::{Awaited, Kind, Repeat, Step};
use crate::finding::{LADDER_WITHOUT_RECIPIENT, MISSING_KEY, Report, WRONG_SHAPE};
use crate::grammar::shape;

pub(super) fn read(
    context: &Context<'_>,
    (at, step): (usize, &StepEntry<'_>),
    report: &mut Report<'_>,
) -> Option<Step> {
    let tree = step.tree();
    let place = context.order.step(at);
    let title = context.titles.of("steps", step.entry, report);
    let mut kind = kinds::read(context, (at, step), &title, report);
    let by = tree.text("by").and_then(|by| roles::one(context.names, by, report));
    match (step.kind, tree.entry("by")) {
        (Some(kind @ ("milestone" | "notify")), Some(by)) => {
            report.error(WRONG_SHAPE, by.key.span, format!("a {kind} is nobody's work"), "remove `by`");
        }
        (Some("plugin"), Some(by)) => {
            let message = "who works on a plugin step is said by `confirm` and `else`";
            report.error(WRONG_SHAPE, by.key.span, message, "remove `by`");
        }
        (Some(kind), None)
            if !matches!(kind, "milestone" | "plugin" | "table" | "wait" | "notify")
                && shape::is_missing(tree, "by") =>
        {
            let message = format!("nobody does the step `{}`", step.name());
            report.error(MISSING_KEY, step.entry.key.span, message, "add `by` with a role");
        }
        (Some(_) | None, _) => {}
    }
    // It is the work of whoever confirms.
    let by = match &kind {
        Some(Kind::Plugin { confirm, .. }) => Some(confirm.clone()),
        Some(_) | None => by,
    };
    let mut due = tree.text("due").and_then(|text| {
        let own = anchors::Own { at, step, title: &title };
        due(context, &own, text, report)
    });
    let needs_nobody = matches!(step.kind, Some("milestone" | "table" | "wait" | "notify"));
    if let (true, Some(_), None, Some(entry)) = (needs_nobody, &due, &by, tree.entry("due")) {
        let message = format!("nobody is reminded of the deadline of `{}`", step.name());
        report.error(
            LADDER_WITHOUT_RECIPIENT,
            entry.key.span,
            message,
            "add `by` with a role, or remove `due`",
        );
    }
    if let (Some(Kind::Wait(Awaited::Day(_))), Some(entry)) = (&kind, tree.entry("due")) {
        let message = "a wait for a day is over on that day";
        report.error(WRONG_SHAPE, entry.key.span, message, "remove `due`");
    }
    let ladder = ladders::read(context, (step, by.as_ref()), (&mut due, kind.as_mut()), report);
    tolerance::read(step, (due.as_mut(), kind.as_mut()), report);
    let own = anchors::Own { at, step, title: &title };
    let expires = expiry::read(context, &own, by.is_some(), report);
    let stage = context.names.stages.get(step.stage)?;
    Some(Step {
        name: StepName::new(step.name()),
        title,
        stage: model::StageName::new(stage.key.as_str()),
        after: order::after(context.names, tree.get("after"), report),
        when: condition(context, tree.text("when"), place, report),
        sample: sample::read(step, report),
        kind: kind?,
        by,
        due,
        expires,
        ladder,
        optional: step.is_true("optional"),
        required: step.is_awaited(),
        again: again::read(context, step, report),
        restart: again::restart(context, step, report),
        repeats: repeats(context, step, place, report),
    })
}

/// Kinds of steps that can repeat: a person ends each round.
const REPEATING: &[&str] = &["form", "contact", "citizen", "panel"];

/// `repeats: true`, or the condition under which the next round opens.
fn repeats(
    context: &Context<'_>,
    step: &StepEntry<'_>,
    place: usize,
    report: &mut Report<'_>,
) -> Option<Repeat> {
    let text = step.tree().text("repeats").filter(|text| text.text != "false")?;
    if let Some(kind) = step.kind.filter(|kind| !REPEATING.contains(kind)) {
        let message = format!("a {kind} does not repeat by itself");
        let remedy = format!("use `reopen`, or one of the kinds {}", crate::nearest::listing(REPEATING));
        report.error(WRONG_SHAPE, text.span, message, remedy);
        return None;
    }
    if text.text == "true" {
        return Some(Repeat::Always);
    }
    condition(context, Some(text), place, report).map(Repeat::While)
}
