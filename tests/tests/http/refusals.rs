//! Who may not, and why not: each refusal says what is missing and who could.

use helhed::client::Ask;
use serde_json::json;
use tests::world::ADMIN;

use crate::{list, post, world};

#[test]
fn nobody_reads_a_case_without_a_role_on_it() {
    let world = world();
    let case = world.coordinated_case(1);
    for (person, what) in
        [("mofr", ""), ("mofr", "/history"), ("mofr", "/deadlines"), ("mofr", "/looks"), (ADMIN, "")]
    {
        let ask = Ask::get(format!("/v1/cases/{case}{what}"));
        let problem = world.refused(person, ask, (403, "no-role-on-case"));
        let who = problem["who"].to_string();
        assert!(who.contains("lida") && who.contains("hebr"), "{who}");
    }
    // The attempt stands in the log of looks.
    let looks = world.read("hebr", &format!("/v1/cases/{case}/looks"));
    let refused =
        list(&looks, "rows").iter().filter(|look| look["refused"] == true && look["actor"] == "mofr");
    assert_eq!(refused.count(), 4);
}

#[test]
fn an_auditor_says_why_and_changes_nothing() {
    let world = world();
    let case = world.coordinated_case(1);
    let read = || Ask::get(format!("/v1/cases/{case}"));
    world.refused("rebo", read(), (403, "purpose-required"));
    let told = world.done("rebo", read().with("helhed-purpose", "tilsyn 2026"));
    assert!(told.body["tasks"].to_string().find("claim").is_none(), "an auditor is offered nothing to do");
    let note = post(&case, "/notes", json!({ "text": "x" })).with("helhed-purpose", "tilsyn 2026");
    assert_eq!(world.ask("rebo", note).status, 403);
    let claim = post(&case, "/tasks/permission/claim", json!({})).with("helhed-purpose", "tilsyn 2026");
    world.refused("rebo", claim, (403, "role-not-held"));
}

#[test]
fn somebody_with_one_task_sees_that_task_and_not_the_rest() {
    let world = world();
    let case = world.assessed_case(1);
    world.done("lida", post(&case, "/notes", json!({ "text": "Fortroligt notat." })));
    world.done("lida", post(&case, "/goals", json!({ "words": "Mit eget mål" })));
    world.complete("kako", (&case, "findings.1"), &json!({ "finding": "Søvnbesvær." }));
    world.done("jely", post(&case, "/tasks/findings.2/claim", json!({})));
    let read = world.read("jely", &format!("/v1/cases/{case}"));
    let history = world.read("jely", &format!("/v1/cases/{case}/history?limit=200"));
    for seen in [&read, &history] {
        for hidden in ["Fortroligt notat", "Mit eget mål"] {
            assert!(!seen.to_string().contains(hidden), "jely reads `{hidden}`: {seen:#}");
        }
    }
}

#[test]
fn a_role_that_may_not_is_told_who_may() {
    let world = world();
    let case = world.coordinated_case(1);
    let complete = || {
        let path = format!("/v1/cases/{case}/tasks/permission/complete");
        Ask::post(path, json!({ "values": { "answer": "refused" } }))
    };
    let problem = world.refused("anve", complete(), (403, "role-not-held"));
    assert_eq!(problem["who"], json!(["lida", "olma"]));
    let close = post(&case, "/close", json!({ "reason": "x" })).with("if-match", "\"v1\"");
    assert_eq!(world.ask("pasi", close).status / 100, 4);
    let open = json!({
        "citizen": "citizen-1", "workflow": "one-plan", "event": "referral_received", "on": "2026-08-03",
        "unit": "holistic_team",
    });
    let problem = world.refused("lida", Ask::post("/v1/cases", open), (403, "role-may-not-open"));
    assert_eq!(problem["who"], json!(["intake"]));
    let coordinator = json!({ "person": "anve", "deputy": "olma", "reason": "x" });
    let ask = Ask::post("/v1/citizens/citizen-1/coordinator", coordinator);
    world.refused("lida", ask, (403, "not-leading-the-unit"));
    let register = json!({
        "cpr": "7705920009", "name": "Prøve", "birth_date": "1992-05-17", "synthetic": true,
    });
    world.refused(ADMIN, Ask::post("/v1/citizens", register), (403, "no-role"));
    world.refused("lida", Ask::get("/v1/effects"), (403, "not-an-administrator"));
    world.refused("lida", Ask::post("/v1/clock/confirm", json!({})), (403, "not-an-administrator"));
}

#[test]
fn a_case_opens_only_as_its_workflow_says() {
    let world = world();
    let body = |name: &str, value: &str| {
        let mut body = json!({
            "citizen": "citizen-1", "workflow": "one-plan", "event": "referral_received", "on": "2026-08-03",
            "unit": "holistic_team",
        });
        body[name] = json!(value);
        Ask::post("/v1/cases", body)
    };
    world.refused("pasi", body("unit", "holistic_team"), (404, "unknown-citizen"));
    world.open_case(1);
    let problem = world.refused("pasi", body("workflow", "two-plans"), (404, "unknown-workflow"));
    assert_eq!(problem["missing"], json!(["benefit-triage", "mentor", "one-plan"]));
    world.refused("pasi", body("unit", "moon"), (404, "unknown-unit"));
    world.refused("pasi", body("event", "died"), (422, "event-does-not-open"));
    world.refused("pasi", body("on", "2026-08-04"), (422, "in-the-future"));
    world.refused("pasi", body("citizen", "Mette"), (422, "invalid"));
    world.refused("pasi", body("unit", "job_centre"), (403, "role-may-not-open"));
}

