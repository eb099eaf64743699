//! The first-party plugin, as it is shipped.

use super::{call, host, input};
use crate::Answer;

/// The committed component; `make plugins` builds it from source.
fn shipped() -> Vec<u8> {
    std::fs::read("../../workflows/plugins/coordinator-allocation.wasm").expect("the component is committed")
}

#[test]
fn the_shipped_plugin_proposes_the_least_loaded() {
    let report = call(shipped(), input());
    let Ok(Answer::Proposed { set, because }) = report.outcome else { panic!("{:?}", report.outcome) };
    let text = |key: &str| set.get(key).and_then(model::Value::as_text).map(str::to_owned);
    assert_eq!((text("person"), text("deputy")), (Some("lida".to_owned()), Some("anve".to_owned())));
    assert!(because.en.starts_with("lida covers 0 of 0 needs"), "{}", because.en);
    assert!(report.fuel > 1_000 && report.fuel < 5_000_000, "{}", report.fuel);
}

#[test]
fn what_is_not_granted_is_denied() {
    let mut input = input();
    input.interfaces.clear();
    let report = call(shipped(), input);
    let Err(crate::Failure::Errored(words)) = report.outcome else { panic!("{:?}", report.outcome) };
    assert!(words.contains("not granted"), "{words}");
}

#[test]
fn the_shipped_plugin_says_what_it_asks_for() {
    let sheet = host().inspect(&shipped()).expect("it is a plugin");
    assert_eq!(sheet.manifest.id, "dk.helhed.coordinator-allocation");
    assert_eq!(sheet.manifest.reads, ["needs"]);
    let granted: Vec<&str> =
        sheet.capabilities.iter().filter(|one| one.to_grant).map(|one| one.import.as_str()).collect();
    assert_eq!(granted, ["helhed:plugin/directory@0.1.0"]);
    let facts = ["needs".to_owned(), "finding".to_owned()].into();
    assert_eq!(sheet.manifest.exceeded_by(&facts, &["directory".to_owned()].into()), ["fact `finding`"]);
}
