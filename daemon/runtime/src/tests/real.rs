//! On the machine's own disk, with sled.

use std::sync::Arc;

use journal::{Disk, RealDisk};
use model::Timestamp;
use scheduler::Reading;

use super::house::{BEGIN, SEGMENT_BYTES, simulated, wrapping};
use super::script::story;
use super::{FIRST, Seeded, at, by, note, sources};
use crate::core::{Core, Input, Output};
use crate::directory::{CreateOptions, Opened, OpenedBy, create, open, rebuild};

struct Place {
    folder: tempfile::TempDir,
    disk: Arc<dyn Disk>,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let disk: Arc<dyn Disk> = Arc::new(RealDisk::open(folder.path()).unwrap());
        let options = CreateOptions { partition: 901, clock: simulated(), segment_bytes: SEGMENT_BYTES };
        create(&disk, &options, wrapping(), &mut Seeded(5)).unwrap();
        Self { folder, disk }
    }

    fn sled(&self) -> OpenedBy {
        OpenedBy::Sled { folder: self.folder.path().join("index"), cache_bytes: 16 * 1024 * 1024 }
    }

    fn open(&self, seed: u64) -> Opened {
        open(&self.disk, self.sled(), wrapping(), (Box::new(Seeded(seed)), SEGMENT_BYTES), &mut |_, _| {})
            .unwrap()
    }

    fn start(&self, seed: u64, now: Timestamp) -> Core {
        let mut core = Core::new(self.open(seed), Box::new(|_| true)).unwrap();
        core.start(reading(now), Some(sources()));
        core
    }
}

fn reading(now: Timestamp) -> Reading {
    Reading { wall: now, monotonic_us: now.micros() }
}

fn submit(core: &mut Core, now: Timestamp, submission: crate::Submission) {
    let input = Input::Submit { submission: Box::new(submission), ticket: 1 };
    let outputs = core.step(vec![input], reading(now));
    let answered = outputs.iter().any(|output| matches!(output, Output::Answer { ticket: 1, result: Ok(_) }));
    assert!(answered);
}

fn every_row(core: &Core) -> Vec<store::Row> {
    core.shared().applier.index.scan(&[], &[u8::MAX; 4], usize::MAX).unwrap()
}

#[test]
fn a_directory_goes_on_after_a_stop_and_after_a_kill_and_is_rebuilt_to_the_same_rows() {
    let place = Place::new();
    let mut core = place.start(3, at(BEGIN));
    for line in story().into_iter().take(6) {
        submit(&mut core, line.at, by(line.by, line.command));
    }
    let (head, wanted, now) = (core.head(), every_row(&core), core.last_recorded());
    core.close().unwrap();

    let opened = place.open(4);
    assert_eq!((opened.journal.head(), opened.replayed), (head, 0), "a clean stop leaves nothing to do");
    assert!(opened.recovery.was_clean && opened.rebuilt_because.is_none());
    drop(opened);

    let mut core = place.start(6, now);
    assert_eq!(every_row(&core), wanted);
    submit(&mut core, now, by("lida", note(FIRST, "Ringet")));
    let (head, wanted) = (core.head(), every_row(&core));
    // As a killed process leaves it: nothing is closed.
    drop(core);
    let core = place.start(7, now);
    assert_eq!((core.head(), every_row(&core)), (head.clone(), wanted.clone()));
    drop(core);

    let chance = (Box::new(Seeded(8)) as Box<dyn journal::Chance>, SEGMENT_BYTES);
    let mut told = Vec::new();
    let mut progress = |done, of| told.push((done, of));
    let applied = rebuild(&place.disk, place.sled(), wrapping(), chance, (false, &mut progress)).unwrap();
    assert_eq!((applied.loaded, applied.replayed), (0, head.position));
    assert_eq!(told.last(), Some(&(head.position, head.position)));
    let core = place.start(9, now);
    assert_eq!((core.head(), every_row(&core)), (head, wanted));
}

#[test]
fn a_second_process_is_refused_and_a_wrong_wrapping_key_too() {
    let place = Place::new();
    let first = place.open(3);
    let seeded = || (Box::new(Seeded(4)) as Box<dyn journal::Chance>, SEGMENT_BYTES);
    let error = open(&place.disk, place.sled(), wrapping(), seeded(), &mut |_, _| {}).err().unwrap();
    assert!(error.to_string().contains("another daemon"), "{error}");
    drop(first);
    let wrong = journal::WrappingKey::from_bytes([8; 32]);
    let error = open(&place.disk, place.sled(), wrong, seeded(), &mut |_, _| {}).err().unwrap();
    assert!(error.to_string().contains("wrapped under"), "{error}");
}
