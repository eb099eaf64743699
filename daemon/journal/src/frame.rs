//! The bytes of one record in a segment.
//!
//! `magic u32 | len u32 | format u16 | flags u16 | partition u16 | 0 u16 | epoch u32 | position u64 | synced u64 |
//! header crc32c | payload crc32c | payload | zeros to a multiple of eight`, big-endian. A length of zero is the end.

use sha2::{Digest as _, Sha256};

use crate::append::RECORD_BYTES_MAX;
use crate::bytes::{Fields, all_zero, narrow, wide};
use crate::damage::Flaw;
use crate::hash::Hash;

/// No UTF-8 text holds the bytes `F8` and `FF`, so no text in a payload can pass for a frame.
pub(crate) const MAGIC: u32 = 0xF848_4AFF;
/// Bytes before the payload.
pub(crate) const HEADER_BYTES: usize = 44;
/// Bytes of the header that the record hash covers: all but the checksums.
const HASHED_BYTES: usize = 36;
/// Frames begin at multiples of this.
pub(crate) const ALIGNMENT: usize = 8;
pub(crate) const FORMAT: u16 = 1;
const GROUP_END: u16 = 1;

/// The fields of a frame that differ from one to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) is_group_end: bool,
    pub(crate) partition: u16,
    pub(crate) epoch: u32,
    pub(crate) position: u64,
    /// The highest position known synced when the frame was written.
    pub(crate) synced: u64,
}

/// What stands at a place where a frame may begin.
pub(crate) enum Decoded<'a> {
    Frame(Frame<'a>),
    /// Zeros: nothing was written here.
    Empty,
    Bad(Flaw),
}

/// A frame whose checksums are right.
pub(crate) struct Frame<'a> {
    pub(crate) header: Header,
    hashed: &'a [u8],
    pub(crate) payload: &'a [u8],
}

impl Frame<'_> {
    /// Bytes from this frame to the next.
    pub(crate) fn length(&self) -> u64 {
        wide(length(self.payload.len()))
    }

    /// The hash of this record and everything before it.
    pub(crate) fn hash(&self, label: &[u8], previous: &Hash) -> Hash {
        hash(label, previous, self.hashed, self.payload)
    }
}

/// Bytes from a frame with such a payload to the next.
pub(crate) fn length(payload_bytes: usize) -> usize {
    (HEADER_BYTES + payload_bytes).next_multiple_of(ALIGNMENT)
}

/// Appends the frame of a payload to `group` and returns its record hash.
pub(crate) fn encode(group: &mut Vec<u8>, header: &Header, payload: &[u8], chain: (&[u8], &Hash)) -> Hash {
    let (label, previous) = chain;
    let length = u32::try_from(payload.len()).expect("a record is at most RECORD_BYTES_MAX");
    let flags = if header.is_group_end { GROUP_END } else { 0 };
    let mut head = Vec::with_capacity(HEADER_BYTES);
    head.extend_from_slice(&MAGIC.to_be_bytes());
    head.extend_from_slice(&length.to_be_bytes());
    head.extend_from_slice(&FORMAT.to_be_bytes());
    head.extend_from_slice(&flags.to_be_bytes());
    head.extend_from_slice(&header.partition.to_be_bytes());
    head.extend_from_slice(&0_u16.to_be_bytes());
    head.extend_from_slice(&header.epoch.to_be_bytes());
    head.extend_from_slice(&header.position.to_be_bytes());
    head.extend_from_slice(&header.synced.to_be_bytes());
    assert_eq!(head.len(), HASHED_BYTES, "the header has one length for ever");
    let hash = hash(label, previous, &head, payload);
    let header_checksum = crc32c::crc32c(&head);
    group.extend_from_slice(&head);
    group.extend_from_slice(&header_checksum.to_be_bytes());
    group.extend_from_slice(&crc32c::crc32c(payload).to_be_bytes());
    group.extend_from_slice(payload);
    group.resize(group.len().next_multiple_of(ALIGNMENT), 0);
    hash
}

/// Reads the frame at the front of `bytes`, which reach to the end of the segment or of the frame.
pub(crate) fn decode(bytes: &[u8]) -> Decoded<'_> {
    let Some((head, after)) = bytes.split_at_checked(HEADER_BYTES) else {
        return if all_zero(bytes) { Decoded::Empty } else { Decoded::Bad(Flaw::Magic) };
    };
    if all_zero(head) {
        return Decoded::Empty;
    }
    let (header, payload_bytes, payload_checksum) = match decode_header(head) {
        Ok(fields) => fields,
        Err(flaw) => return Decoded::Bad(flaw),
    };
    let Some((payload, after)) = after.split_at_checked(payload_bytes) else {
        return Decoded::Bad(Flaw::Length);
    };
    if crc32c::crc32c(payload) != payload_checksum {
        return Decoded::Bad(Flaw::PayloadChecksum);
    }
    let Some(padding) = after.get(..length(payload_bytes) - HEADER_BYTES - payload_bytes) else {
        return Decoded::Bad(Flaw::Length);
    };
    if !all_zero(padding) {
        return Decoded::Bad(Flaw::Padding);
    }
    let hashed = head.get(..HASHED_BYTES).expect("the header is longer than what the hash covers");
    Decoded::Frame(Frame { header, hashed, payload })
}

/// The header at the front of `bytes`, the length of its payload and the payload's checksum.
pub(crate) fn decode_header(bytes: &[u8]) -> Result<(Header, usize, u32), Flaw> {
    let mut fields = Fields(bytes);
    let mut read = || {
        let (magic, length) = (fields.u32()?, fields.u32()?);
        let (format, flags, partition, zero) = (fields.u16()?, fields.u16()?, fields.u16()?, fields.u16()?);
        let (epoch, position, synced) = (fields.u32()?, fields.u64()?, fields.u64()?);
        let header = Header { is_group_end: flags & GROUP_END != 0, partition, epoch, position, synced };
        let is_known = format == FORMAT && flags & !GROUP_END == 0 && zero == 0;
        Some((magic, narrow(u64::from(length)), is_known, header, fields.u32()?, fields.u32()?))
    };
    let (magic, length, is_known, header, header_checksum, payload_checksum) = read().ok_or(Flaw::Magic)?;
    if magic != MAGIC {
        return Err(Flaw::Magic);
    }
    if bytes.get(..HASHED_BYTES).map(crc32c::crc32c) != Some(header_checksum) {
        return Err(Flaw::HeaderChecksum);
    }
    if !is_known {
        return Err(Flaw::Format);
    }
    if length == 0 || length > RECORD_BYTES_MAX {
        return Err(Flaw::Length);
    }
    Ok((header, length, payload_checksum))
}

fn hash(label: &[u8], previous: &Hash, hashed: &[u8], payload: &[u8]) -> Hash {
    let digest =
        Sha256::new().chain_update(label).chain_update(previous.0).chain_update(hashed).chain_update(payload);
    Hash(digest.finalize().into())
}
