//! Facts that are asked only on a condition, when what the condition is about is corrected or answered anew.

use super::kit::Office;
use super::transcripts::check_in;

const WORKFLOW: &str = "workflow: one-plan
title: Prøve
rule_pack: dk-2026-07
opens: [referral_received]
events:
  referral_received: { by: [intake] }
  change: { by: [caseworker] }
  moved_away: { by: [caseworker] }
until: [moved_away]
roles:
  intake: { sees: all }
  caseworker: { sees: all }
  leader: { sees: all }
facts:
  barrier: { type: boolean, class: P1 }
  hours: { type: number, min: 0, max: 37, class: P1, when: barrier }
  hours_note: { type: text, class: P2, when: hours != null and hours > 10 }
  remark: { type: text, class: P2, when: barrier, optional: true }
  note: { type: text, class: P2 }
stages:
  one:
    steps:
      receive:
        form: { ask: [barrier, hours, hours_note, remark] }
        by: caseworker
      help:
        after: receive
        when: hours != null and hours > 5
        form: { ask: [note] }
        by: caseworker
  again:
    after: [one, change]
    repeats: true
    steps:
      ask_again:
        form: { ask: [barrier] }
        by: caseworker
  later:
    steps:
      finish:
        form: { ask: [note] }
        by: caseworker
";

fn check(name: &str) {
    check_in(name, Office::written(WORKFLOW));
}

#[test]
fn what_is_asked_no_more_decides_nothing() {
    check("what-is-asked-no-more-decides-nothing");
}

#[test]
fn what_is_needed_now_is_asked_for() {
    check("what-is-needed-now-is-asked-for");
}

#[test]
fn a_later_round_empties_what_it_does_not_ask() {
    check("a-later-round-empties-what-it-does-not-ask");
}
