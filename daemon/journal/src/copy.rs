//! Copying a directory that may be in use: what a backup holds, and how it becomes a directory again.
//!
//! Every byte is checked on its way out: a backup of damage would be found out on the day it is needed. The order makes
//! the copy whole although the writer goes on: first records, as far as their last whole group; then what records lean
//! on, which was durable before them.

use std::collections::BTreeSet;
use std::io;

use crate::bytes::{narrow, wide};
use crate::damage::Flaw;
use crate::disk::{Disk, folder_of};
use crate::error::{Error, failed, failed_or_missing};
use crate::frame::{self, Decoded};
use crate::keys::{self, KeyId};
use crate::log::{Head, Identity, Log, LogKind};
use crate::manifest::Manifest;
use crate::marker;
use crate::recover::{Evidence, OpenOptions, is_damage};
use crate::segment::{self, Loaded, SegmentName};
use crate::walk::{Step, Walk};

/// How often the last segment is read when it looks damaged: the writer may have written on while it was read.
const TRIES: u32 = 5;

/// A file of a directory, as it is kept in a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Relative to the data directory, with `/` between names.
    pub path: String,
    /// Its bytes; zeros at the end of a segment are left out.
    pub bytes: Vec<u8>,
}

/// What takes the pieces of a copy. Its error ends the copy.
pub type Taker<'a> = &'a mut dyn FnMut(Piece) -> io::Result<()>;

/// Copies the journal or the looks to the end of the last whole group, and answers that record.
///
/// What was read is made durable before this returns, so a copy never has records that its original could still lose.
///
/// # Errors
///
/// [`Error::Damaged`] names the record; run `journal verify`. [`Error::Io`] if the disk or the taker refused.
pub fn copy_log(disk: &dyn Disk, kind: LogKind, manifest: &Manifest, take: Taker<'_>) -> Result<Head, Error> {
    let identity = OpenOptions::new(manifest).identity(kind);
    let names = segment::list(disk, kind)?;
    let Some(first) = names.first() else {
        return Err(Error::NotFound { path: format!("{}/*.segment", kind.folder()) });
    };
    // Read before the segments: what is noted later is of records that this copy need not have.
    let known = Evidence::read(disk, kind, None)?.known;
    let mut head = Head { epoch: manifest.epoch, position: 0, hash: kind.genesis(manifest.store_id) };
    // Looks of old months may be gone; the hash before the first that is left is what its header says.
    let mut is_anchored = first.first == 1 || kind == LogKind::Journal;
    let mut names = names.iter().peekable();
    while let Some(name) = names.next() {
        let is_last = names.peek().is_none();
        let (loaded, end) = whole_groups(disk, name, &identity, is_last.then_some(known))?;
        let header = &loaded.header;
        if is_anchored && (header.first != head.position + 1 || header.previous != head.hash) {
            return Err(Error::Damaged(name.damage(head.position + 1, 0, Flaw::HashDiffers)));
        }
        is_anchored = true;
        if end.position >= header.first {
            head = Head { epoch: end.epoch, position: end.position, hash: end.hash };
        } else if head.position + 1 != header.first {
            head = Head { epoch: header.epoch, position: header.first - 1, hash: header.previous };
        }
        let mut bytes = loaded.bytes;
        bytes.truncate(narrow(end.offset));
        give(take, &name.path, bytes)?;
        if is_last {
            if head.position < known {
                return Err(Log::missing(name, head.position + 1, end.offset));
            }
            let file = disk.open_read(&name.path).map_err(failed("open", &name.path))?;
            file.sync_data().map_err(failed("sync", &name.path))?;
        }
    }
    Ok(head)
}

/// The end of the whole groups of a segment.
struct End {
    offset: u64,
    position: u64,
    epoch: u32,
    hash: crate::hash::Hash,
}

