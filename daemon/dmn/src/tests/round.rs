//! Tables that are written and read again.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::without_places;
use crate::{
    Aggregation, DecisionTable, Form, HitPolicy, ItemDefinition, Model, TableDecision, TableInput,
    TableModel, TableOutput, TableRule, Text, Variable, WriteError, read, write,
};

fn variable(name: &str, type_ref: Option<&str>) -> Variable {
    Variable { name: name.to_owned(), type_ref: type_ref.map(str::to_owned), ..Variable::default() }
}

fn example() -> TableModel {
    let rule = |test: &str, word: &str| TableRule {
        inputs: vec![Text::new(test)],
        outputs: vec![Text::new(word)],
        annotations: vec![Text::new("§ 3 & \"4\"")],
        ..TableRule::default()
    };
    let table = DecisionTable {
        hit_policy: HitPolicy::First,
        inputs: vec![TableInput {
            expression: Text::new("age"),
            type_ref: Some("number".to_owned()),
            ..TableInput::default()
        }],
        outputs: vec![TableOutput {
            name: Some("duty".to_owned()),
            type_ref: Some("duty".to_owned()),
            ..TableOutput::default()
        }],
        annotations: vec!["basis".to_owned()],
        rules: vec![rule("< 25", "\"may\""), rule("-", "\"must\"")],
        ..DecisionTable::default()
    };
    let duty = ItemDefinition {
        name: "duty".to_owned(),
        type_ref: Some("string".to_owned()),
        allowed_values: Some(Text::new("\"must\", \"may\"")),
        ..ItemDefinition::default()
    };
    TableModel {
        name: "target group".to_owned(),
        namespace: "urn:example".to_owned(),
        types: vec![duty],
        inputs: vec![variable("age", Some("number"))],
        decisions: vec![TableDecision {
            variable: variable("duty", Some("duty")),
            needs: vec!["age".to_owned()],
            table,
        }],
    }
}

fn read_table(model: &Model) -> DecisionTable {
    let expression = model.decisions[0].expression.clone().unwrap();
    let Form::Table(table) = expression.form else { panic!("a table was written") };
    table
}

const WRITTEN: &str = r##"<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="definitions" name="target group" namespace="urn:example">
  <itemDefinition name="duty">
    <typeRef>string</typeRef>
    <allowedValues>
      <text>"must", "may"</text>
    </allowedValues>
  </itemDefinition>
  <inputData id="input-1" name="age">
    <variable id="input-1-variable" name="age" typeRef="number"/>
  </inputData>
  <decision id="decision-1" name="duty">
    <variable id="decision-1-variable" name="duty" typeRef="duty"/>
    <informationRequirement id="decision-1-requirement-1">
      <requiredInput href="#input-1"/>
    </informationRequirement>
    <decisionTable id="decision-1-table" hitPolicy="FIRST">
      <input id="decision-1-table-input-1">
        <inputExpression id="decision-1-table-input-1-expression" typeRef="number">
          <text>age</text>
        </inputExpression>
      </input>
      <output id="decision-1-table-output-1" name="duty" typeRef="duty"/>
      <annotation name="basis"/>
      <rule id="decision-1-table-rule-1">
        <inputEntry id="decision-1-table-rule-1-input-1">
          <text>&lt; 25</text>
        </inputEntry>
        <outputEntry id="decision-1-table-rule-1-output-1">
          <text>"may"</text>
        </outputEntry>
        <annotationEntry>
          <text>§ 3 &amp; "4"</text>
        </annotationEntry>
      </rule>
      <rule id="decision-1-table-rule-2">
        <inputEntry id="decision-1-table-rule-2-input-1">
          <text>-</text>
        </inputEntry>
        <outputEntry id="decision-1-table-rule-2-output-1">
          <text>"must"</text>
        </outputEntry>
        <annotationEntry>
          <text>§ 3 &amp; "4"</text>
        </annotationEntry>
      </rule>
    </decisionTable>
  </decision>
</definitions>
"##;

#[test]
fn a_table_is_written_as_editors_expect_it() {
    assert_eq!(write(&example()).unwrap(), WRITTEN);
}

