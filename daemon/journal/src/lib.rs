//! The journal of a data directory: the truth from which everything else can be rebuilt.
//!
//! An append-only log of opaque records in checksummed, hash-chained frames, one sync per group; the log of looks in
//! the same form; the keys under which personal values are sealed, and the envelopes they are sealed in; content named
//! by its hash. Everything rests on one [`Disk`], so that a [`SimulatedDisk`] can stand under it and lose power.
//!
//! Payloads mean nothing here: the shape of a record is the runtime's business.
//! The formats are pinned by `docs/design/0010-journal-format.md` and `0011-keys-and-envelopes.md`.

mod append;
mod bytes;
mod chance;
mod content;
pub mod copy;
mod damage;
mod disk;
mod envelope;
mod error;
mod frame;
mod hash;
mod keys;
mod lock;
mod log;
mod looks;
mod manifest;
mod marker;
mod read;
mod recover;
mod segment;
mod verify;
mod walk;
mod wrapping;

pub use append::{Appended, Journal, RECORD_BYTES_MAX};
pub use bytes::Fields;
pub use chance::{Chance, SystemChance};
pub use content::{CONTENT_BYTES_MAX, Content};
pub use damage::{Damage, Flaw};
pub use disk::{Disk, DiskFile, DiskLock, Fault, Kept, RealDisk, SimulatedDisk, Unsynced};
pub use envelope::{
    EnvelopeError, Opened, Origin, SEALED_BYTES_MAX, STREAM_LABEL_BYTES_MAX, StreamLabel, key_id_of, open,
    origin_of, seal,
};
pub use error::Error;
pub use hash::{Hash, StoreId};
pub use keys::{FoundKey, Key, KeyError, KeyId, KeyRing, OWNER_BYTES_MAX, read_erased_list};
pub use lock::DirectoryLock;
pub use log::{Head, LogKind};
pub use looks::{Looks, Month};
pub use manifest::{ClockMode, Manifest};
pub use read::{Reader, Record, Records};
pub use recover::{Cut, OpenOptions, Recovery, SEGMENT_BYTES_DEFAULT};
pub use verify::{Against, VerifyReport, verify, verify_looks};
pub use wrapping::{RecoveryCode, WrappingKey, from_recovery, recovery_wrapping};

#[cfg(test)]
mod tests;
