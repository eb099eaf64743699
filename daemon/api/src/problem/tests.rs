//! Which status and code each failure has.

use axum::http::header;
use axum::response::IntoResponse;
use engine::{Refusal, RefusalKind};
use model::deadline::Sentence;
use runtime::Rejected;
use wire::FieldFault;

use super::Failure;

fn check(failure: Failure, status: u16, code: &str) {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../docs/errors/{code}.md"));
    assert!(page.is_file(), "`{code}` has no page in docs/errors");
    let problem = failure.problem();
    assert_eq!((problem.status, problem.code.as_str()), (status, code));
    assert_eq!(problem.kind, format!("/errors/{code}"));
    assert!(!problem.title.is_empty() && !problem.detail.is_empty() && !problem.detail_da.is_empty());
}

#[test]
fn each_failure_of_the_door_has_its_status_and_code() {
    check(Failure::NoSuchRoute, 404, "not-found");
    check(Failure::NoSuchThing("`case-x` is no such number".into()), 404, "not-found");
    check(Failure::MethodNotAllowed, 405, "method-not-allowed");
    check(Failure::Unauthenticated, 401, "unauthenticated");
    check(Failure::EmptyPurpose, 403, "purpose-required");
    check(Failure::Header { name: "If-Match", message: "write one version".into() }, 400, "invalid-header");
    check(Failure::NoPrecondition, 428, "precondition-required");
    check(Failure::MalformedJson("EOF at line 1".into()), 400, "malformed-json");
    check(Failure::field("/on", "`soon` is no date"), 422, "invalid");
    check(Failure::BodyTooLarge(1024), 413, "body-too-large");
    check(Failure::BodyBroken, 408, "body-broken");
    check(Failure::NoJson, 415, "unsupported-media-type");
    check(Failure::NoPlace, 429, "busy");
    check(Failure::Internal, 500, "internal");
}

#[test]
fn each_rejection_of_the_runtime_has_its_status_and_code() {
    check(Rejected::NotFound { what: "case-17".into() }.into(), 404, "not-found");
    check(Rejected::Stale { expected: 3, found: 5 }.into(), 412, "stale");
    check(Rejected::PurposeRequired.into(), 403, "purpose-required");
    check(Rejected::IdempotencyMismatch.into(), 422, "idempotency-mismatch");
    check(Rejected::IdempotencyGone.into(), 410, "idempotency-gone");
    check(Rejected::Busy { retry_after_s: 2 }.into(), 429, "busy");
    check(Rejected::ReadOnly { because: "the disk is full".into() }.into(), 503, "read-only");
    check(Rejected::Stopping.into(), 503, "stopping");
    check(Rejected::NotSimulated.into(), 409, "not-simulated");
    check(Rejected::IdempotencyInvalid.into(), 400, "idempotency-invalid");
    check(Rejected::Internal { because: "a row is damaged".into() }.into(), 500, "internal");
}

#[test]
fn a_fault_in_a_field_points_at_it() {
    let problem = Failure::field("/on", "`soon` is no date; write it like `2026-08-03`").problem();
    let expected =
        FieldFault { pointer: "/on".into(), message: "`soon` is no date; write it like `2026-08-03`".into() };
    assert_eq!(problem.errors, [expected]);
}

#[test]
fn a_full_queue_says_when_to_come_again() {
    let response = Failure::from(Rejected::Busy { retry_after_s: 7 }).into_response();
    assert_eq!(response.headers()[header::RETRY_AFTER], "7");
}

#[test]
fn a_missing_token_names_the_scheme() {
    let response = Failure::Unauthenticated.into_response();
    assert_eq!(response.headers()[header::WWW_AUTHENTICATE], "Bearer");
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
}

#[test]
fn a_refusal_says_what_is_missing_and_who_could() {
    let check = |kind: RefusalKind, status: u16| {
        let refusal = Refusal {
            code: "role-not-held",
            kind,
            detail: Sentence {
                da: "Opgaven hører til en anden rolle.".into(),
                en: "the task belongs to another role".into(),
            },
            missing: vec!["needs".into()],
            who: vec!["hanne".into()],
        };
        let problem = Failure::from(Rejected::from(refusal)).problem();
        assert_eq!((problem.status, problem.code.as_str()), (status, "role-not-held"));
        assert_eq!((problem.missing, problem.who), (vec!["needs".to_owned()], vec!["hanne".to_owned()]));
        assert_eq!(problem.detail_da, "Opgaven hører til en anden rolle.");
    };
    check(RefusalKind::NotFound, 404);
    check(RefusalKind::Forbidden, 403);
    check(RefusalKind::Conflict, 409);
    check(RefusalKind::Invalid, 422);
    check(RefusalKind::Gone, 410);
}
