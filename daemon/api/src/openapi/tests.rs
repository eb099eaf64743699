//! The document is committed, whole and honest.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

fn parsed() -> Value {
    serde_json::from_str(&super::document()).unwrap()
}

fn operations(document: &Value) -> impl Iterator<Item = (String, &Value)> {
    document["paths"].as_object().unwrap().iter().flat_map(|(path, item)| {
        item.as_object()
            .unwrap()
            .iter()
            .map(move |(method, operation)| (format!("{method} {path}"), operation))
    })
}

#[test]
fn the_committed_document_is_in_step() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let document = super::document();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &document).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == document,
        "docs/openapi.json is out of step; run this test with UPDATE=1 and review the diff"
    );
}

#[test]
fn every_reference_leads_somewhere() {
    fn check(document: &Value, value: &Value) {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(reference)) = fields.get("$ref") {
                    let pointer = reference.strip_prefix('#').unwrap();
                    assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
                }
                fields.values().for_each(|field| check(document, field));
            }
            Value::Array(items) => items.iter().for_each(|item| check(document, item)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let document = parsed();
    check(&document, &document);
}

#[test]
fn every_operation_has_a_name_of_its_own() {
    let document = parsed();
    let mut names = std::collections::BTreeMap::new();
    for (route, operation) in operations(&document) {
        let name = operation["operationId"].as_str().unwrap();
        assert_eq!(names.insert(name, route), None, "`{name}` names two operations");
    }
}

#[test]
fn every_operation_says_what_it_is_and_how_it_fails() {
    let document = parsed();
    for (name, operation) in operations(&document) {
        assert!(
            operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()),
            "{name} has no summary"
        );
        if name.contains("/v1/") {
            for status in ["401", "403", "422", "429", "503"] {
                assert!(
                    operation["responses"].get(status).is_some(),
                    "{name} does not say when it answers {status}"
                );
            }
        }
    }
}

#[test]
fn only_corrections_closing_and_reopening_need_a_version() {
    let document = parsed();
    let guarded: Vec<String> = operations(&document)
        .filter(|(_, operation)| operation["responses"].get("428").is_some())
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        guarded,
        [
            "post /v1/cases/{id}/close",
            "post /v1/cases/{id}/events/{number}/correct",
            "post /v1/cases/{id}/facts/{fact}/correct",
            "post /v1/cases/{id}/reopen",
        ]
    );
}

#[test]
fn no_address_has_room_for_a_cpr_number() {
    let document = parsed();
    for (name, operation) in operations(&document) {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        for parameter in parameters {
            assert_ne!(parameter["name"], "cpr", "{name} takes a CPR number in its address");
        }
    }
}

/// Every union with a branch that takes anything, or stands for the schema that does.
fn unions<'d>(value: &'d Value, word: &str, found: &mut Vec<&'d Value>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get(word));
            fields.values().for_each(|field| unions(field, word, found));
        }
        Value::Array(items) => items.iter().for_each(|item| unions(item, word, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn a_value_that_is_not_there_fits_the_document_too() {
    let document = parsed();
    let takes_anything = |union: &&Value| {
        let branches = union.as_array().unwrap();
        branches.iter().any(|branch| {
            branch["$ref"] == "#/components/schemas/Shown"
                || branch.as_object().unwrap().keys().all(|key| key == "description")
        })
    };
    let (mut one_of, mut any_of) = (Vec::new(), Vec::new());
    unions(&document, "oneOf", &mut one_of);
    unions(&document, "anyOf", &mut any_of);
    assert_eq!(one_of.iter().filter(|union| takes_anything(union)).count(), 0);
    assert!(any_of.iter().filter(|union| takes_anything(union)).count() > 5, "{any_of:?}");
}

#[test]
fn links_give_what_the_paths_of_their_operations_ask_for() {
    let document = parsed();
    let asked: BTreeMap<&str, BTreeSet<&str>> = operations(&document)
        .map(|(_, operation)| {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let in_path = parameters.filter(|parameter| parameter["in"] == "path");
            let names = in_path.map(|parameter| parameter["name"].as_str().unwrap());
            (operation["operationId"].as_str().unwrap(), names.collect())
        })
        .collect();
    let mut links = Vec::new();
    unions(&document, "links", &mut links);
    let links = links.iter().flat_map(|links| links.as_object().unwrap().values());
    let mut reached = BTreeSet::new();
    for link in links {
        let target = link["operationId"].as_str().unwrap();
        let given = link["parameters"].as_object().into_iter().flat_map(|given| given.keys());
        let given: BTreeSet<&str> = given.map(|name| name.strip_prefix("path.").unwrap()).collect();
        assert_eq!(asked.get(target), Some(&given), "{target}");
        reached.insert(target);
    }
    let asks = asked.iter().filter(|(_, asked)| !asked.is_empty()).map(|(name, _)| *name);
    let unreached: Vec<&str> = asks.filter(|name| !reached.contains(name)).collect();
    // Nothing that is asked for names them: people are named by the municipality file, concerns arise from it.
    assert_eq!(unreached, ["create_token", "list_tokens", "revoke_token", "settle_concern"]);
}
