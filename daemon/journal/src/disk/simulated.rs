//! A disk in memory that can lose power, fill up and fail.
//!
//! Bytes are durable sector by sector after a sync of their file, names after a sync of their folder; a crash keeps any
//! subset of the rest. A failed sync behaves as the worst kernels do: its bytes stay readable, but later syncs leave
//! them out unless their sectors are written again.

mod state;

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Disk, DiskFile, DiskLock};
use crate::bytes::{narrow, wide};
use state::{Entry, State};

/// Something that a crash may keep or lose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsynced {
    /// Names that changed in a folder by one create, rename or remove.
    Names,
    /// At most one sector of a file.
    Sector {
        /// Where in the file it begins.
        offset: u64,
        /// How many bytes of it were written.
        bytes: usize,
    },
    /// A new length of a file.
    Size,
}

/// How much of something unsynced survives a crash. Names and sizes survive wholly or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// None of it.
    Nothing,
    /// All of it.
    Whole,
    /// The first bytes of a sector; the rest is as it was.
    Torn {
        /// How many bytes.
        bytes: usize,
    },
}

/// How an operation fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The device reports an error.
    Io,
    /// The disk is full; only operations that need room fail, the others pass.
    NoSpace,
}

/// A disk in memory. Clones are the same disk.
#[derive(Clone, Default)]
pub struct SimulatedDisk {
    state: Arc<Mutex<State>>,
}

impl SimulatedDisk {
    /// An empty disk.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Cuts the power: asks `keep` about everything unsynced, in the order it was done. Open files become useless,
    /// locks are let go, planned faults are forgotten.
    pub fn crash(&self, keep: impl FnMut(Unsynced) -> Kept) {
        self.state().crash(keep);
    }

    /// Cuts the power and loses everything unsynced.
    pub fn crash_losing_unsynced(&self) {
        self.crash(|_| Kept::Nothing);
    }

    /// Kills the process but not the machine: everything written survives in memory and may yet be lost in a crash.
    pub fn kill(&self) {
        self.state().kill();
    }

    /// How many operations were begun since the disk was made.
    #[must_use]
    pub fn operations(&self) -> u64 {
        self.state().operations
    }

    /// Makes the `n`-th operation from here fail (0 is the next one).
    pub fn fail_nth(&self, n: u64, fault: Fault) {
        let mut state = self.state();
        let at = state.operations + n;
        state.fault = Some((at, at, fault));
    }

    /// Makes the `n`-th operation from here fail and every one after it, until [`SimulatedDisk::heal`].
    pub fn fail_from_nth(&self, n: u64, fault: Fault) {
        let mut state = self.state();
        state.fault = Some((state.operations + n, u64::MAX, fault));
    }

    /// Makes every operation from here fail until [`SimulatedDisk::heal`].
    pub fn fail_all(&self, fault: Fault) {
        self.fail_from_nth(0, fault);
    }

    /// Makes the disk lie: syncs of files, of folders, or of both succeed from here on and do nothing.
    pub fn ignore_syncs(&self, of_files: bool, of_folders: bool) {
        let mut state = self.state();
        (state.ignores_file_syncs, state.ignores_folder_syncs) = (of_files, of_folders);
    }

    /// Forgets planned faults.
    pub fn heal(&self) {
        self.state().fault = None;
    }

    /// Changes one durable byte, as a decaying disk does.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::NotFound`] if there is no such file or byte.
    pub fn flip(&self, path: &str, offset: u64, mask: u8) -> io::Result<()> {
        let mut state = self.state();
        let inode = state.inode_of(path)?;
        let place = narrow(offset);
        let Some(byte) = inode.live.get_mut(place) else { return Err(io::ErrorKind::NotFound.into()) };
        *byte ^= mask;
        if let Some(byte) = inode.synced.get_mut(place) {
            *byte ^= mask;
        }
        Ok(())
    }

