//! The log is what the specification asks for: the rules of its text and of its schema that our part of it can break.

use std::collections::BTreeSet;
use std::path::Path;

use definition::{Bundle, load_municipality};
use serde_json::Value;

use super::{escaped, log, uri};
use crate::run::workflow::Checked;

/// The log of a municipality that stands in this text.
fn of(source: &str) -> Value {
    let bundle = Bundle::of("municipality.yaml", source);
    let findings = load_municipality(&bundle).findings;
    log(&[Checked::of(Path::new("my workflows"), &bundle, &findings)])
}

/// Which keys an object of the schema may have; `additionalProperties` is false for all of them.
const KEYS: [(&str, &[&str]); 6] = [
    ("", &["$schema", "version", "runs"]),
    ("/runs/0", &["tool", "columnKind", "results"]),
    ("/runs/0/tool", &["driver"]),
    ("/runs/0/tool/driver", &["name", "semanticVersion", "rules"]),
    ("/runs/0/results/0", &["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"]),
    ("/runs/0/results/0/locations/0/physicalLocation", &["artifactLocation", "region"]),
];

/// Every rule that the log breaks.
fn faults(log: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let mut must = |holds: bool, rule: &str| {
        if !holds {
            faults.push(rule.to_owned());
        }
    };
    must(log["version"] == "2.1.0", "§3.13.2: the version");
    must(log["$schema"].as_str().is_some_and(|schema| schema.starts_with("https://")), "§3.13.3: the schema");
    for (place, keys) in KEYS {
        let object = log.pointer(place).and_then(Value::as_object);
        let only_known = object.is_none_or(|object| object.keys().all(|key| keys.contains(&key.as_str())));
        must(only_known, &format!("schema: a key of `{place}`"));
    }
    let run = &log["runs"][0];
    must(run["columnKind"] == "unicodeCodePoints", "§3.14.17: the unit of columns");
    must(run["tool"]["driver"]["name"].is_string(), "§3.19.8: the name");
    let rules = run["tool"]["driver"]["rules"].as_array().cloned().unwrap_or_default();
    let ids: BTreeSet<&str> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
    must(ids.len() == rules.len(), "§3.19.23: rules are unique");
    for rule in &rules {
        let texts = ["shortDescription", "fullDescription", "help"];
        must(texts.iter().all(|key| rule[key]["text"].is_string()), "§3.12.3: a text beside each markdown");
    }
    let results = run["results"].as_array();
    must(results.is_some(), "§3.14.23: results, even where there are none");
    for result in results.into_iter().flatten() {
        let rule = result["ruleIndex"].as_u64().and_then(|at| rules.get(usize::try_from(at).unwrap()));
        must(
            rule.is_some_and(|rule| rule["id"] == result["ruleId"]),
            "§3.27.6: the index is that of the rule",
        );
        must(
            ["error", "warning", "note"].contains(&result["level"].as_str().unwrap()),
            "§3.27.10: the level",
        );
        let text = result["message"]["text"].as_str().unwrap_or_default();
        let braces = text.replace("{{", "").replace("}}", "");
        must(!text.is_empty() && !braces.contains(['{', '}']), "§3.11.5: braces are doubled");
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap_or_default();
        let is_reference =
            uri.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}[]".contains(&byte));
        must(!uri.is_empty() && is_reference, "§3.4.3: a reference of RFC 3986");
        let number = |key: &str| place["region"][key].as_u64().unwrap_or(0);
        must(number("startLine") >= 1 && number("startColumn") >= 1, "§3.30.5: from 1");
        let start = (number("startLine"), number("startColumn"));
        must((number("endLine"), number("endColumn")) >= start, "§3.30.7: the end is not before the start");
        let prints = result["partialFingerprints"].as_object();
        must(
            prints.is_some_and(|prints| prints.values().all(Value::is_string)),
            "§3.27.17: fingerprints are texts",
        );
    }
    faults
}

const FAULTY: &str = "municipality: 901\nname: Prøveby\nunits: {}\npeople:\n  \
    ånna: { name: Anna, depty: bo, email: x }\n  bo: { name: Bo, depty: ånna }\n  ia: { name: [a, b] }\n";

#[test]
fn the_log_keeps_every_rule() {
    for source in
        [FAULTY, "municipality: 901\nname: B\nunits: {}\npeople: {}\n", "", "a: \"", "a: >\n b\nc: *d\n"]
    {
        assert_eq!(faults(&of(source)), Vec::<String>::new(), "{source}");
    }
}

#[test]
fn a_broken_rule_is_noticed() {
    let mut log = of(FAULTY);
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["endLine"] = 0.into();
    log["runs"][0]["results"][1]["message"]["text"] = "a {".into();
    log["runs"][0]["colour"] = "red".into();
    let broken = faults(&log);
    assert_eq!(broken.len(), 3, "{broken:?}");
}

#[test]
fn places_count_characters_and_end_behind_the_last() {
    let log = of(FAULTY);
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "unknown-key");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "my%20workflows/municipality.yaml");
    assert_eq!(
        place["region"],
        serde_json::json!({ "startLine": 5, "startColumn": 23, "endLine": 5, "endColumn": 28 })
    );
    let text = result["message"]["text"].as_str().unwrap();
    assert_eq!(text, "`depty` is no key of a person; did you mean `deputy`?");
}

#[test]
fn a_fingerprint_survives_a_move_and_tells_two_alike_apart() {
    let prints = |source: &str| -> Vec<String> {
        let log = of(source);
        let results = log["runs"][0]["results"].as_array().unwrap();
        results
            .iter()
            .map(|one| one["partialFingerprints"]["helhedFinding/v1"].as_str().unwrap().to_owned())
            .collect()
    };
    let here = prints(FAULTY);
    assert_eq!(here, prints(&format!("# a line more\n\n{FAULTY}")));
    assert_eq!(here.iter().collect::<BTreeSet<_>>().len(), here.len(), "{here:?}");
}

#[test]
fn the_rule_holds_the_whole_page() {
    let log = of(FAULTY);
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let unknown = rules.iter().find(|rule| rule["id"] == "unknown-key").unwrap();
    assert_eq!(unknown["shortDescription"]["text"], "an unknown key");
    assert!(unknown["help"]["markdown"].as_str().unwrap().contains("## Way out"));
}

#[test]
fn paths_become_references() {
    for (path, expected) in [
        ("workflows/one-plan/workflow.yaml", "workflows/one-plan/workflow.yaml"),
        ("./a b/æ.yaml", "a%20b/%C3%A6.yaml"),
        ("/srv/100 %/x#1?.yaml", "file:///srv/100%20%25/x%231%3F.yaml"),
        ("../up/x.yaml", "../up/x.yaml"),
        ("a:b/c:d.yaml", "a%3Ab/c:d.yaml"),
        ("a\\b.yaml", "a/b.yaml"),
    ] {
        assert_eq!(uri(path), expected);
    }
    assert_eq!(escaped("write `{% if x %}` or [a](b)"), "write `{{% if x %}}` or [a] (b)");
}
