//! Power cuts of the real program: everything that it writes is traced, images are made of what a cut could have left at
//! any of its syncs, and each is opened and held against what clients had been told by then.
//!
//! This is where sled itself is put to the test: its files lie in the images as the daemon's own do.

#![expect(clippy::indexing_slicing, reason = "a body without the field is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use helhed::client::Ask;
use helhed::place::Place;
use journal::{Chance, Disk, RealDisk, SystemChance, WrappingKey};
use runtime::{Core, OpenedBy};
use serde_json::json;
use store::{Index, MapIndex};
use tests::child::{self, Child};
use tests::crashing::Dice;
use tests::places::{self, fail};
use tests::power::image::{Files, Image, Keeps};
use tests::power::{shim, trace};
use tests::world::synthetic_cpr;
use tests::{office, plain};
use tokio::runtime::Runtime;

/// Images in `make test`; `make nightly` sets `HELHED_IMAGES`.
const IMAGES: usize = 100;

/// Requests of a life, by all clients together.
const REQUESTS: usize = 80;

const CLIENTS: usize = 4;

/// One image in so many is rebuilt from its journal alone, and compared row by row.
const REBUILT_ONCE_IN: usize = 8;

/// Questions while a checkpoint is waited for: it comes every ten seconds.
const PATIENCE: usize = 200_000;

const SEGMENT_BYTES: u32 = 4 * 1024 * 1024;
const CACHE_BYTES: u64 = 4 * 1024 * 1024;

/// What clients were told, and how long the trace was when they heard it.
#[derive(Clone, Copy, Debug)]
struct Told {
    position: u64,
    trace: u64,
}

struct Traced {
    folder: tempfile::TempDir,
    library: PathBuf,
    runtime: Runtime,
    told: Mutex<Vec<Told>>,
    citizens: AtomicU32,
}

impl Traced {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let library = shim("trace", folder.path());
        fs::create_dir(folder.path().join("data")).expect("a folder can be made");
        let runtime = Runtime::new().expect("the threads of a test can be started");
        Self { folder, library, runtime, told: Mutex::default(), citizens: AtomicU32::new(0) }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn trace(&self) -> PathBuf {
        self.folder.path().join("trace")
    }

    fn trace_bytes(&self) -> u64 {
        self.trace().metadata().map_or(0, |trace| trace.len())
    }

    /// A daemon whose operations are written down.
    fn start(&self) -> Child {
        let configuration = self.folder.path().join("helhed.toml");
        let text = format!("[data]\nsegment_bytes = {SEGMENT_BYTES}\nindex_cache_bytes = {CACHE_BYTES}\n");
        fs::write(&configuration, text).expect("a file can be written");
        let started = Child::start_with(&self.data(), None, |command| {
            command.arg("--config").arg(&configuration);
            command.env("LD_PRELOAD", &self.library);
            command.env("HELHED_TRACE", self.trace()).env("HELHED_TRACE_ROOT", self.data());
        });
        started.unwrap_or_else(|why| fail(&why))
    }

    /// What somebody asks, and what they are told.
    fn ask(&self, daemon: &Child, ask: Ask) -> serde_json::Value {
        let answer = daemon.ask(&self.runtime, ask).expect("the daemon answers");
        assert!(answer.is_ok(), "{} {:#}", answer.status, answer.body);
        let position = answer.body["position"].as_u64().unwrap_or_default();
        let told = Told { position, trace: self.trace_bytes() };
        self.told.lock().unwrap_or_else(PoisonError::into_inner).push(told);
        answer.body
    }

    /// Somebody registers a citizen, opens a case and writes notes.
    fn work(&self, daemon: &Child, token: &str) {
        let number = self.citizens.fetch_add(1, Ordering::AcqRel);
        let post = |path: String, body| Ask::post(path, body).token(token);
        let citizen = office::citizen(&synthetic_cpr(number), "1990-05-17");
        let citizen = self.ask(daemon, post("/v1/citizens".to_owned(), citizen));
        let case = office::referral(citizen["citizen"].as_str().expect("a citizen"));
        let case = self.ask(daemon, post("/v1/cases".to_owned(), case));
        let case = case["case"].as_str().expect("a case").to_owned();
        for text in ["Ringet", "Talt med borgeren om, hvad der haster, og aftalt en ny samtale i næste uge"]
        {
            self.ask(daemon, post(format!("/v1/cases/{case}/notes"), json!({ "text": text })));
        }
    }

