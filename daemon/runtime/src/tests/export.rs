//! State exports: what is filled from one is what the journal makes, whatever became of the file.

use std::sync::Arc;

use journal::{Disk, SimulatedDisk};
use model::{CitizenId, Command, StreamId, SystemPart};
use store::{Index, MapIndex};

use super::house::{House, Rows, open_on, rows};
use super::script::{ASSESSING, CPR, story, tell};
use crate::export::names;

/// A directory with a state export in the middle of its story.
fn exported() -> House {
    let mut house = House::new();
    tell(&mut house, 4);
    let made = house.core.export_state().unwrap().unwrap();
    assert_eq!(made.position, house.core.head().position);
    assert_eq!(made.rows, u64::try_from(rows(&house.index).0.len()).unwrap());
    for line in story().into_iter().skip(4) {
        house.run_to(line.at);
        house.run(line.by, line.command);
        house.deliver();
    }
    assert!(house.core.head().position > made.position);
    house
}

/// The index that a start makes of a directory that has none, and the position of the export that it began with.
fn filled(disk: &SimulatedDisk) -> (Rows, u64) {
    let index = Arc::new(MapIndex::new());
    let opened = open_on(&disk.fork(), &index, 3).unwrap();
    let head = opened.journal.head().position;
    assert_eq!(opened.loaded + opened.replayed, head, "all of it, from one or the other");
    (rows(&index), opened.loaded)
}

fn paths(disk: &SimulatedDisk) -> Vec<String> {
    names(disk).unwrap().into_iter().map(|(_, path)| path).collect()
}

#[test]
fn an_index_is_filled_from_the_newest_export_and_what_came_after() {
    let mut house = exported();
    let wanted = rows(&house.index);
    let (found, loaded) = filled(&house.disk);
    assert!(loaded > 0);
    assert!(found == wanted, "export and suffix are not what stands in the index");
    // The next export, and one more: the newest two are kept.
    for _ in 0..3 {
        house.run("lida", super::note(super::FIRST, "Ringet"));
        house.core.export_state().unwrap().unwrap();
    }
    assert_eq!(paths(&house.disk).len(), 2);
    let wanted = rows(&house.index);
    assert_eq!(filled(&house.disk), (wanted, house.core.head().position));
    assert_eq!(house.core.export_state().unwrap(), None, "nothing is new");
}

#[test]
fn two_exports_of_one_position_have_the_same_digest() {
    let house = exported();
    let there = house.core.export_state().unwrap().unwrap();
    let disk = house.disk.fork();
    for path in paths(&disk) {
        disk.remove(&path).unwrap();
    }
    let index = Arc::new(MapIndex::new());
    let core = crate::Core::new(open_on(&disk, &index, 4).unwrap(), Box::new(|_| true)).unwrap();
    let again = core.export_state().unwrap().unwrap();
    assert_eq!(again, there);
}

#[test]
fn a_damaged_export_is_passed_over_wherever_it_is_damaged() {
    let house = exported();
    let wanted = rows(&house.index);
    let [path] = paths(&house.disk).try_into().unwrap();
    let whole = house.disk.read_whole(&path, u64::MAX).unwrap();
    // Every byte of the header, of the first chunk's header and of the end; some of the rows.
    let ends = (0..100).chain(whole.len() - 50..whole.len());
    for place in ends.chain((100..whole.len() - 50).step_by(whole.len() / 200)) {
        let disk = house.disk.fork();
        let mut damaged = whole.clone();
        damaged[place] ^= 0x10;
        disk.write_whole(&path, &damaged).unwrap();
        let (found, loaded) = filled(&disk);
        assert_eq!(loaded, 0, "byte {place}");
        assert!(found == wanted, "byte {place}");
    }
    for length in [0, 1, 75, 76, 90, whole.len() / 2, whole.len() - 1] {
        let disk = house.disk.fork();
        disk.write_whole(&path, &whole[..length]).unwrap();
        assert_eq!(filled(&disk), (wanted.clone(), 0), "cut at {length}");
    }
    let disk = house.disk.fork();
    disk.write_whole(&path, &[whole.as_slice(), &[0]].concat()).unwrap();
    assert_eq!(filled(&disk), (wanted, 0), "a byte too many");
}

#[test]
fn with_a_damaged_newest_export_the_one_before_is_used() {
    let mut house = exported();
    house.run("lida", super::note(super::FIRST, "Ringet"));
    house.core.export_state().unwrap().unwrap();
    let [newest, before] = paths(&house.disk).try_into().unwrap();
    let size = house.disk.open_read(&newest).unwrap().size().unwrap();
    house.disk.open_write(&newest).unwrap().set_size(size - 1).unwrap();
    let (found, loaded) = filled(&house.disk);
    assert!(before.contains(&loaded.to_string()), "{before} {loaded}");
    assert!(found == rows(&house.index));
}

