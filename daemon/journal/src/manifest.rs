//! The manifest of a data directory: which store it is, and what a program must know to open it.
//!
//! It is the last file written when a directory is made: a directory without one is not a store yet.

use std::fmt::Write as _;

use crate::disk::Disk;
use crate::error::{Error, failed, failed_or_missing};
use crate::hash::StoreId;

const PATH: &str = "manifest";
const FORMAT: &str = "1";
/// A manifest is a dozen short lines.
const BYTES_MAX: u64 = 16 * 1024;

/// The clock that a data directory was made for; each mode refuses the other's directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockMode {
    /// The wall clock.
    System,
    /// A clock that only a request advances.
    Simulated {
        /// Where it starts, in microseconds since 1970 UTC.
        start_us: i64,
    },
}

/// What stands in the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Names the store.
    pub store_id: StoreId,
    /// The municipality's number; it stands in every frame.
    pub partition: u16,
    /// Raised by a restore, so that what was written before it is told from what is written after.
    pub epoch: u32,
    /// The clock that it was made for.
    pub clock: ClockMode,
    /// Features without which the directory must not be opened. Names are lower-case words with hyphens.
    pub required: Vec<String>,
    /// Features that a program may ignore.
    pub optional: Vec<String>,
}

impl Manifest {
    /// Writes the manifest of a new directory and waits until it is durable.
    ///
    /// # Errors
    ///
    /// [`Error::AlreadyExists`] if there is one: open it instead. [`Error::Io`] if the disk refused.
    pub fn create(&self, disk: &dyn Disk) -> Result<(), Error> {
        if disk.exists(PATH).map_err(failed("look for", PATH))? {
            return Err(Error::AlreadyExists { path: PATH.to_owned() });
        }
        self.save(disk)
    }

    /// Replaces the manifest and waits until it is durable: after a restore, with a higher epoch.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the disk refused: the old or the new one is there.
    pub fn save(&self, disk: &dyn Disk) -> Result<(), Error> {
        disk.write_whole(PATH, self.to_text().as_bytes()).map_err(failed("write", PATH))
    }

    /// Reads the manifest and refuses a directory that needs more than `known_features`. Touches nothing.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if this is no data directory; [`Error::TooNew`] if a newer program is needed;
    /// [`Error::DamagedFile`] if it cannot be read; [`Error::Io`] if the disk refused.
    pub fn load(disk: &dyn Disk, known_features: &[&str]) -> Result<Self, Error> {
        let bytes = disk.read_whole(PATH, BYTES_MAX).map_err(failed_or_missing("read", PATH))?;
        let manifest = Self::from_text(&bytes)?;
        let unknown = manifest.required.iter().find(|name| !known_features.contains(&name.as_str()));
        if let Some(name) = unknown {
            return Err(Error::TooNew { needs: name.clone() });
        }
        Ok(manifest)
    }

    /// As it stands in the file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let clock = match self.clock {
            ClockMode::System => "system".to_owned(),
            ClockMode::Simulated { start_us } => format!("simulated {start_us}"),
        };
        let mut text = format!(
            "helhed {FORMAT}\nstore {}\npartition {}\nepoch {}\nclock {clock}\nrequired {}\noptional {}\n",
            self.store_id,
            self.partition,
            self.epoch,
            self.required.join(" "),
            self.optional.join(" "),
        );
        let checksum = crc32c::crc32c(text.as_bytes());
        writeln!(text, "crc32c {checksum:08x}").expect("writing to a string does not fail");
        text
    }

    /// Reads what stands in the file of a manifest.
    ///
    /// # Errors
    ///
    /// [`Error::DamagedFile`], or [`Error::TooNew`] for another format.
    pub fn from_text(bytes: &[u8]) -> Result<Self, Error> {
        let damaged = |reason| Error::DamagedFile { path: PATH.to_owned(), reason };
        let text = str::from_utf8(bytes).map_err(|_| damaged("it is not text"))?;
        let Some((body, checksum)) = text.rsplit_once("crc32c ") else {
            return Err(damaged("its checksum is missing"));
        };
        if checksum != format!("{:08x}\n", crc32c::crc32c(body.as_bytes())) {
            return Err(damaged("it does not match its checksum"));
        }
        let mut lines = body.lines();
        let mut field = |name: &str| lines.next().and_then(|line| line.strip_prefix(name)?.strip_prefix(' '));
        // The checksum is right, so another format was meant as it stands.
        let format = field("helhed").ok_or_else(|| damaged("it has no format"))?;
        if format != FORMAT {
            return Err(Error::TooNew { needs: format!("format {format}") });
        }
        let mut read = || {
            Some(Self {
                store_id: StoreId::from_hex(field("store")?)?,
                partition: field("partition")?.parse().ok()?,
                epoch: field("epoch")?.parse().ok()?,
                clock: read_clock(field("clock")?)?,
                required: words(field("required")?),
                optional: words(field("optional")?),
            })
        };
        read().ok_or_else(|| damaged("a line is not as it should be"))
    }
}

fn read_clock(text: &str) -> Option<ClockMode> {
    if text == "system" {
        return Some(ClockMode::System);
    }
    let start_us = text.strip_prefix("simulated ")?.parse().ok()?;
    Some(ClockMode::Simulated { start_us })
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}
