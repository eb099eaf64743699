//! The shipped scenarios, scenarios that are wrong, a case that is tried, and cases of workflows written by chance.

mod coverage;
mod expectations;
mod random;
mod trial;
mod trouble;

use std::path::PathBuf;
use std::sync::LazyLock;

use definition::{Bundle, Folder, Scenario, load_folder, load_scenario, read_scenarios};

use crate::{Rehearsal, Report, Setting};

static FOLDER: LazyLock<Folder> = LazyLock::new(|| load_folder(&workflows()).unwrap());

static SETTING: LazyLock<Setting> = LazyLock::new(|| Setting::of(&FOLDER, "one-plan").unwrap());

static SCENARIOS: LazyLock<Vec<Scenario>> = LazyLock::new(|| {
    let files = read_scenarios(&workflows().join("one-plan"), &SETTING.definition, &SETTING.municipality);
    let read = files.unwrap().into_iter().map(|file| {
        let findings = definition::render_findings(&file.loaded.findings, &file.bundle, false);
        file.loaded.value.unwrap_or_else(|| panic!("{findings}"))
    });
    read.collect()
});

fn workflows() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../workflows")
}

fn read(text: &str) -> Scenario {
    let bundle = Bundle::of("scenarios/changed.yaml", text.as_bytes());
    let loaded = load_scenario(&bundle);
    loaded.value.unwrap_or_else(|| panic!("{:?}", loaded.findings))
}

fn run(scenario: &Scenario) -> Report {
    Rehearsal::of(&SETTING).run(scenario)
}

#[test]
fn every_shipped_scenario_comes_out() {
    let mut told = Vec::new();
    for name in FOLDER.workflows.keys() {
        let setting = Setting::of(&FOLDER, name).unwrap();
        let files = read_scenarios(&workflows().join(name), &setting.definition, &setting.municipality);
        for file in files.unwrap() {
            let scenario = file.loaded.value.unwrap_or_else(|| panic!("{:?}", file.loaded.findings));
            let report = Rehearsal::of(&setting).run(&scenario);
            let differences = report.differences.iter();
            told.extend(differences.map(|one| format!("{name}/{}: {}", file.file, one.sentence().en)));
        }
    }
    assert_eq!(told, Vec::<String>::new());
    assert!(SCENARIOS.len() >= 18);
}

#[test]
fn the_same_scenario_gives_the_same_report() {
    let told = |report: &Report| format!("{:?} {:?} {}", report.seen, report.effects, report.records);
    for scenario in SCENARIOS.iter() {
        assert_eq!(told(&run(scenario)), told(&run(scenario)), "{}", scenario.name);
    }
}

#[test]
fn what_would_go_out_is_written_down() {
    let missed = SCENARIOS.iter().find(|scenario| scenario.name == "missed").unwrap();
    let to_the_leader = run(missed).effects.into_iter().filter(|effect| {
        effect.kind == model::EffectKind::Remind && effect.to.iter().any(|person| person.as_str() == "hebr")
    });
    assert!(to_the_leader.count() >= 2);
}
