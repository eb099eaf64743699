//! An index that is written behind: a batch stands in memory at once, and reaches the index below later.
//!
//! Batches that wait are merged, so a row that changes often is written once. Readers see what waits laid over what is
//! below, so they see every batch that was committed. What waits is lost with the process: the journal brings it back.

mod known;
mod merge;

use std::fmt;
use std::sync::{
    Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::row::FIRST_KEY;
use crate::{Batch, Error, Index, KeyRange, Part, Row, Snapshot};
use known::Known;
use merge::{Direction, merged};

/// How far the index below may stay behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Positions of the journal that may wait. A start after a kill applies at most about twice as many again.
    pub positions: u64,
    /// Bytes of keys and values that may wait.
    pub bytes: usize,
    /// How long they wait at most, where a thread writes them.
    pub wait: Duration,
}

impl Default for Bounds {
    /// 16,384 positions are read again within a second; 16 MiB is little beside the cache of the index; 25 ms are
    /// longer than a program takes from one step of a case to the next, and sled holds readers back for longer the more
    /// rows one batch has.
    fn default() -> Self {
        Self { positions: 16_384, bytes: 16 * 1024 * 1024, wait: Duration::from_millis(25) }
    }
}

/// An [`Index`] over another one that it writes behind.
///
/// While one batch is written the next one grows, so at most twice the bounds wait, and one batch of the writer's. A
/// commit that reaches a bound writes by itself: whoever commits faster than the index below takes it is held back.
///
/// When the index below fails, what waits stays readable, and every later [`Index::commit`] and [`Index::checkpoint`]
/// says so. [`Index::checkpoint`] writes everything first; dropping writes nothing.
pub struct WriteBehind {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    /// Finds out which keys there are, and ends.
    learner: OnceLock<JoinHandle<()>>,
}

/// Rows that are read at a time to learn their keys: few enough that nobody waits for them.
const LEARN_ROWS: usize = 256;

struct Shared {
    below: Box<dyn Index>,
    bounds: Bounds,
    dirty: RwLock<Dirty>,
    /// Held while a batch is written: they go below one after the other.
    writing: Mutex<()>,
    bell: Mutex<Bell>,
    rung: Condvar,
    /// Which keys there are, where somebody asked that it be known.
    known: OnceLock<Known>,
}

/// What the index below does not have yet.
struct Dirty {
    /// Committed since the last write began.
    fresh: Option<Batch>,
    /// Being written, or not known to be written.
    under_way: Option<Arc<Batch>>,
    /// The position of the last commit, and that of the index below.
    applied: u64,
    below: u64,
    /// Why nothing more is written.
    failed: Option<Error>,
}

/// What the thread is told.
#[derive(Clone, Copy, Debug, Default)]
struct Bell {
    is_dirty: bool,
    is_urgent: bool,
    stops: bool,
}

impl WriteBehind {
    /// Lays itself over an index, with a thread that writes behind.
    ///
    /// # Errors
    ///
    /// What [`Index::applied`] says of the index below; [`Error::Io`] if the system gives no thread.
    pub fn start(below: impl Index + 'static, bounds: Bounds) -> Result<Self, Error> {
        let mut behind = Self::without_thread(below, bounds)?;
        let shared = Arc::clone(&behind.shared);
        let thread = thread::Builder::new().name("index".to_owned()).spawn(move || shared.write_behind());
        behind.thread = Some(thread?);
        Ok(behind)
    }

    /// Without a thread: a batch goes below when a bound is reached or at a checkpoint. For tests driven by hand.
    ///
    /// # Errors
    ///
    /// What [`Index::applied`] says of the index below.
    pub fn without_thread(below: impl Index + 'static, bounds: Bounds) -> Result<Self, Error> {
        let applied = below.applied()?;
        let dirty = Dirty { fresh: None, under_way: None, applied, below: applied, failed: None };
        let shared = Shared {
            below: Box::new(below),
            bounds,
            dirty: RwLock::new(dirty),
            writing: Mutex::default(),
            bell: Mutex::default(),
            rung: Condvar::new(),
            known: OnceLock::new(),
        };
        Ok(Self { shared: Arc::new(shared), thread: None, learner: OnceLock::new() })
    }
}

