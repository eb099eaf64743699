//! The file of a state export, read and written row by row.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Write as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};
use store::Row;

use crate::Failure;

const HEADER_BYTES: usize = 76;

/// Bytes of rows at which a chunk is closed.
const CHUNK_BYTES: usize = 256 * 1024;

/// Where the partition stands in the header: behind the magic and the format.
const PARTITION_AT: usize = 6;

/// The rows of an export, ascending.
pub(super) struct Reader {
    file: BufReader<File>,
    header: [u8; HEADER_BYTES],
    chunk: std::vec::IntoIter<Row>,
    has_ended: bool,
}

impl Reader {
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let mut file = BufReader::new(File::open(path)?);
        let mut header = [0; HEADER_BYTES];
        file.read_exact(&mut header)?;
        Ok(Self { file, header, chunk: Vec::new().into_iter(), has_ended: false })
    }

    pub(super) fn header(&self) -> [u8; HEADER_BYTES] {
        self.header
    }

    /// The number of the partition in every key.
    pub(super) fn municipality(&self) -> u16 {
        let bytes = self.header.get(PARTITION_AT..PARTITION_AT + 2).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u16::from_be_bytes)
    }

    fn number(&mut self) -> Result<u32, Failure> {
        let mut bytes = [0; 4];
        self.file.read_exact(&mut bytes)?;
        Ok(u32::from_be_bytes(bytes))
    }

    fn advance(&mut self) -> Result<Option<Row>, Failure> {
        while !self.has_ended {
            if let Some(row) = self.chunk.next() {
                return Ok(Some(row));
            }
            let length = usize::try_from(self.number()?)?;
            if length == 0 {
                self.has_ended = true;
                break;
            }
            let (_rows, checksum) = (self.number()?, self.number()?);
            let mut payload = vec![0; length];
            self.file.read_exact(&mut payload)?;
            if crc32c::crc32c(&payload) != checksum {
                return Err("a chunk of the export is damaged".into());
            }
            self.chunk = rows_of(&payload).ok_or("a chunk of the export is no rows")?.into_iter();
        }
        Ok(None)
    }
}

impl Iterator for Reader {
    type Item = Result<Row, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance().transpose()
    }
}

fn rows_of(mut payload: &[u8]) -> Option<Vec<Row>> {
    let mut rows = Vec::new();
    while !payload.is_empty() {
        let (key, rest) = payload.split_first_chunk::<2>()?;
        let (value, rest) = rest.split_first_chunk::<4>()?;
        let (key, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*key)))?;
        let length = usize::try_from(u32::from_be_bytes(*value)).ok()?;
        let (value, rest) = rest.split_at_checked(length)?;
        rows.push((key.to_vec(), value.to_vec()));
        payload = rest;
    }
    Some(rows)
}

/// Writes an export.
pub(super) struct Writer {
    file: BufWriter<File>,
    hasher: Sha256,
    payload: Vec<u8>,
    in_chunk: u32,
    rows: u64,
}

impl Writer {
    pub(super) fn create(path: &Path, header: [u8; HEADER_BYTES]) -> Result<Self, Failure> {
        let file = BufWriter::new(File::create(path)?);
        let mut writer = Self { file, hasher: Sha256::new(), payload: Vec::new(), in_chunk: 0, rows: 0 };
        writer.write(&header)?;
        Ok(writer)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.hasher.update(bytes);
        Ok(self.file.write_all(bytes)?)
    }

    pub(super) fn push(&mut self, (key, value): &Row) -> Result<(), Failure> {
        self.payload.extend(u16::try_from(key.len())?.to_be_bytes());
        self.payload.extend(u32::try_from(value.len())?.to_be_bytes());
        self.payload.extend(key);
        self.payload.extend(value);
        self.in_chunk += 1;
        self.rows += 1;
        if self.payload.len() >= CHUNK_BYTES { self.close_chunk() } else { Ok(()) }
    }

    fn close_chunk(&mut self) -> Result<(), Failure> {
        if self.in_chunk == 0 {
            return Ok(());
        }
        let payload = std::mem::take(&mut self.payload);
        self.write(&u32::try_from(payload.len())?.to_be_bytes())?;
        self.write(&self.in_chunk.to_be_bytes())?;
        self.write(&crc32c::crc32c(&payload).to_be_bytes())?;
        self.write(&payload)?;
        self.in_chunk = 0;
        Ok(())
    }

    /// Ends the file and waits until it is on the disk. Answers how many rows it has.
    pub(super) fn finish(mut self) -> Result<u64, Failure> {
        self.close_chunk()?;
        self.write(&0_u32.to_be_bytes())?;
        self.write(&self.rows.to_be_bytes())?;
        let digest = self.hasher.clone().finalize();
        self.file.write_all(&digest)?;
        self.file.into_inner()?.sync_all()?;
        Ok(self.rows)
    }
}
