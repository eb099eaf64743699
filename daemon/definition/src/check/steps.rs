//! Steps: who, when, until when.

use model::StepName;

use super::Context;
use super::anchors::{self, due};
use super::names::StepEntry;
use super::order;
use super::scope::condition;
use super::{again, kinds, roles};
use crate::checked::{Kind, Step};
use crate::finding::{MISSING_KEY, Report, WRONG_SHAPE};
use crate::grammar::shape;

pub(super) fn read(
    context: &Context<'_>,
    (at, step): (usize, &StepEntry<'_>),
    report: &mut Report<'_>,
) -> Option<Step> {
    let tree = step.tree();
    let place = context.order.step(at);
    let title = context.titles.of("steps", step.entry, report);
    let kind = kinds::read(context, (at, step), &title, report);
    let by = tree.text("by").and_then(|by| roles::one(context.names, by, report));
    match (step.kind, tree.entry("by")) {
        (Some("milestone"), Some(by)) => {
            report.error(WRONG_SHAPE, by.key.span, "a milestone is nobody's work", "remove `by`");
        }
        (Some("plugin"), Some(by)) => {
            let message = "who works on a plugin step is said by `confirm` and `else`";
            report.error(WRONG_SHAPE, by.key.span, message, "remove `by`");
        }
        (Some(kind), None)
            if !matches!(kind, "milestone" | "plugin" | "table") && shape::is_missing(tree, "by") =>
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
    let due = tree.text("due").and_then(|text| {
        let own = anchors::Own { at, step, title: &title };
        due(context, &own, text, report)
    });
    let stage = context.names.stages.get(step.stage)?;
    Some(Step {
        name: StepName::new(step.name()),
        title,
        stage: model::StageName::new(stage.key.as_str()),
        after: order::after(context.names, tree.get("after"), report),
        when: condition(context, tree.text("when"), place, report),
        kind: kind?,
        by,
        due,
        optional: step.is_true("optional"),
        required: step.is_awaited(),
        again: again::read(context, step, report),
    })
}
