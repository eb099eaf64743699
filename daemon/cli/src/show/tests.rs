//! Pages from answers, compared with what stands in `fixtures/`. `UPDATE=1` rewrites them; the diff is the review.

use std::fs;
use std::path::PathBuf;

use serde::de::DeserializeOwned;

use super::layout::{paragraph, printable};
use super::value::plain;
use super::words::{due, instant};
use super::{View, written};
use crate::Lang;

const VIEW: View = View { lang: Lang::En, width: 100 };

/// Lays out `fixtures/<answer>.json` in both languages and compares with `fixtures/<page>.<lang>.txt`.
fn check<T: DeserializeOwned>(answer: &str, page: &str, lay_out: fn(&T, View) -> String) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let json = fs::read_to_string(folder.join(format!("{answer}.json"))).unwrap();
    for (lang, ending) in [(Lang::En, "en"), (Lang::Da, "da")] {
        let shape: T = serde_json::from_str(&json).unwrap();
        let laid_out = lay_out(&shape, View { lang, width: 100 });
        let file = folder.join(format!("{page}.{ending}.txt"));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&file, &laid_out).unwrap();
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        assert!(laid_out == expected, "{} is now\n{laid_out}\nand was\n{expected}", file.display());
    }
}

#[test]
fn a_case_is_a_page() {
    check("case", "case", super::case_page);
}

#[test]
fn a_history_is_a_timeline_of_sentences() {
    check("history", "history", super::history);
}

#[test]
fn many_cases_are_a_table() {
    check("cases", "cases", super::case_list);
}

#[test]
fn the_worklist_is_a_table_with_what_is_late_marked() {
    check("tasks", "tasks", super::task_list);
}

#[test]
fn deadlines_are_a_table() {
    check("deadlines", "deadlines", super::deadline_list);
}

#[test]
fn why_is_a_sentence_with_what_moved_the_deadline() {
    check("deadline", "why", super::why);
}

#[test]
fn a_citizen_is_a_page() {
    check("citizen", "citizen", super::citizen_page);
}

#[test]
fn workflows_are_a_table_with_their_findings() {
    check("workflows", "workflows", super::workflow_list);
}

#[test]
fn tokens_are_a_table() {
    check("tokens", "tokens", super::token_list);
}

#[test]
fn a_held_clock_says_how_to_confirm_it() {
    check("clock", "clock", super::clock);
}

#[test]
fn a_draft_is_shown_name_by_name() {
    check("draft", "draft", super::draft);
}

#[test]
fn no_line_of_a_page_is_wider_than_the_terminal() {
    let json = include_str!("../../fixtures/case.json");
    let case: wire::Case = serde_json::from_str(json).unwrap();
    for width in [60, 80, 100] {
        let page = super::case_page(&case, View { lang: Lang::Da, width });
        let widest = page.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= usize::from(width), "a line of {widest} in {width} columns:\n{page}");
    }
}

#[test]
fn a_repeated_command_says_that_nothing_happened_again() {
    let answer = wire::Written {
        position: 4,
        repeated: true,
        case: Some("case-17".into()),
        citizen: None,
        version: Some(3),
        number: Some(2),
        opened: Vec::new(),
    };
    assert_eq!(
        written(&answer, VIEW),
        "case-17, number 2, version 3\nwas done before: nothing happened again\n"
    );
}

#[test]
fn instants_are_told_in_copenhagen() {
    assert_eq!(instant(Lang::En, "2026-08-03T22:30:00Z"), "Tue 4 August 2026 at 00:30");
    assert_eq!(instant(Lang::Da, "2026-12-31T22:30:00Z"), "tors. 31. december 2026 kl. 23:30");
    assert_eq!(due(Lang::Da, "2026-10-05", true), "man. 5. oktober 2026 OVERSKREDET");
    assert_eq!(due(Lang::En, "some day", false), "some day");
}

#[test]
fn values_read_as_people_write_them() {
    let check = |value: serde_json::Value, expected: &str| assert_eq!(plain(Lang::En, &value), expected);
    check(serde_json::json!(["debt", "sleep"]), "debt, sleep");
    check(serde_json::json!([]), "–");
    check(
        serde_json::json!([{"what": "mentor", "until": null}, {"what": "home"}]),
        "what: mentor; what: home",
    );
    check(serde_json::json!("2026-10-05"), "Mon 5 October 2026");
    check(serde_json::json!("2026-10-05 or later"), "2026-10-05 or later");
    check(serde_json::json!(true), "yes");
    check(serde_json::json!(7.5), "7.5");
}

#[test]
fn a_paragraph_wraps_at_spaces_and_keeps_its_lines() {
    let text = format!("{} end\nsecond", "word ".repeat(20));
    let page = paragraph(View { lang: Lang::En, width: 60 }, 4, &text);
    let lines: Vec<usize> = page.lines().map(str::len).collect();
    assert_eq!(lines, [58, 52, 10], "{page}");
}

#[test]
fn what_somebody_wrote_cannot_command_the_terminal() {
    assert_eq!(printable("a\u{1b}[2Jb\tc\r\nd\u{9b}é"), "a\u{fffd}[2Jb c\nd\u{fffd}é");
}
