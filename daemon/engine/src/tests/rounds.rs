//! Steps and stages that come again, in workflows that are written for it.

use super::kit::Office;
use super::transcripts::check_in;

/// What every workflow of this file begins with.
const HEAD: &str = "workflow: one-plan
title: Prøve
rule_pack: dk-2026-07
opens: [referral_received]
events:
  referral_received: { by: [intake] }
  change: { by: [caseworker] }
  answered: { by: [caseworker] }
  moved_away: { by: [caseworker] }
until: [moved_away]
roles:
  intake: { sees: all }
  caseworker: { sees: all }
  leader: { sees: all }
facts:
  ready: { type: boolean, class: P1 }
  note: { type: text, class: P2 }
stages:
";

/// Plays a transcript in a workflow with these stages.
fn check(name: &str, stages: &str) {
    check_in(name, Office::written(&format!("{HEAD}{stages}")));
}

#[test]
fn a_deadline_counts_from_the_round_that_settled_a_step() {
    check(
        "a-deadline-counts-from-the-round-that-settled-a-step",
        "  one:
    steps:
      talk:
        contact: { ways: [phone], ask: [ready] }
        by: caseworker
        repeats: talk.held = false or ready = false
      tell:
        after: talk
        form: { ask: [note] }
        by: caseworker
        due: 2 weeks after talk
",
    );
}

#[test]
fn a_step_that_comes_for_ever_is_counted_from_its_first_round() {
    check(
        "a-step-that-comes-for-ever-is-counted-from-its-first-round",
        "  one:
    until: finish.done
    steps:
      call:
        contact: { ways: [phone], ask: [ready] }
        by: caseworker
        repeats: true
      finish:
        form: { ask: [note] }
        by: caseworker
        due: 4 weeks after call
",
    );
}

#[test]
fn what_is_waited_for_and_counted_comes_in_every_round() {
    check(
        "what-is-waited-for-and-counted-comes-in-every-round",
        "  one:
    steps:
      tell:
        form: { ask: [note] }
        by: caseworker
  again:
    after: [one, change]
    repeats: true
    steps:
      ask:
        form: { ask: [ready] }
        by: caseworker
      answer:
        after: ask
        wait: { until: answered }
      answers:
        after: ask
        quota: { of: answered, at_least: 2 }
        by: caseworker
        due: 4 weeks after ask
  later:
    steps:
      finish:
        form: { ask: [note] }
        by: caseworker
",
    );
}

#[test]
fn a_stage_that_repeats_is_over_for_its_round() {
    check(
        "a-stage-that-repeats-is-over-for-its-round",
        "  one:
    steps:
      tell:
        form: { ask: [note] }
        by: caseworker
  again:
    after: [one, change]
    repeats: true
    until: answered
    steps:
      ask:
        form: { ask: [ready] }
        by: caseworker
        due: 1 week after change
      look:
        after: ask
        form: { ask: [note] }
        by: caseworker
        due: 2 weeks after ask
      extra:
        optional: true
        form: { ask: [note] }
        by: caseworker
  later:
    steps:
      finish:
        form: { ask: [note] }
        by: caseworker
",
    );
}

#[test]
fn a_step_is_reopened_by_hand_and_restarts_what_its_file_names() {
    check(
        "a-step-is-reopened-by-hand",
        "  one:
    steps:
      triage:
        form: { ask: [ready] }
        by: caseworker
        due: 3 months after opened
        reopen: { by: [leader], on: [change], restart: [triage, think] }
      think:
        after: triage
        form: { ask: [note] }
        by: caseworker
        due: 8 weeks after opened
      tell:
        after: think
        form: { ask: [note] }
        by: caseworker
        due: 6 months after opened
",
    );
}

#[test]
fn what_repeats_until_it_holds_is_reopened_by_hand_all_the_same() {
    check(
        "what-repeats-until-it-holds-is-reopened-by-hand",
        "  one:
    steps:
      talk:
        contact: { ways: [phone], ask: [ready] }
        by: caseworker
        repeats: talk.held = false or ready = false
        reopen: { by: [leader], restart: [talk] }
        due: 2 weeks after opened
      tell:
        after: talk
        form: { ask: [note] }
        by: caseworker
",
    );
}

#[test]
fn a_case_that_is_reopened_with_nothing_to_do_is_not_silent() {
    check(
        "a-case-that-is-reopened-with-nothing-to-do",
        "  one:
    steps:
      tell:
        form: { ask: [note, ready] }
        by: caseworker
  again:
    after: [one, change]
    repeats: true
    steps:
      look:
        form: { ask: [note] }
        by: caseworker
",
    );
}

