//! Values between the case file and the contract.

use std::collections::BTreeMap;

use model::deadline::Sentence;
use model::{Number, Value};
use rust_decimal::Decimal;

use crate::bindings::helhed::plugin::types::{Field, Value as Leaf};

/// Longest text of an answer, in bytes: a sentence and not a document.
const TEXT_BYTES_MAX: usize = 2_000;

/// Most fields of an answer.
const FIELDS_MAX: usize = 64;

/// A value for a guest. Choices come as lists of words.
pub(crate) fn to_guest(value: &Value) -> Leaf {
    match value {
        Value::Null => Leaf::Null,
        Value::Boolean(flag) => Leaf::Boolean(*flag),
        Value::Number(Number(number)) => match i64::try_from(*number).ok().filter(|_| number.is_integer()) {
            Some(whole) => Leaf::Integer(whole),
            None => Leaf::Decimal(number.to_string()),
        },
        Value::Text(text) => Leaf::Text(text.clone()),
        Value::Date(day) => Leaf::Date(day.to_string()),
        Value::Instant(at) => Leaf::Instant(at.micros().div_euclid(1_000)),
        Value::List(items) => {
            let words: Option<Vec<String>> =
                items.iter().map(|item| item.as_text().map(str::to_owned)).collect();
            words.map_or_else(|| Leaf::Json(json(value)), Leaf::Choice)
        }
        Value::Record(_) => Leaf::Json(json(value)),
    }
}

/// Named values for a guest.
pub(crate) fn fields(values: &BTreeMap<String, Value>) -> Vec<Field> {
    values.iter().map(|(key, value)| Field { key: key.clone(), value: to_guest(value) }).collect()
}

/// Named values of a guest's answer.
///
/// # Errors
///
/// A sentence: too many, twice the same key, too long, or a number that is none.
pub fn from_guest(fields: Vec<Field>) -> Result<BTreeMap<String, Value>, String> {
    if fields.len() > FIELDS_MAX {
        return Err(format!("it sets more than {FIELDS_MAX} fields"));
    }
    let mut values = BTreeMap::new();
    for Field { key, value } in fields {
        if key.len() > 64 || values.contains_key(&key) {
            return Err("a key is too long or stands twice".to_owned());
        }
        let value = leaf(value).map_err(|why| format!("`{}` {why}", key.escape_debug()))?;
        values.insert(key, value);
    }
    Ok(values)
}

fn leaf(value: Leaf) -> Result<Value, &'static str> {
    let text = |text: String| {
        let fits = text.len() <= TEXT_BYTES_MAX;
        if fits { Ok(Value::Text(text)) } else { Err("is too long") }
    };
    match value {
        Leaf::Null => Ok(Value::Null),
        Leaf::Boolean(flag) => Ok(Value::Boolean(flag)),
        Leaf::Integer(number) => Ok(Value::Number(Number(Decimal::from(number)))),
        Leaf::Decimal(number) => {
            number.parse().map(|number| Value::Number(Number(number))).map_err(|_| "is no number")
        }
        Leaf::Date(day) => day.parse().map(Value::Date).map_err(|_| "is no date"),
        Leaf::Instant(millis) => {
            Ok(Value::Instant(model::Timestamp::from_micros(millis.saturating_mul(1_000))))
        }
        Leaf::Text(words) | Leaf::Duration(words) | Leaf::Reference(words) | Leaf::Json(words) => text(words),
        Leaf::Choice(words) if words.len() <= FIELDS_MAX => {
            words.into_iter().map(text).collect::<Result<_, _>>().map(Value::List)
        }
        Leaf::Choice(_) => Err("has too many words"),
    }
}

/// The Danish and the English of a text; Danish must be there.
///
/// # Errors
///
/// A sentence.
pub fn sentence(texts: &[(String, String)]) -> Result<Sentence, String> {
    let find = |language: &str| {
        let found = texts.iter().find(|(tag, _)| tag == language).map(|(_, text)| text.trim());
        found.filter(|text| !text.is_empty())
    };
    let da = find("da").ok_or("it gives no reason in Danish")?;
    let en = find("en").unwrap_or(da);
    if da.len() > TEXT_BYTES_MAX || en.len() > TEXT_BYTES_MAX {
        return Err("its reason is too long".to_owned());
    }
    Ok(Sentence { da: da.to_owned(), en: en.to_owned() })
}

/// A nested value as JSON text.
fn json(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Number(Number(number)) => number.to_string(),
        Value::Text(text) => quoted(text),
        Value::Date(day) => quoted(&day.to_string()),
        Value::Instant(at) => quoted(&at.to_string()),
        Value::List(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(",")),
        Value::Record(record) => {
            let fields = record.iter().map(|(key, value)| format!("{}:{}", quoted(key), json(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
        }
    }
}

fn quoted(text: &str) -> String {
    let escaped = text.chars().map(|letter| match letter {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        control if control.is_control() => format!("\\u{:04x}", u32::from(control)),
        other => other.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}
