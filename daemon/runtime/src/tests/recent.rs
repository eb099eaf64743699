//! What the writer keeps of streams: always what the index has (every step of a house checks that), never what is erased.

use journal::Fault;
use model::{CitizenId, Command, StreamId, SystemPart};

use super::house::{House, index_of, rows};
use super::script::{ASSESSING, register, tell};
use super::{FIRST, by, case, note};
use crate::core::apply::Placed;

fn citizen() -> StreamId {
    StreamId::Citizen(CitizenId(1))
}

fn erase(stream: StreamId) -> Command {
    Command::Erase { stream, basis: "GDPR art. 17".to_owned() }
}

/// A house in which the case and its citizen are kept, the case opened.
fn assessing() -> House {
    let mut house = House::new();
    tell(&mut house, ASSESSING);
    house.run("lida", note(FIRST, "Aftalt på mødet."));
    let kept = house.core.kept_streams();
    assert!(kept[&case(1)] && kept.contains_key(&citizen()), "{kept:?}");
    house
}

#[test]
fn nothing_kept_outlives_an_erasure() {
    for erased in [case(1), citizen()] {
        let mut house = assessing();
        house.give_own(SystemPart::Operator, erase(erased.clone()));
        let kept = house.core.kept_streams();
        assert!(!kept.contains_key(&erased) && !kept.contains_key(&case(1)), "{kept:?}");
        assert!(house.submit(by("lida", note(FIRST, "x"))).is_err());
        assert!(!house.core.kept_streams().contains_key(&case(1)), "nor does it come back");
    }
}

#[test]
fn what_is_to_be_erased_is_kept_no_more_even_if_its_key_could_not_be_destroyed() {
    let mut house = assessing();
    let (disk, kept, now) = (house.disk.fork(), rows(&house.index), house.now);
    let mut ordered = 0;
    for operation in 0.. {
        let disk = disk.fork();
        house = House::open(&disk, &index_of(&kept), now).unwrap();
        house.run("lida", note(FIRST, "Endnu en aftale."));
        assert!(house.core.kept_streams()[&case(1)]);
        disk.fail_nth(operation, Fault::Io);
        let before = disk.operations();
        house.give_own(SystemPart::Operator, erase(case(1)));
        let has_failed = disk.operations() - before > operation;
        let stored = house.core.shared().applier.state(&case(1)).unwrap().unwrap();
        ordered += u32::from(has_failed && stored.is_erasing());
        // Where the new segment for the order could not be begun, nothing was ordered and nothing is broken.
        let is_refused = house.broken.is_none() && !stored.is_erasing();
        let is_kept = house.core.kept_streams().contains_key(&case(1));
        assert!(is_refused || !is_kept, "at operation {operation}");
        if !has_failed {
            break;
        }
    }
    assert!(ordered > 0, "some failure came between the order and the end");
}

#[test]
fn after_a_failed_commit_nothing_is_kept_and_work_goes_on_from_the_index() {
    for fault in [Fault::NoSpace, Fault::Io] {
        let mut house = assessing();
        let version = house.case(1).version;
        house.disk.fail_all(fault);
        assert!(house.submit(by("lida", note(FIRST, "blev ikke til noget"))).is_err());
        assert!(house.core.kept_streams().is_empty(), "{fault:?}");
        house.disk.heal();
        if house.broken.is_some() {
            house = house.restart();
        }
        house.run("lida", note(FIRST, "og videre"));
        house.run("pasi", register("7805920000", "Bent Agger"));
        let there = house.case(1);
        assert_eq!((there.version, there.notes.len()), (version + 1, 2), "{fault:?}");
    }
}

#[test]
fn an_index_that_could_not_be_brought_up_to_date_leaves_nothing_kept() {
    let mut house = assessing();
    let (position, hash, record) = house.records().pop().unwrap();
    let last = Placed { record, epoch: 1, position, hash: model::ContentHash(hash.0) };
    house.core.apply_again(&last);
    assert!(house.core.kept_streams().is_empty());
    house.run("lida", note(FIRST, "og videre"));
}
