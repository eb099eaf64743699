//! What only the first start of a directory does, made so that a start that was cut off can be done again.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use model::{Actor, Command, ContentHash, SystemPart};
use runtime::{Reader, Runtime, Submission};
use sha2::{Digest, Sha256};

/// Folders that making a directory fills.
const FOLDERS: [&str; 4] = ["journal", "looks", "keys", "content"];

/// Where the first frame of a segment begins (`docs/design/0010-journal-format.md`).
const SEGMENT_HEADER_BYTES: usize = 4096;

/// Clears what a first start left that was cut off before the manifest, which is written last.
///
/// # Errors
///
/// If there are records: then the manifest is lost, not unwritten. If there is anything that no start writes: then the
/// folder is somebody else's. Nothing is touched.
pub(crate) fn clear_unfinished(folder: &Path) -> io::Result<()> {
    for name in FOLDERS {
        for found in files(&folder.join(name))? {
            if !is_ours(name, &found) {
                let why = format!(
                    "`{}` is none of Helhed's files, and a new data directory would delete it; name an empty folder",
                    found.display()
                );
                return Err(io::Error::other(why));
            }
        }
    }
    for log in ["journal", "looks"] {
        for segment in files(&folder.join(log))? {
            if has_records(&segment)? {
                let why = format!(
                    "there are records in `{}` and no manifest: restore the directory from its backup",
                    segment.display()
                );
                return Err(io::Error::other(why));
            }
        }
    }
    for made in FOLDERS.iter().map(|name| folder.join(name)).filter(|made| made.exists()) {
        fs::remove_dir_all(made)?;
    }
    match fs::remove_file(folder.join("erased.list")) {
        Err(why) if why.kind() != io::ErrorKind::NotFound => Err(why),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Whether a first start writes such a file into one of its folders; `.tmp` is what it was writing when it was cut off.
fn is_ours(folder: &str, path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let name = name.strip_suffix(".tmp").unwrap_or(name);
    let ends_in = |extension: &str| Path::new(name).extension().is_some_and(|found| found == extension);
    let is_named_so = match folder {
        "journal" | "looks" => name == "checkpoint" || ends_in("segment"),
        "keys" => name == "check" || ends_in("slots"),
        _content => name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit()),
    };
    is_named_so && path.is_file()
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(listing) => listing.map(|entry| Ok(entry?.path())).collect(),
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(why) => Err(why),
    }
}

fn has_records(segment: &Path) -> io::Result<bool> {
    if segment.extension().is_none_or(|extension| extension != "segment") {
        return Ok(false);
    }
    let mut bytes = Vec::new();
    File::open(segment)?.read_to_end(&mut bytes)?;
    Ok(bytes.iter().skip(SEGMENT_HEADER_BYTES).any(|byte| *byte != 0))
}

/// Writes a secret that only the owner can read: whole, or not at all.
pub(crate) fn write_secret(path: &Path, secret: &str) -> io::Result<()> {
    let unfinished = path.with_extension("tmp");
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    writeln!(file, "{secret}")?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

/// Makes the first administrator's token, unless there was one ever. Answers where it lies.
///
/// It is written before it is known: a start that was cut off between the two goes on with the same one.
pub(crate) fn first_token(runtime: &Runtime, path: &Path) -> Option<PathBuf> {
    let admin = runtime.administrator()?;
    let by = Reader { actor: Actor::Person(admin.clone()), purpose: None };
    if !runtime.tokens(&by, &admin).ok()?.is_empty() {
        return None;
    }
    let written = fs::read_to_string(path).ok().map(|written| written.trim().to_owned());
    let token = match written.filter(|written| is_token(written)) {
        Some(written) => written,
        None => written_token(path)?,
    };
    let command = Command::CreateToken {
        person: admin,
        hash: ContentHash(Sha256::digest(token.as_bytes()).into()),
        label: "first-token".to_owned(),
        expires_at: None,
    };
    let made = runtime.submit_and_wait(Submission {
        actor: Actor::System(SystemPart::Operator),
        purpose: None,
        idempotency_key: None,
        expected_version: None,
        command,
    });
    match made {
        Ok(_) => Some(path.to_owned()),
        Err(rejected) => {
            tracing::error!(code = rejected.code(), "the first token could not be made");
            None
        }
    }
}

/// Whether a text is a token of ours: what else lies there could be guessed.
fn is_token(text: &str) -> bool {
    let digits = text.strip_prefix("hh_").unwrap_or_default();
    digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Makes a token and writes it down.
fn written_token(path: &Path) -> Option<String> {
    let mut secret = [0_u8; 32];
    getrandom::fill(&mut secret).ok()?;
    let token = secret.iter().fold("hh_".to_owned(), |text, byte| format!("{text}{byte:02x}"));
    match write_secret(path, &token) {
        Ok(()) => Some(token),
        Err(why) => {
            tracing::error!(%why, "the first token could not be written");
            None
        }
    }
}

#[cfg(test)]
mod tests;
