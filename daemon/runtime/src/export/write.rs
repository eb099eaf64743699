//! An export as bytes, in the order of its rows.

use std::io;

use journal::{Disk, DiskFile};
use sha2::{Digest as _, Sha256};
use store::{Row, Snapshot};

use super::{CHUNK_BYTES, ExportError, Exported, FOLDER, Header};

pub(super) const MAGIC: u32 = 0xF848_58FF;
pub(super) const FORMAT: u16 = 1;
/// `magic u32 | format u16 | partition u16 | fold u32 | epoch u32 | store id 16 | position u64 | record hash 32 | crc u32`
pub(super) const HEADER_BYTES: usize = 76;
/// `payload length u32 | rows u32 | crc u32`, before each chunk's payload.
pub(super) const CHUNK_HEADER_BYTES: usize = 12;
/// `0 u32 | rows u64 | SHA-256 of everything before it`.
pub(super) const END_BYTES: usize = 44;
/// `key length u16 | value length u32`, before each row's key and value.
pub(super) const ROW_HEADER_BYTES: usize = 6;

/// Rows taken from a snapshot at once.
const PAGE_ROWS: usize = 512;

/// Bytes after which what was written is brought to the disk, so that the journal's own sync never waits for hundreds of
/// megabytes of ours.
const SYNC_BYTES: u64 = 8 * 1024 * 1024;

pub(super) fn header_bytes(header: &Header) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER_BYTES);
    bytes.extend(MAGIC.to_be_bytes());
    bytes.extend(FORMAT.to_be_bytes());
    bytes.extend(header.partition.to_be_bytes());
    bytes.extend(header.fold.to_be_bytes());
    bytes.extend(header.epoch.to_be_bytes());
    bytes.extend(header.store_id.0);
    bytes.extend(header.position.to_be_bytes());
    bytes.extend(header.hash.0);
    bytes.extend(crc32c::crc32c(&bytes).to_be_bytes());
    bytes
}

/// Writes a whole export under an unfinished name and waits until its bytes are durable. Answers nothing if it was given
/// up, and leaves nothing behind then.
pub(super) fn write(
    disk: &dyn Disk,
    path: &str,
    header: &Header,
    snapshot: &mut dyn Snapshot,
    goes_on: &dyn Fn() -> bool,
) -> Result<Option<Exported>, ExportError> {
    if !disk.exists(FOLDER)? {
        disk.create_dir_durably(FOLDER)?;
    }
    if disk.exists(path)? {
        disk.remove(path)?;
    }
    let file = disk.create(path)?;
    let written = write_all(Some(&*file), header, snapshot, goes_on);
    if !matches!(&written, Ok(Some(_))) {
        // What hindered the writing may hinder this too; the next export removes it.
        let _left = disk.remove(path);
    }
    written
}

/// The digest of an export that is written nowhere.
pub(super) fn digest(header: &Header, snapshot: &mut dyn Snapshot) -> Result<[u8; 32], ExportError> {
    let made = write_all(None, header, snapshot, &|| true)?;
    Ok(made.map_or([0; 32], |made| made.digest))
}

fn write_all(
    file: Option<&dyn DiskFile>,
    header: &Header,
    snapshot: &mut dyn Snapshot,
    goes_on: &dyn Fn() -> bool,
) -> Result<Option<Exported>, ExportError> {
    let mut out = Out { file, offset: 0, synced: 0, hasher: Sha256::new() };
    out.write(&header_bytes(header))?;
    let mut chunk = Chunk::default();
    let mut rows = 0_u64;
    loop {
        if !goes_on() {
            return Ok(None);
        }
        let page = snapshot.next_rows(PAGE_ROWS)?;
        if page.is_empty() {
            break;
        }
        for row in page {
            chunk.push(&row)?;
            rows += 1;
            if chunk.payload.len() >= CHUNK_BYTES {
                chunk.write(&mut out)?;
            }
        }
    }
    chunk.write(&mut out)?;
    out.write(&0_u32.to_be_bytes())?;
    out.write(&rows.to_be_bytes())?;
    let digest: [u8; 32] = out.hasher.clone().finalize().into();
    out.write(&digest)?;
    if let Some(file) = file {
        file.sync_all()?;
    }
    Ok(Some(Exported { position: header.position, rows, digest, bytes: out.offset }))
}

struct Out<'file> {
    file: Option<&'file dyn DiskFile>,
    offset: u64,
    synced: u64,
    hasher: Sha256,
}

impl Out<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(file) = self.file {
            file.write_at(self.offset, bytes)?;
        }
        self.hasher.update(bytes);
        self.offset += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if let Some(file) = self.file.filter(|_| self.offset - self.synced >= SYNC_BYTES) {
            file.sync_data()?;
            self.synced = self.offset;
        }
        Ok(())
    }
}

#[derive(Default)]
struct Chunk {
    payload: Vec<u8>,
    rows: u32,
}

impl Chunk {
    fn push(&mut self, (key, value): &Row) -> io::Result<()> {
        let too_long = |_| io::Error::from(io::ErrorKind::InvalidData);
        self.payload.extend(u16::try_from(key.len()).map_err(too_long)?.to_be_bytes());
        self.payload.extend(u32::try_from(value.len()).map_err(too_long)?.to_be_bytes());
        self.payload.extend(key);
        self.payload.extend(value);
        self.rows += 1;
        Ok(())
    }

    fn write(&mut self, out: &mut Out<'_>) -> io::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let bytes = u32::try_from(self.payload.len()).map_err(|_| io::ErrorKind::InvalidData)?;
        let mut whole = Vec::with_capacity(CHUNK_HEADER_BYTES + self.payload.len());
        whole.extend(bytes.to_be_bytes());
        whole.extend(self.rows.to_be_bytes());
        whole.extend(crc32c::crc32c(&self.payload).to_be_bytes());
        whole.append(&mut self.payload);
        self.rows = 0;
        out.write(&whole)
    }
}
