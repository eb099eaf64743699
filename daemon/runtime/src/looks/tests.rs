//! Readers that come together share a sync, and nobody is answered before it.

use std::sync::Arc;
use std::thread;

use journal::{ClockMode, Disk, Fault, Looks, Manifest, Month, OpenOptions, SimulatedDisk, StoreId};
use model::{Actor, CaseId, PersonId, Private, Timestamp};

use super::{Look, LookLog, NotLogged};

fn log() -> (SimulatedDisk, Arc<LookLog>) {
    let disk = SimulatedDisk::new();
    let manifest = Manifest {
        store_id: StoreId([1; 16]),
        partition: 901,
        epoch: 1,
        clock: ClockMode::System,
        required: Vec::new(),
        optional: Vec::new(),
    };
    let options = OpenOptions { segment_bytes: 64 * 1024, ..OpenOptions::new(&manifest) };
    let shared: Arc<dyn Disk> = Arc::new(disk.clone());
    (disk, Arc::new(LookLog::new(Looks::create(shared, &options).unwrap())))
}

fn look(person: &str, case: u64) -> Look {
    Look {
        at: Timestamp::from_micros(1_000_000_000),
        actor: Actor::Person(PersonId::new(person)),
        cases: vec![CaseId(case)],
        citizen: None,
        purpose: Private::Sealed(vec![0; 96]),
        refused: false,
        what: "case".to_owned(),
    }
}

fn month() -> Month {
    Month::parse("2026-08").unwrap()
}

fn append(log: &Arc<LookLog>, look: Look) -> thread::JoinHandle<Result<(), NotLogged>> {
    let log = Arc::clone(log);
    thread::spawn(move || log.append(&look, "klage", &month()))
}

fn wait_until(is_so: impl Fn() -> bool) {
    while !is_so() {
        thread::yield_now();
    }
}

#[test]
fn readers_that_come_while_one_writes_share_the_next_sync() {
    let (disk, log) = log();
    log.append(&look("a", 0), "klage", &month()).unwrap();
    let begin = disk.operations();
    log.append(&look("a", 1), "klage", &month()).unwrap();
    let operations_of_a_group = disk.operations() - begin;

    let begin = disk.operations();
    let held = log.log();
    let first = append(&log, look("a", 2));
    wait_until(|| log.queue().is_writing);
    let others: Vec<_> = (3..23).map(|case| append(&log, look("b", case))).collect();
    wait_until(|| log.queue().waiting.len() == 20);
    assert!(
        !first.is_finished() && others.iter().all(|other| !other.is_finished()),
        "nobody is answered before"
    );
    drop(held);
    for reader in others.into_iter().chain([first]) {
        assert_eq!(reader.join().unwrap(), Ok(()));
    }
    assert_eq!(disk.operations() - begin, 2 * operations_of_a_group, "one for the first, one for all others");
    assert_eq!(log.newest(100, |_| true).unwrap().len(), 23);
}

#[test]
fn the_same_look_waits_for_the_first_one_and_fails_with_it() {
    let (disk, log) = log();
    log.append(&look("a", 0), "klage", &month()).unwrap();
    let held = log.log();
    let first = append(&log, look("a", 1));
    wait_until(|| log.queue().is_writing);
    let same = append(&log, look("a", 1));
    assert!(!same.is_finished());
    assert!(log.queue().waiting.is_empty(), "it is not logged twice");
    disk.fail_all(Fault::Io);
    drop(held);
    assert_eq!(first.join().unwrap(), Err(NotLogged));
    assert_eq!(same.join().unwrap(), Err(NotLogged));
    disk.heal();
    assert_eq!(
        log.append(&look("a", 1), "klage", &month()),
        Err(NotLogged),
        "never again after a failed sync"
    );
}

#[test]
fn what_is_remembered_has_a_bound() {
    let (_disk, log) = log();
    for case in 0..super::RECENT_MAX + 10 {
        let mut queue = log.queue();
        queue.add(&look("a", u64::try_from(case).unwrap()), "klage");
        assert!(queue.recent.len() <= super::RECENT_MAX);
    }
}

#[test]
fn a_clock_that_goes_back_makes_a_new_look() {
    let (_disk, log) = log();
    log.append(&look("a", 1), "klage", &month()).unwrap();
    let earlier = Look { at: Timestamp::from_micros(1), ..look("a", 1) };
    log.append(&earlier, "klage", &month()).unwrap();
    assert_eq!(log.newest(100, |_| true).unwrap().len(), 2);
}
