//! The built-in functions: one table of names, signatures and implementations.

use std::cmp::Ordering;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::evaluate::{EvaluationError, order};
use crate::value::Value;

/// One built-in function.
#[derive(Debug)]
pub(crate) struct Builtin {
    pub(crate) name: &'static str,
    pub(crate) takes: &'static [Takes],
    pub(crate) gives: Gives,
    /// Called with present values only: a missing argument gives null without a call.
    pub(crate) run: fn(&[Value]) -> Outcome,
}

/// What a built-in takes in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    Number,
    Text,
    Date,
    /// A list of anything.
    List,
    /// Something that may be a member of the list before it.
    Member,
    /// A list of numbers, or the numbers one by one.
    Numbers,
    /// A list of values with an order, or the values one by one.
    Ordered,
}

/// What a built-in gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gives {
    Boolean,
    Number,
    Text,
    /// A member of its list; null if the list is empty.
    Member,
    /// A number; null if the list is empty.
    Total,
}

type Outcome = Result<Value, EvaluationError>;

/// Sorted by name.
static BUILTINS: [Builtin; 15] = [
    Builtin { name: "abs", takes: &[Takes::Number], gives: Gives::Number, run: abs },
    Builtin { name: "ceiling", takes: &[Takes::Number], gives: Gives::Number, run: ceiling },
    Builtin { name: "contains", takes: &[Takes::Text, Takes::Text], gives: Gives::Boolean, run: contains },
    Builtin { name: "count", takes: &[Takes::List], gives: Gives::Number, run: count },
    Builtin { name: "ends with", takes: &[Takes::Text, Takes::Text], gives: Gives::Boolean, run: ends_with },
    Builtin { name: "floor", takes: &[Takes::Number], gives: Gives::Number, run: floor },
    Builtin {
        name: "list contains",
        takes: &[Takes::List, Takes::Member],
        gives: Gives::Boolean,
        run: list_contains,
    },
    Builtin { name: "lower case", takes: &[Takes::Text], gives: Gives::Text, run: lower_case },
    Builtin { name: "max", takes: &[Takes::Ordered], gives: Gives::Member, run: max },
    Builtin { name: "min", takes: &[Takes::Ordered], gives: Gives::Member, run: min },
    Builtin {
        name: "starts with",
        takes: &[Takes::Text, Takes::Text],
        gives: Gives::Boolean,
        run: starts_with,
    },
    Builtin { name: "string length", takes: &[Takes::Text], gives: Gives::Number, run: string_length },
    Builtin { name: "sum", takes: &[Takes::Numbers], gives: Gives::Total, run: sum },
    Builtin { name: "upper case", takes: &[Takes::Text], gives: Gives::Text, run: upper_case },
    Builtin { name: "years", takes: &[Takes::Date, Takes::Date], gives: Gives::Number, run: years },
];

/// The built-in of this name.
pub(crate) fn find(name: &str) -> Option<&'static Builtin> {
    BUILTINS.iter().find(|builtin| builtin.name == name)
}

/// The names of all built-ins.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    BUILTINS.iter().map(|builtin| builtin.name)
}

/// Only reached when a host breaks its promise in a way that the reading of values does not see.
fn mismatch() -> Outcome {
    Err(EvaluationError::WrongType("a built-in function".to_owned()))
}

fn number_of(count: usize) -> Value {
    Value::Number(Decimal::from(count))
}

fn abs(arguments: &[Value]) -> Outcome {
    let [Value::Number(number)] = arguments else { return mismatch() };
    Ok(Value::Number(number.abs()))
}

fn ceiling(arguments: &[Value]) -> Outcome {
    let [Value::Number(number)] = arguments else { return mismatch() };
    Ok(Value::Number(number.ceil()))
}

fn floor(arguments: &[Value]) -> Outcome {
    let [Value::Number(number)] = arguments else { return mismatch() };
    Ok(Value::Number(number.floor()))
}

fn contains(arguments: &[Value]) -> Outcome {
    let [Value::Text(text), Value::Text(part)] = arguments else { return mismatch() };
    Ok(Value::Boolean(text.contains(part.as_str())))
}

fn starts_with(arguments: &[Value]) -> Outcome {
    let [Value::Text(text), Value::Text(part)] = arguments else { return mismatch() };
    Ok(Value::Boolean(text.starts_with(part.as_str())))
}

fn ends_with(arguments: &[Value]) -> Outcome {
    let [Value::Text(text), Value::Text(part)] = arguments else { return mismatch() };
    Ok(Value::Boolean(text.ends_with(part.as_str())))
}

/// In characters (Unicode code points), as DMN counts.
fn string_length(arguments: &[Value]) -> Outcome {
    let [Value::Text(text)] = arguments else { return mismatch() };
    Ok(number_of(text.chars().count()))
}

fn lower_case(arguments: &[Value]) -> Outcome {
    let [Value::Text(text)] = arguments else { return mismatch() };
    Ok(Value::Text(text.to_lowercase()))
}

fn upper_case(arguments: &[Value]) -> Outcome {
    let [Value::Text(text)] = arguments else { return mismatch() };
    Ok(Value::Text(text.to_uppercase()))
}

fn count(arguments: &[Value]) -> Outcome {
    let [Value::List(members)] = arguments else { return mismatch() };
    Ok(number_of(members.len()))
}

fn list_contains(arguments: &[Value]) -> Outcome {
    let [Value::List(members), wanted] = arguments else { return mismatch() };
    Ok(Value::Boolean(members.contains(wanted)))
}

fn sum(arguments: &[Value]) -> Outcome {
    let [Value::List(members)] = arguments else { return mismatch() };
    if members.is_empty() || members.contains(&Value::Null) {
        return Ok(Value::Null);
    }
    let mut total = Decimal::ZERO;
    for member in members {
        let Value::Number(number) = member else { return mismatch() };
        total = total.checked_add(*number).ok_or(EvaluationError::Overflow)?;
    }
    Ok(Value::Number(total))
}

fn min(arguments: &[Value]) -> Outcome {
    extreme(arguments, Ordering::Less)
}

fn max(arguments: &[Value]) -> Outcome {
    extreme(arguments, Ordering::Greater)
}

fn extreme(arguments: &[Value], wanted: Ordering) -> Outcome {
    let [Value::List(members)] = arguments else { return mismatch() };
    if members.contains(&Value::Null) {
        return Ok(Value::Null);
    }
    let mut best: Option<&Value> = None;
    for member in members {
        if best.is_none_or(|best| order(member, best) == Some(wanted)) {
            best = Some(member);
        }
    }
    Ok(best.cloned().unwrap_or(Value::Null))
}

/// Whole years from the first date to the second, negative when the second is earlier.
///
/// Who is born on 29 February completes a year on 1 March where there is no such day.
fn years(arguments: &[Value]) -> Outcome {
    let [Value::Date(from), Value::Date(to)] = arguments else { return mismatch() };
    let years = if to >= from { whole_years(*from, *to) } else { -whole_years(*to, *from) };
    Ok(Value::Number(Decimal::from(years)))
}

fn whole_years(from: Date, to: Date) -> i32 {
    let is_before_the_day = (to.month(), to.day()) < (from.month(), from.day());
    i32::from(to.year()) - i32::from(from.year()) - i32::from(is_before_the_day)
}
