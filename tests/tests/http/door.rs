//! Who may come in: tokens, and what a request must be before anybody looks at what it wants.

use std::io::Write as _;
use std::net::TcpStream;

use helhed::client::Ask;
use serde_json::json;
use tests::World;
use tests::places::root;
use tests::world::ADMIN;

use crate::{post, seen, world};

/// What every route needs.
fn every_route() -> Vec<(String, String)> {
    let document = std::fs::read_to_string(root().join("docs/openapi.json")).expect("the document is there");
    let document: serde_json::Value = serde_json::from_str(&document).expect("the document is JSON");
    let paths = document["paths"].as_object().expect("paths");
    let mut routes = Vec::new();
    for (path, methods) in paths {
        for method in methods.as_object().expect("methods").keys() {
            let names = [
                ("{person}", "lida"),
                ("{number}", "1"),
                ("{task}", "receive"),
                ("{step}", "plan_closed"),
                ("{fact}", "needs"),
                ("{name}", "assessment"),
            ];
            let path = names.iter().fold(path.clone(), |path, (name, value)| path.replace(name, value));
            let id = if path.starts_with("/v1/citizens") { "citizen-1" } else { "case-1" };
            routes.push((method.clone(), path.replace("{id}", id)));
        }
    }
    routes
}

fn ask(method: &str, path: &str) -> Ask {
    match method {
        "get" => Ask::get(path),
        "put" => Ask::put(path, json!({})),
        "delete" => Ask::delete(path),
        _post => Ask::post(path, json!({})),
    }
}

#[test]
fn every_route_but_two_needs_a_token() {
    let world = world();
    let routes = every_route();
    assert!(routes.len() > 45, "{} routes", routes.len());
    for (method, path) in routes {
        let answer = world.ask_openly(ask(&method, &path));
        let open = ["/health", "/openapi.json"].contains(&path.as_str());
        let expected = if open { 200 } else { 401 };
        assert_eq!(answer.status, expected, "{method} {path}: {:#}", answer.body);
    }
}

#[test]
fn a_token_that_is_wrong_opens_nothing() {
    let world = world();
    let long = "x".repeat(5_000);
    for token in ["hh_0000", "", "ø", long.as_str()] {
        let header = format!("Bearer {token}");
        let answer = world.ask_openly(Ask::get("/v1/me").with("authorization", header));
        assert_eq!((answer.status, answer.code()), (401, Some("unauthenticated")), "`{token}`");
    }
    let real = world.token("lida");
    let basic = world.ask_openly(Ask::get("/v1/me").with("authorization", format!("Basic {real}")));
    assert_eq!(basic.status, 401);
}

#[test]
fn a_token_ends_when_it_was_said_to_end() {
    let world = world();
    let body = json!({ "label": "vikar", "expires_at": "2026-08-03T12:00:00Z" });
    let made = world.done(ADMIN, Ask::post("/v1/people/lida/tokens", body));
    let token = made.text("token").expect("a token").to_owned();
    assert_eq!(world.ask_openly(Ask::get("/v1/me").token(&token)).status, 200);
    world.advance("2026-08-03T12:00:00Z");
    assert_eq!(world.ask_openly(Ask::get("/v1/me").token(&token)).status, 401);
}

#[test]
fn a_revoked_token_opens_nothing_any_more() {
    let world = world();
    let made = world.done(ADMIN, Ask::post("/v1/people/lida/tokens", json!({ "label": "tabt" })));
    let (token, number) = (made.text("token").expect("a token").to_owned(), made.body["number"].clone());
    world.done(ADMIN, Ask::delete(format!("/v1/people/lida/tokens/{number}")));
    assert_eq!(world.ask_openly(Ask::get("/v1/me").token(&token)).status, 401);
    let listed = world.read("lida", "/v1/people/lida/tokens");
    assert!(listed["rows"][0]["revoked_at"].is_string(), "{listed:#}");
    assert!(!listed.to_string().contains(&token), "a token is never shown again");
    world.refused(ADMIN, Ask::delete("/v1/people/lida/tokens/1"), (404, "unknown-token"));
}

#[test]
fn only_an_administrator_makes_tokens_for_others() {
    let world = world();
    let ask = Ask::post("/v1/people/hebr/tokens", json!({ "label": "x" }));
    let problem = world.refused("lida", ask, (403, "not-an-administrator"));
    assert_eq!(problem["who"], json!([ADMIN]));
    world.refused("lida", Ask::get("/v1/people/hebr/tokens"), (403, "not-an-administrator"));
    world.refused(
        ADMIN,
        Ask::post("/v1/people/nobody/tokens", json!({ "label": "x" })),
        (404, "unknown-person"),
    );
    let past = json!({ "label": "x", "expires_at": "2020-01-01T00:00:00Z" });
    world.refused(ADMIN, Ask::post("/v1/people/lida/tokens", past), (422, "token-invalid"));
}

