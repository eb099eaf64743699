//! Files with faults, and what a terminal shows about each: `tests/faulty/*.yaml` with `*.findings` beside them.
//!
//! Each code has at least one such file, and its page quotes a message that is told here. Letters that the workflows
//! name stand in `tests/faulty/letters/`. A file named `municipality-*` or `rule-pack-*` is read as one; all others are workflows, checked against the shipped
//! rule pack and municipality. `UPDATE=1` rewrites the expectations; the diff is the review.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

use super::folder;

use crate::{
    Bundle, CODES, Finding, Folder, Severity, load_municipality, load_rule_pack, load_workflow,
    render_findings,
};

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The files that were looked at, and what was found in them.
fn findings_of(name: &str, bytes: &[u8], folder: &Folder) -> (Bundle, Vec<Finding>) {
    if name.starts_with("municipality-") {
        let bundle = Bundle::of("municipality.yaml", bytes);
        let findings = load_municipality(&bundle).findings;
        return (bundle, findings);
    }
    if name.starts_with("rule-pack-") {
        let bundle = Bundle::of("rules/faulty.yaml", bytes);
        let findings = load_rule_pack(&bundle).findings;
        return (bundle, findings);
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
    (bundle, loaded.findings)
}

/// Templates of letters, sound and faulty, by their path.
fn letters() -> Vec<(String, Vec<u8>)> {
    let found = fs::read_dir(root("tests/faulty/letters")).unwrap().map(|found| found.unwrap().path());
    let path = |file: &Path| format!("letters/{}", file.file_name().unwrap().to_str().unwrap());
    found.map(|file| (path(&file), fs::read(&file).unwrap())).collect()
}

/// What a terminal shows, with the end of its last line.
fn told(bundle: &Bundle, findings: &[Finding]) -> String {
    let report = render_findings(findings, bundle, false);
    if report.is_empty() { report } else { report + "\n" }
}

/// Every faulty file, in order of its name.
fn faulty_files() -> Vec<(String, PathBuf)> {
    let found = fs::read_dir(root("tests/faulty")).unwrap().map(|found| found.unwrap().path());
    let yaml = found.filter(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    let mut files: Vec<(String, PathBuf)> =
        yaml.map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path)).collect();
    files.sort();
    assert!(files.len() > 60, "the faulty files are gone");
    files
}

/// Every code of the text of a workflow file and of its conditions; those of decision tables have examples in their room.
fn codes() -> Vec<&'static str> {
    CODES.iter().copied().chain(feel::FaultCode::ALL.iter().map(|code| code.as_str())).collect()
}

/// What the faulty files are told, by code.
fn messages() -> BTreeMap<&'static str, BTreeSet<String>> {
    let folder = folder();
    let mut messages: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (name, path) in faulty_files() {
        let (_, findings) = findings_of(&name, &fs::read(&path).unwrap(), &folder);
        for finding in findings {
            messages.entry(finding.code).or_default().insert(finding.message);
        }
    }
    messages
}

#[test]
fn every_faulty_file_says_what_it_always_said() {
    let folder = folder();
    let mut differing = Vec::new();
    for (name, path) in faulty_files() {
        let (bundle, findings) = findings_of(&name, &fs::read(&path).unwrap(), &folder);
        let found = told(&bundle, &findings);
        let expectation = path.with_extension("findings");
        if env::var_os("UPDATE").is_some() {
            fs::write(&expectation, &found).unwrap();
        } else if fs::read_to_string(&expectation).unwrap_or_default() != found {
            differing.push(format!("{name}:\n{found}"));
        }
    }
    assert!(differing.is_empty(), "run with UPDATE=1 and review:\n{}", differing.join("\n"));
}

#[test]
fn every_code_is_provoked_by_a_file() {
    // A code that no file provokes is a code that nobody has seen.
    let messages = messages();
    let unseen: Vec<&str> = codes().into_iter().filter(|code| !messages.contains_key(code)).collect();
    assert_eq!(unseen, Vec::<&str>::new(), "codes without a faulty file");
    assert!(codes().len() >= 40, "{}", codes().len());
}

#[test]
fn ten_faults_are_told_in_one_run() {
    let folder = folder();
    let bytes = fs::read(root("tests/faulty/ten-faults.yaml")).unwrap();
    let (_, findings) = findings_of("ten-faults", &bytes, &folder);
    let errors: Vec<&Finding> =
        findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert_eq!(errors.len(), 10, "{findings:#?}");
    assert!(findings.is_sorted_by_key(|finding| finding.start), "in file order");
}

/// What every page of a code holds, in this order.
const PARTS: [&str; 4] = ["\n```yaml\n", "\nThe checker says: ", "\n## Way out\n", "\n```yaml\n"];

#[test]
fn every_code_has_a_page_of_the_same_form() {
    for code in codes() {
        let page = page(code);
        assert!(page.starts_with(&format!("# `{code}`: ")), "`{code}`: the page begins with its code");
        let mut rest = page.as_str();
        for part in PARTS {
            let (_, after) = rest
                .split_once(part)
                .unwrap_or_else(|| panic!("`{code}`: the page has no `{part}` in its place: {PARTS:?}"));
            rest = after;
        }
    }
}

#[test]
fn every_code_has_a_page_with_an_example() {
    for code in crate::every_code() {
        let page = page(code);
        assert!(page.starts_with(&format!("# `{code}`: ")), "`{code}`: the page begins with its code");
        let has_example = page.contains("```yaml") || page.contains("```csv");
        assert!(has_example, "`{code}`: the page has no example");
        assert!(page.contains("\n## Way out\n"), "`{code}`: the page has no way out");
    }
}

#[test]
fn every_page_quotes_what_the_checker_really_says() {
    let messages = messages();
    let invented: Vec<String> = codes()
        .into_iter()
        .filter(|code| {
            let page = page(code);
            let quoted = page.lines().find_map(|line| line.strip_prefix("The checker says: "));
            let quoted = quoted.map(|line| line.trim_end_matches('.')).unwrap_or_default();
            !messages.get(code).is_some_and(|said| said.iter().any(|message| alike(message, quoted)))
        })
        .map(|code| format!("`{code}` says {:#?}", messages.get(code)))
        .collect();
    assert!(
        invented.is_empty(),
        "pages with a message that no faulty file is told:\n{}",
        invented.join("\n")
    );
}

/// Whether two messages differ in the words in backticks only.
fn alike(one: &str, other: &str) -> bool {
    let frame = |text: &str| text.split('`').step_by(2).map(str::to_owned).collect::<Vec<_>>();
    frame(one) == frame(other)
}

fn page(code: &str) -> String {
    let file = root(&format!("../../docs/errors/{code}.md"));
    fs::read_to_string(file).unwrap_or_else(|_| panic!("`{code}` has no page"))
}
