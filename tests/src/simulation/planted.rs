//! Bugs that are put in, to show that the simulation finds them.

use engine::planted::Bug;
use journal::SimulatedDisk;
use store::{Batch, MapIndex};

/// A bug of the layers below the runtime, put in to show that the simulation finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planted {
    /// Syncs of files do nothing.
    LostSync,
    /// Syncs of folders do nothing.
    LostNames,
    /// The index forgets which commands were answered.
    ForgottenRequests,
    /// The index has no timers.
    SilentTimers,
    /// The index keeps timers that were taken down.
    UndyingTimers,
    /// The index loses the worklists.
    LostWork,
    /// The index counts a batch as applied and keeps half of it.
    TornBatch,
    /// The index loses one change of a state in three.
    StaleState,
    /// A bug in the engine or the runtime: there only with the feature `planted`.
    Code(Bug),
}

impl Planted {
    /// All that this program can put in.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let below = [
            Self::LostSync,
            Self::LostNames,
            Self::ForgottenRequests,
            Self::SilentTimers,
            Self::UndyingTimers,
            Self::LostWork,
            Self::TornBatch,
            Self::StaleState,
        ];
        let code = Bug::ALL.into_iter().filter(|_| cfg!(feature = "planted")).map(Self::Code);
        below.into_iter().chain(code).collect()
    }

    /// What it is called on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::LostSync => "lost-sync",
            Self::LostNames => "lost-names",
            Self::ForgottenRequests => "forgotten-requests",
            Self::SilentTimers => "silent-timers",
            Self::UndyingTimers => "undying-timers",
            Self::LostWork => "lost-work",
            Self::TornBatch => "torn-batch",
            Self::StaleState => "stale-state",
            Self::Code(Bug::DoubleFire) => "double-fire",
            Self::Code(Bug::EndedTwice) => "ended-twice",
            Self::Code(Bug::ReorderedBatch) => "reordered-batch",
            Self::Code(Bug::ForgottenKey) => "forgotten-key",
            Self::Code(Bug::EarlyAnswer) => "early-answer",
            Self::Code(Bug::LooseChain) => "loose-chain",
            Self::Code(Bug::LeakyList) => "leaky-list",
            Self::Code(Bug::UnheldRestore) => "unheld-restore",
            Self::Code(Bug::KeptKey) => "kept-key",
            Self::Code(Bug::StaleLoad) => "stale-load",
            Self::Code(Bug::UnloggedLook) => "unlogged-look",
        }
    }

    pub(super) fn plant(self, disk: &SimulatedDisk, index: &MapIndex) {
        match self {
            Self::LostSync => disk.ignore_syncs(true, false),
            Self::LostNames => disk.ignore_syncs(false, true),
            Self::ForgottenRequests => index.spoil(|batch| without(&batch, |letter, _| letter == b'd')),
            Self::SilentTimers => index.spoil(|batch| without(&batch, |letter, put| letter == b't' && put)),
            Self::UndyingTimers => index.spoil(|batch| without(&batch, |letter, put| letter == b't' && !put)),
            Self::LostWork => index.spoil(|batch| without(&batch, |letter, put| letter == b'w' && put)),
            Self::TornBatch => index.spoil(|batch| {
                let half = batch.len() / 2;
                kept(&batch, |number, _, _| number < half)
            }),
            Self::StaleState => index.spoil(|batch| {
                let applied = batch.applied();
                without(&batch, move |letter, _| letter == b's' && applied % 3 == 0)
            }),
            Self::Code(_) => {}
        }
    }
}

/// Puts a bug into the code that runs on this thread, or takes out what an earlier run put in.
pub(super) fn plant_in_code(planted: Option<Planted>) {
    #[cfg(feature = "planted")]
    engine::planted::plant(match planted {
        Some(Planted::Code(bug)) => Some(bug),
        _none_in_code => None,
    });
    #[cfg(not(feature = "planted"))]
    assert!(!matches!(planted, Some(Planted::Code(_))), "the feature `planted` is off");
}

/// A batch without the rows of some letters; `put` says whether the row is written or deleted.
fn without(batch: &Batch, drops: impl Fn(u8, bool) -> bool) -> Batch {
    kept(batch, |_, letter, put| !drops(letter, put))
}

fn kept(batch: &Batch, keeps: impl Fn(usize, u8, bool) -> bool) -> Batch {
    let mut left = Batch::new(batch.applied());
    for (number, (key, value)) in batch.changes().enumerate() {
        // A key begins with its partition, two bytes; then comes the letter of its kind.
        let letter = key.get(2).copied().unwrap_or_default();
        if keeps(number, letter, value.is_some()) {
            match value {
                Some(value) => left.put(key, value),
                None => left.delete(key),
            }
        }
    }
    left
}