#[test]
fn a_body_that_is_no_json_is_refused_with_its_place() {
    let world = world();
    let send = |world: &World, body: &[u8], expected| {
        let ask = Ask::post("/v1/citizens/search", json!({})).written("application/json", body);
        world.refused("pasi", ask, expected)
    };
    for body in ["{", "{\"cpr\": \"77", "not json", "{\"cpr\": \"1\",}", "\u{feff}{}", ""] {
        send(&world, body.as_bytes(), (400, "malformed-json"));
    }
    send(&world, b"{\"cpr\": \"\xff\"}", (400, "malformed-json"));
    for body in ["[]", "\"7705920002\"", "null", "12"] {
        send(&world, body.as_bytes(), (422, "invalid"));
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let nested =
        world.ask("pasi", Ask::post("/v1/citizens/search", json!({})).written("application/json", deep));
    assert!(nested.status == 400 || nested.status == 422, "{}", nested.status);
}

#[test]
fn unknown_and_missing_fields_are_named() {
    let world = world();
    let field = |body: serde_json::Value, pointer: &str| {
        let problem = world.refused("pasi", Ask::post("/v1/citizens/search", body), (422, "invalid"));
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem:#}");
    };
    field(json!({ "cpr": "7705920002", "csr": "x" }), "/csr");
    field(json!({}), "/cpr");
    let case = world.open_case(1);
    let wrong_day = json!({ "event": "moved_away", "on": "31-12-2026" });
    let problem = world.refused("pasi", post(&case, "/events", wrong_day), (422, "invalid"));
    assert_eq!(problem["errors"][0]["pointer"], "/on");
    let problem = world.refused("pasi", Ask::get("/v1/cases?open=maybe"), (422, "invalid"));
    assert_eq!(problem["errors"][0]["pointer"], "query/open");
    world.refused("pasi", Ask::get("/v1/cases?colour=red"), (422, "invalid"));
    for limit in ["0", "201", "-1", "many"] {
        world.refused("pasi", Ask::get(format!("/v1/tasks?limit={limit}")), (422, "invalid"));
    }
}

#[test]
fn a_body_that_is_too_large_is_refused_unread() {
    let world = world();
    let case = world.open_case(1);
    let huge = json!({ "text": "x".repeat(1024 * 1024) });
    world.refused("pasi", post(&case, "/notes", huge), (413, "body-too-large"));
    let long = json!({ "text": "x".repeat(70_000) });
    world.refused("pasi", post(&case, "/notes", long), (422, "text-too-long"));
    let read = world.read("pasi", &format!("/v1/cases/{case}"));
    assert_eq!(read["notes"], json!([]));
}

#[test]
fn only_declared_json_is_read() {
    let world = world();
    for media_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonish"] {
        let ask = Ask::post("/v1/citizens/search", json!({})).written(media_type, "{\"cpr\":\"7705920002\"}");
        world.refused("pasi", ask, (415, "unsupported-media-type"));
    }
    let ask = Ask::post("/v1/citizens/search", json!({}));
    let ask = ask.written("application/json; charset=utf-8", "{\"cpr\":\"7705920002\"}");
    world.done("pasi", ask);
}

#[test]
fn unknown_addresses_and_methods_say_so() {
    let world = world();
    world.refused("pasi", Ask::get("/v1/sager"), (404, "not-found"));
    world.refused("pasi", Ask::get("/"), (404, "not-found"));
    world.refused("pasi", Ask::delete("/v1/cases"), (405, "method-not-allowed"));
    world.refused("pasi", Ask::put("/health", json!({})), (405, "method-not-allowed"));
    world.refused("pasi", Ask::get("/v1/cases/case-0/history"), (404, "not-found"));
    for id in ["case-99", "99", "case-x", "case--1", "case-18446744073709551616", "../etc", "case-1%00"] {
        let answer = world.ask("pasi", Ask::get(format!("/v1/cases/{id}")));
        assert_eq!(answer.status, 404, "{id}: {:#}", answer.body);
    }
    world.refused("pasi", Ask::get("/v1/citizens/citizen-99"), (404, "not-found"));
    world.refused("pasi", post("case-99", "/notes", json!({ "text": "x" })), (404, "unknown-case"));
}

#[test]
fn headers_that_cannot_be_read_are_named() {
    let world = world();
    let case = world.coordinated_case(1);
    let note = || post(&case, "/notes", json!({ "text": "x" }));
    for version in ["*", "W/\"v3\"", "v3", "\"3\"", "\"v-1\"", "\"v1\", \"v2\""] {
        world.refused("lida", note().with("if-match", version), (400, "invalid-header"));
    }
    let long = "k".repeat(129);
    for key in ["", "two words", long.as_str()] {
        world.refused("lida", note().with("idempotency-key", key), (400, "invalid-header"));
    }
    for purpose in ["%", "%zz", "%ff", "%00"] {
        world.refused("lida", note().with("helhed-purpose", purpose), (400, "invalid-header"));
    }
    let read = Ask::get(format!("/v1/cases/{case}")).with("helhed-purpose", "%20%20");
    world.refused("lida", read, (403, "purpose-required"));
}