    /// Copies the disk as it is, with what is unsynced; the copy has no locks, faults or open files.
    #[must_use]
    pub fn fork(&self) -> Self {
        let mut state = self.state().clone();
        state.kill();
        Self { state: Arc::new(Mutex::new(state)) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn file(&self, inode: u64, generation: u64) -> Arc<dyn DiskFile> {
        Arc::new(SimulatedFile { disk: self.clone(), inode, generation })
    }
}

struct SimulatedFile {
    disk: SimulatedDisk,
    inode: u64,
    generation: u64,
}

impl DiskFile for SimulatedFile {
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let mut state = self.disk.state();
        state.begin(false)?;
        let live = &state.opened(self.inode, self.generation)?.live;
        let from = live.get(narrow(offset)..).unwrap_or_default();
        let count = from.len().min(into.len());
        for (to, byte) in into.iter_mut().zip(from) {
            *to = *byte;
        }
        Ok(count)
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.disk.state();
        let begun = state.begin(true);
        let inode = state.opened(self.inode, self.generation)?;
        if let Err(error) = begun {
            // What a failed write leaves is unknown; the worst is a part of it.
            inode.write(offset, bytes.get(..bytes.len() / 2).unwrap_or_default());
            return Err(error);
        }
        inode.write(offset, bytes);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut state = self.disk.state();
        let begun = state.begin(false);
        let inode = state.opened(self.inode, self.generation)?;
        if begun.is_err() {
            inode.abandon();
            return begun;
        }
        if !state.ignores_file_syncs {
            state.opened(self.inode, self.generation)?.sync();
        }
        Ok(())
    }

    fn sync_all(&self) -> io::Result<()> {
        self.sync_data()
    }

    fn size(&self) -> io::Result<u64> {
        let mut state = self.disk.state();
        state.begin(false)?;
        Ok(wide(state.opened(self.inode, self.generation)?.live.len()))
    }

    fn set_size(&self, bytes: u64) -> io::Result<()> {
        let mut state = self.disk.state();
        state.begin(true)?;
        state.opened(self.inode, self.generation)?.set_size(bytes);
        Ok(())
    }
}

struct SimulatedLock {
    disk: SimulatedDisk,
    path: String,
    generation: u64,
}

impl DiskLock for SimulatedLock {}

impl Drop for SimulatedLock {
    fn drop(&mut self) {
        let mut state = self.disk.state();
        if state.generation == self.generation {
            state.locks.remove(&self.path);
        }
    }
}

impl Disk for SimulatedDisk {
    fn create_dir(&self, path: &str) -> io::Result<()> {
        let mut state = self.state();
        state.begin(true)?;
        if state.entries.contains_key(path) {
            return Ok(());
        }
        state.change_names(path, vec![(path.to_owned(), Some(Entry::Folder))])
    }

    fn create(&self, path: &str) -> io::Result<Arc<dyn DiskFile>> {
        let mut state = self.state();
        state.begin(true)?;
        let inode = state.create(path)?;
        Ok(self.file(inode, state.generation))
    }

    fn open_read(&self, path: &str) -> io::Result<Arc<dyn DiskFile>> {
        self.open_write(path)
    }

    fn open_write(&self, path: &str) -> io::Result<Arc<dyn DiskFile>> {
        let mut state = self.state();
        state.begin(false)?;
        let inode = state.file_at(path)?;
        Ok(self.file(inode, state.generation))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut state = self.state();
        state.begin(false)?;
        let inode = state.file_at(from)?;
        state.change_names(from, vec![(from.to_owned(), None), (to.to_owned(), Some(Entry::File(inode)))])
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        let mut state = self.state();
        state.begin(false)?;
        state.file_at(path)?;
        state.change_names(path, vec![(path.to_owned(), None)])
    }

    fn list(&self, path: &str) -> io::Result<Vec<String>> {
        let mut state = self.state();
        state.begin(false)?;
        state.list(path)
    }

    fn sync_dir(&self, path: &str) -> io::Result<()> {
        let mut state = self.state();
        state.begin(false)?;
        if !state.ignores_folder_syncs {
            state.sync_names(path);
        }
        Ok(())
    }

    fn exists(&self, path: &str) -> io::Result<bool> {
        let mut state = self.state();
        state.begin(false)?;
        Ok(path.is_empty() || state.entries.contains_key(path))
    }

    fn try_lock(&self, path: &str) -> io::Result<Option<Box<dyn DiskLock>>> {
        let mut state = self.state();
        state.begin(false)?;
        if !state.entries.contains_key(path) {
            state.create(path)?;
        }
        if !state.locks.insert(path.to_owned()) {
            return Ok(None);
        }
        let generation = state.generation;
        Ok(Some(Box::new(SimulatedLock { disk: self.clone(), path: path.to_owned(), generation })))
    }
}
