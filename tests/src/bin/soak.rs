//! `soak --seconds 120`: mixed work on a real daemon, while its memory, its open files and its disk are watched. They must
//! not grow with time, and the disk only with what is recorded.

use std::collections::VecDeque;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use helhed::client::Ask;
use serde_json::{Value as Json, json};
use tests::child::Child;
use tests::office;
use tests::places::fail;
use tokio::runtime::Runtime;

/// Works with a daemon for a while, and watches what it takes
#[derive(Parser)]
struct Args {
    /// How long
    #[arg(long, default_value_t = 120)]
    seconds: u64,
    /// Clients at once
    #[arg(long, default_value_t = 6)]
    clients: usize,
}

/// How long the clients may get no work done.
const PATIENCE: Duration = Duration::from_mins(1);

/// Samples of a run.
const SAMPLES: u32 = 24;

/// By so much the usual memory may differ from the middle of the run to its end: caches fill, and sled's memory breathes.
const MEMORY_MIB: u64 = 48;

/// By so much any moment may lie above what is usual: a state export keeps the rows that are replaced while it reads, 64
/// MiB at most, and what it reads and writes.
const PEAK_MIB: u64 = 64 + 48;

/// Open files: connections come and go.
const FILES_MORE: u64 = 8;

/// Bytes on the disk for each record, with the index and what it has not taken back yet.
const BYTES_PER_RECORD_MAX: u64 = 12 * 1024;

/// Segments, slots and sled's own files, whatever is recorded.
const BYTES_AT_LEAST: u64 = 160 * 1024 * 1024;

#[derive(Clone, Copy, Debug)]
struct Sample {
    memory_mib: u64,
    files: u64,
    disk_bytes: u64,
    records: u64,
}

fn sample(daemon: &Child, data: &Path) -> Sample {
    let folder = format!("/proc/{}", daemon.id());
    let status = std::fs::read_to_string(format!("{folder}/status")).unwrap_or_default();
    let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    let memory: u64 = memory.trim().trim_end_matches(" kB").parse().unwrap_or_default();
    let files = std::fs::read_dir(format!("{folder}/fd")).map_or(0, Iterator::count);
    let (_, health) = tests::plain::get(daemon.address, "/health");
    let health: Json = serde_json::from_str(&health).unwrap_or_default();
    Sample {
        memory_mib: memory / 1024,
        files: u64::try_from(files).unwrap_or(u64::MAX),
        disk_bytes: bytes_below(data),
        records: health.get("position").and_then(Json::as_u64).unwrap_or_default(),
    }
}

fn bytes_below(folder: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let sizes = entries.filter_map(Result::ok).map(|entry| match entry.metadata() {
        Ok(about) if about.is_dir() => bytes_below(&entry.path()),
        Ok(about) => about.blocks() * 512,
        // sled removes files while they are listed.
        Err(_gone) => 0,
    });
    sizes.sum()
}

struct Office<'d> {
    daemon: &'d Child,
    runtime: Runtime,
    token: String,
    citizens: AtomicU64,
    cases: Mutex<VecDeque<String>>,
    asked: AtomicU64,
}

impl Office<'_> {
    fn ask(&self, ask: Ask) -> Json {
        let answer = self.daemon.ask(&self.runtime, ask.token(&self.token));
        let answer = answer.unwrap_or_else(|why| fail(&why.to_string()));
        if !answer.is_ok() {
            fail(&format!("{} {:#}", answer.status, answer.body));
        }
        self.asked.fetch_add(1, Ordering::Relaxed);
        answer.body
    }

    fn text(body: &Json, name: &str) -> String {
        body.get(name).and_then(Json::as_str).unwrap_or_default().to_owned()
    }

    /// A citizen, a case, notes, and looks at them and at lists.
    fn work(&self) {
        let number = self.citizens.fetch_add(1, Ordering::Relaxed);
        let year = 40 + number / 10_000 % 60;
        let citizen =
            office::citizen(&format!("7705{year:02}{:04}", number % 10_000), &format!("19{year:02}-05-17"));
        let citizen = Self::text(&self.ask(Ask::post("/v1/citizens", citizen)), "citizen");
        let case = office::referral(&citizen);
        let case = Self::text(&self.ask(Ask::post("/v1/cases", case)), "case");
        for _note in 0..3 {
            self.ask(Ask::post(format!("/v1/cases/{case}/notes"), json!({ "text": "Ringet, intet nyt" })));
        }
        self.ask(Ask::get(format!("/v1/cases/{case}")));
        self.ask(Ask::get(format!("/v1/cases/{case}/history")));
        self.ask(Ask::get("/v1/tasks?limit=20"));
        let old = {
            let mut cases = self.cases.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            cases.push_back(case);
            if cases.len() > 200 { cases.pop_front() } else { None }
        };
        if let Some(old) = old {
            self.ask(Ask::get(format!("/v1/cases/{old}")));
        }
    }
}

