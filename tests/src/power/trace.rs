//! The trace of a process: what it did to its files, in order. `tests/shim/trace.c` writes it.

/// Something that was done to a file or a folder. Paths are relative to the directory; the directory itself is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A file was made.
    Create(String),
    /// Bytes were written.
    Write {
        /// Which file.
        path: String,
        /// Where.
        offset: usize,
        /// What.
        bytes: Vec<u8>,
    },
    /// A file was cut or lengthened.
    Size {
        /// Which file.
        path: String,
        /// To how many bytes.
        bytes: usize,
    },
    /// A file got another name.
    Rename {
        /// Its name before.
        from: String,
        /// Its name now.
        to: String,
    },
    /// A file was removed.
    Remove(String),
    /// A folder was made.
    MakeFolder(String),
    /// An empty folder was removed.
    RemoveFolder(String),
    /// What was done to a file, or to the names in a folder, was made durable.
    Sync(String),
}

/// An act, and where the trace stood when it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Bytes of the trace up to and with this act.
    pub end: u64,
    /// The act.
    pub act: Act,
}

const HEAD_BYTES: usize = 32;

/// Reads a trace. What a killed process was just writing down is left out: it was not done for anybody.
///
/// # Panics
///
/// If it is no trace.
#[must_use]
pub fn read(trace: &[u8]) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut rest = trace;
    while let Some((act, length)) = next(rest) {
        rest = rest.get(length..).unwrap_or_default();
        let end = trace.len() - rest.len();
        steps.push(Step { end: u64::try_from(end).unwrap_or(u64::MAX), act });
    }
    steps
}

fn next(rest: &[u8]) -> Option<(Act, usize)> {
    let (head, after) = rest.split_at_checked(HEAD_BYTES)?;
    let Some(([b'H', b'T', kind, _pad], fields)) = head.split_first_chunk() else {
        panic_no_trace();
    };
    let (path_bytes, fields) = fields.split_first_chunk()?;
    let (second_bytes, fields) = fields.split_first_chunk()?;
    let (_pad, fields) = fields.split_first_chunk::<4>()?;
    let (offset, fields) = fields.split_first_chunk()?;
    let length = usize::try_from(u64::from_ne_bytes(fields.try_into().ok()?)).ok()?;
    let path_bytes = usize::try_from(u32::from_ne_bytes(*path_bytes)).ok()?;
    let second_bytes = usize::try_from(u32::from_ne_bytes(*second_bytes)).ok()?;
    let offset = usize::try_from(u64::from_ne_bytes(*offset)).ok()?;
    let (path, after) = after.split_at_checked(path_bytes)?;
    let (second, after) = after.split_at_checked(second_bytes)?;
    let path = String::from_utf8_lossy(path).into_owned();
    let data_bytes = if *kind == 2 { length } else { 0 };
    let data = after.get(..data_bytes)?;
    let act = match kind {
        1 => Act::Create(path),
        2 => Act::Write { path, offset, bytes: data.to_vec() },
        3 => Act::Size { path, bytes: offset },
        4 => Act::Rename { from: path, to: String::from_utf8_lossy(second).into_owned() },
        5 => Act::Remove(path),
        6 => Act::MakeFolder(path),
        7 => Act::RemoveFolder(path),
        8 => Act::Sync(path),
        _unknown => panic_no_trace(),
    };
    Some((act, HEAD_BYTES + path_bytes + second_bytes + data_bytes))
}

fn panic_no_trace() -> ! {
    crate::places::fail("this is no trace")
}
