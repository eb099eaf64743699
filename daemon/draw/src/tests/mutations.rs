//! Whatever changes the definition is said: each line of the shipped workflow is taken out, doubled or altered, and
//! wherever another definition comes out, there is a sentence, in words of its own.

use std::collections::BTreeSet;

use definition::{Bundle, load_rule_pack};

use super::{Files, shipped};
use crate::diff::{Change, diff, diff_packs};

/// The sentence for what there are no words for yet.
const WITHOUT_WORDS: &str = "no words for yet";

/// Words that can stand for each other.
const FAMILIES: [&[&str]; 9] = [
    &["intake", "caseworker", "coordinator", "specialist", "leader"],
    &["needs", "plans_held", "referral_note", "finding", "citizen_view", "closing_note", "age"],
    &["referral_received", "transferred_in", "complaint_received", "moved_away", "died"],
    &["entry", "assessment", "planning", "deciding", "complaining", "following"],
    &["receive", "appoint", "permission", "draft", "agree", "hear", "decide", "reassess", "forward"],
    &["P1", "P2", "P3"],
    &["weeks", "months", "days", "working days"],
    &["true", "false"],
    &["acknowledge", "reassessment", "forwarding", "plan", "complaint", "new_decision"],
];

/// The shipped workflow with one line changed, in each way that may still be a workflow.
fn altered(line: &str) -> Vec<String> {
    let mut lines = vec![String::new(), line.replacen("title: ", "title: Ny ", 1)];
    for family in FAMILIES {
        for (at, word) in family.iter().enumerate() {
            if line.contains(word) {
                let others = family.iter().cycle().skip(at + 1).take(2);
                lines.extend(others.map(|other| line.replacen(word, other, 1)));
                lines.push(line.replacen(&format!("{word}, "), "", 1));
                lines.push(line.replacen(&format!(", {word}"), "", 1));
            }
        }
    }
    if let Some(digit) = line.chars().find(char::is_ascii_digit) {
        lines.push(line.replacen(digit, "4", 1));
    }
    lines.retain(|other| other != line);
    lines
}

#[test]
fn every_change_of_the_definition_is_said_in_words() {
    let files = Files::one_plan();
    let before = files.definition();
    let before_bytes = meaning(&before);
    let text = files.bundle.text("workflow.yaml").unwrap().to_owned();
    let lines: Vec<&str> = text.lines().collect();
    let (mut loaded, mut said) = (0, BTreeSet::new());
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.trim_start().starts_with('#')) {
        for other in altered(line) {
            let mut other_files = files.clone();
            let text: Vec<&str> = lines
                .iter()
                .enumerate()
                .map(|(n, line)| if n == at { other.as_str() } else { *line })
                .collect();
            other_files.bundle.files.insert("workflow.yaml".to_owned(), text.join("\n").into_bytes());
            let Some(after) = other_files.load() else { continue };
            loaded += 1;
            let changes = diff(&before, &after);
            let differs = before_bytes != meaning(&after);
            assert_eq!(differs, !changes.is_empty(), "line {}: `{line}` → `{other}`: {changes:#?}", at + 1);
            for Change { sentence, .. } in &changes {
                assert!(!sentence.en.contains(WITHOUT_WORDS), "`{line}` → `{other}`: {}", sentence.en);
                assert!(sentence.en != sentence.da && !sentence.da.is_empty());
            }
            said.extend(changes.into_iter().map(|change| change.sentence.en));
        }
    }
    assert!(loaded > 150 && said.len() > 100, "{loaded} definitions, {} sentences", said.len());
}

#[test]
fn every_change_of_a_rule_pack_is_said_in_words() {
    let bundle = Bundle::read_file(&shipped(), "rules/dk-2026-07.yaml").unwrap();
    let text = bundle.text("rules/dk-2026-07.yaml").unwrap();
    let before = load_rule_pack(&bundle).value.unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let mut loaded = 0;
    for (at, line) in lines.iter().enumerate() {
        let digit = line.chars().find(char::is_ascii_digit).unwrap_or('0');
        let others = [
            String::new(),
            line.replacen(digit, "4", 1),
            line.replacen(": ", ": Ny ", 1),
            line.replacen("en: ", "en: Another ", 1),
            line.replacen("owner", "citizen", 1),
            line.replacen("weeks", "months", 1),
            line.replacen("next_working_day", "none", 1),
            line.replacen("internal", "statutory", 1),
            line.replacen("true", "false", 1),
            line.replacen("citizen", "coordinator", 1),
            line.replacen("mark: C", "mark: F", 1),
        ];
        for other in others.iter().filter(|other| other.as_str() != *line) {
            let text: Vec<&str> = lines
                .iter()
                .enumerate()
                .map(|(n, line)| if n == at { other.as_str() } else { *line })
                .collect();
            let Some(after) = load_rule_pack(&Bundle::of("rules/dk-2026-07.yaml", text.join("\n"))).value
            else {
                continue;
            };
            loaded += 1;
            let changes = diff_packs(&before, &after);
            assert_eq!(before != after, !changes.is_empty(), "line {}: `{line}` → `{other}`", at + 1);
            let in_words = |change: &Change| !change.sentence.en.contains(WITHOUT_WORDS);
            assert!(changes.iter().all(in_words), "`{line}` → `{other}`: {changes:#?}");
        }
    }
    assert!(loaded > 150, "{loaded} rule packs");
}

/// All that a definition says, without the inside of templates.
fn meaning(definition: &definition::Definition) -> String {
    let mut definition = definition.clone();
    let letters = core::mem::take(&mut definition.letters);
    let hashes: Vec<_> = letters.iter().map(|(path, letter)| (path, letter.hash)).collect();
    format!("{definition:?}{hashes:?}")
}
