//! Values of the case file: shown, hidden or erased.

use serde_json::Value;
use wire::Shown;

use super::words::{day, yes_no};
use crate::lang::Lang;

/// A value as this reader sees it, or why not.
pub(super) fn shown(lang: Lang, shown: &Shown) -> String {
    match shown {
        Shown::Hidden(hidden) => format!("({}: {})", lang.say("skjult", "hidden"), lang.of(&hidden.because)),
        Shown::Erased(_) => lang.say("(slettet)", "(erased)").to_owned(),
        Shown::Value(value) => plain(lang, value),
    }
}

/// A value in words: days as days, lists with commas, records as `name: value`.
pub(super) fn plain(lang: Lang, value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::Bool(yes) => yes_no(lang, *yes).to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) if looks_like_a_day(text) => day(lang, text),
        Value::String(text) => text.clone(),
        Value::Array(several) if several.is_empty() => "–".to_owned(),
        Value::Array(several) => {
            let separator = if several.iter().any(Value::is_object) { "; " } else { ", " };
            several.iter().map(|value| plain(lang, value)).collect::<Vec<_>>().join(separator)
        }
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(_, value)| !value.is_null());
            fields
                .map(|(name, value)| format!("{name}: {}", plain(lang, value)))
                .collect::<Vec<_>>()
                .join(", ")
        }
    }
}

/// `2026-10-05`, and nothing that only begins so.
fn looks_like_a_day(text: &str) -> bool {
    text.len() == "2026-10-05".len() && text.parse::<jiff::civil::Date>().is_ok()
}
