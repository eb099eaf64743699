//! The routes and the document say the same.

use std::collections::BTreeSet;

use super::{guarded, open};

fn documented() -> BTreeSet<String> {
    let document: serde_json::Value = serde_json::from_str(&crate::document()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().keys().map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    operations.collect()
}

#[test]
fn every_route_is_in_the_document_and_nothing_else() {
    let routes: Vec<String> = open()
        .listed
        .iter()
        .chain(&guarded().listed)
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    let known: BTreeSet<String> = routes.iter().cloned().collect();
    assert_eq!(known.len(), routes.len(), "a route is listed twice");
    assert_eq!(known, documented());
}

#[test]
fn whatever_shows_or_changes_a_case_needs_a_token() {
    let open: Vec<&str> = open().listed.iter().map(|(_, path)| *path).collect();
    assert_eq!(open, ["/health", "/openapi.json"]);
    assert!(guarded().listed.iter().all(|(_, path)| path.starts_with("/v1/")));
}
