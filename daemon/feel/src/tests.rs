//! Transcripts: an expression on the left; its type and value, or its faults with their places, on the right.

mod bombs;
mod cells;
mod faults;
mod lists;
mod page;
mod possible;
mod random;
mod values;

use std::collections::BTreeMap;

use jiff::civil::date;
use rust_decimal::Decimal;

use crate::{
    Environment, Fault, FunctionSignature, Moment, Parameter, Scope, Type, Value, compile, compile_as,
};

/// A small case file.
struct CaseFile;

impl Environment for CaseFile {
    fn value(&self, name: &str) -> Value {
        let fact = |adverse, known| {
            Value::Context(BTreeMap::from([
                ("adverse".to_owned(), Value::Boolean(adverse)),
                ("known_to_party".to_owned(), Value::Boolean(known)),
            ]))
        };
        let choice = |word: &str| Value::Choice(word.to_owned());
        match name {
            "age" => number("42"),
            "hours" => Value::List(vec![number("1.5"), number("2.25")]),
            "birth_date" => Value::Date(date(1984, 2, 29)),
            "today" => Value::Date(date(2026, 8, 3)),
            "area" => choice("housing"),
            "needs" => Value::List(vec![choice("employment"), choice("housing")]),
            "target_group" => Value::Context(BTreeMap::from([("outcome".to_owned(), choice("must"))])),
            "hear.sent" => Value::DateTime(Moment::in_zone(1_000_000, "Europe/Copenhagen")),
            "note" => Value::Text("Ønsker støtte".to_owned()),
            "is_urgent" => Value::Boolean(true),
            "facts" => Value::List(vec![fact(false, false), fact(true, false)]),
            "wrong" => Value::Text("not a number".to_owned()),
            "many" => Value::List(vec![number("1"); 1_001]),
            "hundreds" => Value::List(vec![number("1"); 200]),
            _ => Value::Null,
        }
    }

    fn call(&self, function: &str, arguments: &[Value]) -> Result<Value, String> {
        match (function, arguments) {
            ("consent", [Value::Text(name)]) => Ok(Value::Boolean(name == "joint_assessment")),
            ("facts_used", [Value::Text(_)]) => Ok(self.value("facts")),
            ("double", [Value::Number(given)]) => Ok(Value::Number(given + given)),
            _ => Err(format!("`{function}` is out of order")),
        }
    }
}

fn number(text: &str) -> Value {
    Value::Number(Decimal::from_str_exact(text).unwrap())
}

fn scope() -> Scope {
    let life_area = Type::Choice("life_area".to_owned());
    let fact = Type::Context(BTreeMap::from([
        ("adverse".to_owned(), Type::Boolean),
        ("known_to_party".to_owned(), Type::Boolean),
    ]));
    let group = BTreeMap::from([("outcome".to_owned(), Type::Choice("duty".to_owned()))]);
    let function = |name: &str, parameter, result| FunctionSignature {
        name: name.to_owned(),
        parameters: vec![parameter],
        result,
    };
    let names = |names: &[&str]| Parameter::NameOf(names.iter().map(|name| (*name).to_owned()).collect());
    Scope::new()
        .name("age", Type::Number)
        .name("absent", Type::Number)
        .name("unsure", Type::Boolean)
        .name("opt", Type::Number.or_missing())
        .name("opt_flag", Type::Boolean.or_missing())
        .name("ældste_barn", Type::Number.or_missing())
        .name("hours", Type::Number.list())
        .name("hundreds", Type::Number.list())
        .name("many", Type::Number.list())
        .name("wrong", Type::Number)
        .name("birth_date", Type::Date)
        .name("today", Type::Date)
        .name("area", life_area.clone())
        .name("needs", life_area.list())
        .name("target_group", Type::Context(group))
        .name("hear.sent", Type::DateTime.or_missing())
        .name("note", Type::Text)
        .name("is_urgent", Type::Boolean)
        .name("facts", fact.clone().list())
        .choice("life_area", ["employment", "mental_health", "housing", "debt"])
        .choice("duty", ["must", "may", "ordinary"])
        .function(function("consent", names(&["joint_assessment", "sharing"]), Type::Boolean))
        .function(function("facts_used", names(&["draft", "decide"]), fact.list()))
        .function(function("double", Parameter::Value(Type::Number), Type::Number))
        .function(function("broken", Parameter::Value(Type::Number), Type::Number))
}

/// One `TYPE: VALUE`, or one line per fault: `CODE "the place" (nearest)`.
fn outcome(source: &str) -> String {
    match compile(source, &scope()) {
        Ok(program) => {
            let value = match program.evaluate(&CaseFile) {
                Ok(value) => value.to_string(),
                Err(error) => format!("error {error:?}"),
            };
            format!("{}: {value}", program.result_type())
        }
        Err(faults) => transcript(source, &faults),
    }
}

fn transcript(source: &str, faults: &[Fault]) -> String {
    assert!(!faults.is_empty(), "a refusal names at least one fault");
    let line = |fault: &Fault| {
        let place = format!("{} {:?}", fault.code, &source[fault.start..fault.end]);
        fault.nearest.as_ref().map_or(place.clone(), |nearest| format!("{place} ({nearest})"))
    };
    faults.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check(source: &str, expected: &str) {
    assert_eq!(outcome(source), expected, "{source}");
}

#[track_caller]
fn check_guard(source: &str, expected: &str) {
    let found = match compile_as(source, &Type::Boolean, &scope()) {
        Ok(program) => program.evaluate(&CaseFile).unwrap().to_string(),
        Err(faults) => transcript(source, &faults),
    };
    assert_eq!(found, expected, "{source}");
}
