//! The schemas that editors read, kept in step with the checker.

use std::path::Path;
use std::{env, fs};

use serde_json::{Map, Value};

use super::workflows;
use crate::finding::Report;
use crate::text::{Tree, read};
use crate::{Bundle, municipality_schema, rule_pack_schema, texts_schema, workflow_schema};

/// Compares a committed schema with the one that the table gives; `UPDATE=1` rewrites it.
#[track_caller]
fn in_step(file: &str, schema: &Value) {
    let path = workflows().join(file);
    let text = serde_json::to_string_pretty(schema).unwrap() + "\n";
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "`{file}` is out of step; run with UPDATE=1 and review the diff");
}

/// A YAML tree as an editor types it.
fn typed(tree: &Tree) -> Value {
    match tree {
        Tree::Text(text) if text.quoted => Value::String(text.text.clone()),
        Tree::Text(text) => match text.text.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            word => match word.parse::<i64>() {
                Ok(number) => Value::from(number),
                Err(_) => Value::String(word.to_owned()),
            },
        },
        Tree::List(_, members) => Value::Array(members.iter().map(typed).collect()),
        Tree::Map(_, entries) => {
            let entries = entries.iter().map(|entry| (entry.key.text.clone(), typed(&entry.value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
    }
}

/// Why a value does not meet a schema, for the part of JSON Schema that ours use.
fn faults(schema: &Value, value: &Value, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    let fault = |what: &str| format!("{place}: {what}");
    if let Some(options) = schema["anyOf"].as_array() {
        if options.iter().all(|option| !faults(option, value, place).is_empty()) {
            found.push(fault("none of the forms"));
        }
        return found;
    }
    if let Some(words) = schema["enum"].as_array() {
        return if words.contains(value) { found } else { vec![fault("not one of the words")] };
    }
    let is = |kind: &str| match kind {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{other}"),
    };
    let one = schema["type"].as_str().into_iter();
    let kinds: Vec<&str> =
        one.chain(schema["type"].as_array().into_iter().flatten().filter_map(Value::as_str)).collect();
    if !kinds.iter().any(|kind| is(kind)) {
        return vec![fault(&format!("{value} is no {kinds:?}"))];
    }
    for member in value.as_array().into_iter().flatten() {
        found.extend(faults(&schema["items"], member, place));
    }
    let Some(object) = value.as_object() else { return found };
    for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !object.contains_key(key) {
            found.push(fault(&format!("`{key}` is missing")));
        }
    }
    for (key, value) in object {
        let place = format!("{place}/{key}");
        match (&schema["properties"][key], &schema["additionalProperties"]) {
            (Value::Null, Value::Bool(false)) => found.push(format!("{place}: unknown")),
            (Value::Null, schema) | (schema, _) => found.extend(faults(schema, value, &place)),
        }
    }
    found
}

#[track_caller]
fn valid(schema: &Value, folder: &Path, file: &str) {
    let bundle = Bundle::read_file(folder, file).unwrap();
    let mut report = Report::new(file, bundle.text(file).unwrap());
    let tree = read(&mut report).unwrap();
    assert_eq!(faults(schema, &typed(&tree), file), Vec::<String>::new());
}

#[test]
fn the_committed_schemas_are_in_step() {
    in_step("workflow.schema.json", &workflow_schema());
    in_step("rule-pack.schema.json", &rule_pack_schema());
    in_step("municipality.schema.json", &municipality_schema());
    in_step("texts.schema.json", &texts_schema());
}

#[test]
fn the_shipped_files_meet_their_schemas() {
    valid(&workflow_schema(), &workflows(), "one-plan/workflow.yaml");
    valid(&texts_schema(), &workflows(), "one-plan/texts/en.yaml");
    valid(&rule_pack_schema(), &workflows(), "rules/dk-2026-07.yaml");
    valid(&municipality_schema(), &workflows(), "municipality.yaml");
}

#[test]
fn a_key_that_the_checker_refuses_is_refused_by_the_schema() {
    let value =
        serde_json::json!({ "municipality": 901, "name": "x", "units": {}, "people": {}, "mayor": "y" });
    assert_eq!(faults(&municipality_schema(), &value, "m"), ["m/mayor: unknown"]);
}
