//! The few operations that everything durable is made of.
//!
//! Paths are relative to the data directory, with `/` between names; the directory itself is the empty path.

mod real;
mod simulated;

use std::io;
use std::sync::Arc;

pub use real::RealDisk;
pub use simulated::{Fault, Kept, SimulatedDisk, Unsynced};

use crate::bytes::{narrow, wide};

/// Zeros written at once when a file is filled.
static ZEROS: [u8; 64 * 1024] = [0; 64 * 1024];

/// An open file. Offsets and lengths are bytes.
pub trait DiskFile: Send + Sync {
    /// Reads at `offset`; fewer bytes than asked for only at the end of the file.
    ///
    /// # Errors
    ///
    /// What the operating system reports.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize>;

    /// Writes all of `bytes` at `offset`, in one call where the system takes it; not durable before a sync.
    ///
    /// # Errors
    ///
    /// What the operating system reports; a part may have been written.
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()>;

    /// Makes the bytes and the length durable.
    ///
    /// # Errors
    ///
    /// What the operating system reports. The same sync must not be tried again: the bytes may be gone although the
    /// next call succeeds.
    fn sync_data(&self) -> io::Result<()>;

    /// Makes the bytes and everything known about the file durable.
    ///
    /// # Errors
    ///
    /// As for [`DiskFile::sync_data`].
    fn sync_all(&self) -> io::Result<()>;

    /// The length of the file.
    ///
    /// # Errors
    ///
    /// What the operating system reports.
    fn size(&self) -> io::Result<u64>;

    /// Cuts the file, or lengthens it with zeros that may not be allocated.
    ///
    /// # Errors
    ///
    /// What the operating system reports.
    fn set_size(&self, bytes: u64) -> io::Result<()>;

    /// Writes zeros, so that the blocks are allocated and later syncs need not touch the file's metadata.
    ///
    /// # Errors
    ///
    /// As for [`DiskFile::write_at`].
    fn write_zeros(&self, mut offset: u64, mut bytes: u64) -> io::Result<()> {
        while bytes > 0 {
            let step = bytes.min(wide(ZEROS.len()));
            let zeros = ZEROS.get(..narrow(step)).expect("the step is at most all the zeros");
            self.write_at(offset, zeros)?;
            offset += step;
            bytes -= step;
        }
        Ok(())
    }

    /// Reads exactly the bytes asked for.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::UnexpectedEof`] if the file is shorter; else what the operating system reports.
    fn read_exact_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        if self.read_at(offset, into)? == into.len() {
            return Ok(());
        }
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

/// Held for as long as the lock is; dropping it lets go.
pub trait DiskLock: Send + Sync {}

/// A data directory on some disk.
pub trait Disk: Send + Sync {
    /// Makes a folder; it is not an error if it exists. Durable after the folder above is synced.
    ///
    /// # Errors
    ///
    /// What the operating system reports.
    fn create_dir(&self, path: &str) -> io::Result<()>;

    /// Makes a new, empty file; durable after it and its folder are synced.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::AlreadyExists`], or what the operating system reports.
    fn create(&self, path: &str) -> io::Result<Arc<dyn DiskFile>>;

    /// Opens a file for reading only.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::NotFound`], or what the operating system reports.
    fn open_read(&self, path: &str) -> io::Result<Arc<dyn DiskFile>>;

    /// Opens a file for reading and writing.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::NotFound`], or what the operating system reports.
    fn open_write(&self, path: &str) -> io::Result<Arc<dyn DiskFile>>;

    /// Gives a file another name in the same folder, replacing what has it; durable after the folder is synced.
    ///
    /// # Errors
    ///
    /// What the operating system reports.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// Removes a file; durable after its folder is synced.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::NotFound`], or what the operating system reports.
    fn remove(&self, path: &str) -> io::Result<()>;

    /// The names in a folder, sorted.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::NotFound`], or what the operating system reports.
    fn list(&self, path: &str) -> io::Result<Vec<String>>;

    /// Makes what was created, renamed and removed in a folder durable.
    ///
    /// # Errors
    ///
    /// As for [`DiskFile::sync_data`].
    fn sync_dir(&self, path: &str) -> io::Result<()>;

    /// Whether a file or folder has this name.
    ///
    /// # Errors
    ///
    /// What the operating system reports.
    fn exists(&self, path: &str) -> io::Result<bool>;

    /// Takes the lock of a file, which is made if missing; `None` if somebody else holds it.
    ///
    /// # Errors
    ///
    /// What the operating system reports.
    fn try_lock(&self, path: &str) -> io::Result<Option<Box<dyn DiskLock>>>;

    /// Bytes that are free for this process, where the system can say.
    ///
    /// # Errors
    ///
    /// What the operating system reports.
    fn free_bytes(&self) -> io::Result<Option<u64>> {
        Ok(None)
    }

    /// Makes a folder and waits until it is durable.
    ///
    /// # Errors
    ///
    /// What the operating system reports.
    fn create_dir_durably(&self, path: &str) -> io::Result<()> {
        self.create_dir(path)?;
        self.sync_dir(folder_of(path))
    }

    /// Writes a whole file so that a crash leaves either the old one or the new one, and waits until it is durable.
    ///
    /// # Errors
    ///
    /// What the operating system reports; the old file may or may not have been replaced.
    fn write_whole(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let unfinished = unfinished_name(path);
        let file = create_again(self, &unfinished)?;
        file.write_at(0, bytes)?;
        file.sync_all()?;
        self.rename(&unfinished, path)?;
        self.sync_dir(folder_of(path))
    }

    /// Reads a whole file of at most `max` bytes.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::FileTooLarge`] if it is longer; else what the operating system reports.
    fn read_whole(&self, path: &str, max: u64) -> io::Result<Vec<u8>> {
        let file = self.open_read(path)?;
        let size = file.size()?;
        if size > max {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let mut bytes = vec![0; narrow(size)];
        file.read_exact_at(0, &mut bytes)?;
        Ok(bytes)
    }
}

/// The name of a file while it is written; what a crash leaves under such a name means nothing.
pub(crate) fn unfinished_name(path: &str) -> String {
    format!("{path}{UNFINISHED}")
}

/// How the name of an unfinished file ends.
pub(crate) const UNFINISHED: &str = ".tmp";

/// Makes a new file where an unfinished one may have been left.
pub(crate) fn create_again(disk: &(impl Disk + ?Sized), path: &str) -> io::Result<Arc<dyn DiskFile>> {
    match disk.remove(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    disk.create(path)
}

/// The folder that a path stands in.
pub(crate) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests;
