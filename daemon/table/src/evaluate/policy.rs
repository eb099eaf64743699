//! What several hits come to (DMN 1.5 §8.2.8).

use std::cmp::Ordering;

use feel::Value;
use rust_decimal::Decimal;

use super::{DecisionError, Hit};
use crate::draft::{Aggregate, HitPolicy};
use crate::table::{Output, Table};

/// The rules that give the answer, and the value of each output.
type Answer = (Vec<usize>, Vec<Value>);

/// What an output without a default is where no rule hits.
pub(super) fn of_no_rule(policy: HitPolicy) -> Value {
    match policy {
        HitPolicy::Unique | HitPolicy::Any | HitPolicy::First | HitPolicy::Priority => Value::Null,
        HitPolicy::RuleOrder | HitPolicy::OutputOrder => Value::List(Vec::new()),
        HitPolicy::Collect(aggregate) => match aggregate {
            Aggregate::List => Value::List(Vec::new()),
            Aggregate::Count => Value::Number(Decimal::ZERO),
            Aggregate::Sum | Aggregate::Min | Aggregate::Max => Value::Null,
        },
    }
}

/// The answer of at least one hit, in the order of the rules.
pub(super) fn answer(table: &Table, mut hits: Vec<Hit>) -> Result<Answer, DecisionError> {
    let by_priority = |hit: &Hit| rank(&table.outputs, hit.outputs.iter());
    match table.policy {
        HitPolicy::Unique if hits.len() > 1 => Err(DecisionError::SeveralHit { rules: rules_of(&hits) }),
        HitPolicy::Any => {
            let first = hits.first().map(|hit| hit.outputs.clone()).unwrap_or_default();
            if hits.iter().any(|hit| hit.outputs != first) {
                return Err(DecisionError::Different { rules: rules_of(&hits) });
            }
            Ok((rules_of(&hits), first))
        }
        HitPolicy::Unique | HitPolicy::First => Ok(first_of(hits)),
        HitPolicy::Priority => {
            hits.sort_by_cached_key(by_priority);
            Ok(first_of(hits))
        }
        HitPolicy::OutputOrder => {
            hits.sort_by_cached_key(by_priority);
            Ok(lists(table, hits))
        }
        HitPolicy::RuleOrder | HitPolicy::Collect(Aggregate::List) => Ok(lists(table, hits)),
        HitPolicy::Collect(aggregate) => aggregated(table, aggregate, &hits),
    }
}

/// Where the outputs of a rule stand: by the first output with an order, then by the second. Less goes first; equal
/// ranks go by the order of the rules. A value that is not listed goes last.
pub(crate) fn rank<'v>(outputs: &[Output], values: impl Iterator<Item = &'v Value>) -> Vec<usize> {
    let columns = outputs.iter().zip(values).filter(|(output, _)| !output.priority.is_empty());
    let place = |(output, value): (&Output, &Value)| {
        let listed = output.priority.iter().position(|listed| listed == value);
        listed.unwrap_or(output.priority.len())
    };
    columns.map(place).collect()
}

fn rules_of(hits: &[Hit]) -> Vec<usize> {
    hits.iter().map(|hit| hit.rule).collect()
}

fn first_of(hits: Vec<Hit>) -> Answer {
    hits.into_iter().next().map(|hit| (vec![hit.rule], hit.outputs)).unwrap_or_default()
}

/// One list for each output, each with one value for each rule.
fn lists(table: &Table, hits: Vec<Hit>) -> Answer {
    let rules = rules_of(&hits);
    let mut lists: Vec<Vec<Value>> = table.outputs.iter().map(|_| Vec::new()).collect();
    for hit in hits {
        for (list, value) in lists.iter_mut().zip(hit.outputs) {
            list.push(value);
        }
    }
    (rules, lists.into_iter().map(Value::List).collect())
}

fn aggregated(table: &Table, aggregate: Aggregate, hits: &[Hit]) -> Result<Answer, DecisionError> {
    let rules = rules_of(hits);
    let values: Vec<&Value> = hits.iter().filter_map(|hit| hit.outputs.first()).collect();
    let failed = |what| DecisionError::Aggregate {
        rules: rules.clone(),
        output: table.outputs.first().map(|output| output.name.clone()).unwrap_or_default(),
        what,
    };
    // As in FEEL, one missing value makes the whole missing; only how many there are is known.
    let is_missing = values.contains(&&Value::Null);
    let value = match aggregate {
        Aggregate::Count => Value::Number(Decimal::from(values.len())),
        Aggregate::List | Aggregate::Sum | Aggregate::Min | Aggregate::Max if is_missing => Value::Null,
        Aggregate::List | Aggregate::Sum => sum(&values).ok_or_else(|| failed("sum"))?,
        Aggregate::Min => extreme(&values, Ordering::Less).ok_or_else(|| failed("least"))?,
        Aggregate::Max => extreme(&values, Ordering::Greater).ok_or_else(|| failed("greatest"))?,
    };
    Ok((rules, vec![value]))
}

/// `None` where the sum is out of range.
fn sum(values: &[&Value]) -> Option<Value> {
    let (first, rest) = values.split_first()?;
    rest.iter().try_fold((*first).clone(), |total, value| match (total, value) {
        (Value::Number(total), Value::Number(next)) => total.checked_add(*next).map(Value::Number),
        (Value::DayDuration(total), Value::DayDuration(next)) => {
            total.checked_add(*next).map(Value::DayDuration)
        }
        (Value::MonthDuration(total), Value::MonthDuration(next)) => {
            total.checked_add(*next).map(Value::MonthDuration)
        }
        _ => None,
    })
}

/// The value that compares as `wanted` with every other, the first of equals; `None` where they have no order.
fn extreme(values: &[&Value], wanted: Ordering) -> Option<Value> {
    let (first, rest) = values.split_first()?;
    let best = rest.iter().try_fold(*first, |best, value| {
        let order = feel::order(value, best)?;
        Some(if order == wanted { *value } else { best })
    });
    best.cloned()
}
