//! What can be wrong with bytes that should be records, and where.

use std::fmt;

use thiserror::Error;

/// What is wrong with the bytes at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Flaw {
    /// The bytes do not begin as a frame does.
    #[error("no frame begins here")]
    Magic,
    /// The frame's header does not match its checksum.
    #[error("the frame header does not match its checksum")]
    HeaderChecksum,
    /// The payload does not match its checksum.
    #[error("the payload does not match its checksum")]
    PayloadChecksum,
    /// The frame claims more bytes than a record or the segment has.
    #[error("the frame is longer than a record may be or the segment is")]
    Length,
    /// The bytes that fill a frame to a multiple of eight are not zero.
    #[error("the padding after the payload is not zero")]
    Padding,
    /// The frame has a format, or uses bits, that this program does not know.
    #[error("the frame has an unknown format")]
    Format,
    /// The frame belongs to another partition.
    #[error("the frame belongs to another partition")]
    Partition,
    /// The frame's epoch is lower than one before it, or higher than the directory's.
    #[error("the epoch of the frame does not fit the directory")]
    Epoch,
    /// The frame has another position than its place says.
    #[error("the frame is record {found}")]
    Position {
        /// The position that stands in the frame.
        found: u64,
    },
    /// The frame was not written after the group before it.
    #[error("the frame was not written after the group before it")]
    Stale,
    /// The place is empty, but bytes follow.
    #[error("the place is empty although bytes follow")]
    Hole,
    /// The last frame does not end its group.
    #[error("its group was not written to the end")]
    GroupUnfinished,
    /// The journal ends before a record that is known to have been durable.
    #[error("it is known to have been durable, but the journal ends before it")]
    Missing,
    /// The record's hash differs from the one noted elsewhere.
    #[error("its hash differs from the one noted in a checkpoint, a segment header or a head")]
    HashDiffers,
    /// The segment's header is not whole, or names another store, partition, epoch or position.
    #[error("the header of its segment is damaged or belongs elsewhere")]
    SegmentHeader,
    /// The segment file has another length than it was made with.
    #[error("its segment file has another length than it was made with")]
    SegmentLength,
}

impl Flaw {
    /// Whether a power cut cannot have made this flaw: the checksums are right, but the frame belongs elsewhere.
    pub(crate) fn is_never_torn(self) -> bool {
        match self {
            Self::Format
            | Self::Partition
            | Self::Epoch
            | Self::Position { .. }
            | Self::Missing
            | Self::HashDiffers
            | Self::SegmentHeader
            | Self::SegmentLength => true,
            Self::Magic
            | Self::HeaderChecksum
            | Self::PayloadChecksum
            | Self::Length
            | Self::Padding
            | Self::Stale
            | Self::Hole
            | Self::GroupUnfinished => false,
        }
    }
}

/// One damaged record: which, where, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The position of the record that should stand there.
    pub position: u64,
    /// The segment file, relative to the data directory.
    pub segment: String,
    /// Bytes from the start of the segment file.
    pub offset: u64,
    /// What is wrong.
    pub flaw: Flaw,
}

impl fmt::Display for Damage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { position, segment, offset, flaw } = self;
        write!(formatter, "record {position} is damaged (`{segment}` at byte {offset}: {flaw})")
    }
}
