//! Power cuts and failing disks: what was acknowledged survives, and a group is there whole or not at all.

use super::*;
use crate::disk::{Fault, Kept, Unsynced};

fn keep_at_random(seeded: &mut Seeded, unsynced: Unsynced) -> Kept {
    match (seeded.below(5), unsynced) {
        (0, Unsynced::Sector { bytes, .. }) => Kept::Torn { bytes: seeded.below_usize(bytes) },
        (0..=2, _) => Kept::Nothing,
        _ => Kept::Whole,
    }
}

/// A journal over many lives, and what a client knows about it.
struct World {
    seeded: Seeded,
    disk: SimulatedDisk,
    /// Acknowledged, or read after a start.
    certain: Vec<Vec<u8>>,
    /// The group whose outcome is unknown.
    maybe: Vec<Vec<u8>>,
}

impl World {
    fn new(seed: u64) -> Self {
        let disk = SimulatedDisk::new();
        Journal::create(disk_of(&disk), &options()).unwrap();
        Self { seeded: Seeded(seed * 2 + 1), disk, certain: Vec::new(), maybe: Vec::new() }
    }

    /// One life: starts, perhaps with a failing disk, appends for a while, and ends one way or another.
    fn live(&mut self, seed: u64) {
        if self.seeded.below(3) == 0 {
            self.disk.fail_nth(self.seeded.below(25), Fault::Io);
        }
        let opened = open(&self.disk);
        let (mut journal, _) = match opened {
            Ok(opened) => opened,
            Err(Error::Io { .. }) => return self.end(),
            Err(error) => panic!("seed {seed}: {error}"),
        };
        self.disk.heal();
        self.check(&journal, seed);
        if self.seeded.below(2) == 0 {
            let fault = if self.seeded.below(3) == 0 { Fault::NoSpace } else { Fault::Io };
            self.disk.fail_nth(self.seeded.below(40), fault);
        }
        for _ in 0..self.seeded.below(12) {
            match self.seeded.below(8) {
                0 => drop(journal.checkpoint(&journal.head())),
                1 if self.seeded.below(4) == 0 => {
                    drop(journal.close());
                    return self.end();
                }
                _ => self.append(&mut journal),
            }
        }
        self.end();
    }

    fn append(&mut self, journal: &mut Journal) {
        let payloads: Vec<_> = (0..=self.seeded.below(3))
            .map(|_| {
                let mut payload = vec![0; 1 + self.seeded.below_usize(1100)];
                self.seeded.fill(&mut payload).unwrap();
                payload
            })
            .collect();
        match journal.append(&payloads) {
            Ok(appended) => {
                self.certain.extend(payloads);
                assert_eq!(appended.last().unwrap().position, crate::bytes::wide(self.certain.len()));
            }
            Err(Error::Poisoned) => assert!(journal.is_poisoned()),
            Err(_) if self.maybe.is_empty() && journal.is_poisoned() => self.maybe = payloads,
            Err(error) => assert!(!journal.is_poisoned(), "{error}"),
        }
    }

    fn end(&mut self) {
        if self.seeded.below(3) == 0 {
            return self.disk.kill();
        }
        let seeded = &mut self.seeded;
        if seeded.below(4) == 0 {
            return self.disk.crash_losing_unsynced();
        }
        self.disk.crash(|unsynced| keep_at_random(seeded, unsynced));
    }

    fn check(&mut self, journal: &Journal, seed: u64) {
        let read: Vec<_> = read_all(journal).into_iter().map(|record| record.payload).collect();
        let (certain, more) =
            read.split_at_checked(self.certain.len()).expect("acknowledged records are there");
        assert!(certain == self.certain, "seed {seed}: acknowledged records are as they were");
        assert!(more.is_empty() || more == self.maybe, "seed {seed}: a group is whole or not there");
        self.certain = read;
        self.maybe.clear();
    }
}

#[test]
fn acknowledged_records_survive_any_crash() {
    for seed in 0..400 {
        let mut world = World::new(seed);
        for _ in 0..8 {
            world.live(seed);
        }
        world.disk.heal();
        world.disk.crash_losing_unsynced();
        let (journal, _) = open(&world.disk).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        world.check(&journal, seed);
        let report = crate::verify(&world.disk, &files::manifest(), Some(&journal.head())).unwrap();
        assert!(report.is_whole(), "seed {seed}: {report:?}");
    }
}

