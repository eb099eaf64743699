//! The boundary: what the rest of the daemon may ask of an index.

use std::sync::Arc;

use crate::{Batch, Error, KeyRange, Snapshot};

/// A key and its value.
pub type Row = (Vec<u8>, Vec<u8>);

/// Some of the rows that an index is filled with, ascending.
pub type Part<'a> = Box<dyn Iterator<Item = Result<Row, Error>> + Send + 'a>;

/// Rows of one batch while an index is filled.
const LOAD_ROWS: usize = 1_024;

/// Ordered rows, changed by one writer in atomic batches and read by many.
///
/// Keys have at least [`crate::KEY_BYTES_MIN`] bytes; [`crate::Keys`] makes them. A scan sees whole batches only, but two
/// scans may stand on either side of a batch.
///
/// # Errors
///
/// Every call may fail with [`Error::Damaged`] or [`Error::Unusable`] (drop the index, move it away, rebuild),
/// [`Error::Full`] (make room) or [`Error::Io`] (see to the disk). After a failed [`Index::commit`] the outcome is unknown
/// until the index is opened again and [`Index::applied`] is read.
#[expect(clippy::missing_errors_doc, reason = "the trait's own doc lists them once for all calls")]
pub trait Index: Send + Sync {
    /// The value under `key`, if there is one.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Error>;

    /// The first `limit` rows with `from <= key < to`, ascending.
    fn scan(&self, from: &[u8], to: &[u8], limit: usize) -> Result<Vec<Row>, Error>;

    /// The last `limit` rows with `from <= key < to`, descending.
    fn scan_back(&self, from: &[u8], to: &[u8], limit: usize) -> Result<Vec<Row>, Error>;

    /// Applies a batch and its journal position: all of it or nothing, at once and after any crash.
    ///
    /// Does not wait for the disk: a crash may lose the latest batches, always a suffix of them.
    fn commit(&self, batch: Batch) -> Result<(), Error>;

    /// The journal position of the last batch, 0 if there was none.
    fn applied(&self) -> Result<u64, Error>;

    /// Waits until every batch so far is on disk and survives a loss of power.
    fn checkpoint(&self) -> Result<(), Error>;

    /// Bytes the index takes on disk, or about as many as it would take.
    fn size_bytes(&self) -> Result<u64, Error>;

    /// All rows as they stand on the index's own level now, to be read while the writer goes on. Batches that wait to be
    /// written behind are written first. One at a time: [`Error::Overtaken`] while another is open.
    fn snapshot(&self) -> Result<Box<dyn Snapshot + '_>, Error>;

    /// Fills an empty index with rows, each part in ascending order and all at once where the index can: faster than by
    /// batches.
    ///
    /// Until the last is written [`Index::applied`] is 0: whoever finds rows at 0 has to empty the index.
    fn load(&self, parts: Vec<Part<'_>>, applied: u64) -> Result<(), Error> {
        let mut batch = Batch::new(0);
        for row in parts.into_iter().flatten() {
            let (key, value) = row?;
            batch.put(key, value);
            if batch.len() >= LOAD_ROWS {
                self.commit(std::mem::replace(&mut batch, Batch::new(0)))?;
            }
        }
        self.commit(batch)?;
        self.commit(Batch::new(applied))
    }

    /// Says where [`Index::get`] is mostly asked for what is not there, so that an index may answer that faster.
    /// Changes nothing that can be seen.
    fn expect_misses(&self, _ranges: &[KeyRange]) {}
}

impl<I: Index + ?Sized> Index for Arc<I> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        (**self).get(key)
    }

    fn scan(&self, from: &[u8], to: &[u8], limit: usize) -> Result<Vec<Row>, Error> {
        (**self).scan(from, to, limit)
    }

    fn scan_back(&self, from: &[u8], to: &[u8], limit: usize) -> Result<Vec<Row>, Error> {
        (**self).scan_back(from, to, limit)
    }

    fn commit(&self, batch: Batch) -> Result<(), Error> {
        (**self).commit(batch)
    }

    fn applied(&self) -> Result<u64, Error> {
        (**self).applied()
    }

    fn checkpoint(&self) -> Result<(), Error> {
        (**self).checkpoint()
    }

    fn size_bytes(&self) -> Result<u64, Error> {
        (**self).size_bytes()
    }

    fn snapshot(&self) -> Result<Box<dyn Snapshot + '_>, Error> {
        (**self).snapshot()
    }

    fn load(&self, parts: Vec<Part<'_>>, applied: u64) -> Result<(), Error> {
        (**self).load(parts, applied)
    }

    fn expect_misses(&self, ranges: &[KeyRange]) {
        (**self).expect_misses(ranges);
    }
}
