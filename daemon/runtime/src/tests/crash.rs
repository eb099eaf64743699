//! Power cuts between any two commands: what was acknowledged is there, and an index that forgot catches up.

use std::sync::Arc;

use journal::{Kept, SimulatedDisk, Unsynced};
use model::CaseId;
use store::MapIndex;

use super::house::{House, Rows, index_of, new_directory, open_on, rows, simulated};
use super::script::{complete, consents, register, story, tell};
use super::{Seeded, by, note};

/// The disk and the rows of the index after some command.
struct Moment {
    disk: SimulatedDisk,
    rows: Rows,
    head: journal::Head,
    now: model::Timestamp,
    has_case: bool,
}

/// The whole story, with a moment after every line, and in the middle of the waits between them.
fn moments() -> Vec<Moment> {
    let mut house = House::new();
    let mut moments = Vec::new();
    let mut keep = |house: &House, has_case| {
        moments.push(Moment {
            disk: house.disk.fork(),
            rows: rows(&house.index),
            head: house.core.head(),
            now: house.now,
            has_case,
        });
    };
    keep(&house, false);
    for (number, line) in story().into_iter().enumerate() {
        house.run_to(line.at);
        keep(&house, number > 1);
        house.run(line.by, line.command);
        keep(&house, number > 0);
        house.deliver();
    }
    moments
}

fn keep_at_random(seeded: &mut Seeded, unsynced: Unsynced) -> Kept {
    match (seeded.below(5), unsynced) {
        (0, Unsynced::Sector { bytes, .. }) => {
            Kept::Torn { bytes: usize::try_from(seeded.below(u64::try_from(bytes).unwrap())).unwrap() }
        }
        (0..=2, _) => Kept::Nothing,
        _ => Kept::Whole,
    }
}

fn opens_as(moment: &Moment, disk: &SimulatedDisk, index: &Arc<MapIndex>) {
    {
        let opened = open_on(disk, index, 3).unwrap();
        assert_eq!(opened.journal.head(), moment.head, "what was acknowledged is there");
    }
    assert_eq!(rows(index), moment.rows, "the index caught up to the same bytes");
    let mut house = House::open(disk, index, moment.now).unwrap();
    if moment.has_case {
        house.run("pasi", note(CaseId(1), "og videre"));
    }
    assert!(house.broken.is_none());
}

#[test]
fn after_any_command_a_power_cut_loses_nothing_that_was_acknowledged() {
    for moment in moments() {
        let disk = moment.disk.fork();
        disk.crash_losing_unsynced();
        opens_as(&moment, &disk, &index_of(&moment.rows));
    }
}

#[test]
fn after_any_command_a_power_cut_that_keeps_some_of_the_rest_loses_nothing_either() {
    let mut seeded = Seeded(77);
    for moment in moments() {
        for _ in 0..3 {
            let disk = moment.disk.fork();
            disk.crash(|unsynced| keep_at_random(&mut seeded, unsynced));
            opens_as(&moment, &disk, &index_of(&moment.rows));
        }
    }
}

#[test]
fn an_index_that_forgot_some_or_all_commits_catches_up_to_the_same_bytes() {
    let moments = moments();
    let mut seeded = Seeded(91);
    for (place, moment) in moments.iter().enumerate() {
        let earlier = usize::try_from(seeded.below(u64::try_from(place + 1).unwrap())).unwrap();
        for index in [index_of(&moments[earlier].rows), Arc::new(MapIndex::new())] {
            let disk = moment.disk.fork();
            disk.crash_losing_unsynced();
            opens_as(moment, &disk, &index);
        }
    }
}

#[test]
fn a_crash_in_the_middle_of_a_command_leaves_it_whole_or_not_at_all() {
    let mut house = House::new();
    tell(&mut house, 4);
    let head = house.core.head();
    let (disk, kept) = (house.disk.fork(), rows(&house.index));
    let now = house.now;
    drop(house);
    let mut unwritten = 0;
    for operation in 0.. {
        let disk = disk.fork();
        let mut house = House::open(&disk, &index_of(&kept), now).unwrap();
        disk.fail_nth(operation, journal::Fault::Io);
        let before = disk.operations();
        let answer = house.submit(by("lida", complete("permission", consents())));
        let has_failed = disk.operations() - before > operation;
        drop(house);
        disk.crash(|unsynced| keep_at_random(&mut Seeded(operation + 1), unsynced));
        let house = House::open(&disk, &index_of(&kept), now).unwrap();
        let is_there = house.core.head().position > head.position;
        let is_done = !house.case(1).steps["permission"].is_active();
        assert_eq!(is_there, is_done, "whole or not at all, at operation {operation}");
        assert!(is_there || answer.is_err(), "acknowledged at operation {operation} and lost");
        unwritten += u32::from(!is_there);
        if !has_failed {
            assert!(answer.is_ok(), "no operation failed");
            break;
        }
    }
    assert!(unwritten > 0, "some operation failed before the record was there");
}

#[test]
fn an_index_of_another_fold_or_another_store_is_built_anew() {
    let mut house = House::new();
    tell(&mut house, 3);
    let wanted = rows(&house.index);
    let disk = house.disk.fork();
    drop(house);
    let keys = store::Keys::new(901);
    for row in [keys.meta(b"fold"), keys.meta(b"store")] {
        let mut other = wanted.clone();
        other.0.insert(row, vec![9; 4]);
        other.0.insert(keys.attribute(b"holds", b"lida", b"nonsense"), Vec::new());
        let index = index_of(&other);
        let disk = disk.fork();
        let opened = open_on(&disk, &index, 3).unwrap();
        assert!(opened.rebuilt_because.is_some());
        assert_eq!(opened.replayed, opened.journal.head().position);
        drop(opened);
        assert_eq!(rows(&index), wanted);
    }
}

#[test]
fn an_index_ahead_of_the_journal_is_damage() {
    let mut house = House::new();
    tell(&mut house, 2);
    let (early, now) = (house.disk.fork(), house.now);
    house.run("pasi", register("7805920000", "Anden Borger"));
    let late = rows(&house.index);
    drop(house);
    early.crash_losing_unsynced();
    let error = House::open(&early, &index_of(&late), now).err().expect("the journal lost a record");
    assert!(error.to_string().contains("helhed journal verify"), "{error}");
}

#[test]
fn a_second_start_on_the_same_directory_is_refused() {
    let (disk, index) = new_directory(simulated());
    let first = open_on(&disk, &index, 3).unwrap();
    let error = open_on(&disk, &index, 3).err().expect("it is locked");
    assert!(error.to_string().contains("another daemon"), "{error}");
    drop(first);
    open_on(&disk, &index, 3).unwrap();
}
