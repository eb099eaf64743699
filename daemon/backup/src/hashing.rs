//! What is read or written, counted and hashed on the way.

use std::io::{self, Read, Write};

use sha2::{Digest as _, Sha256};

use crate::contents::hex;

pub(crate) struct Hashing<T> {
    pub(crate) inner: T,
    hasher: Sha256,
    pub(crate) bytes: u64,
}

impl<T> Hashing<T> {
    pub(crate) fn of(inner: T) -> Self {
        Self { inner, hasher: Sha256::new(), bytes: 0 }
    }

    /// SHA-256 of all that passed, in hexadecimal digits.
    pub(crate) fn sha256(&self) -> String {
        hex(self.hasher.clone().finalize())
    }

    fn note(&mut self, passed: &[u8]) {
        self.hasher.update(passed);
        self.bytes += u64::try_from(passed.len()).unwrap_or(u64::MAX);
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.note(into.get(..read).unwrap_or_default());
        Ok(read)
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.note(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
