//! Stages that a person ends before their work is done.

use super::kit::Office;
use super::transcripts::check_in;

const PHASES: &str = "workflow: one-plan
title: Prøve
rule_pack: dk-2026-07
opens: [referral_received]
events:
  referral_received: { by: [intake] }
  change: { by: [caseworker] }
  moved_away: { by: [caseworker] }
until: [moved_away]
types:
  ground: [wish, moved, better]
roles:
  intake: { sees: all }
  caseworker: { sees: all }
  leader: { sees: [note] }
facts:
  note: { type: text, class: P2 }
  left_for: { type: ground, class: P2 }
  left_words: { type: text, class: P3, optional: true }
stages:
  entry:
    steps:
      receive:
        form: { ask: [note] }
        by: intake
  phases:
    after: [entry, change]
    repeats: true
    ended_early: { by: [leader], ask: [left_for, left_words] }
    stages:
      first:
        steps:
          meet:
            form: { ask: [note] }
            by: caseworker
            due: 8 weeks after change
          call:
            form: { ask: [note] }
            by: caseworker
            repeats: true
      second:
        after: meet
        ended_early: { by: [caseworker] }
        steps:
          look:
            form: { ask: [note] }
            by: caseworker
  later:
    after: phases
    steps:
      finish:
        form: { ask: [note] }
        by: caseworker
";

#[test]
fn a_stage_is_ended_early_and_what_stands_after_it_goes_on() {
    check_in("a-stage-is-ended-early", Office::written(PHASES));
}

#[test]
fn an_inner_stage_is_ended_early_alone() {
    check_in("an-inner-stage-is-ended-early-alone", Office::written(PHASES));
}

#[test]
fn who_may_not_end_a_stage_is_told_why() {
    check_in("who-may-not-end-a-stage-is-told-why", Office::written(PHASES));
}
