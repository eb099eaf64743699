//! The first row of a range, remembered: what asks for it again and again need not read the index each time.

use crate::{Batch, Error, Index, KeyRange};

/// The key of the first row of one range, or that there is none, as long as it is known.
///
/// It follows an index only if it is told of every batch that is committed: one range, one index, one `FirstRow`.
#[derive(Debug, Default)]
pub struct FirstRow {
    known: Known,
}

#[derive(Debug, Default)]
enum Known {
    /// Nobody has looked yet, or the row that was the first is gone.
    #[default]
    No,
    /// The range is empty.
    Empty,
    /// The first key.
    Key(Vec<u8>),
}

impl FirstRow {
    /// The first key of the range; read from the index only when nothing is known.
    ///
    /// # Errors
    ///
    /// What [`Index::scan`] says; nothing is known then.
    pub fn key(&mut self, index: &dyn Index, range: &KeyRange) -> Result<Option<&[u8]>, Error> {
        if let Known::No = self.known {
            let first = index.scan(&range.from, &range.to, 1)?.into_iter().next();
            self.known = first.map_or(Known::Empty, |(key, _)| Known::Key(key));
        }
        Ok(match &self.known {
            Known::Key(key) => Some(key),
            Known::No | Known::Empty => None,
        })
    }

    /// Takes note of a batch that was committed.
    pub fn note(&mut self, batch: &Batch, range: &KeyRange) {
        for (key, value) in batch.between(&range.from, &range.to) {
            match (&self.known, value) {
                (Known::No, _) => return,
                (Known::Key(first), None) if first == key => return self.forget(),
                (Known::Key(first), Some(_)) if first.as_slice() <= key => return,
                (Known::Empty | Known::Key(_), None) => {}
                (Known::Empty | Known::Key(_), Some(_)) => {
                    self.known = Known::Key(key.to_vec());
                    return;
                }
            }
        }
    }

    /// Forgets: the next [`FirstRow::key`] reads the index.
    pub fn forget(&mut self) {
        self.known = Known::No;
    }
}
