//! What rows were before they changed, kept for a snapshot that has not come to them yet.
//!
//! sled 0.34 has no snapshots. A commit reads each row before it writes it anyway; while a snapshot is open it leaves what
//! it read here, and the snapshot takes that instead of what stands in the tree by then.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::PoisonError;

use super::{SledIndex, open_row};
use crate::row::{FIRST_KEY, Totals, checksum};
use crate::snapshot::Snapshot;
use crate::{Error, Row};

/// Bytes of keys and values that are kept for one snapshot: some seconds of the heaviest load.
const BYTES_MAX: usize = 64 * 1024 * 1024;

/// What stood there when the snapshot was begun: a value, or nothing.
type Image = Option<Vec<u8>>;

/// Rows that a snapshot still has to come to and that have changed since it was begun.
#[derive(Debug)]
pub(super) struct Before {
    /// The snapshot has given every row below.
    from: Vec<u8>,
    images: BTreeMap<Vec<u8>, Image>,
    bytes: usize,
    is_overtaken: bool,
}

impl Before {
    fn new() -> Self {
        Self { from: FIRST_KEY.to_vec(), images: BTreeMap::new(), bytes: 0, is_overtaken: false }
    }

    /// Keeps what a row is before it changes: the first time only, since later it is another's change.
    pub(super) fn note(&mut self, key: &[u8], value: Option<&[u8]>) {
        if self.is_overtaken || key < self.from.as_slice() || self.images.contains_key(key) {
            return;
        }
        self.bytes += key.len() + value.map_or(0, <[u8]>::len);
        self.images.insert(key.to_vec(), value.map(<[u8]>::to_vec));
        if self.bytes > BYTES_MAX {
            self.is_overtaken = true;
            self.images.clear();
        }
    }

    /// Lays what was there before over a page of what is there, and goes on behind it. `to` is the last key of the page,
    /// nothing where it is the last page.
    fn take(&mut self, page: Vec<Row>, to: Option<&[u8]>) -> Vec<Row> {
        let above = to.map(|to| [to, &[0]].concat());
        let later = above.as_ref().map(|above| self.images.split_off(above)).unwrap_or_default();
        let images = std::mem::replace(&mut self.images, later);
        self.bytes =
            self.images.iter().map(|(key, image)| key.len() + image.as_ref().map_or(0, Vec::len)).sum();
        let mut rows: BTreeMap<Vec<u8>, Vec<u8>> = page.into_iter().collect();
        for (key, image) in images {
            match image {
                Some(value) => rows.insert(key, value),
                None => rows.remove(&key),
            };
        }
        if let Some(above) = above {
            self.from = above;
        }
        rows.into_iter().collect()
    }
}

/// A snapshot of what stands in sled.
pub(super) struct SledSnapshot<'index> {
    index: &'index SledIndex,
    /// What was written until it was begun, and what was found so far.
    totals: Totals,
    found: Totals,
    is_at_end: bool,
}

impl SledIndex {
    pub(super) fn begin_snapshot(&self) -> Result<SledSnapshot<'_>, Error> {
        let _no_commit = self.committing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut before = self.before.lock().unwrap_or_else(PoisonError::into_inner);
        if before.is_some() {
            return Err(Error::Overtaken);
        }
        let totals = *self.read_totals();
        *before = Some(Before::new());
        let found = Totals { applied: totals.applied, ..Totals::default() };
        Ok(SledSnapshot { index: self, totals, found, is_at_end: false })
    }
}

impl SledSnapshot<'_> {
    fn page(&mut self, limit: usize) -> Result<Vec<Row>, Error> {
        // A batch goes into the tree behind the same lock, after it left here what it replaces.
        let _whole_batches = self.index.read_totals();
        let mut before = self.index.before.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(before) = before.as_mut().filter(|before| !before.is_overtaken) else {
            return Err(Error::Overtaken);
        };
        let from: (Bound<&[u8]>, Bound<&[u8]>) = (Bound::Included(&before.from), Bound::Unbounded);
        let page: Vec<Row> =
            self.index.guarded(|tree| tree.range::<&[u8], _>(from).take(limit).map(open_row).collect())?;
        self.is_at_end = page.len() < limit;
        let last = page.last().map(|(key, _)| key.clone()).filter(|_| !self.is_at_end);
        Ok(before.take(page, last.as_deref()))
    }
}

impl Snapshot for SledSnapshot<'_> {
    fn applied(&self) -> u64 {
        self.totals.applied
    }

    fn next_rows(&mut self, limit: usize) -> Result<Vec<Row>, Error> {
        while !self.is_at_end {
            let rows = self.page(limit)?;
            for (key, value) in &rows {
                self.found.add(checksum(key, value));
            }
            if !rows.is_empty() {
                return Ok(rows);
            }
        }
        if self.found != self.totals {
            let (found, written) = (self.found.rows, self.totals.rows);
            return Err(Error::unusable(format!(
                "it holds {found} rows where {written} were written, or other ones"
            )));
        }
        Ok(Vec::new())
    }
}

impl Drop for SledSnapshot<'_> {
    fn drop(&mut self) {
        *self.index.before.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
