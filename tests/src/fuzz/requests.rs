//! Requests to the whole interface, in front of a daemon in the middle of a case.
//!
//! An input is a line `METHOD PATH PERSON`, then the body. Whatever it says, the answer is no fault of the daemon's, and
//! a refusal is a problem document with a code.

use std::cell::RefCell;

use api::{ApiState, Limits};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use model::{Actor, Command, ContentHash, PersonId};
use runtime::Runtime;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};
use tower::ServiceExt as _;

use super::prepared::in_the_middle;

/// Requests after which the daemon is another: it remembers everything that it took.
const REQUESTS_MAX: u32 = 20_000;

/// Who has a token, which is their name.
const PEOPLE: [&str; 5] = ["drsy", "pasi", "hebr", "lida", "kako"];

struct House {
    runtime: Runtime,
    router: Router,
    executor: tokio::runtime::Runtime,
    requests: u32,
}

thread_local! {
    static HOUSE: RefCell<Option<House>> = const { RefCell::new(None) };
}

impl House {
    fn new() -> Self {
        let (mut machine, _, _) = in_the_middle();
        for person in PEOPLE {
            let command = Command::CreateToken {
                person: PersonId::new(person),
                hash: ContentHash(Sha256::digest(person.as_bytes()).into()),
                label: "fuzz".to_owned(),
                expires_at: None,
            };
            let admin = Actor::Person(PersonId::new("drsy"));
            let (made, _) = machine.submit(&admin, person, command);
            made.expect("a token is made");
        }
        let runtime = machine.into_runtime();
        let executor = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let executor = executor.expect("the threads of a test can be started");
        let router = api::router(ApiState::new(runtime::Serving::new(runtime.clone()), Limits::default()));
        Self { runtime, router, executor, requests: 0 }
    }

    fn ask(&mut self, request: Request<Body>) -> (StatusCode, Vec<u8>) {
        self.requests += 1;
        let router = self.router.clone();
        self.executor.block_on(async move {
            let Ok(response) = router.oneshot(request).await;
            let status = response.status();
            let body = response.into_body().collect().await.expect("a body comes to its end");
            (status, body.to_bytes().to_vec())
        })
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.runtime.stop();
    }
}

pub(super) fn requests(data: &[u8]) {
    let line = data.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let body = data.get(line.len() + 1..).unwrap_or_default();
    let Ok(line) = core::str::from_utf8(line) else { return };
    let mut words = line.split(' ');
    let (method, path, person) = (words.next(), words.next(), words.next());
    let Some(method) = method.and_then(|word| Method::from_bytes(word.as_bytes()).ok()) else { return };
    let mut request = Request::builder()
        .method(method)
        .uri(path.unwrap_or("/"))
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::AUTHORIZATION, format!("Bearer {}", person.unwrap_or("nobody")));
    // The rest of the line are headers, such as `if-match:"3"`.
    for (name, value) in words.filter_map(|word| word.split_once(':')) {
        request = request.header(name, value);
    }
    let Ok(request) = request.body(Body::from(body.to_vec())) else { return };
    HOUSE.with_borrow_mut(|kept| {
        if kept.as_ref().is_some_and(|house| house.requests >= REQUESTS_MAX) {
            *kept = None;
        }
        let (status, body) = kept.get_or_insert_with(House::new).ask(request);
        judge(line, status, &body);
    });
}

fn judge(line: &str, status: StatusCode, body: &[u8]) {
    assert!(!status.is_server_error(), "{line}: {status} {}", String::from_utf8_lossy(body));
    if status.is_client_error() && !body.is_empty() {
        let problem: Json = serde_json::from_slice(body).expect("a refusal is a problem document");
        assert!(problem.get("code").is_some_and(Json::is_string), "{line}: {problem}");
    }
}
