//! Links between operations: what an answer names can be asked for next (OpenAPI 3.1, *Link Object*).

use utoipa::openapi::link::{Link, LinkBuilder};
use utoipa::openapi::path::Operation;
use utoipa::openapi::{OpenApi as Document, RefOr};

/// Where a case is named in an answer.
const CASE: &str = "$response.body#/case";

/// Where a citizen is named in an answer.
const CITIZEN: &str = "$response.body#/citizen";

/// The first case of a list.
const FIRST_CASE: &str = "$response.body#/rows/0/id";

/// From which operation and status, and where its answer names a case.
const CASES_FROM: [(&str, &str, &str); 2] = [("open_case", "201", CASE), ("list_cases", "200", FIRST_CASE)];

/// Adds the links: a citizen that was registered gets a case, and a case can be read, worked on and written into.
pub(super) fn add(document: &mut Document) {
    let mut of_case = Vec::new();
    let mut of_citizen = Vec::new();
    for (path, item) in &document.paths.paths {
        let operations =
            [&item.get, &item.post, &item.put, &item.delete].into_iter().flatten().filter_map(named);
        for name in operations {
            if path.starts_with("/v1/cases/{id}") {
                of_case.push(name);
            } else if path.starts_with("/v1/citizens/{id}") {
                of_citizen.push(name);
            }
        }
    }
    for (from, status, place) in CASES_FROM {
        for name in &of_case {
            let description = "The case that this answer names.";
            let to = link(name, description).parameter("path.id", place).build();
            put(document, (from, status), name, &to);
        }
    }
    for name in &of_citizen {
        let description = "The citizen who was registered.";
        let to = link(name, description).parameter("path.id", CITIZEN).build();
        put(document, ("register_citizen", "201"), name, &to);
    }
    let body = serde_json::json!({
        "citizen": CITIZEN, "workflow": "one-plan", "event": "referral_received", "on": "2026-08-03",
        "unit": "holistic_team",
    });
    let opens =
        link("open_case", "A case of the citizen who was registered.").request_body(Some(body)).build();
    put(document, ("register_citizen", "201"), "open_case", &opens);
}

fn named(operation: &Operation) -> Option<String> {
    operation.operation_id.clone()
}

fn link(to: &str, description: &str) -> LinkBuilder {
    LinkBuilder::new().operation_id(to).description(description)
}

fn put(document: &mut Document, (from, status): (&str, &str), name: &str, link: &Link) {
    let items = document.paths.paths.values_mut();
    let operations = items.flat_map(|item| [&mut item.get, &mut item.post].into_iter().flatten());
    for operation in operations.filter(|operation| operation.operation_id.as_deref() == Some(from)) {
        if let Some(RefOr::T(response)) = operation.responses.responses.get_mut(status) {
            response.links.insert(name.to_owned(), RefOr::T(link.clone()));
        }
    }
}
