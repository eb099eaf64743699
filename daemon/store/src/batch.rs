//! Changes that belong together.

use std::collections::BTreeMap;
use std::ops::Bound;

use crate::{KEY_BYTES_MIN, KeyRange};

/// Puts and deletes up to one journal position, applied as one by [`crate::Index::commit`].
///
/// The last write to a key wins, so a group of decisions merges into one batch that writes each row once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    applied: u64,
    changes: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    /// Of keys and values.
    bytes: usize,
}

impl Batch {
    /// An empty batch that brings the index to journal position `applied`.
    #[must_use]
    pub fn new(applied: u64) -> Self {
        Self { applied, changes: BTreeMap::new(), bytes: 0 }
    }

    /// Writes a row over whatever stood there. A value should stay within 4 KiB: larger ones belong in the journal.
    ///
    /// # Panics
    ///
    /// If `key` is shorter than [`KEY_BYTES_MIN`]: it was not made by [`crate::Keys`].
    pub fn put(&mut self, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) {
        self.change(key.into(), Some(value.into()));
    }

    /// Removes a row; removing one that is not there is fine, so a batch can be replayed.
    ///
    /// # Panics
    ///
    /// If `key` is shorter than [`KEY_BYTES_MIN`]: it was not made by [`crate::Keys`].
    pub fn delete(&mut self, key: impl Into<Vec<u8>>) {
        self.change(key.into(), None);
    }

    /// Adds a later batch on top: its writes win and its position counts.
    pub fn merge(&mut self, later: Batch) {
        self.applied = later.applied;
        for (key, value) in later.changes {
            self.set(key, value);
        }
    }

    /// What this batch says about `key`: nothing, deleted (`Some(None)`) or a value.
    #[must_use]
    pub fn get(&self, key: &[u8]) -> Option<Option<&[u8]>> {
        self.changes.get(key).map(Option::as_deref)
    }

    /// The journal position the index has reached with this batch.
    #[must_use]
    pub fn applied(&self) -> u64 {
        self.applied
    }

    /// Number of rows changed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.changes.len()
    }

    /// Whether no row is changed. Such a batch still moves `applied`.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Bytes of the keys and values that are changed.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The changes with `from <= key < to`, in the order of their keys.
    pub(crate) fn between<'a>(
        &'a self,
        from: &[u8],
        to: &[u8],
    ) -> impl DoubleEndedIterator<Item = (&'a [u8], Option<&'a [u8]>)> + use<'a> {
        let range = self.changes.range::<[u8], _>((Bound::Included(from), Bound::Excluded(to)));
        range.map(|(key, value)| (key.as_slice(), value.as_deref()))
    }

    /// The keys of a range that get a value, in their order.
    pub fn written<'a>(&'a self, range: &KeyRange) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.between(&range.from, &range.to).filter(|(_, value)| value.is_some()).map(|(key, _)| key)
    }

    /// The changes in the order of their keys; `None` is a delete.
    pub fn changes(&self) -> impl Iterator<Item = (&[u8], Option<&[u8]>)> {
        self.changes.iter().map(|(key, value)| (key.as_slice(), value.as_deref()))
    }

    fn change(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
        assert!(key.len() >= KEY_BYTES_MIN, "shorter keys are the index's own rows");
        self.set(key, value);
    }

    fn set(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
        let (key_bytes, value_bytes) = (key.len(), value.as_ref().map_or(0, Vec::len));
        self.bytes += value_bytes;
        match self.changes.insert(key, value) {
            Some(before) => self.bytes -= before.map_or(0, |before| before.len()),
            None => self.bytes += key_bytes,
        }
    }
}
