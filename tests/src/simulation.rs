//! The whole daemon's core, simulated: one seed decides everything that people do, what the disk loses, when the clock
//! jumps, and what becomes of effects. The same seed gives the same journal, byte for byte.
//!
//! Real are the engine, the runtime's core, the journal, the rows of the index, timers, the outbox and the recording of
//! plugin calls. Simulated are the disk, the order in which an index forgets, the clock, receivers and plugins.
//! `docs/design/0016-simulation.md` says what is asked and what is not yet.

mod act;
mod backup;
mod by_chance;
mod check;
mod erase;
mod fill;
mod folder;
mod ledger;
mod look;
mod machine;
mod model;
mod order;
mod planted;
pub mod sweep;
mod tokens;
mod unseen;

use crate::crashing::Dice;
use machine::Machine;
pub use planted::Planted;

/// Actions in a run where nobody says otherwise: some cases come from the referral to the decision.
pub const ACTIONS: usize = 160;

/// Actions between two examinations of everything.
const EXAMINE_EVERY: usize = 40;

/// Runs of a failing seed that are spent on finding a shorter one.
const SHRINK_RUNS_MAX: usize = 120;

/// A run: the seed, and which of its actions are done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Decides everything.
    pub seed: u64,
    /// Numbers of the actions that are done, each with chance of its own: leaving one out changes no other's.
    pub actions: Vec<usize>,
    /// A bug that is put in, to show that it is found.
    pub planted: Option<Planted>,
}

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The head of the journal and every answer, as one number: two runs of a plan agree on it.
    pub digest: u64,
    /// Commands that were acknowledged.
    pub acknowledged: u64,
    /// Commands that were refused, by code.
    pub refused: u64,
    /// Records and refusals that the reference came to as well, by itself.
    pub judged: u64,
    /// Pages of cases that were looked at, or should have been.
    pub looked: u64,
    /// Power cuts and kills.
    pub crashes: u64,
    /// Timers that fired.
    pub fired: u64,
    /// Effects that were handed out, repetitions counted.
    pub handed_out: u64,
    /// Cases and citizens that were erased.
    pub erased: u64,
    /// Simulated time, in microseconds.
    pub simulated_us: i64,
}

/// An invariant that did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The action after which it was seen; after the last one the count of them.
    pub at: usize,
    /// What did not hold.
    pub why: String,
}

impl Plan {
    /// All actions of a seed.
    #[must_use]
    pub fn of(seed: u64, actions: usize) -> Self {
        Self { seed, actions: (0..actions).collect(), planted: None }
    }

    /// What somebody types to see it again.
    #[must_use]
    pub fn replay(&self) -> String {
        let last = self.actions.last().map_or(0, |last| last + 1);
        let is_whole = self.actions.len() == last;
        let only: Vec<String> = self.actions.iter().map(ToString::to_string).collect();
        let which = if is_whole { format!("--actions {last}") } else { format!("--only {}", only.join(",")) };
        let planted =
            self.planted.map(|planted| format!(" --planted {}", planted.name())).unwrap_or_default();
        format!("simulate --seed {} {which}{planted}", self.seed)
    }

    /// Runs it once.
    ///
    /// # Errors
    ///
    /// The first invariant that did not hold.
    pub fn run(&self) -> Result<Report, Broken> {
        let mut machine = Machine::start(self.seed, self.planted);
        let broken = |at: usize| move |why: String| Broken { at, why };
        for (done, action) in self.actions.iter().enumerate() {
            machine.act(self.chance(*action)).map_err(broken(*action))?;
            if done % EXAMINE_EVERY == EXAMINE_EVERY - 1 {
                machine.examine().map_err(broken(*action))?;
            }
        }
        let end = self.actions.last().map_or(0, |last| last + 1);
        machine.finish().map_err(broken(end))
    }

    /// The chance of one action: its own, whatever else is done.
    fn chance(&self, action: usize) -> Dice {
        Dice(self.seed ^ Dice(u64::try_from(action).unwrap_or(u64::MAX)).number())
    }

    /// Runs it twice: both must come to the same.
    ///
    /// # Errors
    ///
    /// As for [`Plan::run`], or that the runs differ.
    pub fn run_twice(&self) -> Result<Report, Broken> {
        let (first, second) = (self.run()?, self.run()?);
        if first == second {
            return Ok(first);
        }
        Err(Broken { at: 0, why: format!("the same seed came to {first:?} and then to {second:?}") })
    }

    /// A shorter plan that breaks too: actions are left out as long as something does not hold.
    #[must_use]
    pub fn shrink(&self) -> Self {
        let mut best = self.clone();
        let mut runs = 0;
        let mut chunk = best.actions.len().div_ceil(2);
        while chunk > 0 && runs < SHRINK_RUNS_MAX {
            let mut start = 0;
            while start < best.actions.len() && runs < SHRINK_RUNS_MAX {
                let mut shorter = best.clone();
                let end = (start + chunk).min(shorter.actions.len());
                shorter.actions.drain(start..end);
                runs += 1;
                if shorter.run().is_err() {
                    best = shorter;
                } else {
                    start += chunk;
                }
            }
            chunk /= 2;
        }
        best
    }
}
