//! Nobody judges their own work: what counts as work, and where it is asked.

use super::kit::Office;
use super::transcripts::check_in;

const WORKFLOW: &str = "workflow: one-plan
title: Prøve
rule_pack: dk-2026-07
opens: [referral_received]
events:
  referral_received: { by: [intake] }
  change: { by: [intake] }
  moved_away: { by: [intake] }
until: [moved_away]
types:
  area: [work, home]
roles:
  intake: { sees: all }
  caseworker: { sees: all }
  second_reader: { sees: all, not: caseworker }
  coordinator: { sees: all, holders: one, deputy: required, not: caseworker }
  leader: { sees: all }
facts:
  needs: { type: list of area, min: 1, class: P2 }
  finding: { type: text, class: P2 }
  opinion: { type: text, class: P2 }
stages:
  work:
    until: finish.done
    steps:
      receive:
        form: { ask: [needs] }
        by: intake
      findings:
        after: receive
        contributions: { for_each: needs, ask: [finding], go_on_without: leader }
        by: caseworker
        reopen: { on: [change] }
      draft:
        after: receive
        plan: { own_goals: 1.., measures: 1.. }
        by: intake
      hear:
        after: draft
        hearing: { of: citizen, plan: draft }
        by: caseworker
        due: hearing_reply after hear.sent
      look_again:
        after: receive
        review: { first: 3 months after receive, every: 6 months }
        by: caseworker
      second_look:
        after: receive
        form: { ask: [opinion] }
        by: second_reader
      appoint:
        after: second_look
        allocation: { role: coordinator }
        by: leader
      finish:
        after: second_look
        form: { ask: [opinion] }
        by: coordinator
";

fn check(name: &str) {
    check_in(name, Office::written(WORKFLOW));
}

#[test]
fn an_earlier_contribution_is_own_work() {
    check("an-earlier-contribution-is-own-work");
}

#[test]
fn a_review_and_a_hearing_are_own_work() {
    check("a-review-and-a-hearing-are-own-work");
}

#[test]
fn who_claimed_before_is_ruled_out_too() {
    check("who-claimed-before-is-ruled-out-too");
}

#[test]
fn nobody_is_appointed_over_own_work() {
    check("nobody-is-appointed-over-own-work");
}
