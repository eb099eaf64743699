//! The page of contents: what an archive must hold, the last thing that is written into it.

use serde::{Deserialize, Serialize};

/// The form of an archive. An older program refuses a newer one.
pub const FORMAT: u32 = 1;

/// The name of the page in the archive.
pub(crate) const NAME: &str = "contents.json";

/// What an archive holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// [`FORMAT`].
    pub format: u32,
    /// The program that made it.
    pub program: String,
    /// When, in microseconds since 1970 UTC.
    pub made_at_us: i64,
    /// The directory's manifest as its file has it.
    pub manifest: String,
    /// `epoch.position.hash` of the journal's last record.
    pub journal: String,
    /// The same of the looks.
    pub looks: String,
    /// The state export that is in it, if there is one.
    pub state: Option<State>,
    /// Every file, in the order of the archive.
    pub files: Vec<Entry>,
}

/// A file in the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Relative to the data directory.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of it, in hexadecimal digits.
    pub sha256: String,
}

/// A state export: what the daemon held at a position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The position.
    pub position: u64,
    /// SHA-256 over its rows, in hexadecimal digits: a replay of the records to there must give the same.
    pub digest: String,
}

/// A digest in hexadecimal digits.
pub(crate) fn hex(digest: impl Into<[u8; 32]>) -> String {
    journal::Hash(digest.into()).to_string()
}
