//! What can go wrong with the index, by what the caller can do about it.

use std::io;

/// A failure of the index. The journal is not touched by any of them.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A row is not what was written: move the index away and rebuild it.
    #[error(
        "a row of {} bytes key in the index is damaged; move the index away and rebuild it from the journal",
        key.len()
    )]
    Damaged {
        /// The key as it was asked for or found. It may name a stream, so it is not part of the sentence.
        key: Vec<u8>,
    },
    /// The index cannot be opened or can no longer be trusted: drop it, move it away and rebuild it.
    #[error("the index is unusable: {why}; move it away and rebuild it from the journal")]
    Unusable {
        /// What was found, without any row's contents.
        why: String,
    },
    /// sled gave no answer in time: move the index away and **restart the process**, then rebuild.
    ///
    /// The thread left behind may hold sled's process-wide lock, on which every later commit would wait for ever.
    #[error(
        "the index gave no answer within {waited_ms} ms; move it away and restart to rebuild it from the journal"
    )]
    Stuck {
        /// How long it was waited for.
        waited_ms: u64,
    },
    /// Another process has the index open: stop that one. Moving the index away would be wrong.
    #[error("the index is open in another process; stop that process and start again")]
    Busy,
    /// A snapshot was left behind by what changed meanwhile, or another one is open: take one later. Nothing is wrong.
    #[error("more of the index changed than can be kept for a snapshot; it is taken again later")]
    Overtaken,
    /// The disk is full: make room, then open again.
    #[error("the disk of the index is full; free some space and start again")]
    Full,
    /// The system refused: the rows may be fine. Open again; what a failed commit left behind is unknown.
    #[error("the disk of the index refused: {0}; see to the disk and start again")]
    Io(io::Error),
}

impl Error {
    /// Whether moving the index away and rebuilding it is the way out.
    #[must_use]
    pub fn calls_for_rebuild(&self) -> bool {
        match self {
            Self::Damaged { .. } | Self::Unusable { .. } | Self::Stuck { .. } => true,
            Self::Busy | Self::Overtaken | Self::Full | Self::Io(_) => false,
        }
    }

    /// The same failure once more, for the next one who asks.
    pub(crate) fn again(&self) -> Self {
        match self {
            Self::Damaged { key } => Self::Damaged { key: key.clone() },
            Self::Unusable { why } => Self::Unusable { why: why.clone() },
            Self::Stuck { waited_ms } => Self::Stuck { waited_ms: *waited_ms },
            Self::Busy => Self::Busy,
            Self::Overtaken => Self::Overtaken,
            Self::Full => Self::Full,
            Self::Io(error) => Self::Io(io::Error::new(error.kind(), error.to_string())),
        }
    }

    pub(crate) fn unusable(why: impl Into<String>) -> Self {
        Self::Unusable { why: why.into() }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        let kind = error.kind();
        if matches!(kind, io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
            return Self::Full;
        }
        // A file shorter or stranger than its own headers say is damage, not a sick disk.
        if matches!(
            kind,
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput
        ) {
            return Self::unusable(format!("its files end or read wrongly ({kind})"));
        }
        Self::Io(error)
    }
}

impl From<sled::Error> for Error {
    fn from(error: sled::Error) -> Self {
        match error {
            sled::Error::Io(error) => Self::from(error),
            sled::Error::Corruption { .. } => Self::unusable("sled found corruption"),
            sled::Error::CollectionNotFound(_) => Self::unusable("sled lost its tree"),
            // The texts of these two name settings and page numbers, never rows.
            sled::Error::Unsupported(why) | sled::Error::ReportableBug(why) => Self::unusable(why),
        }
    }
}