fn whole_groups(
    disk: &dyn Disk,
    name: &SegmentName,
    identity: &Identity,
    known_of_last: Option<u64>,
) -> Result<(Loaded, End), Error> {
    let mut tries = 0;
    loop {
        let loaded = segment::load(disk, name, identity)?.map_err(Error::Damaged)?;
        match walk(&loaded, (name, identity), known_of_last) {
            Ok(end) => return Ok((loaded, end)),
            Err(_) if known_of_last.is_some() && tries < TRIES => tries += 1,
            Err(error) => return Err(error),
        }
    }
}

fn walk(
    loaded: &Loaded,
    (name, identity): (&SegmentName, &Identity),
    known_of_last: Option<u64>,
) -> Result<End, Error> {
    let mut walk = Walk::new(loaded, identity);
    let before = loaded.header.first - 1;
    let mut end = End {
        offset: walk.offset,
        position: before,
        epoch: loaded.header.epoch,
        hash: loaded.header.previous,
    };
    loop {
        match walk.step() {
            Step::Record(passed) if passed.ends_group => {
                end = End {
                    offset: walk.offset,
                    position: passed.position,
                    epoch: walk.epoch,
                    hash: passed.hash,
                };
            }
            Step::Record(_) => {}
            Step::End => return Ok(end),
            // A group that is being written, or was never finished.
            Step::Bad(flaw) if known_of_last.is_some_and(|known| !is_damage(&walk, flaw, known)) => {
                return Ok(end);
            }
            Step::Bad(flaw) => return Err(Error::Damaged(name.damage(walk.next, walk.offset, flaw))),
        }
    }
}

/// Whether any record leans on a key. Asked only for one whose slot is torn.
pub type LeansOn<'a> = &'a mut dyn FnMut(KeyId) -> Result<bool, Error>;

/// Copies what records lean on: content, keys, and last of all the list of destroyed keys. Copy the logs first.
///
/// A power cut may tear the slot of a key that was being made: nothing was sealed under it yet, and its number is used up.
/// Such a slot is copied as it is; one that a record leans on is damage.
///
/// # Errors
///
/// [`Error::DamagedFile`] names the file. [`Error::Io`] if the disk or the taker refused.
pub fn copy_rest(disk: &dyn Disk, leans_on: LeansOn<'_>, take: Taker<'_>) -> Result<(), Error> {
    for name in disk.list(CONTENT).map_err(failed_or_missing("list", CONTENT))? {
        let path = format!("{CONTENT}/{name}");
        if !is_piece(&path) {
            continue;
        }
        let bytes = read(disk, &path)?;
        if crate::content::digest(&bytes).to_string() != name {
            return Err(Error::DamagedFile { path, reason: "its bytes have another hash than its name" });
        }
        give(take, &path, bytes)?;
    }
    for number in keys::files(disk)? {
        let (path, bytes, torn) = keys::read_slots(disk, number)?;
        for key in torn {
            // The first is the authority's, on which everything leans.
            if key == KeyId(1) || leans_on(key)? {
                return Err(Error::DamagedFile { path, reason: "a key in it is damaged" });
            }
        }
        give(take, &path, bytes)?;
    }
    give(take, keys::CHECK, read(disk, keys::CHECK)?)?;
    // After the keys: what was destroyed while they were copied stands here, and a restore destroys it again.
    give(take, keys::ERASED_LIST, read(disk, keys::ERASED_LIST)?)
}

const CONTENT: &str = "content";

fn read(disk: &dyn Disk, path: &str) -> Result<Vec<u8>, Error> {
    disk.read_whole(path, segment::SEGMENT_BYTES_MAX).map_err(failed_or_missing("read", path))
}

fn give(take: Taker<'_>, path: &str, bytes: Vec<u8>) -> Result<(), Error> {
    take(Piece { path: path.to_owned(), bytes }).map_err(failed("copy", path))
}

/// The payloads of the records in a piece of a log.
pub fn payloads(piece: &Piece) -> impl Iterator<Item = &[u8]> {
    let mut rest = piece.bytes.get(segment::HEADER_BYTES..).unwrap_or_default();
    std::iter::from_fn(move || {
        let Decoded::Frame(frame) = frame::decode(rest) else { return None };
        rest = rest.get(narrow(frame.length())..).unwrap_or_default();
        Some(frame.payload)
    })
}