impl Shared {
    fn read(&self) -> RwLockReadGuard<'_, Dirty> {
        self.dirty.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self) -> RwLockWriteGuard<'_, Dirty> {
        self.dirty.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn bell(&self) -> MutexGuard<'_, Bell> {
        self.bell.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring(&self, change: impl FnOnce(&mut Bell)) {
        change(&mut self.bell());
        self.rung.notify_one();
    }

    /// The thread: waits until something waits, then until it has waited long enough, then writes.
    fn write_behind(&self) {
        loop {
            let clean = |bell: &mut Bell| !bell.stops && !bell.is_dirty;
            let bell = self.rung.wait_while(self.bell(), clean).unwrap_or_else(PoisonError::into_inner);
            let early = |bell: &mut Bell| !bell.stops && !bell.is_urgent;
            let waited = self.rung.wait_timeout_while(bell, self.bounds.wait, early);
            let (mut bell, _) = waited.unwrap_or_else(PoisonError::into_inner);
            if bell.stops {
                return;
            }
            *bell = Bell::default();
            drop(bell);
            // Whoever commits next is told, and until then nothing waits for it.
            let _told_later = self.write();
        }
    }

    /// Writes what waits.
    fn write(&self) -> Result<(), Error> {
        let _one_after_the_other = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let batch = {
            let mut dirty = self.change();
            dirty.check()?;
            let Some(fresh) = dirty.fresh.take() else { return Ok(()) };
            let batch = Arc::new(fresh);
            dirty.under_way = Some(Arc::clone(&batch));
            batch
        };
        let written = self.below.commit(Batch::clone(&batch));
        let mut dirty = self.change();
        match written {
            Ok(()) => {
                dirty.under_way = None;
                dirty.below = batch.applied();
                Ok(())
            }
            Err(error) => {
                dirty.failed = Some(error.again());
                Err(error)
            }
        }
    }

    /// Reads every key of the ranges once. Batches that come meanwhile are added as they come.
    fn learn(&self) {
        let Some(known) = self.known.get() else { return };
        for range in known.ranges() {
            let mut range = range.clone();
            loop {
                if self.bell().stops {
                    return;
                }
                // An index that cannot be read says so to whoever reads it.
                let page = (range.from.as_slice(), range.to.as_slice());
                let Ok(rows) = self.rows(page, LEARN_ROWS, Direction::Forwards) else { return };
                for (key, _) in &rows {
                    known.add(key);
                }
                match rows.last() {
                    Some((last, _)) if rows.len() == LEARN_ROWS => range = range.after(last),
                    _last_page => break,
                }
            }
        }
        known.complete();
    }

    fn rows(
        &self,
        (from, to): (&[u8], &[u8]),
        limit: usize,
        direction: Direction,
    ) -> Result<Vec<Row>, Error> {
        let from = from.max(FIRST_KEY);
        if from >= to {
            return Ok(Vec::new());
        }
        // Held until the end: what is written meanwhile stands in `under_way` too, so it is seen once.
        let dirty = self.read();
        let batches = [dirty.fresh.as_ref(), dirty.under_way.as_deref()];
        merged(&*self.below, batches, (from, to), (limit, direction))
    }
}

impl Dirty {
    fn check(&self) -> Result<(), Error> {
        self.failed.as_ref().map_or(Ok(()), |failed| Err(failed.again()))
    }

    /// What waits for the next write, as a share of the bounds: a half is urgent, a whole is too much.
    fn exceeds(&self, bounds: &Bounds, share: u64) -> bool {
        let bytes = self.fresh.as_ref().map_or(0, Batch::bytes);
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let bytes_max = u64::try_from(bounds.bytes).unwrap_or(u64::MAX);
        let under_way = self.under_way.as_ref().map_or(self.below, |batch| batch.applied());
        let positions = self.applied.saturating_sub(under_way);
        bytes >= bytes_max / share || positions >= bounds.positions / share
    }
}

