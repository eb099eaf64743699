//! One walk over the frames of a segment, for recovery, verification and the map of positions.

use crate::bytes::{all_zero, narrow, wide};
use crate::damage::Flaw;
use crate::frame::{self, Decoded};
use crate::hash::Hash;
use crate::log::Identity;
use crate::segment::{self, Loaded};

/// A walk stands before the next frame and knows everything about the one before it.
pub(crate) struct Walk<'a> {
    bytes: &'a [u8],
    identity: &'a Identity,
    pub(crate) offset: u64,
    /// The position that the next frame must have.
    pub(crate) next: u64,
    /// The hash of the record before it.
    pub(crate) hash: Hash,
    pub(crate) epoch: u32,
    /// The first position of the group that the next frame belongs to or begins; unknown after damage.
    group: Option<u64>,
}

/// A record that the walk has passed.
pub(crate) struct Passed {
    pub(crate) position: u64,
    pub(crate) offset: u64,
    pub(crate) previous: Hash,
    pub(crate) hash: Hash,
    pub(crate) ends_group: bool,
}

pub(crate) enum Step {
    Record(Passed),
    /// Zeros to the end of the segment, or no room for another frame.
    End,
    /// The walk stays where it is.
    Bad(Flaw),
}

impl<'a> Walk<'a> {
    pub(crate) fn new(loaded: &'a Loaded, identity: &'a Identity) -> Self {
        let header = &loaded.header;
        Self {
            bytes: &loaded.bytes,
            identity,
            offset: wide(segment::HEADER_BYTES),
            next: header.first,
            hash: header.previous,
            epoch: header.epoch,
            group: Some(header.first),
        }
    }

    /// The first position of the group that the next frame belongs to or begins.
    pub(crate) fn group_start(&self) -> u64 {
        self.group.unwrap_or(self.next)
    }

    pub(crate) fn step(&mut self) -> Step {
        let rest = self.bytes.get(narrow(self.offset)..).unwrap_or_default();
        let frame = match frame::decode(rest) {
            Decoded::Empty if !all_zero(rest) => return Step::Bad(Flaw::Hole),
            Decoded::Empty if self.group.is_some_and(|first| first < self.next) => {
                return Step::Bad(Flaw::GroupUnfinished);
            }
            Decoded::Empty => return Step::End,
            Decoded::Bad(flaw) => return Step::Bad(flaw),
            Decoded::Frame(frame) => frame,
        };
        if let Some(flaw) = self.misfit(&frame.header) {
            return Step::Bad(flaw);
        }
        let passed = Passed {
            position: self.next,
            offset: self.offset,
            previous: self.hash,
            hash: frame.hash(self.identity.kind.record_label(), &self.hash),
            ends_group: frame.header.is_group_end,
        };
        self.offset += frame.length();
        self.next = self.next.saturating_add(1);
        self.hash = passed.hash;
        self.epoch = frame.header.epoch;
        self.group = if passed.ends_group { Some(self.next) } else { self.group };
        Step::Record(passed)
    }

    fn misfit(&self, header: &frame::Header) -> Option<Flaw> {
        if header.partition != self.identity.partition {
            return Some(Flaw::Partition);
        }
        if header.epoch < self.epoch || header.epoch > self.identity.epoch {
            return Some(Flaw::Epoch);
        }
        // Every group is synced before the next is written.
        if self.group.is_some_and(|first| header.synced != first - 1) {
            return Some(Flaw::Stale);
        }
        (header.position != self.next).then_some(Flaw::Position { found: header.position })
    }

    /// The highest position that any frame header from here on calls synced.
    pub(crate) fn synced_later(&self) -> Option<u64> {
        self.headers_later().map(|(_, header)| header.synced).max()
    }

    /// Goes on at the next whole frame with a later position; false if there is none. Hashes mean nothing then.
    pub(crate) fn skip_damage(&mut self) -> bool {
        let next = self.headers_later().find(|(offset, header)| {
            let whole = self.bytes.get(narrow(*offset)..).map(frame::decode);
            header.position > self.next && matches!(whole, Some(Decoded::Frame(_)))
        });
        let Some((offset, header)) = next else { return false };
        self.offset = offset;
        self.next = header.position;
        self.group = None;
        true
    }

    fn headers_later(&self) -> impl Iterator<Item = (u64, frame::Header)> {
        let offsets = (self.offset..wide(self.bytes.len())).step_by(frame::ALIGNMENT);
        offsets.filter_map(|offset| {
            let bytes = self.bytes.get(narrow(offset)..)?;
            if !bytes.starts_with(&frame::MAGIC.to_be_bytes()) {
                return None;
            }
            let (header, ..) = frame::decode_header(bytes).ok()?;
            (header.partition == self.identity.partition).then_some((offset, header))
        })
    }
}
