//! The models of the kit: all of them are read, and the tables of level 2 are written and read again.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read its own files has to stop")]

use std::fs;
use std::path::{Path, PathBuf};

use dmn::{DecisionTable, Form, Model, Place, Requirement, TableDecision, TableModel, Target, Text};

fn models(level: &str) -> Vec<(PathBuf, Model)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(level);
    let mut found = Vec::new();
    for directory in fs::read_dir(folder).unwrap() {
        for file in fs::read_dir(directory.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|end| end == "dmn") {
                let source = fs::read_to_string(&path).unwrap();
                match dmn::read(&source) {
                    Ok(model) => found.push((path, model)),
                    Err(faults) => panic!("{}: {faults:?}", path.display()),
                }
            }
        }
    }
    found
}

/// The decisions that are tables, with what they need.
fn tables_of(model: &Model) -> TableModel {
    let name_of = |requirement: &Requirement| {
        let Target::Here(id) = &requirement.target else { panic!("level 2 has no imports") };
        let input = model.input_of_id(id).map(|input| input.variable.name.clone());
        input.or_else(|| model.decision_of_id(id).map(|decision| decision.variable.name.clone())).unwrap()
    };
    let decisions = model.decisions.iter().filter_map(|decision| {
        let Form::Table(table) = &decision.expression.as_ref()?.form else { return None };
        let needs = decision.requirements.iter().map(name_of).collect();
        Some(TableDecision { variable: decision.variable.clone(), needs, table: table.clone() })
    });
    TableModel {
        name: model.name.clone(),
        namespace: model.namespace.clone(),
        types: model.types.clone(),
        inputs: model.inputs.iter().map(|input| input.variable.clone()).collect(),
        decisions: decisions.collect(),
    }
}

/// Places are those of the file that something was read from.
fn without_places(mut model: TableModel) -> TableModel {
    model.inputs.iter_mut().for_each(|input| input.place = Place::default());
    model.types.iter_mut().for_each(forget_type);
    for decision in &mut model.decisions {
        decision.variable.place = Place::default();
        forget_table(&mut decision.table);
    }
    model
}

fn forget(text: &mut Text) {
    text.place = Place::default();
}

fn forget_type(definition: &mut dmn::ItemDefinition) {
    definition.place = Place::default();
    definition.allowed_values.iter_mut().for_each(forget);
    definition.components.iter_mut().for_each(forget_type);
}

fn forget_table(table: &mut DecisionTable) {
    table.place = Place::default();
    for input in &mut table.inputs {
        input.place = Place::default();
        forget(&mut input.expression);
        input.values.iter_mut().for_each(forget);
    }
    for output in &mut table.outputs {
        output.place = Place::default();
        output.values.iter_mut().chain(output.default.iter_mut()).for_each(forget);
    }
    for rule in &mut table.rules {
        rule.place = Place::default();
        let cells = rule.inputs.iter_mut().chain(&mut rule.outputs).chain(&mut rule.annotations);
        cells.for_each(forget);
    }
}

#[test]
fn every_model_of_the_kit_is_read() {
    assert_eq!(models("compliance-level-2").len(), 28);
    assert_eq!(models("compliance-level-3").len(), 62);
}

#[test]
fn what_is_not_read_of_the_kit_is_drawing_and_law_only() {
    for (path, model) in models("compliance-level-2").into_iter().chain(models("compliance-level-3")) {
        for left in &model.not_read {
            let is_known = ["DMNDI", "knowledgeSource", "requiredAuthority", "authorityRequirement"]
                .contains(&left.element.as_str());
            assert!(is_known, "{}: {left:?}", path.display());
        }
    }
}

#[test]
fn the_tables_of_level_2_are_written_and_read_as_they_were() {
    let mut tables = 0;
    for (path, model) in models("compliance-level-2") {
        let given = without_places(tables_of(&model));
        if given.decisions.is_empty() {
            continue;
        }
        tables += given.decisions.len();
        let source = dmn::write(&given).unwrap();
        let read = dmn::read(&source).unwrap();
        assert_eq!(without_places(tables_of(&read)), given, "{}", path.display());
    }
    assert_eq!(tables, 17);
}
