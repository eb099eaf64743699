//! Disks that fail and fill up: what is said, and when work goes on.

use journal::{Disk, Fault};
use model::{Command, SystemPart};

use super::house::{BEGIN, House, SEGMENT_BYTES, index_of, new_directory, rows, simulated};
use super::script::{ASSESSING, register, tell};
use super::{FIRST, at, by, note};
use crate::answer::Rejected;
use crate::core::{Input, system};

fn long_note() -> Command {
    note(FIRST, &"æ".repeat(30 * 1024))
}

/// Short enough that another record joins its group.
fn shorter_note() -> Command {
    note(FIRST, &"æ".repeat(10 * 1024))
}

#[test]
fn after_a_failed_write_nothing_more_is_acknowledged_until_the_next_start() {
    let mut house = House::new();
    tell(&mut house, 3);
    let (disk, kept, now) = (house.disk.fork(), rows(&house.index), house.now);
    drop(house);
    let mut broken = 0;
    for operation in 0.. {
        let disk = disk.fork();
        let mut house = House::open(&disk, &index_of(&kept), now).unwrap();
        disk.fail_nth(operation, Fault::Io);
        let before = disk.operations();
        let answer = house.submit(by("pasi", register("7805920000", "Bent Agger")));
        let has_failed = disk.operations() - before > operation;
        disk.heal();
        if house.broken.is_some() {
            broken += 1;
            assert!(matches!(answer, Err(Rejected::ReadOnly { .. })), "{answer:?}");
            let head = house.core.head();
            for _ in 0..2 {
                let answer = house.submit(by("pasi", note(FIRST, "x")));
                assert!(matches!(answer, Err(Rejected::ReadOnly { .. })), "{answer:?}");
            }
            assert_eq!(house.core.head(), head);
            assert_eq!(house.core.next_wake(), None);
            assert!(house.core.broken().is_some());
            let House { index, core, .. } = house;
            drop(core);
            disk.kill();
            let mut house = House::open(&disk, &index, now).unwrap();
            house.run("pasi", note(FIRST, "efter genstart"));
        }
        if !has_failed {
            assert!(answer.is_ok());
            break;
        }
    }
    assert!(broken >= 4, "the key's slot and the record, each written and synced: {broken}");
}

/// A house whose next note needs a new segment.
fn at_the_end_of_a_segment(note: fn() -> Command) -> House {
    let mut house = House::new();
    tell(&mut house, ASSESSING);
    let (mut disk, mut kept) = (house.disk.fork(), rows(&house.index));
    for _ in 0..8 {
        let segments = house.disk.list("journal").unwrap().len();
        house.run("lida", note());
        if house.disk.list("journal").unwrap().len() > segments {
            return House::open(&disk, &index_of(&kept), house.now).unwrap();
        }
        (disk, kept) = (house.disk.fork(), rows(&house.index));
    }
    panic!("{SEGMENT_BYTES} bytes hold fewer notes");
}

#[test]
fn a_disk_too_full_for_a_new_segment_is_read_only_until_there_is_room() {
    let mut house = at_the_end_of_a_segment(long_note);
    let case = house.case(1);
    house.disk.fail_all(Fault::NoSpace);
    let head = house.core.head();
    for _ in 0..3 {
        let answer = house.submit(by("lida", long_note()));
        assert!(matches!(answer, Err(Rejected::ReadOnly { .. })), "{answer:?}");
        assert!(house.core.kept_streams().is_empty(), "what could not be committed leaves nothing behind");
    }
    assert_eq!((house.core.head(), &house.broken), (head, &None));
    assert!(house.core.shared().hindrance().is_some(), "and it says so");
    assert_eq!(house.case(1), case);
    house.disk.heal();
    house.run("lida", long_note());
    assert!(house.core.shared().hindrance().is_none());
    let house = house.restart();
    assert_eq!(house.case(1).version, case.version + 1);
}

#[test]
fn on_a_full_disk_timers_wait_and_do_not_spin() {
    let mut house = at_the_end_of_a_segment(long_note);
    house.disk.fail_all(Fault::NoSpace);
    assert!(house.submit(by("lida", long_note())).is_err());
    let wait = house.core.next_wake().expect("timers wait");
    assert!(wait.micros() >= house.now.micros() + 5_000_000);
    house.pass(60 * 24 * 3_600_000_000);
    house.disk.heal();
    let head = house.core.head().position;
    house.step();
    assert!(house.core.head().position > head, "they fire when there is room");
}

#[test]
fn a_hold_of_the_clock_that_found_no_room_is_recorded_before_any_timer_fires() {
    let mut house = at_the_end_of_a_segment(shorter_note);
    house.disk.fail_all(Fault::NoSpace);
    let note = Input::Submit { submission: Box::new(by("lida", shorter_note())), ticket: 1 };
    let hold = Command::HoldClock { because: "clock-jumped".to_owned() };
    house.give_quietly(vec![note, system(SystemPart::Clock, hold)]);
    assert!(!house.core.shared().is_held() && house.broken.is_none());
    house.disk.heal();
    house.pass(60 * 24 * 3_600_000_000);
    house.step();
    assert!(house.core.shared().is_held());
    assert!(
        house
            .records()
            .iter()
            .all(|(_, _, record)| record.recorded_at < house.now || record.command == "hold_clock")
    );
}

#[test]
fn wherever_the_disk_is_full_the_daemon_goes_on_or_says_that_it_cannot() {
    let house = at_the_end_of_a_segment(long_note);
    let (disk, kept, now) = (house.disk.fork(), rows(&house.index), house.now);
    drop(house);
    let (mut went_on, mut acknowledged) = (0, 0);
    for operation in 0.. {
        let disk = disk.fork();
        let index = index_of(&kept);
        let mut house = House::open(&disk, &index, now).unwrap();
        let head = house.core.head().position;
        disk.fail_nth(operation, Fault::NoSpace);
        let before = disk.operations();
        let answer = house.submit(by("lida", long_note()));
        let has_failed = disk.operations() - before > operation;
        disk.heal();
        match (&answer, &house.broken) {
            (Ok(_), None) => acknowledged += 1,
            (Err(Rejected::ReadOnly { .. }), None) => {
                went_on += 1;
                house.run("lida", long_note());
                assert_eq!(house.core.head().position, head + 1);
            }
            (Err(Rejected::ReadOnly { .. }), Some(_)) => {
                let core = house.core;
                drop(core);
                disk.kill();
                house = House::open(&disk, &index, now).unwrap();
                house.run("lida", note(FIRST, "efter genstart"));
            }
            other => panic!("{other:?}"),
        }
        let committed = house.core.head();
        drop(house);
        disk.crash_losing_unsynced();
        assert_eq!(House::open(&disk, &index, now).unwrap().core.head(), committed);
        if !has_failed {
            break;
        }
    }
    assert!(went_on > 0 && acknowledged > 0);
}

#[test]
fn what_is_larger_than_a_record_is_refused_and_nothing_breaks() {
    let (disk, index) = new_directory(simulated());
    let mut house = House::open_small(&disk, &index, at(BEGIN), 64 * 1024);
    tell(&mut house, 3);
    let answer = house.submit(by("pasi", long_note()));
    let Err(Rejected::Refused(refusal)) = answer else { panic!("{answer:?}") };
    assert_eq!(refusal.code, "text-too-long");
    let notes = (0..40).map(|_| by("pasi", note(FIRST, &"x".repeat(3_000)))).collect();
    assert!(house.submit_all(notes).iter().all(Result::is_ok), "many small ones are several groups");
}
