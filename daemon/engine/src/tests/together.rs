//! Several people do one thing: how many are enough.

use super::kit::Office;
use super::transcripts::check_in;

#[test]
fn so_many_are_enough() {
    let workflow = "workflow: one-plan
title: Prøve
rule_pack: dk-2026-07
opens: [referral_received]
events:
  referral_received: { by: [intake] }
types:
  field: [money, home, work]
roles:
  intake: { sees: all }
  caseworker: { sees: all }
  specialist: { sees: all }
facts:
  fields: { type: list of field, min: 1, class: P1 }
  finding: { type: text, class: P2 }
stages:
  one:
    steps:
      receive:
        form: { ask: [fields] }
        by: caseworker
      find:
        after: receive
        contributions: { for_each: fields, ask: [finding], join: 2, go_on_without: caseworker }
        by: specialist
        due: 2 weeks after receive
      meet:
        after: find
        when: find.missing != null and find.missing > 0
        panel: { mode: advisory, members: [caseworker, specialist], outcomes: [help, wait], quorum: 2 }
        by: caseworker
";
    check_in("so-many-are-enough", Office::written(workflow));
}
