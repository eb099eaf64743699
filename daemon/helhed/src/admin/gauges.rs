//! What is read when somebody asks for the metrics: from the runtime, its index, and the process.

use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use runtime::{Runtime, Serving};

/// How long a count of the index answers for the next one, at least: it reads every open case.
const SURVEY_AGE: Duration = Duration::from_secs(30);

/// A count that took long answers for so many times as long: counting takes a fiftieth of one core at most, however many
/// cases there are and however often somebody asks.
const SURVEY_SHARE: u32 = 50;

const MICROS_PER_SECOND: i64 = 1_000_000;

/// Bytes of a page of memory, where `/proc` counts in pages: four KiB on every machine that we build for.
const PAGE_BYTES: u64 = 4096;

type Seconds = Gauge<f64, AtomicU64>;

/// Gauges that are set before they are shown.
pub(super) struct Gauges {
    /// When the index was counted last, and for how long that answers.
    surveyed: Option<(Instant, Duration)>,
    position: Gauge,
    lag: Gauge,
    accepting: Gauge,
    clock_held: Gauge,
    timers: Gauge,
    next_due: Seconds,
    effects: Gauge,
    open_cases: Gauge,
    quarantined: Gauge,
    memory: Gauge,
    descriptors: Gauge,
    free: Gauge,
}

impl Gauges {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let version = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The program", version);
        let next_due = Seconds::default();
        let unit = Unit::Seconds;
        registry.register_with_unit("timer_next_due", "When the next timer is due", unit, next_due.clone());
        let memory = Gauge::default();
        let unit = Unit::Bytes;
        registry.register_with_unit("process_memory", "Resident memory", unit, memory.clone());
        let free = Gauge::default();
        registry.register_with_unit("disk_free", "Free room on the disk", Unit::Bytes, free.clone());
        let mut gauge = |name: &str, help: &str| {
            let gauge: Gauge = Gauge::default();
            registry.register(name, help, gauge.clone());
            gauge
        };
        Self {
            surveyed: None,
            position: gauge("journal_position", "Position of the last record"),
            lag: gauge("index_lag_records", "Records that the index does not have yet"),
            accepting: gauge("accepting", "Whether commands are taken"),
            clock_held: gauge("clock_held", "Whether timers and effects are held"),
            timers: gauge("timers_armed", "Timers that are armed"),
            effects: gauge("effects_pending", "Effects that have not ended"),
            open_cases: gauge("cases_open", "Cases that are open"),
            quarantined: gauge("cases_quarantined", "Cases that were set aside"),
            descriptors: gauge("process_open_fds", "Open file descriptors"),
            next_due,
            memory,
            free,
        }
    }

    /// Reads everything; the index at most twice a minute, and where that takes long more seldom.
    pub(super) fn read(&mut self, serving: &Serving) {
        let health = serving.health();
        self.position.set(signed(health.position));
        self.lag.set(signed(health.position.saturating_sub(health.applied)));
        self.accepting.set(i64::from(health.accepting));
        if let Some(bytes) = resident_bytes() {
            self.memory.set(signed(bytes));
        }
        if let Ok(entries) = std::fs::read_dir("/proc/self/fd") {
            self.descriptors.set(i64::try_from(entries.count()).unwrap_or(i64::MAX));
        }
        // While the directory is opened again the last values stand.
        if let Ok(runtime) = serving.runtime() {
            self.read_runtime(&runtime);
        }
    }

    fn read_runtime(&mut self, runtime: &Runtime) {
        self.clock_held.set(i64::from(runtime.clock().held.is_some()));
        if let Some(bytes) = runtime.free_bytes() {
            self.free.set(signed(bytes));
        }
        if self.surveyed.is_some_and(|(at, answers_for)| at.elapsed() < answers_for) {
            return;
        }
        let began = Instant::now();
        match runtime.survey() {
            Ok(survey) => {
                let answers_for = SURVEY_AGE.max(began.elapsed().saturating_mul(SURVEY_SHARE));
                self.surveyed = Some((Instant::now(), answers_for));
                self.timers.set(signed(survey.timers));
                self.next_due.set(survey.next_due_us.map_or(0.0, seconds));
                self.effects.set(signed(survey.effects));
                self.open_cases.set(signed(survey.open_cases));
                self.quarantined.set(signed(survey.quarantined));
            }
            Err(because) => tracing::warn!(%because, "the index could not be counted"),
        }
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Whole seconds since 1970: what a dashboard subtracts from now.
fn seconds(micros: i64) -> f64 {
    i32::try_from(micros / MICROS_PER_SECOND).map_or(f64::MAX, f64::from)
}

fn resident_bytes() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    text.split(' ').nth(1)?.parse::<u64>().ok()?.checked_mul(PAGE_BYTES)
}
