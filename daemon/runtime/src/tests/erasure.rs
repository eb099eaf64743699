//! Erasing a person or a case: the values are gone everywhere, the chain stays whole, others are untouched.

use std::sync::Arc;

use engine::StreamState;
use journal::{Disk, Manifest, verify};
use model::privates::Privates;
use model::{CitizenId, Command, Private, StreamId, SystemPart};
use store::{Index, MapIndex};

use super::house::{House, index_of, open_on, rows};
use super::script::{ASSESSING, CPR, complete_in, open_case, receive, register, tell};
use super::{case, note};

const OTHER_CPR: &str = "7805920000";

fn citizen(number: u64) -> StreamId {
    StreamId::Citizen(CitizenId(number))
}

/// Two citizens with a case each.
fn two_people() -> House {
    let mut house = House::new();
    tell(&mut house, ASSESSING);
    house.run("pasi", register(OTHER_CPR, "Bent Agger"));
    house.run("pasi", open_case(2, "2026-08-10"));
    house.run("pasi", complete_in(2, "receive", receive()));
    house
}

fn erase(house: &mut House, stream: StreamId) {
    house.give_own(SystemPart::Operator, Command::Erase { stream, basis: "GDPR art. 17".to_owned() });
}

fn privates(mut state: StreamState) -> Vec<Private> {
    let mut privates = Vec::new();
    state.each_private(&mut |private| privates.push(private.clone()));
    privates
}

fn is_erased(house: &House, stream: &StreamId) -> bool {
    let privates = privates(house.state(stream));
    assert!(!privates.is_empty(), "{stream} has personal values");
    privates.iter().all(Private::is_erased)
}

fn finds(house: &House, cpr: &str) -> bool {
    let applier = &house.core.shared().applier;
    let range = applier.keys.attributes(b"cpr", &applier.blinding.blind(cpr.as_bytes())).range();
    !applier.index.scan(&range.from, &range.to, 10).unwrap().is_empty()
}

fn is_whole(house: &House) -> bool {
    let manifest = Manifest::load(&house.disk, crate::REQUIRED).unwrap();
    verify(&house.disk, &manifest, Some(&house.core.head())).unwrap().is_whole()
}

#[test]
fn a_case_is_erased_and_its_citizen_is_not() {
    let mut house = two_people();
    erase(&mut house, case(1));
    assert!(is_erased(&house, &case(1)));
    assert!(!privates(house.state(&citizen(1))).iter().any(Private::is_erased));
    assert!(!privates(house.state(&case(2))).iter().any(Private::is_erased));
    assert!(finds(&house, CPR));
    let state = house.case(1);
    assert_eq!((state.erased, state.is_open()), (true, false));
    assert_eq!(state.opened_at.to_string(), "2026-08-03T07:20:00Z", "structure and dates stand");
    assert!(is_whole(&house));
    assert!(house.submit(super::by("lida", note(super::FIRST, "x"))).is_err());
}

#[test]
fn a_citizen_is_erased_with_every_case_and_others_are_untouched() {
    let mut house = two_people();
    erase(&mut house, citizen(1));
    assert!(is_erased(&house, &case(1)) && is_erased(&house, &citizen(1)));
    assert!(!finds(&house, CPR) && finds(&house, OTHER_CPR));
    for stream in [case(2), citizen(2)] {
        assert!(!privates(house.state(&stream)).iter().any(Private::is_erased), "{stream}");
    }
    assert!(is_whole(&house));
    house.run("pasi", note(model::CaseId(2), "Arbejdet går videre"));
    let house = house.restart();
    assert!(is_erased(&house, &citizen(1)));
    assert_eq!(house.core.next_wake().is_some(), has_timers(&house), "erased cases wait for nothing");
}

fn has_timers(house: &House) -> bool {
    let range = house.core.shared().applier.keys.timers().range();
    !house.index.scan(&range.from, &range.to, 1).unwrap().is_empty()
}

