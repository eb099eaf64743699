//! Letters over HTTP: made from the decision, refused while a legal part is missing, read back as sent, gone when erased.

use helhed::client::Ask;
use serde_json::{Value as Json, json};
use tests::World;
use tests::world::ADMIN;

use crate::{list, step, world};

/// A decision on two measures of which one is refused, as it may be sent.
fn decision() -> Json {
    json!({
        "channel": "digital_post",
        "parts": [
            { "measure": 1, "outcome": "granted", "basis": "LAB §167", "from": "2026-11-02" },
            {
                "measure": 2, "outcome": "refused", "basis": "SEL §85",
                "reasons": "Du får hjælpen <et andet sted>.", "facts": "Du får råd om din gæld i banken.",
            },
        ],
    })
}

/// The same with one thing changed.
fn changed(change: impl FnOnce(&mut Json)) -> Json {
    let mut decision = decision();
    change(&mut decision);
    decision
}

/// Takes a field out of part 2.
fn without(field: &str) -> Json {
    changed(|decision| {
        decision["parts"][1].as_object_mut().expect("a part").remove(field);
    })
}

fn complete(case: &str, values: &Json) -> Ask {
    Ask::post(format!("/v1/cases/{case}/tasks/decide/complete"), json!({ "values": values }))
}

fn preview(case: &str, values: &Json) -> Ask {
    Ask::post(format!("/v1/cases/{case}/tasks/decide/letter-preview"), json!({ "values": values }))
}

fn letters(world: &World, person: &str, case: &str) -> usize {
    list(&world.read(person, &format!("/v1/cases/{case}/letters")), "rows").len()
}

#[test]
fn a_decision_sends_a_letter_that_is_read_back_as_it_was_sent() {
    let mut world = world();
    let case = world.planned_case(1);
    assert_eq!(letters(&world, "lida", &case), 0);
    world.done("lida", complete(&case, &decision()));
    let row = &world.read("lida", &format!("/v1/cases/{case}/letters"))["rows"][0];
    for (name, value) in [
        ("number", json!(1)),
        ("subject", json!("decision")),
        ("step", json!("decide")),
        ("version", json!(1)),
        ("template", json!("letters/decision.html")),
        ("channel", json!("digital_post")),
        ("by", json!("lida")),
        ("sent_on", json!(world.today())),
    ] {
        assert_eq!(row[name], value, "{name}");
    }
    let read = |world: &World| world.done("lida", Ask::get(format!("/v1/cases/{case}/letters/1")));
    let sent = read(&world);
    let page = sent.body.as_str().expect("a letter is a page").to_owned();
    for said in ["Kære Prøve 1", "Mentor", "Gældsrådgivning", "2. november 2026", "Du kan klage", "Lis Dam"]
    {
        assert!(page.contains(said), "the letter does not say `{said}`");
    }
    assert!(page.contains("Du får hjælpen &lt;et andet sted&gt;."), "what people write is text, never HTML");
    // It is the deadline that the case has.
    let deadline = world.read("lida", &format!("/v1/cases/{case}/deadlines/complaint"));
    let due: calendar::Date = deadline["due"].as_str().and_then(|day| day.parse().ok()).expect("a date");
    assert!(page.contains(&calendar::day_da(due)), "the letter does not say {due}");
    // A browser looks at it and does nothing else.
    assert_eq!(sent.media_type.as_deref(), Some("text/html; charset=utf-8"));
    let policy = sent.security_policy.clone().expect("a letter says what a browser may do with it");
    assert!(policy.starts_with("sandbox; default-src 'none'"), "{policy}");
    world.restart();
    assert_eq!(read(&world).body.as_str(), Some(page.as_str()), "byte for byte, after a restart too");
    // The history tells of it without repeating it, and the look is logged.
    let history = world.read("lida", &format!("/v1/cases/{case}/history?limit=200")).to_string();
    assert!(history.contains("is kept as it was sent") && !history.contains("Du kan klage"), "{history}");
    let looks = world.read("hebr", &format!("/v1/cases/{case}/looks"));
    let at_it =
        list(&looks, "rows").iter().filter(|look| look["what"] == "letter" && look["actor"] == "lida");
    assert!(at_it.count() > 0);
}

