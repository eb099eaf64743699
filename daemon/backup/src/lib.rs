//! Backups: a copy of a data directory that may be in use, sealed for a key that is not on its machine, and the way back.
//!
//! An archive is a tar of the directory's pieces and one page of contents at its end, compressed with zstd and encrypted
//! with age. Design note 0018 says what is in it and what a restore proves.

mod contents;
mod error;
mod hashing;
mod keys;
mod make;
mod restore;
#[cfg(test)]
mod tests;

pub use contents::{Contents, Entry, FORMAT, State};
pub use error::BackupError;
pub use keys::{Identity, Recipient};
pub use make::{Made, beside, leans_on, make};
pub use restore::{Restored, WithKeys, restore, show};

/// What is told while a backup is made or restored: bytes of the directory that are done, and of how many where that is
/// known.
pub type Progress<'a> = &'a mut dyn FnMut(u64, Option<u64>);
