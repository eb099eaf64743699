//! Making a backup beside a daemon that goes on.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use journal::copy::{Piece, copy_log, copy_rest, payloads};
use journal::{Disk, DiskFile, Head, KeyId, LogKind, Manifest};
use runtime::StateExport;
use sha2::{Digest as _, Sha256};

use crate::contents::{Contents, Entry, FORMAT, NAME, State, hex};
use crate::hashing::Hashing;
use crate::{BackupError, Progress, Recipient};

/// The level of compression: three gives most of what there is to gain at the speed of a disk.
const LEVEL: i32 = 3;

/// A finished backup.
#[derive(Clone, Debug)]
pub struct Made {
    /// What is in it.
    pub contents: Contents,
    /// The last record in it.
    pub head: Head,
    /// The length of the file in bytes.
    pub bytes: u64,
    /// SHA-256 of the file, in hexadecimal digits.
    pub sha256: String,
}

/// Makes a backup of a directory and puts it under `to`, which must not exist. Until it is whole and durable it has
/// another name, `….tmp`.
///
/// # Errors
///
/// [`BackupError`]; nothing is left under `to`.
pub fn make(
    disk: &dyn Disk,
    to: &Path,
    (recipient, now_us): (&Recipient, i64),
    progress: Progress<'_>,
) -> Result<Made, BackupError> {
    if to.exists() {
        return Err(BackupError::Io {
            what: "the file of the backup",
            why: io::Error::new(io::ErrorKind::AlreadyExists, format!("`{}` exists already", to.display())),
        });
    }
    let unfinished = beside(to, ".tmp");
    let made = write(disk, &unfinished, (recipient, now_us), progress);
    if made.is_err() {
        // What hindered the writing may hinder this too.
        let _left = fs::remove_file(&unfinished);
    }
    let made = made?;
    let name = || {
        fs::rename(&unfinished, to)?;
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()
    };
    name().map_err(BackupError::io("the backup cannot be given its name"))?;
    Ok(made)
}

/// The name of a file beside a backup.
#[must_use]
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn write(
    disk: &dyn Disk,
    path: &Path,
    (recipient, now_us): (&Recipient, i64),
    progress: Progress<'_>,
) -> Result<Made, BackupError> {
    let failed = || BackupError::io("the backup cannot be written");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let file = options.open(path).map_err(failed())?;
    let hashing = Hashing::of(file);
    let recipient: &dyn age::Recipient = &recipient.0;
    let encryptor = age::Encryptor::with_recipients(std::iter::once(recipient));
    let sealing = encryptor.map_err(|why| BackupError::DoesNotOpen(why.to_string()))?;
    let sealing = sealing.wrap_output(hashing).map_err(failed())?;
    let packing = zstd::Encoder::new(sealing, LEVEL).map_err(failed())?;
    let mut archive = Archive { tar: tar::Builder::new(packing), files: Vec::new(), done: 0, progress };

    let manifest = Manifest::load(disk, runtime::REQUIRED)?;
    let head = copy_log(disk, LogKind::Journal, &manifest, &mut |piece| archive.add(&piece))?;
    let looks = copy_log(disk, LogKind::Looks, &manifest, &mut |piece| archive.add(&piece))?;
    let state = archive.add_state(disk, &manifest, &head).map_err(failed())?;
    copy_rest(disk, &mut leans_on(disk, &manifest), &mut |piece| archive.add(&piece))?;
    let contents = Contents {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at_us: now_us,
        manifest: manifest.to_text(),
        journal: head.to_string(),
        looks: looks.to_string(),
        state,
        files: std::mem::take(&mut archive.files),
    };
    let page = serde_json::to_vec_pretty(&contents).map_err(|why| BackupError::damaged(why.to_string()))?;
    let end = || {
        archive.append(NAME, u64::try_from(page.len()).unwrap_or(u64::MAX), &mut page.as_slice())?;
        let packing = archive.tar.into_inner()?;
        let hashing = packing.finish()?.finish()?;
        hashing.inner.sync_all()?;
        Ok((hashing.bytes, hashing.sha256()))
    };
    let (bytes, sha256) = end().map_err(failed())?;
    Ok(Made { contents, head, bytes, sha256 })
}

/// Whether a record leans on a key: found out for all of them when it is first asked, which is seldom.
pub fn leans_on<'d>(
    disk: &'d dyn Disk,
    manifest: &'d Manifest,
) -> impl FnMut(KeyId) -> Result<bool, journal::Error> + use<'d> {
    let mut needed: Option<BTreeSet<u64>> = None;
    move |key| {
        if let Some(needed) = &needed {
            return Ok(needed.contains(&key.0));
        }
        let mut found = BTreeSet::new();
        copy_log(disk, LogKind::Journal, manifest, &mut |piece| {
            found.extend(payloads(&piece).flat_map(runtime::keys_of_record));
            Ok(())
        })?;
        Ok(needed.insert(found).contains(&key.0))
    }
}

struct Archive<'p, W: Write> {
    tar: tar::Builder<W>,
    files: Vec<Entry>,
    done: u64,
    progress: Progress<'p>,
}

impl<W: Write> Archive<'_, W> {
    fn add(&mut self, piece: &Piece) -> io::Result<()> {
        let bytes = u64::try_from(piece.bytes.len()).unwrap_or(u64::MAX);
        let sha256 = hex(Sha256::digest(&piece.bytes));
        self.append(&piece.path, bytes, &mut piece.bytes.as_slice())?;
        self.files.push(Entry { path: piece.path.clone(), bytes, sha256 });
        Ok(())
    }

    fn append(&mut self, path: &str, bytes: u64, from: &mut dyn Read) -> io::Result<()> {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes);
        header.set_mode(0o600);
        header.set_entry_type(tar::EntryType::Regular);
        self.tar.append_data(&mut header, path, from)?;
        self.done += bytes;
        (self.progress)(self.done, None);
        Ok(())
    }

    /// The newest state export that belongs to what was copied. It may be removed meanwhile: what is open stays readable.
    fn add_state(&mut self, disk: &dyn Disk, manifest: &Manifest, head: &Head) -> io::Result<Option<State>> {
        let exports = runtime::state_exports(disk, manifest);
        for StateExport { position, path, digest } in
            exports.into_iter().filter(|one| one.position <= head.position)
        {
            let Ok(file) = disk.open_read(&path) else { continue };
            let bytes = file.size()?;
            let mut hashing = Hashing::of(Reading { file, offset: 0 });
            self.append(&path, bytes, &mut hashing)?;
            self.files.push(Entry { path, bytes, sha256: hashing.sha256() });
            return Ok(Some(State { position, digest: hex(digest) }));
        }
        Ok(None)
    }
}

/// A file of the directory from its beginning.
struct Reading {
    file: Arc<dyn DiskFile>,
    offset: u64,
}

impl Read for Reading {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(self.offset, into)?;
        self.offset += u64::try_from(read).unwrap_or(u64::MAX);
        Ok(read)
    }
}
