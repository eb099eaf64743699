//! Values of the case file: shown, hidden or erased.

use serde_json::{Map, Value};
use wire::Shown;

use super::words::{code, day, field, yes_no};
use crate::lang::Lang;

/// A value as this reader sees it, or why not.
pub(super) fn shown(lang: Lang, shown: &Shown) -> String {
    match shown {
        Shown::Hidden(hidden) => format!("({}: {})", lang.say("skjult", "hidden"), lang.of(&hidden.because)),
        Shown::Erased(_) => lang.say("(slettet)", "(erased)").to_owned(),
        Shown::Value(value) => plain(lang, value),
    }
}

/// A value for a narrow column: that it is hidden, and not why.
pub(super) fn brief(lang: Lang, value: &Shown) -> String {
    match value {
        Shown::Hidden(_) => lang.say("(skjult)", "(hidden)").to_owned(),
        Shown::Erased(_) | Shown::Value(_) => shown(lang, value),
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
        Value::Object(fields) => record(lang, fields),
    }
}

/// What is said first of a record; the rest follows in the order of names.
const FIRST: [&str; 4] = ["name", "what", "measure", "outcome"];

/// `mentor, goal: 1, basis: LAB §167`: a name needs no name.
fn record(lang: Lang, fields: &Map<String, Value>) -> String {
    let first = FIRST.iter().filter_map(|name| fields.get_key_value(*name));
    let rest = fields.iter().filter(|(name, _)| !FIRST.contains(&name.as_str()));
    let told = first.chain(rest).filter(|(_, value)| !value.is_null()).map(|(name, value)| {
        let value = match (name.as_str(), value) {
            ("outcome", Value::String(outcome)) => code(lang, outcome),
            _other => plain(lang, value),
        };
        match name.as_str() {
            "name" | "what" => value,
            name => format!("{}: {value}", field(lang, name)),
        }
    });
    told.collect::<Vec<_>>().join(", ")
}

/// `2026-10-05`, and nothing that only begins so.
fn looks_like_a_day(text: &str) -> bool {
    text.len() == "2026-10-05".len() && text.parse::<jiff::civil::Date>().is_ok()
}
