//! Segment files: made whole, filled with zeros and synced before their first record.
//!
//! The header fills the first 4096 bytes, so that no append ever touches its block:
//! `magic u32 | format u16 | partition u16 | epoch u32 | segment length u32 | store id 16 | first position u64 |
//! previous record hash 32 | zeros | crc32c u32`, big-endian.

use std::sync::Arc;

use crate::bytes::{Fields, all_zero, narrow, wide};
use crate::damage::{Damage, Flaw};
use crate::disk::{Disk, DiskFile, create_again, unfinished_name};
use crate::error::{Error, failed, failed_or_missing};
use crate::hash::{Hash, StoreId};
use crate::log::{Identity, LogKind};

const MAGIC: u32 = 0xF848_53FF;
const FORMAT: u16 = 1;
/// Where the first frame begins.
pub(crate) const HEADER_BYTES: usize = 4096;
const CHECKSUM_AT: usize = HEADER_BYTES - 4;
pub(crate) const EXTENSION: &str = ".segment";
/// Digits of a position in a file name: all of a `u64`, so that names sort as positions do.
const POSITION_DIGITS: usize = 20;
/// The longest segment that is believed when read.
pub(crate) const SEGMENT_BYTES_MAX: u64 = 1 << 30;

/// What the header of a segment says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) store_id: StoreId,
    pub(crate) partition: u16,
    pub(crate) epoch: u32,
    pub(crate) segment_bytes: u32,
    pub(crate) first: u64,
    pub(crate) previous: Hash,
}

impl Header {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_BYTES);
        bytes.extend_from_slice(&MAGIC.to_be_bytes());
        bytes.extend_from_slice(&FORMAT.to_be_bytes());
        bytes.extend_from_slice(&self.partition.to_be_bytes());
        bytes.extend_from_slice(&self.epoch.to_be_bytes());
        bytes.extend_from_slice(&self.segment_bytes.to_be_bytes());
        bytes.extend_from_slice(&self.store_id.0);
        bytes.extend_from_slice(&self.first.to_be_bytes());
        bytes.extend_from_slice(&self.previous.0);
        bytes.resize(CHECKSUM_AT, 0);
        let checksum = crc32c::crc32c(&bytes);
        bytes.extend_from_slice(&checksum.to_be_bytes());
        bytes
    }

    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let (covered, checksum) = bytes.get(..HEADER_BYTES)?.split_at_checked(CHECKSUM_AT)?;
        if crc32c::crc32c(covered) != Fields(checksum).u32()? {
            return None;
        }
        let mut fields = Fields(covered);
        if fields.u32()? != MAGIC || fields.u16()? != FORMAT {
            return None;
        }
        let header = Self {
            partition: fields.u16()?,
            epoch: fields.u32()?,
            segment_bytes: fields.u32()?,
            store_id: StoreId(fields.array()?),
            first: fields.u64()?,
            previous: Hash(fields.array()?),
        };
        all_zero(fields.0).then_some(header)
    }
}

/// The file of a segment by its name: the first position, behind a month where looks are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SegmentName {
    pub(crate) first: u64,
    /// Relative to the data directory.
    pub(crate) path: String,
}

impl SegmentName {
    pub(crate) fn new(kind: LogKind, prefix: &str, first: u64) -> Self {
        let path = format!("{}/{prefix}{first:0width$}{EXTENSION}", kind.folder(), width = POSITION_DIGITS);
        Self { first, path }
    }

    fn parse(kind: LogKind, name: &str) -> Option<Self> {
        let stem = name.strip_suffix(EXTENSION)?;
        let digits = stem.get(stem.len().checked_sub(POSITION_DIGITS)?..)?;
        let first = digits.parse().ok().filter(|first| *first > 0)?;
        Some(Self { first, path: format!("{}/{name}", kind.folder()) })
    }

    /// Whether the segment was made for this prefix.
    pub(crate) fn has_prefix(&self, kind: LogKind, prefix: &str) -> bool {
        self.path == Self::new(kind, prefix, self.first).path
    }

    pub(crate) fn damage(&self, position: u64, offset: u64, flaw: Flaw) -> Damage {
        Damage { position, segment: self.path.clone(), offset, flaw }
    }
}

/// The segments of a log in the order of their positions.
pub(crate) fn list(disk: &dyn Disk, kind: LogKind) -> Result<Vec<SegmentName>, Error> {
    let folder = kind.folder();
    let names = disk.list(folder).map_err(failed_or_missing("list", folder))?;
    let mut segments: Vec<_> = names.iter().filter_map(|name| SegmentName::parse(kind, name)).collect();
    segments.sort_by_key(|segment| segment.first);
    Ok(segments)
}

/// Why a segment was not made.
pub(crate) enum NotMade {
    /// Nothing has the segment's name: the log goes on as if this had not been tried.
    Untouched(Error),
    /// The name may or may not be durable.
    Unknown(Error),
}

/// Makes a segment: zeros, header, sync, then its name, then the folder's sync.
pub(crate) fn create(
    disk: &dyn Disk,
    name: &SegmentName,
    header: &Header,
) -> Result<Arc<dyn DiskFile>, NotMade> {
    let path = name.path.as_str();
    let folder = crate::disk::folder_of(path);
    let unfinished = unfinished_name(path);
    let make = || {
        let file = create_again(disk, &unfinished)?;
        file.write_at(0, &header.encode())?;
        let rest = u64::from(header.segment_bytes) - wide(HEADER_BYTES);
        file.write_zeros(wide(HEADER_BYTES), rest)?;
        file.sync_all()?;
        Ok(file)
    };
    let file = make().map_err(|error| NotMade::Untouched(failed("create", path)(error)))?;
    disk.rename(&unfinished, path).map_err(|error| NotMade::Unknown(failed("rename", path)(error)))?;
    disk.sync_dir(folder).map_err(|error| NotMade::Unknown(failed("sync", folder)(error)))?;
    Ok(file)
}

/// A segment in memory, its header checked against its name and the directory.
pub(crate) struct Loaded {
    pub(crate) header: Header,
    pub(crate) bytes: Vec<u8>,
}

/// Reads a whole segment. The inner error is damage that makes the whole segment unreadable.
pub(crate) fn load(
    disk: &dyn Disk,
    name: &SegmentName,
    identity: &Identity,
) -> Result<Result<Loaded, Damage>, Error> {
    let path = name.path.as_str();
    let file = disk.open_read(path).map_err(failed("open", path))?;
    let size = file.size().map_err(failed("measure", path))?;
    if size < wide(HEADER_BYTES) || size > SEGMENT_BYTES_MAX {
        return Ok(Err(name.damage(name.first, 0, Flaw::SegmentLength)));
    }
    let mut bytes = vec![0; narrow(size)];
    file.read_exact_at(0, &mut bytes).map_err(failed("read", path))?;
    let found = check_header(name, identity, &bytes).and_then(|header| {
        if u64::from(header.segment_bytes) != size {
            return Err(name.damage(name.first, 0, Flaw::SegmentLength));
        }
        Ok(header)
    });
    Ok(found.map(|header| Loaded { header, bytes }))
}

/// Decodes a header and checks that it is the one that the name and the directory promise.
pub(crate) fn check_header(name: &SegmentName, identity: &Identity, bytes: &[u8]) -> Result<Header, Damage> {
    let fits = |header: &Header| {
        header.first == name.first
            && header.store_id == identity.store_id
            && header.partition == identity.partition
            && header.epoch <= identity.epoch
    };
    let header = Header::decode(bytes).filter(fits);
    header.ok_or_else(|| name.damage(name.first, 0, Flaw::SegmentHeader))
}
