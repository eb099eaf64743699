//! Values between JSON and the case file. The engine knows the type of a fact; here only the form is changed.

use std::collections::BTreeMap;

use model::{Number, Private, Value};
use rust_decimal::Decimal;
use serde_json::Value as Json;
use wire::{Sentence, Shown};

use crate::problem::Failure;

/// Digits that a JSON number keeps exactly on its way through a binary fraction.
const DIGITS_MAX: usize = 15;

/// Levels of a value: a plan has four. A value is written and read by calls within calls, on every thread that opens
/// the case and again at each restart, so what is too deep must never be recorded.
const LEVELS_MAX: usize = 16;

/// Bytes of the texts and numbers of one request: what is sealed as one value has at most 256 KiB.
const BYTES_MAX: usize = 192 * 1024;

/// Bytes that a value takes beside its text.
const BYTES_OF_A_VALUE: usize = 8;

/// Reads the values of a form, by name.
pub(crate) fn record(pointer: &str, values: BTreeMap<String, Json>) -> Result<Value, Failure> {
    Reading { levels: LEVELS_MAX, bytes: BYTES_MAX }.record(pointer, values)
}

/// Reads one value. Dates are text here: only the definition knows that they are dates.
pub(crate) fn value(pointer: &str, json: Json) -> Result<Value, Failure> {
    Reading { levels: LEVELS_MAX, bytes: BYTES_MAX }.value(pointer, json)
}

/// What is left of the bounds of a value while it is read.
struct Reading {
    levels: usize,
    bytes: usize,
}

impl Reading {
    fn record(&mut self, pointer: &str, values: BTreeMap<String, Json>) -> Result<Value, Failure> {
        self.within(pointer, |inner| {
            let values = values.into_iter().map(|(name, json)| {
                let pointer = format!("{pointer}/{}", escaped(&name));
                inner.take(&pointer, name.len())?;
                Ok((name, inner.value(&pointer, json)?))
            });
            values.collect::<Result<_, _>>().map(Value::Record)
        })
    }

    fn value(&mut self, pointer: &str, json: Json) -> Result<Value, Failure> {
        self.take(pointer, BYTES_OF_A_VALUE)?;
        match json {
            Json::Null => Ok(Value::Null),
            Json::Bool(flag) => Ok(Value::Boolean(flag)),
            Json::Number(number) => decimal(pointer, &number),
            Json::String(text) => {
                self.take(pointer, text.len())?;
                Ok(Value::Text(text))
            }
            Json::Array(items) => self.within(pointer, |inner| {
                let items = items.into_iter().enumerate();
                let items = items.map(|(place, item)| inner.value(&format!("{pointer}/{place}"), item));
                items.collect::<Result<_, _>>().map(Value::List)
            }),
            Json::Object(fields) => self.record(pointer, fields.into_iter().collect()),
        }
    }

    /// Reads one level further in.
    fn within(
        &mut self,
        pointer: &str,
        read: impl FnOnce(&mut Self) -> Result<Value, Failure>,
    ) -> Result<Value, Failure> {
        let Some(left) = self.levels.checked_sub(1) else {
            return Err(Failure::field(
                pointer,
                format!("lists and objects stand at most {LEVELS_MAX} deep in each other"),
            ));
        };
        self.levels = left;
        let value = read(self);
        self.levels = left.saturating_add(1);
        value
    }

    fn take(&mut self, pointer: &str, bytes: usize) -> Result<(), Failure> {
        let Some(left) = self.bytes.checked_sub(bytes) else {
            return Err(Failure::field(
                pointer,
                format!("the values have more than {} KB together; shorten them", BYTES_MAX / 1024),
            ));
        };
        self.bytes = left;
        Ok(())
    }
}

fn decimal(pointer: &str, number: &serde_json::Number) -> Result<Value, Failure> {
    let text = number.to_string();
    let whole = number.is_i64() || number.is_u64();
    if !whole && digits(&text) > DIGITS_MAX {
        return Err(Failure::field(
            pointer,
            format!("a number with a fraction has at most {DIGITS_MAX} digits"),
        ));
    }
    let decimal = text.parse::<Decimal>().or_else(|_| Decimal::from_scientific(&text));
    decimal
        .map(|decimal| Value::Number(Number(decimal.normalize())))
        .map_err(|_| Failure::field(pointer, "the number is too large, or too small to tell from 0"))
}

/// Significant digits of a decimal text.
fn digits(text: &str) -> usize {
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').trim_end_matches('0').len()
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// A value as JSON. A fraction of more than 15 digits is text, so that no digit is lost.
pub(crate) fn json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Boolean(flag) => Json::Bool(*flag),
        Value::Number(Number(decimal)) => number(decimal),
        Value::Text(text) => Json::String(text.clone()),
        Value::Date(date) => Json::String(date.to_string()),
        Value::Instant(instant) => Json::String(instant.to_string()),
        Value::List(items) => Json::Array(items.iter().map(json).collect()),
        Value::Record(fields) => {
            Json::Object(fields.iter().map(|(name, value)| (name.clone(), json(value))).collect())
        }
    }
}

fn number(decimal: &Decimal) -> Json {
    let text = decimal.normalize().to_string();
    if let Ok(whole) = text.parse::<i64>() {
        return Json::from(whole);
    }
    if digits(&text) > DIGITS_MAX {
        return Json::String(text);
    }
    serde_json::from_str(&text).unwrap_or(Json::String(text))
}

/// A personal value as this reader may see it.
pub(crate) fn shown(value: &Private) -> Shown {
    match value {
        Private::Clear(value) => Shown::Value(json(value)),
        Private::Sealed(_) => hidden(),
        Private::Erased => Shown::erased(),
    }
}

/// What stands in the place of a value that this reader may not see.
pub(crate) fn hidden() -> Shown {
    Shown::hidden(Sentence {
        da: "din rolle på sagen giver ikke adgang til at se det".to_owned(),
        en: "your role on the case does not let you see it".to_owned(),
    })
}

#[cfg(test)]
mod tests;
