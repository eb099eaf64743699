//! Each route once, on a day when everything goes well.

use std::collections::BTreeSet;

use helhed::client::Ask;
use serde_json::{Value as Json, json};
use tests::World;
use tests::places::root;
use tests::world::ADMIN;

use crate::{MORNING, list, post, seen, step, world};

#[test]
fn the_document_that_is_served_is_the_one_in_the_sources() {
    let world = world();
    let served = world.ask_openly(Ask::get("/openapi.json"));
    let kept = std::fs::read_to_string(root().join("docs/openapi.json")).expect("the document is there");
    let kept: Json = serde_json::from_str(&kept).expect("the document is JSON");
    assert_eq!(served.status, 200);
    assert!(served.body == kept, "`docs/openapi.json` is behind: UPDATE=1 cargo test -p api writes it");
}

#[test]
fn health_needs_no_token_and_counts_records() {
    let world = world();
    let before = world.ask_openly(Ask::get("/health")).body;
    assert_eq!(before["accepting"], true);
    world.open_case(1);
    let after = world.ask_openly(Ask::get("/health")).body;
    assert_eq!(after["position"].as_u64(), before["position"].as_u64().map(|position| position + 3));
    assert_eq!(after["applied"], after["position"]);
}

#[test]
fn a_token_speaks_for_its_person() {
    let world = world();
    let me = world.read("lida", "/v1/me");
    assert_eq!((&me["person"], &me["admin"]), (&json!("lida"), &json!(false)));
    let roles: BTreeSet<&str> = list(&me, "roles").iter().filter_map(|role| role["role"].as_str()).collect();
    assert_eq!(roles, BTreeSet::from(["caseworker", "coordinator"]));
    assert_eq!(world.read(ADMIN, "/v1/me")["admin"], true);
}

#[test]
fn a_citizen_is_registered_found_and_read() {
    let world = world();
    let body = json!({
        "cpr": "7705920002", "name": "Mette Prøve", "birth_date": "1992-05-17", "synthetic": true,
        "digital_post": false,
    });
    let made = world.done("pasi", Ask::post("/v1/citizens", body));
    assert_eq!((made.status, made.text("citizen"), made.version), (201, Some("citizen-1"), Some(1)));
    let found = world.done("suro", Ask::post("/v1/citizens/search", json!({ "cpr": "770592-0002" })));
    assert_eq!(found.text("citizen"), Some("citizen-1"));
    let ask = Ask::get("/v1/citizens/citizen-1").with("helhed-purpose", "registrering");
    let read = world.done("pasi", ask);
    assert_eq!(read.version, Some(1));
    assert_eq!(read.body["name"], "Mette Prøve");
    assert_eq!(read.body["digital_post"], false);
    let nobody = world.done("pasi", Ask::post("/v1/citizens/search", json!({ "cpr": "7705920003" })));
    assert_eq!(nobody.body["citizen"], Json::Null);
}

#[test]
fn a_case_goes_from_opening_to_decision() {
    let world = world();
    let case = world.decided_case(1);
    let read = world.read("lida", &format!("/v1/cases/{case}"));
    assert_eq!(read["status"]["state"], "open");
    assert_eq!(step(&read, "decide")["status"], "done");
    assert_eq!(step(&read, "hear")["status"], "skipped");
    assert_eq!(list(&read, "decisions")[0]["maker"], "lida");
    assert_eq!(list(&read, "goals")[0]["words"], "Jeg vil sove om natten");
    let citizen = world.read("lida", "/v1/citizens/citizen-1");
    assert_eq!(citizen["coordinator"]["person"], "lida");
    assert_eq!(list(&citizen, "consents").len(), 2);
    let history = world.read("lida", &format!("/v1/cases/{case}/history?limit=200"));
    let commands: Vec<&str> =
        list(&history, "rows").iter().filter_map(|row| row["command"].as_str()).collect();
    assert_eq!(commands.first(), Some(&"open_case"));
    assert_eq!(commands.iter().filter(|command| **command == "complete").count(), 8);
}

#[test]
fn goals_are_kept_verbatim_beside_what_staff_make_of_them() {
    let world = world();
    let case = world.coordinated_case(1);
    let goal = world.done("lida", post(&case, "/goals", json!({ "words": "Jeg vil ikke mer' vågne kl. 3" })));
    assert_eq!((goal.status, goal.body["number"].as_u64()), (201, Some(1)));
    world.done("lida", post(&case, "/goals/1/reword", json!({ "staff_words": "Bedre søvn" })));
    let read = world.read("lida", &format!("/v1/cases/{case}"));
    assert_eq!(list(&read, "goals")[0]["words"], "Jeg vil ikke mer' vågne kl. 3");
    assert_eq!(list(&read, "goals")[0]["staff_words"], "Bedre søvn");
}

