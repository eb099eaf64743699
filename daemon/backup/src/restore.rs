//! A backup back into a directory.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use journal::copy::{self, Piece};
use journal::{Disk, Head, KeyError, Manifest};

use crate::contents::{Contents, FORMAT, NAME};
use crate::hashing::Hashing;
use crate::{BackupError, Identity, Progress};

/// The longest file that is believed, but for a state export: a segment of the greatest length.
const PIECE_BYTES_MAX: u64 = 1 << 30;

/// The longest page of contents: a line of some 150 bytes for each of hundreds of thousands of files.
const CONTENTS_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Bytes of a state export that are written at once.
const WINDOW_BYTES: usize = 1024 * 1024;

/// A directory that came out of a backup.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What was in the backup.
    pub contents: Contents,
    /// The directory's manifest, with the next epoch.
    pub manifest: Manifest,
    /// The last record.
    pub head: Head,
}

/// Opens a backup and reads its page of contents. The whole file is read, and every part of it is checked.
///
/// # Errors
///
/// [`BackupError`].
pub fn show(from: &Path, identity: &Identity, progress: Progress<'_>) -> Result<Contents, BackupError> {
    read(from, identity, progress, &mut |_, _| Ok(()))
}

/// What the owner of a backup does to the keys before the directory is one: proves that they open, and destroys again
/// what was destroyed since.
pub type WithKeys<'a> = &'a mut dyn FnMut(&Manifest) -> Result<(), KeyError>;

/// Writes a backup into an empty directory and gives it the next epoch. The manifest comes last: until then the directory
/// is none, and a daemon refuses it.
///
/// # Errors
///
/// [`BackupError`]; empty the directory before trying again.
pub fn restore(
    from: &Path,
    disk: &dyn Disk,
    (identity, with_keys): (&Identity, WithKeys<'_>),
    progress: Progress<'_>,
) -> Result<Restored, BackupError> {
    let names = disk.list("").map_err(BackupError::io("the directory cannot be read"))?;
    if let Some(name) = names.into_iter().next() {
        return Err(BackupError::NotEmpty(name));
    }
    let contents = read(from, identity, progress, &mut |path, from| take(disk, path, from))?;
    let manifest = Manifest::from_text(contents.manifest.as_bytes())?;
    if let Some(unknown) = manifest.required.iter().find(|name| !runtime::REQUIRED.contains(&name.as_str())) {
        return Err(journal::Error::TooNew { needs: unknown.clone() }.into());
    }
    let heads = (Head::parse(&contents.journal), Head::parse(&contents.looks));
    let (Some(head), Some(looks)) = heads else {
        return Err(BackupError::damaged("it names no last record"));
    };
    let paths: BTreeSet<String> = contents.files.iter().map(|file| file.path.clone()).collect();
    if let Some(missing) = copy::missing_pieces(&paths).first() {
        return Err(BackupError::damaged(format!("it has no `{missing}`")));
    }
    let whole = journal::verify(disk, &manifest, Some(&head))?;
    let seen = journal::verify_looks(disk, &manifest, Some(&looks))?;
    for report in [&whole, &seen] {
        if let Some(damage) = report.damaged.first() {
            return Err(BackupError::damaged(damage.to_string()));
        }
        if !report.is_whole() {
            return Err(BackupError::damaged("it does not end at the record that its contents name"));
        }
    }
    with_keys(&manifest)?;
    let manifest = copy::finish_restore(disk, &manifest, [&head, &looks])?;
    Ok(Restored { contents, manifest, head })
}

/// A file out of the archive: its path, and its bytes.
type Take<'a> = &'a mut dyn FnMut(&str, &mut dyn Read) -> Result<(), BackupError>;

fn read(
    from: &Path,
    identity: &Identity,
    progress: Progress<'_>,
    take: Take<'_>,
) -> Result<Contents, BackupError> {
    let file = File::open(from).map_err(BackupError::io("the backup cannot be opened"))?;
    let decryptor = age::Decryptor::new_buffered(BufReader::new(file));
    let decryptor = decryptor.map_err(|why| BackupError::DoesNotOpen(why.to_string()))?;
    let keys = identity.0.iter().map(|one| {
        let key: &dyn age::Identity = &**one;
        key
    });
    let opened = decryptor.decrypt(keys).map_err(|why| BackupError::DoesNotOpen(why.to_string()))?;
    let damaged = |why: std::io::Error| BackupError::damaged(why.to_string());
    let unpacked = zstd::Decoder::new(opened).map_err(damaged)?;
    let mut archive = tar::Archive::new(unpacked);
    let mut found = BTreeMap::new();
    let mut contents: Option<Contents> = None;
    let mut done = 0;
    for entry in archive.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        if contents.is_some() {
            return Err(BackupError::damaged("something follows its contents"));
        }
        let path = entry.path().map_err(damaged)?.to_string_lossy().into_owned();
        let size = entry.size();
        if path == NAME {
            contents = Some(read_contents(&mut entry, size)?);
            continue;
        }
        let mut hashing = Hashing::of(&mut entry);
        take(&path, &mut hashing)?;
        // Whatever was not wanted is read all the same: every byte is checked.
        std::io::copy(&mut hashing, &mut std::io::sink()).map_err(damaged)?;
        done += hashing.bytes;
        if hashing.bytes != size || found.contains_key(&path) {
            return Err(BackupError::damaged(format!("`{path}` is cut, or there twice")));
        }
        found.insert(path, (hashing.bytes, hashing.sha256()));
        progress(done, None);
    }
    // The end of the archive is not the end of what was encrypted: a cut is found there.
    std::io::copy(&mut archive.into_inner(), &mut std::io::sink()).map_err(damaged)?;
    let contents = contents.ok_or_else(|| BackupError::damaged("it has no contents"))?;
    for file in &contents.files {
        if found.remove(&file.path) != Some((file.bytes, file.sha256.clone())) {
            return Err(BackupError::damaged(format!("`{}` is not what its contents say", file.path)));
        }
    }
    match found.into_keys().next() {
        Some(path) => Err(BackupError::damaged(format!("`{path}` is not in its contents"))),
        None => Ok(contents),
    }
}

