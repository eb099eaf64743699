use super::{Tree, read};
use crate::finding::{Finding, Report, Severity};

fn tree(source: &str) -> Tree {
    let mut report = Report::new("test.yaml", source);
    let tree = read(&mut report).expect("the text is YAML");
    let errors: Vec<Finding> =
        report.finish().into_iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert_eq!(errors, []);
    tree
}

/// The part of a text is found in the file where it stands.
#[track_caller]
fn check(source: &str, part: &str, expected: &str) {
    let tree = tree(source);
    let text = tree.text("a").unwrap();
    let start = text.text.find(part).unwrap();
    let span = text.within(start, start + part.len(), source);
    assert_eq!(&source[span.start..span.end], expected);
}

#[test]
fn the_place_of_a_part_is_exact() {
    check("a: one two three\n", "two", "two");
    check("a: 'one two'\n", "two", "two");
    check("a: \"one two\"\n", "one", "one");
    check("a: \"æøå two\" # comment\n", "two", "two");
    check("a: >-\n  one\n  two\n", "two", "two");
    check("a: |\n  one\n  two three\n", "three", "three");
    check("a: one\n  two\n", "two", "two");
    check("b: x\na:   æble two   # comment\n", "two", "two");
}

#[test]
fn nothing_is_typed_by_yaml() {
    for word in ["no", "on", "null", "1.10", "0x1F", "1e3", "2026-08-03", "12:30:45", "true"] {
        assert_eq!(tree(&format!("a: {word}\n")).text("a").unwrap().text, word);
    }
    assert!(tree("a:\n").text("a").is_none());
}

#[test]
fn windows_line_ends_and_a_mark_change_nothing() {
    let plain = "a: one two\nb: |\n  one\n  two\nc: [x, y]\n";
    let windows = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
    for key in ["a", "b"] {
        assert_eq!(tree(plain).text(key).unwrap().text, tree(&windows).text(key).unwrap().text);
    }
    check(&windows, "two", "two");
}

/// Codes and places of what is found in a text.
fn found(source: &str) -> Vec<(&'static str, usize, usize)> {
    let mut report = Report::new("test.yaml", source);
    let _tree = read(&mut report);
    report.finish().iter().map(|finding| (finding.code, finding.line, finding.column)).collect()
}

#[test]
fn what_nobody_sees_is_told_where_it_stands() {
    assert_eq!(found("\u{feff}a: æ\u{a0}b\n"), [("hidden-character", 1, 5)]);
    assert_eq!(
        found("a: b\nc: x # \u{202e}\u{202e}y\u{200b}\n"),
        [("hidden-character", 2, 8)],
        "once in a line"
    );
    assert_eq!(found("a: \"\\u202e\"\n"), [("hidden-character", 1, 4)], "by an escape too");
    assert_eq!(found("a: \"\\u00A0\"\n"), [], "a blank that keeps words together is written so");
    assert_eq!(found("a: x intаke\n"), [("hidden-character", 1, 9)], "a Cyrillic letter in a Latin word");
    assert_eq!(found("a: Иван, Ωmega? Åse\n").len(), 1, "a word of another alphabet may stand");
    assert_eq!(found("a: æøå ÆØÅ é ö § – “x” 5 %\n"), [], "what people write is let be");
}

#[test]
fn a_comment_is_a_comment_where_a_blank_follows() {
    assert_eq!(found("#a\na: b # c\n#d\nb:\n  #e\n  c: d ## e\nf: 'a #b'\ng: a#b\n"), []);
    assert_eq!(found("a: b #c\nd: [e, f] #g\n"), [("cut-by-hash", 1, 6), ("cut-by-hash", 2, 11)]);
    let many = "# a line\n".repeat(500);
    assert_eq!(found(&format!("{many}a: b\n{many}c: d\n")), [], "comments have no bound of their own");
}