#[test]
fn notes_are_numbered_and_stay() {
    let world = world();
    let case = world.coordinated_case(1);
    for (number, text) in [(1, "Ringede til borgeren."), (2, "Ingen svar.")] {
        let noted = world.done("lida", post(&case, "/notes", json!({ "text": text })));
        assert_eq!((noted.status, noted.body["number"].as_u64()), (201, Some(number)));
    }
    let read = world.read("hebr", &format!("/v1/cases/{case}"));
    let notes: Vec<&str> = list(&read, "notes").iter().filter_map(|note| note["text"].as_str()).collect();
    assert_eq!(notes, ["Ringede til borgeren.", "Ingen svar."]);
}

#[test]
fn a_corrected_event_moves_the_deadlines_that_count_from_it() {
    let world = world();
    let case = world.open_case(1);
    let due =
        |world: &World| world.read("pasi", &format!("/v1/cases/{case}/deadlines/acknowledge"))["due"].clone();
    assert_eq!(due(&world), "2026-08-04");
    let taken_over = json!({ "event": "transferred_in", "on": "2026-08-03", "note": "Ringede." });
    assert_eq!(world.done("pasi", post(&case, "/events", taken_over)).body["number"], 2);
    let version = seen(&world, "pasi", &case);
    let body = json!({ "on": "2026-07-31", "reason": "Brevet er fra fredag." });
    world.done("pasi", post(&case, "/events/1/correct", body).with("if-match", version));
    assert_eq!(due(&world), "2026-08-03");
    let read = world.read("pasi", &format!("/v1/cases/{case}"));
    assert_eq!(list(&read, "events")[0]["corrections"], 1);
    let history = world.read("pasi", &format!("/v1/cases/{case}/history"));
    assert!(history.to_string().contains("2026-08-03"), "the old day stays in the history");
}

#[test]
fn a_corrected_fact_keeps_its_history() {
    let world = world();
    let case = world.coordinated_case(1);
    let version = seen(&world, "lida", &case);
    let body = json!({ "value": 5, "reason": "Talt igen." });
    world.done("lida", post(&case, "/facts/plans_held/correct", body).with("if-match", version));
    let read = world.read("lida", &format!("/v1/cases/{case}"));
    let fact = list(&read, "facts").iter().find(|fact| fact["name"] == "plans_held").expect("the fact");
    assert_eq!((&fact["value"], &fact["corrections"]), (&json!(5), &json!(1)));
}

#[test]
fn an_optional_step_is_started_cancelled_and_started_again() {
    let world = world();
    let case = world.decided_case(1);
    world.done("lida", post(&case, "/steps/plan_closed/start", json!({ "reason": "Målet er nået." })));
    let read = world.read("lida", &format!("/v1/cases/{case}"));
    assert_eq!(step(&read, "plan_closed")["status"], "active");
    world.done("lida", post(&case, "/steps/plan_closed/cancel", json!({ "reason": "Vent lidt." })));
    let read = world.read("lida", &format!("/v1/cases/{case}"));
    assert_eq!(step(&read, "plan_closed")["status"], "cancelled");
    world.done("lida", post(&case, "/steps/plan_closed/start", json!({ "reason": "Nu." })));
    world.complete("lida", (&case, "plan_closed"), &json!({ "closing_note": "Alt er på plads." }));
    let read = world.read("lida", &format!("/v1/cases/{case}"));
    assert_eq!(step(&read, "plan_closed")["status"], "done");
}

#[test]
fn a_correction_that_takes_away_a_ground_raises_a_concern_that_somebody_settles() {
    let steps = "        after: draft\n        citizen:";
    let with_condition = "        after: draft\n        when: plans_held >= 2\n        citizen:";
    let world = World::with_workflow(MORNING, |workflow| workflow.replace(steps, with_condition));
    let case = world.decided_case(1);
    let version = seen(&world, "lida", &case);
    let body = json!({ "value": 1, "reason": "Den ene plan var lukket." });
    world.done("lida", post(&case, "/facts/plans_held/correct", body).with("if-match", version));
    let read = world.read("lida", &format!("/v1/cases/{case}"));
    let concerns = list(&read, "concerns");
    let about = |concern: &Json| (concern["step"].clone(), concern["because"].clone());
    let about: Vec<_> = concerns.iter().map(about).collect();
    assert_eq!(about, [(json!("agree"), json!("condition")), (json!("target_group"), json!("table"))]);
    assert_eq!(concerns[0]["settled_by"], Json::Null);
    world.done("lida", post(&case, "/concerns/1/settle", json!({ "finding": "Samtalen gælder stadig." })));
    let read = world.read("lida", &format!("/v1/cases/{case}"));
    assert_eq!(list(&read, "concerns")[0]["settled_by"], "lida");
}

