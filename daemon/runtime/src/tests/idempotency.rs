//! A repeated request is answered from its record, and nothing is done twice.

use std::sync::Arc;

use model::{CaseId, Command, SystemPart};

use super::house::{House, open_on, rows};
use super::script::{APPOINTED, CPR, open_case, register, tell};
use super::{FIRST, by, case, keyed, note};
use crate::answer::{Accepted, Rejected};
use crate::core::apply::requests::each;
use store::MapIndex;

const DAY_US: i64 = 24 * 3_600_000_000;

fn again(first: &Accepted) -> Accepted {
    Accepted { repeated: true, ..first.clone() }
}

#[test]
fn the_same_key_with_the_same_command_gets_the_same_answer_also_after_a_restart() {
    let mut house = House::new();
    let commands = [
        ("pasi", "a", register(CPR, "Mette Lyngkær")),
        ("pasi", "b", open_case(1, "2026-08-03")),
        ("pasi", "c", note(FIRST, "Ringet")),
        ("pasi", "d", note(FIRST, "Ringet igen")),
    ];
    let mut answers = Vec::new();
    for (person, key, command) in &commands {
        answers.push(house.submit(keyed(person, key, command.clone())).unwrap());
    }
    assert_eq!(answers[1].case, Some(FIRST));
    assert_eq!(answers[3].number, Some(2));
    let head = house.core.head();
    for round in 0..2 {
        for ((person, key, command), first) in commands.iter().zip(&answers) {
            let repeated = house.submit(keyed(person, key, command.clone())).unwrap();
            assert_eq!(repeated, again(first), "round {round}, key {key}");
        }
        assert_eq!(house.core.head(), head, "nothing is recorded");
        house = house.restart();
    }
}

#[test]
fn an_answer_that_touched_several_streams_is_the_same_again() {
    let mut house = House::new();
    tell(&mut house, APPOINTED);
    let change = Command::AppointCoordinator {
        citizen: model::CitizenId(1),
        person: "anve".into(),
        deputy: Some("olma".into()),
        reason: "Lis er på orlov".to_owned(),
    };
    let first = house.submit(keyed("hebr", "k", change.clone())).unwrap();
    let repeated = house.submit(keyed("hebr", "k", change)).unwrap();
    assert_eq!(repeated, again(&first));
}

#[test]
fn a_key_within_one_step_is_known_too() {
    let mut house = House::new();
    let command = register(CPR, "Mette Lyngkær");
    let answers = house.submit_all(vec![keyed("pasi", "k", command.clone()), keyed("pasi", "k", command)]);
    let first = answers[0].clone().unwrap();
    assert_eq!(answers[1].clone().unwrap(), again(&first));
}

#[test]
fn a_key_belongs_to_who_used_it_and_to_one_command() {
    let mut house = House::new();
    tell(&mut house, 3);
    house.submit(keyed("pasi", "k", note(FIRST, "en"))).unwrap();
    assert_eq!(house.submit(keyed("pasi", "k", note(FIRST, "to"))), Err(Rejected::IdempotencyMismatch));
    let other = house.submit(keyed("suro", "k", note(FIRST, "tre"))).unwrap();
    assert!(!other.repeated, "another person's key is another key");
    assert_eq!(house.case(1).notes.len(), 2);
}

#[test]
fn a_refusal_does_not_use_up_its_key() {
    let mut house = House::new();
    tell(&mut house, 3);
    let refused = house.submit(keyed("pasi", "k", note(FIRST, " ")));
    assert!(matches!(refused, Err(Rejected::Refused(_))), "{refused:?}");
    assert!(!house.submit(keyed("pasi", "k", note(FIRST, "nu"))).unwrap().repeated);
}

#[test]
fn a_key_that_is_none_is_refused() {
    let mut house = House::new();
    tell(&mut house, 3);
    for key in ["", "to ord", "æ", &"k".repeat(129)] {
        assert_eq!(house.submit(keyed("pasi", key, note(FIRST, "x"))), Err(Rejected::IdempotencyInvalid));
    }
    house.submit(keyed("pasi", &"k".repeat(128), note(FIRST, "x"))).unwrap();
}

