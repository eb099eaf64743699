//! `erased.list`: the ids of destroyed keys, kept so that a restore can destroy them again.
//!
//! A first line with the store id, then one line of 20 digits per key. Each line is synced by itself, so a crash can
//! tear the last one only; the destruction that it belongs to is done again.

use super::KeyId;
use crate::bytes::wide;
use crate::disk::Disk;
use crate::error::{Error, failed, failed_or_missing};
use crate::hash::StoreId;

pub(crate) const PATH: &str = "erased.list";
const LINE_BYTES: usize = 21;
/// Room for ten million keys.
const BYTES_MAX: u64 = 256 * 1024 * 1024;

pub(super) struct ErasedList {
    ids: Vec<KeyId>,
    /// Where the next line goes.
    end: u64,
}

impl ErasedList {
    pub(super) fn create(disk: &dyn Disk, store_id: StoreId) -> Result<Self, Error> {
        let head = head_line(store_id);
        disk.write_whole(PATH, head.as_bytes()).map_err(failed("write", PATH))?;
        Ok(Self { ids: Vec::new(), end: wide(head.len()) })
    }

    pub(super) fn open(disk: &dyn Disk, store_id: StoreId) -> Result<Self, Error> {
        let bytes = disk.read_whole(PATH, BYTES_MAX).map_err(failed_or_missing("read", PATH))?;
        let ids = read_erased_list(&bytes, store_id)?;
        let head = head_line(store_id);
        let end = wide(head.len() + ids.len() * LINE_BYTES);
        Ok(Self { ids, end })
    }

    pub(super) fn ids(&self) -> &[KeyId] {
        &self.ids
    }

    /// Adds a key and waits until it is durable.
    pub(super) fn note(&mut self, disk: &dyn Disk, id: KeyId) -> Result<(), Error> {
        let file = disk.open_write(PATH).map_err(failed("open", PATH))?;
        let line = format!("{:020}\n", id.0);
        // A line that is there already may stand in memory alone, so it is written again.
        let noted = self.ids.iter().rposition(|known| *known == id);
        let later = noted.map_or(0, |index| self.ids.len() - index);
        let offset = self.end - wide(later * LINE_BYTES);
        file.write_at(offset, line.as_bytes()).map_err(failed("write", PATH))?;
        file.sync_data().map_err(failed("sync", PATH))?;
        if noted.is_none() {
            self.ids.push(id);
            self.end += wide(LINE_BYTES);
        }
        Ok(())
    }
}

/// Reads an `erased.list` that was kept elsewhere. A last line that was torn is left out.
///
/// # Errors
///
/// [`Error::DamagedFile`] if it belongs to another store, or is none.
pub fn read_erased_list(bytes: &[u8], store_id: StoreId) -> Result<Vec<KeyId>, Error> {
    let damaged = |reason| Error::DamagedFile { path: PATH.to_owned(), reason };
    let head = head_line(store_id);
    let lines = bytes.strip_prefix(head.as_bytes()).ok_or_else(|| damaged("it belongs to another store"))?;
    let mut ids = Vec::new();
    let mut lines = lines.chunks(LINE_BYTES).peekable();
    while let Some(line) = lines.next() {
        match (read_line(line), lines.peek()) {
            (Some(id), _) => ids.push(id),
            (None, None) => break,
            (None, Some(_)) => return Err(damaged("a line is not a key id")),
        }
    }
    Ok(ids)
}

fn head_line(store_id: StoreId) -> String {
    format!("helhed erased 1 {store_id}\n")
}

fn read_line(line: &[u8]) -> Option<KeyId> {
    let digits = str::from_utf8(line).ok()?.strip_suffix('\n')?;
    let is_whole = digits.len() == LINE_BYTES - 1 && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_whole.then(|| digits.parse().ok().map(KeyId))?
}
