//! Whatever a file says, reading it ends, and says something where something is wrong.

use proptest::prelude::*;

use super::workflows;
use crate::{Bundle, RulePack, Severity, load_municipality, load_rule_pack, load_workflow, render_findings};

fn pack() -> RulePack {
    load_rule_pack(&Bundle::read_file(&workflows(), "rules/dk-2026-07.yaml").unwrap()).value.unwrap()
}

fn shipped() -> Bundle {
    Bundle::read_workflow(&workflows().join("one-plan")).unwrap()
}

/// Loads a text as a workflow and checks what must hold of every answer.
fn load(source: Vec<u8>, pack: &RulePack) -> Result<(), TestCaseError> {
    let mut bundle = shipped();
    bundle.files.insert("workflow.yaml".to_owned(), source);
    let loaded = load_workflow(&bundle, pack, None);
    let has_error = loaded.findings.iter().any(|finding| finding.severity == Severity::Error);
    prop_assert_eq!(loaded.value.is_none(), has_error);
    for finding in &loaded.findings {
        let length = bundle.files[&finding.file].len();
        prop_assert!(finding.start <= finding.end && finding.end <= length, "{:?}", finding);
    }
    prop_assert_eq!(render_findings(&loaded.findings, &bundle, false).is_empty(), loaded.findings.is_empty());
    Ok(())
}

const PIECES: &[&str] = &[
    "",
    " ",
    "\n",
    "\t",
    ":",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "&a ",
    "*a",
    "!!str ",
    "<<",
    "\"",
    "'",
    "|",
    ">",
    "#",
    "%",
    "---\n",
    "...\n",
    "~",
    "null",
    "æ",
    "\u{feff}",
    "\u{0}",
    "after: entry\n",
    "when: x\n",
    "1..",
    "after",
    "any of [",
    ",",
    "draft.",
    "consent(",
    "1 week",
    "?",
    "\r\n",
];

/// Removes some bytes at some places and puts pieces there.
fn mutate(source: &mut Vec<u8>, changes: &[(prop::sample::Index, usize, usize)]) {
    for (at, removed, piece) in changes {
        let start = at.index(source.len() + 1);
        let end = (start + removed).min(source.len());
        source.splice(start..end, PIECES[*piece].bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_mutation_of_the_shipped_file_hurts(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), 0..12_usize, 0..PIECES.len()), 1..6)
    ) {
        let mut source = shipped().files["workflow.yaml"].clone();
        mutate(&mut source, &changes);
        load(source, &pack())?;
    }

    #[test]
    fn no_exchange_of_lines_hurts(
        swaps in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..5)
    ) {
        let source = shipped().files["workflow.yaml"].clone();
        let mut lines: Vec<&[u8]> = source.split_inclusive(|byte| *byte == b'\n').collect();
        for (one, other) in swaps {
            let (one, other) = (one.index(lines.len()), other.index(lines.len()));
            lines.swap(one, other);
        }
        load(lines.concat(), &pack())?;
    }

    #[test]
    fn no_mutation_of_pack_or_municipality_hurts(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), 0..12_usize, 0..PIECES.len()), 1..6)
    ) {
        for path in ["rules/dk-2026-07.yaml", "municipality.yaml"] {
            let mut bundle = Bundle::read_file(&workflows(), path).unwrap();
            let mut source = bundle.files[path].clone();
            mutate(&mut source, &changes);
            bundle.files.insert(path.to_owned(), source);
            let (pack, municipality) = (load_rule_pack(&bundle), load_municipality(&bundle));
            for (is_whole, findings) in [
                (pack.value.is_some(), pack.findings),
                (municipality.value.is_some(), municipality.findings),
            ] {
                let has_error = findings.iter().any(|finding| finding.severity == Severity::Error);
                prop_assert_eq!(is_whole, !has_error);
            }
        }
    }

    #[test]
    fn no_bytes_hurt(source in proptest::collection::vec(any::<u8>(), 0..200)) {
        load(source, &pack())?;
    }
}

#[test]
fn a_file_of_the_largest_size_is_refused_soon() {
    load(vec![b'['; 1024 * 1024], &pack()).unwrap();
    load(b"a: b\n".repeat(100_000), &pack()).unwrap();
    load(b"- [a, b]\n".repeat(100_000), &pack()).unwrap();
}

#[test]
fn a_scenario_that_cannot_be_read_says_why() {
    let of = |bytes: &[u8]| crate::load_scenario(&crate::Bundle::of("s.yaml", bytes));
    let found = |bytes: &[u8]| -> Vec<String> {
        let loaded = of(bytes);
        assert!(loaded.value.is_none());
        loaded.findings.into_iter().map(|finding| format!("{} {}", finding.code, finding.message)).collect()
    };
    assert_eq!(found(b"ne"), ["missing-key `title` is missing"]);
    assert_eq!(found(b"s\xff"), ["not-yaml this is not UTF-8"]);
    let titled = b"scenario: s\ntitle: { da: S, en: S }\nworkflow: one-plan\n";
    assert_eq!(found(titled), ["missing-key `citizen` is missing"]);
    let mut whole = titled.to_vec();
    whole.extend(b"citizen: { name: P, cpr: 7705901234, born: 1990-05-17 }\nlines:\n");
    whole.extend(
        b"  - { at: 2026-08-03 09:00, by: lida, do: correct_event, number: x, on: 2026-08-03, reason: r }\n",
    );
    assert_eq!(found(&whole), ["bad-value `x` is not a number"], "a line is never left out in silence");
}
