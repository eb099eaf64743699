//! `expires`: how long what a step leaves can be relied on.

use calendar::{Direction, Roll, Rule};
use model::StepName;
use model::deadline::{DeadlineKind, Sentence};

use super::Context;
use super::anchors::{Own, due, length, take_apart};
use crate::checked::{Anchor, DeadlineRule, Due, Ladder};
use crate::finding::{BAD_VALUE, Report, WRONG_SHAPE};
use crate::text::Text;

/// Kinds of steps whose result can run out: somebody, or a table, can give it anew.
const EXPIRING: &[&str] = &[
    "form",
    "contributions",
    "consent",
    "allocation",
    "plan",
    "citizen",
    "plugin",
    "table",
    "contact",
    "panel",
];

/// Reads `expires` of a step.
pub(super) fn read(
    context: &Context<'_>,
    own: &Own<'_>,
    has_worker: bool,
    report: &mut Report<'_>,
) -> Option<Due> {
    let entry = own.step.tree().entry("expires")?;
    let text = entry.value.as_text()?;
    let kind = own.step.kind?;
    if !EXPIRING.contains(&kind) {
        let message = format!("what a {kind} leaves cannot run out");
        let remedy = format!(
            "remove `expires`, or put it at a step of one of the kinds {}",
            crate::nearest::listing(EXPIRING)
        );
        report.error(WRONG_SHAPE, entry.key.span, message, remedy);
        return None;
    }
    if own.step.tree().text("repeats").is_some_and(|word| word.text != "false") {
        let message =
            format!("`{}` begins its next round by itself, before anything can run out", own.step.name());
        report.error(WRONG_SHAPE, entry.key.span, message, "remove `expires`, or remove `repeats`");
        return None;
    }
    let counted = match of_itself(context, own, text, report) {
        Some(rule) => {
            Due { rule: rule?, anchor: Anchor::Done(StepName::new(own.step.name())), otherwise: None }
        }
        None => due(context, own, text, report)?,
    };
    if counted.rule.rule.direction == Direction::Before || counted.rule.rule.amount.count == 0 {
        let message = "what a step leaves runs out some time after something";
        report.error(BAD_VALUE, text.span, message, format!("write `6 months after {}`", own.step.name()));
    }
    Some(Due { rule: named(context, own, counted.rule, has_worker), ..counted })
}

/// `6 months after STEP`, with the step itself: from when it is done. `None` where something else is written.
#[expect(clippy::option_option, reason = "whether it is written so, and whether it is right")]
fn of_itself(
    context: &Context<'_>,
    own: &Own<'_>,
    text: &Text,
    report: &mut Report<'_>,
) -> Option<Option<DeadlineRule>> {
    let written = take_apart(text, &mut Report::new("", ""))?;
    let anchor = written.anchor.text.strip_suffix(".done").unwrap_or(&written.anchor.text);
    if anchor != own.step.name() {
        return None;
    }
    // Taken apart once more, so that what is wrong with its length has its place in the file.
    Some(take_apart(text, report).and_then(|written| length(context, own, &written, report)))
}

/// The end of a period: it has a name of its own, is never rolled, and nobody has missed anything.
fn named(context: &Context<'_>, own: &Own<'_>, rule: DeadlineRule, has_worker: bool) -> DeadlineRule {
    let mut ladder = if has_worker { rule.ladder } else { Ladder::default() };
    ladder.rungs.retain(|rung| !rung.missed);
    DeadlineRule {
        name: format!("{}_expires", own.step.name()),
        title: Sentence {
            da: format!("Udløb af »{}«", own.title.da),
            en: format!("Expiry of “{}”", own.title.en),
        },
        rule: Rule { roll: Roll::None, ..rule.rule },
        kind: DeadlineKind::PeriodEnd,
        obliged: None,
        basis: if rule.basis.is_empty() { context.workflow.to_owned() } else { rule.basis },
        mark: rule.mark,
        ladder,
        tolerance: None,
    }
}
