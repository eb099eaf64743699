//! Opening a log: telling damage from a torn tail, and making sure that what is read is on the disk.
//!
//! A power cut can leave the last group in any state, and after a kill a group may stand in memory alone. So a bad
//! frame is a torn tail unless something proves that its group was once durable: then it is damage, and nothing is
//! touched.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::append::{Active, Journal, make_segment};
use crate::bytes::{narrow, wide};
use crate::damage::{Damage, Flaw};
use crate::disk::{Disk, DiskFile, UNFINISHED};
use crate::error::{Error, failed};
use crate::hash::{Hash, StoreId};
use crate::log::{Head, Identity, Index, Log, LogKind, Mapped, Marks};
use crate::manifest::Manifest;
use crate::marker;
use crate::segment::{self, Loaded, NotMade, SegmentName};
use crate::walk::{Step, Walk};

/// The usual length of a segment: small enough to fill with zeros at once, large enough to be seldom.
pub const SEGMENT_BYTES_DEFAULT: u32 = 16 * 1024 * 1024;
/// A header and a little room; tests use such.
const SEGMENT_BYTES_MIN: u32 = 8192;
/// Bytes that are read and written back at once.
const REWRITE_BYTES: u64 = 1024 * 1024;

/// What a log must agree with, and what is known about it from elsewhere.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// From the manifest.
    pub store_id: StoreId,
    /// From the manifest.
    pub partition: u16,
    /// From the manifest; frames of a higher epoch are refused.
    pub epoch: u32,
    /// The highest position that anything outside the log names: what the index has applied, an export, a look.
    /// A log that ends before it is damaged. The log's own checkpoint and clean marker need not be given.
    pub known: Option<u64>,
    /// The length of new segments in bytes: a multiple of 8, from 8 KiB to 1 GiB.
    pub segment_bytes: u32,
    /// Whether to read every segment, not only those since the last checkpoint.
    pub reads_everything: bool,
}

impl OpenOptions {
    /// What the manifest says, with usual segments and nothing known from elsewhere.
    #[must_use]
    pub fn new(manifest: &Manifest) -> Self {
        Self {
            store_id: manifest.store_id,
            partition: manifest.partition,
            epoch: manifest.epoch,
            known: None,
            segment_bytes: SEGMENT_BYTES_DEFAULT,
            reads_everything: false,
        }
    }

    pub(crate) fn identity(&self, kind: LogKind) -> Identity {
        Identity { kind, store_id: self.store_id, partition: self.partition, epoch: self.epoch }
    }

    fn check(&self) -> Result<(), Error> {
        let bytes = self.segment_bytes;
        let is_good = bytes >= SEGMENT_BYTES_MIN && u64::from(bytes) <= segment::SEGMENT_BYTES_MAX;
        if is_good && bytes.is_multiple_of(8) {
            return Ok(());
        }
        let what = "a segment (a multiple of eight, from 8192)";
        Err(Error::Size { what, bytes: bytes.into(), max: segment::SEGMENT_BYTES_MAX })
    }
}

/// What opening found and did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// The last record.
    pub head: Head,
    /// The unfinished group that was cut off, if there was one. None of it was ever acknowledged.
    pub cut: Option<Cut>,
    /// Whether the log was closed in order.
    pub was_clean: bool,
    /// The last checkpoint.
    pub checkpoint: Option<Head>,
    /// Records that were read.
    pub records_read: u64,
}

/// Where a group was not written to the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The first position that was cut.
    pub position: u64,
    /// The segment file, relative to the data directory.
    pub segment: String,
    /// Bytes from the start of the segment file.
    pub offset: u64,
    /// What was wrong with the first bad frame.
    pub flaw: Flaw,
}

impl Journal {
    /// Makes the journal of a new data directory; write the manifest after it.
    ///
    /// # Errors
    ///
    /// [`Error::AlreadyExists`] if there is one. [`Error::Size`] for a bad segment length. [`Error::Io`] if the disk
    /// refused: empty the directory before trying again.
    pub fn create(disk: Arc<dyn Disk>, options: &OpenOptions) -> Result<Self, Error> {
        create_log(LogKind::Journal, disk, options)
    }

