//! Anchors that are an age: `turns 18`.

use super::Context;
use super::facts::REGISTERED;
use crate::checked::{Anchor, Source};
use crate::finding::{BAD_VALUE, DEADLINE_WITHOUT_ANCHOR, Report};
use crate::text::Text;

/// The word before an age.
const TURNS: &str = "turns ";

/// The highest age that a deadline counts from, in years: nobody has lived longer.
const AGE_MAX: u8 = 125;

/// `turns 18`; `None` where something else is written.
#[expect(clippy::option_option, reason = "whether it is written so, and whether it is right")]
pub(super) fn age(context: &Context<'_>, text: &Text, report: &mut Report<'_>) -> Option<Option<Anchor>> {
    let number = text.text.strip_prefix(TURNS)?.trim();
    let Some(age) = number.parse::<u8>().ok().filter(|age| (1..=AGE_MAX).contains(age)) else {
        let message = format!("`{}` is no age", number.escape_debug());
        report.error(
            BAD_VALUE,
            text.span,
            message,
            format!("write whole years, from `turns 1` to `turns {AGE_MAX}`"),
        );
        return Some(None);
    };
    let born = context.facts.get(REGISTERED).map(|rule| &rule.source);
    if !matches!(born, Some(Source::Register)) {
        let message = format!("nobody knows when the citizen turns {age}: there is no date of birth");
        let remedy = format!("add the fact `{REGISTERED}` with `type: date` and `from: register`");
        report.error(DEADLINE_WITHOUT_ANCHOR, text.span, message, remedy);
        return Some(None);
    }
    Some(Some(Anchor::Turns(age)))
}
