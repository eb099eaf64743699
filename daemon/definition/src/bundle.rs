//! The files of a definition, kept together for ever.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use sha2::{Digest, Sha256};

use model::ContentHash;

use crate::text::read::FILE_BYTES_MAX;

/// The first bytes of a bundle; the digit is the version of the format.
const MAGIC: &[u8; 8] = b"HELHEDB1";

/// Most files in one bundle: a workflow with its texts, tables and letters.
const FILES_MAX: usize = 256;

/// Longest path inside a bundle, in bytes.
const PATH_BYTES_MAX: usize = 256;

/// The files of one definition by their path, such as `workflow.yaml` and `texts/en.yaml`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Bundle {
    /// Contents by path; `/` between folders, never absolute, never `..`.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Bundle {
    /// A bundle of one file.
    #[must_use]
    pub fn of(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { files: BTreeMap::from([(path.into(), bytes.into())]) }
    }

    /// Reads a workflow's folder: `workflow.yaml`, every `texts/*.yaml`, `letters/*.html` and
    /// `tables/*.csv`. Scenarios beside them
    /// are not part of it.
    ///
    /// # Errors
    ///
    /// What the file system says; `NotFound` if there is no `workflow.yaml`.
    pub fn read_workflow(folder: &Path) -> io::Result<Self> {
        let mut files =
            BTreeMap::from([("workflow.yaml".to_owned(), read_bounded(&folder.join("workflow.yaml"))?)]);
        for (name, path) in yaml_files(&folder.join("texts"))? {
            files.insert(format!("texts/{name}"), read_bounded(&path)?);
        }
        for (name, path) in files_of(&folder.join("letters"), "html")? {
            files.insert(format!("letters/{name}"), read_bounded(&path)?);
        }
        for (name, path) in files_of(&folder.join("tables"), "csv")? {
            files.insert(format!("tables/{name}"), read_bounded(&path)?);
        }
        Ok(Self { files })
    }

    /// Reads one file under the folder of workflows, such as `rules/dk-2026-07.yaml` or `municipality.yaml`.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn read_file(folder: &Path, path: &str) -> io::Result<Self> {
        Ok(Self::of(path, read_bounded(&folder.join(path))?))
    }

    /// The bytes that are stored: the same files always give the same bytes.
    ///
    /// `HELHEDB1`, the number of files, then path and contents of each in order of path;
    /// every number is four bytes, big end first, and stands before what it counts.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(length(self.files.len()));
        for (path, content) in &self.files {
            for part in [path.as_bytes(), content] {
                bytes.extend(length(part.len()));
                bytes.extend(part);
            }
        }
        bytes
    }

    /// Reads what [`Bundle::to_bytes`] wrote, and nothing else.
    ///
    /// # Errors
    ///
    /// A sentence, if the bytes are no bundle: cut short, continued, out of order or with a path that leaves it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let fault =
            |what: &str| format!("the stored definition is damaged: {what}; restore it from a backup");
        let mut rest = bytes.strip_prefix(MAGIC).ok_or_else(|| fault("it does not begin like one"))?;
        let count = take_length(&mut rest).ok_or_else(|| fault("it is cut short"))?;
        if count > FILES_MAX {
            return Err(fault("it claims too many files"));
        }
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for _ in 0..count {
            let path = take_part(&mut rest, PATH_BYTES_MAX).ok_or_else(|| fault("it is cut short"))?;
            let content = take_part(&mut rest, FILE_BYTES_MAX).ok_or_else(|| fault("it is cut short"))?;
            let path = core::str::from_utf8(path).ok().filter(|path| is_inside(path));
            let path = path.ok_or_else(|| fault("a path leaves it"))?;
            if files.last_key_value().is_some_and(|(last, _)| last.as_str() >= path) {
                return Err(fault("its files are out of order"));
            }
            files.insert(path.to_owned(), content.to_vec());
        }
        if !rest.is_empty() {
            return Err(fault("something follows its end"));
        }
        Ok(Self { files })
    }

    /// SHA-256 of the stored bytes: the identity of the definition.
    #[must_use]
    pub fn hash(&self) -> ContentHash {
        ContentHash(Sha256::digest(self.to_bytes()).into())
    }

    /// A file as text, if it is there and is UTF-8.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).and_then(|bytes| core::str::from_utf8(bytes).ok())
    }
}

/// The YAML files of a folder by name, in order; none if there is no such folder.
pub(crate) fn yaml_files(folder: &Path) -> io::Result<BTreeMap<String, std::path::PathBuf>> {
    files_of(folder, "yaml")
}

/// The files of a folder with an ending, by name, in order; none if there is no such folder.
fn files_of(folder: &Path, ending: &str) -> io::Result<BTreeMap<String, std::path::PathBuf>> {
    let listed = match fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(error),
    };
    let mut files = BTreeMap::new();
    for found in listed {
        let path = found?.path();
        let is_wanted = path.extension().is_some_and(|extension| extension == ending) && path.is_file();
        if let (true, Some(name)) = (is_wanted, path.file_name().and_then(|name| name.to_str())) {
            files.insert(name.to_owned(), path);
        }
    }
    Ok(files)
}

fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    read_within(path, u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX))
}

/// Reads a file of at most so many bytes.
pub(crate) fn read_within(path: &Path, bytes_max: u64) -> io::Result<Vec<u8>> {
    if fs::metadata(path)?.len() > bytes_max {
        let message = format!("`{}` is longer than {} MiB; split it", path.display(), bytes_max >> 20);
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    let within = |error: io::Error| io::Error::new(error.kind(), format!("`{}`: {error}", path.display()));
    fs::read(path).map_err(within)
}

/// Whether a path stays inside its bundle on every system.
pub(crate) fn is_inside(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', ':', '\0'])
        && path.split('/').all(|folder| !folder.is_empty() && folder != "." && folder != "..")
}

fn length(count: usize) -> [u8; 4] {
    u32::try_from(count).expect("files and paths are bounded far below 4 GiB").to_be_bytes()
}

fn take_length(rest: &mut &[u8]) -> Option<usize> {
    let (count, after) = rest.split_first_chunk::<4>()?;
    *rest = after;
    usize::try_from(u32::from_be_bytes(*count)).ok()
}

fn take_part<'b>(rest: &mut &'b [u8], bytes_max: usize) -> Option<&'b [u8]> {
    let count = take_length(rest).filter(|count| *count <= bytes_max)?;
    let (part, after) = rest.split_at_checked(count)?;
    *rest = after;
    Some(part)
}

#[cfg(test)]
mod tests;
