//! Files with faults, and what is said about each: `tests/faulty/*.yaml` with `*.findings` beside them.
//!
//! Letters that the workflows name stand in `tests/faulty/letters/`, and what is wrong in them is told with their name.
//! A file named `municipality-*` or `rule-pack-*` is read as one; all others are workflows, checked against the shipped
//! rule pack and municipality. `UPDATE=1` rewrites the expectations; the diff is the review.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use super::folder;

use crate::{Bundle, CODES, Finding, Folder, Severity, load_municipality, load_rule_pack, load_workflow};

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn findings_of(name: &str, bytes: &[u8], folder: &Folder) -> Vec<Finding> {
    if name.starts_with("municipality-") {
        return load_municipality(&Bundle::of("municipality.yaml", bytes)).findings;
    }
    if name.starts_with("rule-pack-") {
        return load_rule_pack(&Bundle::of("rules/faulty.yaml", bytes)).findings;
    }
    let mut bundle = Bundle::of("workflow.yaml", bytes);
    bundle.files.insert("texts/en.yaml".to_owned(), b"language: en\ntitle: Faulty\n".to_vec());
    let source = String::from_utf8_lossy(bytes);
    bundle.files.extend(letters().into_iter().filter(|(path, _)| source.contains(path.as_str())));
    if name == "letter-not-there" {
        bundle.files.extend(letters().into_iter().filter(|(path, _)| path == "letters/short.html"));
    }
    let pack = folder.packs["dk-2026-07"].loaded.value.as_ref().unwrap();
    let loaded = load_workflow(&bundle, pack, folder.municipality.loaded.value.as_ref());
    let has_error = loaded.findings.iter().any(|finding| finding.severity == Severity::Error);
    assert_eq!(
        loaded.value.is_none(),
        has_error,
        "{name}: a value comes out if and only if there is no error"
    );
    loaded.findings
}

/// Templates of letters, sound and faulty, by their path.
fn letters() -> Vec<(String, Vec<u8>)> {
    let found = fs::read_dir(root("tests/faulty/letters")).unwrap().map(|found| found.unwrap().path());
    let path = |file: &Path| format!("letters/{}", file.file_name().unwrap().to_str().unwrap());
    found.map(|file| (path(&file), fs::read(&file).unwrap())).collect()
}

fn told(findings: &[Finding], source: &str) -> String {
    let mut text = String::new();
    let letters = letters();
    for finding in findings {
        let letter = letters.iter().find(|(path, _)| *path == finding.file);
        let source = letter.map_or(source, |(_, bytes)| core::str::from_utf8(bytes).unwrap());
        if letter.is_some() {
            write!(text, "{} ", finding.file).unwrap();
        }
        let place = source.get(finding.start..finding.end).unwrap_or_default();
        let place = place.lines().next().unwrap_or_default();
        let (line, column) = (finding.line, finding.column);
        let severity = format!("{:?}", finding.severity).to_lowercase();
        writeln!(text, "{line}:{column} {severity} {} at `{place}`", finding.code).unwrap();
        writeln!(text, "    {}\n    {}", finding.message, finding.remedy).unwrap();
    }
    text
}

#[test]
fn every_faulty_file_says_what_it_always_said() {
    let folder = folder();
    let mut said: BTreeSet<&str> = BTreeSet::new();
    let mut differing = Vec::new();
    let mut paths: Vec<PathBuf> =
        fs::read_dir(root("tests/faulty")).unwrap().map(|found| found.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    assert!(paths.len() > 20, "the faulty files are gone");
    for path in &paths {
        let bytes = fs::read(path).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let findings = findings_of(name, &bytes, &folder);
        said.extend(findings.iter().map(|finding| finding.code));
        let found = told(&findings, &String::from_utf8_lossy(&bytes));
        let expectation = path.with_extension("findings");
        if env::var_os("UPDATE").is_some() {
            fs::write(&expectation, &found).unwrap();
        } else if fs::read_to_string(&expectation).unwrap_or_default() != found {
            differing.push(format!("{name}:\n{found}"));
        }
    }
    assert!(differing.is_empty(), "run with UPDATE=1 and review:\n{}", differing.join("\n"));
    // A code that no file provokes is a code that nobody has seen.
    let unseen: Vec<&&str> = CODES.iter().filter(|code| !said.contains(**code)).collect();
    assert_eq!(unseen, Vec::<&&str>::new(), "codes without a faulty file");
}

#[test]
fn ten_faults_are_told_in_one_run() {
    let folder = folder();
    let bytes = fs::read(root("tests/faulty/ten-faults.yaml")).unwrap();
    let findings = findings_of("ten-faults", &bytes, &folder);
    let errors: Vec<&Finding> =
        findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert_eq!(errors.len(), 10, "{findings:#?}");
    assert!(findings.is_sorted_by_key(|finding| finding.start), "in file order");
}

#[test]
fn every_code_has_a_page() {
    for code in crate::every_code() {
        let page = root(&format!("../../docs/errors/{code}.md"));
        let text = fs::read_to_string(&page).unwrap_or_else(|_| panic!("`{code}` has no page"));
        assert!(text.starts_with(&format!("# `{code}`: ")), "`{code}`: the page begins with its code");
        let has_example = text.contains("```yaml") || text.contains("```csv");
        assert!(has_example, "`{code}`: the page has no example");
        assert!(text.contains("\n## Way out\n"), "`{code}`: the page has no way out");
    }
}
