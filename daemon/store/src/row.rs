//! How a row rests on disk: `crc32c(key, value) | value`, and the totals that betray a lost row.

use crate::Error;

/// Key of the one row that belongs to the index itself. Every other key is longer.
pub(crate) const TOTALS_KEY: &[u8] = &[0];

/// The smallest key a scan may begin at: it leaves out the index's own row.
pub(crate) const FIRST_KEY: &[u8] = &[0, 0];

/// Seals a value together with its key, so that a value found under another key is found out.
pub(crate) fn seal(key: &[u8], value: &[u8]) -> Vec<u8> {
    let mut row = Vec::with_capacity(4 + value.len());
    row.extend_from_slice(&checksum(key, value).to_be_bytes());
    row.extend_from_slice(value);
    row
}

/// Checks a row as it was read and returns its checksum and value.
pub(crate) fn unseal<'row>(key: &[u8], row: &'row [u8]) -> Result<(u32, &'row [u8]), Error> {
    let damaged = || Error::Damaged { key: key.to_vec() };
    let (crc, value) = row.split_first_chunk::<4>().ok_or_else(damaged)?;
    let crc = u32::from_be_bytes(*crc);
    if crc != checksum(key, value) {
        return Err(damaged());
    }
    Ok((crc, value))
}

/// The checksum of a row: over its key, then its value.
pub(crate) fn checksum(key: &[u8], value: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(key), value)
}

/// What a batch leaves behind besides its rows, in the same atomic write.
///
/// A checksum in a row cannot tell that the row is gone or that an older one came back; the count and the sum of
/// all checksums can.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) applied: u64,
    pub(crate) rows: u64,
    pub(crate) sum: u64,
}

impl Totals {
    pub(crate) fn add(&mut self, crc: u32) {
        self.rows = self.rows.wrapping_add(1);
        self.sum = self.sum.wrapping_add(u64::from(crc));
    }

    pub(crate) fn remove(&mut self, crc: u32) {
        self.rows = self.rows.wrapping_sub(1);
        self.sum = self.sum.wrapping_sub(u64::from(crc));
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        [self.applied, self.rows, self.sum].into_iter().flat_map(u64::to_be_bytes).collect()
    }

    pub(crate) fn decode(value: &[u8]) -> Option<Self> {
        let (applied, rest) = value.split_first_chunk::<8>()?;
        let (rows, rest) = rest.split_first_chunk::<8>()?;
        let sum = rest.try_into().ok()?;
        Some(Self {
            applied: u64::from_be_bytes(*applied),
            rows: u64::from_be_bytes(*rows),
            sum: u64::from_be_bytes(sum),
        })
    }
}