#[test]
fn nothing_on_the_disk_opens_what_was_erased() {
    let mut house = two_people();
    let before: Vec<_> = house.records();
    erase(&mut house, citizen(1));
    let sealer = Arc::clone(&house.core.shared().sealer);
    let mut opened = 0;
    for (_, _, mut record) in before {
        record.parts.retain(|part| part.stream == case(1) || part.stream == citizen(1));
        for part in &mut record.parts {
            for event in &mut part.events {
                sealer.open(&mut event.0).unwrap();
                event.0.each_private(&mut |private| {
                    assert!(private.is_erased());
                    opened += 1;
                });
            }
        }
        if !record.parts.is_empty() {
            assert!(sealer.open_text(&record.command_sealed).unwrap().is_erased(), "the command as given");
        }
    }
    assert!(opened >= 5, "{opened}");
}

#[test]
fn a_crash_between_the_order_and_the_end_is_completed_at_the_next_start() {
    let mut house = two_people();
    let (disk, kept, now) = (house.disk.fork(), rows(&house.index), house.now);
    erase(&mut house, citizen(1));
    let wanted = house.records().into_iter().map(|(_, _, record)| record.command).collect::<Vec<_>>();
    drop(house);
    let (mut unfinished, mut unordered) = (0, 0);
    for operation in 0.. {
        let disk = disk.fork();
        let index = index_of(&kept);
        let mut house = House::open(&disk, &index, now).unwrap();
        disk.fail_nth(operation, journal::Fault::Io);
        let before = disk.operations();
        let outputs = house.core.step(
            vec![crate::core::system(
                SystemPart::Operator,
                Command::Erase { stream: citizen(1), basis: "GDPR art. 17".to_owned() },
            )],
            house.reading(),
        );
        let has_failed = disk.operations() - before > operation;
        drop((outputs, house));
        disk.crash_losing_unsynced();
        index.lose_unsynced(usize::MAX);
        {
            // What recovery finds before the work is taken up.
            let opened = open_on(&disk, &index, 3).unwrap();
            let state = opened.applier.state(&citizen(1)).unwrap().unwrap();
            match state {
                StreamState::Citizen(state) if state.erasing && !state.erased => unfinished += 1,
                StreamState::Citizen(state) if !state.erasing => unordered += 1,
                _ => {}
            }
        }
        let house = House::open(&disk, &index, now).unwrap();
        let commands: Vec<_> = house.records().into_iter().map(|(_, _, record)| record.command).collect();
        let was_ordered = commands.iter().any(|command| command == "erase");
        if was_ordered {
            assert_eq!(commands, wanted, "at operation {operation}");
            assert!(commands.ends_with(&["erase", "finish_erasure", "finish_erasure"].map(str::to_owned)));
            assert!(is_erased(&house, &case(1)) && is_erased(&house, &citizen(1)));
            assert!(!finds(&house, CPR));
        } else {
            assert!(!is_erased(&house, &citizen(1)) && finds(&house, CPR));
        }
        assert!(is_whole(&house));
        if !has_failed {
            break;
        }
    }
    assert!(unfinished > 0 && unordered > 0, "{unfinished} were completed, {unordered} never ordered");
}

#[test]
fn an_index_that_forgot_the_order_does_not_find_the_person_again() {
    let mut house = two_people();
    house.index.checkpoint().unwrap();
    erase(&mut house, citizen(1));
    let wanted = rows(&house.index);
    let House { disk, index, core, .. } = house;
    drop(core);
    disk.crash_losing_unsynced();
    index.lose_unsynced(usize::MAX);
    drop(open_on(&disk, &index, 3).unwrap());
    assert_eq!(rows(&index), wanted);
    let fresh = Arc::new(MapIndex::new());
    drop(open_on(&disk, &fresh, 3).unwrap());
    assert_eq!(rows(&fresh), wanted);
}

#[test]
fn the_erased_list_names_the_keys() {
    let mut house = two_people();
    erase(&mut house, citizen(1));
    let list = Disk::read_whole(&house.disk, "erased.list", 4096).unwrap();
    assert_eq!(String::from_utf8(list).unwrap().lines().count(), 3, "a head, the case, the citizen");
}
