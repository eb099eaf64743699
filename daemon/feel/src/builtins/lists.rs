//! Functions of lists (DMN 1.5 §10.3.4.4) and of groups of values (§10.3.4.8).

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::{MathematicalOps as _, ToPrimitive as _};

use super::{Builtin, Gives, Outcome, Parameter, Takes, all, last_optional, mismatch, repeating};
use crate::evaluate::{EvaluationError, LIST_ITEMS_MAX, order, position};
use crate::value::Value;

const LIST: &[Parameter] = &[Parameter("list", Takes::List)];
const NUMBERS: &[Parameter] = &[Parameter("list", Takes::Numbers)];
const ORDERED: &[Parameter] = &[Parameter("list", Takes::Ordered)];
const TRUTHS: &[Parameter] = &[Parameter("list", Takes::Truths)];
const LISTS: &[Parameter] = &[Parameter("list", Takes::List), Parameter("list", Takes::Lists)];
const AT: &[Parameter] = &[
    Parameter("list", Takes::List),
    Parameter("position", Takes::Number),
    Parameter("newItem", Takes::Member),
];

pub(super) static BUILTINS: [Builtin; 25] = [
    all("count", LIST, Gives::Number, |arguments| of_list(arguments, |members| number_of(members.len()))),
    all(
        "list contains",
        &[Parameter("list", Takes::List), Parameter("element", Takes::Member)],
        Gives::Boolean,
        list_contains,
    ),
    all("min", ORDERED, Gives::Member, |arguments| extreme(arguments, Ordering::Less)),
    all("max", ORDERED, Gives::Member, |arguments| extreme(arguments, Ordering::Greater)),
    all("sum", NUMBERS, Gives::Total, |arguments| total(arguments, sum)),
    all("mean", NUMBERS, Gives::Total, |arguments| total(arguments, mean)),
    all("product", NUMBERS, Gives::Total, |arguments| {
        total(arguments, |numbers| numbers.iter().try_fold(Decimal::ONE, |all, one| all.checked_mul(*one)))
    }),
    all("median", NUMBERS, Gives::Total, |arguments| total(arguments, median)),
    all("stddev", NUMBERS, Gives::MaybeNumber, stddev),
    all("mode", NUMBERS, Gives::Numbers, mode),
    all("all", TRUTHS, Gives::Truth, |arguments| decided(arguments, false)),
    all("any", TRUTHS, Gives::Truth, |arguments| decided(arguments, true)),
    last_optional(
        "sublist",
        &[
            Parameter("list", Takes::List),
            Parameter("start position", Takes::Number),
            Parameter("length", Takes::Number),
        ],
        Gives::Same,
        sublist,
    ),
    repeating(
        "append",
        &[Parameter("list", Takes::List), Parameter("item", Takes::Member)],
        Gives::Appended,
        |arguments| {
            let [Value::List(members), items @ ..] = arguments else { return mismatch() };
            listed(members.iter().chain(items).cloned().collect())
        },
    ),
    repeating("concatenate", LISTS, Gives::Joined, |arguments| listed(joined(arguments)?)),
    repeating("union", LISTS, Gives::Joined, |arguments| listed(distinct(joined(arguments)?))),
    all("insert before", AT, Gives::Inserted, insert_before),
    all("list replace", AT, Gives::Inserted, list_replace),
    all(
        "remove",
        &[Parameter("list", Takes::List), Parameter("position", Takes::Number)],
        Gives::Same,
        remove,
    ),
    all("reverse", LIST, Gives::Same, |arguments| {
        of_list(arguments, |members| Value::List(members.iter().rev().cloned().collect()))
    }),
    all(
        "index of",
        &[Parameter("list", Takes::List), Parameter("match", Takes::Member)],
        Gives::Numbers,
        index_of,
    ),
    all("distinct values", LIST, Gives::Same, |arguments| {
        of_list(arguments, |members| Value::List(distinct(members.to_vec())))
    }),
    all("flatten", LIST, Gives::Flat, |arguments| {
        let [Value::List(members)] = arguments else { return mismatch() };
        let mut flat = Vec::new();
        flatten(members, &mut flat);
        listed(flat)
    }),
    all("get entries", &[Parameter("m", Takes::Context)], Gives::Entries, get_entries),
    all("context merge", &[Parameter("contexts", Takes::List)], Gives::Member, context_merge),
];

