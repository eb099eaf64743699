//! Reading everything and saying what is wrong, without changing anything.

use std::ops::Range;

use crate::damage::{Damage, Flaw};
use crate::disk::Disk;
use crate::error::Error;
use crate::hash::Hash;
use crate::log::{Head, Identity, LogKind};
use crate::manifest::Manifest;
use crate::recover::{Cut, Evidence, OpenOptions, is_damage};
use crate::segment::{self, SegmentName};
use crate::walk::{Passed, Step, Walk};

/// Damaged records that a report names before the walk stops: more of them say nothing more.
const DAMAGES_MAX: usize = 10_000;

/// What a walk over a whole log found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyReport {
    /// Segments that were read.
    pub segments: u64,
    /// Records that are whole.
    pub records: u64,
    /// The last record of the last whole group.
    pub head: Head,
    /// Damaged records in order of position; at most 10,000, then the walk stops.
    pub damaged: Vec<Damage>,
    /// An unfinished group at the end, never acknowledged; opening cuts it. Also a group that is being written.
    pub torn_tail: Option<Cut>,
    /// Whether the head that was given stands in the log.
    pub against: Against,
}

/// Whether a head from outside stands in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// No head was given: damage is detected, a cut at the end is not.
    NotAsked,
    /// The record stands there with this hash: nothing before it was cut or changed.
    Proven,
    /// The record stands there with another hash, or damage before it hides the hash.
    Differs,
    /// The log ends before it.
    Cut,
}

impl VerifyReport {
    /// Whether nothing is damaged and the head that was given, if one was, is proven.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        match self.against {
            Against::NotAsked | Against::Proven => self.damaged.is_empty(),
            Against::Differs | Against::Cut => false,
        }
    }
}

/// Reads the whole journal, names every damaged record and compares it with a head noted elsewhere. Needs no key.
///
/// # Errors
///
/// Damage is in the report. [`Error::Io`] if the disk refused; [`Error::NotFound`] if there is no journal;
/// [`Error::DamagedFile`] if its checkpoint or clean marker cannot be read.
pub fn verify(disk: &dyn Disk, manifest: &Manifest, against: Option<&Head>) -> Result<VerifyReport, Error> {
    verify_log(disk, LogKind::Journal, manifest, against)
}

/// Reads all looks that are kept, as [`verify`] does for the journal.
///
/// # Errors
///
/// As for [`verify`].
pub fn verify_looks(
    disk: &dyn Disk,
    manifest: &Manifest,
    against: Option<&Head>,
) -> Result<VerifyReport, Error> {
    verify_log(disk, LogKind::Looks, manifest, against)
}

fn verify_log(
    disk: &dyn Disk,
    kind: LogKind,
    manifest: &Manifest,
    against: Option<&Head>,
) -> Result<VerifyReport, Error> {
    let identity = OpenOptions::new(manifest).identity(kind);
    let evidence = Evidence::read(disk, kind, None)?;
    let names = segment::list(disk, kind)?;
    let head = Head { epoch: manifest.epoch, position: 0, hash: kind.genesis(manifest.store_id) };
    let Some(first) = names.first() else {
        return Err(Error::NotFound { path: format!("{}/*.segment", kind.folder()) });
    };
    let is_anchored = first.first == 1 || kind == LogKind::Journal;
    let mut verifier = Verifier {
        identity: &identity,
        evidence: &evidence,
        wanted: against,
        joint: Joint { next: is_anchored.then_some(1), hash: is_anchored.then_some(head.hash) },
        report: VerifyReport {
            segments: 0,
            records: 0,
            against: match against {
                None => Against::NotAsked,
                Some(wanted) if wanted.position == 0 && wanted.hash == head.hash => Against::Proven,
                Some(_) => Against::Cut,
            },
            head,
            damaged: Vec::new(),
            torn_tail: None,
        },
    };
    let mut names = names.iter().peekable();
    while let Some(name) = names.next() {
        verifier.read_segment(disk, name, names.peek().is_none())?;
        if verifier.report.damaged.len() >= DAMAGES_MAX {
            break;
        }
    }
    Ok(verifier.report)
}

