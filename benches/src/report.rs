//! A run as a table for people, as JSON, and as a section of `benches/RESULTS.md`.

use std::fmt::Write as _;

use serde::Serialize;

use crate::cases::Count;
use crate::machine::Machine;
use crate::measured::Measured;
use crate::server::Usage;

/// Everything one run found out.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// Where.
    pub machine: Machine,
    /// When, as the system's `date` says.
    pub date: String,
    /// The command that was given.
    pub command: String,
    /// What else is to be known about the run.
    pub note: Option<String>,
    /// The disk alone: one append of 500 bytes and one `fdatasync` after the other.
    pub disk: Measured,
    /// One row for each number of clients.
    pub rows: Vec<Row>,
    /// What `journal verify` said afterwards.
    pub verified: String,
}

/// Floor and daemon with the same number of clients.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Connections, each with one request under way.
    pub clients: u64,
    /// The bare server.
    pub floor: Phase,
    /// The daemon.
    pub daemon: Phase,
    /// What the daemon's clients and its journal counted; equal, or there is no figure.
    pub count: Count,
}

/// What a phase came to.
#[derive(Clone, Debug, Serialize)]
pub struct Phase {
    /// Answers and their times.
    pub measured: Measured,
    /// Processor time of the server in the phase, per acknowledgement, in microseconds.
    pub cpu_us_each: f64,
    /// Cores that the server kept busy.
    pub cores_busy: f64,
    /// The server's memory at the end of the phase.
    pub usage: Usage,
}

impl Phase {
    /// A phase between two looks at its server.
    #[must_use]
    pub fn of(measured: Measured, before: Usage, after: Usage) -> Self {
        let spent = after.cpu_seconds - before.cpu_seconds;
        let share = |of: f64| if of > 0.0 { spent / of } else { 0.0 };
        let acknowledged = measured.per_second * measured.seconds;
        Self {
            cpu_us_each: share(acknowledged) * 1e6,
            cores_busy: share(measured.seconds),
            usage: after,
            measured,
        }
    }
}

impl Row {
    fn ratio(&self) -> f64 {
        let floor = self.floor.measured.per_second;
        if floor > 0.0 { self.daemon.measured.per_second / floor } else { 0.0 }
    }

    /// Whole cases a second.
    fn cases_per_second(&self) -> f64 {
        let whole = u32::try_from(self.count.whole_cases).map_or(f64::INFINITY, f64::from);
        whole / self.daemon.measured.seconds.max(f64::MIN_POSITIVE)
    }
}

/// What the disk gave without any server, as a sentence: rows are read beside it.
#[must_use]
pub fn disk_alone(disk: &Measured) -> String {
    format!(
        "The disk alone, one append of 500 bytes and one `fdatasync` after the other: {:.0} a second, p50 {:.2} ms, p99 {:.2} ms.",
        disk.per_second, disk.p50_ms, disk.p99_ms
    )
}

/// The heads of the table; the words are explained in `docs/guides/measure.md`.
const HEADS: [&str; 14] = [
    "clients", "floor/s", "p50 ms", "p99 ms", "CPU µs", "steps/s", "cases/s", "p50 ms", "p99 ms", "CPU µs",
    "cores", "RSS MiB", "peak MiB", "of floor",
];

/// The run as a Markdown section.
#[must_use]
pub fn section(figures: &Figures) -> String {
    let Figures { machine, date, command, note, disk, verified, .. } = figures;
    let mut text = String::new();
    let mut line = |line: String| {
        // Writing to a string cannot fail.
        let _written = writeln!(text, "{line}");
    };
    line(format!("## {date}, commit `{}`\n", machine.commit));
    line(format!("{machine}. `{command}`"));
    if let Some(note) = note {
        line(format!("\n{note}"));
    }
    line(format!("\n{}\n", disk_alone(disk)));
    text.push_str(&table(&figures.rows));
    let acknowledged: u64 = figures.rows.iter().map(|row| row.count.acknowledged).sum();
    let _written = writeln!(
        text,
        "\n{acknowledged} steps were acknowledged in these phases, and the journal has exactly as many records more. {verified}"
    );
    text
}

/// The rows as a Markdown table: the bare server first, then the daemon.
#[must_use]
pub fn table(rows: &[Row]) -> String {
    let mut cells = vec![HEADS.map(str::to_owned)];
    cells.extend(rows.iter().map(cells_of));
    let width = |column: usize| {
        cells.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..HEADS.len()).map(width).collect();
    let mut text = String::new();
    for (number, row) in cells.iter().enumerate() {
        for (cell, width) in row.iter().zip(&widths) {
            let _written = write!(text, "| {cell:>width$} ");
        }
        text.push_str("|\n");
        if number == 0 {
            for width in &widths {
                let _written = write!(text, "|{}:", "-".repeat(width.saturating_add(1)));
            }
            text.push_str("|\n");
        }
    }
    text
}

fn cells_of(row: &Row) -> [String; 14] {
    let (floor, daemon) = (&row.floor, &row.daemon);
    [
        row.clients.to_string(),
        format!("{:.0}", floor.measured.per_second),
        format!("{:.2}", floor.measured.p50_ms),
        format!("{:.2}", floor.measured.p99_ms),
        format!("{:.0}", floor.cpu_us_each),
        format!("{:.0}", daemon.measured.per_second),
        format!("{:.0}", row.cases_per_second()),
        format!("{:.2}", daemon.measured.p50_ms),
        format!("{:.2}", daemon.measured.p99_ms),
        format!("{:.0}", daemon.cpu_us_each),
        format!("{:.2}", daemon.cores_busy),
        format!("{:.0}", daemon.usage.rss_mib),
        format!("{:.0}", daemon.usage.peak_rss_mib),
        format!("{:.2}", row.ratio()),
    ]
}
