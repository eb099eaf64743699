//! What something was called before.

/// What can be renamed: the names that events, facts, stages and steps share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// An event.
    Event,
    /// A fact of the case file.
    Fact,
    /// A stage.
    Stage,
    /// A step.
    Step,
}

/// A rename that the file declares: `was: OLD`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// Of what.
    pub what: Named,
    /// Its name before.
    pub from: String,
    /// Its name.
    pub to: String,
}
