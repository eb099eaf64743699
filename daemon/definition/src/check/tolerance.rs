//! `tolerance`: how long after its last day a deadline still counts as met.

use model::deadline::{DeadlineKind, Obliged};

use super::anchors::amount;
use super::names::StepEntry;
use crate::checked::{Due, Kind};
use crate::finding::{BAD_VALUE, DEADLINE_IMMOVABLE, Report, WRONG_SHAPE};

/// Reads `tolerance`, and gives it to the deadline of the step.
pub(super) fn read(
    step: &StepEntry<'_>,
    (due, kind): (Option<&mut Due>, Option<&mut Kind>),
    report: &mut Report<'_>,
) {
    let Some(entry) = step.tree().entry("tolerance") else { return };
    let Some(text) = entry.value.as_text() else { return };
    if matches!(step.kind, Some("hearing" | "wait")) {
        let message = "the case goes on by itself when this time is out, and nothing is late";
        report.error(WRONG_SHAPE, entry.key.span, message, "remove `tolerance`");
        return;
    }
    let review =
        kind.and_then(|kind| if let Kind::Review { rule, .. } = kind { Some(&mut **rule) } else { None });
    let rules: Vec<_> = due.map(|due| &mut due.rule).into_iter().chain(review).collect();
    // A deadline that could not be read was told already.
    if rules.is_empty() && step.tree().entry("due").is_none() && !step.is("review") {
        let message =
            format!("the step `{}` has no deadline that could be tolerated to be late", step.name());
        report.error(WRONG_SHAPE, entry.key.span, message, "add `due`, or remove `tolerance`");
    }
    let Some(tolerance) = amount(text, report) else { return };
    if tolerance.count == 0 {
        let message = "no time is tolerated";
        report.error(BAD_VALUE, text.span, message, "write an amount of at least one, or remove `tolerance`");
        return;
    }
    for rule in rules {
        let is_citizens = rule.obliged == Some(Obliged::Citizen);
        if rule.kind == DeadlineKind::Statutory || is_citizens {
            let what = if is_citizens { "the citizen's right" } else { "the law's" };
            let message = format!("`{}` is {what}, and no workflow tolerates that it is late", rule.name);
            report.error(DEADLINE_IMMOVABLE, text.span, message, "remove `tolerance`");
        }
        rule.tolerance = Some(tolerance);
    }
}
