//! What random files found, each with the smallest file that shows it.

use model::step::StepStatus;
use model::{Command, DeadlineName, StepName, TaskName};

use super::life::Life;
use super::tape::Tape;
use super::{checked, write};
use crate::Setting;
use crate::office::CASE;

/// A stage with a first form and what else stands in it, under its keys.
fn file(keys: &str, steps: &str) -> Setting {
    let first = "form: { ask: [needs, willing, size, colour, starts, why, later_on, remark] }";
    let text = write::around(&format!(
        "  one:\n{keys}    steps:\n      first:\n        {first}\n        by: caseworker\n        due: acknowledge after opened\n{steps}"
    ));
    let (setting, findings) = checked(&text);
    setting.unwrap_or_else(|| panic!("{findings:?}"))
}

/// A case whose first form is filled in.
fn life(setting: &Setting) -> Life<'_> {
    let mut life = Life::begin(setting).unwrap();
    complete(&mut life, "first");
    life
}

fn complete(life: &mut Life<'_>, step: &str) {
    assert!(life.complete(&TaskName::of(&step.into()), &mut Tape::of(&[])).unwrap(), "{:?}", life.refused);
}

fn status(life: &Life<'_>, step: &str) -> StepStatus {
    life.case().steps[&StepName::new(step)].status
}

fn stop(life: &mut Life<'_>, step: &str) {
    let (step, reason) = (step.into(), "not now".to_owned());
    assert!(life.anybody(&Command::CancelStep { case: CASE, step, reason }, 0).unwrap());
}

#[test]
fn deadlines_by_the_same_rule_do_not_take_each_others_place() {
    let setting = file(
        "",
        "      second:
        after: first
        form: { ask: [remark] }
        by: caseworker
        due: acknowledge after change
      third:
        after: first
        review: { first: 3 months after opened, every: 6 months }
        by: caseworker
      fourth:
        after: first
        review: { first: 4 months after opened, every: 6 months }
        by: caseworker
",
    );
    let mut life = Life::begin(&setting).unwrap();
    assert!(life.happens("change").unwrap());
    let names: Vec<&str> = life.case().deadlines.keys().map(DeadlineName::as_str).collect();
    assert_eq!(names, ["acknowledge", "acknowledge_second", "review_1", "review_fourth_1"]);
    complete(&mut life, "first");
    let is_open = |name: &str| life.case().deadlines[&DeadlineName::new(name)].is_open();
    assert!(!is_open("acknowledge") && is_open("acknowledge_second"));
}

#[test]
fn what_is_nobodys_work_goes_on_after_it_was_stopped() {
    let setting = file("", "      waits:\n        after: first\n        wait: { until: answered }\n");
    let mut life = life(&setting);
    stop(&mut life, "waits");
    assert!(life.start(&"waits".into()).unwrap(), "{:?}", life.refused);
    assert!(life.happens("answered").unwrap());
    assert!(!life.is_open());
}

#[test]
fn the_event_that_ends_the_last_stage_ends_the_case() {
    let setting = file("    until: change\n", "");
    let mut life = life(&setting);
    assert!(life.is_open());
    assert!(life.happens("change").unwrap());
    assert!(!life.is_open());
}

#[test]
fn a_wait_is_over_whatever_became_of_its_condition() {
    let setting = file(
        "",
        "      again:
        after: first
        form: { ask: [colour] }
        by: caseworker
      waits:
        when: colour != blue
        wait: { until: answered }
",
    );
    let mut life = life(&setting);
    assert_eq!(status(&life, "waits"), StepStatus::Active);
    assert!(life.complete(&TaskName::of(&"again".into()), &mut Tape::of(&[0, 2])).unwrap());
    assert!(life.happens("answered").unwrap());
    assert_eq!(status(&life, "waits"), StepStatus::Done);
    assert!(!life.is_open());
}

#[test]
fn a_wait_that_begins_anew_and_counts_from_what_does_not_is_told() {
    let told = |until: &str| {
        let text = write::around(&format!(
            "  one:
    steps:
      first:
        form: {{ ask: [needs, willing, size, colour, starts, why, later_on, remark] }}
        by: caseworker
      waits:
        after: first
        wait: {{ until: {until} }}
        reopen: {{ on: [answered] }}
"
        ));
        super::may_not_end(&checked(&text).1)
    };
    assert!(told("3 weeks after first"));
    assert!(!told("3 weeks after answered"));
    assert!(!told("3 weeks after last first, else opened"));
}

#[test]
fn a_role_that_is_given_when_the_stage_is_over_that_needs_it_is_told() {
    let stages = "  one:
    until: third.done
    steps:
      first:
        form: { ask: [needs, willing, size, colour, starts, why, later_on, remark] }
        by: caseworker
      second:
        form: { ask: [remark] }
        by: mentor
      third:
        after: first
        when: willing
        form: { ask: [remark] }
        by: caseworker
  two:
    after: one
    steps:
      find:
        allocation: { role: mentor }
        by: leader
";
    let text = write::around(stages).replace("mentor: { sees: all", "mentor: { sees: all, holders: one");
    assert!(super::may_not_end(&checked(&text).1));
}

#[test]
fn a_stage_whose_end_is_passed_over_when_its_condition_holds_no_more_is_told() {
    let told = |after: &str| {
        let text = write::around(&format!(
            "  one:
    steps:
      first:
        form: {{ ask: [needs, willing, size, colour, starts, why, later_on, remark] }}
        by: caseworker
  two:
    after: one
    when: willing
    until: ends.done
    steps:
      follow:
        review: {{ first: 3 months after opened, every: 6 months }}
        by: caseworker
      waits:
        wait: {{ until: answered }}
      ends:
{after}        form: {{ ask: [remark] }}
        by: caseworker
"
        ));
        super::may_not_end(&checked(&text).1)
    };
    assert!(told("        after: waits\n"));
    assert!(!told(""));
}
