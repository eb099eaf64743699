//! Short texts that could take for ever, or all memory: each is refused, or ends within its budget.

use super::check;
use crate::{SOURCE_BYTES_MAX, compile};

/// Checks and evaluates; without the bounds this would not come back.
fn ends(source: &str) -> String {
    assert!(source.len() <= SOURCE_BYTES_MAX, "{} bytes", source.len());
    super::outcome(source).lines().next().unwrap_or_default().chars().take(60).collect()
}

/// `parts` entries, each holding the one before it twice.
fn doubled(parts: usize, twice: impl Fn(&str) -> String) -> String {
    let entry = |at: usize| format!("a{at}: {}", twice(&format!("a{}", at - 1)));
    let entries: Vec<String> = (1..parts).map(entry).collect();
    format!("{{a0: [1], {}}}", entries.join(", "))
}

#[test]
fn what_is_nested_is_checked_once() {
    let positions = format!("{}1{}", "hours[".repeat(30), "]".repeat(30));
    assert!(ends(&positions).starts_with("feel-possibly-missing"), "{}", ends(&positions));
    let dates = format!("{}today{}", "date(".repeat(30), ")".repeat(30));
    assert_eq!(ends(&dates), "date: date(\"2026-08-03\")");
    let puts = format!("{}{{a: {{b: 0}}}}{}", "context put(".repeat(27), ", [\"a\", \"b\"], 1)".repeat(27));
    assert_eq!(ends(&puts), "group of values: {a: {b: 1}}");
}

#[test]
fn what_is_named_once_and_used_twice_does_not_double_for_ever() {
    let groups = doubled(100, |before| format!("{{x: {before}, y: {before}}}"));
    assert!(ends(&groups).starts_with("feel-too-deep"), "{}", ends(&groups));
    let puts = doubled(100, |before| format!("context put({{x: {before}}}, \"y\", {before})"));
    assert!(ends(&puts).starts_with("feel-too-deep"), "{}", ends(&puts));
    let lists = doubled(100, |before| format!("concatenate({before}, {before})"));
    assert_eq!(ends(&lists), "group of values: error ListTooLong");
    let nested = doubled(20, |before| format!("[{before}, {before}]"));
    assert_eq!(ends(&nested), "group of values: error Budget");
    let walked = "count(for a in 1..10, b in 1..90 return hundreds)";
    assert_eq!(ends(walked), "number: error Budget");
}

#[test]
fn a_pattern_replaces_within_the_bound_of_a_text() {
    let long =
        "replace(string join(for n in 1..1000 return \"0123456789abcdef\"), \"z\", \"long replacement\")";
    assert!(ends(long).starts_with("text: \"0123456789abcdef"), "{}", ends(long));
    let all = "replace(string join(for n in 1..1000 return \"0123456789abcdef\"), \".\", \"twelve more..\")";
    assert_eq!(ends(all), "text: error TextTooLong");
    let groups = format!(
        "replace(string join(for n in 1..1000 return \"0123456789\"), \"(.*)\", \"{}\")",
        "$1".repeat(1_000)
    );
    assert_eq!(ends(&groups), "text: error TextTooLong");
    check("replace(\"ab\", \"(a)(b)\", \"$2-$1 \\\\$1\")", "text: \"b-a $1\"");
}

#[test]
fn a_range_of_classes_is_no_class_taken_from_another() {
    check("matches(\"070896-1234\", \"^[0-9]{6}-[0-9]{4}$\")", "boolean: true");
    check("matches(\"a\", \"[a-z-[b]]\")", "feel-bad-literal \"\\\"[a-z-[b]]\\\"\"");
    check("matches(\"a[\", \"a\\\\[\")", "boolean: true");
}

#[test]
fn a_position_does_not_depend_on_the_member() {
    check("[{n: 1}][n]", "feel-wrong-type \"n\"");
    check("hours[item]", "feel-wrong-type \"item\"");
    check("hours[count(hours)]", "number that may be missing: 2.25");
    check(
        "(for h in hours return hours[count(hours[item <= h])])",
        "list of number that may be missing: [1.5, 2.25]",
    );
    assert!(compile("hours[age]", &super::scope()).is_ok());
}