fn number_of(count: usize) -> Value {
    Value::Number(Decimal::from(count))
}

fn of_list(arguments: &[Value], result: impl FnOnce(&[Value]) -> Value) -> Outcome {
    let [Value::List(members)] = arguments else { return mismatch() };
    Ok(result(members))
}

fn listed(members: Vec<Value>) -> Outcome {
    if members.len() > LIST_ITEMS_MAX { Err(EvaluationError::ListTooLong) } else { Ok(Value::List(members)) }
}

fn list_contains(arguments: &[Value]) -> Outcome {
    let [Value::List(members), wanted] = arguments else { return mismatch() };
    Ok(Value::Boolean(members.contains(wanted)))
}

/// The numbers of a list, or null where there are none or one is missing.
fn total(arguments: &[Value], result: impl FnOnce(&[Decimal]) -> Option<Decimal>) -> Outcome {
    let Some(numbers) = numbers(arguments)? else { return Ok(Value::Null) };
    result(&numbers).map(Value::Number).ok_or(EvaluationError::Overflow)
}

fn numbers(arguments: &[Value]) -> Result<Option<Vec<Decimal>>, EvaluationError> {
    let [Value::List(members)] = arguments else { return mismatch().map(|_| None) };
    if members.is_empty() || members.contains(&Value::Null) {
        return Ok(None);
    }
    let number = |member: &Value| {
        let Value::Number(number) = member else {
            return Err(EvaluationError::WrongType("a member of a list".to_owned()));
        };
        Ok(*number)
    };
    members.iter().map(number).collect::<Result<_, _>>().map(Some)
}

fn sum(numbers: &[Decimal]) -> Option<Decimal> {
    numbers.iter().try_fold(Decimal::ZERO, |all, one| all.checked_add(*one))
}

fn mean(numbers: &[Decimal]) -> Option<Decimal> {
    sum(numbers)?.checked_div(Decimal::from(numbers.len()))
}

fn median(numbers: &[Decimal]) -> Option<Decimal> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    mean(&[*sorted.get(middle.checked_sub(1)?)?, upper])
}

/// Of a sample: null where there are fewer than two.
fn stddev(arguments: &[Value]) -> Outcome {
    let Some(numbers) = numbers(arguments)?.filter(|numbers| numbers.len() > 1) else {
        return Ok(Value::Null);
    };
    let deviation = || {
        let mean = mean(&numbers)?;
        let squares = numbers.iter().map(|number| {
            let apart = number.checked_sub(mean)?;
            apart.checked_mul(apart)
        });
        let squares = squares.collect::<Option<Vec<_>>>()?;
        sum(&squares)?.checked_div(Decimal::from(numbers.len() - 1))?.sqrt()
    };
    deviation().map(Value::Number).ok_or(EvaluationError::Overflow)
}

/// The numbers that come most often, ascending.
fn mode(arguments: &[Value]) -> Outcome {
    let [Value::List(members)] = arguments else { return mismatch() };
    if members.is_empty() {
        return Ok(Value::List(Vec::new()));
    }
    let Some(numbers) = numbers(arguments)? else { return Ok(Value::Null) };
    let mut counts: BTreeMap<Decimal, usize> = BTreeMap::new();
    for number in numbers {
        *counts.entry(number).or_default() += 1;
    }
    let most = counts.values().max().copied();
    let modes = counts.into_iter().filter(|(_, count)| Some(*count) == most);
    Ok(Value::List(modes.map(|(number, _)| Value::Number(number)).collect()))
}

