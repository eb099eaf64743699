//! A scenario speaks only of what there is.

use std::fs;

use super::{folder, line, workflows};
use crate::{Bundle, check_scenario, load_scenario, scenario_yaml};

/// What is found in S1 with one text for another.
fn found(old: &str, new: &str) -> Vec<String> {
    let text = fs::read_to_string(workflows().join("one-plan/scenarios/s1.yaml")).unwrap();
    assert!(text.contains(old), "s1 has no `{old}`");
    let bundle = Bundle::of("s1.yaml", text.replacen(old, new, 1));
    let folder = folder();
    let definition = folder.workflows["one-plan"].loaded.value.as_ref().unwrap();
    let municipality = folder.municipality.loaded.value.as_ref().unwrap();
    let mut findings = load_scenario(&bundle).findings;
    findings.extend(check_scenario(&bundle, definition, municipality));
    findings.iter().map(line).collect()
}

#[track_caller]
fn check(old: &str, new: &str, expected: &str) {
    let found = found(old, new);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains(expected), "no `{expected}` in `{}`", found[0]);
}

#[test]
fn what_is_right_has_no_finding() {
    assert_eq!(found("scenario: s1", "scenario: s1"), Vec::<String>::new());
    assert_eq!(found("review_2: { due", "complaint_2: { due"), Vec::<String>::new());
}

#[test]
fn every_unknown_name_is_found_in_its_place() {
    check("workflow: one-plan", "workflow: one-plam", "did you mean `one-plan`?");
    check(
        "by: pasi, do: open",
        "by: pasu, do: open",
        "s1.yaml:10:33 error unknown-name: `pasu` is no person",
    );
    check("unit: holistic_team", "unit: holistic_taem", "did you mean `holistic_team`?");
    check("event: referral_received", "event: moved_away", "`moved_away` is no event that opens a case");
    check("task: receive", "task: recieve", "did you mean `receive`?");
    check("task: findings.1 }", "task: finding.1 }", "`finding` is no step of this workflow");
    check("hear: done, decide", "hera: done, decide", "did you mean `hear`?");
    check(
        "    complaint: {",
        "    complain: {",
        "`complain` is no deadline of this workflow; did you mean `complaint`?",
    );
    check("review_1: {", "review: {", "did you mean `review_1`?");
    check("decide: done", "decide: finished", "`finished` is no state of a step");
    check("state: lapsed", "state: lasped", "did you mean `lapsed`?");
    check("case: open", "case: oben", "did you mean `open`?");
}

#[test]
fn names_of_every_act_are_held_against_the_files() {
    let line = "  - { at: 2027-01-20 12:00, do: wait }";
    let says = |act: &str| format!("  - {{ at: 2027-01-20 12:00, by: lida, {act} }}");
    let unknown = [
        ("do: event, event: complant_received", "did you mean `complaint_received`?"),
        ("do: delegate, task: follow_up, to: olam", "did you mean `olma`?"),
        ("do: start, step: plan_close, reason: Slut", "did you mean `plan_closed`?"),
        ("do: pause, deadline: reviw_2, reason: Nej", "did you mean `review_1`?"),
        ("do: withdraw_consent, purposes: [one_plam]", "did you mean `one_plan`?"),
        ("do: plugin, step: appont, hands_over: Nej", "did you mean `appoint`?"),
        ("do: correct_fact, fact: need, value: [debt], reason: Nej", "did you mean `needs`?"),
        ("do: cancel, step: follow_upp, reason: Nej", "did you mean `follow_up`?"),
        ("do: note, text: Nej, refused: note-emty", "did you mean `note-empty`?"),
    ];
    for (act, expected) in unknown {
        check(line, &says(act), expected);
    }
    check(line, &says("do: plugin, step: appoint"), "it is not said what the plugin answers");
    check(line, "  - { at: 2027-01-20 12:00, do: goal, words: Hvem siger det }", "`by` is missing");
}

#[test]
fn time_goes_forward_and_not_for_ever() {
    check(
        "{ at: 2027-01-20 12:00, do: wait }",
        "{ at: 2027-01-19 12:00, do: wait }",
        "lies before the line above it",
    );
    check(
        "{ at: 2027-01-20 12:00, do: wait }",
        "{ at: 2077-01-20 12:00, do: wait }",
        "more than 25 years after the first line",
    );
}

#[test]
fn what_is_written_holds_whatever_people_say() {
    let text = fs::read_to_string(workflows().join("one-plan/scenarios/s1.yaml")).unwrap();
    let mut scenario = load_scenario(&Bundle::of("s1.yaml", text)).value.unwrap();
    for words in ["a: b, \"c\" #d", "line\nline\ttab", "\\ {x} [y]", "yes", "12", "- no", "æøå ÆØÅ", "~"]
    {
        scenario.title.da = words.to_owned();
        let read = load_scenario(&Bundle::of("again.yaml", scenario_yaml(&scenario)));
        let findings: Vec<String> = read.findings.iter().map(line).collect();
        assert_eq!(read.value.unwrap_or_else(|| panic!("{words}: {findings:?}")).title.da, words);
    }
    // What nobody sees is left out, and an odd blank is a blank.
    scenario.title.da = "bell\u{7} and\u{a0}blank\u{202e}".to_owned();
    let read = load_scenario(&Bundle::of("again.yaml", scenario_yaml(&scenario)));
    assert_eq!(read.value.unwrap().title.da, "bell and blank");
}
