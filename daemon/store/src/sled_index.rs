//! The index on disk: one sled tree, guarded against sled's panics, hangs and silent losses.

mod before;
mod directory;
mod guard;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::Duration;

pub use directory::move_away;

use crate::index::Part;
use crate::row::{self, FIRST_KEY, TOTALS_KEY, Totals};
use crate::{Batch, Error, Index, KEY_BYTES_MIN, Row, Snapshot};
use before::Before;

/// How long dropping a sick index may take before its memory is given up.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);

/// How an index is opened.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Bytes of sled's page cache: a fifth of the memory the index may take, since sled takes up to five times as much.
    pub cache_bytes: u64,
    /// How long opening may take. After a kill sled reads its whole log: seconds per 100,000 cases.
    pub open_within: Duration,
    /// What is read before the index is trusted.
    pub check: Check,
}

/// What opening reads before the index is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Every row is read and the totals are compared: finds lost and revived rows, and pages sled would hang on.
    EveryRow,
    /// Rows are checked as they are read: finds changed rows only. For an index that was closed cleanly.
    AsRead,
}

/// An [`Index`] in a directory of its own.
///
/// A scan holds the writer back until it is done: keep `limit` to a page.
#[derive(Debug)]
pub struct SledIndex {
    path: PathBuf,
    /// `None` only while it is being dropped.
    tree: Option<sled::Db>,
    /// What stands in the index's own row. Its lock keeps batches and scans apart.
    totals: RwLock<Totals>,
    /// Held by the one batch that is being written, also while it is prepared and scans go on.
    committing: Mutex<()>,
    /// What a snapshot that is open has not come to, as it was.
    before: Mutex<Option<Before>>,
    /// Set when sled panicked or a write failed: from then on nothing here can be trusted.
    is_broken: AtomicBool,
}

impl SledIndex {
    /// Opens the index in `dir`, making it if there is none.
    ///
    /// sled runs on a thread of its own, so that neither its panic nor its hang reaches the caller. A thread that hangs is
    /// left behind: it holds its memory until the process ends.
    ///
    /// # Errors
    ///
    /// [`Error::Unusable`] or [`Error::Damaged`]: call [`move_away`] and rebuild.
    /// [`Error::Stuck`]: call [`move_away`], restart the process and rebuild.
    /// [`Error::Busy`] if another process has it open. [`Error::Full`] and [`Error::Io`] from the disk.
    pub fn open(dir: &Path, settings: Settings) -> Result<Self, Error> {
        let path = directory::prepare(dir)?;
        guard::wait_for_lock(&path)?;
        guard::within(settings.open_within, move || open_tree(path, settings))
    }

    fn guarded<T>(&self, work: impl FnOnce(&sled::Tree) -> Result<T, Error>) -> Result<T, Error> {
        if self.is_broken.load(Ordering::Acquire) {
            return Err(Error::unusable("sled failed before"));
        }
        let tree = self.tree.as_ref().expect("the tree is taken only by `drop`");
        catch_unwind(AssertUnwindSafe(|| work(tree))).unwrap_or_else(|_panic| {
            self.is_broken.store(true, Ordering::Release);
            Err(Error::unusable("sled panicked on it"))
        })
    }

    /// Puts writes into the tree with the totals after them.
    fn apply(&self, tree: &sled::Tree, writes: sled::Batch, after: Totals) -> Result<(), Error> {
        let mut totals = self.totals.write().unwrap_or_else(PoisonError::into_inner);
        tree.apply_batch(writes).map_err(|error| {
            // How much of it reached sled is unknown, so the totals in memory may be wrong from here on.
            self.is_broken.store(true, Ordering::Release);
            Error::from(error)
        })?;
        *totals = after;
        Ok(())
    }

    fn read_totals(&self) -> std::sync::RwLockReadGuard<'_, Totals> {
        self.totals.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Index for SledIndex {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        if key.len() < KEY_BYTES_MIN {
            return Ok(None);
        }
        self.guarded(|tree| {
            let Some(row) = tree.get(key)? else { return Ok(None) };
            Ok(Some(row::unseal(key, &row)?.1.to_vec()))
        })
    }

    fn scan(&self, from: &[u8], to: &[u8], limit: usize) -> Result<Vec<Row>, Error> {
        let from = from.max(FIRST_KEY);
        if from >= to {
            return Ok(Vec::new());
        }
        let _whole_batches = self.read_totals();
        self.guarded(|tree| tree.range(from..to).take(limit).map(open_row).collect())
    }

    fn scan_back(&self, from: &[u8], to: &[u8], limit: usize) -> Result<Vec<Row>, Error> {
        let from = from.max(FIRST_KEY);
        if from >= to {
            return Ok(Vec::new());
        }
        let _whole_batches = self.read_totals();
        self.guarded(|tree| tree.range(from..to).rev().take(limit).map(open_row).collect())
    }

    fn commit(&self, batch: Batch) -> Result<(), Error> {
        let _one_at_a_time = self.committing.lock().unwrap_or_else(PoisonError::into_inner);
        let before = *self.read_totals();
        self.guarded(|tree| {
            let (writes, after) = {
                let mut open = self.before.lock().unwrap_or_else(PoisonError::into_inner);
                prepare_writes(tree, &batch, before, open.as_mut())?
            };
            self.apply(tree, writes, after)
        })
    }

