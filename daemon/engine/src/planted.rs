//! Bugs that are put in on purpose, to show that the simulation finds them. Without the feature `planted` there are none,
//! and asking costs nothing.

/// A bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    /// A rung of a reminder ladder fires twice.
    DoubleFire,
    /// An effect that has ended ends again.
    EndedTwice,
    /// The records of a group are applied in another order than they were written.
    ReorderedBatch,
    /// Two requests with one key in a group are not known as one.
    ForgottenKey,
    /// What could not be made durable is acknowledged.
    EarlyAnswer,
    /// A group goes on with a stream whose last record has no place yet.
    LooseChain,
    /// A list shows cases that its reader could not open.
    LeakyList,
    /// A restored directory sends what the backup had not ended.
    UnheldRestore,
    /// What was to be erased is said to be, and its key is kept.
    KeptKey,
    /// How many cases somebody carries is counted at the start alone.
    StaleLoad,
    /// A page is shown without its look.
    UnloggedLook,
}

impl Bug {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::DoubleFire,
        Self::EndedTwice,
        Self::ReorderedBatch,
        Self::ForgottenKey,
        Self::EarlyAnswer,
        Self::LooseChain,
        Self::LeakyList,
        Self::UnheldRestore,
        Self::KeptKey,
        Self::StaleLoad,
        Self::UnloggedLook,
    ];
}

#[cfg(feature = "planted")]
thread_local! {
    static PLANTED: core::cell::Cell<Option<Bug>> = const { core::cell::Cell::new(None) };
}

/// Puts a bug into what runs on this thread from here on, or takes it out.
#[cfg(feature = "planted")]
pub fn plant(bug: Option<Bug>) {
    PLANTED.set(bug);
}

/// Whether this bug is in.
#[cfg(feature = "planted")]
#[must_use]
pub fn is(bug: Bug) -> bool {
    PLANTED.get() == Some(bug)
}

/// Never: this is the program as it is meant.
#[cfg(not(feature = "planted"))]
#[must_use]
pub const fn is(_: Bug) -> bool {
    false
}
