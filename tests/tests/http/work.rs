//! Tasks, drafts and deadlines: what people do with them.

use helhed::client::Ask;
use serde_json::json;

use crate::{list, post, seen, step, world};

fn task(case: &str, task: &str, what: &str) -> String {
    format!("/v1/cases/{case}/tasks/{task}/{what}")
}

#[test]
fn a_task_is_claimed_released_and_delegated() {
    let world = world();
    let case = world.assessed_case(1);
    let owner = || {
        let read = world.read("hebr", &format!("/v1/cases/{case}"));
        step(&read, "findings")["slots"][0]["owner"].clone()
    };
    world.done("kako", Ask::post(task(&case, "findings.1", "claim"), json!({})));
    assert_eq!(owner(), "kako");
    let problem = world.refused(
        "jely",
        Ask::post(task(&case, "findings.1", "claim"), json!({})),
        (409, "held-by-another"),
    );
    assert_eq!(problem["who"], json!(["kako"]));
    world.done("kako", Ask::post(task(&case, "findings.1", "release"), json!({})));
    assert_eq!(owner(), serde_json::Value::Null);
    let to = |person: &str| {
        Ask::post(task(&case, "findings.1", "delegate"), json!({ "to": person, "note": "Tak." }))
    };
    world.done("hebr", to("nabo"));
    assert_eq!(owner(), "nabo");
    world.refused("hebr", to("nobody"), (404, "unknown-person"));
    let problem = world.refused("hebr", to("pasi"), (409, "cannot-hold-task"));
    assert!(list(&problem, "who").contains(&json!("kako")), "{problem:#}");
    // The leader may take it back.
    world.done("hebr", Ask::post(task(&case, "findings.1", "release"), json!({})));
    world.refused("kako", Ask::post(task(&case, "findings.1", "release"), json!({})), (409, "not-claimed"));
}

#[test]
fn a_contribution_that_does_not_come_is_gone_on_without() {
    let world = world();
    let case = world.assessed_case(1);
    world.complete("kako", (&case, "findings.1"), &json!({ "finding": "Søvnbesvær." }));
    let without = |person, reason: &str| {
        world.ask(person, Ask::post(task(&case, "findings.2", "go-on-without"), json!({ "reason": reason })))
    };
    assert_eq!(without("kako", "Nej").status, 403);
    assert_eq!(without("lida", " ").code(), Some("reason-missing"));
    assert!(without("lida", "Rådgiveren er syg.").is_ok());
    let read = world.read("lida", &format!("/v1/cases/{case}"));
    let slot = &step(&read, "findings")["slots"][1];
    assert_eq!((&slot["state"], &slot["reason"]), (&json!("missing"), &json!("Rådgiveren er syg.")));
    assert_eq!(step(&read, "findings")["status"], "done");
}

#[test]
fn a_draft_is_private_and_outlives_release_and_restart() {
    let mut world = world();
    let case = world.assessed_case(1);
    let path = task(&case, "findings.1", "draft");
    world.done("kako", Ask::post(task(&case, "findings.1", "claim"), json!({})));
    let content = json!({ "content": { "finding": "Halvt færdig: æøå" } });
    world.done("kako", Ask::put(path.clone(), content.clone()));
    world.refused("hebr", Ask::get(path.clone()), (404, "not-found"));
    for reader in ["hebr", "lida"] {
        let read = world.read(reader, &format!("/v1/cases/{case}"));
        let history = world.read(reader, &format!("/v1/cases/{case}/history?limit=200"));
        for seen in [read, history] {
            assert!(!seen.to_string().contains("Halvt"), "{reader} reads another's draft: {seen:#}");
        }
    }
    world.done("kako", Ask::post(task(&case, "findings.1", "release"), json!({})));
    world.restart();
    let draft = world.read("kako", &path);
    assert_eq!((&draft["author"], &draft["content"]), (&json!("kako"), &content["content"]));
    world.done("kako", Ask::delete(path.clone()));
    world.refused("kako", Ask::get(path), (404, "not-found"));
}

#[test]
fn answers_that_do_not_fit_are_all_named_at_once() {
    let world = world();
    let case = world.open_case(1);
    let values = json!({ "needs": ["housing", "sailing"], "plans_held": 21, "colour": "red" });
    let ask = Ask::post(task(&case, "receive", "complete"), json!({ "values": values }));
    let problem = world.refused("pasi", ask, (422, "answers-invalid"));
    let missing = problem["missing"].to_string();
    for name in ["needs", "plans_held", "colour"] {
        assert!(missing.contains(name), "{name} is not named: {missing}");
    }
    let ask = Ask::post(task(&case, "receive", "complete"), json!({ "values": {} }));
    let problem = world.refused("pasi", ask, (422, "answers-invalid"));
    assert_eq!(list(&problem, "missing").len(), 2, "{problem:#}");
    let read = world.read("pasi", &format!("/v1/cases/{case}"));
    assert_eq!(read["facts"], json!([]));
}

