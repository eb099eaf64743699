//! Workflow files, their texts and letters, rule packs, municipalities and scenarios: the shipped ones with anything
//! written into them, or any text in the place of one.

use std::sync::OnceLock;

use definition::{
    Bundle, Definition, Finding, Municipality, RulePack, Scenario, Severity, check_scenario, findings_json,
    load_municipality, load_rule_pack, load_scenario, load_workflow, render_findings, scenario_yaml,
};

use super::Bytes;
use crate::places;

struct Shipped {
    workflow: Bundle,
    /// Its files, in an order of their own.
    paths: Vec<String>,
    pack: RulePack,
    municipality: Municipality,
    definition: Definition,
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
        let loaded = load_workflow(&workflow, &pack, Some(&municipality));
        let definition = loaded.value.expect("the workflow is sound");
        Shipped { workflow, paths, pack, municipality, definition, alone }
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
            let names = check_scenario(&bundle, &shipped.definition, &shipped.municipality);
            let _shown = render_findings(&names, &bundle, false);
            if let Some(scenario) = loaded.value {
                is_written_as_read(scenario);
            }
        }
    }
    assert_eq!(Bundle::from_bytes(&bundle.to_bytes()), Ok(bundle), "a bundle is kept as it is");
}

/// A scenario is kept in a file of its own form, and is the same when it is read again.
fn is_written_as_read(scenario: Scenario) {
    let plain = |mut scenario: Scenario| {
        scenario.expect.at.clear();
        scenario.lines.iter_mut().for_each(|line| line.line = 0);
        scenario
    };
    let text = scenario_yaml(&scenario);
    let again = load_scenario(&Bundle::of("again.yaml", text.as_bytes()));
    assert_eq!(again.value.map(plain), Some(plain(scenario)), "{text}\n{:?}", again.findings);
}

/// Something comes out exactly where no error was found; and whatever was found can be shown.
fn judge(bundle: &Bundle, is_there: bool, findings: &[Finding]) {
    let has_error = findings.iter().any(|finding| finding.severity == Severity::Error);
    assert!(is_there || has_error, "nothing came out, and nothing was found");
    assert!(!(is_there && has_error), "something came out with an error: {findings:?}");
    let _shown = (findings_json(findings), render_findings(findings, bundle, true));
}