#[test]
fn the_leader_changes_the_coordinator() {
    let world = world();
    let case = world.coordinated_case(1);
    let body = json!({ "person": "anve", "deputy": "lida", "reason": "Orlov." });
    world.done("hebr", Ask::post("/v1/citizens/citizen-1/coordinator", body));
    let read = world.read("anve", &format!("/v1/cases/{case}"));
    let holder = list(&read, "holders").iter().find(|holder| holder["role"] == "coordinator").expect("one");
    assert_eq!((&holder["person"], &holder["deputy"]), (&json!("anve"), &json!("lida")));
}

#[test]
fn a_withdrawn_consent_closes_what_it_opened_in_the_same_record() {
    let world = world();
    let case = world.assessed_case(1);
    let body = json!({ "purposes": ["joint_assessment"], "note": "Vil ikke mere." });
    let withdrawn = world.done("lida", Ask::post("/v1/citizens/citizen-1/consents/withdraw", body));
    let read = world.read("lida", &format!("/v1/cases/{case}"));
    assert_eq!(step(&read, "findings")["status"], "closed");
    let history = world.read("lida", &format!("/v1/cases/{case}/history?limit=200"));
    let last = list(&history, "rows").last().expect("a history");
    assert_eq!(last["position"], withdrawn.body["position"]);
}

#[test]
fn who_looked_is_written_down_with_why() {
    let world = world();
    let case = world.coordinated_case(1);
    world.read("lida", &format!("/v1/cases/{case}"));
    let ask = Ask::get(format!("/v1/cases/{case}")).with("helhed-purpose", "klagesag%20i%20%C3%A5r");
    world.done("rebo", ask);
    let looks = world.read("hebr", &format!("/v1/cases/{case}/looks"));
    let looked = |actor: &str, purpose: &str| {
        list(&looks, "rows").iter().any(|look| look["actor"] == actor && look["purpose"] == purpose)
    };
    assert!(looked("rebo", "klagesag i år"), "{looks:#}");
    assert!(looked("lida", "role:coordinator") || looked("lida", "role:caseworker"), "{looks:#}");
}

#[test]
fn workflows_effects_and_the_clock_can_be_read() {
    let world = world();
    let workflows = world.read("pasi", "/v1/workflows");
    let rows = list(&workflows, "rows");
    let one = rows.iter().find(|row| row["name"] == "one-plan").expect("it is in force");
    assert_eq!(one["rule_pack"], "dk-2026-07");
    assert!(list(&world.read(ADMIN, "/v1/effects"), "rows").is_empty(), "nothing is under way");
    let clock = world.read("pasi", "/v1/clock");
    assert_eq!((&clock["simulated"], &clock["held"]), (&json!(true), &Json::Null));
    let advanced = world.advance("2026-08-04T07:00:00Z");
    assert_eq!(advanced["now"], "2026-08-04T07:00:00Z");
    world.done(ADMIN, Ask::post("/v1/clock/confirm", json!({})));
}

#[test]
fn a_reminder_fires_once_however_often_the_daemon_starts() {
    let mut world = world();
    let case = world.open_case(1);
    let fired = |world: &World| {
        let deadline = world.read("pasi", &format!("/v1/cases/{case}/deadlines/acknowledge"));
        list(&deadline, "rungs").iter().filter(|rung| rung["state"] == "fired").count()
    };
    assert_eq!(fired(&world), 0);
    world.advance("2026-08-04T12:00:00Z");
    assert_eq!(fired(&world), 1);
    world.restart();
    world.advance("2026-08-04T12:00:01Z");
    assert_eq!(fired(&world), 1);
    let history = world.read("pasi", &format!("/v1/cases/{case}/history"));
    let timers = list(&history, "rows").iter().filter(|row| row["command"] == "fire_timer").count();
    assert_eq!(timers, 1);
}
