//! What can go wrong with a data directory, by what the caller can do about it.

use std::io;

use thiserror::Error;

use crate::damage::Damage;

/// Why an operation on the data directory was not done.
#[derive(Debug, Error)]
pub enum Error {
    /// The disk refused. After an append its outcome is unknown until the journal is opened again.
    #[error("cannot {action} `{path}`: {source}")]
    Io {
        /// What was tried, as a verb.
        action: &'static str,
        /// The file or folder, relative to the data directory.
        path: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// An earlier write or sync failed, so nothing more is accepted: stop and start again.
    #[error(
        "nothing more is written after a failed write: restart, so that recovery settles what is on the disk"
    )]
    Poisoned,
    /// A record is damaged: verify, then restore a backup.
    #[error("{0}; run `helhed journal verify`, then restore a backup")]
    Damaged(Damage),
    /// A file beside the segments is damaged.
    #[error("`{path}` is damaged: {reason}; restore it from a backup")]
    DamagedFile {
        /// The file, relative to the data directory.
        path: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Another daemon uses the directory.
    #[error("another daemon holds `{path}`: stop it, or use another data directory")]
    Locked {
        /// The lock file, relative to the data directory.
        path: String,
    },
    /// A newer program wrote the directory; nothing was touched.
    #[error("the data directory needs `{needs}`, which this program does not know: use a newer one")]
    TooNew {
        /// The feature or format that is not known.
        needs: String,
    },
    /// What should be created is there already; nothing was touched.
    #[error("`{path}` exists already: use an empty data directory, or open this one")]
    AlreadyExists {
        /// The file, relative to the data directory.
        path: String,
    },
    /// Something that every data directory has is not there.
    #[error(
        "`{path}` does not exist: is this a data directory? create it with `helhed init`, or restore a backup"
    )]
    NotFound {
        /// The file, relative to the data directory.
        path: String,
    },
    /// A record that was asked for is not there.
    #[error("there is no record {position}: the last is {head}")]
    NoSuchRecord {
        /// The position asked for.
        position: u64,
        /// The last position.
        head: u64,
    },
    /// A record or group cannot be written as it is; nothing was written and the journal goes on.
    #[error("{what} has {bytes} bytes, but between 1 and {max} can be written")]
    Size {
        /// What is too large or empty.
        what: &'static str,
        /// Its size in bytes.
        bytes: u64,
        /// The most that can be written.
        max: u64,
    },
}

/// Names the action and the path beside what the operating system said.
pub(crate) fn failed(action: &'static str, path: &str) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::Io { action, path: path.to_owned(), source }
}

/// As [`failed`], for what every data directory has.
pub(crate) fn failed_or_missing(action: &'static str, path: &str) -> impl FnOnce(io::Error) -> Error {
    move |source| {
        if source.kind() == io::ErrorKind::NotFound {
            return Error::NotFound { path: path.to_owned() };
        }
        failed(action, path)(source)
    }
}
