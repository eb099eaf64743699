//! What a log is, and the map of it that appending and reading share.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use sha2::{Digest as _, Sha256};

use crate::bytes::{narrow, wide};
use crate::damage::Flaw;
use crate::disk::{Disk, DiskFile};
use crate::error::{Error, failed};
use crate::hash::{Hash, StoreId};
use crate::segment::{self, SegmentName};
use crate::walk::{Passed, Step, Walk};

/// Records per mark in the map: a random read passes at most so many.
const RECORDS_PER_MARK: u64 = 16;
/// Segment files that readers keep open.
const FILES_OPEN_MAX: usize = 16;

/// Which of the two logs of a data directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogKind {
    /// The records: the truth.
    Journal,
    /// Who looked at what.
    Looks,
}

impl LogKind {
    pub(crate) const JOURNAL_FOLDER: &'static str = "journal";
    pub(crate) const LOOKS_FOLDER: &'static str = "looks";

    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Journal => Self::JOURNAL_FOLDER,
            Self::Looks => Self::LOOKS_FOLDER,
        }
    }

    pub(crate) fn record_label(self) -> &'static [u8] {
        match self {
            Self::Journal => b"helhed journal record 1\0",
            Self::Looks => b"helhed looks record 1\0",
        }
    }

    /// What stands before the first record: it ties the chain to its store.
    pub(crate) fn genesis(self, store_id: StoreId) -> Hash {
        let label: &[u8] = match self {
            Self::Journal => b"helhed journal genesis 1\0",
            Self::Looks => b"helhed looks genesis 1\0",
        };
        Hash(Sha256::new().chain_update(label).chain_update(store_id.0).finalize().into())
    }
}

/// What every frame and segment of a log must agree with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) kind: LogKind,
    pub(crate) store_id: StoreId,
    pub(crate) partition: u16,
    /// The epoch of the directory: new frames have it, old ones have it or a lower one.
    pub(crate) epoch: u32,
}

/// The last record of a log, which proves everything before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The epoch in which it was written.
    pub epoch: u32,
    /// Its position; 0 while there is none.
    pub position: u64,
    /// Its hash.
    pub hash: Hash,
}

impl fmt::Display for Head {
    /// `EPOCH.POSITION.HASH`, as people write it down and backups name it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.epoch, self.position, self.hash)
    }
}

impl Head {
    /// Reads what [`Head`] is written as.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        Some(Self {
            epoch: parts.next()?.parse().ok()?,
            position: parts.next()?.parse().ok()?,
            hash: Hash::from_hex(parts.next()?)?,
        })
    }
}

/// A log as its writer and its readers share it.
pub(crate) struct Log {
    pub(crate) disk: Arc<dyn Disk>,
    pub(crate) identity: Identity,
    index: RwLock<Index>,
    files: Mutex<Vec<(u64, Arc<dyn DiskFile>)>>,
}

/// Where records are. Nothing in it is beyond the last sync.
pub(crate) struct Index {
    pub(crate) segments: BTreeMap<u64, Mapped>,
    pub(crate) head: Head,
}

pub(crate) struct Mapped {
    pub(crate) name: SegmentName,
    /// Not there until somebody reads in the segment.
    pub(crate) marks: Option<Arc<Marks>>,
}

/// Every sixteenth record of a segment.
#[derive(Clone, Default)]
pub(crate) struct Marks(Vec<Mark>);

#[derive(Clone, Copy)]
pub(crate) struct Mark {
    pub(crate) position: u64,
    pub(crate) offset: u64,
    /// The hash of the record before it.
    pub(crate) previous: Hash,
}

impl Marks {
    pub(crate) fn note(&mut self, mark: Mark) {
        let is_due = self.0.last().is_none_or(|last| mark.position - last.position >= RECORDS_PER_MARK);
        if is_due {
            self.0.push(mark);
        }
    }

    pub(crate) fn note_passed(&mut self, passed: &Passed) {
        self.note(Mark { position: passed.position, offset: passed.offset, previous: passed.previous });
    }

    /// Forgets records that were cut.
    pub(crate) fn forget_from(&mut self, position: u64) {
        self.0.retain(|mark| mark.position < position);
    }

    /// The last mark at or before a position.
    fn before(&self, position: u64) -> Option<Mark> {
        let index = self.0.partition_point(|mark| mark.position <= position);
        self.0.get(index.checked_sub(1)?).copied()
    }
}

impl Log {
    pub(crate) fn new(disk: Arc<dyn Disk>, identity: Identity, index: Index) -> Self {
        Self { disk, identity, index: RwLock::new(index), files: Mutex::new(Vec::new()) }
    }

    pub(crate) fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn index_mut(&self) -> RwLockWriteGuard<'_, Index> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The segment that holds a position, and the first position of the one after it.
    pub(crate) fn segment_of(&self, position: u64) -> Option<(SegmentName, Option<u64>)> {
        let index = self.index();
        let (first, mapped) = index.segments.range(..=position).next_back()?;
        let after = index.segments.range(first + 1..).next();
        Some((mapped.name.clone(), after.map(|(first, _)| *first)))
    }

    /// The file of a segment, kept open among a few.
    pub(crate) fn file(&self, name: &SegmentName) -> Result<Arc<dyn DiskFile>, Error> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, file)) = files.iter().find(|(first, _)| *first == name.first) {
            return Ok(Arc::clone(file));
        }
        let file = self.disk.open_read(&name.path).map_err(failed("open", &name.path))?;
        if files.len() >= FILES_OPEN_MAX {
            files.remove(0);
        }
        files.push((name.first, Arc::clone(&file)));
        Ok(file)
    }

    /// Where to begin reading towards a position; maps its segment at the first read in it.
    pub(crate) fn mark_before(&self, name: &SegmentName, position: u64) -> Result<Mark, Error> {
        let known = self.index().segments.get(&name.first).and_then(|mapped| mapped.marks.clone());
        let marks = match known {
            Some(marks) => marks,
            None => self.map(name)?,
        };
        marks.before(position).ok_or(Error::NoSuchRecord { position, head: self.index().head.position })
    }

    fn map(&self, name: &SegmentName) -> Result<Arc<Marks>, Error> {
        let loaded = segment::load(&*self.disk, name, &self.identity)?.map_err(Error::Damaged)?;
        let mut marks = Marks::default();
        let mut walk = Walk::new(&loaded, &self.identity);
        loop {
            match walk.step() {
                Step::Record(passed) => marks.note_passed(&passed),
                Step::End => break,
                Step::Bad(flaw) => return Err(Error::Damaged(name.damage(walk.next, walk.offset, flaw))),
            }
        }
        let marks = Arc::new(marks);
        if let Some(mapped) = self.index_mut().segments.get_mut(&name.first) {
            mapped.marks = Some(Arc::clone(&marks));
        }
        Ok(marks)
    }

    /// Reads at most `bytes` of a segment.
    pub(crate) fn read(&self, name: &SegmentName, offset: u64, bytes: u64) -> Result<Vec<u8>, Error> {
        let file = self.file(name)?;
        let mut window = vec![0; narrow(bytes)];
        let count = file.read_at(offset, &mut window).map_err(failed("read", &name.path))?;
        window.truncate(count);
        Ok(window)
    }

    /// The damage of a record that should be in a segment but is not there.
    pub(crate) fn missing(name: &SegmentName, position: u64, offset: u64) -> Error {
        Error::Damaged(name.damage(position, offset, Flaw::Missing))
    }
}

/// The bytes that a segment has for frames.
pub(crate) fn capacity(segment_bytes: u64) -> u64 {
    segment_bytes - wide(segment::HEADER_BYTES)
}
