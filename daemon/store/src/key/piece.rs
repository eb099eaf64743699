//! Pieces of a key: numbers big-endian, signed ones with the sign bit turned, text escaped and ended.
//!
//! In a text 0x00 becomes `00 FF` and the end is `00 00`, so a shorter text sorts before a longer one that begins with it,
//! and no text is a prefix of another.

const ESCAPE: u8 = 0x00;
const ESCAPED_ZERO: u8 = 0xFF;
const END: u8 = 0x00;

/// Turning this bit makes two's complement sort as unsigned bytes.
const SIGN: u64 = 1 << 63;

/// Builds a key from its pieces, in order.
pub(super) struct Writer(Vec<u8>);

impl Writer {
    pub(super) fn new(partition: u16, letter: u8) -> Self {
        let mut key = Vec::with_capacity(48);
        key.extend_from_slice(&partition.to_be_bytes());
        key.push(letter);
        Self(key)
    }

    pub(super) fn byte(mut self, byte: u8) -> Self {
        self.0.push(byte);
        self
    }

    pub(super) fn unsigned(mut self, number: u64) -> Self {
        self.0.extend_from_slice(&number.to_be_bytes());
        self
    }

    pub(super) fn signed(self, number: i64) -> Self {
        self.unsigned(number.cast_unsigned() ^ SIGN)
    }

    pub(super) fn text(mut self, text: &[u8]) -> Self {
        for &byte in text {
            self.0.push(byte);
            if byte == ESCAPE {
                self.0.push(ESCAPED_ZERO);
            }
        }
        self.0.extend_from_slice(&[ESCAPE, END]);
        self
    }

    /// Ends the key with bytes as they are: nothing comes after them, so nothing needs escaping.
    pub(super) fn tail(mut self, tail: &[u8]) -> Vec<u8> {
        self.0.extend_from_slice(tail);
        self.0
    }

    pub(super) fn done(self) -> Vec<u8> {
        self.0
    }
}

/// Takes a key apart again; `None` wherever it is not what a [`Writer`] makes.
pub(super) struct Reader<'key>(&'key [u8]);

impl<'key> Reader<'key> {
    pub(super) fn after(prefix: &[u8], key: &'key [u8]) -> Option<Self> {
        key.strip_prefix(prefix).map(Self)
    }

    pub(super) fn unsigned(&mut self) -> Option<u64> {
        let (number, rest) = self.0.split_first_chunk::<8>()?;
        self.0 = rest;
        Some(u64::from_be_bytes(*number))
    }

    pub(super) fn signed(&mut self) -> Option<i64> {
        Some((self.unsigned()? ^ SIGN).cast_signed())
    }

    pub(super) fn text(&mut self) -> Option<Vec<u8>> {
        let mut text = Vec::new();
        loop {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            if byte != ESCAPE {
                text.push(byte);
                continue;
            }
            let (&mark, rest) = self.0.split_first()?;
            self.0 = rest;
            match mark {
                END => return Some(text),
                ESCAPED_ZERO => text.push(ESCAPE),
                _ => return None,
            }
        }
    }

    pub(super) fn rest(self) -> &'key [u8] {
        self.0
    }
}
