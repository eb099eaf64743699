//! Which record a key of a request belongs to: in memory, made of the index's rows at the start.
//!
//! Thirteen bytes for each place in the table, so some fifteen megabytes for the 700,000 requests of 100,000 cases within
//! ninety days. A part of the key leads to the record, and the record says whether it is the same key.

use hashbrown::HashTable;
use store::Index;

use super::apply::Applier;
use super::apply::requests::{Request, each};

#[cfg(test)]
mod tests;

/// Keys that are remembered.
#[derive(Default)]
pub(super) struct Requests(HashTable<Entry>);

/// Four bytes of a key, and the position of its record in two halves: no room is lost to alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    print: u32,
    position: [u32; 2],
}

impl Entry {
    fn of(key: &[u8; 32], position: u64) -> Self {
        let (high, low) = (position >> 32, position & u64::from(u32::MAX));
        let half = |half| u32::try_from(half).unwrap_or(u32::MAX);
        Self { print: print(key), position: [half(high), half(low)] }
    }

    fn position(self) -> u64 {
        let [high, low] = self.position.map(u64::from);
        high << 32 | low
    }

    fn hash(&self) -> u64 {
        spread(self.print)
    }
}

/// A key is an HMAC: any part of it is as good as a hash.
fn print(key: &[u8; 32]) -> u32 {
    let [first, second, third, fourth, ..] = key;
    u32::from_be_bytes([*first, *second, *third, *fourth])
}

/// The table takes the highest bits for one purpose and the lowest for another.
fn spread(print: u32) -> u64 {
    u64::from(print).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

impl Requests {
    /// What an index remembers.
    pub(super) fn of(applier: &Applier) -> Result<Self, store::Error> {
        let index: &dyn Index = &*applier.index;
        let mut requests = Self::default();
        each(applier.keys, index, |request| requests.add(&request.key, request.position))?;
        Ok(requests)
    }

    /// Remembers that a record answered this key.
    pub(super) fn add(&mut self, key: &[u8; 32], position: u64) {
        let entry = Entry::of(key, position);
        self.0.insert_unique(entry.hash(), entry, Entry::hash);
    }

    /// Forgets it.
    pub(super) fn remove(&mut self, request: &Request) {
        let wanted = Entry::of(&request.key, request.position);
        if let Ok(found) = self.0.find_entry(wanted.hash(), |entry| *entry == wanted) {
            found.remove();
        }
    }

    /// Records that may have answered this key, the newest first: nearly always one or none.
    pub(super) fn records(&self, key: &[u8; 32]) -> Vec<u64> {
        let wanted = print(key);
        let found = self.0.iter_hash(spread(wanted)).filter(|entry| entry.print == wanted);
        let mut positions: Vec<u64> = found.map(|entry| entry.position()).collect();
        positions.sort_unstable_by(|one, other| other.cmp(one));
        positions
    }
}
