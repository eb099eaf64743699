use super::{Tree, read};
use crate::finding::Report;

fn tree(source: &str) -> Tree {
    let mut report = Report::new("test.yaml", source);
    let tree = read(&mut report).expect("the text is YAML");
    assert_eq!(report.finish(), []);
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
