//! What is readable, what is durable, and what lies between.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::{Fault, Kept, Unsynced};
use crate::bytes::{narrow, wide};
use crate::disk::folder_of;

/// Bytes that a device writes as one.
const SECTOR_BYTES: u64 = 512;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    Folder,
    File(u64),
}

/// Names that one operation changed together.
#[derive(Clone)]
struct NameChange {
    folder: String,
    names: Vec<(String, Option<Entry>)>,
}

#[derive(Clone, Default)]
pub(super) struct State {
    pub(super) entries: BTreeMap<String, Entry>,
    durable_entries: BTreeMap<String, Entry>,
    unsynced_names: Vec<NameChange>,
    inodes: BTreeMap<u64, Inode>,
    inodes_made: u64,
    pub(super) locks: BTreeSet<String>,
    pub(super) generation: u64,
    pub(super) operations: u64,
    /// The first and last operation that fail.
    pub(super) fault: Option<(u64, u64, Fault)>,
    /// Syncs that succeed and do nothing.
    pub(super) ignores_file_syncs: bool,
    pub(super) ignores_folder_syncs: bool,
}

#[derive(Clone, Default)]
pub(super) struct Inode {
    pub(super) live: Vec<u8>,
    pub(super) synced: Vec<u8>,
    unsynced: Vec<Piece>,
    has_abandoned: bool,
}

#[derive(Clone)]
struct Piece {
    change: Change,
    /// A failed sync forgot it: later syncs leave it out.
    is_abandoned: bool,
}

#[derive(Clone)]
enum Change {
    Sector { offset: u64, bytes: Vec<u8> },
    Size(u64),
}

impl State {
    pub(super) fn begin(&mut self, needs_room: bool) -> io::Result<()> {
        let operation = self.operations;
        self.operations += 1;
        let Some((first, last, fault)) = self.fault else { return Ok(()) };
        if operation < first || operation > last {
            return Ok(());
        }
        match fault {
            Fault::Io => Err(io::Error::from_raw_os_error(rustix::io::Errno::IO.raw_os_error())),
            Fault::NoSpace if needs_room => Err(io::ErrorKind::StorageFull.into()),
            Fault::NoSpace => Ok(()),
        }
    }

