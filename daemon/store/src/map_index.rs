//! The index in memory, which can lose what a crash may lose.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::row::FIRST_KEY;
use crate::snapshot::{Snapshot, Taken};
use crate::{Batch, Error, Index, Row};

/// What a batch becomes in an index that is spoilt.
pub type Spoil = fn(Batch) -> Batch;

/// An [`Index`] in memory for the simulation: it crashes on demand and keeps any prefix of the unsynced commits.
///
/// Commits since the last checkpoint are kept one by one, so memory grows until [`Index::checkpoint`].
#[derive(Debug, Default)]
pub struct MapIndex {
    state: RwLock<State>,
}

#[derive(Debug, Default)]
struct State {
    /// What readers see.
    current: Image,
    /// What the last checkpoint put on the imagined disk.
    synced: Image,
    /// The commits between the two.
    unsynced: Vec<Batch>,
    spoil: Option<Spoil>,
}

#[derive(Clone, Debug, Default)]
struct Image {
    rows: BTreeMap<Vec<u8>, Vec<u8>>,
    applied: u64,
}

impl MapIndex {
    /// An empty index.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of commits a crash may lose.
    #[must_use]
    pub fn unsynced(&self) -> usize {
        self.read().unsynced.len()
    }

    /// Crashes: the checkpointed rows and the first `kept` commits after them remain, and are on disk from then on.
    pub fn crash(&self, kept: usize) {
        let mut guard = self.write();
        let state = &mut *guard;
        state.unsynced.truncate(kept);
        state.sync();
        state.current = state.synced.clone();
    }

    /// Crashes and loses the last `lost` commits that were not checkpointed, or all of those if there are fewer.
    pub fn lose_unsynced(&self, lost: usize) {
        let kept = self.unsynced().saturating_sub(lost);
        self.crash(kept);
    }

    /// Loses everything, as if the folder had been deleted.
    pub fn lose_all(&self) {
        let mut state = self.write();
        let spoil = state.spoil;
        *state = State { spoil, ..State::default() };
    }

    /// Spoils every batch from here on, as a bug in the index would: to show that somebody notices.
    pub fn spoil(&self, spoil: Spoil) {
        self.write().spoil = Some(spoil);
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Index for MapIndex {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        Ok(self.read().current.rows.get(key).cloned())
    }

    fn scan(&self, from: &[u8], to: &[u8], limit: usize) -> Result<Vec<Row>, Error> {
        let from = from.max(FIRST_KEY);
        if from >= to {
            return Ok(Vec::new());
        }
        let state = self.read();
        Ok(state.current.rows.range::<[u8], _>(between(from, to)).take(limit).map(owned).collect())
    }

    fn scan_back(&self, from: &[u8], to: &[u8], limit: usize) -> Result<Vec<Row>, Error> {
        let from = from.max(FIRST_KEY);
        if from >= to {
            return Ok(Vec::new());
        }
        let state = self.read();
        Ok(state.current.rows.range::<[u8], _>(between(from, to)).rev().take(limit).map(owned).collect())
    }

    fn commit(&self, batch: Batch) -> Result<(), Error> {
        let mut state = self.write();
        let batch = match state.spoil {
            Some(spoil) => spoil(batch),
            None => batch,
        };
        state.current.apply(&batch);
        state.unsynced.push(batch);
        Ok(())
    }

    fn applied(&self) -> Result<u64, Error> {
        Ok(self.read().current.applied)
    }

    fn checkpoint(&self) -> Result<(), Error> {
        self.write().sync();
        Ok(())
    }

    fn size_bytes(&self) -> Result<u64, Error> {
        let bytes: usize = self.read().current.rows.iter().map(|(key, value)| key.len() + value.len()).sum();
        Ok(u64::try_from(bytes).unwrap_or(u64::MAX))
    }

    fn snapshot(&self) -> Result<Box<dyn Snapshot + '_>, Error> {
        let state = self.read();
        let rows = state.current.rows.iter().map(owned).collect();
        Ok(Box::new(Taken::new(state.current.applied, rows)))
    }
}

impl State {
    fn sync(&mut self) {
        for batch in self.unsynced.drain(..) {
            self.synced.apply(&batch);
        }
    }
}

impl Image {
    fn apply(&mut self, batch: &Batch) {
        for (key, value) in batch.changes() {
            match value {
                Some(value) => self.rows.insert(key.to_vec(), value.to_vec()),
                None => self.rows.remove(key),
            };
        }
        self.applied = batch.applied();
    }
}

fn between<'key>(from: &'key [u8], to: &'key [u8]) -> (Bound<&'key [u8]>, Bound<&'key [u8]>) {
    (Bound::Included(from), Bound::Excluded(to))
}

fn owned((key, value): (&Vec<u8>, &Vec<u8>)) -> Row {
    (key.clone(), value.clone())
}