    /// Clients work at once until it is enough.
    fn live(&self, daemon: &Child, is_enough: impl Fn(usize) -> bool + Sync) {
        let token = office::token(daemon, &self.runtime, &self.data(), "pasi");
        let (done, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
        std::thread::scope(|scope| {
            for _client in 0..CLIENTS {
                scope.spawn(|| {
                    while !is_over.load(Ordering::Acquire) {
                        self.work(daemon, &token);
                        let done = done.fetch_add(4, Ordering::AcqRel);
                        if is_enough(done) {
                            is_over.store(true, Ordering::Release);
                        }
                    }
                });
            }
        });
    }
}

/// Three lives: one that is stopped, one that makes a checkpoint under way and is killed, one that recovers.
fn traced() -> Traced {
    let traced = Traced::new();
    let daemon = traced.start();
    traced.live(&daemon, |done| done >= REQUESTS);
    assert!(daemon.stop().success());
    let daemon = traced.start();
    let checkpoint = traced.data().join("journal/checkpoint");
    let noted = || fs::read(&checkpoint).unwrap_or_default();
    let before = noted();
    traced.live(&daemon, |done| done >= REQUESTS);
    let asked = (0..PATIENCE).find(|_| {
        let (_asked, _health) = plain::get(daemon.address, "/health");
        noted() != before
    });
    assert!(asked.is_some(), "a checkpoint comes within ten seconds");
    traced.live(&daemon, |done| done >= REQUESTS / 4);
    daemon.kill();
    let daemon = traced.start();
    traced.live(&daemon, |done| done >= REQUESTS);
    assert!(daemon.stop().success());
    traced
}

/// Where images are made: before or after a sync, spread over all of them with some chance.
fn moments(steps: &[trace::Step], from: usize, dice: &mut Dice, images: usize) -> Vec<usize> {
    let syncs: Vec<usize> =
        (from..steps.len()).filter(|number| matches!(steps[*number].act, trace::Act::Sync(_))).collect();
    assert!(syncs.len() > images, "only {} syncs were traced", syncs.len());
    let each = syncs.len() / images;
    let chosen = (0..images).map(|image| syncs[image * each + dice.below(each)] + dice.below(2));
    chosen.collect()
}

fn wrapping(folder: &Path) -> WrappingKey {
    Place::find(folder).and_then(|place| place.wrapping()).unwrap_or_else(|why| fail(&why.to_string()))
}

fn rows(index: &dyn Index) -> Vec<store::Row> {
    index.scan(&[], &[u8::MAX; 4], usize::MAX).expect("rows can be read")
}

/// The image opens; answers its last record, and whether its index had to be made anew.
fn opened(place: (&Path, bool), known: &str) -> (u64, bool) {
    try_to_open(place).unwrap_or_else(|why| fail(&format!("{known}: it does not open: {why}")))
}

fn try_to_open((folder, closes): (&Path, bool)) -> Result<(u64, bool), String> {
    let disk: Arc<dyn Disk> = Arc::new(RealDisk::open(folder).expect("the image is there"));
    let index = OpenedBy::Sled { folder: folder.join("index"), cache_bytes: CACHE_BYTES };
    let chance: Box<dyn Chance> = Box::new(SystemChance);
    let chance = (chance, SEGMENT_BYTES);
    let opened = runtime::open(&disk, index, wrapping(folder), chance, &mut |_, _| {});
    let opened = opened.map_err(|why| why.to_string())?;
    let found = (opened.recovery.head.position, opened.rebuilt_because.is_some());
    if closes {
        // What waits to be written behind is written.
        Core::new(opened, Box::new(|_| true))?.close()?;
    }
    Ok(found)
}

/// The rows of an index that the journal alone makes.
fn rebuilt(folder: &Path) -> Vec<store::Row> {
    let disk: Arc<dyn Disk> = Arc::new(RealDisk::open(folder).expect("the image is there"));
    let map = Arc::new(MapIndex::new());
    let chance: Box<dyn Chance> = Box::new(SystemChance);
    let chance = (chance, SEGMENT_BYTES);
    let opened =
        runtime::open(&disk, OpenedBy::Map(Arc::clone(&map)), wrapping(folder), chance, &mut |_, _| {});
    drop(opened.unwrap_or_else(|why| fail(&why.to_string())));
    rows(&*map)
}

/// The rows of the index that lies in a directory, opened as a start does.
fn stored(folder: &Path) -> Vec<store::Row> {
    let settings = store::Settings {
        cache_bytes: CACHE_BYTES,
        open_within: std::time::Duration::from_mins(1),
        check: store::Check::EveryRow,
    };
    let index = store::SledIndex::open(&folder.join("index"), settings);
    rows(&index.unwrap_or_else(|why| fail(&why.to_string())))
}

#[test]
fn crash_no_power_cut_at_any_sync_loses_what_was_acknowledged_or_is_refused() {
    let images = std::env::var("HELHED_IMAGES").ok().and_then(|count| count.parse().ok()).unwrap_or(IMAGES);
    let mut dice = Dice::seeded();
    let traced = traced();
    let steps = trace::read(&fs::read(traced.trace()).expect("the trace can be read"));
    let told = traced.told.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let begun = told.iter().map(|told| told.trace).min().expect("somebody was told something");
    let from = steps.iter().position(|step| step.end >= begun).expect("the trace goes on");
    let moments = moments(&steps, from, &mut dice, images);
    let (mut files, mut next) = (Files::default(), 0);
    let (mut rebuilt_indexes, mut lost_unheard) = (0, 0);
    for (number, moment) in moments.into_iter().enumerate() {
        while next < moment {
            files.follow(&steps[next].act);
            next += 1;
        }
        let keeps = match dice.below(8) {
            0 => Keeps::Nothing,
            1 => Keeps::All,
            _ => Keeps::Some,
        };
        let image = files.image(&mut dice, keeps);
        let at = steps[moment - 1].end;
        let known = told.iter().filter(|told| told.trace <= at).map(|told| told.position).max().unwrap_or(0);
        let place = format!("image {number}, after {moment} operations, {keeps:?}, {known} acknowledged");
        let (head, was_rebuilt) = examine((&image, &place), number % REBUILT_ONCE_IN == 0);
        assert!(head >= known, "{place}: the last record is {head}");
        rebuilt_indexes += usize::from(was_rebuilt);
        lost_unheard += usize::from(head > known);
    }
    let last = told.iter().map(|told| told.position).max().unwrap_or(0);
    without_syncs_it_would_fail(&steps, last, &mut dice);
    println!(
        "{images} images of {} operations: none lost, none refused; {rebuilt_indexes} had their index made anew, {lost_unheard} hold more than was heard of",
        steps.len()
    );
}

/// A daemon that did not sync its journal would be found out: without those syncs the last image loses what was told, or
/// is refused.
fn without_syncs_it_would_fail(steps: &[trace::Step], known: u64, dice: &mut Dice) {
    let mut files = Files::default();
    let is_lost = |act: &trace::Act| matches!(act, trace::Act::Sync(path) if path.ends_with(".segment"));
    for step in steps.iter().filter(|step| !is_lost(&step.act)) {
        files.follow(&step.act);
    }
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let root = folder.path().join("image");
    files.image(dice, Keeps::Nothing).write_to(&root).expect("the image can be written");
    let found = try_to_open((&root, false));
    assert!(found.as_ref().map_or(true, |(head, _)| *head < known), "lost syncs are not found: {found:?}");
}

/// Opens an image, and asks everything that can be asked of it.
fn examine((image, place): (&Image, &str), is_rebuilt: bool) -> (u64, bool) {
    assert!(image.has("manifest"), "{place}: it is no directory");
    let folder = places::in_memory();
    let root = folder.path().join("image");
    image.write_to(&root).unwrap_or_else(|why| fail(&format!("{place}: {why}")));
    let (head, was_rebuilt) = opened((&root, false), place);
    // Once more, as after a second cut that changed nothing.
    let (again, _) = opened((&root, true), place);
    assert_eq!(again, head, "{place}: what was recovered is there at the next start");
    let verified = child::run(|command| {
        command.args(["journal", "verify", "--data"]).arg(&root);
    });
    assert!(verified.status.success(), "{place}: {}", String::from_utf8_lossy(&verified.stdout));
    if is_rebuilt {
        assert!(rebuilt(&root) == stored(&root), "{place}: the index is not what the journal makes");
    }
    (head, was_rebuilt)
}
