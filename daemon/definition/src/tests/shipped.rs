//! The shipped files are sound, and the dates of scenario S1 come out of them.

use calendar::{Calendar, Date, derive, rungs, series};

use super::{folder, line};
use crate::{Anchor, Definition, Due, Kind};
use model::deadline::{DeadlineKind, Obliged, Recipient};

fn one_plan() -> Definition {
    let folder = folder();
    folder.workflows["one-plan"]
        .loaded
        .value
        .clone()
        .unwrap_or_else(|| panic!("{}", folder.findings().map(line).collect::<Vec<_>>().join("\n")))
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn falls_on(due: &Due, anchor: &str) -> String {
    derive(&due.rule.rule, date(anchor), &[], &Calendar::danish()).unwrap().due.to_string()
}

#[test]
fn the_shipped_files_have_no_findings() {
    assert_eq!(folder().findings().map(line).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn the_dates_of_scenario_s1_come_out() {
    let definition = one_plan();
    let due = |step: &str| definition.steps[step].due.clone().unwrap();
    let check = |step: &str, anchor: &str, on: &str, expected: &str| {
        assert_eq!(due(step).anchor.text(), anchor, "{step}");
        assert_eq!(falls_on(&due(step), on), expected, "{step}");
    };
    check("receive", "opened", "2026-08-03", "2026-08-04");
    check("appoint", "opened", "2026-08-03", "2026-08-10");
    check("findings", "permission", "2026-08-10", "2026-10-05");
    check("hear", "hear.sent", "2026-10-01", "2026-10-15");
    let Kind::Decision { complaint: Some(complaint), .. } = &definition.steps["decide"].kind else {
        panic!()
    };
    assert_eq!(complaint.anchor, Anchor::Moment("decide".into(), "received".to_owned()));
    assert_eq!(falls_on(complaint, "2026-10-20"), "2026-11-17");
    assert_eq!(complaint.rule.kind, DeadlineKind::Statutory);
    assert_eq!(complaint.rule.obliged, Some(Obliged::Citizen));
    let Kind::Review { first, every, anchor, .. } = &definition.steps["follow_up"].kind else { panic!() };
    assert_eq!(*anchor, Anchor::Done("decide".into()));
    let nth = |n| series(*first, *every, n, date("2026-10-20")).unwrap().to_string();
    assert_eq!([nth(1), nth(2)], ["2027-01-20", "2027-07-20"]);
}

#[test]
fn the_reminders_of_scenario_s1_come_out() {
    let definition = one_plan();
    let days = |due: &Due, on: &str| -> Vec<String> {
        let ladder: Vec<_> = due.rule.ladder.rungs.iter().map(|rung| rung.rule.clone()).collect();
        let calendar = Calendar::danish();
        let last = derive(&due.rule.rule, date(on), &[], &calendar).unwrap().due;
        rungs(&ladder, last, date(on), &calendar).unwrap().iter().map(|rung| rung.day.to_string()).collect()
    };
    let findings = definition.steps["findings"].due.clone().unwrap();
    assert_eq!(days(&findings, "2026-08-10"), ["2026-09-21", "2026-09-30", "2026-10-05", "2026-10-06"]);
    let Kind::Decision { complaint: Some(complaint), .. } = &definition.steps["decide"].kind else {
        panic!()
    };
    assert_eq!(days(complaint, "2026-10-20"), ["2026-11-03"]);
    assert_eq!(complaint.rule.ladder.rungs[0].recipients, [Recipient::Citizen]);
}

#[test]
fn the_example_municipality_is_whole() {
    let folder = folder();
    let municipality = folder.municipality.loaded.value.unwrap();
    assert_eq!((municipality.code, municipality.synthetic), (901, true));
    let coordinators = municipality
        .people
        .values()
        .filter(|person| person.roles.iter().any(|(role, _)| role.as_str() == "coordinator"));
    assert_eq!(coordinators.count(), 3);
    assert_eq!(municipality.people["lida"].name, "Lis Dam");
    assert_eq!(municipality.people.values().filter(|person| person.admin).count(), 1);
    assert_eq!(municipality.people.values().filter(|person| person.auditor).count(), 1);
}
