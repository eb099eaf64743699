//! A rule pack once it has been checked: numbers, channels, texts and ladders.

use std::collections::BTreeMap;

use calendar::{Amount, Rule, RungRule};
use model::deadline::{DeadlineKind, Obliged, Recipient, Sentence};

/// A dated set of legal numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulePack {
    /// Its name, `dk-2026-07`.
    pub name: String,
    /// First day on which it applies to new cases.
    pub valid_from: model::Date,
    /// Deadlines by name.
    pub deadlines: BTreeMap<String, DeadlineRule>,
    /// Ladders by name.
    pub ladders: BTreeMap<String, Ladder>,
    /// How long each channel is presumed to take, by channel.
    pub channels: BTreeMap<String, Channel>,
    /// What letters say about rights, by name.
    pub texts: BTreeMap<String, LegalText>,
}

/// A text of letters with its basis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalText {
    /// What letters say.
    pub text: Sentence,
    /// Legal basis.
    pub basis: String,
    /// Provenance mark.
    pub mark: String,
}

/// A way in which a letter travels, and when it is presumed to have arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// What it is called.
    pub title: Sentence,
    /// How long after sending it is presumed received.
    pub received_after: Amount,
    /// Legal basis.
    pub basis: String,
    /// Provenance mark.
    pub mark: String,
    /// Whether such a letter needs the address of whom it is for.
    pub needs_address: bool,
}

/// A legal number with its basis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadlineRule {
    /// Its name; unnamed deadlines of a workflow take their step's.
    pub name: String,
    /// What it is called.
    pub title: Sentence,
    /// Amount, direction and roll.
    pub rule: Rule,
    /// What kind of clock.
    pub kind: DeadlineKind,
    /// Who has to meet it; for a step's own deadline the step's role.
    pub obliged: Option<Obliged>,
    /// Legal basis.
    pub basis: String,
    /// Provenance mark: `F`, `K`, `C`.
    pub mark: String,
    /// The ladder of reminders.
    pub ladder: Ladder,
    /// How long after its last day it still counts as met, where the step says so.
    pub tolerance: Option<Amount>,
}

/// A ladder of reminders.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Ladder {
    /// Rungs in order.
    pub rungs: Vec<LadderRung>,
}

/// A rung, and who hears of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LadderRung {
    /// When it stands.
    pub rule: RungRule,
    /// Who hears of it.
    pub recipients: Vec<Recipient>,
    /// Whether it is the one after the deadline.
    pub missed: bool,
}
