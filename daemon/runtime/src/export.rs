//! State exports: every row of the index at one position, in a file, so that a rebuild need not begin at record 1.
//!
//! An export is derived like the index and says nothing that the journal does not say. One that is damaged, of another
//! fold or of another store is passed over. Design note 0017 draws the file.

mod read;
mod write;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use engine::FOLD;
use journal::{Disk, Hash, Manifest, Reader, StoreId};
use store::{Index, Snapshot};

pub(crate) use read::Rows;

/// Where exports lie.
pub(crate) const FOLDER: &str = "exports";

/// How the name of an export ends; before it stands its position in twenty digits.
const EXTENSION: &str = ".export";

/// How the name of an export ends while it is written.
const UNFINISHED: &str = ".tmp";

/// Exports that are kept: if the newest is damaged, the one before spares most of a replay.
const KEPT: usize = 2;

/// Records after which the next export is due: a few seconds of replay.
const EVERY_RECORDS: u64 = 50_000;

/// How old the newest export becomes while there is something new: so every nightly backup has one of the day.
const EVERY: Duration = Duration::from_hours(24);

/// Bytes of rows in one chunk, at which it is closed: checked and held in memory as one.
const CHUNK_BYTES: usize = 256 * 1024;

/// Why an export was not made or cannot be used. Nothing is lost by it: the journal has everything.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The disk refused.
    #[error("the disk of the export refused: {0}")]
    Disk(#[from] std::io::Error),
    /// The index: see [`store::Error`].
    #[error(transparent)]
    Index(#[from] store::Error),
    /// The journal.
    #[error(transparent)]
    Journal(#[from] journal::Error),
    /// The file is not what was written.
    #[error("the export `{path}` cannot be used: {why}")]
    Unusable {
        /// The file, relative to the data directory.
        path: String,
        /// What is wrong with it.
        why: &'static str,
    },
}

/// What an export is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) partition: u16,
    pub(crate) fold: u32,
    pub(crate) epoch: u32,
    pub(crate) store_id: StoreId,
    pub(crate) position: u64,
    /// Of the record at the position: it covers every record before.
    pub(crate) hash: Hash,
}

/// A finished export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The position of its state.
    pub position: u64,
    /// Rows in it.
    pub rows: u64,
    /// SHA-256 over everything in it: two exports of one position have the same, or the states differ.
    pub digest: [u8; 32],
    /// Bytes of the file.
    pub bytes: u64,
}

/// The exports of a directory, as the daemon that has it makes and removes them.
pub(crate) struct Exports {
    disk: Arc<dyn Disk>,
    store_id: StoreId,
    partition: u16,
    /// Raised by every erasure. An export that was begun before one is not kept: it may hold what was to be forgotten.
    erasures: Mutex<u64>,
    last: AtomicU64,
}

impl Exports {
    pub(crate) fn new(disk: Arc<dyn Disk>, manifest: &Manifest) -> Self {
        // One that this program cannot use spares nobody a replay.
        let last = usable(&*disk, manifest).first().map(|(header, _)| header.position);
        Self {
            disk,
            store_id: manifest.store_id,
            partition: manifest.partition,
            erasures: Mutex::default(),
            last: AtomicU64::new(last.unwrap_or(0)),
        }
    }

    /// The position of the newest export, 0 if there is none.
    pub(crate) fn last(&self) -> u64 {
        self.last.load(Ordering::Acquire)
    }

    /// Whether enough was recorded since the last one, or there is none, or it is old and something is new.
    pub(crate) fn is_due(&self, applied: u64, since: Duration) -> bool {
        let new = applied.saturating_sub(self.last());
        new >= EVERY_RECORDS || (new > 0 && (self.last() == 0 || since >= EVERY))
    }

