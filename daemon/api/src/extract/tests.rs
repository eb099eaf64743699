//! The door: tokens, purposes, keys, versions, bodies, pages.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body as RawBody, Bytes, HttpBody};
use axum::extract::FromRequestParts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use hyper::body::Frame;
use tower::ServiceExt;
use wire::OpenCase;

use super::body::{collect, is_json, parse};
use super::{Asked, At, headers, page};
use crate::paths::CasePath;
use crate::problem::Failure;
use crate::state::Limits;

fn with(name: &'static str, value: &[u8]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(HeaderName::from_static(name), HeaderValue::from_bytes(value).unwrap());
    headers
}

fn code<T>(result: Result<T, Failure>) -> String {
    match result {
        Ok(_) => "ok".to_owned(),
        Err(failure) => failure.problem().code,
    }
}

#[test]
fn a_token_is_read_from_a_bearer_header_only() {
    assert_eq!(headers::bearer(&with("authorization", b"Bearer hh_abc")), Some("hh_abc"));
    assert_eq!(headers::bearer(&with("authorization", b"bearer hh_abc")), Some("hh_abc"));
    assert_eq!(headers::bearer(&with("authorization", b"Basic aGg6YWJj")), None);
    assert_eq!(headers::bearer(&with("authorization", b"Bearer ")), None);
    assert_eq!(
        headers::bearer(&with("authorization", format!("Bearer {}", "x".repeat(257)).as_bytes())),
        None
    );
    assert_eq!(headers::bearer(&HeaderMap::new()), None);
}

#[test]
fn a_purpose_may_be_danish() {
    let check = |raw: &[u8], read: &str| {
        assert_eq!(headers::purpose(&with("helhed-purpose", raw)).unwrap().as_deref(), Some(read));
    };
    check(b"complaint 42", "complaint 42");
    check(b"s%C3%B8ger%20om%20aktindsigt", "søger om aktindsigt");
    check("søger".as_bytes(), "søger");
    assert_eq!(headers::purpose(&HeaderMap::new()).unwrap(), None);
}

#[test]
fn a_purpose_that_says_nothing_is_refused() {
    let check = |raw: &[u8], expected: &str| {
        assert_eq!(code(headers::purpose(&with("helhed-purpose", raw))), expected);
    };
    check(b"%20%20", "purpose-required");
    check(b".", "purpose-required");
    check("\u{200b}\u{202e}".as_bytes(), "purpose-required");
    check(b"role:coordinator", "invalid-header");
    check(b"100%", "invalid-header");
    check(b"%zz", "invalid-header");
    check(b"%FF", "invalid-header");
    check(b"line%0Abreak", "invalid-header");
    check("x".repeat(1025).as_bytes(), "invalid-header");
}

#[test]
fn a_header_that_is_given_twice_is_refused_and_two_tokens_are_none() {
    let twice = |name: &'static str, one: &[u8], other: &[u8]| {
        let mut headers = with(name, one);
        headers.append(HeaderName::from_static(name), HeaderValue::from_bytes(other).unwrap());
        headers
    };
    assert_eq!(headers::bearer(&twice("authorization", b"Bearer hh_a", b"Bearer hh_b")), None);
    assert_eq!(headers::bearer(&twice("authorization", b"Bearer hh_a", b"Basic x")), None);
    let purposes = twice("helhed-purpose", b"complaint", b"curious");
    assert_eq!(code(headers::purpose(&purposes)), "invalid-header");
    let keys = twice("idempotency-key", b"k1", b"k2");
    assert_eq!(code(headers::idempotency_key(&keys)), "invalid-header");
    let versions = twice("if-match", b"\"v999\"", b"\"v1\"");
    assert_eq!(code(headers::expected_version(&versions)), "invalid-header");
}

#[test]
fn an_idempotency_key_is_short_and_visible() {
    let check = |raw: &[u8], expected: &str| {
        assert_eq!(code(headers::idempotency_key(&with("idempotency-key", raw))), expected);
    };
    check(b"5e1f-77", "ok");
    check("k".repeat(128).as_bytes(), "ok");
    check("k".repeat(129).as_bytes(), "invalid-header");
    check(b"", "invalid-header");
    check(b"two words", "invalid-header");
    check("nøgle".as_bytes(), "invalid-header");
}