#[test]
fn a_cpr_number_is_checked_and_stands_in_no_answer_or_address() {
    let world = world();
    let register = |cpr: &str, synthetic: bool| {
        let body = json!({ "cpr": cpr, "name": "Prøve", "birth_date": "1992-05-17", "synthetic": synthetic });
        Ask::post("/v1/citizens", body)
    };
    for (cpr, synthetic) in [
        ("123", true),
        ("7713920002", true),
        ("1705920002", true),
        ("7705920002", false),
        ("77059x0002", true),
    ] {
        let problem = world.refused("pasi", register(cpr, synthetic), (422, "cpr-invalid"));
        assert!(!problem.to_string().contains(cpr), "{problem:#}");
    }
    let made = world.done("pasi", register("7705920002", true));
    assert!(!made.body.to_string().contains("7705920002"));
    world.refused("pasi", Ask::get("/v1/citizens/7705920002"), (404, "not-found"));
    world.refused("pasi", Ask::get("/v1/citizens?cpr=7705920002"), (405, "method-not-allowed"));
}

#[test]
fn things_that_are_not_there_are_named() {
    let world = world();
    let case = world.coordinated_case(1);
    let with_version = |ask: Ask| ask.with("if-match", crate::seen(&world, "lida", &case));
    let correct = json!({ "on": "2026-08-01", "reason": "x" });
    world.refused("lida", with_version(post(&case, "/events/9/correct", correct)), (404, "unknown-event"));
    let correct = json!({ "value": 1, "reason": "x" });
    world.refused(
        "lida",
        with_version(post(&case, "/facts/finding/correct", correct)),
        (404, "unknown-fact"),
    );
    let wrong = json!({ "value": "many", "reason": "x" });
    world.refused(
        "lida",
        with_version(post(&case, "/facts/plans_held/correct", wrong)),
        (422, "answers-invalid"),
    );
    world.refused(
        "lida",
        post(&case, "/goals/1/reword", json!({ "staff_words": "x" })),
        (404, "unknown-goal"),
    );
    world.refused("lida", post(&case, "/goals", json!({ "words": " " })), (422, "goal-empty"));
    world.refused("lida", post(&case, "/notes", json!({ "text": "\n" })), (422, "note-empty"));
    world.refused(
        "lida",
        post(&case, "/concerns/1/settle", json!({ "finding": "x" })),
        (404, "unknown-concern"),
    );
    let event = json!({ "event": "sailed_away", "on": "2026-08-03" });
    world.refused("lida", post(&case, "/events", event), (404, "unknown-event"));
    let event = json!({ "event": "moved_away", "on": "2026-08-03", "at": "2026-08-02T09:00:00Z" });
    world.refused("lida", post(&case, "/events", event), (422, "instant-not-on-the-day"));
    let consents = json!({ "purposes": ["one_plan"] });
    let ask = Ask::post("/v1/citizens/citizen-1/consents/withdraw", consents);
    world.refused("lida", ask, (409, "no-such-consent"));
    let pause = json!({ "ground": "x", "reason": "x" });
    world.refused("lida", post(&case, "/deadlines/tomorrow/pause", pause), (404, "unknown-deadline"));
}

#[test]
fn only_an_administrator_moves_the_clock() {
    let world = world();
    let ask = Ask::post("/v1/clock", json!({ "advance_to": "2026-09-01T07:00:00Z" }));
    world.refused("lida", ask, (403, "not-an-administrator"));
}

#[test]
fn a_specialist_does_not_read_anothers_finding() {
    let world = world();
    let case = world.assessed_case(1);
    world.complete("kako", (&case, "findings.1"), &json!({ "finding": "Fortrolig vurdering." }));
    world.done("jely", Ask::post(format!("/v1/cases/{case}/tasks/findings.2/claim"), json!({})));
    for what in ["", "/history?limit=200"] {
        let seen = world.read("jely", &format!("/v1/cases/{case}{what}")).to_string();
        assert!(!seen.contains("Fortrolig vurdering"), "in `{what}`");
    }
}

#[test]
fn a_specialist_who_holds_nothing_does_not_read_notes_and_goals() {
    let world = world();
    let case = world.assessed_case(1);
    world.done("lida", Ask::post(format!("/v1/cases/{case}/notes"), json!({ "text": "Fortroligt notat." })));
    world.done("lida", Ask::post(format!("/v1/cases/{case}/goals"), json!({ "words": "Mit mål" })));
    let seen = world.read("nabo", &format!("/v1/cases/{case}")).to_string();
    assert!(!seen.contains("Fortroligt notat") && !seen.contains("Mit mål"), "before a claim");
}

#[test]
fn a_citizen_is_registered_once() {
    let world = world();
    let body = |cpr: &str| json!({ "cpr": cpr, "name": "P", "birth_date": "1992-05-17", "synthetic": true });
    let first = world.done("pasi", Ask::post("/v1/citizens", body("7705920010")));
    let again = world.ask("pasi", Ask::post("/v1/citizens", body("770592-0010")));
    assert_eq!((again.status, again.code()), (409, Some("already-registered")));
    assert_eq!(again.body["missing"][0], first.body["citizen"]);
}
