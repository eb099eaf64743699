//! Which tables are refused, where, and which types their outputs have.

use super::{TARGET_GROUP, compiled, draft, table, transcript};
use crate::{Draft, Text};

#[track_caller]
fn refused(source: &str, expected: &str) {
    let faults = compiled(&draft(source)).map(|_| ()).unwrap_err();
    assert_eq!(transcript(&faults), expected, "{source}");
}

/// The outputs of a table as `name: type (words)`.
fn outputs(source: &str) -> String {
    let table = table(source);
    let described = table.outputs().iter().map(|output| {
        let words =
            if output.words.is_empty() { String::new() } else { format!(" ({})", output.words.join(" ")) };
        format!("{}: {}{words}", output.name, output.kind)
    });
    described.collect::<Vec<_>>().join(", ")
}

#[test]
fn bare_words_make_a_choice_type() {
    assert_eq!(outputs(TARGET_GROUP), "outcome: outcome (must may ordinary)");
    assert_eq!(
        outputs("hit: any;age;->x;basis\nallowed:;;c, b, a;\ndefault:;;a;\n;> 3;b;law\n"),
        "x: x (c b a)",
        "the allowed values say in which order"
    );
    assert_eq!(
        outputs("hit: any;age;->x;basis\n;> 3;b;law\n;;if age > 2 then b else c;law\n;< 2;c;law\n"),
        "x: x (b c)"
    );
    assert_eq!(outputs("hit: any;age;->x;basis\n;> 3;b;law\n;;null;law\n"), "x: x that may be missing (b)");
}

#[test]
fn the_type_of_an_output_is_declared_or_found() {
    let one = |declared: &str, entry: &str| {
        outputs(&format!("hit: any;age;->x{declared};basis\n;> 3;\"{}\";law\n", entry.replace('"', "\"\"")))
    };
    assert_eq!(one("", "age + 1"), "x: number");
    assert_eq!(one("", "\"a\""), "x: text");
    assert_eq!(one("", "area"), "x: life_area (employment housing debt)");
    assert_eq!(one(": life_area", "debt"), "x: life_area (employment housing debt)");
    assert_eq!(one(": amount", "limit"), "x: number");
    assert_eq!(one(": list of number", "[age, 3]"), "x: list of number");
    assert_eq!(one(":date", "born"), "x: date");
    assert_eq!(
        outputs("hit: any;age;->life_area;basis\n;;debt;law\n"),
        "life_area: life_area (employment housing debt)"
    );
    assert_eq!(
        outputs("hit: any;age;->x;basis\n;;area;law\n;;debt;law\n"),
        "x: life_area (employment housing debt)"
    );
    assert_eq!(outputs("hit: any;age;->x;basis\n;;1;law\n;;null;law\n"), "x: number that may be missing");
}

#[test]
fn the_answer_has_a_type_of_its_own() {
    let kinds = |policy: &str, default: &str| {
        let table = table(&format!(
            "hit: {policy};age;->x;basis\ndefault:;;{default};\nallowed:;;1, 2;\n;> 3;1;law\n"
        ));
        let output = &table.outputs()[0];
        format!("{} / {}", table.answer_type(output, true), table.answer_type(output, false))
    };
    assert_eq!(kinds("first", ""), "number / number that may be missing");
    assert_eq!(kinds("first", "1"), "number / number");
    assert_eq!(kinds("collect", ""), "list of number / list of number");
    assert_eq!(kinds("output order", ""), "list of number / list of number");
    assert_eq!(kinds("collect count", ""), "number / number");
    assert_eq!(kinds("collect min", ""), "number / number that may be missing");
}

#[test]
fn faults_of_expressions_stand_at_their_place() {
    let source = "hit: first;agee;area;note;->x: number;->y;basis
;> 3;hosing;;1;2;law
;> note;housing, \"debt\";\"\"\"a\"\", 3\";age + ;2;law
;;debt;> \"a\" ;note;\"z\";law
";
    refused(
        source,
        "1:12 feel-unknown-name
2:6 feel-unknown-choice
3:18 feel-impossible-comparison
3:33 feel-impossible-comparison
3:41 feel-syntax
4:15 feel-wrong-type
4:21 feel-unknown-name",
    );
}

#[test]
fn faults_of_the_table_stand_at_their_place() {
    refused("hit: any;age;->x: nummer;basis\n;;1;law\n", "1:19 table-unknown-type");
    refused("hit: any;group;->x;basis\n;;1;law\n", "1:10 table-no-value");
    refused("hit: any;;->x;->x;basis\n;;1;2;law\n", "1:10 table-no-input\n1:17 table-duplicate-name");
    refused("hit: any;age;->x;basis\n;;;\n", "1:1 table-no-rule");
    refused("hit: any;age;->x;basis\n;;;law\n;;1;\n", "2:3 table-no-entry\n3:1 table-no-basis");
    refused("hit: any;age;->x;basis\nallowed:;;1, 2;\n;;3;law\n", "3:3 table-not-allowed");
    refused("hit: any;age;->x;basis\nallowed:;;a, b;\n;;c;law\n", "3:3 feel-unknown-choice");
    refused(
        "hit: any;age;->x;basis\n;> 3;a;law\n;;1;law\n;;\"z\";law\n",
        "2:6 feel-unknown-name\n4:4 feel-unknown-name",
    );
    refused("hit: any;age;->x;basis\n;> 3;1;law\n;;born;law\n", "3:3 table-mixed-types");
    refused("hit: any;age;->x: number;basis\n;> 3;maybe;law\n", "2:6 feel-possibly-missing");
}

#[test]
fn a_policy_fits_its_outputs() {
    refused("hit: priority;age;->x;basis\n;;1;law\n", "1:1 table-no-priority");
    refused("hit: output order;age;->x;basis\n;;a;law\n", "1:1 table-no-priority");
    refused("hit: priority;age;->x;basis\nallowed:;;[1..3];\n;;1;law\n", "1:1 table-no-priority");
    refused("hit: collect sum;age;->x;->y;basis\n;;1;1;law\n", "1:1 table-bad-aggregate");
    refused("hit: collect sum;age;->x;basis\n;;a;law\n", "1:1 table-bad-aggregate");
    refused("hit: collect max;age;->x;basis\n;;true;law\n", "1:1 table-bad-aggregate");
    table("hit: priority;age;->x;basis\nallowed:;;\"3, 1\";\n;;1;law\n");
    table("hit: priority;age;->x: life_area;basis\n;;debt;law\n");
    table("hit: collect max;age;->x;basis\n;;born;law\n");
    table("hit: collect count;age;->x;basis\n;;true;law\n");
}

#[test]
fn a_draft_from_elsewhere_needs_no_basis_and_no_name() {
    let mut draft: Draft = draft("hit: unique;age;->x;basis\n;> 3;\"\"\"a\"\"\";law\n");
    draft.requires_basis = false;
    draft.rules[0].basis = None;
    draft.outputs[0].name.text.clear();
    assert!(compiled(&draft).is_ok());
    draft.rules[0].inputs.push(Text::new("-", draft.policy_place));
    let faults = compiled(&draft).map(|_| ()).unwrap_err();
    assert_eq!(transcript(&faults), "2:1 table-wrong-cell-count");
}

#[test]
fn the_names_that_are_read_are_known() {
    let table =
        table("hit: any;double(age);->x: number;basis\ndefault:;;limit;\n;> plans_held;count(needs);law\n");
    assert_eq!(table.names(), ["age", "limit", "needs", "plans_held"]);
}
