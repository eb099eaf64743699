//! Files of Decision Model and Notation: one of ours with anything written into it, or any text; what is read is written
//! and read again.

use std::sync::OnceLock;

use dmn::{Form, TableDecision, TableModel, Variable};

use super::Bytes;

const TABLE: &str = "hit: collect sum;age;plans_held;-> hours: number;basis\n\
    allowed:;[0..120];;;\n;>= 25;>= 2;2;HOI agreement [C]\n;;;1;<practice> & \"custom\"\n";

/// A model of ours as it is written.
fn ours() -> &'static str {
    static OURS: OnceLock<String> = OnceLock::new();
    OURS.get_or_init(|| {
        let draft = table::csv::read(TABLE.as_bytes()).draft.expect("the table is read");
        written(vec![dmn::from_draft(&draft)]).expect("the model is written")
    })
}

fn written(tables: Vec<dmn::DecisionTable>) -> Result<String, dmn::WriteError> {
    let decisions = (1_u32..).zip(tables).map(|(number, table)| TableDecision {
        variable: Variable { name: format!("decision {number}"), ..Variable::default() },
        needs: Vec::new(),
        table,
    });
    dmn::write(&TableModel {
        name: "fuzz".to_owned(),
        namespace: "urn:fuzz".to_owned(),
        decisions: decisions.collect(),
        ..TableModel::default()
    })
}

pub(super) fn models(data: &[u8]) {
    let mut bytes = Bytes(data);
    let mut file = ours().as_bytes().to_vec();
    if bytes.number(1) % 2 == 0 {
        file = bytes.take(usize::MAX).to_vec();
    } else {
        bytes.edit(&mut file);
    }
    let source = String::from_utf8_lossy(&file);
    let model = match dmn::read(&source) {
        Ok(model) => model,
        Err(faults) => return assert!(!faults.is_empty(), "a refusal says why"),
    };
    let tables: Vec<_> = model
        .decisions
        .iter()
        .filter_map(|decision| match decision.expression.as_ref().map(|expression| &expression.form) {
            Some(Form::Table(table)) => Some(table.clone()),
            _other => None,
        })
        .collect();
    for table in &tables {
        let _draft = dmn::to_draft(table);
    }
    let count = tables.len();
    let Ok(text) = written(tables) else { return };
    if text.len() > dmn::FILE_BYTES_MAX {
        return;
    }
    let again = dmn::read(&text).expect("what was written is read again");
    assert_eq!(again.decisions.len(), count);
}