    /// Opens the journal, cuts an unfinished group and makes everything else durable before it can be used.
    ///
    /// Reads from the last checkpoint on; what lies before it is checked when it is read. Take the
    /// [`DirectoryLock`](crate::DirectoryLock) first.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] names the record, and nothing was touched: verify, then restore.
    /// [`Error::DamagedFile`] likewise. [`Error::NotFound`] if there is no journal. [`Error::Size`] for a bad segment
    /// length. [`Error::Io`] if the disk refused: opening may be tried again.
    pub fn open(disk: Arc<dyn Disk>, options: &OpenOptions) -> Result<(Self, Recovery), Error> {
        open_log(LogKind::Journal, disk, options)
    }
}

pub(crate) fn create_log(
    kind: LogKind,
    disk: Arc<dyn Disk>,
    options: &OpenOptions,
) -> Result<Journal, Error> {
    options.check()?;
    let folder = kind.folder();
    disk.create_dir_durably(folder).map_err(failed("create", folder))?;
    if let Some(name) = segment::list(&*disk, kind)?.into_iter().next() {
        return Err(Error::AlreadyExists { path: name.path });
    }
    let head = Head { epoch: options.epoch, position: 0, hash: kind.genesis(options.store_id) };
    let index = Index { segments: BTreeMap::new(), head: head.clone() };
    let log = Log::new(disk, options.identity(kind), index);
    let active = make_segment(&log, "", &head, options.segment_bytes).map_err(|not_made| match not_made {
        NotMade::Untouched(error) | NotMade::Unknown(error) => error,
    })?;
    let mapped = Mapped { name: active.name.clone(), marks: Some(Arc::default()) };
    log.index_mut().segments.insert(active.name.first, mapped);
    Ok(Journal { log: Arc::new(log), active, segment_bytes: options.segment_bytes, is_poisoned: false })
}

pub(crate) fn open_log(
    kind: LogKind,
    disk: Arc<dyn Disk>,
    options: &OpenOptions,
) -> Result<(Journal, Recovery), Error> {
    options.check()?;
    let identity = options.identity(kind);
    let names = segment::list(&*disk, kind)?;
    let evidence = Evidence::read(&*disk, kind, options.known)?;
    let mut scan = Scan::new(&*disk, &identity, &evidence);
    let tail = scan.read(&names, options.reads_everything)?;
    let Scan { marks, rewrites, head, records_read, cut, .. } = scan;
    let was_clean = cut.is_none() && evidence.clean.as_ref() == Some(&head);

    let unread = names.into_iter().map(|name| (name.first, Mapped { name, marks: None }));
    let mut segments: BTreeMap<_, _> = unread.collect();
    for (first, marks) in marks {
        if let Some(mapped) = segments.get_mut(&first) {
            mapped.marks = Some(Arc::new(marks));
        }
    }
    if !was_clean {
        for rewrite in &rewrites {
            rewrite.make_durable(&*disk)?;
        }
    }
    let file = settle(&*disk, kind, &tail, &evidence)?;
    let active = Active { name: tail.name, file, offset: tail.offset, segment_bytes: tail.segment_bytes };
    let log = Arc::new(Log::new(disk, identity, Index { segments, head: head.clone() }));
    let journal = Journal { log, active, segment_bytes: options.segment_bytes, is_poisoned: false };
    Ok((journal, Recovery { head, cut, was_clean, checkpoint: evidence.checkpoint, records_read }))
}

/// What proves that records were durable.
pub(crate) struct Evidence {
    pub(crate) checkpoint: Option<Head>,
    pub(crate) clean: Option<Head>,
    /// The highest position that anything names; 0 if nothing does.
    pub(crate) known: u64,
}

impl Evidence {
    pub(crate) fn read(disk: &dyn Disk, kind: LogKind, known: Option<u64>) -> Result<Self, Error> {
        let checkpoint = marker::read(disk, kind, marker::CHECKPOINT)?;
        let clean = marker::read(disk, kind, marker::CLEAN)?;
        let noted = [&checkpoint, &clean].into_iter().flatten().map(|head| head.position);
        let known = noted.chain(known).max().unwrap_or(0);
        Ok(Self { checkpoint, clean, known })
    }

