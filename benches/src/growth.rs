//! How the daemon is as it grows: starts, memory, reads while writes go on, and steps, at so and so many open cases.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::Failure;
use crate::cases::Ready;
use crate::connection::{Connection, request};
use crate::measured::Measured;

mod draw;

pub use draw::draw;

/// What was measured at one number of open cases.
#[derive(Clone, Debug, Serialize)]
pub struct Size {
    /// Open cases, each with its review armed.
    pub cases: u64,
    /// Records in the journal.
    pub records: u64,
    /// Seconds from the start of the process until it listens, after a clean stop.
    pub start_clean_s: f64,
    /// The same after it was killed under load.
    pub start_killed_s: f64,
    /// Seconds of `index export`: opening the directory, and writing the state.
    pub export_s: f64,
    /// Seconds of `index rebuild`, from the newest state export.
    pub rebuild_s: f64,
    /// Seconds of `index rebuild --whole`.
    pub replay_s: f64,
    /// Memory that is resident after the start, in MiB.
    pub rss_start_mib: f64,
    /// After the load of this size.
    pub rss_load_mib: f64,
    /// Bytes of the whole directory, in MiB.
    pub disk_mib: f64,
    /// A page of the worklist while writes go on.
    pub worklist: Measured,
    /// The page of a case while writes go on.
    pub case_page: Measured,
    /// Steps with 16 clients.
    pub steps: Measured,
    /// Processor time of an idle second, in milliseconds.
    pub idle_cpu_ms: f64,
}

/// What was measured over a state export that holds many times the cases of its journal.
#[derive(Clone, Debug, Serialize)]
pub struct Large {
    /// Cases, timers and rows of the export.
    pub seeded: (u64, u64, u64),
    /// Seconds of `index rebuild`, from the state export.
    pub rebuild_s: f64,
    /// Seconds from the start of the process until it listens, after a clean stop.
    pub start_clean_s: f64,
    /// The same after it was killed under load.
    pub start_killed_s: f64,
    /// Memory that is resident after the start, in MiB.
    pub rss_start_mib: f64,
    /// After the load.
    pub rss_load_mib: f64,
    /// Bytes of the whole directory, in MiB.
    pub disk_mib: f64,
    /// Steps with 16 clients.
    pub steps: Measured,
    /// Processor time of an idle second, in milliseconds.
    pub idle_cpu_ms: f64,
}

impl Large {
    /// The figures as a table in Markdown.
    #[must_use]
    pub fn table(&self) -> String {
        let Self { seeded: (cases, timers, rows), rebuild_s, start_clean_s, start_killed_s, .. } = self;
        let Self { rss_start_mib, rss_load_mib, disk_mib, steps, idle_cpu_ms, .. } = self;
        format!(
            "| cases from an export | armed timers | rows | rebuild s | start s | after a kill s | RSS MiB | after load MiB | disk MiB | steps/s at 16 | p99 ms | idle CPU ms/s |\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n| {cases} | {timers} | {rows} | {rebuild_s:.1} | {start_clean_s:.2} | {start_killed_s:.1} | {rss_start_mib:.0} | {rss_load_mib:.0} | {disk_mib:.0} | {:.0} | {:.2} | {idle_cpu_ms:.1} |\n",
            steps.per_second, steps.p99_ms
        )
    }
}

/// Reads a worklist and case pages, one after the other, until the time is over.
///
/// # Errors
///
/// If the daemon refuses one.
pub async fn read_pages(
    ready: &Ready,
    (address, cases): (SocketAddr, u64),
    duration: Duration,
) -> Result<(Measured, Measured), Failure> {
    let mut connection = Connection::open(address).await?;
    let started = Instant::now();
    let (mut lists, mut pages) = (Vec::new(), Vec::new());
    let mut number = 0_u64;
    while started.elapsed() < duration {
        // A step that shares no divisor with the number of cases in any of the sizes: pages all over the range.
        number = (number + 7_919) % cases.max(1);
        let asked = [
            ("/v1/tasks?limit=50".to_owned(), &mut lists),
            (format!("/v1/cases/case-{}", number + 1), &mut pages),
        ];
        for (path, samples) in asked {
            let asking = request("GET", &path, ready.headers(), "");
            let asked = Instant::now();
            let answer = connection.exchange(&asking).await?;
            samples.push(asked.elapsed());
            if !answer.is_ok() {
                return Err(format!("{path}: {}", String::from_utf8_lossy(answer.body)).into());
            }
        }
    }
    let took = started.elapsed();
    Ok((Measured::of(lists, took), Measured::of(pages, took)))
}

/// Bytes of all files below a folder, in MiB, as the file system has allocated them.
///
/// # Errors
///
/// If it cannot be read.
pub fn disk_mib(folder: &Path) -> Result<f64, Failure> {
    use std::os::unix::fs::MetadataExt as _;
    let mut blocks = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let metadata = entry.metadata()?;
            if metadata.is_dir() {
                folders.push(entry.path());
            } else {
                blocks += metadata.blocks();
            }
        }
    }
    Ok(mib_of_blocks(blocks))
}

/// Blocks of 512 bytes (stat(2)).
fn mib_of_blocks(blocks: u64) -> f64 {
    f64::from(u32::try_from(blocks / 2048).unwrap_or(u32::MAX))
}

/// The sizes as a table in Markdown.
#[must_use]
pub fn table(sizes: &[Size]) -> String {
    let mut text = String::from(
        "| open cases | records | start s | after a kill s | export s | rebuild s | replay s | RSS MiB | after load MiB | disk MiB | worklist p50/p99 ms | case page p50/p99 ms | steps/s at 16 | idle CPU ms/s |\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for size in sizes {
        let Size { cases, records, start_clean_s, start_killed_s, export_s, rebuild_s, replay_s, .. } = size;
        let Size { rss_start_mib, rss_load_mib, disk_mib, worklist, case_page, steps, idle_cpu_ms, .. } =
            size;
        // Writing to a string cannot fail.
        let _written = writeln!(
            text,
            "| {cases} | {records} | {start_clean_s:.2} | {start_killed_s:.2} | {export_s:.2} | {rebuild_s:.2} | {replay_s:.2} | {rss_start_mib:.0} | {rss_load_mib:.0} | {disk_mib:.0} | {:.2} / {:.2} | {:.2} / {:.2} | {:.0} | {idle_cpu_ms:.1} |",
            worklist.p50_ms, worklist.p99_ms, case_page.p50_ms, case_page.p99_ms, steps.per_second
        );
    }
    text
}
