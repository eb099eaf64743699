//! The layout of CSV files, read and written.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{TARGET_GROUP, draft, scope, transcript};
use crate::csv::{CELL_BYTES_MAX, Delimiter, FILE_BYTES_MAX, Unwritable, load, read, write};
use crate::{Draft, HitPolicy, InputDraft, OutputDraft, Place, RULES_MAX, RuleDraft, TableFaultCode, Text};

#[track_caller]
fn refused(source: &str, expected: &str) {
    assert_eq!(transcript(&read(source.as_bytes()).faults), expected, "{source}");
}

/// The texts of a draft without their places.
fn plain(draft: &Draft) -> Draft {
    let bare = |text: &Text| Text::new(text.text.clone(), Place::START);
    let maybe = |text: &Option<Text>| text.as_ref().map(bare);
    let all = |texts: &[Text]| texts.iter().map(bare).collect();
    Draft {
        policy: draft.policy,
        policy_place: Place::START,
        requires_basis: draft.requires_basis,
        inputs: draft
            .inputs
            .iter()
            .map(|input| InputDraft {
                expression: bare(&input.expression),
                label: maybe(&input.label),
                allowed: maybe(&input.allowed),
            })
            .collect(),
        outputs: draft
            .outputs
            .iter()
            .map(|output| OutputDraft {
                name: bare(&output.name),
                kind: maybe(&output.kind),
                allowed: maybe(&output.allowed),
                default: maybe(&output.default),
            })
            .collect(),
        rules: draft
            .rules
            .iter()
            .map(|rule| RuleDraft {
                place: Place::START,
                inputs: all(&rule.inputs),
                outputs: all(&rule.outputs),
                basis: maybe(&rule.basis),
                annotation: maybe(&rule.annotation),
            })
            .collect(),
    }
}

#[test]
fn the_example_is_read_with_its_places() {
    let draft = draft(TARGET_GROUP);
    assert_eq!(draft.policy, HitPolicy::First);
    assert!(draft.requires_basis);
    let inputs: Vec<_> = draft.inputs.iter().map(|input| input.expression.text.as_str()).collect();
    assert_eq!(inputs, ["age", "plans_held", "count(needs)"]);
    assert_eq!(draft.inputs[1].expression.place, Place { line: 1, column: 16 });
    assert_eq!(draft.outputs[0].name, Text::new("outcome", Place { line: 1, column: 42 }));
    assert_eq!(draft.outputs[0].kind, None);
    assert_eq!(draft.rules.len(), 3);
    assert_eq!(draft.rules[0].inputs[2], Text::new(">= 2", Place { line: 2, column: 13 }));
    assert_eq!(draft.rules[2].basis.as_ref().unwrap().text, "general duty");
    assert_eq!(draft.rules[2].annotation, None);
}

#[test]
fn the_example_is_written_as_it_was() {
    assert_eq!(write(&draft(TARGET_GROUP), Delimiter::Semicolon).unwrap(), TARGET_GROUP);
    let with_commas = TARGET_GROUP.replace(';', ",");
    assert_eq!(write(&draft(TARGET_GROUP), Delimiter::Comma).unwrap(), with_commas);
    assert_eq!(plain(&draft(&with_commas)), plain(&draft(TARGET_GROUP)));
}

#[test]
fn what_spreadsheets_save_is_read_alike() {
    let saved = TARGET_GROUP.replace('\n', "\r\n").replace("->outcome", "\"->outcome\"");
    let padded = format!("\u{feff}{saved};;;;;\r\n;;;;;;;\r\n\r\n");
    assert_eq!(plain(&draft(&padded)), plain(&draft(TARGET_GROUP)));
    assert_eq!(draft(&padded).rules[0].place, Place { line: 2, column: 1 });
}

#[test]
fn every_policy_is_read() {
    for policy in HitPolicy::ALL {
        let source = format!("Hit:  {}  ,age,->x,basis\n,1,2,law\n", policy.as_str().to_uppercase());
        assert_eq!(draft(&source).policy, policy);
    }
}

#[test]
fn quotes_hold_delimiters_quotes_and_lines() {
    let source = "# for people; \"only\nhit: any;note;->out : text;basis\n\"a \"\"name\"\"\";\"\"\"a\"\", \"\"b\"\"\";\n";
    refused(source, "3:1 table-wrong-cell-count");
    let source = "hit: any;note;->out: text;basis\nx; \" \"\"a\"\";\"\"æ\n\"\"\" ;\"\"\"b\"\"\";law\n";
    let draft = draft(source);
    let cell = &draft.rules[0].inputs[0];
    assert_eq!(cell.text, "\"a\";\"æ\n\"");
    assert_eq!(cell.place, Place { line: 2, column: 6 });
    assert_eq!(cell.at(4), Place { line: 2, column: 12 }, "each quote before it is written twice");
    assert_eq!(cell.at(8), Place { line: 3, column: 1 });
    assert_eq!(draft.outputs[0].kind.as_ref().unwrap().place, Place { line: 1, column: 22 });
}

