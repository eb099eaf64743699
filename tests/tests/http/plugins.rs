//! What a plugin proposes is judged by a person, over HTTP.

use helhed::client::Ask;
use serde_json::{Value as Json, json};
use tests::World;

use crate::{list, step, world};

/// A case whose plugin has answered: the script of these tests proposes `lida` with `olma`.
fn proposed(world: &World) -> String {
    let case = world.open_case(1);
    world.complete("pasi", (&case, "receive"), &json!({ "needs": ["debt"], "plans_held": 1 }));
    // The clock answers when no call is out.
    world.advance("2026-08-03T08:00:00Z");
    case
}

fn proposal(world: &World, case: &str) -> Json {
    step(&world.read("hebr", &format!("/v1/cases/{case}")), "appoint")["proposal"].clone()
}

fn refused(world: &World, case: &str, values: &Json, expected: (u16, &str)) {
    let path = format!("/v1/cases/{case}/tasks/appoint/complete");
    world.refused("hebr", Ask::post(path, json!({ "values": values })), expected);
}

#[test]
fn a_proposal_is_confirmed_and_the_name_and_the_component_stand_beside_it() {
    let world = world();
    let case = proposed(&world);
    let found = proposal(&world, &case);
    assert_eq!((&found["state"], &found["content"]["set"]["person"]), (&json!("proposed"), &json!("lida")));
    let explained = world.read("hebr", &format!("/v1/cases/{case}/explain"));
    let why =
        list(&explained, "steps").iter().find(|step| step["step"] == "appoint").expect("it is explained");
    assert!(why["because"]["en"].as_str().is_some_and(|why| why.contains("has a proposal")), "{why:#}");
    world.complete("hebr", (&case, "appoint"), &json!({ "confirm": true }));
    let read = world.read("lida", &format!("/v1/cases/{case}"));
    let holder = &list(&read, "holders")[0];
    assert_eq!((&holder["person"], &holder["confirmed_by"]), (&json!("lida"), &json!("hebr")));
    assert_eq!(holder["component"], found["component"]);
    assert_eq!(step(&read, "appoint")["outputs"]["by_hand"], json!(false));
}

#[test]
fn a_proposal_is_changed_or_declined_with_a_reason_only() {
    let world = world();
    let case = proposed(&world);
    refused(&world, &case, &json!({ "person": "olma", "deputy": "anve" }), (422, "reason-missing"));
    world.complete("hebr", (&case, "appoint"), &json!({ "decline": "Begge er på ferie." }));
    let found = proposal(&world, &case);
    assert_eq!((&found["state"], &found["reason"]), (&json!("declined"), &json!("Begge er på ferie.")));
    refused(&world, &case, &json!({ "confirm": true }), (409, "no-proposal"));
    world.complete("hebr", (&case, "appoint"), &json!({ "person": "olma", "deputy": "anve" }));
    let read = world.read("olma", &format!("/v1/cases/{case}"));
    assert_eq!(step(&read, "appoint")["outputs"]["by_hand"], json!(true));
    assert_eq!(list(&read, "holders")[0]["component"], Json::Null);
}

#[test]
fn the_plugins_of_the_municipality_are_listed_with_their_grants() {
    let world = world();
    let read = world.read("pasi", "/v1/plugins");
    let plugin = &list(&read, "rows")[0];
    assert_eq!(plugin["name"], "coordinator-allocation");
    assert_eq!((&plugin["facts"], &plugin["interfaces"]), (&json!(["needs"]), &json!(["directory"])));
    assert_eq!(plugin["used_by"], json!(["one-plan"]));
    let bytes = std::fs::read(tests::places::workflows().join("plugins/coordinator-allocation.wasm"))
        .expect("it is there");
    let digest = plugin["component"].as_str().expect("it is in force");
    assert!(world.data().join("content").join(digest).is_file(), "its bytes are kept in the directory");
    assert_eq!(std::fs::read(world.data().join("content").join(digest)).expect("it can be read"), bytes);
}
