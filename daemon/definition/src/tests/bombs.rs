//! Files made to hurt: each is refused at its bound with a clear word, before anything works through the rest of it.
//!
//! Nothing is timed. A place says how far a file was read, and a count how much was said about it.

use super::{folder, workflows};
use crate::text::read::{DEPTH_MAX, FILE_BYTES_MAX, MEMBERS_MAX, TREES_MAX};
use crate::{Bundle, Finding, load_workflow, render_findings};

/// Longest report on one file, in bytes: what 500 findings with their lines may come to.
const REPORT_BYTES_MAX: usize = 1024 * 1024;

fn found(source: &[u8]) -> Vec<Finding> {
    let mut bundle = Bundle::read_workflow(&workflows().join("one-plan")).unwrap();
    bundle.files.insert("workflow.yaml".to_owned(), source.to_vec());
    let folder = folder();
    let pack = folder.packs["dk-2026-07"].loaded.value.as_ref().unwrap();
    let loaded = load_workflow(&bundle, pack, folder.municipality.loaded.value.as_ref());
    assert!(loaded.value.is_none());
    let report = render_findings(&loaded.findings, &bundle, false);
    assert!(report.len() <= REPORT_BYTES_MAX, "{} bytes are said", report.len());
    loaded.findings
}

/// The first thing that is said: code, line and column.
#[track_caller]
fn check(source: &[u8], code: &str, (line, column): (usize, usize)) {
    let findings = found(source);
    let first = findings.first().unwrap();
    assert_eq!((first.code, first.line, first.column), (code, line, column), "{}", first.message);
}

/// So many lines, each by its number.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect::<Vec<_>>().concat()
}

#[test]
fn ten_megabytes_are_not_looked_at() {
    let findings = found(&vec![b'['; 10 * 1024 * 1024]);
    assert_eq!(findings.len(), 1);
    assert_eq!(
        (findings[0].code, findings[0].start),
        ("too-large", FILE_BYTES_MAX),
        "the length alone is read"
    );
}

#[test]
fn depth_ends_at_its_bound() {
    check(&"[".repeat(8_000).into_bytes(), "too-large", (1, DEPTH_MAX + 1));
    check(&"{a: ".repeat(2_000).into_bytes(), "too-large", (1, 4 * DEPTH_MAX + 1));
    check(&"- ".repeat(4_000).into_bytes(), "too-large", (1, 2 * DEPTH_MAX + 1));
    let stairs = lines(400, |depth| format!("{}a:\n", " ".repeat(depth)));
    check(stairs.as_bytes(), "too-large", (DEPTH_MAX + 1, DEPTH_MAX + 1));
}

#[test]
fn a_million_keys_end_at_their_bound() {
    let keys = lines(100_000, |key| format!("k{key}: v\n"));
    check(keys.as_bytes(), "too-large", (MEMBERS_MAX + 1, 1));
    let members = "- a\n".repeat(250_000);
    check(members.as_bytes(), "too-large", (MEMBERS_MAX + 1, 3));
    let many = lines(60, |list| format!("l{list}:\n{}", " - a\n".repeat(1_000)));
    let findings = found(many.as_bytes());
    let line = findings.iter().find(|finding| finding.code == "too-large").unwrap().line;
    assert!(line <= TREES_MAX + 60, "read as far as line {line}");
}

#[test]
fn aliases_multiply_nothing() {
    let laughs = "a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nd: [*c, *c, *c, *c]\n";
    let findings = found(laughs.as_bytes());
    let refused = findings.iter().filter(|finding| finding.code == "forbidden-yaml").count();
    assert_eq!(refused, 3 + 12, "each anchor and each alias where it stands, and nothing behind them");
}

#[test]
fn a_long_line_is_not_read_and_not_printed() {
    let long = format!("a: b\nc: {}\n", "x".repeat(1_000_000));
    check(long.as_bytes(), "too-large", (2, 1));
    check(format!("a: \"{}\n", "\\\"".repeat(400_000)).as_bytes(), "too-large", (1, 1));
}

#[test]
fn no_file_is_told_more_than_its_bound() {
    // 500 findings, each with the words that would be right.
    let roles = lines(1_900, |role| format!("  r{role}: {{ siit: needs, deputty: required }}\n"));
    let findings = found(format!("workflow: w\ntitle: t\nrule_pack: dk-2026-07\nroles:\n{roles}").as_bytes());
    assert!((500..=500 + 50).contains(&findings.len()), "{}", findings.len());
    // A finding about everything shows its beginning.
    let list = format!("workflow:\n{}", "  - a line of a list\n".repeat(1_900));
    assert!(found(list.as_bytes()).iter().any(|finding| finding.code == "wrong-shape"));
}

#[test]
fn what_only_looks_like_much_is_read() {
    let blank = "\n".repeat(900_000);
    assert_eq!(found(blank.as_bytes())[0].code, "missing-file");
    let comments = "# a comment\n".repeat(80_000);
    assert_eq!(found(comments.as_bytes())[0].code, "missing-file");
}
