//! Workflow files, their texts and letters, rule packs, municipalities and scenarios: the shipped ones with anything
//! written into them, or any text in the place of one.

use std::sync::OnceLock;

use definition::{
    Bundle, Finding, Municipality, RulePack, Severity, findings_json, load_municipality, load_rule_pack,
    load_scenario, load_workflow, render_findings,
};

use super::Bytes;
use crate::places;

struct Shipped {
    workflow: Bundle,
    /// Its files, in an order of their own.
    paths: Vec<String>,
    pack: RulePack,
    municipality: Municipality,
    /// The files that stand alone: rule pack, municipality, scenario.
    alone: [Bundle; 3],
}

fn shipped() -> &'static Shipped {
    static SHIPPED: OnceLock<Shipped> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        let folder = places::workflows();
        let file = |path| Bundle::read_file(&folder, path).expect("the shipped file can be read");
        let workflow = Bundle::read_workflow(&folder.join("one-plan")).expect("the workflow can be read");
        let scenarios = std::fs::read_dir(folder.join("one-plan/scenarios")).expect("there are scenarios");
        let mut scenarios: Vec<String> = scenarios
            .filter_map(|entry| Some(format!("one-plan/scenarios/{}", entry.ok()?.file_name().to_str()?)))
            .collect();
        scenarios.sort();
        let alone = [
            file("rules/dk-2026-07.yaml"),
            file("municipality.yaml"),
            file(scenarios.first().expect("there is a scenario")),
        ];
        let pack = load_rule_pack(&alone[0]).value.expect("the shipped rule pack is sound");
        let municipality = load_municipality(&alone[1]).value.expect("the municipality is sound");
        let paths = workflow.files.keys().cloned().collect();
        Shipped { workflow, paths, pack, municipality, alone }
    })
}

pub(super) fn workflows(data: &[u8]) {
    let shipped = shipped();
    let mut bytes = Bytes(data);
    let which = bytes.below(shipped.paths.len() + shipped.alone.len());
    let is_whole = bytes.number(1) % 2 == 0;
    let change = |bytes: &mut Bytes<'_>, file: &mut Vec<u8>| {
        if is_whole {
            *file = bytes.take(usize::MAX).to_vec();
        } else {
            bytes.edit(file);
        }
    };
    if let Some(path) = shipped.paths.get(which) {
        let mut bundle = shipped.workflow.clone();
        change(&mut bytes, bundle.files.entry(path.clone()).or_default());
        let loaded = load_workflow(&bundle, &shipped.pack, Some(&shipped.municipality));
        judge(&bundle, loaded.value.is_some(), &loaded.findings);
        return;
    }
    let alone = which - shipped.paths.len();
    let mut bundle = shipped.alone.get(alone).cloned().unwrap_or_default();
    for file in bundle.files.values_mut() {
        change(&mut bytes, file);
    }
    match alone {
        0 => {
            let loaded = load_rule_pack(&bundle);
            judge(&bundle, loaded.value.is_some(), &loaded.findings);
        }
        1 => {
            let loaded = load_municipality(&bundle);
            judge(&bundle, loaded.value.is_some(), &loaded.findings);
        }
        _scenario => {
            let loaded = load_scenario(&bundle);
            judge(&bundle, loaded.value.is_some(), &loaded.findings);
        }
    }
    assert_eq!(Bundle::from_bytes(&bundle.to_bytes()), Ok(bundle), "a bundle is kept as it is");
}

/// Something comes out exactly where no error was found; and whatever was found can be shown.
fn judge(bundle: &Bundle, is_there: bool, findings: &[Finding]) {
    let has_error = findings.iter().any(|finding| finding.severity == Severity::Error);
    assert!(is_there || has_error, "nothing came out, and nothing was found");
    assert!(!(is_there && has_error), "something came out with an error: {findings:?}");
    let _shown = (findings_json(findings), render_findings(findings, bundle, true));
}
