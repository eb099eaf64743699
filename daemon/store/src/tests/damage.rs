//! Flipped bytes and cut files: the end is an error or the right rows, never other rows, never a hang.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::sled::copy_sled;
use super::{END, EVERY_ROW, open};
use crate::{Batch, Error, Index, Row, Settings, SledIndex};

/// Commits of the history that is damaged.
const COMMITS: u64 = 60;

/// Bits flipped, spread evenly over the written part of each file.
const FLIPS_PER_FILE: usize = 80;

/// sled's segments. In a log of one segment sled notices nearly all by itself.
const SEGMENT_BYTES: usize = 512 << 10;

/// Blocks zeroed in each file, as a disk loses them.
const BLOCKS_PER_FILE: usize = 20;

/// A block of the disk.
const BLOCK_BYTES: usize = 4096;

/// Nothing here takes longer than a few milliseconds unless it hangs.
const OPEN_WITHIN: Duration = Duration::from_secs(2);

#[test]
fn damage_after_a_clean_end_is_found() {
    check("clean", |parent| drop(open(&parent.join("index"))));
}

#[test]
fn damage_after_a_kill_is_found() {
    // sled reads the log behind its last snapshot and cuts it where it no longer makes sense.
    check("killed", |_parent| {});
}

#[test]
fn damage_after_a_kill_without_snapshot_is_found() {
    check("killed, no snapshot", |parent| {
        for file in files(&parent.join("index/sled-1")) {
            if file.file_name().unwrap().to_str().unwrap().starts_with("snap.") {
                fs::remove_file(file).unwrap();
            }
        }
    });
}

/// Damages what a kill and then `prepare` leave behind, in many places, one at a time.
fn check(name: &str, prepare: fn(&Path)) {
    let parent = tempfile::tempdir().unwrap();
    let whole = parent.path().join("index");
    let history = write_history(parent.path(), &whole);
    prepare(parent.path());
    let mut outcomes = Outcomes::default();
    for file in files(&whole.join("sled-1")) {
        let bytes = fs::read(&file).unwrap();
        let written = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
        let flips = FLIPS_PER_FILE.min(written);
        for flip in 0..flips {
            let at = flip * written / flips;
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << (flip % 8);
            let what = format!("{name}: {} flipped at {at}", file.display());
            outcomes.add(try_out(parent.path(), &whole, (&file, &damaged), &history, &what));
        }
        for block in 0..BLOCKS_PER_FILE {
            let at = block * written / BLOCKS_PER_FILE / BLOCK_BYTES * BLOCK_BYTES;
            let mut damaged = bytes.clone();
            let end = bytes.len().min(at + BLOCK_BYTES);
            damaged[at..end].fill(0);
            let what = format!("{name}: {} zeroed at {at}", file.display());
            outcomes.add(try_out(parent.path(), &whole, (&file, &damaged), &history, &what));
        }
        for cut in [0, written / 3, written.saturating_sub(1)] {
            let what = format!("{name}: {} cut at {cut}", file.display());
            outcomes.add(try_out(parent.path(), &whole, (&file, &bytes[..cut]), &history, &what));
        }
    }
    println!("{name}: {outcomes:?}");
    assert!(outcomes.refused > 0, "the damage reached nothing: {outcomes:?}");
    let unharmed = fs::read(whole.join("sled-1/db")).unwrap();
    assert!(unharmed.len() > 2 * SEGMENT_BYTES, "rows get lost silently only behind the first segment");
    let outcome = try_out(parent.path(), &whole, (&whole.join("sled-1/db"), &unharmed), &history, name);
    assert!(matches!(outcome, Outcome::Right), "{name}: what is whole must open");
}

#[derive(Debug, Default)]
struct Outcomes {
    refused: usize,
    stuck: usize,
    earlier: usize,
    right: usize,
}

#[derive(Clone, Copy)]
enum Outcome {
    Refused,
    Stuck,
    Earlier,
    Right,
}

impl Outcomes {
    fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Refused => self.refused += 1,
            Outcome::Stuck => self.stuck += 1,
            Outcome::Earlier => self.earlier += 1,
            Outcome::Right => self.right += 1,
        }
    }
}

/// Opens a copy with one file replaced. What opens must hold exactly the rows of the position it names.
fn try_out(
    parent: &Path,
    whole: &Path,
    (file, bytes): (&Path, &[u8]),
    history: &[Vec<Row>],
    what: &str,
) -> Outcome {
    let copy = tempfile::tempdir_in(parent).unwrap();
    copy_sled(whole, copy.path());
    fs::write(copy.path().join(file.strip_prefix(whole).unwrap()), bytes).unwrap();
    let started = Instant::now();
    let index = match SledIndex::open(copy.path(), Settings { open_within: OPEN_WITHIN, ..EVERY_ROW }) {
        Ok(index) => index,
        Err(Error::Stuck { .. }) => return Outcome::Stuck,
        Err(error) => {
            assert!(error.calls_for_rebuild(), "{what}: {error}");
            return Outcome::Refused;
        }
    };
    assert!(started.elapsed() < OPEN_WITHIN + Duration::from_secs(3), "{what}");
    let applied = index.applied().unwrap();
    let expected = &history[usize::try_from(applied).unwrap()];
    assert_eq!(&index.scan(&[], END, usize::MAX).unwrap(), expected, "{what}: not the rows of {applied}");
    for (key, value) in expected {
        assert_eq!(index.get(key).unwrap().as_ref(), Some(value), "{what}");
    }
    if applied == COMMITS { Outcome::Right } else { Outcome::Earlier }
}

/// Writes rows that grow, change and go, takes what a kill would leave to `killed`, and returns the rows after each commit.
fn write_history(parent: &Path, killed: &Path) -> Vec<Vec<Row>> {
    let dir = parent.join("written");
    let mut history = vec![Vec::new()];
    for third in 0..3 {
        let index = open(&dir);
        let each = COMMITS / 3;
        for position in third * each + 1..=(third + 1) * each {
            index.commit(changes_at(position)).unwrap();
            history.push(index.scan(&[], END, usize::MAX).unwrap());
        }
        index.checkpoint().unwrap();
        if third == 2 {
            copy_sled(&dir.join("sled-1"), &killed.join("sled-1"));
        }
    }
    history
}

fn changes_at(position: u64) -> Batch {
    let mut batch = Batch::new(position);
    for row in 0..8 {
        let number = (position * 7 + row * 13) % 150;
        let key = format!("key{number:03}");
        if (position + row).is_multiple_of(5) {
            batch.delete(key);
        } else {
            batch.put(key, format!("{position}-").repeat(usize::try_from(10 * number + 100).unwrap()));
        }
    }
    batch
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}
