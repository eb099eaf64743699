//! What came of a call.

use std::collections::BTreeMap;
use std::time::Duration;

use model::Value;
use model::deadline::Sentence;

/// What a plugin answered.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// Something is proposed.
    Proposed {
        /// What, by key.
        set: BTreeMap<String, Value>,
        /// Why, in one sentence.
        because: Sentence,
    },
    /// A person has to decide.
    HandedOver {
        /// Why.
        reason: Sentence,
    },
}

impl core::fmt::Debug for Answer {
    /// Never shows what was answered: debug output ends up in logs.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Proposed { .. } => "Proposed",
            Self::HandedOver { .. } => "HandedOver",
        })
    }
}

/// Why there is no answer. Whatever it is, a person does the step at once.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Its bytes are not there.
    #[error("the plugin's bytes are not in the data directory")]
    Missing,
    /// It may not run: no component, too large, asks for what no plugin gets.
    #[error("the plugin may not run: {0}")]
    Refused(String),
    /// It stopped in the middle.
    #[error("the plugin stopped in the middle: {0}")]
    Trapped(String),
    /// It used all its fuel.
    #[error("the plugin used all its fuel")]
    OutOfFuel,
    /// It took too long by the wall clock.
    #[error("the plugin took too long")]
    OutOfTime,
    /// It wanted more memory than a plugin gets.
    #[error("the plugin wanted more memory than a plugin gets")]
    OutOfMemory,
    /// It called the host more often, or handed over more, than a plugin may.
    #[error("the plugin called the host too often or with too much")]
    TooManyCalls,
    /// It answered with an error of its own.
    #[error("the plugin answered with an error: {0}")]
    Errored(String),
    /// Its answer makes no sense.
    #[error("the plugin's answer makes no sense: {0}")]
    Nonsense(String),
    /// The host has too many calls, or does not run.
    #[error("the plugin host does not answer")]
    HostDown,
}

impl Failure {
    /// The word for it in histories, metrics and the interface.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Refused(_) => "refused",
            Self::Trapped(_) => "trapped",
            Self::OutOfFuel => "out_of_fuel",
            Self::OutOfTime => "out_of_time",
            Self::OutOfMemory => "out_of_memory",
            Self::TooManyCalls => "too_many_calls",
            Self::Errored(_) => "errored",
            Self::Nonsense(_) => "nonsense",
            Self::HostDown => "host_down",
        }
    }

    /// What the plugin or the sandbox said, where it said something.
    #[must_use]
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Refused(words) | Self::Trapped(words) | Self::Errored(words) | Self::Nonsense(words) => {
                Some(words)
            }
            Self::Missing
            | Self::OutOfFuel
            | Self::OutOfTime
            | Self::OutOfMemory
            | Self::TooManyCalls
            | Self::HostDown => None,
        }
    }
}

/// What came of a call, and what it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The answer, or why there is none.
    pub outcome: Result<Answer, Failure>,
    /// Fuel used: the same call uses the same.
    pub fuel: u64,
    /// Wall clock from instantiation to the end.
    pub took: Duration,
    /// Lines that the plugin logged, within its budget.
    pub log: Vec<String>,
    /// Lines that were dropped.
    pub dropped: u32,
}

impl Report {
    /// A call that never began.
    pub(crate) fn not_begun(failure: Failure) -> Self {
        Self { outcome: Err(failure), fuel: 0, took: Duration::ZERO, log: Vec::new(), dropped: 0 }
    }
}
