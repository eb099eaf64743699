//! All rows as they stood at one journal position, read page by page while the writer goes on.

use crate::{Error, Row};

/// Rows of one moment. Dropping it lets the index forget what it kept for it.
pub trait Snapshot: Send {
    /// The journal position that the rows belong to.
    fn applied(&self) -> u64;

    /// The next rows, ascending, at most `limit`; no rows at the end.
    ///
    /// # Errors
    ///
    /// [`Error::Overtaken`]: more changed meanwhile than may be kept in memory; take another one later. Else as for
    /// [`crate::Index`]; [`Error::Unusable`] at the end if rows were missing or were not those that had been written.
    fn next_rows(&mut self, limit: usize) -> Result<Vec<Row>, Error>;
}

/// Rows that were taken at once: of an index in memory.
pub(crate) struct Taken {
    applied: u64,
    rows: std::vec::IntoIter<Row>,
}

impl Taken {
    pub(crate) fn new(applied: u64, rows: Vec<Row>) -> Self {
        Self { applied, rows: rows.into_iter() }
    }
}

impl Snapshot for Taken {
    fn applied(&self) -> u64 {
        self.applied
    }

    fn next_rows(&mut self, limit: usize) -> Result<Vec<Row>, Error> {
        Ok(self.rows.by_ref().take(limit).collect())
    }
}