#[test]
fn a_letter_that_lacks_a_legal_part_is_refused_and_the_part_is_named() {
    let world = world();
    let case = world.planned_case(1);
    let version = world.read("lida", &format!("/v1/cases/{case}"))["version"].clone();
    let lacks = |values: Json, at: &str| {
        let problem = world.refused("lida", complete(&case, &values), (409, "letter-part-missing"));
        let missing = problem["missing"].to_string();
        assert!(missing.contains(&format!("\"{at}: ")), "{at} is not named: {missing}");
        assert!(problem["detail_da"].as_str().is_some_and(|da| da.contains("Der mangler")), "{problem:#}");
    };
    lacks(without("reasons"), "parts/1/reasons");
    lacks(without("facts"), "parts/1/facts");
    lacks(without("basis"), "parts/1/basis");
    lacks(changed(|decision| decision["parts"][1]["discretion"] = json!(true)), "parts/1/considerations");
    lacks(changed(|decision| decision["channel"] = json!("letter")), "address");
    // Both parts at once, and what is simply filled in wrong comes first.
    let problem = world.refused("lida", complete(&case, &json!({})), (422, "answers-invalid"));
    assert!(problem["missing"].to_string().contains("measure 1 has no outcome"), "{problem:#}");
    let backdated = json!({ "values": decision(), "on": "2026-08-03" });
    world.advance("2026-08-04T07:00:00Z");
    let ask = Ask::post(format!("/v1/cases/{case}/tasks/decide/complete"), backdated);
    let problem = world.refused("lida", ask, (422, "answers-invalid"));
    assert!(
        problem["missing"].to_string().contains("a letter bears the day on which it is sent"),
        "{problem:#}"
    );
    let after = world.read("lida", &format!("/v1/cases/{case}"));
    assert_eq!((&after["version"], letters(&world, "lida", &case)), (&version, 0), "nothing was recorded");
    // On paper it goes with an address.
    let on_paper = changed(|decision| {
        decision["channel"] = json!("letter");
        decision["address"] = json!("Birkevej 7\n9999 Eksempelby");
    });
    world.done("lida", complete(&case, &on_paper));
    let page = world.read("lida", &format!("/v1/cases/{case}/letters/1"));
    assert!(page.as_str().is_some_and(|page| page.contains("<br>Birkevej 7<br>9999 Eksempelby")), "{page}");
}

#[test]
fn a_preview_is_marked_as_a_draft_names_what_is_missing_and_changes_nothing() {
    let world = world();
    let case = world.planned_case(1);
    let before = world.read("lida", &format!("/v1/cases/{case}"));
    let draft = world.done("lida", preview(&case, &without("reasons"))).body;
    let page = draft["html"].as_str().expect("a page");
    assert!(page.contains("KLADDE") && page.contains("Gældsrådgivning"), "{page}");
    assert_eq!(draft["missing"], json!(["parts/1/reasons: the reasons for part 2 (FVL §22)"]));
    let empty = world.done("lida", preview(&case, &json!({}))).body;
    assert!(list(&empty, "missing").len() > 2, "{empty:#}");
    let whole = world.done("lida", preview(&case, &decision())).body;
    assert_eq!(whole["missing"], json!([]));
    let after = world.read("lida", &format!("/v1/cases/{case}"));
    assert_eq!(after["version"], before["version"]);
    assert_eq!(step(&after, "decide")["status"], "active");
    assert_eq!(letters(&world, "lida", &case), 0);
    // Only who may decide sees what would be decided.
    world.refused("hebr", preview(&case, &decision()), (403, "role-not-held"));
    world.refused("mofr", preview(&case, &decision()), (403, "no-role-on-case"));
    let other = Ask::post(format!("/v1/cases/{case}/tasks/draft/letter-preview"), json!({ "values": {} }));
    world.refused("lida", other, (409, "task-not-open"));
    world.done("lida", complete(&case, &decision()));
    let review =
        Ask::post(format!("/v1/cases/{case}/tasks/follow_up/letter-preview"), json!({ "values": {} }));
    world.refused("lida", review, (409, "no-letter"));
}

#[test]
fn who_has_no_part_in_the_case_reads_no_letter() {
    let world = world();
    let case = world.decided_case(1);
    for what in ["/letters", "/letters/1"] {
        let path = format!("/v1/cases/{case}{what}");
        world.refused("mofr", Ask::get(path.clone()), (403, "no-role-on-case"));
        world.refused("rebo", Ask::get(path.clone()), (403, "purpose-required"));
        world.done("rebo", Ask::get(path).with("helhed-purpose", "tilsyn"));
    }
    world.refused("lida", Ask::get(format!("/v1/cases/{case}/letters/2")), (404, "not-found"));
    // Somebody with one task of the case sees that task.
    let other = world.assessed_case(2);
    world.done("jely", Ask::post(format!("/v1/cases/{other}/tasks/findings.2/claim"), json!({})));
    assert_eq!(letters(&world, "jely", &other), 0);
}

#[test]
fn an_erased_letter_is_gone_and_that_it_was_sent_stays_known() {
    let mut world = world();
    let case = world.decided_case(1);
    let erase = Ask::post(format!("/v1/cases/{case}/erase"), json!({ "basis": "Arkivloven §21" }));
    world.done(ADMIN, erase);
    for _ in 0..2 {
        let audited =
            |what: &str| Ask::get(format!("/v1/cases/{case}{what}")).with("helhed-purpose", "tilsyn");
        world.refused("rebo", audited("/letters/1"), (410, "erased"));
        let rows = world.done("rebo", audited("/letters")).body;
        assert_eq!(list(&rows, "rows")[0]["subject"], "decision");
        let history = world.done("rebo", audited("/history?limit=200")).body.to_string();
        assert!(history.contains("letter_sent") && !history.contains("Prøve 1"), "{history}");
        world.restart();
    }
}

#[test]
fn nothing_of_a_letter_lies_open_on_the_disk() {
    let mut world = world();
    let case = world.planned_case(1);
    world.done("lida", complete(&case, &decision()));
    world.restart();
    let mut folders = vec![world.data()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the data can be listed") {
            let path = entry.expect("the data can be listed").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            files += 1;
            let bytes = std::fs::read(&path).expect("the data can be read");
            for secret in ["Kære Prøve", "Gældsrådgivning", "et andet sted"] {
                let is_there = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!is_there, "`{secret}` lies open in {}", path.display());
            }
        }
    }
    assert!(files > 5, "the data is somewhere else");
}