    /// Whether a record has another hash than a checkpoint or the clean marker noted for it.
    pub(crate) fn contradicts(&self, position: u64, hash: &Hash) -> bool {
        let mut noted = [&self.checkpoint, &self.clean].into_iter().flatten();
        noted.any(|head| head.position == position && head.hash != *hash)
    }

    fn checkpointed(&self) -> u64 {
        self.checkpoint.as_ref().map_or(0, |head| head.position)
    }
}

/// Whether a bad frame where the walk stands in the last segment is damage and not a torn tail.
pub(crate) fn is_damage(walk: &Walk<'_>, flaw: Flaw, known: u64) -> bool {
    flaw.is_never_torn()
        || known >= walk.group_start()
        || walk.synced_later().is_some_and(|synced| synced >= walk.next)
}

/// The walk from the last checkpoint to the end. It writes nothing.
struct Scan<'a> {
    disk: &'a dyn Disk,
    identity: &'a Identity,
    evidence: &'a Evidence,
    marks: Vec<(u64, Marks)>,
    rewrites: Vec<Rewrite>,
    /// The end of the last whole group.
    head: Head,
    records_read: u64,
    cut: Option<Cut>,
}

/// The end of the last segment's whole groups.
struct Tail {
    name: SegmentName,
    offset: u64,
    segment_bytes: u64,
}

impl<'a> Scan<'a> {
    fn new(disk: &'a dyn Disk, identity: &'a Identity, evidence: &'a Evidence) -> Self {
        let head = Head { epoch: 0, position: 0, hash: identity.kind.genesis(identity.store_id) };
        Self {
            disk,
            identity,
            evidence,
            marks: Vec::new(),
            rewrites: Vec::new(),
            head,
            records_read: 0,
            cut: None,
        }
    }

    fn read(&mut self, names: &[SegmentName], reads_everything: bool) -> Result<Tail, Error> {
        let folder = self.identity.kind.folder();
        let Some(first) = names.first() else {
            return Err(Error::NotFound { path: format!("{folder}/*.segment") });
        };
        // Looks of old months may be removed; records are for ever.
        if first.first != 1 && self.identity.kind == LogKind::Journal {
            return Err(Log::missing(first, 1, 0));
        }
        let checkpointed = self.evidence.checkpointed();
        let holds_checkpoint = names.partition_point(|name| name.first <= checkpointed).saturating_sub(1);
        let start = if reads_everything { 0 } else { holds_checkpoint };
        let mut names = names.iter().skip(start).peekable();
        let mut before = None;
        let mut tail = None;
        while let Some(name) = names.next() {
            let loaded = segment::load(self.disk, name, self.identity)?.map_err(Error::Damaged)?;
            if before.is_none() && loaded.header.first > 1 {
                let header = &loaded.header;
                self.head = Head { epoch: header.epoch, position: header.first - 1, hash: header.previous };
            } else if before.is_none() {
                self.head.epoch = loaded.header.epoch;
            }
            self.check_joint(name, &loaded, before)?;
            let offset = self.read_segment(name, &loaded, names.peek().is_none())?;
            before = Some(self.head.clone());
            tail = Some(Tail { name: name.clone(), offset, segment_bytes: wide(loaded.bytes.len()) });
        }
        let tail = tail.expect("at least the last segment was read");
        if self.head.position < self.evidence.known {
            return Err(Log::missing(&tail.name, self.head.position + 1, tail.offset));
        }
        Ok(tail)
    }

    /// Checks that a segment goes on where the one before it ended, or begins the log.
    fn check_joint(&self, name: &SegmentName, loaded: &Loaded, before: Option<Head>) -> Result<(), Error> {
        let header = &loaded.header;
        let before = match before {
            Some(before) => before,
            None if header.first == 1 => self.head.clone(),
            None => return Ok(()),
        };
        if header.first != before.position + 1 {
            return Err(Log::missing(name, before.position + 1, 0));
        }
        if header.previous != before.hash {
            return Err(Error::Damaged(name.damage(before.position, 0, Flaw::HashDiffers)));
        }
        if header.epoch < before.epoch {
            return Err(Error::Damaged(name.damage(header.first, 0, Flaw::SegmentHeader)));
        }
        Ok(())
    }

