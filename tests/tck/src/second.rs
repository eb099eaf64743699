//! A second opinion on decision tables: rule by rule after DMN 1.5 §8.2, knowing nothing of `table`.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use dmn::{Aggregation, DecisionTable, HitPolicy, Model, TableInput, TableOutput, TableRule};
use feel::{EvaluationError, Type, Value};
use rust_decimal::Decimal;

use crate::decide::{Decided, Names, Outcome, Stop, literal};
use crate::kinds;

/// One column of outputs: its name, its type where it is known, and its values in the order of priority.
struct Output {
    name: String,
    kind: Option<Type>,
    priority: Vec<Value>,
}

/// What the rules that are met give, each with one value per output.
type Hits = Vec<Vec<Value>>;

/// What a table comes to by the words of the standard.
pub(crate) fn opinion(model: &Model, table: &DecisionTable, names: &Names, wanted: Option<&Type>) -> Decided {
    let whole = table.type_ref.as_deref().and_then(|name| kinds::named(model, name));
    let whole = whole.as_ref().or(wanted);
    let outputs = outputs(model, table, names, whole)?;
    let inputs =
        table.inputs.iter().map(|input| looked_at(model, input, names)).collect::<Result<Vec<_>, _>>()?;
    let mut hits = Hits::new();
    for rule in &table.rules {
        if is_met(rule, &inputs, names)? {
            hits.push(given(rule, &outputs, names)?);
        }
    }
    // Where no rule is met, the defaults stand in, whatever the policy is.
    let has_defaults = table.outputs.iter().any(|output| output.default.is_some());
    let value = if hits.is_empty() && has_defaults {
        let row = default(table, &outputs, names)?;
        if gives_list(table) { Value::List(vec![row]) } else { row }
    } else {
        answer(table, &outputs, hits)?
    };
    let kind = whole.cloned().unwrap_or_else(|| kind_of(table, &outputs));
    Ok(Outcome { value, kind })
}

fn outputs(
    model: &Model,
    table: &DecisionTable,
    names: &Names,
    whole: Option<&Type>,
) -> Result<Vec<Output>, Stop> {
    let one = match whole {
        Some(Type::List(member)) if gives_list(table) => Some(&**member),
        other => other,
    };
    let read = |output: &TableOutput| {
        let own = output.type_ref.as_deref().and_then(|name| kinds::named(model, name));
        let name = output.name.clone().unwrap_or_default();
        let of_whole = match one {
            Some(Type::Context(parts)) if table.outputs.len() > 1 => parts.get(&name).cloned(),
            Some(kind) if table.outputs.len() == 1 && table.aggregation != Some(Aggregation::Count) => {
                Some(kind.clone())
            }
            Some(_) | None => None,
        };
        let priority = match &output.values {
            Some(values) => {
                let listed = literal(&format!("[{}\n]", values.text), names, None)?.value;
                if let Value::List(values) = listed { values } else { Vec::new() }
            }
            None => Vec::new(),
        };
        Ok(Output { name, kind: own.or(of_whole), priority })
    };
    table.outputs.iter().map(read).collect()
}

pub(crate) fn gives_list(table: &DecisionTable) -> bool {
    match table.hit_policy {
        HitPolicy::Unique | HitPolicy::First | HitPolicy::Priority | HitPolicy::Any => false,
        HitPolicy::Collect => table.aggregation.is_none(),
        HitPolicy::RuleOrder | HitPolicy::OutputOrder => true,
    }
}

fn looked_at(model: &Model, input: &TableInput, names: &Names) -> Decided {
    let declared = input.type_ref.as_deref().and_then(|name| kinds::named(model, name));
    literal(&input.expression.text, names, declared.as_ref())
}

