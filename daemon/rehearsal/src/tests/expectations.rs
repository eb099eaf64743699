//! An expectation that is wrong is found: each kind is broken once.

use super::{read, run, workflows};

/// What is told of a scenario in which one text stands for another.
fn told(scenario: &str, old: &str, new: &str) -> Vec<String> {
    let file = workflows().join("one-plan/scenarios").join(scenario);
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains(old), "{scenario} has no `{old}`");
    let report = run(&read(&text.replacen(old, new, 1)));
    report.differences.iter().map(|difference| difference.sentence().en).collect()
}

#[track_caller]
fn check((scenario, old, new): (&str, &str, &str), expected: &str) {
    let told = told(scenario, old, new);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].ends_with(expected), "`{}` does not end with `{expected}`", told[0]);
    let line = told[0].strip_prefix("line ").and_then(|rest| rest.split_once(':')).unwrap().0;
    assert!(line.parse::<usize>().is_ok_and(|line| line > 5), "{}", told[0]);
}

#[test]
fn a_wrong_state_of_the_case_is_found() {
    check(("s1.yaml", "case: open", "case: closed"), "case: expected closed, found open");
}

#[test]
fn a_wrong_state_of_a_step_is_found() {
    check(
        ("s1.yaml", "plan_closed: waiting", "plan_closed: done"),
        "steps.plan_closed: expected done, found waiting",
    );
}

#[test]
fn every_wrong_fact_of_a_deadline_is_found() {
    let due = ("s1.yaml", "complaint: { due: 2026-11-17", "complaint: { due: 2026-11-18");
    check(due, "deadlines.complaint.due: expected 2026-11-18, found 2026-11-17");
    let state = ("s1.yaml", "due: 2026-11-17, state: lapsed", "due: 2026-11-17, state: met");
    check(state, "deadlines.complaint.state: expected met, found lapsed");
    let remind = ("s1.yaml", "remind: [2026-11-03]", "remind: []");
    check(remind, "deadlines.complaint.remind: expected [], found [2026-11-03]");
    let fired = ("s1.yaml", "fired: [2026-11-03]", "fired: [2026-11-04]");
    check(fired, "deadlines.complaint.fired: expected [2026-11-04], found [2026-11-03]");
    let raw = ("s1.yaml", "acknowledge: { due", "acknowledge: { raw: 2026-08-05, due");
    check(raw, "deadlines.acknowledge.raw: expected 2026-08-05, found 2026-08-04");
    let never = ("s1.yaml", "review_2: {", "review_3: {");
    check(never, "deadlines.review_3: expected that the deadline runs, found that it was never set");
}

#[test]
fn every_wrong_fact_of_a_letter_is_found() {
    let version = ("s1.yaml", "version: 1", "version: 2");
    check(version, "letters.1.version: expected 2, found 1");
    let sent = ("s1.yaml", "sent_on: 2026-10-20", "sent_on: 2026-10-21");
    check(sent, "letters.1.sent_on: expected 2026-10-21, found 2026-10-20");
    let says = ("s1.yaml", "- Alkoholbehandling\n", "- Fodpleje\n");
    check(says, "letters.1.says: expected that the letter says “Fodpleje”, found it 0 times");
    let once = ("s1.yaml", "says_once: [<caption>,", "says_once: [\"<h2\",");
    let told_once = told(once.0, once.1, once.2);
    assert!(
        told_once[0].contains("letters.1.says_once: expected that the letter says once “<h2”"),
        "{told_once:?}"
    );
    let not = ("s1.yaml", "says_not: [\"[mangler]\",", "says_not: [Mette,");
    let told_not = told(not.0, not.1, not.2);
    assert!(told_not[0].contains("that the letter does not say “Mette”"), "{told_not:?}");
    let none = ("s1.yaml", "  letters:\n    1:", "  letters:\n    2:");
    check(none, "letters.2: expected that the letter was sent, found none");
}

#[test]
fn a_wrong_value_count_and_day_of_finality_are_found() {
    let value = ("complaint-twice.yaml", "decide.outcome: partly", "decide.outcome: granted");
    check(value, "values.decide.outcome: expected granted, found partly");
    let count = ("complaint-twice.yaml", "decisions: 2", "decisions: 3");
    check(count, "decisions: expected 3, found 2");
    let day = ("s1.yaml", "final_from: 2026-11-18", "final_from: 2026-11-19");
    check(day, "final_from: expected 2026-11-19, found 2026-11-18");
}

#[test]
fn a_line_that_goes_otherwise_is_found_and_ends_the_story() {
    let refused = ("s1.yaml", "    refused: task-not-open\n", "");
    check(
        refused,
        "expected that it is done, found task-not-open: the task `draft` is not open; it is waiting (stage assessment)",
    );
    let done = (
        "consent-withdrawn.yaml",
        "purposes: [joint_assessment] }\n",
        "purposes: [joint_assessment], refused: task-not-open }\n",
    );
    check(done, "expected refused: task-not-open, found that it was done");
}

#[test]
fn another_refusal_is_found_and_the_story_goes_on() {
    let other = ("s1.yaml", "refused: task-not-open", "refused: not-found");
    let told = told(other.0, other.1, other.2);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("expected refused: not-found, found task-not-open: "), "{told:?}");
}

#[test]
fn both_languages_say_it() {
    let file = workflows().join("one-plan/scenarios/s1.yaml");
    let text = std::fs::read_to_string(file).unwrap().replacen("case: open", "case: closed", 1);
    let report = run(&read(&text));
    let line = text.lines().position(|line| line.trim() == "case: closed").unwrap() + 1;
    assert_eq!(
        report.differences[0].sentence().da,
        format!("linje {line}: case: forventet closed, fundet open")
    );
}
