//! Pages from answers, compared with what stands in `fixtures/`. `UPDATE=1` rewrites them; the diff is the review.

use std::fs;
use std::path::PathBuf;

use serde::de::DeserializeOwned;

use super::layout::{paragraph, printable};
use super::value::plain;
use super::words::{due, due_from, instant, short_day};
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
fn a_task_says_what_it_asks_for_and_how_it_is_completed() {
    check("task", "task", super::task_page);
    check("task_decision", "task_decision", super::task_page);
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
fn letters_are_a_table() {
    check("letters", "letters", super::letter_list);
}

#[test]
fn an_explanation_begins_with_what_can_go_on() {
    check("explain", "explain", super::explanation);
}

#[test]
fn looks_are_a_table_with_refused_attempts_marked() {
    check("looks", "looks", super::look_list);
}

#[test]
fn effects_are_a_table_that_says_what_unknown_means() {
    check("effects", "effects", super::effect_list);
}

#[test]
fn who_the_token_speaks_for_is_a_page() {
    check("me", "me", super::me);
}

#[test]
fn a_case_without_tasks_says_what_it_waits_for() {
    let mut case: wire::Case = serde_json::from_str(include_str!("../../fixtures/case.json")).unwrap();
    case.tasks.clear();
    case.deadlines.retain(|deadline| deadline.name == "hearing_reply");
    let page = super::case_page(&case, VIEW);
    let says =
        "no tasks; the case waits\n  for         the answer to the hearing\n  who         the citizen\n";
    assert!(page.contains(says), "{page}");
    assert!(page.contains("due         Thu 15 October 2026, in 9 days\n"), "{page}");
}

#[test]
fn how_far_off_a_last_day_is_counts_days_of_copenhagen() {
    let check = |due, overdue, read_at, expected: &str| {
        assert_eq!(due_from(Lang::En, due, overdue, read_at), expected);
    };
    check("2026-10-05", false, "2026-10-04T21:59:00Z", "Mon 5 October 2026, tomorrow");
    check("2026-10-05", false, "2026-10-04T22:00:00Z", "Mon 5 October 2026, today");
    check("2026-10-05", true, "2026-10-05T22:00:00Z", "Mon 5 October 2026, OVERDUE by 1 day");
    check("2026-10-05", true, "2026-11-05T08:00:00Z", "Mon 5 October 2026, OVERDUE by 31 days");
    check("2026-10-05", false, "2026-11-05T08:00:00Z", "Mon 5 October 2026");
    assert_eq!(
        due_from(Lang::Da, "2026-10-25", false, "2026-10-23T08:00:00Z"),
        "søn. 25. oktober 2026, om 2 dage"
    );
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
    assert_eq!(due(Lang::Da, "2026-10-05", true), "ma.  5. okt. 2026 FOR SENT");
    assert_eq!(short_day(Lang::Da, "2026-05-14"), "to. 14. maj  2026");
    assert_eq!(short_day(Lang::En, "2026-10-05"), "Mon  5 Oct 2026");
    assert_eq!(due(Lang::En, "some day", false), "some day");
}

#[test]
fn values_read_as_people_write_them() {
    let check = |value: serde_json::Value, expected: &str| assert_eq!(plain(Lang::En, &value), expected);
    check(serde_json::json!(["debt", "sleep"]), "debt, sleep");
    check(serde_json::json!([]), "–");
    check(serde_json::json!([{"what": "mentor", "until": null}, {"what": "home"}]), "mentor; home");
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
