//! The rows of an export, every byte checked before the last of them counts.

use std::sync::Arc;

use journal::{Disk, DiskFile, Fields, Hash, StoreId};
use sha2::{Digest as _, Sha256};
use store::{KEY_BYTES_MIN, Row};

use super::write::{CHUNK_HEADER_BYTES, END_BYTES, FORMAT, HEADER_BYTES, MAGIC, ROW_HEADER_BYTES};
use super::{ExportError, Header};

/// The largest chunk that is believed: one that was closed at 256 KiB by the largest state.
const CHUNK_BYTES_MAX: usize = 64 * 1024 * 1024;

/// The header of an export.
pub(super) fn header(disk: &dyn Disk, path: &str) -> Result<Header, ExportError> {
    let unusable = |why| ExportError::Unusable { path: path.to_owned(), why };
    let mut bytes = [0; HEADER_BYTES];
    if disk.open_read(path)?.read_at(0, &mut bytes)? < HEADER_BYTES {
        return Err(unusable("it is too short"));
    }
    parse_header(&bytes).map_err(unusable)
}

fn parse_header(bytes: &[u8; HEADER_BYTES]) -> Result<Header, &'static str> {
    let mut fields = Fields(bytes);
    let mut read = || {
        let magic = fields.u32()?;
        let format = fields.u16()?;
        let header = Header {
            partition: fields.u16()?,
            fold: fields.u32()?,
            epoch: fields.u32()?,
            store_id: StoreId(fields.array()?),
            position: fields.u64()?,
            hash: Hash(fields.array()?),
        };
        Some((magic, format, header, fields.u32()?))
    };
    let (magic, format, header, checksum) = read().ok_or("it is too short")?;
    let covered = bytes.get(..HEADER_BYTES - 4).unwrap_or_default();
    if magic != MAGIC || checksum != crc32c::crc32c(covered) {
        return Err("its header is damaged");
    }
    if format == FORMAT { Ok(header) } else { Err("it has another format") }
}

/// The rows of an export, one after the other. The last is followed by an error if anything was not as it was written.
pub(crate) struct Rows {
    path: String,
    file: Arc<dyn DiskFile>,
    offset: u64,
    hasher: Sha256,
    chunk: std::vec::IntoIter<Row>,
    last: Vec<u8>,
    count: u64,
    /// What the file is by its own words, once it was read whole.
    digest: Option<[u8; 32]>,
}

impl Rows {
    /// # Errors
    ///
    /// [`ExportError::Disk`].
    pub(crate) fn open(disk: &dyn Disk, path: &str) -> Result<Self, ExportError> {
        let file = disk.open_read(path)?;
        let mut rows = Self {
            path: path.to_owned(),
            file,
            offset: 0,
            hasher: Sha256::new(),
            chunk: Vec::new().into_iter(),
            last: Vec::new(),
            count: 0,
            digest: None,
        };
        rows.read(HEADER_BYTES)?;
        Ok(rows)
    }

    fn read(&mut self, bytes: usize) -> Result<Vec<u8>, ExportError> {
        let mut taken = vec![0; bytes];
        if self.file.read_at(self.offset, &mut taken)? < bytes {
            return Err(self.unusable("it ends too early"));
        }
        self.offset += u64::try_from(bytes).unwrap_or(u64::MAX);
        self.hasher.update(&taken);
        Ok(taken)
    }

    fn unusable(&self, why: &'static str) -> ExportError {
        ExportError::Unusable { path: self.path.clone(), why }
    }

    /// The next chunk; `false` at the end of the file, when all of it was as it should be.
    fn next_chunk(&mut self) -> Result<bool, ExportError> {
        let before = self.hasher.clone();
        let mut bytes = [0; 4];
        if self.file.read_at(self.offset, &mut bytes)? < bytes.len() {
            return Err(self.unusable("it ends too early"));
        }
        let length = usize::try_from(u32::from_be_bytes(bytes)).unwrap_or(usize::MAX);
        if length == 0 {
            return self.end(before).map(|()| false);
        }
        if length > CHUNK_BYTES_MAX {
            return Err(self.unusable("a chunk is too long"));
        }
        let head = self.read(CHUNK_HEADER_BYTES)?;
        let payload = self.read(length)?;
        let mut fields = Fields(&head);
        let mut field = || fields.u32();
        let (_, count, checksum) = (field(), field(), field());
        if checksum != Some(crc32c::crc32c(&payload)) {
            return Err(self.unusable("a chunk is damaged"));
        }
        let rows = rows_of(&payload).filter(|rows| u32::try_from(rows.len()).ok() == count);
        let rows = rows.ok_or_else(|| self.unusable("a chunk holds other rows than it says"))?;
        self.count += u64::try_from(rows.len()).unwrap_or(u64::MAX);
        self.chunk = rows.into_iter();
        Ok(true)
    }

    fn end(&mut self, mut hasher: Sha256) -> Result<(), ExportError> {
        let end = self.read(END_BYTES)?;
        let (counted, digest) = end.split_at(END_BYTES - 32);
        hasher.update(counted);
        let found: [u8; 32] = hasher.finalize().into();
        let rows = counted.get(4..).and_then(|bytes| bytes.try_into().ok()).map(u64::from_be_bytes);
        if digest != found || rows != Some(self.count) || self.file.size()? != self.offset {
            return Err(self.unusable("it does not match its digest"));
        }
        self.digest = Some(found);
        Ok(())
    }

    fn advance(&mut self) -> Result<Option<Row>, ExportError> {
        while self.digest.is_none() {
            if let Some(row) = self.chunk.next() {
                if row.0 <= self.last {
                    return Err(self.unusable("its rows are out of order"));
                }
                if row.0.len() < KEY_BYTES_MIN {
                    return Err(self.unusable("it holds a row that no daemon writes"));
                }
                self.last.clone_from(&row.0);
                return Ok(Some(row));
            }
            self.next_chunk()?;
        }
        Ok(None)
    }
}

impl Iterator for Rows {
    type Item = Result<Row, store::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.advance().transpose()?;
        Some(row.map_err(|error| match error {
            ExportError::Disk(error) => store::Error::Io(error),
            ExportError::Index(error) => error,
            ExportError::Journal(_) | ExportError::Unusable { .. } => {
                store::Error::Unusable { why: error.to_string() }
            }
        }))
    }
}

fn rows_of(payload: &[u8]) -> Option<Vec<Row>> {
    let mut fields = Fields(payload);
    let mut rows = Vec::new();
    while fields.0.len() >= ROW_HEADER_BYTES {
        let key = usize::from(fields.u16()?);
        let value = usize::try_from(fields.u32()?).ok()?;
        rows.push((fields.slice(key)?.to_vec(), fields.slice(value)?.to_vec()));
    }
    fields.0.is_empty().then_some(rows)
}
