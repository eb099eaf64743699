//! The directory of an index: which sled directory counts, what to clear before opening, and moving it away.
//!
//! sled stands in `<dir>/sled-<generation>`. A thread left hanging in a damaged generation may wake up and write files by
//! their path; after [`move_away`] the generation has changed, so that path leads nowhere anyone looks.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::Error;

/// Damaged indexes kept beside the good one before a person has to look.
const DAMAGED_MAX: u32 = 100;

/// Finds or makes the sled directory of the index and clears what sled would stumble over.
pub(super) fn prepare(dir: &Path) -> Result<PathBuf, Error> {
    fs::create_dir_all(dir)?;
    let path = sled_path(dir, newest_generation(dir)?.unwrap_or(1));
    fs::create_dir_all(&path)?;
    for entry in fs::read_dir(&path)? {
        let entry = entry?;
        // A torn one makes sled's open fail (spacejam/sled#1527, #1533), and it is never needed.
        let name = entry.file_name();
        let is_half_made = name.to_str().is_some_and(|name| {
            name.strip_prefix("snap.").is_some_and(|rest| rest.strip_suffix(".generating").is_some())
        });
        if is_half_made {
            fs::remove_file(entry.path())?;
        }
    }
    sync(dir)?;
    Ok(path)
}

/// Renames the index directory `dir` to `<dir>.damaged-<n>` and makes an empty one, ready to open and rebuild.
///
/// Drop the index first. Nothing is deleted: a person may look at the damage, and removes it.
///
/// # Errors
///
/// [`Error::Io`] if the system refused, or if 100 damaged ones stand there already.
pub fn move_away(dir: &Path) -> Result<PathBuf, Error> {
    let generation = newest_generation(dir)?.unwrap_or(0);
    let away = (1..=DAMAGED_MAX)
        .map(|number| {
            let mut name = dir.as_os_str().to_owned();
            name.push(format!(".damaged-{number}"));
            PathBuf::from(name)
        })
        .find(|path| !path.exists())
        .ok_or_else(|| {
            Error::Io(io::Error::other(format!(
                "{DAMAGED_MAX} directories `*.damaged-<n>` stand beside it, remove some"
            )))
        })?;
    fs::rename(dir, &away)?;
    fs::create_dir_all(sled_path(dir, generation.saturating_add(1)))?;
    sync(dir)?;
    if let Some(parent) = dir.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        sync(parent)?;
    }
    Ok(away)
}

/// Waits until the names in a directory are on disk.
pub(super) fn sync(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Waits until sled's side files are on disk: it makes one for every page over 128 KiB and never syncs them.
pub(super) fn sync_blobs(path: &Path) -> io::Result<()> {
    let blobs = path.join("blobs");
    for entry in fs::read_dir(&blobs)? {
        match File::open(entry?.path()) {
            Ok(blob) => blob.sync_data()?,
            // sled removes a blob as soon as its page is written anew.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    sync(&blobs)
}

/// Bytes of the files in sled's directory.
pub(super) fn size_bytes(path: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for dir in [path.to_path_buf(), path.join("blobs")] {
        for entry in fs::read_dir(dir)? {
            match entry?.metadata() {
                Ok(meta) if meta.is_file() => bytes += meta.len(),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(bytes)
}

fn sled_path(dir: &Path, generation: u32) -> PathBuf {
    dir.join(format!("sled-{generation}"))
}

fn newest_generation(dir: &Path) -> io::Result<Option<u32>> {
    let mut newest = None;
    for entry in fs::read_dir(dir)? {
        let name = entry?.file_name();
        let generation = name.to_str().and_then(|name| name.strip_prefix("sled-")?.parse::<u32>().ok());
        newest = newest.max(generation);
    }
    Ok(newest)
}
