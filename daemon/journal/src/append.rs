//! Appending groups of records: one write, one sync, and never a second try.

use std::fmt;
use std::sync::Arc;

use crate::bytes::wide;
use crate::disk::DiskFile;
use crate::error::{Error, failed};
use crate::frame;
use crate::hash::Hash;
use crate::log::{self, Head, Log, Mapped, Mark, Marks};
use crate::marker;
use crate::read::Reader;
use crate::segment::{self, NotMade, SegmentName};

/// The longest payload: a record of 1 MiB and what sealing adds to its values.
pub const RECORD_BYTES_MAX: usize = 1024 * 1024 + 256 * 1024;

/// A record that is now durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Its position: 1 for the first record, without gaps.
    pub position: u64,
    /// Its hash, which covers every record before it.
    pub hash: Hash,
}

/// The one writer of a log.
pub struct Journal {
    pub(crate) log: Arc<Log>,
    pub(crate) active: Active,
    pub(crate) segment_bytes: u32,
    pub(crate) is_poisoned: bool,
}

/// The segment that is written to.
pub(crate) struct Active {
    pub(crate) name: SegmentName,
    pub(crate) file: Arc<dyn DiskFile>,
    /// Where the next frame begins.
    pub(crate) offset: u64,
    pub(crate) segment_bytes: u64,
}

/// A group as it will stand on the disk.
struct Encoded {
    bytes: Vec<u8>,
    records: Vec<(Appended, Mark)>,
}

impl Journal {
    /// Appends payloads as one group and waits until all of it is durable; after a crash all of it is there or none.
    ///
    /// Each payload has 1 to [`RECORD_BYTES_MAX`] bytes, and the frames of a group fit into one segment.
    /// No payloads, no write.
    ///
    /// # Errors
    ///
    /// [`Error::Size`]: nothing was written, and the journal goes on.
    /// [`Error::Io`]: whether the group exists is unknown; acknowledge nothing and stop. If only a new segment could
    /// not be made because the disk is full, nothing was written, and appending may be tried again later:
    /// [`Journal::is_poisoned`] tells.
    /// [`Error::Poisoned`]: an earlier append failed.
    pub fn append(&mut self, payloads: &[Vec<u8>]) -> Result<Vec<Appended>, Error> {
        self.append_in("", payloads)
    }

    /// Appends to a segment whose name has a prefix, which begins a new one when the prefix changes.
    pub(crate) fn append_in(&mut self, prefix: &str, payloads: &[Vec<u8>]) -> Result<Vec<Appended>, Error> {
        if self.is_poisoned {
            return Err(Error::Poisoned);
        }
        if payloads.is_empty() {
            return Ok(Vec::new());
        }
        let group_bytes = self.check_sizes(payloads)?;
        self.make_room(prefix, group_bytes)?;
        let encoded = self.encode(payloads);
        assert_eq!(wide(encoded.bytes.len()), group_bytes, "a group has the length that was reserved for it");

        // A failed sync may have dropped the bytes, so it is never tried again: the next start finds out what is there.
        self.is_poisoned = true;
        let path = &self.active.name.path;
        self.active.file.write_at(self.active.offset, &encoded.bytes).map_err(failed("write", path))?;
        self.active.file.sync_data().map_err(failed("sync", path))?;
        self.is_poisoned = false;

        self.active.offset += group_bytes;
        Ok(self.publish(encoded))
    }

    /// The last durable record.
    #[must_use]
    pub fn head(&self) -> Head {
        self.log.index().head.clone()
    }

    /// Whether an earlier write or sync failed, so that every append is refused until the journal is opened again.
    #[must_use]
    pub fn is_poisoned(&self) -> bool {
        self.is_poisoned
    }

