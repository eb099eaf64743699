//! Decision tables: decided by `table`, and by a second opinion that must be the same.

use std::collections::BTreeMap;

use dmn::{DecisionTable, Model};
use feel::{Type, Value};
use table::{DecisionError, Draft, Outcome, Table};

use crate::decide::{self, Decided, Names, Stop};
use crate::judge;
use crate::kinds;
use crate::second;

/// The name that the type of the whole decision has in the draft; no item definition can be called so.
const WHOLE: &str = "<whole>";

/// Decides by a table.
pub(crate) fn decide(model: &Model, table: &DecisionTable, names: &Names, wanted: Option<&Type>) -> Decided {
    let whole = table.type_ref.as_deref().and_then(|name| kinds::named(model, name));
    let whole = whole.as_ref().or(wanted);
    let (draft, types) = drafted(model, table, whole);
    let value = decided(&draft, &types, names);
    let opinion = second::opinion(model, table, names, wanted);
    match (value, opinion) {
        (Ok(value), Ok(opinion)) if value == opinion.value => {
            Ok(decide::Outcome { value, kind: opinion.kind })
        }
        (Ok(value), Ok(opinion)) => {
            let said = format!("`table` gives {value}, and by the standard it is {}", opinion.value);
            Err(Stop::Table { is_about_values: false, said })
        }
        // Values that are not allowed are an error of `table`; the standard leaves open what they come to.
        (Err(stop), _) => Err(stop),
        (Ok(value), Err(_)) => {
            let said = format!("`table` gives {value}, and by the standard there is no answer");
            Err(Stop::Table { is_about_values: false, said })
        }
    }
}

/// The draft of a table, and what the types in it mean. As everywhere in DMN, null is among their values.
fn drafted(model: &Model, table: &DecisionTable, whole: Option<&Type>) -> (Draft, BTreeMap<String, Type>) {
    let mut draft = dmn::to_draft(table);
    let mut types = BTreeMap::new();
    let is_single = draft.outputs.len() == 1;
    for output in &mut draft.outputs {
        if let Some(name) = &output.kind {
            match kinds::named(model, &name.text) {
                Some(kind) => drop(types.insert(name.text.clone(), kind.or_missing())),
                None => output.kind = None,
            }
        }
        let member = match whole {
            Some(Type::List(member)) if second::gives_list(table) => Some(&**member),
            other => other,
        };
        let is_counted = table.aggregation == Some(dmn::Aggregation::Count);
        if let Some(kind) = member.filter(|_| is_single && !is_counted && output.kind.is_none()) {
            types.insert(WHOLE.to_owned(), kind.clone().or_missing());
            output.kind = Some(table::Text::new(WHOLE, output.name.place));
        }
    }
    (draft, types)
}

fn decided(draft: &Draft, types: &BTreeMap<String, Type>, names: &Names) -> Result<Value, Stop> {
    let checked = Table::compile(draft, &names.scope(), types).map_err(|faults| {
        let is_about_values = faults.iter().all(|fault| judge::is_about_meaning_of(fault.code));
        let said =
            faults.iter().map(|fault| format!("{} {}: {}", fault.place, fault.code.as_str(), fault.message));
        Stop::Table { is_about_values, said: said.collect::<Vec<_>>().join(" | ") }
    })?;
    match checked.evaluate(names) {
        Ok(outcome) => Ok(answer(draft, outcome)),
        Err(error) => Err(Stop::Table { is_about_values: is_about_values(&error), said: error.to_string() }),
    }
}

/// One output is its value; several are a context, or a list of contexts where each output is a list.
fn answer(draft: &Draft, outcome: Outcome) -> Value {
    let Outcome { mut outputs, .. } = outcome;
    if outputs.len() == 1 {
        return outputs.pop().unwrap_or(Value::Null);
    }
    let names: Vec<&String> = draft.outputs.iter().map(|output| &output.name.text).collect();
    let row =
        |values: Vec<Value>| Value::Context(names.iter().map(|name| (*name).clone()).zip(values).collect());
    let lists: Vec<Vec<Value>> = outputs
        .iter()
        .filter_map(|value| if let Value::List(members) = value { Some(members.clone()) } else { None })
        .collect();
    if draft.policy.is_single() {
        // No rule and no default: the whole outcome is null, and not a context of nulls.
        let is_nothing = outcome.rules.is_empty() && outputs.iter().all(|value| *value == Value::Null);
        return if is_nothing { Value::Null } else { row(outputs) };
    }
    if lists.len() != outputs.len() {
        return row(outputs);
    }
    let rows = lists.first().map_or(0, Vec::len);
    let at =
        |index: usize| lists.iter().map(|list| list.get(index).cloned().unwrap_or(Value::Null)).collect();
    Value::List((0..rows).map(|index| row(at(index))).collect())
}

/// Whether an error is about the values: DMN calls it null.
fn is_about_values(error: &DecisionError) -> bool {
    match error {
        DecisionError::Input { error, .. }
        | DecisionError::Rule { error, .. }
        | DecisionError::Default { error, .. } => judge::is_about_values(error),
        DecisionError::InputNotAllowed { .. }
        | DecisionError::OutputNotAllowed { .. }
        | DecisionError::SeveralHit { .. }
        | DecisionError::Different { .. }
        | DecisionError::Aggregate { .. } => true,
    }
}
