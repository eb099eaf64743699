//! Plugins: what the municipality grants them, what they answer, and what became of a proposal.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decode, Encode};

use crate::effect::EffectId;
use crate::id::{ContentHash, FactName, PersonId};
use crate::value::{Private, Value};

/// A plugin of the municipality, with its grant.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Plugin {
    /// SHA-256 of the component in force; without one it cannot be called.
    pub digest: Option<ContentHash>,
    /// Facts that it may be told.
    pub facts: BTreeSet<FactName>,
    /// Capabilities that it may use, such as `directory`.
    pub interfaces: BTreeSet<String>,
    /// What the municipality configured for it.
    pub config: BTreeMap<String, String>,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PluginAnswer {
    /// The answer, or why there is none.
    #[n(0)]
    pub outcome: PluginOutcome,
    /// SHA-256 of what the plugin was told: the intent's input.
    #[n(1)]
    pub read: ContentHash,
    /// Fuel that it used.
    #[n(2)]
    pub fuel: u64,
    /// How long it took by the wall clock, in microseconds.
    #[n(3)]
    pub took_us: u64,
}

/// An answer, or why there is none.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub enum PluginOutcome {
    /// Something is proposed.
    #[n(0)]
    Proposed {
        /// What, by key: a record.
        #[n(0)]
        set: Value,
        /// Why, in one sentence: a record of `da` and `en`.
        #[n(1)]
        because: Value,
    },
    /// A person has to decide.
    #[n(1)]
    HandedOver {
        /// Why: a record of `da` and `en`.
        #[n(0)]
        reason: Value,
    },
    /// It failed.
    #[n(2)]
    Failed {
        /// How, as a code.
        #[n(0)]
        code: String,
        /// What the plugin or its sandbox said.
        #[n(1)]
        words: Option<String>,
    },
}

impl core::fmt::Debug for PluginOutcome {
    /// Never shows what was answered: debug output ends up in logs.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Proposed { .. } => f.write_str("Proposed"),
            Self::HandedOver { .. } => f.write_str("HandedOver"),
            Self::Failed { code, .. } => write!(f, "Failed({code})"),
        }
    }
}

/// What a plugin proposed for a step, and what a person made of it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Proposal {
    /// Which plugin, by the municipality's name for it.
    #[n(0)]
    pub plugin: String,
    /// The component that was called.
    #[n(1)]
    pub digest: Option<ContentHash>,
    /// The call.
    #[n(2)]
    pub effect: Option<EffectId>,
    /// Where it stands.
    #[n(3)]
    pub state: ProposalState,
    /// What was proposed and why: a record of `set` and `because`.
    #[n(4)]
    pub content: Option<Private>,
    /// Why there is no proposal, in the words of the plugin or its sandbox.
    #[n(5)]
    pub words: Option<Private>,
    /// Why the proposal was changed or declined.
    #[n(6)]
    pub reason: Option<Private>,
    /// Fuel that the call used.
    #[n(7)]
    pub fuel: u64,
}

/// Where a proposal stands.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum ProposalState {
    /// The plugin is asked.
    #[n(0)]
    Calling,
    /// It proposed; a person has to look.
    #[n(1)]
    Proposed,
    /// A person does it by hand, and why, as a code.
    #[n(2)]
    ByHand(#[n(0)] String),
    /// A person confirmed it.
    #[n(3)]
    Confirmed(#[n(0)] PersonId),
    /// A person took something else, with a reason.
    #[n(4)]
    Changed(#[n(0)] PersonId),
    /// A person put it aside, with a reason; the step is done by hand.
    #[n(5)]
    Declined(#[n(0)] PersonId),
}

/// What a person made of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Verdict {
    /// Confirmed as it was.
    #[n(0)]
    Confirmed,
    /// Something else was taken.
    #[n(1)]
    Changed,
    /// Put aside.
    #[n(2)]
    Declined,
}