#[test]
fn what_dmn_cannot_say_is_refused() {
    let check = |change: fn(&mut TableModel), expected: &str| {
        let mut model = example();
        change(&mut model);
        assert_eq!(write(&model).unwrap_err().to_string(), expected);
    };
    check(
        |model| model.decisions[0].needs.push("pay".to_owned()),
        "the decision `duty` needs `pay`, which is neither an input nor a decision; add it",
    );
    check(
        |model| model.inputs.push(variable("duty", None)),
        "two inputs or decisions are called `duty`; rename one of them",
    );
    check(
        |model| model.decisions[0].table.rules[1].outputs.clear(),
        "rule 2 of `duty` does not have one cell per column; add or take away cells",
    );
    check(
        |model| model.decisions[0].table.outputs.clear(),
        "the table of `duty` has no output; add a column that says what is decided",
    );
    check(
        |model| model.decisions[0].table.aggregation = Some(Aggregation::Sum),
        "the table of `duty` has an aggregation, which only `COLLECT` tables have; take it away",
    );
    check(|model| model.inputs[0].name.clear(), "an input has no name; give it one");
    check(
        |model| model.decisions[0].table.rules[0].inputs[0].text = "a\u{1}b".to_owned(),
        "`ab` holds the control character U+0001, which XML cannot hold; take it away",
    );
}

#[test]
fn types_inside_types_are_bounded() {
    let mut model = example();
    for _ in 0..40 {
        let inner = model.types.remove(0);
        model.types.push(ItemDefinition {
            name: "outer".to_owned(),
            components: vec![inner],
            ..ItemDefinition::default()
        });
    }
    assert_eq!(write(&model).unwrap_err(), WriteError::TypeDepth);
}

/// What XML can hold, with what must be escaped.
fn wording() -> impl Strategy<Value = String> {
    "[ a-zæ<>&\"'\\[\\].\n\r\t-]{0,12}"
}

/// As [`wording`], and never blank.
fn speaking() -> impl Strategy<Value = String> {
    (wording(), "[a-z<&\"]").prop_map(|(before, last)| before + &last)
}

fn input() -> impl Strategy<Value = TableInput> {
    (option::of(wording()), wording(), option::of("[a-z]{1,8}"), option::of(speaking())).prop_map(
        |(label, expression, type_ref, values)| TableInput {
            label,
            expression: Text::new(expression),
            type_ref,
            values: values.map(Text::new),
            ..TableInput::default()
        },
    )
}

fn output() -> impl Strategy<Value = TableOutput> {
    let texts = (option::of(speaking()), option::of(speaking()));
    (option::of(wording()), option::of(wording()), option::of("[a-z]{1,8}"), texts).prop_map(
        |(label, name, type_ref, (values, default))| TableOutput {
            label,
            name,
            type_ref,
            values: values.map(Text::new),
            default: default.map(Text::new),
            ..TableOutput::default()
        },
    )
}

fn rule(inputs: usize, outputs: usize) -> impl Strategy<Value = TableRule> {
    let cells = |count| vec(wording().prop_map(Text::new), count);
    (option::of(speaking()), cells(inputs), cells(outputs), cells(2)).prop_map(
        |(description, inputs, outputs, annotations)| TableRule {
            description,
            inputs,
            outputs,
            annotations,
            ..TableRule::default()
        },
    )
}

fn table() -> impl Strategy<Value = DecisionTable> {
    let policies = proptest::sample::select(&HitPolicy::ALL[..]);
    let aggregations = option::of(proptest::sample::select(&Aggregation::ALL[..]));
    (policies, aggregations, vec(input(), 0..4), vec(output(), 1..3)).prop_flat_map(
        |(hit_policy, aggregation, inputs, outputs)| {
            let rules = vec(rule(inputs.len(), outputs.len()), 0..5);
            rules.prop_map(move |rules| DecisionTable {
                hit_policy,
                aggregation: aggregation.filter(|_| hit_policy == HitPolicy::Collect),
                inputs: inputs.clone(),
                outputs: outputs.clone(),
                annotations: vec!["basis".to_owned(), "remark".to_owned()],
                rules,
                ..DecisionTable::default()
            })
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_reads_back(table in table()) {
        let mut model = example();
        model.decisions[0].table = table.clone();
        let source = write(&model).unwrap();
        let read = read(&source).unwrap();
        prop_assert_eq!(without_places(read_table(&read)), table);
        prop_assert_eq!(read.inputs[0].variable.type_ref.as_deref(), Some("number"));
        prop_assert_eq!(&read.types[0].name, "duty");
        prop_assert!(read.not_read.is_empty());
    }
}
