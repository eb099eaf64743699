//! Content named by its SHA-256: definitions, rule packs, plugins. Open, so P0 only.

use std::io;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::bytes::wide;
use crate::disk::Disk;
use crate::error::{Error, failed};
use crate::hash::Hash;

/// The longest content: a plugin component with room to spare.
pub const CONTENT_BYTES_MAX: usize = 64 * 1024 * 1024;
const FOLDER: &str = "content";

/// The folder of content. Clones are the same folder.
#[derive(Clone)]
pub struct Content {
    disk: Arc<dyn Disk>,
}

impl Content {
    /// Makes the folder if it is missing.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the disk refused.
    pub fn open(disk: Arc<dyn Disk>) -> Result<Self, Error> {
        disk.create_dir_durably(FOLDER).map_err(failed("create", FOLDER))?;
        Ok(Self { disk })
    }

    /// Stores bytes and waits until they are durable; a record may name the hash then. Storing twice is harmless.
    ///
    /// # Errors
    ///
    /// [`Error::Size`] for none or more than [`CONTENT_BYTES_MAX`]; [`Error::Io`] if the disk refused.
    pub fn put(&self, bytes: &[u8]) -> Result<Hash, Error> {
        if bytes.is_empty() || bytes.len() > CONTENT_BYTES_MAX {
            let (bytes, max) = (wide(bytes.len()), wide(CONTENT_BYTES_MAX));
            return Err(Error::Size { what: "content", bytes, max });
        }
        let hash = digest(bytes);
        let path = path(&hash);
        match self.get(&hash) {
            // Its name may stand in memory alone if the process was killed before the folder was synced.
            Ok(Some(_)) => self.disk.sync_dir(FOLDER).map_err(failed("sync", FOLDER))?,
            Ok(None) | Err(Error::DamagedFile { .. }) => {
                self.disk.write_whole(&path, bytes).map_err(failed("write", &path))?;
            }
            Err(error) => return Err(error),
        }
        Ok(hash)
    }

    /// Reads content and checks it against its name; `None` if it was never stored.
    ///
    /// # Errors
    ///
    /// [`Error::DamagedFile`] if the bytes have another hash: restore it, or store it again.
    /// [`Error::Io`] if the disk refused.
    pub fn get(&self, hash: &Hash) -> Result<Option<Vec<u8>>, Error> {
        let path = path(hash);
        let bytes = match self.disk.read_whole(&path, wide(CONTENT_BYTES_MAX)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed("read", &path)(error)),
        };
        if digest(&bytes) != *hash {
            return Err(Error::DamagedFile { path, reason: "its bytes have another hash than its name" });
        }
        Ok(Some(bytes))
    }
}

fn path(hash: &Hash) -> String {
    format!("{FOLDER}/{hash}")
}

pub(crate) fn digest(bytes: &[u8]) -> Hash {
    Hash(Sha256::digest(bytes).into())
}
