//! The lock that keeps a second daemon off the data directory.

use crate::disk::{Disk, DiskLock};
use crate::error::{Error, failed};

const PATH: &str = "lock";

/// Held by the one daemon, or offline command, that uses the directory; dropping it lets go, and so does a crash.
pub struct DirectoryLock {
    _lock: Box<dyn DiskLock>,
}

impl DirectoryLock {
    /// Takes the lock without waiting.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] if another process has it; [`Error::Io`] if the disk refused.
    pub fn take(disk: &dyn Disk) -> Result<Self, Error> {
        match disk.try_lock(PATH).map_err(failed("lock", PATH))? {
            Some(lock) => Ok(Self { _lock: lock }),
            None => Err(Error::Locked { path: PATH.to_owned() }),
        }
    }
}