#[test]
fn rows_above_the_rules_speak_of_columns() {
    let source = "hit: priority;age;->outcome;->fee: number;basis
label:;how old;;;
allowed:;[0..120];may, must;;
default:;;may;0;
\"default:\";> 18;must;1;law
# never a rule
";
    let draft = draft(source);
    assert_eq!(draft.inputs[0].label.as_ref().unwrap().text, "how old");
    assert_eq!(draft.inputs[0].allowed.as_ref().unwrap().text, "[0..120]");
    assert_eq!(draft.outputs[0].allowed.as_ref().unwrap().text, "may, must");
    assert_eq!(draft.outputs[1].default.as_ref().unwrap().text, "0");
    assert_eq!(draft.rules.len(), 1);
    assert_eq!(draft.rules[0].annotation.as_ref().unwrap().text, "default:");
    let written = write(&draft, Delimiter::Semicolon).unwrap();
    assert_eq!(plain(&super::draft(&written)), plain(&draft));
}

#[test]
fn every_fault_of_the_layout_is_found_where_it_is() {
    refused("", "1:1 table-no-header");
    refused("age;->x;basis\n;1;2;law\n", "1:1 table-no-header");
    refused("hit: frist;age;->x\n", "1:1 table-no-basis-column\n1:6 table-unknown-hit-policy");
    refused("hit: first;basis;age\n", "1:1 table-no-output\n1:12 table-no-basis-column");
    refused("hit: first;->x;basis\n", "1:1 table-no-input");
    refused(
        "hit: first;age;->2x;y z;basis;basis\n",
        "1:16 table-bad-name\n1:21 table-bad-name\n1:25 table-no-basis-column\n1:31 table-bad-name",
    );
    let rows = "hit: any;age;->x;basis\n;1;2;law;more\n;1;2\nx;\"1\"2;3;law\ny;\"1;2;law\n";
    refused(
        rows,
        "2:10 table-wrong-cell-count\n3:1 table-wrong-cell-count\n4:6 table-bad-quotes\n5:1 table-wrong-cell-count\n5:3 table-bad-quotes",
    );
    let above = "hit: any;age;->x;basis\ndefault:;1;2;law\ndefault:;;3;\nlabel:;a;b;\n;1;2;law\nlabel:;a;;\n";
    refused(
        above,
        "2:10 table-misplaced\n2:14 table-misplaced\n3:11 table-misplaced\n4:10 table-misplaced\n6:1 table-misplaced",
    );
}

#[test]
fn what_is_too_large_is_refused() {
    let header = "hit: any;age;->x;basis\n";
    let reading = read(b"hit: any;\xe6ge;->x;basis\n");
    assert_eq!(transcript(&reading.faults), "1:10 table-not-utf8");
    refused(&"x".repeat(FILE_BYTES_MAX + 1), "1:1 table-too-large");
    refused(&format!("{header};1;2;{}\n", "x".repeat(CELL_BYTES_MAX + 1)), "2:6 table-too-large");
    let rules = format!("{header}{}", ";1;2;law\n".repeat(RULES_MAX + 1));
    refused(&rules, &format!("{}:1 table-too-large", RULES_MAX + 2));
    let wide = format!("hit: any;{}->x;basis\n", "age;".repeat(32));
    refused(&wide, "1:1 table-too-large");
}

#[test]
fn the_sound_rows_of_a_faulty_file_are_kept() {
    let reading = read(b"hit: any;age;->x;basis\n;1;2;law;more\n;1;2;law\n");
    assert_eq!(reading.faults.len(), 1);
    assert_eq!(reading.draft.unwrap().rules.len(), 1);
}

#[test]
fn one_run_shows_faults_of_layout_and_of_expressions() {
    let loaded = |source: &str| load(source.as_bytes(), &scope(), &BTreeMap::new()).map(|_| ());
    assert_eq!(loaded(TARGET_GROUP), Ok(()));
    let faults = loaded("hit: any;agee;->x;basis\n;1;2;law;more\n;1;note + 1;\n").unwrap_err();
    let expected =
        "1:10 feel-unknown-name\n2:10 table-wrong-cell-count\n3:1 table-no-basis\n3:11 feel-wrong-type";
    assert_eq!(transcript(&faults), expected);
    let faults = loaded("hit: any;age;->x;basis\n;1;2;law;more\n").unwrap_err();
    assert_eq!(transcript(&faults), "2:10 table-wrong-cell-count");
    assert_eq!(transcript(&loaded("hit: any;age;->x;basis\n").unwrap_err()), "1:1 table-no-rule");
}

