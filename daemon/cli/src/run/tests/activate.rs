//! Putting workflows into force: what is shown, what is asked, what is ordered.

use std::fs;

use serde_json::{Value, json};

use super::daemon::{Daemon, Reply};
use super::{TOKEN, Told, run_with};

const DIGEST: &str = "5a";

/// An offer in which `one-plan` has changed, with as many warnings.
fn offer(warnings: usize) -> Value {
    let finding = json!({
        "code": "unused", "severity": "warning", "file": "workflow.yaml", "line": 7, "column": 3,
        "message": "nothing reads `colour`", "nearest": null, "remedy": "take it out",
    });
    let workflow = |name: &str, difference: &str, changes: Value, findings: Vec<Value>| {
        json!({
            "name": name, "title": { "da": "Forløb", "en": "Course" }, "difference": difference,
            "changes": changes, "findings": findings, "coming_from": null, "coming_is_this": false,
        })
    };
    let change = json!([{ "da": "trinnet `panel` er nyt", "en": "step `panel` is new" }]);
    json!({
        "digest": DIGEST, "municipality": "changed", "findings": [],
        "plugins": [{ "name": "allocation", "difference": "same" }],
        "workflows": [
            workflow("mentor", "same", json!([]), Vec::new()),
            workflow("one-plan", "changed", change, vec![finding; warnings]),
        ],
    })
}

fn written() -> Reply {
    let written = json!({
        "position": 9, "repeated": false, "case": null, "citizen": null, "version": null, "number": null, "opened": [],
    });
    Reply::json(200, &written)
}

/// What came of it, and the order that was given.
fn activate(offer: &Value, line: &str, typed: Option<&str>) -> (Told, Option<Value>) {
    let daemon = Daemon::that([Reply::json(200, offer), written()]);
    let folder = tempfile::tempdir().unwrap();
    let token_file = folder.path().join("token");
    fs::write(&token_file, TOKEN).unwrap();
    let line = format!(
        "helhed --url {} --token-file {} --lang en workflow activate {line}",
        daemon.url,
        token_file.display()
    );
    let told = run_with(line.split_whitespace(), typed.unwrap_or_default(), typed.is_some());
    let order = daemon.heard().get(1).map(|heard| {
        assert_eq!(heard.line, "POST /v1/workflows/activate HTTP/1.1");
        assert!(!heard.header("idempotency-key").is_empty());
        heard.json()
    });
    (told, order)
}

#[test]
fn what_changes_is_shown_and_nothing_happens_without_a_yes() {
    for typed in ["n\n", "\n", "", "what?\n"] {
        let (told, order) = activate(&offer(0), "", Some(typed));
        assert_eq!((told.code, order), (0, None), "{typed:?}");
        for words in ["- step `panel` is new", "unchanged: mentor", "municipality.yaml (changed)"] {
            assert!(told.out.contains(words), "{words}: {}", told.out);
        }
        assert!(told.err.contains("nothing was put into force"), "{}", told.err);
    }
}

#[test]
fn a_yes_orders_what_was_shown() {
    let (told, order) = activate(&offer(0), "", Some("y\n"));
    assert_eq!(told.code, 0, "{}", told.err);
    let expected = json!({ "seen": DIGEST, "workflows": null, "only_municipality": false, "from": null, "accept_warnings": false });
    assert_eq!(order, Some(expected));
    assert!(told.err.contains("running cases keep what they began with"), "{}", told.err);
}

#[test]
fn staff_come_into_force_without_a_workflow() {
    let (told, order) = activate(&offer(2), "--municipality", Some("y\n"));
    let order = order.unwrap();
    assert_eq!((&order["only_municipality"], &order["workflows"]), (&json!(true), &json!(null)));
    assert!(!told.out.contains("one-plan"), "{}", told.out);
    assert!(told.err.contains("for every case"), "{}", told.err);
    let mut waiting = offer(0);
    waiting["municipality"] = json!("same");
    waiting["workflows"][1]["coming_from"] = json!("2027-01-01");
    waiting["workflows"][1]["coming_is_this"] = json!(true);
    let (told, order) = activate(&waiting, "--yes", None);
    assert_eq!((told.code, order), (0, None), "what is ordered waits for its day: {}", told.err);
    let (_, order) = activate(&waiting, "one-plan --yes", None);
    assert!(order.is_some(), "named, it comes at once");
}

#[test]
fn warnings_are_asked_for_by_themselves() {
    let (told, order) = activate(&offer(2), "", Some("n\ny\n"));
    assert_eq!(order, None, "{}", told.err);
    assert!(told.out.contains("one-plan/workflow.yaml:7:3 warning [unused]"), "{}", told.out);
    let (told, order) = activate(&offer(2), "", Some("y\nja\n"));
    assert!(order.is_some_and(|order| order["accept_warnings"] == true), "{}", told.err);
    let (_, order) = activate(&offer(2), "--yes", None);
    assert!(
        order.is_some_and(|order| order["accept_warnings"] == false),
        "the daemon refuses, and names each"
    );
}

#[test]
fn a_day_and_names_go_along() {
    let (told, order) = activate(&offer(0), "one-plan --from 2027-01-01 --yes", None);
    let expected = json!({ "seen": DIGEST, "workflows": ["one-plan"], "only_municipality": false, "from": "2027-01-01", "accept_warnings": false });
    assert_eq!(order, Some(expected));
    assert!(told.err.contains("from 2027-01-01"), "{}", told.err);
    assert!(!told.out.contains("municipality"), "only workflows wait for a day: {}", told.out);
}

#[test]
fn nothing_is_ordered_where_nothing_differs_or_nobody_can_be_asked() {
    let (told, order) = activate(&offer(0), "mentor --yes", None);
    assert_eq!((told.code, order), (0, None));
    assert!(told.err.contains("there is nothing to put into force"), "{}", told.err);
    for line in ["", "--json"] {
        let (told, order) = activate(&offer(0), line, None);
        assert_eq!((told.code, order), (2, None), "{line}");
        assert!(told.err.contains("--yes"), "{}", told.err);
    }
    let (told, order) = activate(&offer(0), "nothing --yes", None);
    assert_eq!((told.code, order), (4, None), "{}", told.err);
    assert!(told.err.contains("it has mentor, one-plan"), "{}", told.err);
    let (told, order) = activate(&offer(0), "--dry-run --json", None);
    assert_eq!((told.code, order), (0, None));
    assert_eq!(serde_json::from_str::<Value>(&told.out).unwrap(), offer(0));
}

#[test]
fn what_has_errors_is_not_ordered() {
    let mut broken = offer(0);
    broken["workflows"][1]["difference"] = json!("refused");
    let (told, order) = activate(&broken, "--yes", None);
    assert_eq!((told.code, order), (1, None));
    assert!(told.err.contains("helhed workflow check"), "{}", told.err);
    let mut ordered = offer(0);
    ordered["workflows"][1]["coming_from"] = json!("2027-01-01");
    ordered["workflows"][1]["coming_is_this"] = json!(true);
    let (told, order) = activate(&ordered, "--from 2027-01-01 --yes", None);
    assert_eq!((told.code, order), (0, None));
    assert!(told.out.contains("ordered already, from 2027-01-01"), "{}", told.out);
}
