//! Effects: at least once where that is harmless, never twice where it is not, and given up on record.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use model::effect::EffectOutcome;
use model::{Command, EffectId, EffectKind, Event, SystemPart};
use notify::{Failure, Notice, Receiver};

use super::house::House;
use super::running::Running;
use super::script::{ASSESSING, register, task, tell};
use super::{FIRST, at, case};
use crate::core::{Input, Perform};
use crate::dispatch::{Deliver, perform};

/// Counts what is delivered.
pub(super) struct Counting {
    pub(super) delivered: Mutex<BTreeMap<EffectId, u32>>,
    pub(super) deduplicates: bool,
    pub(super) failure: Option<Failure>,
}

impl Counting {
    pub(super) fn new() -> Self {
        Self { delivered: Mutex::default(), deduplicates: true, failure: None }
    }
}

impl Receiver for Counting {
    fn deduplicates(&self, _kind: EffectKind) -> bool {
        self.deduplicates
    }

    fn deliver(&self, notice: &Notice) -> Result<(), Failure> {
        *self.delivered.lock().unwrap().entry(notice.id).or_default() += 1;
        self.failure.clone().map_or(Ok(()), Err)
    }
}

/// A house with one reminder handed out.
fn reminded(deduplicates: bool) -> House {
    let mut house = House::new();
    tell(&mut house, ASSESSING);
    house.performed.clear();
    let House { disk, index, core, now, .. } = house;
    drop(core);
    disk.kill();
    let mut house = House::open_with(&disk, &index, now, deduplicates).unwrap();
    while house.performed.is_empty() {
        let next = house.core.next_wake().expect("a reminder waits");
        house.pass((next.micros() - house.now.micros()).max(0));
        house.step();
    }
    house
}

fn outcomes(house: &House, id: EffectId) -> Vec<EffectOutcome> {
    let records = house.records().into_iter().flat_map(|(_, _, record)| record.parts);
    let events = records.flat_map(|part| part.events).map(|event| event.0);
    let outcomes = events.filter_map(|event| match event {
        Event::EffectFinished { id: ended, outcome } if ended == id => Some(outcome),
        _ => None,
    });
    outcomes.collect()
}

fn wait_for_retry(house: &mut House) {
    house.performed.clear();
    let mut waited = 0;
    while house.performed.is_empty() {
        let next = house.core.next_wake().expect("it is tried again");
        house.pass((next.micros() - house.now.micros()).max(0));
        house.step();
        waited += 1;
        assert!(waited < 50, "it is tried again");
    }
}

#[test]
fn a_reminder_is_delivered_once() {
    let mut house = House::new();
    tell(&mut house, ASSESSING);
    let receiver = Arc::new(Counting::new());
    let running = Running::of(house, Arc::clone(&receiver) as Arc<dyn Receiver>);
    running.advance_clock(at("2026-12-24T12:00:00Z")).unwrap();
    let delivered = receiver.delivered.lock().unwrap().clone();
    assert!(delivered.len() >= 3, "the ladder has several rungs: {delivered:?}");
    assert!(delivered.values().all(|count| *count == 1), "{delivered:?}");
    assert!(running.effects(&super::reader("drsy")).unwrap().is_empty(), "at rest");
}

#[test]
fn an_effect_that_was_not_recorded_as_done_is_handed_out_again_after_a_crash() {
    let house = reminded(true);
    let id = house.performed[0].notice.id;
    let house = house.restart();
    assert_eq!(house.performed.iter().filter(|perform| perform.notice.id == id).count(), 1);
}

#[test]
fn a_delivery_begun_at_a_receiver_that_does_not_deduplicate_is_a_persons_to_judge_after_a_crash() {
    let mut house = reminded(false);
    let Perform { stream, notice } = house.performed[0].clone();
    house.give_own(SystemPart::Dispatcher, Command::StartEffect { stream, id: notice.id });
    let House { disk, index, core, now, .. } = house;
    drop(core);
    disk.crash_losing_unsynced();
    let house = House::open_with(&disk, &index, now, false).unwrap();
    assert!(house.performed.iter().all(|perform| perform.notice.id != notice.id), "never a second letter");
    assert_eq!(outcomes(&house, notice.id), [EffectOutcome::Unknown]);
    let concerns = house.case(1).concerns;
    assert!(concerns.values().any(|concern| concern.because == "effect_outcome_unknown"), "{concerns:?}");
    let again = house.restart();
    assert_eq!(outcomes(&again, notice.id), [EffectOutcome::Unknown]);
}

