//! The event of a decision table.

use std::collections::BTreeMap;

use super::{HASH, every_value, secret};
use crate::Event;
use crate::step::{TableAnswer, TableInput};

pub(super) fn of_tables() -> Event {
    let answer = TableAnswer {
        table: HASH,
        inputs: vec![TableInput { expression: "age".to_owned(), value: secret() }],
        rules: vec![1, 3],
        basis: vec!["LAB §36 a".to_owned()],
        failed: Some("several_rules".to_owned()),
    };
    let outputs = BTreeMap::from([("outcome".to_owned(), every_value())]);
    Event::TableDecided { step: "target_group".into(), answer: Box::new(answer), outputs }
}