#[test]
fn what_could_not_be_read_again_is_not_written() {
    let mut draft = draft(TARGET_GROUP);
    draft.outputs[0].name.text = "Approved/Declined".to_owned();
    let refused = write(&draft, Delimiter::Comma);
    assert_eq!(refused, Err(Unwritable::OutputName("Approved/Declined".to_owned())));
    draft.inputs.clear();
    draft.outputs[0].name.text = "x".to_owned();
    assert_eq!(write(&draft, Delimiter::Comma), Err(Unwritable::NoColumn));
}

#[test]
fn codes_are_told_apart() {
    let mut spellings: Vec<_> = TableFaultCode::ALL.iter().map(|code| code.as_str()).collect();
    spellings.sort_unstable();
    spellings.dedup();
    assert_eq!(spellings.len(), TableFaultCode::ALL.len());
}

fn text() -> impl Strategy<Value = Text> {
    let words = prop_oneof![
        "[a-zæøå0-9;,\"#\n<>=. \\[\\]-]{0,12}",
        prop::sample::select(vec!["#x", "label:", "Allowed:", "->x", "basis", "\"", "\"\"", "a\r\nb"])
            .prop_map(str::to_owned),
    ];
    words.prop_map(|text| Text::new(text.trim(), Place::START))
}

fn written() -> impl Strategy<Value = Option<Text>> {
    prop::option::of(text()).prop_map(|text| text.filter(|text| !text.text.is_empty()))
}

fn any_draft() -> impl Strategy<Value = Draft> {
    let input = ("[a-z]{1,6}|count\\(a, b\\)|\"a;b\" \\+ c", written(), written()).prop_map(
        |(expression, label, allowed)| InputDraft {
            expression: Text::new(expression, Place::START),
            label,
            allowed,
        },
    );
    let output = ("[a-zæ_][a-z0-9]{0,5}", prop::option::of("number|list of a_b"), written(), written())
        .prop_map(|(name, kind, allowed, default)| OutputDraft {
            name: Text::new(name, Place::START),
            kind: kind.map(|kind| Text::new(kind, Place::START)),
            allowed,
            default,
        });
    let columns = (prop::collection::vec(input, 1..4), prop::collection::vec(output, 1..4));
    let columns = columns.prop_filter("the basis has its own column", |(_, outputs)| {
        outputs.iter().all(|output| output.name.text != "basis")
    });
    (columns, prop::sample::select(&HitPolicy::ALL[..])).prop_flat_map(|((inputs, outputs), policy)| {
        let cells = |count| prop::collection::vec(text(), count);
        let rule = (cells(inputs.len()), cells(outputs.len()), text(), written()).prop_map(
            |(inputs, outputs, basis, annotation)| RuleDraft {
                place: Place::START,
                inputs,
                outputs,
                basis: Some(Text::new(format!("§ {}", basis.text).trim(), Place::START)),
                annotation,
            },
        );
        prop::collection::vec(rule, 0..5).prop_map(move |rules| Draft {
            policy,
            policy_place: Place::START,
            requires_basis: true,
            inputs: inputs.clone(),
            outputs: outputs.clone(),
            rules,
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_again(draft in any_draft(), with_commas in any::<bool>()) {
        let delimiter = if with_commas { Delimiter::Comma } else { Delimiter::Semicolon };
        let written = write(&draft, delimiter).unwrap();
        let reading = read(written.as_bytes());
        prop_assert_eq!(transcript(&reading.faults), "", "{}", written);
        prop_assert_eq!(plain(&reading.draft.unwrap()), draft, "{}", written);
    }

    #[test]
    fn any_bytes_are_read_or_refused(source in "(hit: first;age;->x;basis\n)?[a-z;,\"\n\r#:> é-]{0,80}") {
        let reading = read(source.as_bytes());
        prop_assert!(reading.draft.is_some() || !reading.faults.is_empty());
    }

    /// The place of a text is where its first character stands in the file.
    #[test]
    fn places_are_those_of_the_file(draft in any_draft()) {
        let written = write(&draft, Delimiter::Semicolon).unwrap();
        let read = read(written.as_bytes()).draft.unwrap();
        for rule in &read.rules {
            for text in rule.inputs.iter().chain(&rule.outputs).chain(&rule.basis) {
                for (byte, character) in text.text.char_indices() {
                    let place = text.at(byte);
                    let line = written.split('\n').nth(place.line - 1).unwrap();
                    let found = line.chars().chain(['\n']).nth(place.column - 1);
                    prop_assert_eq!(found, Some(character), "{} in {}", text.text, written);
                }
            }
        }
    }
}
