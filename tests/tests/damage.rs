//! Damage in every part of a directory: it is found and named, or it changes nothing that can be seen; it is never silent,
//! and never a hang. A damaged index is made anew; a damaged journal is refused with the way out.

#![expect(clippy::indexing_slicing, reason = "a place that is not there is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use journal::{Chance, Disk, RealDisk, SystemChance};
use runtime::{Core, OpenedBy};
use serde_json::json;
use store::{Check, Index, Settings, SledIndex};
use tests::child::{self, Child};
use tests::crashing::Dice;
use tests::office;
use tests::places::{self, fail};
use tests::world::synthetic_cpr;

const CACHE_BYTES: u64 = 4 * 1024 * 1024;
const SEGMENT_BYTES: u32 = 4 * 1024 * 1024;

/// Places in a file that are tried beside those where something begins or ends.
const PLACES: usize = 24;

/// A directory with some cases and a state export, as a stop or a kill left it, and what it holds.
struct Sound {
    folder: tempfile::TempDir,
    rows: Vec<store::Row>,
    head: u64,
}

fn ask(
    daemon: &Child,
    runtime: &tokio::runtime::Runtime,
    token: &str,
    path: &str,
    body: serde_json::Value,
) -> String {
    let answer =
        daemon.ask(runtime, helhed::client::Ask::post(path, body).token(token)).expect("the daemon answers");
    assert!(answer.is_ok(), "{:#}", answer.body);
    ["case", "citizen"].iter().find_map(|name| answer.text(name)).unwrap_or_default().to_owned()
}

impl Sound {
    fn new(is_clean: bool) -> Self {
        let folder = places::in_memory();
        let data = folder.path().join("data");
        let runtime = tokio::runtime::Runtime::new().expect("the threads of a test can be started");
        for life in 0..2 {
            let daemon = Child::start(&data, None).unwrap_or_else(|why| fail(&why));
            let token = office::token(&daemon, &runtime, &data, "pasi");
            for count in 0..6 {
                let citizen = office::citizen(&synthetic_cpr(life * 10 + count), "1990-05-17");
                let citizen = ask(&daemon, &runtime, &token, "/v1/citizens", citizen);
                let case = office::referral(&citizen);
                let case = ask(&daemon, &runtime, &token, "/v1/cases", case);
                ask(
                    &daemon,
                    &runtime,
                    &token,
                    &format!("/v1/cases/{case}/notes"),
                    json!({ "text": "Ringet" }),
                );
            }
            if life == 0 {
                assert!(daemon.stop().success());
                child::run(|command| {
                    command.args(["index", "export", "--data"]).arg(&data);
                });
            } else if is_clean {
                assert!(daemon.stop().success());
            } else {
                daemon.kill();
            }
        }
        let (rows, head) = open(&copy_of(&data, folder.path(), "sound")).unwrap_or_else(|why| fail(&why));
        Self { folder, rows, head }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The files below a folder, with their lengths.
    fn files(&self, below: &str) -> Vec<(String, u64)> {
        let mut found = Vec::new();
        let mut folders = vec![self.data().join(below)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("the folder is there") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name =
                        path.strip_prefix(self.data()).expect("below it").to_string_lossy().into_owned();
                    found.push((name, path.metadata().expect("a file").len()));
                }
            }
        }
        found.sort();
        found
    }

    /// Damages one file of a copy and opens that: either it is refused and named, or nothing differs.
    fn tried(&self, name: &str, what: &str, spoil: impl FnOnce(&mut Vec<u8>)) -> Result<(), String> {
        let copy = copy_of(&self.data(), self.folder.path(), "spoilt");
        let path = copy.join(name);
        let mut bytes = fs::read(&path).expect("the file is there");
        spoil(&mut bytes);
        fs::write(&path, bytes).expect("the copy can be written");
        let (rows, head) = open(&copy)?;
        assert_eq!(head, self.head, "{name}, {what}: it opens, and ends elsewhere");
        assert!(rows == self.rows, "{name}, {what}: it opens, and shows something else");
        Ok(())
    }
}

/// A copy beside the directory, in the place of the one before.
fn copy_of(data: &Path, folder: &Path, name: &str) -> PathBuf {
    let copy = folder.join(name);
    let _before = fs::remove_dir_all(&copy);
    places::copy(data, &copy);
    copy
}