#[test]
fn somebody_who_saw_an_older_version_changes_nothing() {
    let world = world();
    let case = world.coordinated_case(1);
    let version = seen(&world, "lida", &case);
    world.done("lida", post(&case, "/notes", json!({ "text": "imens" })));
    let close = || post(&case, "/close", json!({ "reason": "Færdig." }));
    world.refused("lida", close().with("if-match", version.clone()), (412, "stale"));
    world.refused("lida", close().with("if-match", "\"v999\""), (412, "stale"));
    let note = post(&case, "/notes", json!({ "text": "to" })).with("if-match", version);
    world.refused("lida", note, (412, "stale"));
    for guarded in ["/close", "/reopen"] {
        let ask = post(&case, guarded, json!({ "reason": "x" }));
        world.refused("lida", ask, (428, "precondition-required"));
    }
    let correct = json!({ "on": "2026-08-01", "reason": "x" });
    world.refused("lida", post(&case, "/events/1/correct", correct), (428, "precondition-required"));
    let correct = json!({ "value": 1, "reason": "x" });
    world.refused("lida", post(&case, "/facts/plans_held/correct", correct), (428, "precondition-required"));
    assert_eq!(world.read("lida", &format!("/v1/cases/{case}"))["status"]["state"], "open");
}

#[test]
fn the_same_key_does_it_once_and_answers_the_same() {
    let mut world = world();
    let case = world.coordinated_case(1);
    let note = |text: &str| post(&case, "/notes", json!({ "text": text })).with("idempotency-key", "note-1");
    let first = world.done("lida", note("Ringede."));
    world.done("lida", post(&case, "/notes", json!({ "text": "imens" })));
    let again = world.done("lida", note("Ringede."));
    assert_eq!((&first.body["repeated"], &again.body["repeated"]), (&json!(false), &json!(true)));
    for field in ["position", "number", "case", "version", "opened"] {
        assert_eq!(first.body[field], again.body[field], "{field}");
    }
    assert_eq!((first.status, first.version), (again.status, again.version));
    world.refused("lida", note("Noget andet."), (422, "idempotency-mismatch"));
    // A key belongs to who chose it.
    assert_eq!(world.done("hebr", note("Ringede.")).body["repeated"], false);
    world.restart();
    assert_eq!(world.done("lida", note("Ringede.")).body["position"], first.body["position"]);
    // A refusal does not use a key up.
    let early = || {
        let path = format!("/v1/cases/{case}/tasks/permission/complete");
        Ask::post(path, json!({ "values": { "answer": "refused" } })).with("idempotency-key", "consent")
    };
    world.refused("kako", early(), (403, "role-not-held"));
    assert_eq!(world.done("lida", early()).body["repeated"], false);
    let read = world.read("lida", &format!("/v1/cases/{case}"));
    assert_eq!(read["notes"].as_array().map(Vec::len), Some(3));
    // Kept for ninety days, then the key is free.
    world.advance("2026-11-05T07:00:00Z");
    assert_eq!(world.done("lida", note("Ringede.")).body["repeated"], false);
}

/// Requests with a body that the API works on at the same time (`docs/design/0020-http-api.md`).
const PLACES: usize = 192;

/// Times that somebody asks before they give up: each is a whole round trip.
const PATIENCE: usize = 10_000;

#[test]
fn half_sent_bodies_keep_nobody_from_reading() {
    let world = world();
    let token = world.token("pasi");
    // Says that a body comes, and does not send it.
    let slow = || {
        let mut stream = TcpStream::connect(world.address()).expect("the daemon listens");
        let request = format!(
            "POST /v1/citizens/search HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: 20\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("the daemon reads");
        stream
    };
    let search = || world.ask("pasi", Ask::post("/v1/citizens/search", json!({ "cpr": "7509950004" })));
    let mut waiting: Vec<TcpStream> = (0..PLACES).map(|_| slow()).collect();
    // While we ask, we take a place that a slow one then does not find: so another comes each time.
    let full = (0..PLACES * 2).find_map(|_| {
        waiting.push(slow());
        Some(search()).filter(|answer| answer.status == 429)
    });
    let full = full.expect("the places run out");
    assert_eq!(full.code(), Some("busy"));
    assert_eq!(world.ask_openly(Ask::get("/health")).body["accepting"], true);
    assert_eq!(world.ask("pasi", Ask::get("/v1/me")).status, 200, "who brings no body finds a place");
    drop(waiting);
    assert!((0..PATIENCE).any(|_| search().status != 429), "the places are free again");
}
