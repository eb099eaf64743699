//! To drafts and back.

use std::collections::BTreeMap;

use ::table::{Draft, Table, csv};
use feel::{Scope, Type};

use super::without_places;
use crate::{Form, TableDecision, TableModel, Text, Variable, add_types, from_draft, read, to_draft, write};

const TARGET_GROUP: &str = "\
hit: first;age;plans_held;->outcome;->priority: number;basis
grown up;>= 25;>= 2;must;1;HOI agreement 2022 [C]
;;>= 1;may;2;HOI agreement 2022 [C]
;;;ordinary;3;general duty
";

fn drafted(source: &str) -> Draft {
    csv::read(source.as_bytes()).draft.unwrap()
}

/// What a draft says, without where it says it and in what file.
fn said(draft: &Draft) -> String {
    let text = |text: &::table::Text| text.text.clone();
    let texts = |texts: &[::table::Text]| texts.iter().map(text).collect::<Vec<_>>().join(" | ");
    let maybe = |found: &Option<::table::Text>| found.as_ref().map_or("-".to_owned(), text);
    let mut lines = vec![draft.policy.to_string()];
    lines.extend(draft.inputs.iter().map(|input| {
        format!("{} {} {}", text(&input.expression), maybe(&input.label), maybe(&input.allowed))
    }));
    lines.extend(draft.outputs.iter().map(|output| {
        let (name, kind) = (text(&output.name), maybe(&output.kind));
        format!("-> {name} {kind} {} {}", maybe(&output.allowed), maybe(&output.default))
    }));
    lines.extend(draft.rules.iter().map(|rule| {
        let (basis, remark) = (maybe(&rule.basis), maybe(&rule.annotation));
        format!("{} -> {} [{basis}] [{remark}]", texts(&rule.inputs), texts(&rule.outputs))
    }));
    lines.join("\n")
}

fn variable(name: &str) -> Variable {
    Variable { name: name.to_owned(), ..Variable::default() }
}

#[test]
fn a_table_of_ours_goes_to_dmn_and_comes_back() {
    let draft = drafted(TARGET_GROUP);
    let model = TableModel {
        name: "target group".to_owned(),
        namespace: "urn:example".to_owned(),
        inputs: vec![variable("age"), variable("plans_held")],
        decisions: vec![TableDecision {
            variable: variable("target_group"),
            needs: vec!["age".to_owned(), "plans_held".to_owned()],
            table: from_draft(&draft),
        }],
        ..TableModel::default()
    };
    let model = read(&write(&model).unwrap()).unwrap();
    let Some(Form::Table(found)) = model.decisions[0].expression.as_ref().map(|expression| &expression.form)
    else {
        panic!("a table was written")
    };
    assert_eq!(found.annotations, ["basis"]);
    assert_eq!(said(&to_draft(found)), said(&draft));
}

#[test]
fn every_policy_goes_there_and_back() {
    for policy in ::table::HitPolicy::ALL {
        let draft = Draft { policy, ..drafted(TARGET_GROUP) };
        assert_eq!(to_draft(&from_draft(&draft)).policy, policy);
    }
}

#[test]
fn remarks_in_other_columns_are_kept_with_the_rule() {
    let mut table = from_draft(&drafted(TARGET_GROUP));
    table.annotations.insert(0, "note".to_owned());
    for rule in &mut table.rules {
        rule.annotations.insert(0, Text::new("ask the team"));
    }
    let draft = to_draft(&table);
    let rule = &draft.rules[0];
    assert_eq!(rule.annotation.as_ref().unwrap().text, "grown up; ask the team");
    assert_eq!(rule.basis.as_ref().unwrap().text, "HOI agreement 2022 [C]");
}

#[test]
fn places_of_the_file_are_those_of_the_draft() {
    let source = super::model_of(
        "<decision name=\"d\"><decisionTable><input><inputExpression><text>age</text></inputExpression></input>\n\
         <output/><rule><inputEntry><text>&gt; 3</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>\n\
         </decisionTable></decision>",
    );
    let model = read(&source).unwrap();
    let Some(Form::Table(table)) = model.decisions[0].expression.as_ref().map(|found| &found.form) else {
        panic!("a table was written")
    };
    let draft = to_draft(table);
    assert_eq!(draft.inputs[0].expression.place, ::table::Place { line: 2, column: 65 });
    assert_eq!(draft.rules[0].inputs[0].place, ::table::Place { line: 3, column: 34 });
    assert_eq!(without_places(from_draft(&draft)), without_places(table.clone()));
}

#[test]
fn types_of_a_checked_table_are_added_where_none_is_named() {
    let draft = drafted(TARGET_GROUP);
    let scope = Scope::new()
        .name("age", Type::Number)
        .name("plans_held", Type::Number.or_missing())
        .choice("outcome", ["must", "may", "ordinary"]);
    let checked = Table::compile(&draft, &scope, &BTreeMap::new()).unwrap();
    let mut table = from_draft(&draft);
    table.inputs[0].type_ref = Some("tAge".to_owned());
    add_types(&mut table, &checked);
    let inputs: Vec<_> = table.inputs.iter().map(|input| input.type_ref.as_deref()).collect();
    let outputs: Vec<_> = table.outputs.iter().map(|output| output.type_ref.as_deref()).collect();
    assert_eq!(inputs, [Some("tAge"), Some("number")]);
    assert_eq!(outputs, [Some("outcome"), Some("number")]);
}
