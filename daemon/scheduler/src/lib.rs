//! The clock of the daemon, and how long to sleep until the next timer. The only place that reads the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use model::Timestamp;

#[cfg(test)]
mod tests;

/// What the clocks say at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The wall clock.
    pub wall: Timestamp,
    /// Microseconds since some fixed moment, never going back.
    pub monotonic_us: i64,
}

/// A clock that can be read.
pub trait Clock: Send + Sync {
    /// What the clocks say now.
    fn read(&self) -> Reading;

    /// The simulated clock, where this is one.
    fn simulated(&self) -> Option<&SimulatedClock> {
        None
    }
}

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    /// The machine's clock.
    #[must_use]
    pub fn new() -> Self {
        Self { started: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn read(&self) -> Reading {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, micros);
        Reading { wall: Timestamp::from_micros(wall), monotonic_us: micros(self.started.elapsed()) }
    }
}

/// A clock that stands still until it is advanced; clones share it.
#[derive(Clone, Debug)]
pub struct SimulatedClock {
    now_us: Arc<AtomicI64>,
}

impl SimulatedClock {
    /// A clock that stands at an instant.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self { now_us: Arc::new(AtomicI64::new(now.micros())) }
    }

    /// Sets the clock forward. An earlier instant changes nothing.
    pub fn advance_to(&self, to: Timestamp) {
        self.now_us.fetch_max(to.micros(), Ordering::SeqCst);
    }
}

impl Clock for SimulatedClock {
    fn read(&self) -> Reading {
        let now = self.now_us.load(Ordering::SeqCst);
        Reading { wall: Timestamp::from_micros(now), monotonic_us: now }
    }

    fn simulated(&self) -> Option<&SimulatedClock> {
        Some(self)
    }
}

/// Longest sleep: a wall clock that was set forward is noticed within it.
pub const SLEEP_MAX: Duration = Duration::from_secs(30);

/// How long to sleep until the next timer.
#[must_use]
pub fn sleep_until(next: Option<Timestamp>, now: Timestamp) -> Duration {
    let Some(next) = next else { return SLEEP_MAX };
    let wait = next.micros().saturating_sub(now.micros()).max(0);
    Duration::from_micros(u64::try_from(wait).unwrap_or(0)).min(SLEEP_MAX)
}

/// What is wrong with a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wild {
    /// Wall and monotonic clock went apart by more than an hour between two readings.
    Jumped,
    /// The directory was asleep for more than 30 days.
    LongSleep,
    /// The wall clock stands more than an hour before the last record.
    WentBack,
}

impl Wild {
    /// A stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Jumped => "clock-jumped",
            Self::LongSleep => "long-sleep",
            Self::WentBack => "clock-went-back",
        }
    }
}

/// Difference of wall and monotonic clock that is still believed: an hour.
const JUMP_US: i64 = 3_600_000_000;

/// Longest stop that is believed without a person: 30 days.
const SLEEP_US: i64 = 30 * 24 * JUMP_US;

/// Whether the clock can be believed while the daemon runs.
#[must_use]
pub fn judge_step(before: Reading, now: Reading) -> Option<Wild> {
    let wall = now.wall.micros().saturating_sub(before.wall.micros());
    let monotonic = now.monotonic_us.saturating_sub(before.monotonic_us);
    (wall.saturating_sub(monotonic).abs() > JUMP_US).then_some(Wild::Jumped)
}

/// Whether the clock can be believed at start, given the last record's instant.
#[must_use]
pub fn judge_start(last_record: Timestamp, now: Timestamp) -> Option<Wild> {
    let passed = now.micros().saturating_sub(last_record.micros());
    if passed > SLEEP_US {
        return Some(Wild::LongSleep);
    }
    (passed < -JUMP_US).then_some(Wild::WentBack)
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