    /// A reader that sees every durable record, also those appended later.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader::new(Arc::clone(&self.log))
    }

    /// Notes that everything up to a head is durable here and in the index: the next start reads from there.
    ///
    /// `at` is a head that [`Journal::head`] gave, taken before the index was flushed.
    ///
    /// # Errors
    ///
    /// [`Error::Poisoned`] after a failed append. [`Error::Io`]: the old checkpoint or the new one is there.
    ///
    /// # Panics
    ///
    /// If `at` lies beyond the head: a false checkpoint would make the next start refuse.
    pub fn checkpoint(&self, at: &Head) -> Result<(), Error> {
        if self.is_poisoned {
            return Err(Error::Poisoned);
        }
        assert!(at.position <= self.head().position, "a checkpoint lies at or before the head");
        marker::write(&*self.log.disk, self.log.identity.kind, marker::CHECKPOINT, at)
    }

    /// Stops in order: notes the head as checkpoint and as clean. Flush the index before.
    ///
    /// # Errors
    ///
    /// [`Error::Poisoned`] or [`Error::Io`]: the next start recovers as after a crash.
    pub fn close(self) -> Result<(), Error> {
        let head = self.head();
        self.checkpoint(&head)?;
        marker::write(&*self.log.disk, self.log.identity.kind, marker::CLEAN, &head)
    }

    fn check_sizes(&self, payloads: &[Vec<u8>]) -> Result<u64, Error> {
        let mut group_bytes = 0;
        for payload in payloads {
            if payload.is_empty() || payload.len() > RECORD_BYTES_MAX {
                let (bytes, max) = (wide(payload.len()), wide(RECORD_BYTES_MAX));
                return Err(Error::Size { what: "a record", bytes, max });
            }
            group_bytes += wide(frame::length(payload.len()));
        }
        let max = log::capacity(u64::from(self.segment_bytes));
        if group_bytes > max {
            return Err(Error::Size { what: "a group of records with its frames", bytes: group_bytes, max });
        }
        Ok(group_bytes)
    }

    fn encode(&self, payloads: &[Vec<u8>]) -> Encoded {
        let identity = &self.log.identity;
        let head = self.head();
        let mut encoded = Encoded { bytes: Vec::new(), records: Vec::with_capacity(payloads.len()) };
        let mut previous = head.hash;
        let mut payloads = payloads.iter().peekable();
        let mut position = head.position;
        while let Some(payload) = payloads.next() {
            position += 1;
            let header = frame::Header {
                is_group_end: payloads.peek().is_none(),
                partition: identity.partition,
                epoch: identity.epoch,
                position,
                synced: head.position,
            };
            let mark = Mark { position, offset: self.active.offset + wide(encoded.bytes.len()), previous };
            let chain = (identity.kind.record_label(), &previous);
            let hash = frame::encode(&mut encoded.bytes, &header, payload, chain);
            encoded.records.push((Appended { position, hash }, mark));
            previous = hash;
        }
        encoded
    }

    /// Lets readers see what is durable now.
    fn publish(&mut self, encoded: Encoded) -> Vec<Appended> {
        let mut index = self.log.index_mut();
        if let Some(mapped) = index.segments.get_mut(&self.active.name.first) {
            let marks = Arc::make_mut(mapped.marks.get_or_insert_default());
            for (_, mark) in &encoded.records {
                marks.note(*mark);
            }
        }
        if let Some((last, _)) = encoded.records.last() {
            index.head = Head { epoch: self.log.identity.epoch, position: last.position, hash: last.hash };
        }
        encoded.records.into_iter().map(|(appended, _)| appended).collect()
    }

    fn make_room(&mut self, prefix: &str, group_bytes: u64) -> Result<(), Error> {
        let mut has_prefix = self.active.name.has_prefix(self.log.identity.kind, prefix);
        let is_empty = self.active.offset == wide(segment::HEADER_BYTES);
        if !has_prefix && is_empty {
            self.rename_segment(prefix)?;
            has_prefix = true;
        }
        let fits = self.active.offset + group_bytes <= self.active.segment_bytes;
        if has_prefix && fits {
            return Ok(());
        }
        self.begin_segment(prefix)
    }

    fn begin_segment(&mut self, prefix: &str) -> Result<(), Error> {
        let head = self.head();
        match make_segment(&self.log, prefix, &head, self.segment_bytes) {
            Ok(active) => {
                self.use_segment(active);
                Ok(())
            }
            Err(NotMade::Untouched(error)) => {
                let is_full = matches!(&error, Error::Io { source, .. } if is_out_of_room(source));
                self.is_poisoned = !is_full;
                Err(error)
            }
            Err(NotMade::Unknown(error)) => {
                self.is_poisoned = true;
                Err(error)
            }
        }
    }

    /// Gives an empty segment the name that the next group needs, because no two begin at one position.
    fn rename_segment(&mut self, prefix: &str) -> Result<(), Error> {
        let disk = &self.log.disk;
        let kind = self.log.identity.kind;
        let name = SegmentName::new(kind, prefix, self.active.name.first);
        self.is_poisoned = true;
        disk.rename(&self.active.name.path, &name.path).map_err(failed("rename", &self.active.name.path))?;
        disk.sync_dir(kind.folder()).map_err(failed("sync", kind.folder()))?;
        self.is_poisoned = false;
        let active = Active { name, file: Arc::clone(&self.active.file), ..self.active };
        self.use_segment(active);
        Ok(())
    }

    fn use_segment(&mut self, active: Active) {
        let mapped = Mapped { name: active.name.clone(), marks: Some(Arc::new(Marks::default())) };
        self.log.index_mut().segments.insert(active.name.first, mapped);
        self.active = active;
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Journal").field("head", &self.head()).finish_non_exhaustive()
    }
}

/// Makes the segment that follows a head.
pub(crate) fn make_segment(
    log: &Log,
    prefix: &str,
    head: &Head,
    segment_bytes: u32,
) -> Result<Active, NotMade> {
    let identity = &log.identity;
    let name = SegmentName::new(identity.kind, prefix, head.position + 1);
    let header = segment::Header {
        store_id: identity.store_id,
        partition: identity.partition,
        epoch: identity.epoch,
        segment_bytes,
        first: name.first,
        previous: head.hash,
    };
    let file = segment::create(&*log.disk, &name, &header)?;
    let offset = wide(segment::HEADER_BYTES);
    Ok(Active { name, file, offset, segment_bytes: u64::from(segment_bytes) })
}

fn is_out_of_room(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)
}