#[test]
fn a_task_that_is_not_open_says_what_it_waits_for() {
    let world = world();
    let case = world.open_case(1);
    let complete = |name: &str| Ask::post(task(&case, name, "complete"), json!({ "values": {} }));
    let problem = world.refused("hebr", complete("appoint"), (409, "task-not-open"));
    assert_eq!(problem["missing"], json!(["step receive"]));
    assert_eq!(problem["who"], json!(["leader"]));
    world.refused("hebr", complete("dance"), (404, "unknown-task"));
    world.refused("hebr", complete("receive.1"), (404, "unknown-task"));
    let answer = world.ask("hebr", complete("receive.x"));
    assert_eq!(answer.status, 404);
    world.refused("hebr", post(&case, "/steps/dance/start", json!({ "reason": "x" })), (404, "unknown-step"));
    let start = post(&case, "/steps/receive/start", json!({ "reason": "x" }));
    world.refused("pasi", start, (409, "step-starts-by-itself"));
    world.refused(
        "hebr",
        post(&case, "/steps/appoint/cancel", json!({ "reason": "x" })),
        (409, "task-not-open"),
    );
}

#[test]
fn a_clock_is_paused_resumed_and_extended_once() {
    let world = world();
    let case = world.assessed_case(1);
    let path = |what: &str| format!("/v1/cases/{case}/deadlines/assessment{what}");
    let due = || world.read("lida", &path(""))["due"].clone();
    assert_eq!(due(), "2026-09-28");
    let pause = json!({ "ground": "FVL §9", "reason": "Borgeren er indlagt." });
    world.done("lida", Ask::post(path("/pause"), pause.clone()));
    assert_eq!(world.read("lida", &path(""))["state"], "paused");
    world.refused("lida", Ask::post(path("/pause"), pause), (409, "already-paused"));
    world.advance("2026-08-17T07:00:00Z");
    world.done("lida", Ask::post(path("/resume"), json!({})));
    assert_eq!(due(), "2026-10-12");
    world.refused("lida", Ask::post(path("/resume"), json!({})), (409, "not-paused"));
    let extend = |until: &str, ground: &str| {
        Ask::post(path("/extend"), json!({ "until": until, "ground": ground, "reason": "Lægen er væk." }))
    };
    world.refused("lida", extend("2026-10-12", "FVL §9"), (422, "not-later"));
    world.refused("lida", extend("2026-10-30", ""), (422, "ground-missing"));
    world.refused("kako", extend("2026-10-30", "FVL §9"), (403, "not-leading-the-case"));
    world.done("lida", extend("2026-10-30", "FVL §9"));
    assert_eq!(due(), "2026-10-30");
    world.refused("lida", extend("2026-11-30", "FVL §9"), (409, "already-extended"));
    let ledger = world.read("lida", &path(""))["ledger"].clone();
    assert_eq!(ledger.as_array().map(Vec::len), Some(2), "{ledger:#}");
    let why = world.read("lida", &path(""))["why"].clone();
    assert!(why["en"].as_str().is_some_and(|why| !why.is_empty()) && why["da"] != why["en"], "{why}");
    let unknown = Ask::get(format!("/v1/cases/{case}/deadlines/tomorrow"));
    world.refused("lida", unknown, (404, "not-found"));
}

#[test]
fn a_missed_deadline_is_answered_for_once() {
    let world = world();
    let case = world.open_case(1);
    let path = format!("/v1/cases/{case}/deadlines/acknowledge/answer-miss");
    let answer = |reason: &str| Ask::post(path.clone(), json!({ "reason": reason }));
    world.refused("hebr", answer("For tidligt."), (409, "not-missed"));
    world.advance("2026-08-06T07:00:00Z");
    let deadline = world.read("hebr", &format!("/v1/cases/{case}/deadlines/acknowledge"));
    assert_eq!(deadline["overdue"], true);
    world.refused("pasi", answer("Det var mig."), (403, "not-leading-the-case"));
    world.done("hebr", answer("Ferie i visitationen."));
    world.refused("hebr", answer("Igen."), (409, "miss-answered"));
    let miss = world.read("hebr", &format!("/v1/cases/{case}/deadlines/acknowledge"))["miss"].clone();
    assert_eq!((&miss["answered_by"], &miss["reason"]), (&json!("hebr"), &json!("Ferie i visitationen.")));
}

#[test]
fn a_case_is_closed_and_goes_on_again() {
    let world = world();
    let case = world.coordinated_case(1);
    let version = seen(&world, "lida", &case);
    world.done(
        "lida",
        post(&case, "/close", json!({ "reason": "Borgeren takker nej." })).with("if-match", version),
    );
    let read = world.read("lida", &format!("/v1/cases/{case}"));
    assert_eq!((&read["status"]["state"], &read["status"]["because"]), (&json!("closed"), &json!("by_hand")));
    assert_eq!(read["tasks"], json!([]));
    let ask = Ask::post(task(&case, "permission", "complete"), json!({ "values": { "answer": "refused" } }));
    world.refused("lida", ask, (409, "case-not-open"));
    let version = seen(&world, "lida", &case);
    world.done("lida", post(&case, "/reopen", json!({ "reason": "Fortrudt." })).with("if-match", version));
    world.complete("lida", (&case, "permission"), &json!({ "answer": "refused" }));
    let version = seen(&world, "lida", &case);
    let reopen = post(&case, "/reopen", json!({ "reason": "Igen." })).with("if-match", version);
    world.refused("lida", reopen, (409, "case-not-closed"));
}
