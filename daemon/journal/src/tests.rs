//! The promises of the journal, on a simulated disk.

mod copy;
mod crash;
mod damage;
mod files;
mod golden;
mod sealing;

use std::sync::Arc;

use crate::chance::Chance;
use crate::disk::SimulatedDisk;
use crate::{Disk, Error, Head, Journal, LogKind, OpenOptions, Record, Recovery, StoreId};

pub(crate) const STORE: StoreId = StoreId(*b"sixteen byte id.");
const SEGMENT_BYTES: u32 = 8192;

pub(crate) fn options() -> OpenOptions {
    OpenOptions {
        store_id: STORE,
        partition: 3,
        epoch: 2,
        known: None,
        segment_bytes: SEGMENT_BYTES,
        reads_everything: false,
    }
}

pub(crate) fn disk_of(disk: &SimulatedDisk) -> Arc<dyn Disk> {
    Arc::new(disk.clone())
}

pub(crate) fn open(disk: &SimulatedDisk) -> Result<(Journal, Recovery), Error> {
    Journal::open(disk_of(disk), &options())
}

pub(crate) fn group(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// A journal with one group for each list of texts.
pub(crate) fn journal_with(groups: &[&[&str]]) -> (SimulatedDisk, Journal) {
    let disk = SimulatedDisk::new();
    let mut journal = Journal::create(disk_of(&disk), &options()).unwrap();
    for texts in groups {
        journal.append(&group(texts)).unwrap();
    }
    (disk, journal)
}

pub(crate) fn read_all(journal: &Journal) -> Vec<Record> {
    journal.reader().records(1).collect::<Result<_, _>>().unwrap()
}

pub(crate) fn texts(journal: &Journal) -> Vec<String> {
    read_all(journal).into_iter().map(|record| String::from_utf8(record.payload).unwrap()).collect()
}

/// Repeats itself for a seed (xorshift64*).
pub(crate) struct Seeded(pub(crate) u64);

impl Seeded {
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16) % bound
    }

    pub(crate) fn below_usize(&mut self, bound: usize) -> usize {
        crate::bytes::narrow(self.below(crate::bytes::wide(bound)))
    }
}

impl Chance for Seeded {
    fn fill(&mut self, bytes: &mut [u8]) -> std::io::Result<()> {
        for byte in bytes {
            *byte = u8::try_from(self.below(256)).unwrap();
        }
        Ok(())
    }
}

#[test]
fn what_was_appended_is_read_after_opening_again() {
    let (disk, journal) = journal_with(&[&["one"], &["two", "three"], &["four"]]);
    let head = journal.head();
    let records = read_all(&journal);
    drop(journal);

    let (mut journal, recovery) = open(&disk).unwrap();
    assert_eq!((recovery.cut, recovery.was_clean, recovery.records_read), (None, false, 4));
    assert_eq!(journal.head(), head);
    assert_eq!(read_all(&journal), records);
    let appended = journal.append(&group(&["five"])).unwrap();
    assert_eq!(appended[0].position, 5);
    assert_eq!(journal.reader().read(5).unwrap().hash, appended[0].hash);
    assert_eq!(texts(&journal), ["one", "two", "three", "four", "five"]);
}

#[test]
fn an_empty_journal_begins_at_position_one_with_a_hash_of_its_store() {
    let (disk, journal) = journal_with(&[]);
    let genesis = LogKind::Journal.genesis(STORE);
    assert_eq!(journal.head(), Head { epoch: 2, position: 0, hash: genesis });
    assert!(texts(&journal).is_empty());
    let (mut journal, recovery) = open(&disk).unwrap();
    assert_eq!(recovery.head, journal.head());
    assert_eq!(journal.append(&[]).unwrap(), []);
    assert_eq!(journal.append(&group(&["first"])).unwrap()[0].position, 1);
}