#[test]
fn without_a_durable_start_nothing_is_sent_that_cannot_be_sent_twice() {
    let mut house = reminded(false);
    let effect = house.performed.remove(0);
    let receiver = Counting { deduplicates: false, ..Counting::new() };
    let done = perform(&receiver, &effect, |_| false);
    assert!(matches!(done, Deliver::Later));
    assert!(receiver.delivered.lock().unwrap().is_empty());
    let failing =
        Counting { deduplicates: false, failure: Some(Failure::Later("busy".to_owned())), ..Counting::new() };
    let Deliver::Ended(command) = perform(&failing, &effect, |_| true) else {
        panic!("it is not tried a second time")
    };
    assert!(matches!(*command, Command::FinishEffect { outcome: EffectOutcome::Unknown, .. }));
}

#[test]
fn a_receiver_that_fails_is_asked_again_ever_later_and_given_up_on_record() {
    let mut house = reminded(true);
    let Perform { stream, notice } = house.performed[0].clone();
    let id = notice.id;
    let mut waits = Vec::new();
    for attempt in 1.. {
        let then = house.now;
        house.give_quietly(vec![Input::TryLater { id, stream: stream.clone() }]);
        if !outcomes(&house, id).is_empty() {
            assert_eq!(attempt, 12);
            break;
        }
        loop {
            wait_for_retry(&mut house);
            if house.performed.iter().any(|perform| perform.notice.id == id) {
                break;
            }
            house.deliver();
        }
        waits.push((house.now.micros() - then.micros()) / 1_000_000);
    }
    assert_eq!(waits[..4], [30, 60, 120, 240]);
    assert!(waits.windows(2).all(|pair| pair[0] < pair[1]), "{waits:?}");
    assert_eq!(outcomes(&house, id), [EffectOutcome::GivenUp("not_delivered".to_owned())]);
    let concerns = house.case(1).concerns;
    assert!(concerns.values().any(|concern| concern.because == "effect_given_up"), "{concerns:?}");
}

#[test]
fn effects_are_held_with_the_clock_and_go_out_when_it_is_confirmed() {
    let mut house = House::new();
    tell(&mut house, ASSESSING);
    let hold = Command::HoldClock { because: "by_hand".to_owned() };
    house.give_own(SystemPart::Operator, hold);
    let give = Command::Delegate { case: FIRST, task: task("findings.1"), to: "kako".into(), note: None };
    house.run("lida", give);
    house.run("pasi", register("7805920000", "Bent Agger"));
    assert!(house.performed.is_empty());
    let pending = house.state(&case(1)).effects().len();
    assert!(pending > 0, "a colleague is to be told");
    assert_eq!(house.core.next_wake(), None);
    let house = house.restart();
    assert!(house.performed.is_empty(), "held at the start too");
    let mut house = house;
    house.run("drsy", Command::ConfirmClock);
    assert_eq!(house.performed.len(), pending);
}

#[test]
fn the_same_result_again_is_not_recorded_and_another_one_is_ignored_on_record() {
    let mut house = reminded(true);
    let Perform { stream, notice } = house.performed[0].clone();
    house.deliver();
    let head = house.core.head();
    let finish = |outcome| Command::FinishEffect { stream: stream.clone(), id: notice.id, outcome };
    house.give_own(SystemPart::Dispatcher, finish(EffectOutcome::Done));
    assert_eq!(house.core.head(), head);
    house.give_own(SystemPart::Dispatcher, finish(EffectOutcome::GivenUp("late".to_owned())));
    assert_eq!(house.core.head().position, head.position + 1);
    assert_eq!(outcomes(&house, notice.id), [EffectOutcome::Done]);
}
