//! The two small files beside the segments: `checkpoint`, and `clean` after an orderly stop.
//!
//! Both name a head that was durable when they were written. They speed recovery up, and they are evidence: a journal
//! that ends before them is damaged.

use std::io;

use crate::disk::Disk;
use crate::error::{Error, failed};
use crate::hash::Hash;
use crate::log::{Head, LogKind};

pub(crate) const CHECKPOINT: &str = "checkpoint";
pub(crate) const CLEAN: &str = "clean";
const BYTES_MAX: u64 = 1024;

pub(crate) fn write(disk: &dyn Disk, kind: LogKind, name: &str, head: &Head) -> Result<(), Error> {
    let path = path(kind, name);
    let text = format!("{} {} {}", head.epoch, head.position, head.hash);
    let text = format!("{text} {:08x}\n", crc32c::crc32c(text.as_bytes()));
    disk.write_whole(&path, text.as_bytes()).map_err(failed("write", &path))
}

pub(crate) fn read(disk: &dyn Disk, kind: LogKind, name: &str) -> Result<Option<Head>, Error> {
    let path = path(kind, name);
    let bytes = match disk.read_whole(&path, BYTES_MAX) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed("read", &path)(error)),
    };
    // It was written whole and renamed, so a crash cannot have torn it.
    let head = parse(&bytes).ok_or(Error::DamagedFile { path, reason: "it does not match its checksum" })?;
    Ok(Some(head))
}

pub(crate) fn remove(disk: &dyn Disk, kind: LogKind, name: &str) -> Result<(), Error> {
    let path = path(kind, name);
    disk.remove(&path).map_err(failed("remove", &path))?;
    disk.sync_dir(kind.folder()).map_err(failed("sync", kind.folder()))
}

fn path(kind: LogKind, name: &str) -> String {
    format!("{}/{name}", kind.folder())
}

fn parse(bytes: &[u8]) -> Option<Head> {
    let (text, checksum) = str::from_utf8(bytes).ok()?.strip_suffix('\n')?.rsplit_once(' ')?;
    if checksum != format!("{:08x}", crc32c::crc32c(text.as_bytes())) {
        return None;
    }
    let mut words = text.split(' ');
    let head = Head {
        epoch: words.next()?.parse().ok()?,
        position: words.next()?.parse().ok()?,
        hash: Hash::from_hex(words.next()?)?,
    };
    words.next().is_none().then_some(head)
}
