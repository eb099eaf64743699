//! The OpenAPI document: derived from the handlers, served, and committed as `docs/openapi.json`.

mod links;
mod unions;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response as HttpResponse};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Content, OpenApi as Document, Ref, RefOr};
use utoipa::{IntoResponses, Modify, OpenApi};
use wire::problem::PROBLEM_JSON;

use crate::{
    cases, citizens, clock, deadlines, drafts, effects, entries, health, letters, plugins, steps, tasks,
    tokens, workflows,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Helhed",
        description = "A long-running daemon that runs case workflows for citizens with complex problems. \
            Every change is a command: an answer of success means that it is on disk. \
            Every error is a problem (RFC 9457) with a stable `code` explained in `docs/errors/<code>.md`.",
    ),
    paths(
        health::show, show,
        tokens::me, tokens::create, tokens::list, tokens::revoke,
        citizens::register, citizens::search, citizens::show, citizens::withdraw_consents,
        citizens::appoint_coordinator, citizens::erase,
        cases::open, cases::list, cases::show, cases::history, cases::explain, cases::looks, cases::close, cases::reopen, cases::erase,
        tasks::list, tasks::show, tasks::claim, tasks::release, tasks::delegate, tasks::complete, tasks::go_on_without,
        drafts::show, drafts::save, drafts::discard,
        letters::list, letters::show, letters::preview,
        steps::start, steps::cancel, steps::end_stage, steps::settle_concern,
        entries::add_goal, entries::reword_goal, entries::add_note, entries::record_event, entries::correct_event,
        entries::correct_fact,
        deadlines::list, deadlines::show, deadlines::pause, deadlines::resume, deadlines::extend,
        deadlines::answer_miss,
        workflows::list, workflows::offer, workflows::activate, workflows::withdraw, plugins::list, effects::list, effects::release_all, effects::release, effects::done,
        effects::dropped, clock::show, clock::advance, clock::confirm,
    ),
    components(schemas(wire::Problem)),
    modifiers(&Shared),
    security(("bearer" = [])),
    tags(
        (name = "cases", description = "Cases: open, list, read, close."),
        (name = "tasks", description = "The worklist, and what people do with a task."),
        (name = "steps", description = "Steps that a person starts or stops; stages that one ends early; concerns."),
        (name = "entries", description = "Goals, notes, events and corrections."),
        (name = "deadlines", description = "Deadlines with their reasons."),
        (name = "citizens", description = "The register, consents, the coordinator."),
        (name = "people", description = "Members of staff and their tokens."),
        (name = "daemon", description = "Workflows, effects, the clock, health."),
    ),
)]
struct Api;

struct Shared;

impl Modify for Shared {
    /// Adds the token scheme and the problems that all operations share.
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        for (name, _, description) in PROBLEMS {
            let content = Content::new(Some(Ref::from_schema_name("Problem")));
            let response =
                ResponseBuilder::new().description(description).content(PROBLEM_JSON, content).build();
            components.responses.insert(name.to_owned(), response.into());
        }
        links::add(document);
        unions::say_any_of(document);
    }
}

/// The OpenAPI document as pretty JSON, ending in a line break.
///
/// # Panics
///
/// Never: the document holds nothing that JSON cannot.
#[must_use]
pub fn document() -> String {
    let json = Api::openapi().to_pretty_json().expect("the document holds nothing that JSON cannot");
    json + "\n"
}

/// This document
///
/// Needs no token.
#[utoipa::path(
    get, path = "/openapi.json", operation_id = "openapi", tag = "daemon", security(()),
    responses((status = 200, description = "OpenAPI 3.1.", body = serde_json::Value)),
)]
pub(crate) async fn show() -> HttpResponse {
    static DOCUMENT: LazyLock<String> = LazyLock::new(document);
    let media_type = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    (StatusCode::OK, media_type, DOCUMENT.as_str()).into_response()
}

/// What a request can end in: name in the document, status, when.
const PROBLEMS: [(&str, u16, &str); 17] = [
    ("InvalidHeader", 400, "`invalid-header`: a header cannot be read."),
    ("Malformed", 400, "`malformed-json`: the body is no JSON. `invalid-header`: a header cannot be read."),
    ("Unauthenticated", 401, "`unauthenticated`: no token, or one that does not open."),
    ("Forbidden", 403, "`purpose-required`, or a code of the rule that was checked; `who` says who could."),
    ("NotFound", 404, "`not-found`, or a code of the refusal: no such thing, or none that you may know of."),
    ("BodyBroken", 408, "`body-broken`: the body did not arrive whole in time."),
    ("Refused", 409, "A code of the refusal: not in this state; `missing` says what has to come first."),
    ("Gone", 410, "It is erased. `idempotency-gone`: it was done, and what it was about is erased."),
    ("Stale", 412, "`stale`: somebody was faster; read again."),
    ("BodyTooLarge", 413, "`body-too-large`."),
    ("NotJson", 415, "`unsupported-media-type`: send `application/json`."),
    (
        "Invalid",
        422,
        "`invalid`, `idempotency-mismatch`, or a code of the refusal; `errors` or `missing` says where.",
    ),
    (
        "PreconditionRequired",
        428,
        "`precondition-required`: give the version that you have seen in `If-Match`.",
    ),
    ("Busy", 429, "`busy`: try again after `Retry-After`."),
    ("Internal", 500, "`internal`: a fault of the daemon."),
    (
        "Unavailable",
        503,
        "`read-only` or `stopping`: no commands are taken, and no look can be written down.",
    ),
    (
        "NoRoom",
        507,
        "`disk-full`: only the reserve is left on the disk; nothing was done, and reading goes on.",
    ),
];

/// What any request with a token can end in.
pub(crate) struct Reading;

impl IntoResponses for Reading {
    fn responses() -> Responses {
        problems(&[
            "InvalidHeader",
            "Unauthenticated",
            "Forbidden",
            "NotFound",
            "Gone",
            "Invalid",
            "Busy",
            "Internal",
            "Unavailable",
        ])
    }
}

/// What a body adds to that.
pub(crate) struct Sending;

impl IntoResponses for Sending {
    fn responses() -> Responses {
        problems(&["Malformed", "BodyBroken", "BodyTooLarge", "NotJson"])
    }
}

/// What a preview adds to reading: it is refused as the command would be.
pub(crate) struct Previewing;

impl IntoResponses for Previewing {
    fn responses() -> Responses {
        let mut responses = Sending::responses();
        responses.extend(problems(&["Refused"]));
        responses
    }
}

/// What any command can end in.
pub(crate) struct Writing;

impl IntoResponses for Writing {
    fn responses() -> Responses {
        let mut responses = Reading::responses();
        responses.extend(Sending::responses());
        responses.extend(problems(&["Refused", "Stale", "NoRoom"]));
        responses
    }
}

/// What a command that needs `If-Match` adds to that.
pub(crate) struct Guarded;

impl IntoResponses for Guarded {
    fn responses() -> Responses {
        problems(&["PreconditionRequired"])
    }
}

type Responses = BTreeMap<String, RefOr<Response>>;

fn problems(names: &[&str]) -> Responses {
    let chosen = PROBLEMS.iter().filter(|(name, _, _)| names.contains(name));
    chosen.map(|(name, status, _)| (status.to_string(), Ref::from_response_name(*name).into())).collect()
}

#[cfg(test)]
mod tests;