#[test]
fn an_export_of_another_directory_fold_or_format_is_passed_over() {
    let house = exported();
    let wanted = rows(&house.index);
    let [path] = paths(&house.disk).try_into().unwrap();
    let whole = house.disk.read_whole(&path, u64::MAX).unwrap();
    for (what, place) in
        [("format", 5), ("partition", 7), ("fold", 11), ("epoch", 15), ("store", 20), ("hash", 50)]
    {
        let mut other = whole.clone();
        other[place] += 1;
        let checksum = crc32c::crc32c(&other[..72]);
        other[72..76].copy_from_slice(&checksum.to_be_bytes());
        let disk = house.disk.fork();
        disk.write_whole(&path, &other).unwrap();
        let (found, loaded) = filled(&disk);
        assert_eq!(loaded, 0, "{what}");
        assert!(found == wanted, "{what}");
    }
}

#[test]
fn a_journal_that_ends_before_an_export_was_cut_and_is_refused() {
    let house = House::new();
    let before = house.disk.fork();
    let mut house = house;
    tell(&mut house, 4);
    house.core.export_state().unwrap().unwrap();
    let [path] = paths(&house.disk).try_into().unwrap();
    let whole = house.disk.read_whole(&path, u64::MAX).unwrap();
    before.create_dir("exports").unwrap();
    before.write_whole(&path, &whole).unwrap();
    let error = open_on(&before, &Arc::new(MapIndex::new()), 3).err().unwrap();
    assert!(error.to_string().contains("journal verify"), "{error}");
}

#[test]
fn an_erasure_leaves_no_export_with_the_number() {
    let mut house = House::new();
    tell(&mut house, ASSESSING);
    house.core.export_state().unwrap().unwrap();
    let range = {
        let applier = &house.core.shared().applier;
        applier.keys.attributes(b"cpr", &applier.blinding.blind(CPR.as_bytes())).range()
    };
    assert_eq!(house.index.scan(&range.from, &range.to, 9).unwrap().len(), 1);
    let stream = StreamId::Citizen(CitizenId(1));
    house.give_own(SystemPart::Operator, Command::Erase { stream, basis: "GDPR art. 17".to_owned() });
    assert_eq!(paths(&house.disk), Vec::<String>::new());
    let made = house.core.export_state().unwrap().unwrap();
    assert_eq!(made.position, house.core.head().position);
    let (found, loaded) = filled(&house.disk);
    assert_eq!(loaded, made.position);
    assert!(found.0.range(range.from..range.to).next().is_none());
}

#[test]
fn an_export_that_was_begun_before_an_erasure_is_not_kept() {
    let house = exported();
    for path in paths(&house.disk) {
        house.disk.remove(&path).unwrap();
    }
    let shared = house.core.shared();
    let erased_meanwhile = || {
        shared.exports.forget().unwrap();
        true
    };
    shared.exports.forget().unwrap();
    assert_eq!(shared.export_state(&erased_meanwhile).unwrap(), None);
    assert_eq!(paths(&house.disk), Vec::<String>::new());
    assert!(house.disk.list("exports").unwrap().is_empty(), "nor what was begun");
}

#[test]
fn an_export_that_is_given_up_or_finds_no_room_leaves_nothing() {
    let mut house = exported();
    let shared = house.core.shared();
    let before = paths(&house.disk);
    house.run("lida", super::note(super::FIRST, "Ringet"));
    assert_eq!(shared.export_state(&|| false).unwrap(), None);
    for nth in 0..12 {
        house.disk.fail_nth(nth, journal::Fault::NoSpace);
        let made = shared.export_state(&|| true);
        house.disk.heal();
        if made.is_ok() {
            break;
        }
        assert_eq!(paths(&house.disk), before, "{nth}");
    }
    house.run("lida", super::note(super::FIRST, "Ringet igen"));
    assert!(house.broken.is_none(), "nobody's command suffers from it");
    shared.export_state(&|| true).unwrap().unwrap();
    let (found, _) = filled(&house.disk);
    assert!(found == rows(&house.index));
}

#[test]
fn an_index_that_was_being_filled_when_the_power_failed_is_filled_anew() {
    let house = exported();
    let wanted = rows(&house.index);
    let disk = house.disk.fork();
    let half = Arc::new(MapIndex::new());
    let some = wanted.0.clone().into_iter().take(wanted.0.len() / 2).map(Ok);
    half.load(vec![Box::new(some)], 0).unwrap();
    half.checkpoint().unwrap();
    let opened = open_on(&disk, &half, 3).unwrap();
    assert!(opened.rebuilt_because.is_some_and(|because| because.contains("being filled")));
    assert!(opened.loaded > 0);
    assert!(rows(&half) == wanted);
}
