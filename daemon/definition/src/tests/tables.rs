//! Decision tables in workflows: `tests/tables/*.csv`, each asked by the same step, and what is said about it beside it.
//!
//! `UPDATE=1` rewrites the expectations; the diff is the review.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use super::folder;
use crate::{Bundle, Finding, Kind, Loaded, Severity, load_workflow};

/// The workflow around each table: the step `assess` asks it, and the stage after it leans on its answer.
const AROUND: &str = include_str!("../../tests/tables/around.yaml");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables")
}

fn load(workflow: &str, csv: Option<&[u8]>) -> Loaded<crate::Definition> {
    let mut bundle = Bundle::of("workflow.yaml", workflow);
    bundle.files.insert("texts/en.yaml".to_owned(), b"language: en\ntitle: Tables\n".to_vec());
    if let Some(csv) = csv {
        bundle.files.insert("tables/asked.csv".to_owned(), csv.to_vec());
    }
    let folder = folder();
    let pack = folder.packs["dk-2026-07"].loaded.value.as_ref().unwrap();
    load_workflow(&bundle, pack, folder.municipality.loaded.value.as_ref())
}

fn told(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let (file, line, column) = (&finding.file, finding.line, finding.column);
        let severity = format!("{:?}", finding.severity).to_lowercase();
        writeln!(text, "{file}:{line}:{column} {severity} {}", finding.code).unwrap();
        writeln!(text, "    {}\n    {}", finding.message, finding.remedy).unwrap();
    }
    text
}

#[test]
fn every_table_says_what_it_always_said() {
    let mut said: BTreeSet<&str> = BTreeSet::new();
    let mut differing = Vec::new();
    let mut paths: Vec<PathBuf> = fs::read_dir(root()).unwrap().map(|found| found.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    paths.sort();
    for path in &paths {
        let loaded = load(AROUND, Some(&fs::read(path).unwrap()));
        let has_error = loaded.findings.iter().any(|finding| finding.severity == Severity::Error);
        assert_eq!(loaded.value.is_none(), has_error, "{path:?}");
        said.extend(loaded.findings.iter().map(|finding| finding.code));
        let found = told(&loaded.findings);
        let expectation = path.with_extension("findings");
        if env::var_os("UPDATE").is_some() {
            fs::write(&expectation, &found).unwrap();
        } else if fs::read_to_string(&expectation).unwrap_or_default() != found {
            differing.push(format!("{path:?}:\n{found}"));
        }
    }
    assert!(differing.is_empty(), "run with UPDATE=1 and review:\n{}", differing.join("\n"));
    // A file of more than 256 KiB and one that is not UTF-8 are made below.
    let made: BTreeSet<&str> = ["table-too-large", "table-not-utf8"].into();
    let of_tables = table::TableFaultCode::ALL.iter().map(|code| code.as_str());
    let unseen: Vec<&str> = of_tables
        .chain(table::FindingCode::ALL.iter().map(|code| code.as_str()))
        .filter(|code| !said.contains(code) && !made.contains(code))
        .collect();
    assert_eq!(unseen, Vec::<&str>::new(), "codes without a faulty table");
}

#[track_caller]
fn is_refused(csv: &[u8], code: &str) {
    let loaded = load(AROUND, Some(csv));
    assert!(loaded.value.is_none());
    assert!(loaded.findings.iter().any(|finding| finding.code == code), "{:?}", loaded.findings);
}

#[test]
fn a_file_that_is_too_large_or_no_text_is_refused() {
    is_refused(b"hit: first;age;-> outcome;basis\n;;b\xe6;practice\n", "table-not-utf8");
    is_refused(&vec![b';'; 300 * 1024], "table-too-large");
}

/// The rules of `sound.csv`, written in the step.
fn inline(rules: &str) -> String {
    AROUND.replace(
        "table: tables/asked.csv",
        &format!(
            "table:\n          hit: first\n          inputs: [age, plans_held]\n          outputs: [outcome]\n          rules:\n{rules}"
        ),
    )
}

#[test]
fn rules_in_the_step_are_read_as_those_of_a_file_are() {
    let rules = "            - { if: [\">= 25\", \">= 2\"], then: [must], basis: \"HOI agreement [C]\" }\n            - { if: [\"-\", \">= 1\"], then: [may], basis: \"HOI agreement [C]\" }\n            - { then: [ordinary], basis: general duty }\n";
    let loaded = load(&inline(rules), None);
    assert_eq!(told(&loaded.findings), "");
    let definition = loaded.value.unwrap();
    let Kind::Table(rule) = &definition.steps["assess"].kind else { panic!("a table") };
    assert_eq!(rule.path, None);
    assert_eq!(rule.table.rules().len(), 3);
    assert_eq!(rule.outputs.len(), 1);
    let words: Vec<&str> =
        definition.choices["assess.outcome"].iter().map(|choice| choice.word.as_str()).collect();
    assert_eq!(words, ["must", "may", "ordinary"]);
    // Another rule is another version.
    let other = load(&inline(&rules.replace(">= 25", ">= 30")), None).value.unwrap();
    let Kind::Table(changed) = &other.steps["assess"].kind else { panic!("a table") };
    assert_ne!(changed.hash, rule.hash);
}

#[test]
fn faults_of_rules_in_the_step_stand_where_they_are() {
    let rules = "            - { if: [\">= yung\", \">= 2\"], then: [must], basis: practice }\n            - { if: [\"-\"], then: [may], basis: practice }\n            - { then: [ordinary, more], basis: practice }\n            - { then: [ordinary] }\n";
    let source = inline(rules);
    let loaded = load(&source, None);
    let places: Vec<(&str, &str)> =
        loaded.findings.iter().map(|finding| (finding.code, &source[finding.start..finding.end])).collect();
    let short = |text: &str| text.split([',', ']']).next().unwrap().to_owned();
    let places: Vec<(&str, String)> = places.into_iter().map(|(code, text)| (code, short(text))).collect();
    assert!(places.contains(&("wrong-shape", "[\"-\"".to_owned())), "{places:?}");
    assert!(places.contains(&("wrong-shape", "[ordinary".to_owned())), "{places:?}");
    assert!(places.iter().any(|(code, _)| *code == "missing-key"), "{places:?}");
    let sound = "            - { if: [\">= yung\", \">= 2\"], then: [must], basis: practice }\n            - { then: [ordinary], basis: practice }\n";
    let source = inline(sound);
    let loaded = load(&source, None);
    let [finding] = loaded.findings.as_slice() else { panic!("{}", told(&loaded.findings)) };
    assert_eq!(finding.code, "feel-unknown-name");
    assert!(source[finding.start..].starts_with("yung"), "{}", &source[finding.start..finding.end]);
}

#[test]
fn a_table_builds_on_one_before_it_and_not_on_one_after_it() {
    let two = AROUND.replace(
        "      decide_level:",
        "      again:\n        after: assess\n        table:\n          hit: first\n          inputs: [assess.outcome]\n          outputs: [\"level: number\"]\n          rules:\n            - { if: [must], then: [2], basis: practice }\n            - { then: [1], basis: practice }\n      decide_level:",
    );
    let sound = fs::read(root().join("sound.csv")).unwrap();
    let loaded = load(&two, Some(&sound));
    assert_eq!(told(&loaded.findings), "");
    let backwards =
        two.replace("inputs: [assess.outcome]", "inputs: [again.level]").replace("if: [must]", "if: [1]");
    let loaded = load(&backwards, Some(&sound));
    assert!(loaded.value.is_none());
}
