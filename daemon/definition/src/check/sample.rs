//! `sample: 5 %`: a step that opens for some of the cases only.

use super::names::StepEntry;
use crate::finding::{BAD_VALUE, MISSING_KEY, Report, WRONG_SHAPE};

/// Reads in how many of a hundred cases a step opens.
pub(super) fn read(step: &StepEntry<'_>, report: &mut Report<'_>) -> Option<u8> {
    let entry = step.tree().entry("sample")?;
    let text = entry.value.as_text()?;
    let number = text.text.strip_suffix('%').map(str::trim).and_then(|number| number.parse::<u8>().ok());
    let Some(percent) = number.filter(|number| (1..=99).contains(number)) else {
        let message = format!("`{}` is no part of the cases", text.text.escape_debug());
        report.error(BAD_VALUE, text.span, message, "write a whole number from 1 to 99, such as `5 %`");
        return None;
    };
    if step.is_true("optional") {
        let message = "what a person starts is picked by that person, and not drawn";
        report.error(WRONG_SHAPE, entry.key.span, message, "remove `sample` or `optional`");
    }
    if step.tree().get("repeats").is_some() {
        let message = "the first round that is not drawn would end the repeating, and nobody would see it";
        report.error(WRONG_SHAPE, entry.key.span, message, "remove `sample` or `repeats`");
    }
    if step.tree().get("by").is_none() {
        let message = "nobody looks at the cases that are drawn";
        report.error(MISSING_KEY, entry.key.span, message, "add `by` with a role, or remove `sample`");
    }
    Some(percent)
}
