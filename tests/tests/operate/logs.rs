//! Nothing personal is left where it does not belong: logs at their most talkative, notices, metrics, names of files.

use std::collections::BTreeSet;
use std::path::Path;

use definition::Scenario;
use definition::scenario::Act;
use helhed::script::Play;
use tests::child::log_of;
use tests::{Child, places, plain};
use tokio::runtime::Runtime;

/// How long before its first line a scenario begins.
const BEFORE_US: i64 = 3_600_000_000;

/// Everything in a scenario that tells who somebody is, or what somebody said of them.
fn secrets(scenario: &Scenario) -> BTreeSet<String> {
    let citizen = &scenario.citizen;
    let mut secrets: BTreeSet<String> = citizen.name.split(' ').map(str::to_owned).collect();
    secrets.insert(citizen.name.clone());
    secrets.insert(citizen.cpr.clone());
    let (day, number) = citizen.cpr.split_at_checked(6).expect("a number has ten digits");
    secrets.insert(format!("{day}-{number}"));
    secrets.insert(citizen.born.to_string());
    // Words of people have a space in them; names of ours have none.
    for line in &scenario.lines {
        let told = format!("{:?}", line.act);
        secrets
            .extend(told.split('"').skip(1).step_by(2).filter(|text| text.contains(' ')).map(str::to_owned));
    }
    secrets
}

fn found(what: &str, text: &str, secrets: &BTreeSet<String>) -> Vec<String> {
    let leaked = secrets.iter().filter(|secret| text.contains(secret.as_str()));
    leaked.map(|secret| format!("{what} holds `{secret}`")).collect()
}

/// Names of everything under a folder, one a line.
fn names(folder: &Path) -> String {
    let mut names = String::new();
    for entry in std::fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("the folder can be listed").path();
        names.push_str(&path.display().to_string());
        names.push('\n');
        if path.is_dir() {
            names.push_str(&self::names(&path));
        }
    }
    names
}

/// Everything in the files of a folder.
fn texts(folder: &Path) -> String {
    let files = std::fs::read_dir(folder).expect("the folder can be listed");
    let files =
        files.map(|file| file.expect("the folder can be listed").path()).filter(|path| path.is_file());
    files
        .map(|path| String::from_utf8_lossy(&std::fs::read(path).expect("a file can be read")).into_owned())
        .collect()
}

/// Plays a scenario on a daemon that logs everything, and says what leaked.
fn leaks(scenario: &Scenario, format: &str, plant: bool) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let (data, config) = (folder.path().join("data"), folder.path().join("helhed.toml"));
    std::fs::write(&config, format!("[log]\nformat = \"{format}\"\nlevel = \"trace\"\n"))
        .expect("it is written");
    let first = scenario.lines.first().expect("a scenario has lines");
    let begin = model::Timestamp::from_micros(Play::instant(first).micros() - BEFORE_US);
    let child = Child::start_with(&data, Some(&begin.to_string()), |command| {
        command.arg("--config").arg(&config).env_remove("HELHED_LOG");
    });
    let child = child.unwrap_or_else(|why| places::fail(&why));
    let runtime = Runtime::new().expect("threads can be started");
    let admin = std::fs::read_to_string(data.join("first-token")).expect("the first token");
    let mut play = Play::new(scenario, child.address, admin.trim());
    for line in &scenario.lines {
        runtime.block_on(play.line(line)).unwrap_or_else(|astray| places::fail(&astray.to_string()));
    }
    let (_, metrics) = plain::get(child.admin, "/metrics");
    let ended = child.stop();
    let mut log = std::fs::read_to_string(log_of(&data)).expect("the log is there");
    let tail: Vec<&str> = log.lines().filter(|line| !line.contains("TRACE")).rev().take(8).collect();
    assert!(ended.success(), "{}: the daemon ends with {ended}: {tail:#?}", scenario.name);
    assert!(log.contains("/v1/cases/{id}"), "the log names the requests:\n{log}");
    assert_eq!(log.starts_with('{'), format == "json", "{log}");
    let notices = texts(&data.join("notices"));
    if plant {
        log.push_str(&["DEBUG request by ", &scenario.citizen.name].concat());
    }
    let mut secrets = secrets(scenario);
    let mut leaks = found("a file name", &names(&data), &secrets);
    leaks.extend(found("a notice", &notices, &secrets));
    leaks.extend(found("the metrics", &metrics, &secrets));
    secrets.insert(admin.trim().to_owned());
    leaks.extend(found("the log", &log, &secrets));
    leaks.into_iter().map(|leak| format!("{} ({format}): {leak}", scenario.name)).collect()
}

/// Scenarios of a workflow that a real daemon plays as they stand: what a plugin answers there is not for them to say.
fn played(workflow: &str) -> Vec<Scenario> {
    let mut scenarios = places::scenarios();
    let is_told = |line: &definition::scenario::Line| matches!(line.act, Act::Plugin(..));
    scenarios.retain(|one| one.workflow.as_str() == workflow && !one.lines.iter().any(is_told));
    scenarios
}

fn nothing_leaks(workflow: &str, formats_of_the_longest: &[&str]) {
    let scenarios = played(workflow);
    let mut leaked = Vec::new();
    for (number, scenario) in scenarios.iter().enumerate() {
        // Both forms come from the same events; each scenario is played once, and the longest in both.
        let format = if number % 2 == 0 { "text" } else { "json" };
        leaked.extend(leaks(scenario, format, false));
    }
    let longest = scenarios.iter().max_by_key(|scenario| scenario.lines.len()).expect("there are scenarios");
    for format in formats_of_the_longest {
        leaked.extend(leaks(longest, format, false));
    }
    assert!(leaked.is_empty(), "{}", leaked.join("\n"));
}

#[test]
fn no_log_notice_metric_or_file_name_tells_who_a_case_is_about() {
    nothing_leaks("one-plan", &["text", "json"]);
}

#[test]
fn nor_who_is_triaged() {
    nothing_leaks("benefit-triage", &[]);
}

#[test]
fn nor_who_has_a_mentor() {
    nothing_leaks("mentor", &[]);
}

#[test]
fn a_planted_name_is_found() {
    let scenarios = played("one-plan");
    let scenario = scenarios.first().expect("there are scenarios");
    let leaked = leaks(scenario, "text", true);
    assert!(leaked.iter().any(|leak| leak.contains(&scenario.citizen.name)), "{leaked:?}");
}

#[test]
fn numbers_words_and_dates_of_a_scenario_are_all_looked_for() {
    let all: BTreeSet<String> = places::scenarios().iter().flat_map(secrets).collect();
    for secret in ["7509950004", "750995-0004", "Rikke Sund", "Sund", "1995-09-15", "Stemplet siger den 14."]
    {
        assert!(!found("it", &format!("x {secret} x"), &all).is_empty(), "{secret}");
    }
}