#[test]
fn whichever_operation_fails_nothing_acknowledged_is_lost() {
    for fault in [Fault::Io, Fault::NoSpace] {
        let mut is_past_the_end = false;
        let mut n = 0;
        while !is_past_the_end {
            let (disk, journal) = journal_with(&[&["one"], &["two"]]);
            drop(journal);
            disk.fail_nth(n, fault);
            let last = disk.operations() + n;
            let mut acknowledged = 2;
            if let Ok((mut journal, _)) = open(&disk) {
                for _ in 0..4 {
                    acknowledged += journal.append(&[vec![5; 2000]]).map_or(0, |appended| appended.len());
                    drop(journal.checkpoint(&journal.head()));
                }
                drop(journal.close());
            }
            is_past_the_end = disk.operations() <= last;
            disk.crash_losing_unsynced();
            let (journal, _) = open(&disk).unwrap_or_else(|error| panic!("operation {n}: {error}"));
            let found = texts(&journal).len();
            assert!(
                found >= acknowledged && found <= acknowledged + 1,
                "operation {n}: {found} of {acknowledged}"
            );
            n += 1;
        }
        assert!(n > 50, "the sweep went through the operations");
    }
}

#[test]
fn a_failed_sync_poisons_the_journal() {
    let (disk, mut journal) = journal_with(&[&["one"]]);
    disk.fail_nth(1, Fault::Io);
    assert!(matches!(journal.append(&group(&["two"])), Err(Error::Io { action: "sync", .. })));
    assert!(journal.is_poisoned());
    assert!(matches!(journal.append(&group(&["three"])), Err(Error::Poisoned)));
    assert!(matches!(journal.checkpoint(&journal.head()), Err(Error::Poisoned)));
    assert_eq!(journal.head().position, 1);
    assert_eq!(texts(&journal), ["one"], "readers see nothing that is not durable");
    assert!(matches!(journal.close(), Err(Error::Poisoned)));
}

#[test]
fn a_group_in_memory_alone_is_made_durable_before_it_is_used() {
    let (disk, mut journal) = journal_with(&[&["one"]]);
    disk.fail_nth(1, Fault::Io);
    journal.append(&group(&["two"])).unwrap_err();
    disk.kill();
    let (journal, recovery) = open(&disk).unwrap();
    assert_eq!((texts(&journal).len(), recovery.cut), (2, None));
    disk.crash_losing_unsynced();
    assert_eq!(texts(&open(&disk).unwrap().0), ["one", "two"]);
}

#[test]
fn a_cut_tail_does_not_come_back_when_cutting_it_failed() {
    let (disk, mut journal) = journal_with(&[&["one"]]);
    disk.fail_nth(1, Fault::Io);
    journal.append(&[vec![7; 600], vec![8; 1200], vec![9; 600]]).unwrap_err();
    // The first sector of the group is lost, the others are on the disk.
    disk.crash(|unsynced| match unsynced {
        Unsynced::Sector { offset: ..4608, .. } => Kept::Nothing,
        Unsynced::Sector { .. } | Unsynced::Size | Unsynced::Names => Kept::Whole,
    });
    // Find the sync of the cut by trying: every operation of the start fails once, then the start is tried again.
    for n in 0..30 {
        let disk = disk.fork();
        disk.fail_nth(n, Fault::Io);
        drop(open(&disk));
        disk.kill();
        let (mut journal, _) = open(&disk).unwrap();
        journal.append(&[vec![7; 600]]).unwrap();
        disk.crash_losing_unsynced();
        assert_eq!(open(&disk).unwrap().0.head().position, 2, "operation {n}");
    }
}

#[test]
fn a_full_disk_refuses_a_new_segment_and_lets_go_on_later() {
    let (disk, mut journal) = journal_with(&[]);
    journal.append(&[vec![1; 3000]]).unwrap();
    disk.fail_all(Fault::NoSpace);
    assert!(matches!(journal.append(&[vec![2; 3000]]), Err(Error::Io { .. })));
    assert!(!journal.is_poisoned());
    disk.heal();
    assert_eq!(journal.append(&[vec![2; 3000]]).unwrap()[0].position, 2);
    disk.crash_losing_unsynced();
    assert_eq!(read_all(&open(&disk).unwrap().0).len(), 2);
}

#[test]
fn a_segment_whose_name_was_in_memory_alone_keeps_its_records() {
    for n in 0..20 {
        let (disk, mut journal) = journal_with(&[]);
        journal.append(&[vec![1; 3000]]).unwrap();
        disk.fail_nth(n, Fault::Io);
        let is_acknowledged = journal.append(&[vec![2; 3000]]).is_ok();
        disk.kill();
        let (mut journal, recovery) = open(&disk).unwrap();
        journal.append(&[vec![3; 900]]).unwrap();
        let head = journal.head();
        assert!(!is_acknowledged || recovery.head.position == 2);
        disk.crash_losing_unsynced();
        assert_eq!(open(&disk).unwrap().0.head(), head, "operation {n}");
    }
}
