//! Tables as text: what is read, refused, answered and proved of them.

mod check;
mod compile;
mod csv;
mod evaluate;
mod random;

use std::collections::BTreeMap;

use feel::{Environment, FunctionSignature, Parameter, Scope, Type, Value};
use rust_decimal::Decimal;

use crate::csv::read;
use crate::{Draft, Fault, Table};

/// The example of `workflow-language.md`, word for word.
const TARGET_GROUP: &str = "hit: first;age;plans_held;count(needs);->outcome;basis
;>= 25;>= 2;>= 2;must;HOI agreement 2022 [C]
;;>= 1;;may;HOI agreement 2022 [C]
;;;;ordinary;general duty
";

fn scope() -> Scope {
    Scope::new()
        .name("age", Type::Number)
        .name("plans_held", Type::Number)
        .name("maybe", Type::Number.or_missing())
        .name("needs", Type::Choice("life_area".to_owned()).list())
        .name("area", Type::Choice("life_area".to_owned()))
        .name("is_urgent", Type::Boolean)
        .name("note", Type::Text)
        .name("born", Type::Date)
        .name("limit", Type::Number)
        .name("wait", Type::DayDuration)
        .name("at", Type::DateTime)
        .name("clock", Type::Time)
        .name("group", Type::Context(BTreeMap::from([("part".to_owned(), Type::Number)])))
        .choice("life_area", ["employment", "housing", "debt"])
        .function(FunctionSignature {
            name: "double".to_owned(),
            parameters: vec![Parameter::Value(Type::Number)],
            result: Type::Number,
        })
}

/// Values by name.
struct Facts(BTreeMap<String, Value>);

impl Environment for Facts {
    fn value(&self, name: &str) -> Value {
        self.0.get(name).cloned().unwrap_or(Value::Null)
    }

    fn call(&self, function: &str, arguments: &[Value]) -> Result<Value, String> {
        match arguments {
            [Value::Number(number)] => Ok(Value::Number(number + number)),
            _ => Err(format!("`{function}` is out of order")),
        }
    }
}

fn number(text: &str) -> Value {
    Value::Number(Decimal::from_str_exact(text).unwrap())
}

/// `age = 30, area = housing`, as facts.
fn facts(text: &str) -> Facts {
    let words = ["employment", "housing", "debt"];
    let area = Type::Choice("life_area".to_owned());
    let scope = words.iter().fold(Scope::new(), |scope, word| scope.name(*word, area.clone()));
    let known = Facts(words.map(|word| (word.to_owned(), Value::Choice(word.to_owned()))).into());
    let facts = text.split(", ").filter(|fact| !fact.is_empty()).map(|fact| {
        let (name, spelling) = fact.split_once(" = ").unwrap();
        (name.to_owned(), feel::compile(spelling, &scope).unwrap().evaluate(&known).unwrap())
    });
    Facts(facts.collect())
}

fn draft(source: &str) -> Draft {
    let reading = read(source.as_bytes());
    assert_eq!(transcript(&reading.faults), "", "{source}");
    reading.draft.unwrap()
}

fn compiled(draft: &Draft) -> Result<Table, Vec<Fault>> {
    let types = BTreeMap::from([("amount".to_owned(), Type::Number)]);
    Table::compile(draft, &scope(), &types)
}

fn table(source: &str) -> Table {
    match compiled(&draft(source)) {
        Ok(table) => table,
        Err(faults) => panic!("{}\n{source}", transcript(&faults)),
    }
}

/// `line:column code`, one on each line.
fn transcript(faults: &[Fault]) -> String {
    let lines: Vec<String> = faults.iter().map(|fault| format!("{} {}", fault.place, fault.code)).collect();
    lines.join("\n")
}