struct Verifier<'a> {
    identity: &'a Identity,
    evidence: &'a Evidence,
    wanted: Option<&'a Head>,
    joint: Joint,
    report: VerifyReport,
}

/// What the next segment must begin with, as far as damage leaves it known.
struct Joint {
    next: Option<u64>,
    hash: Option<Hash>,
}

impl Verifier<'_> {
    fn read_segment(&mut self, disk: &dyn Disk, name: &SegmentName, is_last: bool) -> Result<(), Error> {
        self.report.segments += 1;
        if let Some(next) = self.joint.next.filter(|next| *next != name.first) {
            self.name_damaged(name, next..name.first.max(next + 1), 0, Flaw::Missing);
            self.joint.hash = None;
        }
        let loaded = match segment::load(disk, name, self.identity)? {
            Ok(loaded) => loaded,
            Err(damage) => {
                self.report.damaged.push(damage);
                self.joint = Joint { next: None, hash: None };
                return Ok(());
            }
        };
        if self.joint.hash.is_some_and(|hash| hash != loaded.header.previous) {
            self.report.damaged.push(name.damage(name.first - 1, 0, Flaw::HashDiffers));
        }
        let mut walk = Walk::new(&loaded, self.identity);
        self.joint = self.walk(name, &mut walk, is_last);
        let is_whole = self.joint.hash.is_some();
        if is_last && is_whole && self.report.head.position < self.evidence.known {
            self.report.damaged.push(name.damage(self.report.head.position + 1, walk.offset, Flaw::Missing));
        }
        Ok(())
    }

    fn name_damaged(&mut self, name: &SegmentName, positions: Range<u64>, offset: u64, flaw: Flaw) {
        let room = DAMAGES_MAX - self.report.damaged.len().min(DAMAGES_MAX);
        let damaged = positions.take(room).map(|position| name.damage(position, offset, flaw));
        self.report.damaged.extend(damaged);
    }

    /// Passes every readable record of a segment and says what must follow.
    fn walk(&mut self, name: &SegmentName, walk: &mut Walk<'_>, is_last: bool) -> Joint {
        let mut is_whole = true;
        while self.report.damaged.len() < DAMAGES_MAX {
            match walk.step() {
                Step::Record(passed) => self.note(name, &passed, walk.epoch, is_whole),
                Step::End => break,
                Step::Bad(flaw) if is_last && !is_damage(walk, flaw, self.evidence.known) => {
                    let (position, offset) = (walk.group_start(), walk.offset);
                    self.report.torn_tail = Some(Cut { position, segment: name.path.clone(), offset, flaw });
                    break;
                }
                Step::Bad(flaw) => {
                    is_whole = false;
                    let (bad, offset) = (walk.next, walk.offset);
                    let goes_on = walk.skip_damage();
                    let after = if goes_on { walk.next } else { bad + 1 };
                    self.name_damaged(name, bad..after, offset, flaw);
                    if !goes_on {
                        return Joint { next: Some(after), hash: None };
                    }
                }
            }
        }
        Joint { next: Some(walk.next), hash: is_whole.then_some(walk.hash) }
    }

    fn note(&mut self, name: &SegmentName, passed: &Passed, epoch: u32, is_chained: bool) {
        self.report.records += 1;
        if is_chained && self.evidence.contradicts(passed.position, &passed.hash) {
            self.report.damaged.push(name.damage(passed.position, passed.offset, Flaw::HashDiffers));
        }
        if passed.ends_group {
            self.report.head = Head { epoch, position: passed.position, hash: passed.hash };
        }
        if let Some(wanted) = self.wanted.filter(|wanted| wanted.position == passed.position) {
            let is_same = is_chained && wanted.hash == passed.hash && wanted.epoch == epoch;
            self.report.against = if is_same { Against::Proven } else { Against::Differs };
        }
    }
}
