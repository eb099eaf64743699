//! How many: a number in the file, or a limit of the rule pack by its name.

use super::Context;
use crate::finding::{BAD_VALUE, Report, UNKNOWN_NAME};
use crate::text::Text;

/// Highest number: so many cases of one person, or rounds of one step, are counted, and no more.
const COUNT_MAX: u32 = 999;

/// The number that is written or named. What cannot be counted, such as a half, is reported, and so is an unknown name.
pub(super) fn read(context: &Context<'_>, text: &Text, report: &mut Report<'_>) -> Option<u32> {
    let written =
        if text.text.parse::<i64>().is_ok() { text.text.clone() } else { limit(context, text, report)? };
    let count = written.parse().ok().filter(|count| (1..=COUNT_MAX).contains(count));
    if count.is_none() {
        let message = if written == text.text {
            format!("`{written}` is no number that can be counted to")
        } else {
            format!("`{}` is {written}, no number that can be counted to", text.text)
        };
        report.error(BAD_VALUE, text.span, message, format!("write a whole number from 1 to {COUNT_MAX}"));
    }
    count
}

fn limit(context: &Context<'_>, text: &Text, report: &mut Report<'_>) -> Option<String> {
    // Its shape was reported where it is no name either, and so was a pack that is not at hand.
    if !model::id::is_name(&text.text) || !context.pack_is_known {
        return None;
    }
    let limits = &context.pack.limits;
    let known = limits.get(&text.text);
    if known.is_none() {
        let names: Vec<&str> = limits.keys().map(String::as_str).collect();
        report.unknown(
            UNKNOWN_NAME,
            text,
            &format!("limit of the rule pack `{}`", context.pack.name),
            &names,
        );
    }
    known.map(|limit| limit.value.0.to_string())
}