    pub(super) fn opened(&mut self, inode: u64, generation: u64) -> io::Result<&mut Inode> {
        if generation != self.generation {
            return Err(io::Error::other("the file was opened before the crash"));
        }
        self.inodes.get_mut(&inode).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    pub(super) fn file_at(&self, path: &str) -> io::Result<u64> {
        match self.entries.get(path) {
            Some(Entry::File(inode)) => Ok(*inode),
            Some(Entry::Folder) => Err(io::ErrorKind::IsADirectory.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    pub(super) fn inode_of(&mut self, path: &str) -> io::Result<&mut Inode> {
        let inode = self.file_at(path)?;
        self.inodes.get_mut(&inode).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    pub(super) fn create(&mut self, path: &str) -> io::Result<u64> {
        if self.entries.contains_key(path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.inodes_made += 1;
        let inode = self.inodes_made;
        self.change_names(path, vec![(path.to_owned(), Some(Entry::File(inode)))])?;
        self.inodes.insert(inode, Inode::default());
        Ok(inode)
    }

    pub(super) fn change_names(&mut self, path: &str, names: Vec<(String, Option<Entry>)>) -> io::Result<()> {
        let folder = folder_of(path).to_owned();
        if !folder.is_empty() && self.entries.get(&folder) != Some(&Entry::Folder) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let change = NameChange { folder, names };
        change.make_in(&mut self.entries);
        self.unsynced_names.push(change);
        Ok(())
    }

    pub(super) fn sync_names(&mut self, folder: &str) {
        for change in self.unsynced_names.extract_if(.., |change| change.folder == folder) {
            change.make_in(&mut self.durable_entries);
        }
    }

    pub(super) fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        if !folder.is_empty() && self.entries.get(folder) != Some(&Entry::Folder) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let inside = self.entries.keys().filter(|path| folder_of(path) == folder);
        Ok(inside.map(|path| path.rsplit('/').next().unwrap_or(path).to_owned()).collect())
    }

    pub(super) fn kill(&mut self) {
        self.locks.clear();
        self.fault = None;
        self.generation += 1;
    }

    pub(super) fn crash(&mut self, mut keep: impl FnMut(Unsynced) -> Kept) {
        for change in std::mem::take(&mut self.unsynced_names) {
            if keep(Unsynced::Names) == Kept::Whole {
                change.make_in(&mut self.durable_entries);
            }
        }
        for inode in self.inodes.values_mut() {
            inode.crash(&mut keep);
        }
        let folders: BTreeSet<String> = self.durable_folders();
        self.durable_entries.retain(|path, _| folders.contains(folder_of(path)));
        self.entries = self.durable_entries.clone();
        let reachable: BTreeSet<u64> = self.entries.values().filter_map(Entry::inode).collect();
        self.inodes.retain(|inode, _| reachable.contains(inode));
        self.kill();
    }

    fn durable_folders(&self) -> BTreeSet<String> {
        let mut folders = BTreeSet::from([String::new()]);
        // Sorted paths name a folder before what is in it.
        for (path, entry) in &self.durable_entries {
            if *entry == Entry::Folder && folders.contains(folder_of(path)) {
                folders.insert(path.clone());
            }
        }
        folders
    }
}

impl Entry {
    fn inode(&self) -> Option<u64> {
        match self {
            Self::Folder => None,
            Self::File(inode) => Some(*inode),
        }
    }
}

impl NameChange {
    fn make_in(&self, entries: &mut BTreeMap<String, Entry>) {
        for (name, entry) in &self.names {
            match entry {
                Some(entry) => entries.insert(name.clone(), *entry),
                None => entries.remove(name),
            };
        }
    }
}

impl Inode {
    pub(super) fn write(&mut self, offset: u64, bytes: &[u8]) {
        put(&mut self.live, offset, bytes);
        let mut offset = offset;
        let mut rest = bytes;
        while !rest.is_empty() {
            let room = narrow(SECTOR_BYTES - offset % SECTOR_BYTES);
            let (sector, later) = rest.split_at_checked(room).unwrap_or((rest, &[]));
            self.make_dirty_again(offset / SECTOR_BYTES);
            let change = Change::Sector { offset, bytes: sector.to_vec() };
            self.unsynced.push(Piece { change, is_abandoned: false });
            offset += wide(sector.len());
            rest = later;
        }
    }

    pub(super) fn set_size(&mut self, bytes: u64) {
        self.live.resize(narrow(bytes), 0);
        self.unsynced.push(Piece { change: Change::Size(bytes), is_abandoned: false });
    }

    pub(super) fn sync(&mut self) {
        for piece in self.unsynced.extract_if(.., |piece| !piece.is_abandoned) {
            piece.change.make_in(&mut self.synced, usize::MAX);
        }
    }

    pub(super) fn abandon(&mut self) {
        self.has_abandoned = true;
        for piece in &mut self.unsynced {
            piece.is_abandoned = true;
        }
    }

    /// A sector is written as a whole, with what an earlier failed sync left of it.
    fn make_dirty_again(&mut self, sector: u64) {
        if !self.has_abandoned {
            return;
        }
        for piece in self.unsynced.iter_mut().filter(|piece| piece.is_abandoned) {
            if matches!(piece.change, Change::Sector { offset, .. } if offset / SECTOR_BYTES == sector) {
                piece.is_abandoned = false;
            }
        }
    }

    fn crash(&mut self, keep: &mut impl FnMut(Unsynced) -> Kept) {
        for piece in std::mem::take(&mut self.unsynced) {
            let unsynced = match &piece.change {
                Change::Sector { offset, bytes } => Unsynced::Sector { offset: *offset, bytes: bytes.len() },
                Change::Size(_) => Unsynced::Size,
            };
            match keep(unsynced) {
                Kept::Nothing => {}
                Kept::Whole => piece.change.make_in(&mut self.synced, usize::MAX),
                Kept::Torn { bytes } => piece.change.make_in(&mut self.synced, bytes),
            }
        }
        self.live = self.synced.clone();
    }
}

impl Change {
    fn make_in(&self, image: &mut Vec<u8>, bytes_kept: usize) {
        match self {
            Self::Sector { offset, bytes } => {
                put(image, *offset, bytes.get(..bytes_kept).unwrap_or(bytes));
            }
            Self::Size(size) => image.resize(narrow(*size), 0),
        }
    }
}

fn put(image: &mut Vec<u8>, offset: u64, bytes: &[u8]) {
    let start = narrow(offset);
    let end = start + bytes.len();
    if image.len() < end {
        image.resize(end, 0);
    }
    if let Some(place) = image.get_mut(start..end) {
        place.copy_from_slice(bytes);
    }
}
