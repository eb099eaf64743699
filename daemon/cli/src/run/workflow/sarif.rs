//! Findings as SARIF 2.1.0, for editors and for the pages of code hosts.
//!
//! The numbers behind `§` are those of the OASIS standard with its first errata.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use definition::{Finding, Severity};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::Checked;
use crate::pages;

/// Where the schema of the format stands.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name under which a fingerprint stands; the number is that of the way it is made (§3.27.17).
const FINGERPRINT: &str = "helhedFinding/v1";

/// The whole log: one run, the rules that were broken, the findings in the order of the files.
pub(super) fn log(checked: &[Checked]) -> Value {
    let findings: Vec<(&Checked, &Finding)> =
        checked.iter().flat_map(|one| one.findings.iter().map(move |finding| (one, finding))).collect();
    let codes: BTreeMap<&str, usize> = {
        let mut codes: Vec<&str> = findings.iter().map(|(_, finding)| finding.code).collect();
        codes.sort_unstable();
        codes.dedup();
        codes.into_iter().enumerate().map(|(at, code)| (code, at)).collect()
    };
    let rules: Vec<Value> = codes.keys().map(|code| rule(code)).collect();
    let mut seen = BTreeMap::new();
    let results: Vec<Value> = findings
        .iter()
        .map(|(one, finding)| result(one, finding, codes.get(finding.code).copied(), &mut seen))
        .collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "helhed",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            // Columns count characters as Unicode does, whatever a program keeps its texts in (§3.14.17).
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// What a code means (§3.49). The pages have no address of their own that everybody could open, so that the whole page
/// stands here instead of a `helpUri`, which must be absolute.
fn rule(code: &str) -> Value {
    let Some(page) = pages::page(code) else { return json!({ "id": code }) };
    json!({
        "id": code,
        "shortDescription": { "text": page.title() },
        "fullDescription": { "text": page.meaning() },
        "help": { "text": format!("`helhed explain {code}` says more."), "markdown": page.text },
    })
}

fn result(
    checked: &Checked,
    finding: &Finding,
    rule: Option<usize>,
    seen: &mut BTreeMap<String, usize>,
) -> Value {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "note",
    };
    let source = checked.bundle.text(&finding.file);
    json!({
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": level,
        "message": { "text": escaped(&format!("{}; {}", finding.message, finding.remedy)) },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(&finding.file) },
            "region": region(finding, source),
        }}],
        "partialFingerprints": { FINGERPRINT: fingerprint(finding, source, seen) },
    })
}

/// The place (§3.30): lines and columns from 1, the end column the one behind the last character.
fn region(finding: &Finding, source: Option<&str>) -> Value {
    let mut region = Map::new();
    region.insert("startLine".to_owned(), json!(finding.line));
    region.insert("startColumn".to_owned(), json!(finding.column));
    if let Some(within) = source.and_then(|source| source.get(finding.start..finding.end)) {
        let within = within.trim_end_matches(['\r', '\n']);
        let lines = within.matches('\n').count();
        let last = within.rsplit('\n').next().unwrap_or_default().chars().count();
        let end_column = if lines == 0 { finding.column + last } else { last + 1 };
        region.insert("endLine".to_owned(), json!(finding.line + lines));
        region.insert("endColumn".to_owned(), json!(end_column));
    }
    Value::Object(region)
}

/// The same for the same finding however far it moves in its file: the lines it is about, not their numbers. Where one
/// text is found several times, each has its number.
fn fingerprint(finding: &Finding, source: Option<&str>, seen: &mut BTreeMap<String, usize>) -> String {
    let within = source.and_then(|source| source.get(finding.start..finding.end)).unwrap_or_default();
    let mut hash = Sha256::new();
    for part in [finding.code, &finding.file, &finding.message, within] {
        // A zero byte stands in no file that could be read: no two lists of parts look alike.
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let mut digest = String::new();
    for byte in hash.finalize().iter().take(16) {
        // Writing to a text cannot fail.
        let _written = write!(digest, "{byte:02x}");
    }
    let number = seen.entry(digest.clone()).and_modify(|number| *number += 1).or_insert(1);
    format!("{digest}:{number}")
}

/// A message in which braces and brackets mean themselves: SARIF keeps them for what it puts in, and for links
/// (§3.11.5, §3.11.6). Descriptions of rules take nothing in and are let be.
fn escaped(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}").replace("](", "] (")
}

/// A path as a reference of RFC 3986 (§3.4.3): relative as it was typed, or whole.
fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path).replace('\\', "/");
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    let first_folder = path.split('/').next().map_or(0, str::len);
    for (at, byte) in path.bytes().enumerate() {
        let is_plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/');
        // A colon in the first folder would make a scheme of it.
        if is_plain || (byte == b':' && at > first_folder) {
            uri.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _written = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests;
