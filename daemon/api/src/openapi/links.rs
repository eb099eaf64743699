//! Links between operations: what an answer names can be asked for next (OpenAPI 3.1, *Link Object*).

use utoipa::openapi::link::{Link, LinkBuilder};
use utoipa::openapi::path::Operation;
use utoipa::openapi::{OpenApi as Document, RefOr};

/// An answer, and where it names what the paths of other operations ask for.
struct Named {
    /// The operation that answers, and its status.
    from: (&'static str, &'static str),
    /// The path of the operations that it leads to.
    to: &'static str,
    /// The parameters of that path, in its order, as runtime expressions.
    places: &'static [(&'static str, &'static str)],
}

/// Where a case is named in the answer to a command.
const CASE: (&str, &str) = ("id", "$response.body#/case");

/// The case that was asked about.
const ASKED: (&str, &str) = ("id", "$request.path.id");

/// The number that a command gave to what it wrote.
const NUMBER: (&str, &str) = ("number", "$response.body#/number");

const NAMED: [Named; 15] = [
    Named { from: ("open_case", "201"), to: "/v1/cases/{id}", places: &[CASE] },
    Named {
        from: ("list_cases", "200"),
        to: "/v1/cases/{id}",
        places: &[("id", "$response.body#/rows/0/id")],
    },
    Named {
        from: ("open_case", "201"),
        to: "/v1/cases/{id}/tasks/{task}",
        places: &[CASE, ("task", "$response.body#/opened/0")],
    },
    Named {
        from: ("complete_task", "200"),
        to: "/v1/cases/{id}/tasks/{task}",
        places: &[CASE, ("task", "$response.body#/opened/0")],
    },
    Named {
        from: ("list_tasks", "200"),
        to: "/v1/cases/{id}/tasks/{task}",
        places: &[("id", "$response.body#/rows/0/case"), ("task", "$response.body#/rows/0/task")],
    },
    Named {
        from: ("list_deadlines", "200"),
        to: "/v1/cases/{id}/deadlines/{name}",
        places: &[ASKED, ("name", "$response.body#/rows/0/name")],
    },
    Named {
        from: ("list_effects", "200"),
        to: "/v1/effects/{effect}",
        places: &[("effect", "$response.body#/rows/0/id")],
    },
    Named {
        from: ("list_workflows", "200"),
        to: "/v1/workflows/{workflow}",
        places: &[("workflow", "$response.body#/rows/0/name")],
    },
    Named { from: ("add_goal", "201"), to: "/v1/cases/{id}/goals/{number}", places: &[CASE, NUMBER] },
    Named { from: ("record_event", "201"), to: "/v1/cases/{id}/events/{number}", places: &[CASE, NUMBER] },
    Named {
        from: ("list_letters", "200"),
        to: "/v1/cases/{id}/letters/{number}",
        places: &[ASKED, ("number", "$response.body#/rows/0/number")],
    },
    Named {
        from: ("read_case", "200"),
        to: "/v1/cases/{id}/facts/{fact}",
        places: &[ASKED, ("fact", "$response.body#/facts/0/name")],
    },
    Named {
        from: ("read_case", "200"),
        to: "/v1/cases/{id}/steps/{step}",
        places: &[ASKED, ("step", "$response.body#/steps/0/name")],
    },
    Named {
        from: ("read_case", "200"),
        to: "/v1/cases/{id}/stages/{stage}",
        places: &[ASKED, ("stage", "$response.body#/steps/0/stage")],
    },
    Named {
        from: ("register_citizen", "201"),
        to: "/v1/citizens/{id}",
        places: &[("id", "$response.body#/citizen")],
    },
];

/// Adds the links: a citizen that was registered gets a case; a case, and what it names, can be read, worked on and
/// written into.
pub(super) fn add(document: &mut Document) {
    for Named { from, to, places } in &NAMED {
        for name in leading_to(document, to) {
            let link = link(&name, "What this answer names.");
            let link = places
                .iter()
                .fold(link, |link, (parameter, place)| link.parameter(format!("path.{parameter}"), *place));
            put(document, *from, &name, &link.build());
        }
    }
    let body = serde_json::json!({
        "citizen": "$response.body#/citizen", "workflow": "one-plan", "event": "referral_received", "on": "2026-08-03",
        "unit": "holistic_team",
    });
    let opens =
        link("open_case", "A case of the citizen who was registered.").request_body(Some(body)).build();
    put(document, ("register_citizen", "201"), "open_case", &opens);
}

/// The operations under a path that ask for the same parameters as it.
fn leading_to(document: &Document, to: &str) -> Vec<String> {
    let is_under = |path: &str| {
        let rest = path.strip_prefix(to);
        rest.is_some_and(|rest| !rest.contains('{') && (rest.is_empty() || rest.starts_with('/')))
    };
    let paths = document.paths.paths.iter().filter(|(path, _)| is_under(path));
    let operations = paths.flat_map(|(_, item)| [&item.get, &item.post, &item.put, &item.delete]);
    operations.flatten().filter_map(named).collect()
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
