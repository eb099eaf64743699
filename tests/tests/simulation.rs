//! The simulation holds, and finds what is wrong: seeds that once failed, a few fresh ones, and planted bugs.

use std::fs;

use tests::crashing::Dice;
use tests::places;
use tests::simulation::{ACTIONS, Plan, Planted};

/// Fresh seeds here; `make simulate` and the part `simulation` of `make test` try many more.
const FRESH_SEEDS: usize = 3;

/// Seeds within which a planted bug has to be found.
const SEEDS_FOR_A_BUG: u64 = 12;

/// Fewer bugs than this prove little.
const BUGS_MIN: usize = 12;

fn holds(plan: &Plan) {
    if let Err(broken) = plan.run_twice() {
        places::fail(&format!("after action {}: {}\nagain: {}", broken.at, broken.why, plan.replay()));
    }
}

#[test]
fn every_seed_that_once_failed_holds() {
    let corpus = fs::read_to_string(places::root().join("tests/seeds.txt")).expect("the seeds are there");
    let mut seeds = 0;
    for line in corpus.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let seed = words.next().and_then(|seed| seed.parse().ok()).expect("a seed");
        let actions = words.next().and_then(|actions| actions.parse().ok()).expect("a number of actions");
        assert!(words.next().is_some(), "`{line}` says what it found");
        holds(&Plan::of(seed, actions));
        seeds += 1;
    }
    assert!(seeds > 0, "there are seeds");
}

#[test]
fn a_few_fresh_seeds_hold() {
    let mut dice = Dice::seeded();
    for _ in 0..FRESH_SEEDS {
        holds(&Plan::of(dice.number(), ACTIONS));
    }
}

#[test]
fn a_planted_bug_is_found_and_its_seed_is_made_short() {
    let broken = found(Planted::LostSync).expect("it is found");
    let shorter = broken.shrink();
    assert!(shorter.actions.len() <= 4, "{:?}", shorter.actions);
    assert!(shorter.run().is_err(), "it still fails");
    let replay = shorter.replay();
    assert!(replay.starts_with("simulate --seed ") && replay.ends_with(" --planted lost-sync"), "{replay}");
}

/// Whether bugs can be put into the code itself is a question of how this was built; `make planted` builds it so.
#[test]
fn every_planted_bug_is_found_within_its_seeds() {
    let bugs = Planted::all();
    assert!(!cfg!(feature = "planted") || bugs.len() >= BUGS_MIN, "{bugs:?}");
    let missed: Vec<&str> = bugs.into_iter().filter(|bug| found(*bug).is_none()).map(Planted::name).collect();
    assert!(missed.is_empty(), "not found within {SEEDS_FOR_A_BUG} seeds: {}", missed.join(", "));
}

/// The first plan that breaks with a bug.
fn found(bug: Planted) -> Option<Plan> {
    (1..=SEEDS_FOR_A_BUG)
        .map(|seed| Plan { planted: Some(bug), ..Plan::of(seed, ACTIONS) })
        .find(|plan| plan.run().is_err())
}
