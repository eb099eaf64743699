//! Compiled components on disk, so that a start does not compile again.
//!
//! What lies here is native code. The folder is this user's alone (0700) and each file carries the hash of its content:
//! that finds damage. Who may write here could replace the program as well.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use model::ContentHash;
use sha2::{Digest, Sha256};

/// Bytes of the hash before the code.
const HASH_BYTES: usize = 32;

/// Longest compiled component: what a component of 4 MiB comes to, with room.
const ARTEFACT_BYTES_MAX: u64 = 128 << 20;

/// A folder of compiled components, or none.
#[derive(Debug)]
pub(crate) struct Cache {
    folder: Option<PathBuf>,
}

impl Cache {
    /// Opens the folder and makes it where it is missing. Without one nothing is kept.
    ///
    /// # Errors
    ///
    /// What the file system says, or that the folder is open to others.
    pub(crate) fn open(folder: Option<&Path>) -> io::Result<Self> {
        if let Some(folder) = folder {
            DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
            let found = fs::metadata(folder)?;
            let is_ours = found.uid() == rustix::process::geteuid().as_raw();
            if !is_ours || found.permissions().mode() & 0o077 != 0 {
                let why = format!("`{}` must belong to this user alone: chmod 0700", folder.display());
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, why));
            }
        }
        Ok(Self { folder: folder.map(Path::to_path_buf) })
    }

    fn path(&self, component: &ContentHash, compatibility: u64) -> Option<PathBuf> {
        let folder = self.folder.as_ref()?;
        Some(folder.join(format!("{component}-{compatibility:016x}")))
    }

    /// The code of a component, if it is here and whole.
    pub(crate) fn get(&self, component: &ContentHash, compatibility: u64) -> Option<Vec<u8>> {
        let path = self.path(component, compatibility)?;
        if fs::metadata(&path).ok()?.len() > ARTEFACT_BYTES_MAX {
            return None;
        }
        let bytes = fs::read(&path).ok()?;
        let (hash, code) = bytes.split_at_checked(HASH_BYTES)?;
        if Sha256::digest(code).as_slice() != hash {
            tracing::warn!(plugin.digest = %component, "a compiled plugin is damaged; it is compiled again");
            return None;
        }
        Some(code.to_vec())
    }

    /// Keeps the code of a component. It is only a cache: what cannot be kept is compiled again.
    pub(crate) fn put(&self, component: &ContentHash, compatibility: u64, code: &[u8]) {
        let Some(path) = self.path(component, compatibility) else { return };
        if let Err(why) = write(&path, code) {
            tracing::warn!(because = %why, "a compiled plugin could not be kept; it is compiled again next time");
        }
    }
}

fn write(path: &Path, code: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension("tmp");
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    file.write_all(&Sha256::digest(code))?;
    file.write_all(code)?;
    drop(file);
    fs::rename(&unfinished, path)
}