    /// Writes what the index holds now, and removes what is older than the one before. `goes_on` is asked now and then:
    /// a daemon that stops need not finish. Answers nothing where there is nothing new, or where it was given up.
    pub(crate) fn make(
        &self,
        index: &dyn Index,
        reader: &Reader,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<Option<Exported>, ExportError> {
        let erasures = *self.erasures();
        let mut snapshot = index.snapshot()?;
        let position = snapshot.applied();
        if position == 0 || position == self.last() {
            return Ok(None);
        }
        let record = reader.read(position)?;
        let (store_id, partition) = (self.store_id, self.partition);
        let header =
            Header { partition, fold: FOLD, epoch: record.epoch, store_id, position, hash: record.hash };
        let unfinished = format!("{}{UNFINISHED}", path_of(position));
        let written = write::write(&*self.disk, &unfinished, &header, &mut *snapshot, goes_on)?;
        drop(snapshot);
        let Some(exported) = written else { return Ok(None) };
        let now = self.erasures();
        if *now != erasures {
            // The erasure may have removed it already.
            let _gone = self.disk.remove(&unfinished);
            return Ok(None);
        }
        self.disk.rename(&unfinished, &path_of(position))?;
        self.disk.sync_dir(FOLDER)?;
        self.last.store(position, Ordering::Release);
        remove_all_but(&*self.disk, KEPT)?;
        Ok(Some(exported))
    }

    /// Removes every export, and makes sure that none which is being written comes after. Before a key is destroyed:
    /// a row under a blinded number must not outlive it.
    pub(crate) fn forget(&self) -> Result<(), ExportError> {
        let mut erasures = self.erasures();
        *erasures = erasures.wrapping_add(1);
        self.last.store(0, Ordering::Release);
        remove_all_but(&*self.disk, 0)
    }

    fn erasures(&self) -> MutexGuard<'_, u64> {
        self.erasures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn path_of(position: u64) -> String {
    format!("{FOLDER}/{position:020}{EXTENSION}")
}

/// Exports by their position, the newest first.
pub(crate) fn names(disk: &dyn Disk) -> Result<Vec<(u64, String)>, std::io::Error> {
    if !disk.exists(FOLDER)? {
        return Ok(Vec::new());
    }
    let parse = |name: &String| name.strip_suffix(EXTENSION)?.parse().ok();
    let mut found: Vec<(u64, String)> = disk
        .list(FOLDER)?
        .into_iter()
        .filter_map(|name| Some((parse(&name)?, format!("{FOLDER}/{name}"))))
        .collect();
    found.sort_unstable_by(|first, second| second.cmp(first));
    Ok(found)
}

/// Removes all but the newest, and whatever was left unfinished.
pub(crate) fn remove_all_but(disk: &dyn Disk, kept: usize) -> Result<(), ExportError> {
    let mut old: Vec<String> = names(disk)?.into_iter().skip(kept).map(|(_, path)| path).collect();
    if disk.exists(FOLDER)? {
        let unfinished = disk.list(FOLDER)?.into_iter().filter(|name| name.ends_with(UNFINISHED));
        old.extend(unfinished.map(|name| format!("{FOLDER}/{name}")));
    }
    if old.is_empty() {
        return Ok(());
    }
    for path in &old {
        disk.remove(path)?;
    }
    Ok(disk.sync_dir(FOLDER)?)
}

/// The exports that this program can use for a directory, the newest first. What cannot be read is passed over.
pub(crate) fn usable(disk: &dyn Disk, manifest: &Manifest) -> Vec<(Header, String)> {
    let mut found = Vec::new();
    for (position, path) in names(disk).unwrap_or_default() {
        let header = read::header(disk, &path);
        let fits = |header: &Header| {
            header.position == position
                && header.store_id == manifest.store_id
                && header.partition == manifest.partition
                && header.epoch <= manifest.epoch
                && header.fold == FOLD
        };
        match header {
            Ok(header) if fits(&header) => found.push((header, path)),
            Ok(_) => tracing::info!(path, "an export of another version or directory is passed over"),
            Err(why) => tracing::warn!(because = %why, "an export is passed over"),
        }
    }
    found
}

/// A state export as it lies in a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateExport {
    /// The position of its state.
    pub position: u64,
    /// Its file, relative to the data directory.
    pub path: String,
    /// SHA-256 over everything in it, by its own words.
    pub digest: [u8; 32],
}

/// The state exports of a directory that this program can read, the newest first. For a backup, which takes one along.
#[must_use]
pub fn state_exports(disk: &dyn Disk, manifest: &Manifest) -> Vec<StateExport> {
    let described = usable(disk, manifest).into_iter().filter_map(|(header, path)| {
        let digest = digest_of(disk, &path).ok()?;
        Some(StateExport { position: header.position, path, digest })
    });
    described.collect()
}

/// Whether a path in a directory is that of a state export.
#[must_use]
pub fn is_state_export(path: &str) -> bool {
    let stem = path.strip_prefix(FOLDER).and_then(|name| name.strip_prefix('/')?.strip_suffix(EXTENSION));
    stem.is_some_and(|stem| stem.len() == 20 && stem.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The digest that an export names at its end.
pub(crate) fn digest_of(disk: &dyn Disk, path: &str) -> Result<[u8; 32], ExportError> {
    let file = disk.open_read(path)?;
    let mut digest = [0; 32];
    let short = ExportError::Unusable { path: path.to_owned(), why: "it is too short" };
    let Some(at) = file.size()?.checked_sub(32) else { return Err(short) };
    file.read_exact_at(at, &mut digest)?;
    Ok(digest)
}

/// The digest that an export of these rows has.
pub(crate) fn digest(header: &Header, snapshot: &mut dyn Snapshot) -> Result<[u8; 32], ExportError> {
    write::digest(header, snapshot)
}

/// Fills an empty index from an export, if it belongs to this journal. Answers whether it did; `Err` leaves rows behind
/// that must go.
pub(crate) fn load(
    disk: &dyn Disk,
    (header, path): (&Header, &str),
    reader: &Reader,
    index: &dyn Index,
) -> Result<bool, ExportError> {
    let record = reader.read(header.position);
    if !record.is_ok_and(|record| record.hash == header.hash && record.epoch == header.epoch) {
        tracing::warn!(path, "an export does not belong to this journal and is passed over");
        return Ok(false);
    }
    // About as much work on either side: many small rows, among them all positions, and states, timers and work.
    let middle = [header.partition.to_be_bytes().as_slice(), b"s"].concat();
    let below = middle.clone();
    let lower = Rows::open(disk, path)?.filter(move |row| row.as_ref().map_or(true, |(key, _)| *key < below));
    let upper =
        Rows::open(disk, path)?.filter(move |row| row.as_ref().map_or(true, |(key, _)| *key >= middle));
    index.load(vec![Box::new(lower), Box::new(upper)], header.position)?;
    Ok(true)
}
