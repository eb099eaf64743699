//! Pages of cases, tasks and history: nothing is lost between two pages, and nothing stands on both.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};
use tests::World;

use crate::{list, post, world};

/// Every row of a list, in pages of so many.
fn pages(world: &World, person: &str, path: &str, limit: usize) -> Vec<Json> {
    let mut rows = Vec::new();
    let mut next = String::new();
    for _ in 0..1_000 {
        let separator = if path.contains('?') { '&' } else { '?' };
        let page = world.read(person, &format!("{path}{separator}limit={limit}{next}"));
        let found = list(&page, "rows");
        assert!(found.len() <= limit, "a page of {} rows", found.len());
        rows.extend(found.iter().cloned());
        match page["next"].as_str() {
            Some(cursor) => next = format!("&after={cursor}"),
            None => return rows,
        }
    }
    tests::places::fail("the pages have no end")
}

fn names(rows: &[Json], fields: &[&str]) -> Vec<String> {
    let name = |row: &Json| fields.iter().map(|field| row[*field].to_string()).collect::<Vec<_>>().join(" ");
    rows.iter().map(name).collect()
}

/// The same rows in the same order, however large the pages.
fn add_up(world: &World, person: &str, path: &str, fields: &[&str]) -> Vec<String> {
    let all = names(&pages(world, person, path, 200), fields);
    let once: BTreeSet<&String> = all.iter().collect();
    assert_eq!(once.len(), all.len(), "{path} lists something twice");
    for limit in [1, 2, 3, 7] {
        assert_eq!(names(&pages(world, person, path, limit), fields), all, "{path} in pages of {limit}");
    }
    all
}

#[test]
fn pages_add_up_without_loss_or_doubling() {
    let world = world();
    for count in 1..=9 {
        let case = world.open_case(count);
        for note in 0..count {
            world.done("pasi", post(&case, "/notes", json!({ "text": format!("notat {note}") })));
        }
    }
    assert_eq!(add_up(&world, "pasi", "/v1/cases", &["id"]).len(), 9);
    assert_eq!(add_up(&world, "pasi", "/v1/tasks", &["case", "task"]).len(), 9);
    assert_eq!(add_up(&world, "pasi", "/v1/cases/case-9/history", &["position"]).len(), 10);
    assert!(add_up(&world, "jely", "/v1/cases", &["id"]).is_empty());
}

#[test]
fn a_page_goes_on_where_it_stopped_although_cases_come_in_between() {
    let world = world();
    for count in 1..=4 {
        world.open_case(count);
    }
    let first = world.read("pasi", "/v1/cases?limit=2");
    let cursor = first["next"].as_str().expect("there is more").to_owned();
    world.open_case(5);
    let rest = world.read("pasi", &format!("/v1/cases?limit=200&after={cursor}"));
    assert_eq!(names(list(&rest, "rows"), &["id"]), ["\"case-3\"", "\"case-4\"", "\"case-5\""]);
}

#[test]
fn cases_are_narrowed_by_citizen_and_by_whether_they_run() {
    let world = world();
    let (first, second) = (world.coordinated_case(1), world.open_case(2));
    let version = crate::seen(&world, "lida", &first);
    let close = post(&first, "/close", json!({ "reason": "Færdig." }));
    world.done("lida", close.with("if-match", version));
    let found = |path: &str| names(list(&world.read("hebr", path), "rows"), &["id"]);
    let quoted = |case: &str| format!("\"{case}\"");
    assert_eq!(found("/v1/cases?open=true"), [quoted(&second)]);
    assert_eq!(found("/v1/cases?open=false"), [quoted(&first)]);
    assert_eq!(found("/v1/cases?citizen=citizen-2"), [quoted(&second)]);
    assert!(found("/v1/cases?citizen=citizen-9").is_empty());
}

#[test]
fn the_worklist_is_narrowed_by_person_role_unit_and_day() {
    let world = world();
    let assessed = world.assessed_case(1);
    let opened = world.open_case(2);
    let path = format!("/v1/cases/{assessed}/tasks/findings.1/claim");
    world.done("kako", helhed::client::Ask::post(path, json!({})));
    let tasks = |person: &str, query: &str| {
        let page = world.read(person, &format!("/v1/tasks{query}"));
        let name = |row: &Json| {
            format!("{} {}", row["case"].as_str().unwrap_or(""), row["task"].as_str().unwrap_or(""))
        };
        list(&page, "rows").iter().map(name).collect::<Vec<_>>()
    };
    let (one, two) = (format!("{assessed} findings.1"), format!("{assessed} findings.2"));
    let receive = format!("{opened} receive");
    // What is due first stands first.
    assert_eq!(tasks("hebr", "?unit=holistic_team"), [receive.clone(), one.clone(), two.clone()]);
    assert_eq!(tasks("kako", ""), [one.clone(), two.clone()]);
    assert_eq!(tasks("kako", "?person=kako"), std::slice::from_ref(&one));
    assert_eq!(tasks("jely", "?role=specialist"), [one.clone(), two.clone()]);
    assert_eq!(tasks("hebr", "?role=intake"), std::slice::from_ref(&receive));
    assert_eq!(tasks("hebr", "?unit=holistic_team&due_before=2026-08-31"), [receive]);
    assert!(tasks("hebr", "?unit=job_centre").is_empty());
    assert!(tasks("mofr", "?unit=holistic_team").is_empty(), "another unit's work is not theirs to see");
}

#[test]
fn a_list_shows_nothing_that_the_page_would_not() {
    let world = world();
    world.open_case(1);
    let assessed = world.assessed_case(2);
    for person in ["pasi", "suro", "lida", "olma", "anve", "kako", "nabo", "hebr", "pesk", "mofr", "drsy"] {
        let rows = pages(&world, person, "/v1/cases", 200);
        let listed: BTreeSet<String> =
            rows.iter().filter_map(|row| row["id"].as_str().map(str::to_owned)).collect();
        for case in ["case-1", assessed.as_str()] {
            let page = world.ask(person, helhed::client::Ask::get(format!("/v1/cases/{case}")));
            assert_eq!(listed.contains(case), page.is_ok(), "{person} and {case}: {}", page.status);
        }
        for row in pages(&world, person, "/v1/tasks", 200) {
            let case = row["case"].as_str().expect("a task is on a case");
            assert!(listed.contains(case), "{person} sees a task of {case} and not the case");
        }
    }
}

#[test]
fn a_worklist_shows_what_one_holds_or_could_take_and_not_what_others_hold() {
    let world = world();
    let case = world.assessed_case(1);
    assert!(world.read("jely", "/v1/tasks").to_string().contains("findings.1"));
    world.done("kako", post(&case, "/tasks/findings.1/claim", json!({})));
    assert!(!world.read("jely", "/v1/tasks").to_string().contains("findings.1"));
    assert!(world.read("kako", "/v1/tasks").to_string().contains("findings.1"));
}
