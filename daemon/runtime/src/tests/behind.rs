//! An index that is written behind: readers notice nothing, a crash loses nothing, an erasure waits for nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use journal::SimulatedDisk;
use model::{CitizenId, Command, StreamId, SystemPart};
use store::{Batch, Error, Index, MapIndex, Row, Snapshot};

use super::house::{House, Rows, index_of, open_on, rows};
use super::script::{ASSESSING, CPR, story, tell};
use super::{FIRST, by, note};
use crate::answer::Rejected;

/// A house whose index lags by up to five records.
fn behind() -> House {
    let House { disk, index, core, now, .. } = House::new();
    drop(core);
    House::open_behind(&disk, &index, now, Arc::clone(&index))
}

/// What readers see.
fn seen(house: &House) -> Rows {
    rows(&house.core.shared().applier.index)
}

/// What the index holds after a start on a disk, and how many records it had to catch up with.
fn caught_up(disk: &SimulatedDisk, index: &Arc<MapIndex>) -> (Rows, u64) {
    let replayed = open_on(disk, index, 3).unwrap().replayed;
    (rows(index), replayed)
}

#[test]
fn a_crash_with_a_lagging_index_is_caught_up_to_the_same_bytes() {
    let (mut plain, mut house) = (House::new(), behind());
    let mut lagged = 0;
    for line in story() {
        for house in [&mut plain, &mut house] {
            house.run_to(line.at);
            house.run(line.by, line.command.clone());
            house.deliver();
        }
        assert_eq!(seen(&house).1, house.core.head().position, "readers see every acknowledged record");
        let disk = house.disk.fork();
        disk.crash_losing_unsynced();
        let below = rows(&house.index);
        let (after, replayed) = caught_up(&disk, &index_of(&below));
        assert!(after == seen(&house), "the index caught up from position {}", below.1);
        assert_eq!(replayed, house.core.head().position - below.1);
        assert!(replayed <= 10, "{replayed} records behind");
        lagged += u32::from(replayed > 0);
    }
    assert!(lagged > 5, "it lagged most of the time");
    assert_eq!(plain.case(1).steps, house.case(1).steps, "and decides the same");
}

#[test]
fn a_clean_stop_leaves_nothing_to_catch_up_with() {
    let mut house = behind();
    tell(&mut house, ASSESSING);
    let mut lag = 0;
    for number in 0..5 {
        house.run("lida", note(FIRST, &format!("Aftale {number}")));
        lag = seen(&house).1 - rows(&house.index).1;
        if lag > 1 {
            break;
        }
    }
    assert!(lag > 1, "something waits");
    let wanted = seen(&house);
    let House { disk, index, core, .. } = house;
    core.close().unwrap();
    index.lose_unsynced(usize::MAX);
    let (found, replayed) = caught_up(&disk, &index);
    assert!(found == wanted && replayed == 0, "{replayed} records were missing");
}

#[test]
fn the_number_of_an_erased_citizen_is_on_no_disk_before_their_key_is_gone() {
    // Wherever the erasure falls between two writes of the index.
    for notes in 0..5 {
        erased_after(notes);
    }
}

fn erased_after(notes: u32) {
    let mut house = behind();
    tell(&mut house, ASSESSING);
    for number in 0..notes {
        house.run("lida", note(FIRST, &format!("Aftale {number}")));
    }
    let range = {
        let applier = &house.core.shared().applier;
        applier.keys.attributes(b"cpr", &applier.blinding.blind(CPR.as_bytes())).range()
    };
    let found = |index: &dyn Index| index.scan(&range.from, &range.to, 9).unwrap().len();
    house.index.checkpoint().unwrap();
    assert_eq!(found(&house.core.shared().applier.index), 1);
    let stream = StreamId::Citizen(CitizenId(1));
    house.give_own(SystemPart::Operator, Command::Erase { stream, basis: "GDPR art. 17".to_owned() });
    assert_eq!(found(&house.core.shared().applier.index), 0, "no reader finds it");
    house.index.lose_unsynced(usize::MAX);
    assert_eq!(found(&house.index), 0, "nor does it come back after a power cut");
    let House { disk, index, core, .. } = house;
    let wanted = rows(&core.shared().applier.index);
    drop(core);
    assert!(caught_up(&disk, &index).0 == wanted, "the index caught up");
}

#[test]
fn an_index_that_came_back_from_before_its_checkpoint_is_made_anew() {
    let mut house = House::new();
    tell(&mut house, 3);
    let early = rows(&house.index);
    tell_rest(&mut house);
    let wanted = rows(&house.index);
    let House { disk, core, .. } = house;
    core.close().unwrap();
    disk.kill();
    let index = index_of(&early);
    let opened = open_on(&disk, &index, 3).unwrap();
    assert!(opened.rebuilt_because.is_some_and(|because| because.contains("had confirmed")));
    assert!(rows(&index) == wanted);
}

fn tell_rest(house: &mut House) {
    for line in story().into_iter().skip(3) {
        house.run_to(line.at);
        house.run(line.by, line.command);
    }
}

/// An index whose disk is full from some moment on.
struct Full(Arc<MapIndex>, Arc<AtomicBool>);

impl Index for Full {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        self.0.get(key)
    }

    fn scan(&self, from: &[u8], to: &[u8], limit: usize) -> Result<Vec<Row>, Error> {
        self.0.scan(from, to, limit)
    }

    fn scan_back(&self, from: &[u8], to: &[u8], limit: usize) -> Result<Vec<Row>, Error> {
        self.0.scan_back(from, to, limit)
    }

    fn commit(&self, batch: Batch) -> Result<(), Error> {
        if self.1.load(Ordering::SeqCst) { Err(Error::Full) } else { self.0.commit(batch) }
    }

    fn applied(&self) -> Result<u64, Error> {
        self.0.applied()
    }

    fn checkpoint(&self) -> Result<(), Error> {
        self.0.checkpoint()
    }

    fn size_bytes(&self) -> Result<u64, Error> {
        self.0.size_bytes()
    }

    fn snapshot(&self) -> Result<Box<dyn Snapshot + '_>, Error> {
        self.0.snapshot()
    }
}

#[test]
fn an_index_that_cannot_be_written_stops_the_acknowledgements_within_the_bound() {
    let House { disk, index, core, now, .. } = House::new();
    drop(core);
    let is_full = Arc::new(AtomicBool::new(false));
    let mut house = House::open_behind(&disk, &index, now, Full(Arc::clone(&index), Arc::clone(&is_full)));
    tell(&mut house, ASSESSING);
    is_full.store(true, Ordering::SeqCst);
    let refused = (0..20).find_map(|number| {
        house.submit(by("lida", note(FIRST, &format!("Note {number}")))).err().map(|error| (number, error))
    });
    let (acknowledged, error) = refused.expect("the writer must not run away from its index");
    assert!(matches!(error, Rejected::ReadOnly { .. }), "{error:?}");
    assert!(house.broken.as_ref().is_some_and(|because| because.contains("full")), "{:?}", house.broken);
    assert!(acknowledged <= 5, "{acknowledged} more were acknowledged");
    let House { disk, index, core, now, .. } = house;
    drop(core);
    let house = House::open(&disk, &index, now).unwrap();
    assert!(house.case(1).notes.len() >= acknowledged, "what was acknowledged is there");
}
