//! Over a fixed piece of work, one operation of the disk fails, and it may be any of them.
//!
//! `HELHED_SWEEP=every` tries each; without it as many are tried as half a minute allows, spread over all.

use tests::places;
use tests::simulation::sweep::{Failing, fail_at, fail_starts, operations};
use tests::simulation::{Broken, Plan, Planted};

/// The work: some cases on their way, with notices and plugin calls.
const SEED: u64 = 20_260_803;
const ACTIONS: usize = 140;

/// Operations that are tried of each kind of failure, where not every one is.
const TRIED: u64 = 60;

fn check(what: &str, result: Result<(), Broken>) {
    if let Err(broken) = result {
        places::fail(&format!("{what}: after action {}: {}", broken.at, broken.why));
    }
}

/// One kind of failure, at operations spread over all: which they are differs from kind to kind.
fn sweep(failing: Failing) {
    let plan = Plan::of(SEED, ACTIONS);
    let all = operations(&plan).unwrap_or_else(|broken| places::fail(&broken.why));
    assert!(all > 200, "{all} operations are no day's work");
    let is_every = std::env::var("HELHED_SWEEP").is_ok_and(|sweep| sweep == "every");
    let stride = if is_every { 1 } else { all.div_ceil(TRIED) };
    let offset = (0..).zip(Failing::ALL).find(|(_, one)| *one == failing).map_or(0, |(at, _)| at);
    let mut tried = 0;
    let mut nth = offset * stride / 3;
    while nth < all {
        check(&format!("{failing:?} at operation {nth} of {all}"), fail_at(&plan, nth, failing));
        nth += stride;
        tried += 1;
    }
    assert!(tried >= TRIED / 2, "{tried} operations were tried");
}

#[test]
fn crash_whichever_operation_reports_an_error_nothing_acknowledged_is_lost() {
    sweep(Failing::Error);
}

#[test]
fn crash_whichever_operation_fills_the_disk_nothing_acknowledged_is_lost() {
    sweep(Failing::Full);
}

#[test]
fn crash_whichever_operation_meets_a_power_cut_nothing_acknowledged_is_lost() {
    sweep(Failing::Cut);
}

#[test]
fn crash_a_start_may_fail_at_any_operation_and_the_next_one_finds_everything() {
    let tried = fail_starts(&Plan::of(SEED, ACTIONS)).unwrap_or_else(|broken| places::fail(&broken.why));
    assert!(tried > 30, "a start has {tried} operations");
}

#[test]
fn crash_a_disk_that_ignores_syncs_is_found_by_the_sweep() {
    let plan = Plan { planted: Some(Planted::LostSync), ..Plan::of(SEED, ACTIONS / 4) };
    let found = (0..TRIED).find(|nth| fail_at(&plan, *nth, Failing::Cut).is_err());
    assert!(found.is_some(), "no operation showed it");
}
