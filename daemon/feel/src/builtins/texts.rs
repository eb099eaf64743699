//! Functions of texts (DMN 1.5 §10.3.4.3), and from texts to numbers and back.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::{Builtin, Gives, Outcome, Parameter, Takes, all, last_optional, mismatch};
use crate::evaluate::{EvaluationError, TEXT_BYTES_MAX};
use crate::value::Value;

const ONE: &[Parameter] = &[Parameter("string", Takes::Text)];
const TWO: &[Parameter] = &[Parameter("string", Takes::Text), Parameter("match", Takes::Text)];

pub(super) static BUILTINS: [Builtin; 17] = [
    all("contains", TWO, Gives::Boolean, |arguments| {
        of_two(arguments, |text, part| Value::Boolean(text.contains(part)))
    }),
    all("starts with", TWO, Gives::Boolean, |arguments| {
        of_two(arguments, |text, part| Value::Boolean(text.starts_with(part)))
    }),
    all("ends with", TWO, Gives::Boolean, |arguments| {
        of_two(arguments, |text, part| Value::Boolean(text.ends_with(part)))
    }),
    all("substring before", TWO, Gives::Text, |arguments| {
        let before =
            |text: &str, part: &str| text.split_once(part).map_or(String::new(), |(it, _)| it.to_owned());
        of_two(arguments, |text, part| Value::Text(before(text, part)))
    }),
    all("substring after", TWO, Gives::Text, |arguments| {
        let after =
            |text: &str, part: &str| text.split_once(part).map_or(String::new(), |(_, it)| it.to_owned());
        of_two(arguments, |text, part| Value::Text(after(text, part)))
    }),
    all("string length", ONE, Gives::Number, |arguments| {
        // In characters (Unicode code points), as DMN counts.
        of_one(arguments, |text| Value::Number(Decimal::from(text.chars().count())))
    }),
    all("lower case", ONE, Gives::Text, |arguments| {
        of_one(arguments, |text| Value::Text(text.to_lowercase()))
    }),
    all("upper case", ONE, Gives::Text, |arguments| {
        of_one(arguments, |text| Value::Text(text.to_uppercase()))
    }),
    last_optional(
        "substring",
        &[
            Parameter("string", Takes::Text),
            Parameter("start position", Takes::Number),
            Parameter("length", Takes::Number),
        ],
        Gives::Text,
        substring,
    ),
    all("string", &[Parameter("from", Takes::Present)], Gives::Text, string),
    last_optional(
        "string join",
        &[Parameter("list", Takes::List), Parameter("delimiter", Takes::TextOrNull)],
        Gives::Text,
        string_join,
    ),
    all("number", &[Parameter("from", Takes::Text)], Gives::MaybeNumber, number),
    all(
        "number",
        &[
            Parameter("from", Takes::Text),
            Parameter("grouping separator", Takes::TextOrNull),
            Parameter("decimal separator", Takes::TextOrNull),
        ],
        Gives::MaybeNumber,
        number,
    ),
    last_optional("matches", PATTERN, Gives::Boolean, |_| mismatch()),
    last_optional(
        "replace",
        &[
            Parameter("input", Takes::Text),
            Parameter("pattern", Takes::Pattern),
            Parameter("replacement", Takes::Text),
            Parameter("flags", Takes::Pattern),
        ],
        Gives::Text,
        |_| mismatch(),
    ),
    all(
        "split",
        &[Parameter("string", Takes::Text), Parameter("delimiter", Takes::Pattern)],
        Gives::Texts,
        |_| mismatch(),
    ),
    all(
        "is",
        &[Parameter("value1", Takes::Anything), Parameter("value2", Takes::Anything)],
        Gives::Boolean,
        is,
    ),
];

const PATTERN: &[Parameter] = &[
    Parameter("input", Takes::Text),
    Parameter("pattern", Takes::Pattern),
    Parameter("flags", Takes::Pattern),
];

fn of_one(arguments: &[Value], result: impl FnOnce(&str) -> Value) -> Outcome {
    let [Value::Text(text)] = arguments else { return mismatch() };
    Ok(result(text))
}

