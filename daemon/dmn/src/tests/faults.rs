//! What is refused, where, and with what way out.

use proptest::prelude::*;

use super::{model_of, transcript};
use crate::{ATTRIBUTES_MAX, DEPTH_MAX, FILE_BYTES_MAX, NAMESPACES_MAX, read};

#[track_caller]
fn refused(source: &str, expected: &str) {
    assert_eq!(transcript(&read(source).unwrap_err()), expected, "{source}");
}

#[track_caller]
fn check(inside: &str, expected: &str) {
    refused(&model_of(inside), expected);
}

#[test]
fn what_is_no_model_is_refused() {
    refused(
        "",
        "1:1: the file is no XML: the document does not have a root node; save it again with an editor of DMN models",
    );
    refused(
        "<definitions xmlns=\"urn:x\" name=\"m\"/>",
        "1:1: the file is no DMN model: it begins with `definitions`; give a file whose first element is `definitions` in a namespace of DMN 1.1 to 1.6",
    );
    refused(
        "<a>\n</b>",
        "2:1: the file is no XML: expected 'a' tag, not 'b'; save it again with an editor of DMN models",
    );
}

#[test]
fn every_fault_is_found_in_one_run_in_the_order_of_the_file() {
    check(
        "<decision/>\n<inputData name=\"\"/>\n<decision name=\"d\"><informationRequirement><requiredInput href=\"#no\"/></informationRequirement></decision>",
        "2:1: this `decision` has no name; give it a `name`\n\
         3:1: this `inputData` has no name; give it a `name`\n\
         4:44: nothing in this file has the id `no`; give this `requiredInput` the id of an element, or take it away",
    );
}

#[test]
fn a_table_that_does_not_add_up_is_refused() {
    let table = |attributes: &str, inside: &str| {
        format!("<decision name=\"d\"><decisionTable {attributes}>{inside}</decisionTable></decision>")
    };
    check(
        &table("hitPolicy=\"LAST\"", "<output/>"),
        "2:20: `LAST` is no hit policy; it must be one of `UNIQUE`, `FIRST`, `PRIORITY`, `ANY`, `COLLECT`, `RULE ORDER`, `OUTPUT ORDER`",
    );
    check(
        &table("aggregation=\"SUM\"", "<output/>"),
        "2:20: `UNIQUE` tables have no aggregation; take `aggregation` away, or make the hit policy `COLLECT`",
    );
    check(&table("", ""), "2:20: this table has no output; add a column that says what is decided");
    check(
        &table(
            "",
            "<output/><rule><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>",
        ),
        "2:45: this rule has 1 input entries for 0 inputs; give one `inputEntry` per `input`",
    );
}

#[test]
fn a_box_without_its_parts_is_refused() {
    let one = "<literalExpression><text>1</text></literalExpression>";
    let decision = |inside: &str| format!("<decision name=\"d\">{inside}</decision>");
    check(
        &decision(&format!("<conditional><if>{one}</if><then/></conditional>")),
        "2:20: this `conditional` has no `else`; add `else` with an expression\n\
         2:95: this `then` holds no expression; put an expression into it",
    );
    check(
        &decision(&format!("<for><in>{one}</in><return>{one}</return></for>")),
        "2:20: this `for` does not name its members; add `iteratorVariable`",
    );
    check(
        &decision(&format!("<relation><column name=\"a\"/><row>{one}{one}</row></relation>")),
        "2:48: this row has 2 values for 1 columns; give one value per column",
    );
    check(&decision(&format!("{one}{one}")), "2:73: there is an expression already; keep one of the two");
}

#[test]
fn size_depth_and_fullness_are_bounded() {
    let first = |source: &str| read(source).unwrap_err()[0].message.clone();
    let long = format!("{}{}", model_of(""), " ".repeat(FILE_BYTES_MAX));
    assert!(first(&long).starts_with("the file has 419"), "{}", first(&long));
    let deep = |levels: usize| model_of(&format!("{}{}", "<list>".repeat(levels), "</list>".repeat(levels)));
    assert!(read(&deep(DEPTH_MAX - 1)).is_ok());
    assert_eq!(first(&deep(DEPTH_MAX)), "elements stand more than 64 levels inside each other");
    let attributes = (0..=ATTRIBUTES_MAX).map(|index| format!("a{index}='>'")).collect::<Vec<_>>().join(" ");
    assert_eq!(first(&model_of(&format!("<x {attributes}/>"))), "an element has more than 64 attributes");
    let namespaces = "<x xmlns='urn:x'/>".repeat(NAMESPACES_MAX);
    assert_eq!(first(&model_of(&namespaces)), "the file declares more than 128 namespaces");
    let full = model_of(&"<x/>".repeat(100_000));
    assert_eq!(first(&full), "the file has more than 100000 elements and texts");
    let declared = format!("<!DOCTYPE d [<!ENTITY e 'x'>]>{}", model_of(""));
    assert_eq!(first(&declared), "the file declares a document type, which may hide what it says");
}

#[test]
fn signs_in_remarks_and_sections_are_not_counted() {
    let signs = "<a ".repeat(DEPTH_MAX + 1) + &"=".repeat(ATTRIBUTES_MAX + 1);
    assert!(read(&model_of(&format!("<!-- {signs} --><![CDATA[{signs}]]>"))).is_ok());
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_fall(source in "[<>/a-z=\"' !\\[\\]&;#-]{0,200}") {
        let _ = read(&source);
        let _ = read(&model_of(&source));
    }

    #[test]
    fn no_arrangement_of_elements_makes_the_reader_fall(
        names in proptest::collection::vec(proptest::sample::select(&ELEMENTS[..]), 0..60),
    ) {
        let mut inside = String::new();
        let mut open = Vec::new();
        for name in names {
            if let Some(end) = name.strip_prefix('/') {
                let closed = open.pop().unwrap_or(end);
                if closed != end {
                    inside.extend(["</", closed, ">"]);
                }
            } else {
                inside.extend(["<", name, " name='n' iteratorVariable='v' href='#x'>"]);
                open.push(name);
            }
        }
        while let Some(name) = open.pop() {
            inside.extend(["</", name, ">"]);
        }
        let _ = read(&model_of(&inside));
    }
}

const ELEMENTS: [&str; 24] = [
    "decision",
    "decisionTable",
    "input",
    "output",
    "rule",
    "inputEntry",
    "text",
    "context",
    "contextEntry",
    "variable",
    "invocation",
    "binding",
    "parameter",
    "relation",
    "row",
    "column",
    "list",
    "conditional",
    "if",
    "for",
    "in",
    "literalExpression",
    "businessKnowledgeModel",
    "encapsulatedLogic",
];
