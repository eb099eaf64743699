//! Decision tables as CSV: a file of ours with anything written into it, or any bytes; and what a table answers that loads.

use std::collections::BTreeMap;

use feel::{Environment, Scope, Type, Value};
use rust_decimal::Decimal;
use table::csv::{self, Delimiter};
use table::{Completeness, Table};

use super::Bytes;

/// A table with something of everything.
const OURS: &str = "hit: first;age;plans_held;urgency;-> outcome;-> hours: number;basis\n\
    label:;Age;;;;;\n\
    allowed:;[0..120];;low, high;must, may, ordinary;;\n\
    must be offered;>= 25;>= 2;high;must;2 * plans_held;HOI agreement [C]\n\
    may be offered;not(< 18);[1..3], > 5;-;may;3;\"practice; two of it\"\n\
    rest;;;;ordinary;0;general duty\n";

/// What a rule may look at.
struct Case {
    age: i64,
    plans_held: i64,
    urgency: &'static str,
}

impl Environment for Case {
    fn value(&self, name: &str) -> Value {
        match name {
            "age" => Value::Number(Decimal::from(self.age)),
            "plans_held" => Value::Number(Decimal::from(self.plans_held)),
            "urgency" => Value::Choice(self.urgency.to_owned()),
            _other => Value::Null,
        }
    }

    fn call(&self, function: &str, _arguments: &[Value]) -> Result<Value, String> {
        Err(format!("no function `{function}`"))
    }
}

fn scope() -> Scope {
    Scope::new()
        .choice("level", ["low", "high"])
        .name("age", Type::Number)
        .name("plans_held", Type::Number)
        .name("urgency", Type::Choice("level".to_owned()))
}

pub(super) fn tables(data: &[u8]) {
    let mut bytes = Bytes(data);
    let mut file = OURS.as_bytes().to_vec();
    if bytes.number(1) % 2 == 0 {
        file = bytes.take(usize::MAX).to_vec();
    } else {
        bytes.edit(&mut file);
    }
    let reading = csv::read(&file);
    match csv::load(&file, &scope(), &BTreeMap::new()) {
        Ok(table) => {
            assert!(reading.faults.is_empty(), "a table with faults is none");
            answers(&table);
        }
        Err(faults) => assert!(!faults.is_empty(), "a refusal says why"),
    }
    let Some(draft) = reading.draft.filter(|_| reading.faults.is_empty()) else { return };
    for delimiter in [Delimiter::Comma, Delimiter::Semicolon] {
        let Ok(text) = csv::write(&draft, delimiter) else { continue };
        if text.len() > csv::FILE_BYTES_MAX {
            continue;
        }
        let again = csv::read(text.as_bytes());
        let rules = again.draft.map(|again| again.rules.len());
        assert_eq!(rules, Some(draft.rules.len()), "what was written is read again: {:?}", again.faults);
    }
}

/// Where it is proved that some rule always answers, some rule does, or says what is in the way.
fn answers(table: &Table) {
    let proof = table.check();
    let is_complete = proof.completeness == Completeness::Complete;
    for age in [-1, 0, 17, 18, 25, 60, 121] {
        for plans_held in [0, 1, 2, 6] {
            for urgency in ["low", "high"] {
                let Ok(outcome) = table.evaluate(&Case { age, plans_held, urgency }) else { continue };
                assert_eq!(outcome.inputs.len(), table.inputs().len());
                assert_eq!(outcome.outputs.len(), table.outputs().len());
                assert!(outcome.rules.iter().all(|rule| *rule < table.rules().len()));
                assert!(
                    !is_complete || !outcome.rules.is_empty(),
                    "proved to be without a gap: {age} {plans_held} {urgency}"
                );
            }
        }
    }
}
