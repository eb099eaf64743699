//! Findings as people and programs read them.

use crate::{
    Bundle, Severity, findings_json, fold_translations, load_municipality, load_workflow, render_findings,
};

const SOURCE: &str =
    "municipality: 901\nname: Prøveby\nunits: {}\npeople:\n  anna: { name: Anna, depty: bo }\n";

#[test]
fn a_terminal_shows_the_line_and_the_way_out() {
    let bundle = Bundle::of("municipality.yaml", SOURCE);
    let findings = load_municipality(&bundle).findings;
    assert_eq!(
        render_findings(&findings, &bundle, false),
        "error[unknown-key]: `depty` is no key of a person\n \
         --> municipality.yaml:5:23\n  \
           |\n\
         5 |   anna: { name: Anna, depty: bo }\n  \
           |                       ^^^^^\n  \
           |\n  \
           = help: did you mean `deputy`?"
    );
    assert!(render_findings(&findings, &bundle, true).contains("\u{1b}["));
}

#[test]
fn json_holds_everything() {
    let findings = load_municipality(&Bundle::of("municipality.yaml", SOURCE)).findings;
    assert_eq!(
        findings_json(&findings),
        serde_json::json!([{
            "code": "unknown-key", "severity": "error", "file": "municipality.yaml",
            "start": 73, "end": 78, "line": 5, "column": 23,
            "message": "`depty` is no key of a person", "nearest": "deputy", "remedy": "did you mean `deputy`?",
        }])
    );
    assert_eq!(findings[0].severity, Severity::Error);
}

#[test]
fn a_finding_at_the_end_of_a_broken_file_is_shown() {
    for source in ["a: [", "æ: \"", "", "a: {b: c", "\u{feff}"] {
        let bundle = Bundle::of("municipality.yaml", source);
        let findings = load_municipality(&bundle).findings;
        assert!(!findings.is_empty(), "{source}");
        assert!(!render_findings(&findings, &bundle, false).is_empty());
    }
}

#[test]
fn missing_translations_are_told_once_and_last() {
    let workflow = r"workflow: some
title: Noget
rule_pack: dk-2026-07
opens: [asked]
events:
  asked: { title: Spurgt, by: [intake] }
until: [died]
types:
  mood: { good: God, bad: Skidt }
roles:
  intake: { title: Visitation }
facts:
  mood_now: { title: Humør, type: mood, class: P3, help: Spørg selv. }
stages:
  only:
    title: Det hele
    steps:
      ask: { title: Spørg, form: { ask: [mod_now] }, by: intake }
";
    let mut bundle = Bundle::of("workflow.yaml", workflow);
    let english = "language: en\ntitle: Some\nroles: { intake: Intake }\ntypes: { mood: { good: Good } }\n";
    bundle.files.insert("texts/en.yaml".to_owned(), english.into());
    let folder = super::folder();
    let pack = folder.packs["dk-2026-07"].loaded.value.as_ref().unwrap();
    let findings = load_workflow(&bundle, pack, None).findings;
    let told = fold_translations(&findings);
    let missing = |finding: &&crate::Finding| finding.code == "missing-translation";
    assert_eq!(findings.iter().filter(missing).count(), 6, "{findings:?}");
    assert_eq!(told.iter().filter(missing).count(), 1);
    let last = told.last().unwrap();
    assert_eq!(last.message, "6 texts have no English; this is the first of them");
    assert_eq!(
        last.remedy,
        "add in `texts/en.yaml` under `events`: `asked`; under `types`, `mood`: `bad`; \
         under `facts`: `mood_now`; under `help`: `mood_now`; under `stages`: `only`; under `steps`: `ask`"
    );
    assert_eq!(fold_translations(&told), told);
}