fn of_two(arguments: &[Value], result: impl FnOnce(&str, &str) -> Value) -> Outcome {
    let [Value::Text(text), Value::Text(part)] = arguments else { return mismatch() };
    Ok(result(text, part))
}

/// Counted in characters from 1, or from -1 at the end.
fn substring(arguments: &[Value]) -> Outcome {
    let (text, start, length) = match arguments {
        [Value::Text(text), Value::Number(start)] => (text, start, None),
        [Value::Text(text), Value::Number(start), Value::Number(length)] => (text, start, Some(length)),
        _ => return mismatch(),
    };
    let refused = EvaluationError::Argument("substring");
    let count = text.chars().count();
    let Some(from) = crate::evaluate::position(*start, count) else { return Err(refused) };
    let taken = match length.map(|length| length.trunc().to_i64()) {
        None => count,
        Some(Some(length @ 1..)) => usize::try_from(length).unwrap_or(usize::MAX),
        Some(_) => return Err(refused),
    };
    Ok(Value::Text(text.chars().skip(from).take(taken).collect()))
}

fn string(arguments: &[Value]) -> Outcome {
    let [value] = arguments else { return mismatch() };
    bounded(value.plain())
}

/// Missing members are left out.
fn string_join(arguments: &[Value]) -> Outcome {
    let (members, delimiter) = match arguments {
        [Value::List(members)] | [Value::List(members), Value::Null] => (members, ""),
        [Value::List(members), Value::Text(delimiter)] => (members, delimiter.as_str()),
        _ => return mismatch(),
    };
    let mut parts = Vec::new();
    let mut bytes = 0_usize;
    for member in members {
        if *member == Value::Null {
            continue;
        }
        let Value::Text(text) = member else { return Err(EvaluationError::Argument("string join")) };
        bytes = bytes.saturating_add(text.len()).saturating_add(delimiter.len());
        parts.push(text.as_str());
    }
    if bytes > TEXT_BYTES_MAX {
        return Err(EvaluationError::TextTooLong);
    }
    Ok(Value::Text(parts.join(delimiter)))
}

fn bounded(text: String) -> Outcome {
    if text.len() > TEXT_BYTES_MAX { Err(EvaluationError::TextTooLong) } else { Ok(Value::Text(text)) }
}

/// Null if the text is no number, or a separator is none.
fn number(arguments: &[Value]) -> Outcome {
    let (text, grouping, point) = match arguments {
        [Value::Text(text)] => (text, &Value::Null, &Value::Null),
        [Value::Text(text), grouping, point] => (text, grouping, point),
        _ => return mismatch(),
    };
    let separator = |value: &Value, allowed: &[&str]| {
        if let Value::Text(text) = value {
            allowed.contains(&text.as_str()).then(|| Some(text.clone()))
        } else {
            Some(None)
        }
    };
    let (Some(grouping), Some(point)) =
        (separator(grouping, &[" ", ",", "."]), separator(point, &[",", "."]))
    else {
        return Ok(Value::Null);
    };
    if grouping.is_some() && grouping == point {
        return Ok(Value::Null);
    }
    let text = grouping.map_or_else(|| text.clone(), |grouping| text.replace(&grouping, ""));
    let text = match point {
        Some(point) if point != "." => {
            if text.contains('.') {
                return Ok(Value::Null);
            }
            text.replace(&point, ".")
        }
        Some(_) | None => text,
    };
    let is_number = |byte: u8| byte.is_ascii_digit() || b".+-eE".contains(&byte);
    if !text.bytes().all(is_number) || text.starts_with('+') {
        return Ok(Value::Null);
    }
    let parsed = Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text));
    Ok(parsed.map_or(Value::Null, Value::Number))
}

/// The same value of the same type, and said in the same zone.
fn is(arguments: &[Value]) -> Outcome {
    let [left, right] = arguments else { return mismatch() };
    let is_same_zone = match (left, right) {
        (Value::ZonedTime(left), Value::ZonedTime(right)) => {
            left.time == right.time && left.zone == right.zone
        }
        (Value::DateTime(left), Value::DateTime(right)) => {
            left.civil() == right.civil() && left.zone() == right.zone()
        }
        _ => true,
    };
    Ok(Value::Boolean(is_same_zone && left == right))
}
