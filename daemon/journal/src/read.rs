//! Reading records beside the writer: one by its position, or all from a position on.

use std::sync::Arc;

use crate::bytes::{narrow, wide};
use crate::damage::Flaw;
use crate::error::Error;
use crate::frame::{self, Decoded};
use crate::hash::Hash;
use crate::log::{Head, Log};
use crate::segment::{self, SegmentName};

/// Bytes read at once on the way to one record.
const RANDOM_WINDOW_BYTES: u64 = 16 * 1024;
/// Bytes read at once when all records are wanted.
const SCAN_WINDOW_BYTES: u64 = 512 * 1024;

/// A record as it was appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its position.
    pub position: u64,
    /// The epoch in which it was written.
    pub epoch: u32,
    /// Its hash, which covers every record before it.
    pub hash: Hash,
    /// The bytes that were appended.
    pub payload: Vec<u8>,
}

/// Reads durable records of a log; clones share one map of it. Never waits for the writer's disk.
#[derive(Clone)]
pub struct Reader {
    log: Arc<Log>,
}

impl Reader {
    pub(crate) fn new(log: Arc<Log>) -> Self {
        Self { log }
    }

    /// The last durable record.
    #[must_use]
    pub fn head(&self) -> Head {
        self.log.index().head.clone()
    }

    /// Reads one record and checks it. The first read in an old segment maps the whole segment.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchRecord`] if it was not appended, or a removed month held it. [`Error::Damaged`] names the
    /// damaged record. [`Error::Io`] if the disk refused.
    pub fn read(&self, position: u64) -> Result<Record, Error> {
        let head = self.log.index().head.position;
        if position == 0 || position > head {
            return Err(Error::NoSuchRecord { position, head });
        }
        let mut cursor = Cursor::open(&self.log, position, RANDOM_WINDOW_BYTES)?;
        loop {
            let record = cursor.step(&self.log)?;
            if record.position == position {
                return Ok(record);
            }
        }
    }

    /// Reads from a position, or from the first record that is kept, to the head as it is when this is called.
    #[must_use]
    pub fn records(&self, from: u64) -> Records {
        let index = self.log.index();
        let kept_from = index.segments.keys().next().copied().unwrap_or(1);
        Records {
            log: Arc::clone(&self.log),
            next: from.max(kept_from),
            until: index.head.position,
            cursor: None,
        }
    }
}

/// Records in the order of their positions, with the chain checked; ends after the first error.
pub struct Records {
    log: Arc<Log>,
    next: u64,
    until: u64,
    cursor: Option<Cursor>,
}

impl Iterator for Records {
    type Item = Result<Record, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next > self.until {
            return None;
        }
        let record = self.read_next();
        self.next = match &record {
            Ok(record) => record.position + 1,
            Err(_) => u64::MAX,
        };
        Some(record)
    }
}

impl Records {
    fn read_next(&mut self) -> Result<Record, Error> {
        let before = self.cursor.take_if(|cursor| cursor.after == Some(self.next));
        let mut cursor = match self.cursor.take() {
            Some(cursor) => cursor,
            None => Cursor::open(&self.log, self.next, SCAN_WINDOW_BYTES)?,
        };
        if before.is_some_and(|before| before.previous != cursor.previous) {
            return Err(cursor.name.damage(self.next - 1, 0, Flaw::HashDiffers).into());
        }
        // A mark lies before the position that was asked for.
        let record = loop {
            let record = cursor.step(&self.log)?;
            if record.position >= self.next {
                break record;
            }
        };
        self.cursor = Some(cursor);
        Ok(record)
    }
}

/// A place in a segment, with the bytes around it.
struct Cursor {
    name: SegmentName,
    /// The first position of the segment after this one.
    after: Option<u64>,
    position: u64,
    offset: u64,
    previous: Hash,
    window: Vec<u8>,
    window_at: u64,
    window_bytes: u64,
}

impl Cursor {
    /// Stands at the position or at most a few records before it.
    fn open(log: &Log, position: u64, window_bytes: u64) -> Result<Self, Error> {
        let Some((name, after)) = log.segment_of(position) else {
            return Err(Error::NoSuchRecord { position, head: log.index().head.position });
        };
        let (at, offset, previous) = if name.first == position {
            let header = log.read(&name, 0, wide(segment::HEADER_BYTES))?;
            let header = segment::check_header(&name, &log.identity, &header)?;
            (position, wide(segment::HEADER_BYTES), header.previous)
        } else {
            let mark = log.mark_before(&name, position)?;
            (mark.position, mark.offset, mark.previous)
        };
        Ok(Self {
            name,
            after,
            position: at,
            offset,
            previous,
            window: Vec::new(),
            window_at: 0,
            window_bytes,
        })
    }

    fn step(&mut self, log: &Log) -> Result<Record, Error> {
        self.load(log, frame::HEADER_BYTES)?;
        if let Ok((_, payload_bytes, _)) = frame::decode_header(self.rest()) {
            self.load(log, frame::length(payload_bytes))?;
        }
        let frame = match frame::decode(self.rest()) {
            Decoded::Frame(frame) => frame,
            Decoded::Empty => return Err(Log::missing(&self.name, self.position, self.offset)),
            Decoded::Bad(flaw) => return Err(self.name.damage(self.position, self.offset, flaw).into()),
        };
        if frame.header.position != self.position {
            let flaw = Flaw::Position { found: frame.header.position };
            return Err(self.name.damage(self.position, self.offset, flaw).into());
        }
        let record = Record {
            position: self.position,
            epoch: frame.header.epoch,
            hash: frame.hash(log.identity.kind.record_label(), &self.previous),
            payload: frame.payload.to_vec(),
        };
        self.offset += frame.length();
        self.position += 1;
        self.previous = record.hash;
        Ok(record)
    }

    /// The bytes from the cursor on, as far as they are in memory.
    fn rest(&self) -> &[u8] {
        self.offset
            .checked_sub(self.window_at)
            .and_then(|start| self.window.get(narrow(start)..))
            .unwrap_or_default()
    }

    fn load(&mut self, log: &Log, bytes: usize) -> Result<(), Error> {
        if self.rest().len() < bytes {
            self.window = log.read(&self.name, self.offset, self.window_bytes.max(wide(bytes)))?;
            self.window_at = self.offset;
        }
        Ok(())
    }
}