#[test]
fn a_version_is_one_strong_tag_of_ours() {
    let read = |raw: &[u8]| headers::expected_version(&with("if-match", raw));
    assert_eq!(read(b"\"v12\"").unwrap(), Some(12));
    for wrong in [b"*".as_slice(), b"W/\"v12\"", b"v12", b"\"12\"", b"\"v1\", \"v2\"", b"\"v-1\"", b"\"v+1\""]
    {
        assert_eq!(code(read(wrong)), "invalid-header");
    }
    assert_eq!(headers::expected_version(&HeaderMap::new()).unwrap(), None);
}

#[test]
fn json_is_declared_as_json() {
    assert!(is_json(&with("content-type", b"application/json")));
    assert!(is_json(&with("content-type", b"Application/JSON; charset=utf-8")));
    assert!(!is_json(&with("content-type", b"text/plain")));
    assert!(!is_json(&HeaderMap::new()));
}

fn check_body(body: &str, code: &str, pointer: Option<&str>) {
    let problem = parse::<OpenCase>(body.as_bytes()).unwrap_err().problem();
    assert_eq!(problem.code, code, "{body}");
    assert_eq!(problem.errors.first().map(|fault| fault.pointer.as_str()), pointer, "{body}");
}

#[test]
fn a_bad_body_says_what_is_bad_about_it() {
    check_body("{", "malformed-json", None);
    check_body("", "malformed-json", None);
    check_body(r#"{"citizen" 9}"#, "malformed-json", None);
    check_body(&"[".repeat(100_000), "malformed-json", None);
    check_body(
        r#"["citizen-9", "one-plan", "referral_received", "2026-08-03", "social"]"#,
        "invalid",
        Some(""),
    );
    check_body("{}", "invalid", Some("/citizen"));
    check_body(r#"{"citizen": "citizen-9", "a/b": 1}"#, "invalid", Some("/a~1b"));
    check_body(r#"{"citizen": "citizen-9", "citizen": "citizen-8"}"#, "invalid", Some("/citizen"));
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_whether_it_says_so_or_not() {
    let limits = Limits { body_bytes: 16, ..Limits::default() };
    let collected = collect(&HeaderMap::new(), RawBody::from("x".repeat(16)), limits).await.unwrap();
    assert_eq!(collected.len(), 16);
    assert_eq!(
        code(collect(&HeaderMap::new(), RawBody::from("x".repeat(17)), limits).await),
        "body-too-large"
    );
    let declared = with("content-length", b"17");
    assert_eq!(code(collect(&declared, RawBody::empty(), limits).await), "body-too-large");
}

/// A client that sends its headers and then nothing.
struct Silent;

impl HttpBody for Silent {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Pending
    }
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_given_up() {
    let limits = Limits { body_time: Duration::ZERO, ..Limits::default() };
    assert_eq!(code(collect(&HeaderMap::new(), RawBody::new(Silent), limits).await), "body-broken");
}

#[test]
fn a_page_has_one_to_two_hundred_rows() {
    assert_eq!(page(None, None).unwrap().limit, 50);
    assert_eq!(page(None, Some(200)).unwrap().limit, 200);
    for wrong in [0, 201] {
        let problem = page(None, Some(wrong)).err().unwrap().problem();
        assert_eq!(problem.errors[0].pointer, "query/limit");
    }
}

#[tokio::test]
async fn a_query_is_told_which_of_its_fields_is_wrong() {
    async fn pointer(address: &str) -> String {
        let (mut parts, ()) = axum::http::Request::builder().uri(address).body(()).unwrap().into_parts();
        let asked = Asked::<wire::CaseQuery>::from_request_parts(&mut parts, &()).await;
        asked.err().unwrap().problem().errors.remove(0).pointer
    }
    assert_eq!(pointer("/v1/cases?limit=many").await, "query/limit");
    assert_eq!(pointer("/v1/cases?open=perhaps").await, "query/open");
    assert_eq!(pointer("/v1/cases?limt=5").await, "query/limt");
}

#[tokio::test]
async fn a_segment_that_names_nothing_is_not_found() {
    let app = axum::Router::<()>::new().route(
        "/v1/cases/{id}",
        axum::routing::get(|At(CasePath { id }): At<CasePath>| async move { id.to_string() }),
    );
    let answer = async |address: &str| {
        let request = axum::http::Request::builder().uri(address).body(RawBody::empty()).unwrap();
        app.clone().oneshot(request).await.unwrap().status().as_u16()
    };
    assert_eq!(answer("/v1/cases/case-17").await, 200);
    assert_eq!(answer("/v1/cases/case-0").await, 404);
    assert_eq!(answer("/v1/cases/17").await, 404);
    assert_eq!(answer("/v1/cases/%FF").await, 404);
}