fn is_met(rule: &TableRule, inputs: &[Outcome], names: &Names) -> Result<bool, Stop> {
    let scope = names.scope();
    for (cell, input) in rule.inputs.iter().zip(inputs) {
        let source = cell.text.trim();
        if source.is_empty() || source == "-" {
            continue;
        }
        let tests = feel::compile_tests(source, &input.kind, &scope)
            .map_err(|faults| Stop::Refused { source: source.to_owned(), faults })?;
        let met = tests.matches(&input.value, names);
        if met.map_err(|error| Stop::Failed { source: source.to_owned(), error })? != Some(true) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn given(rule: &TableRule, outputs: &[Output], names: &Names) -> Result<Vec<Value>, Stop> {
    let cells = rule.outputs.iter().zip(outputs);
    cells.map(|(cell, output)| Ok(literal(&cell.text, names, output.kind.as_ref())?.value)).collect()
}

/// What the hits come to, by the policy of the table.
fn answer(table: &DecisionTable, outputs: &[Output], mut hits: Hits) -> Result<Value, Stop> {
    let of_values = |said: &str| Stop::Table { is_about_values: true, said: said.to_owned() };
    let chosen = match table.hit_policy {
        HitPolicy::Unique if hits.len() > 1 => {
            return Err(of_values("several rules of a unique table are met"));
        }
        HitPolicy::Any if hits.iter().any(|hit| hits.first() != Some(hit)) => {
            return Err(of_values("the rules that are met do not agree"));
        }
        HitPolicy::Unique | HitPolicy::Any | HitPolicy::First => hits.into_iter().next(),
        HitPolicy::Priority => {
            hits.sort_by(|left, right| by_priority(outputs, left, right));
            hits.into_iter().next()
        }
        HitPolicy::OutputOrder => {
            hits.sort_by(|left, right| by_priority(outputs, left, right));
            return Ok(Value::List(hits.into_iter().map(|hit| row(outputs, hit)).collect()));
        }
        HitPolicy::RuleOrder => {
            return Ok(Value::List(hits.into_iter().map(|hit| row(outputs, hit)).collect()));
        }
        HitPolicy::Collect => {
            let rows: Vec<Value> = hits.into_iter().map(|hit| row(outputs, hit)).collect();
            return match table.aggregation {
                Some(how) => aggregated(how, rows),
                None => Ok(Value::List(rows)),
            };
        }
    };
    Ok(chosen.map_or(Value::Null, |hit| row(outputs, hit)))
}

fn by_priority(outputs: &[Output], left: &[Value], right: &[Value]) -> Ordering {
    let rank = |output: &Output, value: &Value| {
        output.priority.iter().position(|known| known == value).unwrap_or(output.priority.len())
    };
    let columns = outputs.iter().zip(left.iter().zip(right));
    let mut orders = columns.map(|(output, (left, right))| rank(output, left).cmp(&rank(output, right)));
    orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// One output is its value; several are a context.
fn row(outputs: &[Output], hit: Vec<Value>) -> Value {
    if outputs.len() == 1 {
        return hit.into_iter().next().unwrap_or(Value::Null);
    }
    let parts: BTreeMap<String, Value> = outputs.iter().map(|output| output.name.clone()).zip(hit).collect();
    Value::Context(parts)
}

fn default(table: &DecisionTable, outputs: &[Output], names: &Names) -> Result<Value, Stop> {
    let columns = table.outputs.iter().zip(outputs);
    let values = columns.map(|(column, output)| match &column.default {
        Some(default) => Ok(literal(&default.text, names, output.kind.as_ref())?.value),
        None => Ok(Value::Null),
    });
    Ok(row(outputs, values.collect::<Result<_, Stop>>()?))
}

fn aggregated(how: Aggregation, values: Vec<Value>) -> Result<Value, Stop> {
    let failed = |error| Stop::Failed { source: how.as_str().to_owned(), error };
    match how {
        Aggregation::Count => Ok(Value::Number(Decimal::from(values.len()))),
        Aggregation::Min | Aggregation::Max => {
            let wanted = if how == Aggregation::Min { Ordering::Less } else { Ordering::Greater };
            let better = |best: Value, value: Value| {
                if feel::order(&value, &best) == Some(wanted) { value } else { best }
            };
            Ok(values.into_iter().reduce(better).unwrap_or(Value::Null))
        }
        Aggregation::Sum => {
            if values.is_empty() {
                return Ok(Value::Null);
            }
            let mut sum = Decimal::ZERO;
            for value in values {
                let Value::Number(number) = value else { return Ok(Value::Null) };
                sum = sum.checked_add(number).ok_or_else(|| failed(EvaluationError::Overflow))?;
            }
            Ok(Value::Number(sum))
        }
    }
}

/// The type of the outcome where none is declared; outputs without a type count as text.
fn kind_of(table: &DecisionTable, outputs: &[Output]) -> Type {
    let kind = |output: &Output| output.kind.clone().unwrap_or(Type::Text);
    let one = match outputs {
        [single] => kind(single),
        _ => Type::Context(outputs.iter().map(|output| (output.name.clone(), kind(output))).collect()),
    };
    if table.aggregation == Some(Aggregation::Count) {
        return Type::Number;
    }
    if gives_list(table) { one.list() } else { one }
}