    /// Reads one segment and returns where its whole groups end.
    fn read_segment(&mut self, name: &SegmentName, loaded: &Loaded, is_last: bool) -> Result<u64, Error> {
        let mut walk = Walk::new(loaded, self.identity);
        let mut marks = Marks::default();
        let mut rewrite_from = walk.offset;
        let mut whole_to = walk.offset;
        loop {
            match walk.step() {
                Step::Record(passed) => {
                    if self.evidence.contradicts(passed.position, &passed.hash) {
                        let damage = name.damage(passed.position, passed.offset, Flaw::HashDiffers);
                        return Err(Error::Damaged(damage));
                    }
                    marks.note_passed(&passed);
                    self.records_read += 1;
                    if passed.position <= self.evidence.checkpointed() {
                        rewrite_from = walk.offset;
                    }
                    if passed.ends_group {
                        whole_to = walk.offset;
                        self.head = Head { epoch: walk.epoch, position: passed.position, hash: passed.hash };
                    }
                }
                Step::End => break,
                Step::Bad(flaw) if is_last && !is_damage(&walk, flaw, self.evidence.known) => {
                    let position = walk.group_start();
                    marks.forget_from(position);
                    self.cut = Some(Cut { position, segment: name.path.clone(), offset: whole_to, flaw });
                    break;
                }
                Step::Bad(flaw) => return Err(Error::Damaged(name.damage(walk.next, walk.offset, flaw))),
            }
        }
        let zero_to = if is_last { wide(loaded.bytes.len()) } else { whole_to };
        self.marks.push((name.first, marks));
        self.rewrites.push(Rewrite { path: name.path.clone(), from: rewrite_from, whole_to, zero_to });
        Ok(whole_to)
    }
}

/// Bytes that were read and are written again, because they may stand in memory alone; zeros after them, because a
/// cut tail must not come back.
struct Rewrite {
    path: String,
    from: u64,
    whole_to: u64,
    zero_to: u64,
}

impl Rewrite {
    fn make_durable(&self, disk: &dyn Disk) -> Result<(), Error> {
        if self.from >= self.zero_to {
            return Ok(());
        }
        let path = &self.path;
        let file = disk.open_write(path).map_err(failed("open", path))?;
        let mut offset = self.from;
        while offset < self.whole_to {
            let mut bytes = vec![0; narrow((self.whole_to - offset).min(REWRITE_BYTES))];
            file.read_exact_at(offset, &mut bytes).map_err(failed("read", path))?;
            file.write_at(offset, &bytes).map_err(failed("rewrite", path))?;
            offset += wide(bytes.len());
        }
        file.write_zeros(self.whole_to, self.zero_to - self.whole_to).map_err(failed("cut", path))?;
        file.sync_data().map_err(failed("sync", path))
    }
}

/// Removes what a crash left over, makes the names durable, and takes the clean marker away before the first append.
fn settle(
    disk: &dyn Disk,
    kind: LogKind,
    tail: &Tail,
    evidence: &Evidence,
) -> Result<Arc<dyn DiskFile>, Error> {
    let folder = kind.folder();
    for name in disk.list(folder).map_err(failed("list", folder))? {
        if name.ends_with(UNFINISHED) {
            let path = format!("{folder}/{name}");
            disk.remove(&path).map_err(failed("remove", &path))?;
        }
    }
    // A segment's name may stand in memory alone if the process was killed between renaming it and this sync.
    disk.sync_dir(folder).map_err(failed("sync", folder))?;
    if evidence.clean.is_some() {
        marker::remove(disk, kind, marker::CLEAN)?;
    }
    let path = &tail.name.path;
    disk.open_write(path).map_err(failed("open", path))
}

impl From<Damage> for Error {
    fn from(damage: Damage) -> Self {
        Self::Damaged(damage)
    }
}
