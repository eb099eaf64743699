//! Files as a power cut could have left them.
//!
//! The model is that of a page cache: a sector holds what was written to it up to some moment, each sector up to a moment
//! of its own, but at least up to the last sync of its file. Names are durable with a sync of their folder; of those that
//! are not, a folder keeps the first few. Nothing is promised beyond what POSIX promises.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use super::trace::Act;
use crate::crashing::Dice;

/// Bytes that reach a disk together.
const SECTOR: usize = 512;

/// What of the unsynced is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// Nothing.
    Nothing,
    /// Everything: the process was killed and the machine went on.
    All,
    /// Whatever chance says, sector by sector and name by name.
    Some,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    Folder,
    File(usize),
}

/// Names that one operation changed.
#[derive(Clone, Debug)]
struct Renaming {
    folder: String,
    names: Vec<(String, Option<Entry>)>,
}

#[derive(Clone, Debug)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Size(usize),
}

#[derive(Clone, Debug, Default)]
struct File {
    durable: Vec<u8>,
    /// Since the last sync, in order.
    changes: Vec<Change>,
}

/// A directory while it is traced.
#[derive(Clone, Debug, Default)]
pub struct Files {
    names: BTreeMap<String, Entry>,
    durable_names: BTreeMap<String, Entry>,
    renamings: Vec<Renaming>,
    inodes: Vec<File>,
}

/// A directory after a power cut: folders, and files with their bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    folders: Vec<String>,
    files: BTreeMap<String, Vec<u8>>,
}

fn folder_of(path: &str) -> String {
    path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned()
}

fn put(image: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if image.len() < end {
        image.resize(end, 0);
    }
    if let Some(place) = image.get_mut(offset..end) {
        place.copy_from_slice(bytes);
    }
}

impl Files {
    /// Does what the process did.
    pub fn follow(&mut self, act: &Act) {
        match act {
            Act::Create(path) => {
                self.inodes.push(File::default());
                let made = Entry::File(self.inodes.len() - 1);
                self.rename(vec![(path.clone(), Some(made))]);
            }
            Act::Write { path, offset, bytes } => {
                let change = Change::Write { offset: *offset, bytes: bytes.clone() };
                self.file(path, |file| file.changes.push(change));
            }
            Act::Size { path, bytes } => self.file(path, |file| file.changes.push(Change::Size(*bytes))),
            Act::Rename { from, to } => {
                let moved = self.names.get(from).copied();
                self.rename(vec![(from.clone(), None), (to.clone(), moved)]);
            }
            Act::Remove(path) | Act::RemoveFolder(path) => self.rename(vec![(path.clone(), None)]),
            Act::MakeFolder(path) => self.rename(vec![(path.clone(), Some(Entry::Folder))]),
            Act::Sync(path) => self.sync(path),
        }
    }

    fn file(&mut self, path: &str, change: impl FnOnce(&mut File)) {
        if let Some(Entry::File(number)) = self.names.get(path).copied()
            && let Some(file) = self.inodes.get_mut(number)
        {
            change(file);
        }
    }

    fn rename(&mut self, names: Vec<(String, Option<Entry>)>) {
        let folder = names.first().map(|(path, _)| folder_of(path)).unwrap_or_default();
        let renaming = Renaming { folder, names };
        renaming.make_in(&mut self.names);
        self.renamings.push(renaming);
    }

    fn sync(&mut self, path: &str) {
        let is_folder = path.is_empty() || self.names.get(path) == Some(&Entry::Folder);
        if !is_folder {
            return self.file(path, |file| {
                for change in std::mem::take(&mut file.changes) {
                    change.make_in(&mut file.durable, |_sector| true);
                }
            });
        }
        for renaming in self.renamings.extract_if(.., |renaming| renaming.folder == path) {
            renaming.make_in(&mut self.durable_names);
        }
    }

    /// What a power cut at this moment could leave.
    #[must_use]
    pub fn image(&self, dice: &mut Dice, keeps: Keeps) -> Image {
        let mut names = self.durable_names.clone();
        let folders: BTreeSet<&String> = self.renamings.iter().map(|renaming| &renaming.folder).collect();
        for folder in folders {
            let of_folder: Vec<&Renaming> =
                self.renamings.iter().filter(|renaming| renaming.folder == *folder).collect();
            let kept = dice.some(of_folder.len(), keeps);
            of_folder.iter().take(kept).for_each(|renaming| renaming.make_in(&mut names));
        }
        let mut image = Image::default();
        let mut there = BTreeSet::from([String::new()]);
        for (path, entry) in names {
            // Sorted paths name a folder before what is in it.
            if !there.contains(&folder_of(&path)) {
                continue;
            }
            match entry {
                Entry::Folder => {
                    there.insert(path.clone());
                    image.folders.push(path);
                }
                Entry::File(number) => {
                    let bytes = self.inodes.get(number).map(|file| file.image(dice, keeps));
                    image.files.insert(path, bytes.unwrap_or_default());
                }
            }
        }
        image
    }
}

impl Renaming {
    fn make_in(&self, names: &mut BTreeMap<String, Entry>) {
        for (path, entry) in &self.names {
            match entry {
                Some(entry) => names.insert(path.clone(), *entry),
                None => names.remove(path),
            };
        }
    }
}

impl File {
    fn image(&self, dice: &mut Dice, keeps: Keeps) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        let mut until: BTreeMap<usize, usize> = BTreeMap::new();
        let count = self.changes.len();
        let lengths = dice.some(count, keeps);
        for (number, change) in self.changes.iter().enumerate() {
            change.make_in(&mut bytes, |sector| match (change, sector) {
                (Change::Size(_), _) => number < lengths,
                (Change::Write { .. }, sector) => {
                    number < *until.entry(sector).or_insert_with(|| dice.some(count, keeps))
                }
            });
        }
        bytes
    }
}

impl Change {
    /// `keeps` is asked for each sector of a write, and once, for sector 0, where the length changes.
    fn make_in(&self, image: &mut Vec<u8>, mut keeps: impl FnMut(usize) -> bool) {
        match self {
            Self::Size(bytes) => {
                if keeps(0) {
                    image.resize(*bytes, 0);
                }
            }
            Self::Write { offset, bytes } => {
                let mut at = *offset;
                let mut rest = bytes.as_slice();
                while !rest.is_empty() {
                    let room = SECTOR - at % SECTOR;
                    let (part, later) = rest.split_at_checked(room).unwrap_or((rest, &[]));
                    if keeps(at / SECTOR) {
                        put(image, at, part);
                    }
                    at += part.len();
                    rest = later;
                }
            }
        }
    }
}

impl Dice {
    /// How many of so many are kept, the first ones.
    fn some(&mut self, count: usize, keeps: Keeps) -> usize {
        match keeps {
            Keeps::Nothing => 0,
            Keeps::All => count,
            Keeps::Some => self.below(count + 1),
        }
    }
}

impl Image {
    /// Writes the directory to a place that is empty.
    ///
    /// # Errors
    ///
    /// What the system reports.
    pub fn write_to(&self, root: &Path) -> io::Result<()> {
        let make = |path: &Path| fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
        make(root)?;
        for folder in &self.folders {
            make(&root.join(folder))?;
        }
        for (path, bytes) in &self.files {
            let mut options = fs::OpenOptions::new();
            let mut file = options.write(true).create_new(true).mode(0o600).open(root.join(path))?;
            let used = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
            file.write_all(bytes.get(..used).unwrap_or_default())?;
            file.set_len(u64::try_from(bytes.len()).unwrap_or(u64::MAX))?;
        }
        Ok(())
    }

    /// Whether there is a file of this name.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }
}
