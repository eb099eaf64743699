//! The page of a code needs neither daemon nor files.

use super::{Told, run};

fn explain(more: &str) -> Told {
    let words = ["helhed", "--lang", "en", "explain"];
    run(words.into_iter().chain(more.split_whitespace()), "")
}

#[test]
fn a_page_is_printed_without_its_marks() {
    let told = explain("cut-by-hash");
    assert_eq!((told.code, told.err.as_str()), (0, ""));
    let lines: Vec<&str> = told.out.lines().collect();
    assert_eq!(lines[0], "`cut-by-hash`: a value cut at its hash sign");
    assert!(lines.contains(&"    title: Sag #4") && lines.contains(&"Way out"), "{}", told.out);
    assert!(!told.out.contains("```"), "{}", told.out);
}

#[test]
fn a_slip_is_answered_with_the_nearest() {
    let told = explain("unknwon-key");
    assert_eq!((told.code, told.out.as_str()), (4, ""));
    assert!(told.err.contains("`unknwon-key` is no code; did you mean `unknown-key`?"), "{}", told.err);
    assert!(explain("tea-time").err.contains("`helhed explain` lists them all"));
}

#[test]
fn every_code_is_listed() {
    let told = explain("");
    assert_eq!(told.code, 0);
    assert!(told.out.lines().count() > 150, "{}", told.out);
    assert!(told.out.contains("unknown-key                 an unknown key\n"), "{}", told.out);
    assert_eq!(explain("--list").out, told.out);
}

#[test]
fn programs_get_json() {
    let page: serde_json::Value = serde_json::from_str(&explain("unknown-key --json").out).unwrap();
    assert_eq!((&page["code"], &page["title"]), (&"unknown-key".into(), &"an unknown key".into()));
    assert!(page["page"].as_str().unwrap().contains("## Way out"));
    let list: serde_json::Value = serde_json::from_str(&explain("--list --json").out).unwrap();
    assert!(list.as_array().unwrap().len() > 150);
}
