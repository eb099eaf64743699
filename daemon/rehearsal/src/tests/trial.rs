//! A case that is tried step by step.

use definition::scenario::{Act, Citizen};
use definition::{Scenario, scenario_yaml};
use model::deadline::Sentence;
use model::{DeadlineName, PersonId};

use super::{SCENARIOS, SETTING, read, run};
use crate::{Trial, opening};

fn citizen() -> Citizen {
    SCENARIOS[0].citizen.clone()
}

fn trial() -> Trial<'static> {
    Trial::begin(&SETTING, "2026-08-03T09:00".parse().unwrap(), citizen()).unwrap()
}

fn title() -> Sentence {
    Sentence { da: "Prøvet".to_owned(), en: "Tried".to_owned() }
}

#[test]
fn every_shipped_scenario_can_be_tried_saved_and_played_again() {
    for scenario in SCENARIOS.iter() {
        let mut trial = Trial::begin(&SETTING, scenario.lines[0].at, scenario.citizen.clone()).unwrap();
        for line in &scenario.lines {
            trial.wait_until(line.at).unwrap();
            let done = trial.act(line.act.clone(), line.by.as_ref(), &[]);
            let code = done.err().map(|undone| undone.code.unwrap_or_default().to_owned());
            assert_eq!(code, line.refused, "{} line {}", scenario.name, line.line);
        }
        let saved = trial.scenario(&scenario.name, title());
        let report = run(&read(&scenario_yaml(&saved)));
        let told: Vec<String> = report.differences.iter().map(|one| one.sentence().en).collect();
        assert_eq!(told, Vec::<String>::new(), "{}", scenario.name);
    }
}

#[test]
fn what_is_saved_is_what_is_read() {
    let plain = |scenario: &Scenario| {
        let mut scenario = scenario.clone();
        scenario.expect.at.clear();
        scenario.lines.iter_mut().for_each(|line| line.line = 0);
        scenario
    };
    for scenario in SCENARIOS.iter() {
        assert_eq!(plain(&read(&scenario_yaml(scenario))), plain(scenario), "{}", scenario.name);
    }
}

#[test]
fn back_and_on_another_way() {
    let mut trial = trial();
    let (event, by, unit) = opening(&SETTING).unwrap();
    assert_eq!((event.as_str(), by.as_str(), unit.as_str()), ("referral_received", "pasi", "holistic_team"));
    let open = Act::Open { event: event.as_str().to_owned(), unit, on: None };
    trial.act(open, None, &[]).unwrap();
    let acknowledge = DeadlineName::new("acknowledge");
    let due = trial.case().unwrap().deadlines[&acknowledge].date.due;
    let mut reminded = Vec::new();
    while let Some(next) = trial.next_at() {
        reminded.push(next.to_string());
        trial.wait_until(next).unwrap();
    }
    assert!(reminded.len() > 3, "{reminded:?}");
    let before = trial.lines().len();
    assert_eq!(trial.back(before - 1).unwrap(), before - 1);
    assert_eq!(trial.now().to_string(), "2026-08-03T09:00:00");
    assert_eq!(trial.case().unwrap().deadlines[&acknowledge].date.due, due);
    assert_eq!(trial.back(99).unwrap(), 1);
    assert!(trial.case().is_none());
}

#[test]
fn a_refusal_says_who_could_and_changes_nothing() {
    let mut trial = trial();
    let (event, by, unit) = opening(&SETTING).unwrap();
    let open = Act::Open { event: event.as_str().to_owned(), unit, on: None };
    let refused = trial.act(open.clone(), Some(&PersonId::new("drsy")), &[]).unwrap_err();
    assert!(refused.code.is_some());
    assert!(trial.lines().is_empty() && trial.case().is_none());
    assert_eq!(trial.act(open, Some(&by), &[]).unwrap().by, Some(by));
    assert!(trial.wait_until("2026-08-01T09:00".parse().unwrap()).is_err());
}

#[test]
fn a_refusal_does_not_keep_a_plugin_from_being_given_its_answer() {
    let scenario = SCENARIOS.iter().find(|scenario| scenario.name == "transferred-in").unwrap();
    let mut trial = Trial::begin(&SETTING, scenario.lines[0].at, scenario.citizen.clone()).unwrap();
    for line in scenario.lines.iter().take(2) {
        trial.wait_until(line.at).unwrap();
        trial.act(line.act.clone(), line.by.as_ref(), &[]).unwrap();
    }
    let asked = trial.asked_plugin().unwrap();
    assert_eq!(asked.as_str(), "appoint");
    let early = Act::Start("plan_closed".into(), "For tidligt.".to_owned());
    assert!(trial.act(early, Some(&PersonId::new("hebr")), &[]).is_err());
    assert_eq!(trial.asked_plugin(), Some(asked));
    trial.act(scenario.lines[2].act.clone(), None, &[]).unwrap();
    assert_eq!(trial.asked_plugin(), None);
}