fn read_contents(entry: &mut dyn Read, size: u64) -> Result<Contents, BackupError> {
    if size > CONTENTS_BYTES_MAX {
        return Err(BackupError::damaged("its contents are too long"));
    }
    let mut page = Vec::new();
    entry.read_to_end(&mut page).map_err(|why| BackupError::damaged(why.to_string()))?;
    let any: serde_json::Value =
        serde_json::from_slice(&page).map_err(|why| BackupError::damaged(why.to_string()))?;
    let format = any.get("format").and_then(serde_json::Value::as_u64);
    let format = format.and_then(|format| u32::try_from(format).ok());
    match format {
        Some(FORMAT) => serde_json::from_value(any).map_err(|why| BackupError::damaged(why.to_string())),
        Some(found) => Err(BackupError::TooNew { found }),
        None => Err(BackupError::damaged("its contents name no format")),
    }
}

/// Writes one file of the archive into the directory.
fn take(disk: &dyn Disk, path: &str, from: &mut dyn Read) -> Result<(), BackupError> {
    if runtime::is_state_export(path) {
        return take_export(disk, path, from).map_err(BackupError::io("the state export cannot be written"));
    }
    let mut bytes = Vec::new();
    let read = from.take(PIECE_BYTES_MAX + 1).read_to_end(&mut bytes);
    let read = read.map_err(|why| BackupError::damaged(why.to_string()))?;
    if u64::try_from(read).is_ok_and(|read| read > PIECE_BYTES_MAX) {
        return Err(BackupError::damaged(format!("`{path}` is too long")));
    }
    Ok(copy::put(disk, &Piece { path: path.to_owned(), bytes })?)
}

fn take_export(disk: &dyn Disk, path: &str, from: &mut dyn Read) -> std::io::Result<()> {
    let (folder, _) = path.split_once('/').ok_or(std::io::ErrorKind::InvalidInput)?;
    disk.create_dir_durably(folder)?;
    let file = disk.create(path)?;
    let mut window = vec![0; WINDOW_BYTES];
    let mut offset = 0;
    loop {
        let read = from.read(&mut window)?;
        let Some(bytes) = window.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        file.write_at(offset, bytes)?;
        offset += u64::try_from(read).unwrap_or(u64::MAX);
    }
    file.sync_all()?;
    disk.sync_dir(folder)
}