impl Index for WriteBehind {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        {
            let dirty = self.shared.read();
            let batches = [dirty.fresh.as_ref(), dirty.under_way.as_deref()];
            if let Some(value) = batches.into_iter().flatten().find_map(|batch| batch.get(key)) {
                return Ok(value.map(<[u8]>::to_vec));
            }
            if self.shared.known.get().is_some_and(|known| known.lacks(key)) {
                return Ok(None);
            }
        }
        // One row is the row of one moment, whatever is committed meanwhile: nobody need wait for this read.
        self.shared.below.get(key)
    }

    fn scan(&self, from: &[u8], to: &[u8], limit: usize) -> Result<Vec<Row>, Error> {
        self.shared.rows((from, to), limit, Direction::Forwards)
    }

    fn scan_back(&self, from: &[u8], to: &[u8], limit: usize) -> Result<Vec<Row>, Error> {
        self.shared.rows((from, to), limit, Direction::Backwards)
    }

    fn commit(&self, batch: Batch) -> Result<(), Error> {
        let (was_clean, is_urgent, is_too_much) = {
            let mut dirty = self.shared.change();
            dirty.check()?;
            if let Some(known) = self.shared.known.get() {
                known.add_batch(&batch);
            }
            dirty.applied = batch.applied();
            let was_clean = dirty.fresh.is_none();
            match &mut dirty.fresh {
                Some(fresh) => fresh.merge(batch),
                None => dirty.fresh = Some(batch),
            }
            let bounds = &self.shared.bounds;
            (was_clean, dirty.exceeds(bounds, 2), dirty.exceeds(bounds, 1))
        };
        if is_too_much {
            return self.shared.write();
        }
        if was_clean || is_urgent {
            self.shared.ring(|bell| {
                bell.is_dirty = true;
                bell.is_urgent |= is_urgent;
            });
        }
        Ok(())
    }

    fn expect_misses(&self, ranges: &[KeyRange]) {
        if self.shared.known.set(Known::of(ranges.to_vec())).is_err() {
            return;
        }
        if self.thread.is_none() {
            return self.shared.learn();
        }
        let shared = Arc::clone(&self.shared);
        // Without a thread every read goes below, as before.
        if let Ok(learner) =
            thread::Builder::new().name("index-keys".to_owned()).spawn(move || shared.learn())
        {
            let _first = self.learner.set(learner);
        }
    }

    fn applied(&self) -> Result<u64, Error> {
        Ok(self.shared.read().applied)
    }

    fn checkpoint(&self) -> Result<(), Error> {
        self.shared.write()?;
        self.shared.below.checkpoint()
    }

    fn size_bytes(&self) -> Result<u64, Error> {
        let dirty = self.shared.read();
        let waiting = [dirty.fresh.as_ref(), dirty.under_way.as_deref()];
        let waiting: usize = waiting.into_iter().flatten().map(Batch::bytes).sum();
        let below = self.shared.below.size_bytes()?;
        Ok(below.saturating_add(u64::try_from(waiting).unwrap_or(u64::MAX)))
    }

    fn snapshot(&self) -> Result<Box<dyn Snapshot + '_>, Error> {
        self.shared.write()?;
        self.shared.below.snapshot()
    }

    fn load(&self, parts: Vec<Part<'_>>, applied: u64) -> Result<(), Error> {
        self.shared.write()?;
        let known = self.shared.known.get();
        let noted = parts.into_iter().map(|part| {
            let noted = part.inspect(move |row| {
                if let (Some(known), Ok((key, _))) = (known, row) {
                    known.note(key);
                }
            });
            let noted: Part<'_> = Box::new(noted);
            noted
        });
        self.shared.below.load(noted.collect(), applied)?;
        let mut dirty = self.shared.change();
        (dirty.applied, dirty.below) = (applied, applied);
        Ok(())
    }
}

impl Drop for WriteBehind {
    fn drop(&mut self) {
        let Some(thread) = self.thread.take() else { return };
        self.shared.ring(|bell| bell.stops = true);
        // A thread that panicked has nothing more to write; the journal brings it back.
        let _ended = thread.join();
        if let Some(learner) = self.learner.take() {
            let _ended = learner.join();
        }
    }
}

impl fmt::Debug for WriteBehind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dirty = self.shared.read();
        let (applied, below) = (dirty.applied, dirty.below);
        formatter
            .debug_struct("WriteBehind")
            .field("applied", &applied)
            .field("below", &below)
            .finish_non_exhaustive()
    }
}