/// Whether a path may be one of a copy: nothing else is ever written from a backup.
#[must_use]
pub fn is_piece(path: &str) -> bool {
    let is_digits =
        |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_segment = |name: &str, prefix: usize| {
        let stem = name.strip_suffix(".segment").and_then(|stem| stem.split_at_checked(prefix));
        stem.is_some_and(|(_, digits)| is_digits(digits, 20))
    };
    let month = |name: &str| {
        name.split_once('.').is_some_and(|(month, _)| crate::looks::Month::parse(month).is_some())
    };
    match path.split_once('/') {
        None => path == keys::ERASED_LIST,
        Some((LogKind::JOURNAL_FOLDER, name)) => is_segment(name, 0),
        Some((LogKind::LOOKS_FOLDER, name)) => is_segment(name, 0) || (month(name) && is_segment(name, 8)),
        Some((CONTENT, name)) => {
            name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        }
        Some((keys::FOLDER, name)) => {
            path == keys::CHECK || name.strip_suffix(".slots").is_some_and(|stem| is_digits(stem, 12))
        }
        Some(_) => false,
    }
}

/// Writes a piece into a new directory and waits until it is durable. A segment gets its zeros back.
///
/// # Errors
///
/// [`Error::DamagedFile`] if it is no piece of a directory. [`Error::Io`] if the disk refused.
pub fn put(disk: &dyn Disk, piece: &Piece) -> Result<(), Error> {
    let path = piece.path.as_str();
    let no_piece = |reason| Error::DamagedFile { path: path.to_owned(), reason };
    if !is_piece(path) {
        return Err(no_piece("a backup never holds such a file"));
    }
    let folder = folder_of(path);
    if !folder.is_empty() && !disk.exists(folder).map_err(failed("look for", folder))? {
        disk.create_dir_durably(folder).map_err(failed("create", folder))?;
    }
    let file = disk.create(path).map_err(failed("create", path))?;
    file.write_at(0, &piece.bytes).map_err(failed("write", path))?;
    if path.ends_with(segment::EXTENSION) {
        let header = piece.bytes.get(..segment::HEADER_BYTES).and_then(segment::Header::decode);
        let whole = u64::from(header.ok_or_else(|| no_piece("its header is damaged"))?.segment_bytes);
        let written = wide(piece.bytes.len());
        let rest = whole.checked_sub(written).ok_or_else(|| no_piece("it is longer than its header says"))?;
        file.write_zeros(written, rest).map_err(failed("write", path))?;
    }
    file.sync_all().map_err(failed("sync", path))?;
    disk.sync_dir(folder).map_err(failed("sync", folder))
}

/// Ends a restore: notes the heads that the backup had, so that a log which ends before them is damage, and writes the
/// manifest with the next epoch, last of all.
///
/// # Errors
///
/// [`Error::Io`] if the disk refused; empty the directory and begin again.
pub fn finish_restore(disk: &dyn Disk, manifest: &Manifest, heads: [&Head; 2]) -> Result<Manifest, Error> {
    for (kind, head) in [LogKind::Journal, LogKind::Looks].into_iter().zip(heads) {
        marker::write(disk, kind, marker::CHECKPOINT, head)?;
    }
    let restored = Manifest { epoch: manifest.epoch + 1, ..manifest.clone() };
    restored.create(disk)?;
    Ok(restored)
}

/// Pieces that every directory has and that are missing among these paths.
#[must_use]
pub fn missing_pieces(paths: &BTreeSet<String>) -> Vec<&'static str> {
    let has = |start: &str| paths.iter().any(|path| path.starts_with(start));
    let wanted = ["journal/", "looks/", keys::CHECK, "keys/0", keys::ERASED_LIST];
    wanted.into_iter().filter(|start| !has(start)).collect()
}
