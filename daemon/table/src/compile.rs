//! From a draft to a checked table, or to everything that is wrong with it.

mod outputs;
mod shape;
mod words;

use std::collections::BTreeMap;

use feel::{Environment, Program, Scope, Tests, Type, Value};

use crate::draft::{Draft, InputDraft, RuleDraft, Text};
use crate::fault::{Fault, TableFaultCode, in_order};
use crate::table::{Cell, Entry, Input, Output, Rule, Table};

use outputs::Column;

/// An environment in which nothing has a value: what can be evaluated in it is constant.
pub(crate) struct Nothing;

impl Environment for Nothing {
    fn value(&self, _name: &str) -> Value {
        Value::Null
    }

    fn call(&self, function: &str, _arguments: &[Value]) -> Result<Value, String> {
        Err(format!("`{function}` is not called beforehand"))
    }
}

impl Table {
    /// Checks a draft: every expression against `scope`, every cell against the type of its input, every output
    /// against its declared type, or else one type for the whole column.
    ///
    /// `types` are names that outputs may declare besides `text`, `number`, `boolean`, `date`, `list of T` and the
    /// choice types of the scope.
    ///
    /// # Errors
    ///
    /// Every fault that can be told apart, in the order of the source; never an empty list.
    pub fn compile(draft: &Draft, scope: &Scope, types: &BTreeMap<String, Type>) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        if !shape::is_table(draft, &mut faults) {
            return Err(in_order(faults));
        }
        let inputs: Vec<Option<Input>> =
            draft.inputs.iter().map(|input| input_of(input, scope, &mut faults)).collect();
        let columns: Vec<Option<Column>> = (0..draft.outputs.len())
            .map(|index| outputs::column(draft, index, (scope, types), &mut faults))
            .collect();
        let rules: Vec<Option<Rule>> =
            draft.rules.iter().map(|rule| rule_of(rule, (&inputs, &columns), scope, &mut faults)).collect();
        shape::check_policy(draft, &columns, &mut faults);
        let inputs = inputs.into_iter().collect::<Option<Vec<_>>>();
        let outputs = columns.into_iter().map(|column| column.map(|column| column.output));
        let outputs = outputs.collect::<Option<Vec<Output>>>();
        let rules = rules.into_iter().collect::<Option<Vec<_>>>();
        match (inputs, outputs, rules) {
            (Some(inputs), Some(outputs), Some(rules)) if faults.is_empty() => {
                Ok(Self { policy: draft.policy, place: draft.policy_place, inputs, outputs, rules })
            }
            _ => Err(in_order(faults)),
        }
    }
}

fn input_of(draft: &InputDraft, scope: &Scope, faults: &mut Vec<Fault>) -> Option<Input> {
    let expression = &draft.expression;
    if expression.is_blank() {
        return None;
    }
    let program = taken(feel::compile(&expression.text, scope), expression, faults)?;
    let kind = program.result_type().clone();
    if matches!(kind.when_present(), Type::Context(_)) {
        let message = format!("`{}` is a whole group of values", expression.text);
        let help = "name the one of its values that the rules look at";
        faults.push(Fault::new(TableFaultCode::NoValue, expression.place, message, help));
        return None;
    }
    let allowed = match &draft.allowed {
        Some(allowed) if !passes_anything(allowed) => {
            Some(taken(feel::compile_tests(&allowed.text, &kind, scope), allowed, faults)?)
        }
        Some(_) | None => None,
    };
    let words = words::of_type(&kind, scope);
    let label = draft.label.as_ref().map(|label| label.text.clone());
    let (expression, place) = (expression.text.clone(), expression.place);
    Some(Input { expression, label, place, kind, words, program, allowed })
}

/// A rule, as far as its columns are without fault.
fn rule_of(
    draft: &RuleDraft,
    (inputs, columns): (&[Option<Input>], &[Option<Column>]),
    scope: &Scope,
    faults: &mut Vec<Fault>,
) -> Option<Rule> {
    let mut cells = Vec::new();
    for (text, input) in draft.inputs.iter().zip(inputs) {
        let Some(input) = input else { continue };
        let tests = if passes_anything(text) {
            Some(None)
        } else {
            taken(feel::compile_tests(&text.text, &input.kind, scope), text, faults).map(Some)
        };
        cells.extend(tests.map(|tests| Cell { place: text.place, tests }));
    }
    let mut entries = Vec::new();
    for (text, column) in draft.outputs.iter().zip(columns) {
        let Some(column) = column else { continue };
        if text.is_blank() {
            continue;
        }
        entries.extend(entry_of(text, column, faults));
    }
    let is_whole = cells.len() == inputs.len() && entries.len() == columns.len();
    let owned = |text: &Option<Text>| text.as_ref().map(|text| text.text.clone());
    is_whole.then(|| Rule {
        place: draft.place,
        basis: owned(&draft.basis),
        annotation: owned(&draft.annotation),
        cells,
        entries,
    })
}

fn entry_of(text: &Text, column: &Column, faults: &mut Vec<Fault>) -> Option<Entry> {
    let program = taken(feel::compile_as(&text.text, &column.output.kind, &column.scope), text, faults)?;
    let constant = constant(&program);
    if let (Some(value), Some(allowed)) = (&constant, &column.output.allowed)
        && is_refused(allowed, value)
    {
        faults.push(not_allowed(text, value, column));
        return None;
    }
    Some(Entry { place: text.place, program, constant })
}

fn not_allowed(text: &Text, value: &Value, column: &Column) -> Fault {
    let allowed = column.output.allowed.as_ref().map_or("", |allowed| allowed.source());
    let message = format!("{value} is not among the values that `{}` allows", column.output.name);
    let help = format!("give one of `{allowed}`, or add it to them");
    Fault::new(TableFaultCode::NotAllowed, text.place, message, help)
}

/// Whether it is certain beforehand that the tests do not let the value pass.
fn is_refused(allowed: &Tests, value: &Value) -> bool {
    allowed.names().is_empty() && allowed.matches(value, &Nothing).is_ok_and(|passes| passes != Some(true))
}

/// The value of an expression that always gives the same.
pub(crate) fn constant(program: &Program) -> Option<Value> {
    if program.names().is_empty() { program.evaluate(&Nothing).ok() } else { None }
}

/// Whether nothing is asked: the cell is blank or holds a dash.
fn passes_anything(text: &Text) -> bool {
    matches!(text.text.trim(), "" | "-")
}

/// What compiled; or else its faults, at their places in the source of the table.
fn taken<T>(compiled: Result<T, Vec<feel::Fault>>, text: &Text, faults: &mut Vec<Fault>) -> Option<T> {
    match compiled {
        Ok(compiled) => Some(compiled),
        Err(found) => {
            faults.extend(found.into_iter().map(|fault| Fault::of_feel(fault, text)));
            None
        }
    }
}
