//! Hides personal key parts: a key that leaks by itself, in a log or a report, tells no CPR number and no name.
//!
//! The blinding key stands in the same index, so whoever holds the whole directory can still try out all CPR numbers.

#[cfg(test)]
mod tests;

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{Batch, Error, Index, Keys};

/// Name of the meta row that holds the key.
const META_NAME: &[u8] = b"blinding";

/// A key made with each index directory. It goes when the directory goes, and all blinded parts with it.
///
/// Equal parts stay equal, so rows can be found by them. Lay the kind of
/// the part in front (`cpr:…`) if equal values of two kinds must not look alike.
#[derive(Clone)]
pub struct Blinding {
    mac: Hmac<Sha256>,
}

impl Blinding {
    /// Blinds with this key.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "HMAC takes a key of any length")]
    pub fn new(key: &[u8; 32]) -> Self {
        Self { mac: Hmac::new_from_slice(key).expect("HMAC takes a key of any length") }
    }

    /// The blinding of this index: the key it holds, or `fresh` (32 random bytes), which it holds from then on.
    ///
    /// For the start, before the writer runs: it commits at the position the index already has.
    ///
    /// # Errors
    ///
    /// Those of [`Index`], and [`Error::Damaged`] if the key has another length.
    pub fn of(index: &dyn Index, keys: Keys, fresh: &[u8; 32]) -> Result<Self, Error> {
        let row = keys.meta(META_NAME);
        if let Some(stored) = index.get(&row)? {
            let Ok(key) = <[u8; 32]>::try_from(stored) else { return Err(Error::Damaged { key: row }) };
            return Ok(Self::new(&key));
        }
        let mut batch = Batch::new(index.applied()?);
        batch.put(row, *fresh);
        index.commit(batch)?;
        Ok(Self::new(fresh))
    }

    /// The part as it may stand in a key: HMAC-SHA-256 cut to its first 128 bits (RFC 2104 §5).
    #[must_use]
    pub fn blind(&self, part: &[u8]) -> [u8; 16] {
        let mut mac = self.mac.clone();
        mac.update(part);
        let full: [u8; 32] = mac.finalize().into_bytes().into();
        let mut short = [0; 16];
        for (to, from) in short.iter_mut().zip(full) {
            *to = from;
        }
        short
    }
}

impl fmt::Debug for Blinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Blinding(hidden)")
    }
}
