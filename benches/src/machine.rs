//! The machine: what it is, and how often its disk can sync a small append when nothing else is asked of it.

use std::fmt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::Failure;
use crate::floor::{RECORD_BYTES, Ring};
use crate::measured::Measured;

/// Appends that are sampled at most; a disk that does more in the time is sampled for less of it.
const APPENDS_MAX: usize = 5_000_000;

/// What a figure depends on beside the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Machine {
    /// Threads that run at the same time.
    pub cores: usize,
    /// The processor's own name.
    pub processor: String,
    /// Memory, in MiB.
    pub memory_mib: u64,
    /// The kernel's release.
    pub kernel: String,
    /// The file system of the measured folder, with its options.
    pub filesystem: String,
    /// The load averages when the run began: above 0.2 somebody else was at work.
    pub load_before: String,
    /// The commit that was measured; `+` if there were changes beside it.
    pub commit: String,
}

impl fmt::Display for Machine {
    /// One line, as every run in `RESULTS.md` names it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cores, processor, memory_mib, kernel, filesystem, load_before, .. } = self;
        write!(
            formatter,
            "{cores} × {processor}, {memory_mib} MiB, Linux {kernel}, {filesystem}; load averages before the run {load_before}"
        )
    }
}

impl Machine {
    /// The machine under a folder.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let field = |text: &str, name: &str| {
            let line = text.lines().find(|line| line.starts_with(name));
            line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned())
        };
        let memory = field(&read("/proc/meminfo"), "MemTotal").unwrap_or_default();
        let memory_kib: u64 = memory.trim_end_matches(" kB").parse().unwrap_or_default();
        Self {
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            processor: field(&read("/proc/cpuinfo"), "model name").unwrap_or_else(|| "unknown".to_owned()),
            memory_mib: memory_kib / 1024,
            kernel: read("/proc/sys/kernel/osrelease").trim().to_owned(),
            filesystem: filesystem(&read("/proc/mounts"), folder),
            load_before: read("/proc/loadavg").split(' ').take(3).collect::<Vec<_>>().join(" "),
            commit: commit(),
        }
    }
}

/// Type and options of the mount that a folder lies in: the longest that leads to it.
fn filesystem(mounts: &str, folder: &Path) -> String {
    let fields = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let mounted = fields.filter_map(|fields| match fields.as_slice() {
        [_, point, kind, options, ..] if folder.starts_with(point) => {
            Some((point.len(), format!("{kind} ({options})")))
        }
        _other => None,
    });
    mounted.max_by_key(|(length, _)| *length).map_or_else(|| "unknown".to_owned(), |(_, kind)| kind)
}

fn commit() -> String {
    let git = |arguments: &[&str]| {
        let output =
            Command::new("git").args(arguments).output().ok().filter(|done| done.status.success())?;
        String::from_utf8(output.stdout).ok().map(|text| text.trim().to_owned())
    };
    let Some(head) = git(&["rev-parse", "--short=12", "HEAD"]) else { return "unknown".to_owned() };
    let changed = git(&["status", "--porcelain", "--", "daemon"]).is_some_and(|text| !text.is_empty());
    if changed { format!("{head}+") } else { head }
}

/// Appends and syncs one record after the other for a while.
///
/// # Errors
///
/// What the disk says.
pub fn append_and_sync(folder: &Path, duration: Duration) -> Result<Measured, Failure> {
    let mut ring = Ring::create(folder)?;
    let record = [7_u8; RECORD_BYTES];
    let mut samples = Vec::new();
    let started = Instant::now();
    while started.elapsed() < duration && samples.len() < APPENDS_MAX {
        let asked = Instant::now();
        ring.append(&record)?;
        samples.push(asked.elapsed());
    }
    Ok(Measured::of(samples, started.elapsed()))
}

#[cfg(test)]
mod tests;
