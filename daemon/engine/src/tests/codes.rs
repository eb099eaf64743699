//! The codes that a scenario may name are those with which a command is refused.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use definition::scenario::REFUSALS;

/// What stands before a code where a refusal is made.
const BEFORE: [&str; 6] = [
    "Refusal::not_found(",
    "Refusal::conflict(",
    "Refusal::invalid(",
    "Refusal::gone(",
    "require(",
    "code: ",
];

#[test]
fn scenarios_know_every_code_of_a_refusal() {
    let rooms = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut made = BTreeSet::new();
    for room in ["src", "../access/src"] {
        codes_below(&rooms.join(room), &mut made);
    }
    let known: BTreeSet<String> = REFUSALS.iter().map(|code| (*code).to_owned()).collect();
    let differ: Vec<&String> = known.symmetric_difference(&made).collect();
    assert!(
        differ.is_empty(),
        "`daemon/definition/src/scenario/codes.rs` and the sources differ in {differ:?}"
    );
    assert!(REFUSALS.is_sorted());
}

#[expect(clippy::disallowed_methods, reason = "a test reads the sources")]
fn codes_below(folder: &Path, made: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_stem().is_some_and(|stem| stem == "tests") {
            continue;
        }
        if path.is_dir() {
            codes_below(&path, made);
        } else {
            made.extend(codes(&std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The first word in quotes behind what makes a refusal, where it looks like a code.
fn codes(source: &str) -> Vec<String> {
    let begun = BEFORE.iter().flat_map(|before| source.split(before).skip(1));
    let quoted = begun.filter_map(|rest| {
        let rest = rest.split(';').next()?;
        let mut parts = rest.split('"');
        let before = parts.next()?;
        // Only names stand before a code: `require(goals, 1, "plan-without-goals"`.
        let is_near = before.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || "_,.()".contains(c));
        parts.next().filter(|_| is_near)
    });
    let is_code =
        |word: &&str| word.contains('-') && word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let single = ["erased"];
    quoted.filter(|word| is_code(word) || single.contains(word)).map(str::to_owned).collect()
}