#[test]
fn a_case_that_came_back_by_a_complaint_ends_when_that_is_answered() {
    let complaint = "  complaint_received: { by: [caseworker], about: decide.parts }\n  moved_away";
    let head = HEAD.replacen("  moved_away", complaint, 1);
    let stages = "  one:
    steps:
      draft:
        plan: { own_goals: 0.., measures: 1.. }
        by: caseworker
      decide:
        after: draft
        decision: { parts: draft.measures, complaint: complaint after received }
        by: caseworker
  lasting:
    until: answered
    steps:
      call:
        form: { ask: [note] }
        by: caseworker
  again:
    after: change
    repeats: true
    until: look.done
    steps:
      look:
        form: { ask: [ready] }
        by: caseworker
  complaining:
    after: [one, complaint_received]
    repeats: true
    steps:
      reassess:
        reassessment: { of: decide }
        by: caseworker
";
    check_in("a-case-that-came-back-by-a-complaint", Office::written(&format!("{head}{stages}")));
}

/// Two stages that repeat together, one after the other.
const TOGETHER: &str = "  one:
    steps:
      tell:
        form: { ask: [note] }
        by: caseworker
  again:
    after: [one, change]
    repeats: true
    stages:
      meeting:
        steps:
          ask:
            form: { ask: [ready] }
            by: caseworker
          look:
            after: ask
            form: { ask: [note] }
            by: caseworker
      agreeing:
        after: meeting
        steps:
          agree:
            form: { ask: [note] }
            by: caseworker
            due: 2 weeks after look
  later:
    after: again
    steps:
      finish:
        form: { ask: [note] }
        by: caseworker
";

#[test]
fn stages_that_one_stage_holds_repeat_together() {
    check("stages-that-one-stage-holds-repeat-together", TOGETHER);
}

#[test]
fn what_ends_a_stage_ends_the_stages_that_it_holds() {
    let ended = TOGETHER.replace("    repeats: true\n", "    repeats: true\n    until: answered\n");
    check("what-ends-a-stage-ends-the-stages-that-it-holds", &ended);
}

#[test]
fn what_passes_over_a_stage_passes_over_the_stages_that_it_holds() {
    let skipped = TOGETHER.replace(
        "    after: [one, change]\n    repeats: true\n",
        "    after: one\n    when: tell.done = null\n",
    );
    check("what-passes-over-a-stage-passes-over-the-stages-that-it-holds", &skipped);
}

#[test]
fn a_step_after_two_waits_for_both_in_every_round() {
    check(
        "a-step-after-two-waits-for-both-in-every-round",
        "  one:
    steps:
      tell:
        form: { ask: [note] }
        by: caseworker
  again:
    after: [one, change]
    repeats: true
    steps:
      ask:
        form: { ask: [ready] }
        by: caseworker
      sum_up:
        after: [ask, look]
        form: { ask: [note] }
        by: caseworker
      look:
        after: ask
        form: { ask: [note] }
        by: caseworker
  later:
    steps:
      finish:
        form: { ask: [note] }
        by: caseworker
",
    );
}

#[test]
fn what_its_condition_passes_by_waits_for_no_event() {
    check(
        "what-its-condition-passes-by-waits-for-no-event",
        "  one:
    steps:
      tell:
        form: { ask: [ready] }
        by: caseworker
  lasting:
    after: one
    when: ready
    until: answered
    steps:
      call:
        form: { ask: [note] }
        by: caseworker
      extra:
        optional: true
        form: { ask: [note] }
        by: caseworker
",
    );
}

#[test]
fn a_stage_of_which_nothing_is_owed_is_not_over_before_it_could_begin() {
    check(
        "a-stage-of-which-nothing-is-owed",
        "  one:
    steps:
      tell:
        form: { ask: [note, ready] }
        by: caseworker
  extra:
    after: one
    steps:
      call:
        optional: true
        form: { ask: [note] }
        by: caseworker
  end:
    after: extra
    steps:
      finish:
        form: { ask: [note] }
        by: caseworker
",
    );
}

#[test]
fn stages_that_all_come_after_each_other_are_looked_at_once() {
    let form = "form: { ask: [note, ready] }\n        by: caseworker\n";
    // Asked for one by one, they would be looked at a million million times.
    let stage = |number: usize| {
        let before: String = (1..number).map(|before| format!(", s{before}")).collect::<Vec<_>>().concat();
        format!(
            "  s{number}:\n    after: [one{before}]\n    steps:\n      x{number}:\n        optional: true\n        {form}"
        )
    };
    let first = [format!("  one:\n    steps:\n      tell:\n        {form}")];
    let last = format!("  end:\n    after: s40\n    steps:\n      finish:\n        {form}");
    let stages: Vec<String> = first.into_iter().chain((1..=40).map(stage)).chain([last]).collect();
    check("stages-that-all-come-after-each-other", &stages.concat());
}