/// `all` (decided by a false) and `any` (decided by a true).
fn decided(arguments: &[Value], decider: bool) -> Outcome {
    let [Value::List(members)] = arguments else { return mismatch() };
    if members.contains(&Value::Boolean(decider)) {
        return Ok(Value::Boolean(decider));
    }
    let is_known = members.iter().all(|member| *member == Value::Boolean(!decider));
    Ok(if is_known { Value::Boolean(!decider) } else { Value::Null })
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

fn sublist(arguments: &[Value]) -> Outcome {
    let (members, start, length) = match arguments {
        [Value::List(members), Value::Number(start)] => (members, start, None),
        [Value::List(members), Value::Number(start), Value::Number(length)] => (members, start, Some(length)),
        _ => return mismatch(),
    };
    let refused = || EvaluationError::Argument("sublist");
    let from = position(*start, members.len()).ok_or_else(refused)?;
    let rest = members.len() - from;
    let taken = match length {
        None => rest,
        Some(length) => length.to_usize().filter(|taken| *taken <= rest).ok_or_else(refused)?,
    };
    Ok(Value::List(members.iter().skip(from).take(taken).cloned().collect()))
}

fn joined(arguments: &[Value]) -> Result<Vec<Value>, EvaluationError> {
    let mut all = Vec::new();
    for argument in arguments {
        let Value::List(members) = argument else {
            return Err(EvaluationError::WrongType("a built-in function".to_owned()));
        };
        all.extend(members.iter().cloned());
    }
    Ok(all)
}

fn distinct(members: Vec<Value>) -> Vec<Value> {
    let mut kept: Vec<Value> = Vec::new();
    for member in members {
        if !kept.contains(&member) {
            kept.push(member);
        }
    }
    kept
}

fn insert_before(arguments: &[Value]) -> Outcome {
    let [Value::List(members), Value::Number(at), item] = arguments else { return mismatch() };
    let at = position(*at, members.len()).ok_or(EvaluationError::Argument("insert before"))?;
    let mut all = members.clone();
    all.insert(at, item.clone());
    listed(all)
}

fn list_replace(arguments: &[Value]) -> Outcome {
    let [Value::List(members), Value::Number(at), item] = arguments else { return mismatch() };
    let mut all = members.clone();
    let at = position(*at, all.len()).and_then(|at| all.get_mut(at));
    *at.ok_or(EvaluationError::Argument("list replace"))? = item.clone();
    Ok(Value::List(all))
}

fn remove(arguments: &[Value]) -> Outcome {
    let [Value::List(members), Value::Number(at)] = arguments else { return mismatch() };
    let at = position(*at, members.len()).ok_or(EvaluationError::Argument("remove"))?;
    let mut all = members.clone();
    all.remove(at);
    Ok(Value::List(all))
}

fn index_of(arguments: &[Value]) -> Outcome {
    let [Value::List(members), wanted] = arguments else { return mismatch() };
    let found = members.iter().enumerate().filter(|(_, member)| *member == wanted);
    Ok(Value::List(found.map(|(at, _)| number_of(at + 1)).collect()))
}

/// As deep as values are: the parser and the reading of values bound that.
fn flatten(members: &[Value], flat: &mut Vec<Value>) {
    for member in members {
        if let Value::List(inner) = member {
            flatten(inner, flat);
        } else {
            flat.push(member.clone());
        }
    }
}

fn get_entries(arguments: &[Value]) -> Outcome {
    let [Value::Context(parts)] = arguments else { return mismatch() };
    let entry = |(key, value): (&String, &Value)| {
        let key = ("key".to_owned(), Value::Text(key.clone()));
        Value::Context(BTreeMap::from([key, ("value".to_owned(), value.clone())]))
    };
    Ok(Value::List(parts.iter().map(entry).collect()))
}

fn context_merge(arguments: &[Value]) -> Outcome {
    let [Value::List(members)] = arguments else { return mismatch() };
    let mut all = BTreeMap::new();
    for member in members {
        let Value::Context(parts) = member else { return Err(EvaluationError::Argument("context merge")) };
        all.extend(parts.clone());
    }
    Ok(Value::Context(all))
}