#[test]
fn after_erasure_the_answer_is_gone_and_the_command_is_not_done_again() {
    let mut house = House::new();
    tell(&mut house, 3);
    house.submit(keyed("pasi", "k", note(FIRST, "x"))).unwrap();
    house.give_own(SystemPart::Operator, Command::Erase { stream: case(1), basis: "GDPR 17".to_owned() });
    let head = house.core.head();
    assert_eq!(house.submit(keyed("pasi", "k", note(FIRST, "x"))), Err(Rejected::IdempotencyGone));
    assert_eq!(house.core.head(), head);
}

#[test]
fn a_key_is_kept_for_ninety_days() {
    let mut house = House::new();
    tell(&mut house, 3);
    let first = house.submit(keyed("pasi", "k", note(FIRST, "x"))).unwrap();
    let then = house.now;
    house.pass(90 * DAY_US);
    assert_eq!(house.submit(keyed("pasi", "k", note(FIRST, "x"))).unwrap(), again(&first));
    house.pass(1);
    assert!(house.now.micros() - then.micros() > 90 * DAY_US);
    let later = house.submit(keyed("pasi", "k", note(FIRST, "x"))).unwrap();
    assert!(!later.repeated && later.position > first.position);
}

#[test]
fn an_answer_that_hangs_on_what_was_lost_is_not_given() {
    let mut house = House::new();
    tell(&mut house, 3);
    let claim = || by("pasi", Command::Claim { case: CaseId(1), task: super::script::task("appoint") });
    assert!(house.submit(claim()).is_err(), "it is the leader's");
    let claim = || by("hebr", Command::Claim { case: CaseId(1), task: super::script::task("appoint") });
    house.disk.fail_all(journal::Fault::Io);
    let answers = house.submit_all(vec![claim(), claim()]);
    for answer in answers {
        assert!(matches!(answer, Err(Rejected::ReadOnly { .. })), "{answer:?}");
    }
}

fn remembered(house: &House) -> usize {
    let mut count = 0;
    each(house.core.shared().applier.keys, &*house.index, |_| count += 1).unwrap();
    count
}

#[test]
fn keys_are_forgotten_after_ninety_days_and_a_rebuilt_index_forgot_the_same() {
    let mut house = House::new();
    tell(&mut house, 3);
    for key in ["a", "b", "c"] {
        house.submit(keyed("pasi", key, note(FIRST, key))).unwrap();
        house.pass(10 * DAY_US);
    }
    assert_eq!(remembered(&house), 3);
    house.pass(65 * DAY_US);
    house.submit(keyed("pasi", "a", note(FIRST, "igen"))).unwrap();
    assert_eq!(remembered(&house), 3, "`a` is a new one, `b` and `c` are younger than ninety days");
    house.pass(10 * DAY_US);
    house.submit(by("pasi", note(FIRST, "uden nøgle"))).unwrap();
    assert_eq!(remembered(&house), 2, "`c` and the new `a`");
    let wanted = rows(&house.index);
    let House { disk, core, .. } = house;
    drop(core);
    let fresh = Arc::new(MapIndex::new());
    drop(open_on(&disk, &fresh, 3).unwrap());
    assert_eq!(rows(&fresh), wanted);
}

#[test]
fn many_keys_grow_old_together_or_one_by_one() {
    let mut house = House::new();
    tell(&mut house, 3);
    for number in 0..50 {
        let key = format!("key-{number}");
        house.submit(keyed("pasi", &key, note(FIRST, &key))).unwrap();
        house.pass(DAY_US);
    }
    assert_eq!(remembered(&house), 50);
    house.pass(60 * DAY_US);
    house.submit(by("pasi", note(FIRST, "uden nøgle"))).unwrap();
    assert_eq!(
        remembered(&house),
        30,
        "twenty are older than ninety days: a row of the order and a part of one"
    );
    house.pass(DAY_US);
    house.submit(by("pasi", note(FIRST, "uden nøgle"))).unwrap();
    assert_eq!(remembered(&house), 29);
    let same = |house: &House| {
        let fresh = Arc::new(MapIndex::new());
        drop(open_on(&house.disk.fork(), &fresh, 3).unwrap());
        assert_eq!(rows(&fresh), rows(&house.index), "a rebuilt index forgot the same");
    };
    same(&house);
    house.pass(400 * DAY_US);
    house.submit(keyed("pasi", "last", note(FIRST, "sidst"))).unwrap();
    assert_eq!(remembered(&house), 1);
    same(&house);
}