    fn load(&self, parts: Vec<Part<'_>>, applied: u64) -> Result<(), Error> {
        let _one_at_a_time = self.committing.lock().unwrap_or_else(PoisonError::into_inner);
        let before = *self.read_totals();
        self.guarded(|tree| {
            let mut after = before;
            std::thread::scope(|scope| {
                let parts: Vec<_> =
                    parts.into_iter().map(|part| scope.spawn(|| insert_all(tree, part))).collect();
                for part in parts {
                    // sled's panic on a thread is one here, and is caught as such.
                    let found = part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
                    after.rows = after.rows.wrapping_add(found.rows);
                    after.sum = after.sum.wrapping_add(found.sum);
                }
                Ok::<(), Error>(())
            })?;
            after.applied = applied;
            let mut writes = sled::Batch::default();
            writes.insert(TOTALS_KEY, row::seal(TOTALS_KEY, &after.encode()));
            self.apply(tree, writes, after)
        })
    }

    fn applied(&self) -> Result<u64, Error> {
        Ok(self.read_totals().applied)
    }

    fn checkpoint(&self) -> Result<(), Error> {
        self.guarded(|tree| {
            tree.flush()?;
            Ok(())
        })?;
        // sled's flush never calls fsync (spacejam/sled#1452), and it never syncs the files beside its log.
        File::open(self.path.join("db"))?.sync_data()?;
        directory::sync_blobs(&self.path)?;
        directory::sync(&self.path)?;
        Ok(())
    }

    fn size_bytes(&self) -> Result<u64, Error> {
        Ok(directory::size_bytes(&self.path)?)
    }

    fn snapshot(&self) -> Result<Box<dyn Snapshot + '_>, Error> {
        Ok(Box::new(self.begin_snapshot()?))
    }
}

impl Drop for SledIndex {
    fn drop(&mut self) {
        let tree = self.tree.take();
        if !self.is_broken.load(Ordering::Acquire) {
            // sled unwraps the result of its last sync.
            let _ = catch_unwind(AssertUnwindSafe(|| drop(tree)));
            return;
        }
        // A sick sled may panic or hang while it closes; there is nobody left to tell.
        let _ = guard::within(CLOSE_WITHIN, move || {
            drop(tree);
            Ok(())
        });
    }
}

fn open_tree(path: PathBuf, settings: Settings) -> Result<SledIndex, Error> {
    let tree = sled::Config::new()
        .path(&path)
        .cache_capacity(settings.cache_bytes)
        .flush_every_ms(None)
        .use_compression(false)
        .open()?;
    let totals = match tree.get(TOTALS_KEY)? {
        Some(row) => Totals::decode(row::unseal(TOTALS_KEY, &row)?.1)
            .ok_or_else(|| Error::unusable("its totals are of another format"))?,
        None if tree.first()?.is_none() => Totals::default(),
        None => return Err(Error::unusable("its totals are lost")),
    };
    match settings.check {
        Check::EveryRow => check_every_row(&tree, totals)?,
        Check::AsRead => {}
    }
    Ok(SledIndex {
        path,
        tree: Some(tree),
        totals: RwLock::new(totals),
        committing: Mutex::new(()),
        before: Mutex::default(),
        is_broken: AtomicBool::new(false),
    })
}

fn check_every_row(tree: &sled::Tree, totals: Totals) -> Result<(), Error> {
    let mut found = Totals { applied: totals.applied, ..Totals::default() };
    let mut last = FIRST_KEY.to_vec();
    for pair in tree.range(FIRST_KEY..) {
        let (key, row) = pair?;
        // A damaged tree can lead a scan in circles; keys that do not rise would make this loop endless.
        if found.rows > 0 && *key <= *last {
            return Err(Error::unusable("its rows are out of order"));
        }
        found.add(row::unseal(&key, &row)?.0);
        last = key.to_vec();
    }
    if found != totals {
        return Err(Error::unusable(format!(
            "it holds {} rows where {} were written, or other ones",
            found.rows, totals.rows
        )));
    }
    Ok(())
}

/// Turns a batch into sled's writes, leaving out what would change nothing, and the totals after it. What is replaced is
/// left for the snapshot that is open, if one is.
fn prepare_writes(
    tree: &sled::Tree,
    batch: &Batch,
    totals: Totals,
    mut before: Option<&mut Before>,
) -> Result<(sled::Batch, Totals), Error> {
    let mut writes = sled::Batch::default();
    let mut after = Totals { applied: batch.applied(), ..totals };
    for (key, value) in batch.changes() {
        let old = tree.get(key)?;
        let old = old.as_deref().map(|row| row::unseal(key, row)).transpose()?;
        if old.map(|(_, old)| old) == value {
            continue;
        }
        if let Some(before) = &mut before {
            before.note(key, old.map(|(_, old)| old));
        }
        if let Some((crc, _)) = old {
            after.remove(crc);
        }
        match value {
            Some(value) => put(&mut writes, &mut after, key, value),
            None => writes.remove(key),
        }
    }
    writes.insert(TOTALS_KEY, row::seal(TOTALS_KEY, &after.encode()));
    Ok((writes, after))
}

/// Inserts rows one by one: sled keeps what a large batch replaces until the batch is over, which takes gigabytes.
fn insert_all(tree: &sled::Tree, rows: Part<'_>) -> Result<Totals, Error> {
    let mut found = Totals::default();
    for row in rows {
        let (key, value) = row?;
        found.add(row::checksum(&key, &value));
        let sealed = row::seal(&key, &value);
        tree.insert(key, sealed)?;
    }
    Ok(found)
}

fn put(writes: &mut sled::Batch, totals: &mut Totals, key: &[u8], value: &[u8]) {
    totals.add(row::checksum(key, value));
    writes.insert(key, row::seal(key, value));
}

fn open_row(pair: sled::Result<(sled::IVec, sled::IVec)>) -> Result<Row, Error> {
    let (key, row) = pair?;
    let value = row::unseal(&key, &row)?.1.to_vec();
    Ok((key.to_vec(), value))
}
