//! The index over the journal: ordered rows that can be deleted and rebuilt (invariant S1).
//!
//! Nothing else knows sled. [`Index`] is the boundary; [`SledIndex`] stands on disk, [`MapIndex`] in memory
//! with crashes on demand. Keys are made by [`Keys`], personal key parts are hidden by [`Blinding`].
//!
//! The index never decides what is true: on any doubt it says so, and the caller moves it away and rebuilds it
//! from the journal.

mod batch;
mod behind;
mod blind;
mod error;
mod first;
mod index;
mod key;
mod map_index;
mod row;
mod sled_index;
mod snapshot;
#[cfg(test)]
mod tests;

pub use batch::Batch;
pub use behind::{Bounds, WriteBehind};
pub use blind::Blinding;
pub use error::Error;
pub use first::FirstRow;
pub use index::{Index, Part, Row};
pub use key::{KEY_BYTES_MIN, KeyRange, Keys, Prefix, TimerKey, WorkKey};
pub use map_index::{MapIndex, Spoil};
pub use sled_index::{Check, Settings, SledIndex, move_away};
pub use snapshot::Snapshot;
