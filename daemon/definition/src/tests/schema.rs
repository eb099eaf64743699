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
    // A stage may hold stages, and is written once.
    if schema["$ref"] == "#/$defs/stage" {
        return faults(&workflow_schema()["$defs"]["stage"], value, place);
    }
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
    if let Some(options) = schema["oneOf"].as_array() {
        let met = options.iter().filter(|option| {
            option["required"]
                .as_array()
                .unwrap()
                .iter()
                .all(|key| value.get(key.as_str().unwrap()).is_some())
        });
        let met = met.count();
        if met != 1 {
            found.push(fault(&format!("{met} of the forms, not one")));
        }
    }
    if let (Some(pattern), Some(text)) = (schema["pattern"].as_str(), value.as_str()) {
        found.extend((!matches(pattern, text)).then(|| fault(&format!("`{text}` does not match"))));
    }
    if let (Some(pattern), Some(object)) = (schema["propertyNames"]["pattern"].as_str(), value.as_object()) {
        let wrong = object.keys().filter(|key| !matches(pattern, key));
        found.extend(wrong.map(|key| fault(&format!("`{key}` cannot be a name"))));
    }
    if schema["minItems"] == 1 && value.as_array().is_some_and(Vec::is_empty) {
        found.push(fault("the list is empty"));
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

/// Whether a text matches one of the patterns that our schemas use.
fn matches(pattern: &str, text: &str) -> bool {
    let name = |text: &str| {
        text.chars().next().is_some_and(char::is_alphabetic)
            && text.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
    };
    match pattern {
        r"^\p{L}[\p{L}\p{N}_]*$" => name(text),
        r"^\p{L}[\p{L}\p{N}_-]*$" => name(&text.replace('-', "_")),
        r"^\d{4}-\d{2}-\d{2}$" => {
            let parts: Vec<&str> = text.split('-').collect();
            parts.iter().map(|part| part.len()).eq([4, 2, 2])
                && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
        }
        other => panic!("{other}"),
    }
}

/// What the schema says about a faulty workflow file.
fn said_of(name: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faulty");
    let bundle = Bundle::read_file(&folder, &format!("{name}.yaml")).unwrap();
    let source = bundle.text(&format!("{name}.yaml")).unwrap();
    let tree = read(&mut Report::new(name, source)).unwrap();
    faults(&workflow_schema(), &typed(&tree), "")
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

#[test]
fn an_editor_underlines_what_has_the_wrong_shape() {
    for (name, expected) in [
        ("unknown-key", "/titel: unknown"),
        ("missing-key", "`class` is missing"),
        ("several-kinds", "/stages/planning/steps/draft: 2 of the forms, not one"),
        ("step-without-kind", "/stages/entry/steps/receive: 0 of the forms, not one"),
        ("wrong-shape", "/stages/entry/steps/receive/form"),
        ("not-supported-yet", ": unknown"),
        ("yaml-flags", "/facts/note/optional"),
        ("yaml-numbers", "/facts/share/min"),
        ("yaml-sign-bracket", "/stages/entry/steps/permission/when"),
    ] {
        let said = said_of(name);
        assert!(said.iter().any(|fault| fault.contains(expected)), "{name}: {said:#?}");
    }
}

#[test]
fn an_editor_leaves_the_meaning_to_the_checker() {
    for name in
        ["sound", "unknown-name", "cycle", "dead-end", "unused", "role-nobody-holds", "feel", "review"]
    {
        assert_eq!(said_of(name), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn an_editor_shows_a_sentence_for_every_key_and_the_words_it_takes() {
    let schema = workflow_schema();
    let step = &schema["$defs"]["stage"]["properties"]["steps"]["additionalProperties"];
    assert!(step["description"].as_str().unwrap().contains("exactly one of these keys"), "{step:#}");
    let mut without = Vec::new();
    describe(&schema, "", &mut without);
    assert_eq!(without, Vec::<String>::new());
    let fact = &schema["properties"]["facts"]["additionalProperties"]["properties"];
    assert_eq!(fact["class"]["enum"], serde_json::json!(["P0", "P1", "P2", "P3", "P4", "P5"]));
    assert!(fact["type"]["anyOf"][0]["enum"].as_array().unwrap().contains(&"list of text".into()));
}

/// Keys without a sentence, wherever they stand.
fn describe(schema: &Value, place: &str, without: &mut Vec<String>) {
    for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
        let place = format!("{place}/{key}");
        if inner["description"].as_str().is_none_or(str::is_empty) {
            without.push(place.clone());
        }
        describe(inner, &place, without);
    }
    if schema["additionalProperties"].is_object() {
        describe(&schema["additionalProperties"], &format!("{place}/*"), without);
    }
}