/// Opens a directory as a start does, and reads every row of its index.
fn open(folder: &Path) -> Result<(Vec<store::Row>, u64), String> {
    let head = start_and_stop(folder)?;
    // sled may open at an earlier position, and lose again what was written to it then: the next start sees that.
    assert_eq!(start_and_stop(folder)?, head, "the next start");
    let settings = Settings {
        cache_bytes: CACHE_BYTES,
        open_within: std::time::Duration::from_mins(1),
        check: Check::EveryRow,
    };
    let index = SledIndex::open(&folder.join("index"), settings).map_err(|why| why.to_string())?;
    let rows = index.scan(&[], &[u8::MAX; 4], usize::MAX).map_err(|why| why.to_string())?;
    Ok((rows, head))
}

/// Opens a directory and closes it in order; answers its last record.
fn start_and_stop(folder: &Path) -> Result<u64, String> {
    let disk: Arc<dyn Disk> = Arc::new(RealDisk::open(folder).expect("the copy is there"));
    let key = helhed::place::Place::find(folder).and_then(|place| place.wrapping());
    let key = key.map_err(|why| why.to_string())?;
    let index = OpenedBy::Sled { folder: folder.join("index"), cache_bytes: CACHE_BYTES };
    let chance: Box<dyn Chance> = Box::new(SystemChance);
    let opened = runtime::open(&disk, index, key, (chance, SEGMENT_BYTES), &mut |_, _| {});
    let opened = opened.map_err(|why| why.to_string())?;
    let head = opened.recovery.head.position;
    Core::new(opened, Box::new(|_| true))?.close()?;
    Ok(head)
}

/// Where in a file something is changed: where its parts begin, at its end, and anywhere.
fn places_in(length: u64, dice: &mut Dice) -> Vec<usize> {
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let parts = [0, 4, 8, 12, 20, 44, 76, 100, 4092, 4096, 4100, 4104, 4120, 4136, 4140, 4200, 8192];
    let ends = [1, 2, 8, 40].into_iter().map(|back| length.saturating_sub(back));
    let anywhere: Vec<usize> = (0..PLACES).map(|_| dice.below(length.max(1))).collect();
    let places = parts.into_iter().chain(ends).chain(anywhere);
    places.filter(|place| *place < length).collect()
}

#[expect(clippy::print_stdout, reason = "the night's page says how much was tried")]
fn sweep(below: &str, is_clean: bool, is_refused: impl Fn(&str, &str) -> bool) -> (usize, usize) {
    let mut dice = Dice::seeded();
    let sound = Sound::new(is_clean);
    let (mut refused, mut unharmed) = (0, 0);
    let mut note = |name: &str, what: &str, found: Result<(), String>| match found {
        Ok(()) => unharmed += 1,
        Err(why) => {
            assert!(is_refused(name, &why), "{name}, {what}: {why}");
            refused += 1;
        }
    };
    for (name, length) in sound.files(below) {
        for place in places_in(length, &mut dice) {
            let what = format!("byte {place}");
            note(&name, &what, sound.tried(&name, &what, |bytes| bytes[place] ^= 0x21));
        }
        for kept in [0, 1, 40, 4096, 5000].into_iter().filter(|kept| *kept < length) {
            let what = format!("cut to {kept}");
            let cut = |bytes: &mut Vec<u8>| bytes.truncate(usize::try_from(kept).unwrap_or(0));
            note(&name, &what, sound.tried(&name, &what, cut));
        }
    }
    println!("{below}: {refused} times refused and named, {unharmed} times nothing differs");
    (refused, unharmed)
}

#[test]
fn crash_damage_of_the_journal_is_refused_and_named_or_was_in_nothing_that_counts() {
    for is_clean in [true, false] {
        let (refused, _) = sweep("journal", is_clean, |name, why| {
            why.contains(name) || why.contains("journal verify") || why.contains("restore")
        });
        assert!(refused > 10, "most of it counts");
    }
}

#[test]
fn crash_damage_of_the_looks_is_refused_and_named_or_was_in_nothing_that_counts() {
    sweep("looks", true, |name, why| {
        why.contains(name) || why.contains("journal verify") || why.contains("restore")
    });
}

#[test]
fn crash_a_damaged_index_is_made_anew_and_shows_the_same() {
    for is_clean in [true, false] {
        let (refused, unharmed) = sweep("index", is_clean, |_name, _why| false);
        assert!(refused == 0 && unharmed > 20);
    }
}

#[test]
fn crash_a_damaged_state_export_is_passed_over() {
    let (refused, unharmed) = sweep("exports", true, |_name, _why| false);
    assert!(refused == 0 && unharmed > 20);
}
