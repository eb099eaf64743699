//! Erasure: the values are gone for everybody, the structure and the dates stay.

use helhed::client::Ask;
use serde_json::{Value as Json, json};
use tests::World;
use tests::world::ADMIN;

use crate::{list, post, world};

fn erase(what: &str) -> Ask {
    Ask::post(format!("/v1/{what}/erase"), json!({ "basis": "Arkivloven §21" }))
}

fn audited(path: &str) -> Ask {
    Ask::get(path).with("helhed-purpose", "tilsyn")
}

/// What must not be readable any more, anywhere.
fn nothing_of(world: &World, case: &str, words: &[&str]) {
    for what in ["", "/history?limit=200", "/deadlines"] {
        let seen = world.done("rebo", audited(&format!("/v1/cases/{case}{what}"))).body.to_string();
        for word in words {
            assert!(!seen.contains(word), "`{word}` can still be read in `{what}`");
        }
    }
}

#[test]
fn an_erased_case_keeps_its_structure_and_dates_and_loses_its_values() {
    let mut world = world();
    let case = world.decided_case(1);
    let note =
        || post(&case, "/notes", json!({ "text": "Et fortroligt notat" })).with("idempotency-key", "n");
    world.done("lida", note());
    let before = world.read("hebr", &format!("/v1/cases/{case}"));
    let rows = |world: &World| {
        let path = format!("/v1/cases/{case}/history?limit=200");
        list(&world.done("rebo", audited(&path)).body, "rows").len()
    };
    let recorded = rows(&world);
    world.refused("hebr", erase(&format!("cases/{case}")), (403, "not-an-administrator"));
    world.done(ADMIN, erase(&format!("cases/{case}")));
    for _ in 0..2 {
        let after = world.done("rebo", audited(&format!("/v1/cases/{case}"))).body;
        assert_eq!(list(&after, "goals")[0]["words"], json!({ "erased": true }), "{after:#}");
        assert_eq!(list(&after, "notes")[0]["text"], json!({ "erased": true }));
        assert_eq!(after["erasing"], true);
        let steps = |case: &Json| {
            list(case, "steps")
                .iter()
                .map(|step| (step["name"].clone(), step["settled_on"].clone()))
                .collect::<Vec<_>>()
        };
        let settled = steps(&before).into_iter().filter(|(_, on)| !on.is_null());
        let kept = steps(&after);
        assert!(settled.clone().all(|step| kept.contains(&step)), "{kept:?}");
        nothing_of(&world, &case, &["Jeg vil sove", "fortroligt", "Søvnbesvær", "Mentor"]);
        assert!(rows(&world) > recorded, "the history stays, and the erasure stands in it");
        world.restart();
    }
    // What was done is not done again, and its answer is gone.
    world.refused("lida", note(), (410, "idempotency-gone"));
}

#[test]
fn an_erased_citizen_takes_their_cases_along() {
    let mut world = world();
    let case = world.assessed_case(1);
    world.open_case(2);
    world.done(ADMIN, erase("citizens/citizen-1"));
    world.restart();
    let citizen = world.done("rebo", audited("/v1/citizens/citizen-1")).body;
    for field in ["cpr", "name", "birth_date"] {
        assert_eq!(citizen[field], json!({ "erased": true }), "{field}");
    }
    assert_eq!(citizen["erasure"], "done");
    nothing_of(&world, &case, &["mental_health"]);
    let found = world.done("pasi", Ask::post("/v1/citizens/search", json!({ "cpr": "7705900001" })));
    assert_eq!(found.body["citizen"], Json::Null, "the number finds nobody any more");
    let other = world.done("rebo", audited("/v1/citizens/citizen-2")).body;
    assert_eq!(other["name"], "Prøve 2");
    let basis = Ask::post("/v1/citizens/citizen-2/erase", json!({ "basis": " " }));
    world.refused(ADMIN, basis, (422, "ground-missing"));
    world.refused(ADMIN, erase("cases/case-99"), (404, "unknown-case"));
}
