//! What can go wrong with a backup, by what its owner can do about it.

use std::io;

/// Why a backup was not made or not restored. What was there before is as it was.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The data directory: damage is named, and nothing that is damaged is backed up.
    #[error(transparent)]
    Directory(#[from] journal::Error),
    /// The keys: the wrapping key is another one, or a list of destroyed keys does not fit.
    #[error(transparent)]
    Keys(#[from] journal::KeyError),
    /// The file of the backup, or the disk that it is restored to.
    #[error("{what}: {why}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// What the system said.
        why: io::Error,
    },
    /// The text is no recipient.
    #[error("this is no recipient: one begins with `age1`; `helhed backup-key` makes a pair of keys")]
    Recipient,
    /// The file holds no identity.
    #[error("the identity file holds no key: a line of it begins with `AGE-SECRET-KEY-1`")]
    Identity,
    /// The archive was made for another key, or it is no archive.
    #[error(
        "the backup does not open: {0}; is it a backup, and is this the identity that belongs to its recipient?"
    )]
    DoesNotOpen(String),
    /// The archive is not what was written.
    #[error("the backup is damaged or cut: {0}; use another one")]
    Damaged(String),
    /// A newer program made it.
    #[error("the backup has format {found}, and this program knows {FORMAT}: use a newer one", FORMAT = crate::FORMAT)]
    TooNew {
        /// Its format.
        found: u32,
    },
    /// The place for it is taken.
    #[error("`{0}` is not empty: a restore needs an empty directory, or one that does not exist yet")]
    NotEmpty(String),
}

impl BackupError {
    pub(crate) fn io(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |why| Self::Io { what, why }
    }

    pub(crate) fn damaged(why: impl Into<String>) -> Self {
        Self::Damaged(why.into())
    }
}
