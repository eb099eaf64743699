//! The clock is believed within bounds, and sleeps end in time.

use std::time::Duration;

use model::Timestamp;

use super::{Clock, Reading, SLEEP_MAX, SimulatedClock, Wild, judge_start, judge_step, sleep_until};

const HOUR_US: i64 = 3_600_000_000;

fn at(us: i64) -> Timestamp {
    Timestamp::from_micros(us)
}

fn reading(wall_us: i64, monotonic_us: i64) -> Reading {
    Reading { wall: at(wall_us), monotonic_us }
}

#[test]
fn a_wall_clock_that_leaves_the_monotonic_one_by_more_than_an_hour_jumped() {
    assert_eq!(judge_step(reading(0, 0), reading(HOUR_US + 1, 0)), Some(Wild::Jumped));
    assert_eq!(judge_step(reading(2 * HOUR_US, 0), reading(0, 0)), Some(Wild::Jumped));
    assert_eq!(judge_step(reading(0, 0), reading(HOUR_US, 0)), None);
    assert_eq!(
        judge_step(reading(0, 0), reading(50 * HOUR_US, 50 * HOUR_US)),
        None,
        "a long wait is no jump"
    );
}

#[test]
fn a_stop_of_more_than_thirty_days_or_a_clock_before_the_last_record_waits_for_an_operator() {
    let days = 24 * HOUR_US;
    assert_eq!(judge_start(at(0), at(30 * days)), None, "weeks of holiday are believed");
    assert_eq!(judge_start(at(0), at(30 * days + 1)), Some(Wild::LongSleep));
    assert_eq!(judge_start(at(2 * HOUR_US), at(HOUR_US - 1)), Some(Wild::WentBack));
    assert_eq!(judge_start(at(2 * HOUR_US), at(HOUR_US)), None);
}

#[test]
fn a_sleep_ends_at_the_next_timer_and_is_never_longer_than_its_bound() {
    assert_eq!(sleep_until(Some(at(1_500_000)), at(500_000)), Duration::from_secs(1));
    assert_eq!(sleep_until(Some(at(0)), at(500_000)), Duration::ZERO);
    assert_eq!(sleep_until(None, at(0)), SLEEP_MAX);
    assert_eq!(sleep_until(Some(at(i64::MAX)), at(0)), SLEEP_MAX);
}

#[test]
fn a_simulated_clock_only_goes_forward() {
    let clock = SimulatedClock::at(at(10));
    clock.advance_to(at(30));
    clock.advance_to(at(20));
    assert_eq!(clock.read(), reading(30, 30));
}