#[test]
fn records_are_read_across_segments_by_position_and_in_order() {
    let (disk, mut journal) = journal_with(&[]);
    let mut appended = Vec::new();
    for count in 0..200_usize {
        let payloads: Vec<_> =
            (0..=count % 3).map(|part| vec![u8::try_from(count).unwrap(); 100 + part]).collect();
        appended.extend(journal.append(&payloads).unwrap());
    }
    let early = journal.reader();
    assert!(disk.list("journal").unwrap().len() > 5, "several segments");
    for journal in [journal, open(&disk).unwrap().0] {
        let reader = journal.reader();
        for expected in &appended {
            let record = reader.read(expected.position).unwrap();
            assert_eq!((record.position, record.hash), (expected.position, expected.hash));
        }
        for from in [0, 1, 2, 77, 399, 400] {
            let read: Vec<_> = reader.records(from).map(|record| record.unwrap().hash).collect();
            let expected: Vec<_> =
                appended.iter().filter(|it| it.position >= from).map(|it| it.hash).collect();
            assert_eq!(read, expected, "from {from}");
        }
        assert!(reader.records(journal.head().position + 1).next().is_none());
        let beyond = reader.read(journal.head().position + 1);
        assert!(matches!(beyond, Err(Error::NoSuchRecord { .. })));
        assert!(matches!(reader.read(0), Err(Error::NoSuchRecord { .. })));
    }
    assert_eq!(early.head().position, appended.last().unwrap().position);
}

#[test]
fn a_reader_sees_what_is_appended_after_it_was_made() {
    let (_disk, mut journal) = journal_with(&[&["one"]]);
    let reader = journal.reader();
    let before = reader.records(1);
    journal.append(&group(&["two"])).unwrap();
    assert_eq!(before.count(), 1, "a walk ends at the head as it was");
    assert_eq!(reader.read(2).unwrap().payload, b"two");
}

#[test]
fn a_clean_stop_reads_from_the_checkpoint_and_its_marker_is_used_once() {
    let (disk, mut journal) = journal_with(&[]);
    for _ in 0..30 {
        journal.append(&[vec![1; 1000]]).unwrap();
    }
    let head = journal.head();
    journal.close().unwrap();
    let (journal, recovery) = open(&disk).unwrap();
    assert!(recovery.was_clean);
    assert!(recovery.records_read < 10, "only the last segment is read");
    assert_eq!(recovery.checkpoint, Some(head.clone()));
    assert_eq!(journal.head(), head);
    assert!(!open(&disk).unwrap().1.was_clean);
    assert_eq!(texts(&journal).len(), 30);
}

#[test]
fn the_positions_of_a_raised_epoch_follow_the_old_ones() {
    let (disk, journal) = journal_with(&[&["before the restore"]]);
    drop(journal);
    let restored = OpenOptions { epoch: 3, ..options() };
    let (mut journal, _) = Journal::open(disk_of(&disk), &restored).unwrap();
    assert_eq!(journal.head().epoch, 2);
    journal.append(&group(&["after it"])).unwrap();
    assert_eq!(journal.head().epoch, 3);
    let epochs: Vec<_> = read_all(&journal).iter().map(|record| record.epoch).collect();
    assert_eq!(epochs, [2, 3]);
    assert!(
        matches!(open(&disk), Err(Error::Damaged(_))),
        "a directory of the old epoch refuses the new frames"
    );
}

#[test]
fn what_cannot_be_written_is_refused_and_the_journal_goes_on() {
    let (_disk, mut journal) = journal_with(&[]);
    for payloads in [vec![vec![]], vec![vec![0; crate::RECORD_BYTES_MAX + 1]], vec![vec![0; 3000]; 2]] {
        assert!(matches!(journal.append(&payloads), Err(Error::Size { .. })));
    }
    journal.append(&[vec![0; 8192 - 4096 - 44]]).expect("a record may fill a segment to the last byte");
    journal.append(&[vec![0; 8192 - 4096 - 44]]).expect("also the next one");
    assert_eq!(journal.head().position, 2);
}

#[test]
fn a_journal_is_made_once_and_not_made_up() {
    let (disk, _journal) = journal_with(&[&["one"]]);
    assert!(matches!(Journal::create(disk_of(&disk), &options()), Err(Error::AlreadyExists { .. })));
    assert!(matches!(open(&SimulatedDisk::new()), Err(Error::NotFound { .. })));
}

#[test]
fn the_journal_works_on_a_real_disk() {
    let folder = tempfile::tempdir().unwrap();
    let disk: Arc<dyn Disk> = Arc::new(crate::RealDisk::open(folder.path()).unwrap());
    let mut journal = Journal::create(Arc::clone(&disk), &options()).unwrap();
    for count in 0..50_u8 {
        journal.append(&[vec![count; 700], vec![count]]).unwrap();
    }
    let head = journal.head();
    drop(journal);
    let (journal, recovery) = Journal::open(disk, &options()).unwrap();
    assert_eq!((recovery.head, recovery.records_read), (head, 100));
    assert_eq!(read_all(&journal).len(), 100);
}
