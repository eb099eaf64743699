//! Findings as people and programs read them.

use crate::{Bundle, Severity, findings_json, load_municipality, render_findings};

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
