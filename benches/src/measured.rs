//! Samples and what they come to.

use std::time::Duration;

use serde::Serialize;

/// What came of a phase.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Measured {
    /// Answers that acknowledge something durable.
    pub acknowledged: u64,
    /// How long the phase took, in seconds.
    pub seconds: f64,
    /// Acknowledgements per second.
    pub per_second: f64,
    /// Half of the answers came within so many milliseconds.
    pub p50_ms: f64,
    /// All answers but one in a hundred came within so many milliseconds.
    pub p99_ms: f64,
}

impl Measured {
    /// What samples of one phase come to.
    #[must_use]
    pub fn of(mut samples: Vec<Duration>, took: Duration) -> Self {
        samples.sort_unstable();
        let seconds = took.as_secs_f64();
        let per_second = if seconds > 0.0 { number(samples.len()) / seconds } else { 0.0 };
        let at = |percent| percentile(&samples, percent).as_secs_f64() * 1_000.0;
        Self {
            acknowledged: u64::try_from(samples.len()).unwrap_or(u64::MAX),
            seconds,
            per_second,
            p50_ms: at(50),
            p99_ms: at(99),
        }
    }
}

/// The least sample that `percent` of all do not exceed (nearest rank). Samples are sorted.
fn percentile(samples: &[Duration], percent: usize) -> Duration {
    let rank = samples.len().saturating_mul(percent).div_ceil(100);
    samples.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

/// A count as a number to calculate with; exact below 2³².
#[must_use]
pub fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests;
