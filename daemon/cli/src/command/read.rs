//! What an argument must look like.

use jiff::Timestamp;
use jiff::civil::Date;
use model::{CaseId, CitizenId, EffectId};

/// Longest idempotency key that the daemon takes.
const KEY_BYTES_MAX: usize = 128;

/// A case: `case-17`, or `17`.
pub(crate) fn case(text: &str) -> Result<CaseId, String> {
    numbered("case-", text).parse()
}

/// A citizen: `citizen-9`, or `9`.
pub(crate) fn citizen(text: &str) -> Result<CitizenId, String> {
    numbered("citizen-", text).parse()
}

fn numbered(prefix: &str, text: &str) -> String {
    let is_bare = text.starts_with(|first: char| first.is_ascii_digit());
    if is_bare { format!("{prefix}{text}") } else { text.to_owned() }
}

/// An effect: `1.42.0`.
pub(crate) fn effect(text: &str) -> Result<String, String> {
    text.parse::<EffectId>().map(|id| id.to_string())
}

/// A day.
pub(crate) fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("`{text}` is no day; write it like `2026-08-03`"))
}

/// An instant.
pub(crate) fn instant(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| {
        format!("`{text}` is no instant; write day, time and offset like `2026-08-03T08:00:00+02:00`")
    })
}

/// A version as people write it: `12`, `v12`, or as in an `ETag`.
pub(crate) fn version(text: &str) -> Result<u64, String> {
    let digits = text.trim_matches('"').trim_start_matches('v');
    digits.parse().map_err(|_| format!("`{text}` is no version; write it like `v12`"))
}

/// An idempotency key.
pub(crate) fn key(text: &str) -> Result<String, String> {
    let fits = (1..=KEY_BYTES_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if !fits {
        return Err(format!("a key has 1 to {KEY_BYTES_MAX} visible ASCII characters"));
    }
    Ok(text.to_owned())
}

/// A named value: `name=VALUE`.
pub(crate) fn value(text: &str) -> Result<(String, serde_json::Value), String> {
    let Some((name, value)) = text.split_once('=') else {
        return Err(format!("`{text}` names no value; write `name=VALUE`"));
    };
    if name.is_empty() {
        return Err(format!("`{text}` has no name before `=`; write `name=VALUE`"));
    }
    Ok((name.to_owned(), json_or_text(value)))
}

/// An object, a list, `true` or `false` is read as JSON. Anything else is text: the daemon knows which facts are
/// numbers and days, and as text no digit is lost.
pub(crate) fn json_or_text(text: &str) -> serde_json::Value {
    match serde_json::from_str(text) {
        Ok(
            json @ (serde_json::Value::Object(_) | serde_json::Value::Array(_) | serde_json::Value::Bool(_)),
        ) => json,
        Ok(serde_json::Value::Null | serde_json::Value::Number(_) | serde_json::Value::String(_))
        | Err(_) => serde_json::Value::String(text.to_owned()),
    }
}