fn main() -> ExitCode {
    let args = Args::parse();
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let data = folder.path().join("data");
    let daemon = Child::start(&data, None).unwrap_or_else(|why| fail(&why));
    let runtime = Runtime::new().expect("threads can be started");
    let token = office::token(&daemon, &runtime, &data, "pasi");
    let (citizens, cases, asked) = (AtomicU64::new(0), Mutex::default(), AtomicU64::new(0));
    let intake = Office { daemon: &daemon, runtime, token, citizens, cases, asked };
    let is_over = AtomicBool::new(false);
    let samples = std::thread::scope(|scope| {
        let (tell, worked) = std::sync::mpsc::channel();
        for _client in 0..args.clients {
            let (tell, intake, is_over) = (tell.clone(), &intake, &is_over);
            scope.spawn(move || {
                while !is_over.load(Ordering::Acquire) {
                    intake.work();
                    // Nobody counts any more at the end.
                    let _uncounted = tell.send(());
                }
            });
        }
        drop(tell);
        let each = Duration::from_secs(args.seconds.max(1)) / SAMPLES;
        let begun = Instant::now();
        let mut samples = Vec::new();
        // The clients' work is the clock: a daemon that stands still is no flat line.
        while u32::try_from(samples.len()).is_ok_and(|taken| taken < SAMPLES) {
            if worked.recv_timeout(PATIENCE).is_err() {
                fail("nothing was done for a minute");
            }
            let due = each * u32::try_from(samples.len() + 1).unwrap_or(SAMPLES);
            if begun.elapsed() >= due {
                let sample = sample(&daemon, &data);
                say(&format!("{} s: {sample:?}", begun.elapsed().as_secs()));
                samples.push(sample);
            }
        }
        is_over.store(true, Ordering::Release);
        samples
    });
    let asked = intake.asked.load(Ordering::Relaxed);
    if !daemon.stop().success() {
        fail("the daemon did not end as it should");
    }
    let faults = faults(&samples);
    for fault in &faults {
        say(&format!("GROWS: {fault}"));
    }
    let last = samples.last().map_or(0, |last| last.records);
    say(&format!("{asked} requests, {last} records in {} s; {} faults", args.seconds, faults.len()));
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What grew with time although it should not.
fn faults(samples: &[Sample]) -> Vec<String> {
    let third = samples.len() / 3;
    let (middle, last) =
        (samples.get(third..2 * third).unwrap_or_default(), samples.get(2 * third..).unwrap_or_default());
    let most = |samples: &[Sample], of: fn(&Sample) -> u64| samples.iter().map(of).max().unwrap_or_default();
    let mut faults = Vec::new();
    // What grows does so in every sample; an export that is under way in one of them is no growth.
    let (before, after) = (usual_memory(middle), usual_memory(last));
    if after > before + MEMORY_MIB {
        faults.push(format!("memory, usually {before} MiB and then {after}"));
    }
    let peak = most(last, |one| one.memory_mib);
    if peak > before + PEAK_MIB {
        faults.push(format!("memory, usually {before} MiB and {peak} at one moment"));
    }
    let (before, after) = (most(middle, |one| one.files), most(last, |one| one.files));
    if after > before + FILES_MORE {
        faults.push(format!("open files, from {before} to {after}"));
    }
    if let Some(end) = samples.last()
        && end.disk_bytes > BYTES_AT_LEAST + end.records * BYTES_PER_RECORD_MAX
    {
        faults.push(format!("the disk: {} bytes for {} records", end.disk_bytes, end.records));
    }
    faults
}

/// The median of the memory.
fn usual_memory(samples: &[Sample]) -> u64 {
    let mut memory: Vec<u64> = samples.iter().map(|one| one.memory_mib).collect();
    memory.sort_unstable();
    memory.get(memory.len() / 2).copied().unwrap_or_default()
}

/// Progress, for who watches.
fn say(sentence: &str) {
    // Whoever reads it may have gone.
    let _closed = writeln!(std::io::stderr(), "{sentence}");
}
