use std::time::Duration;

use super::Measured;

fn check(milliseconds: &[u64], expected: (f64, f64, f64)) {
    let samples = milliseconds.iter().copied().map(Duration::from_millis).collect();
    let measured = Measured::of(samples, Duration::from_secs(2));
    assert_eq!((measured.per_second, measured.p50_ms, measured.p99_ms), expected);
}

#[test]
fn percentiles_are_samples_that_were_taken() {
    check(&[], (0.0, 0.0, 0.0));
    check(&[7], (0.5, 7.0, 7.0));
    check(&[3, 1], (1.0, 1.0, 3.0));
    let hundred: Vec<u64> = (1..=100).rev().collect();
    check(&hundred, (50.0, 50.0, 99.0));
}
