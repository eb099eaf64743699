//! What roles may say beside what they see and whom they may not be: how many cases, unseen, beside whom.

use std::collections::BTreeMap;

use model::{CaseId, Event, PersonId};

use super::kit::Office;
use super::read::{actor, command};
use super::transcripts::{check_in, play_beginning};

/// A municipality in which somebody is full.
fn loaded(mut office: Office, load: &[(&str, u32)]) -> Office {
    office.directory.load =
        load.iter().map(|(person, load)| ((*person).into(), *load)).collect::<BTreeMap<_, _>>();
    office
}

const LIMIT: (&str, &str) = ("    deputy: required\n", "    deputy: required\n    max_cases: 12\n");

const BY_HAND: (&str, &str) = (
    "        plugin:\n          use: coordinator-allocation\n          reads: [needs]\n          proposes: coordinator\n          confirm: leader\n          else: leader\n",
    "        allocation: { role: coordinator }\n        by: leader\n",
);

#[test]
fn who_is_full_is_appointed_only_with_a_reason() {
    let office = Office::with("one-plan", &[LIMIT, BY_HAND]);
    check_in(
        "who-is-full-is-appointed-only-with-a-reason",
        loaded(office, &[("lida", 12), ("olma", 11), ("anve", 3)]),
    );
}

#[test]
fn a_proposal_of_who_is_full_gives_the_task_to_a_person() {
    let office = Office::with("one-plan", &[LIMIT]);
    check_in(
        "a-proposal-of-who-is-full-gives-the-task-to-a-person",
        loaded(office, &[("lida", 12), ("olma", 11), ("anve", 3)]),
    );
}

#[test]
fn the_citizens_history_says_that_a_coordinator_was_over_the_limit() {
    let mut office = loaded(Office::with("one-plan", &[LIMIT, BY_HAND]), &[("lida", 12), ("olma", 11)]);
    play_beginning(&mut office, "who-is-full-is-appointed-only-with-a-reason until 2026-08-03 09:10");
    let relied_on = |person: &str| {
        let appoint = command(&format!("appoint {person} deputy anve: she knows the family"), office.today());
        let decision = office.decide(&actor("hebr"), &appoint).unwrap();
        decision.events.into_values().flatten().find_map(|event| {
            if let Event::CoordinatorAppointed { relied_on, .. } = event { Some(relied_on) } else { None }
        })
    };
    assert_eq!(relied_on("lida").unwrap(), "load 12, over max_cases");
    assert_eq!(relied_on("olma").unwrap(), "load 11");
}

const NEEDS: (&str, &str) = ("    deputy: required\n", "    deputy: required\n    needs: [housing]\n");

#[test]
fn who_lacks_what_a_role_needs_is_not_given_it() {
    check_in("who-lacks-what-a-role-needs-is-not-given-it", Office::with("one-plan", &[NEEDS, BY_HAND]));
}

#[test]
fn a_proposal_of_who_lacks_what_a_role_needs_gives_the_task_to_a_person() {
    check_in("a-proposal-of-who-lacks-what-a-role-needs", Office::with("one-plan", &[NEEDS]));
}

const WORKFLOW: &str = "workflow: one-plan
title: Prøve
rule_pack: dk-2026-07
opens: [referral_received]
events:
  referral_received: { by: [intake] }
  moved_away: { by: [intake] }
until: [moved_away]
roles:
  intake: { sees: all }
  caseworker: { sees: all, with: second_reader }
  second_reader: { sees: all }
facts:
  need: { type: text, class: P2 }
  note_of_it: { type: text, class: P2 }
stages:
  work:
    steps:
      receive:
        form: { ask: [need] }
        by: intake
      visit:
        after: receive
        contact: { ways: [visit, phone], ask: [note_of_it] }
        by: caseworker
        repeats: visit.held = false
      read_again:
        after: visit
        form: { ask: [note_of_it] }
        by: second_reader
";

#[test]
fn who_acts_only_beside_another_names_the_other() {
    check_in("who-acts-only-beside-another-names-the-other", Office::written(WORKFLOW));
}

#[test]
fn both_names_stand_where_the_step_is_completed() {
    let mut office = Office::written(WORKFLOW);
    play_beginning(&mut office, "who-acts-only-beside-another-names-the-other until 2026-08-04 10:00");
    let visit = &office.case(CaseId(1)).steps["visit"];
    let with = visit.outputs.get("with").and_then(model::Private::as_text);
    assert_eq!((visit.completed_by.as_ref().map(PersonId::as_str), with), (Some("lida"), Some("olma")));
}

/// Cases of which the second reading was opened, of so many in one office.
fn drawn(seed: u8, cases: u64) -> Vec<u64> {
    let sampled = WORKFLOW.replace(
        "      read_again:\n        after: visit\n",
        "      read_again:\n        after: receive\n        sample: 5 %\n",
    );
    let mut office = Office::written(&sampled);
    office.directory.seed = [seed; 32];
    let give = |office: &mut Office, line: &str| {
        let command = command(line, office.today());
        office.submit(&actor("pasi"), &command).unwrap();
    };
    give(&mut office, "register 770592-0002 1992-05-17 Mette");
    for case in 1..=cases {
        give(&mut office, "open referral_received");
        give(&mut office, &format!("case-{case} complete receive {{need: a bed}}"));
    }
    let state = |case: u64| &office.case(CaseId(case)).steps["read_again"];
    for case in 1..=cases {
        let is_reasoned = state(case).because.as_deref() == Some("not_sampled");
        assert_eq!(state(case).is_active(), !is_reasoned, "case {case}");
    }
    (1..=cases).filter(|case| state(*case).is_active()).collect()
}

#[test]
fn about_so_many_of_a_hundred_cases_are_drawn_and_the_same_ones_again() {
    // A citizen has at most 200 cases, so several offices draw.
    let all: Vec<Vec<u64>> = (1..=4).map(|seed| drawn(seed, 200)).collect();
    let many: usize = all.iter().map(Vec::len).sum();
    assert!((20..=65).contains(&many), "{many} of 800 were drawn, and 40 were to be expected");
    assert_eq!(all[0], drawn(1, 200));
    assert_ne!(all[0], all[1], "who does not know the seed cannot tell");
}
