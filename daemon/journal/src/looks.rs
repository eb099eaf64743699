//! The log of looks: who saw what. Frames and chain as in the journal, segments by month.

use std::fmt;
use std::sync::Arc;

use crate::append::{Appended, Journal};
use crate::disk::Disk;
use crate::error::Error;
use crate::log::{Head, LogKind};
use crate::read::Reader;
use crate::recover::{OpenOptions, Recovery, create_log, open_log};

/// A month as it stands in the names of segment files: `2026-11`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(String);

impl Month {
    /// Reads `YYYY-MM`; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let is_year = year.len() == 4 && year.bytes().all(|digit| digit.is_ascii_digit());
        let is_month = month.len() == 2 && matches!(month.parse::<u8>(), Ok(1..=12));
        let is_month = is_month && month.bytes().all(|digit| digit.is_ascii_digit());
        (is_year && is_month).then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The one writer of the looks.
#[derive(Debug)]
pub struct Looks {
    log: Journal,
}

impl Looks {
    /// Makes the log of looks of a new data directory; write the manifest after it.
    ///
    /// # Errors
    ///
    /// As for [`Journal::create`].
    pub fn create(disk: Arc<dyn Disk>, options: &OpenOptions) -> Result<Self, Error> {
        Ok(Self { log: create_log(LogKind::Looks, disk, options)? })
    }

    /// Opens the log of looks as [`Journal::open`] does; `known` counts positions of looks, not of records.
    ///
    /// # Errors
    ///
    /// As for [`Journal::open`].
    pub fn open(disk: Arc<dyn Disk>, options: &OpenOptions) -> Result<(Self, Recovery), Error> {
        let (log, recovery) = open_log(LogKind::Looks, disk, options)?;
        Ok((Self { log }, recovery))
    }

    /// Appends looks as one group and waits until it is durable. Answer no page before that.
    ///
    /// # Errors
    ///
    /// As for [`Journal::append`].
    pub fn append_group(&mut self, month: &Month, payloads: &[Vec<u8>]) -> Result<Vec<Appended>, Error> {
        self.log.append_in(&format!("{month}."), payloads)
    }

    /// The last durable look.
    #[must_use]
    pub fn head(&self) -> Head {
        self.log.head()
    }

    /// Whether an earlier write or sync failed, so that no page with personal data may be answered.
    #[must_use]
    pub fn is_poisoned(&self) -> bool {
        self.log.is_poisoned()
    }

    /// A reader that sees every durable look that is kept.
    #[must_use]
    pub fn reader(&self) -> Reader {
        self.log.reader()
    }

    /// Notes a head that is durable: the next start reads from there.
    ///
    /// # Errors
    ///
    /// As for [`Journal::checkpoint`].
    pub fn checkpoint(&self, at: &Head) -> Result<(), Error> {
        self.log.checkpoint(at)
    }

    /// Stops in order.
    ///
    /// # Errors
    ///
    /// As for [`Journal::close`].
    pub fn close(self) -> Result<(), Error> {
        self.log.close()
    }
}
