//! The municipality and its staff, as far as the journal knows them.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decode, Encode};

use crate::effect::{EffectId, EffectKind, PendingEffect};
use crate::id::{ContentHash, PersonId, WorkflowName};
use crate::time::{Date, Timestamp};

/// What is in force: hashes of files in `content/`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct OrganisationState {
    /// How many records have touched it.
    #[n(0)]
    pub version: u64,
    /// Hash of the last record that touched it.
    #[n(1)]
    pub last_record: ContentHash,
    /// The municipality file in force.
    #[n(2)]
    pub municipality: Option<ContentHash>,
    /// Definitions in force, by workflow.
    #[n(3)]
    pub workflows: BTreeMap<WorkflowName, Activated>,
    /// Version of the time zone database in force.
    #[n(4)]
    pub tzdb: Option<String>,
    /// Whether timers and effects are held until an operator confirms the clock, and why.
    #[n(5)]
    pub clock_held: Option<String>,
    /// Components of plugins in force, by the municipality's name for them.
    #[cbor(n(6), default)]
    pub plugins: BTreeMap<String, ContentHash>,
    /// Whether effects are held because the directory came out of a backup.
    #[cbor(n(7), default)]
    pub effects_held: Option<EffectsHeld>,
    /// Definitions that come into force on a day of their own, by workflow; [`OrganisationState::current`] knows whether
    /// that day has come.
    #[cbor(n(8), default)]
    pub upcoming: BTreeMap<WorkflowName, Activated>,
}

/// Effects wait after a restore: what the backup had not ended may have been done since.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct EffectsHeld {
    /// The last record of the backup.
    #[n(0)]
    pub position: u64,
    /// Those that an operator let go on one by one.
    #[n(1)]
    pub released: BTreeSet<EffectId>,
}

impl OrganisationState {
    /// A municipality before its first activation.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            version: 0,
            last_record: ContentHash([0; 32]),
            municipality: None,
            workflows: BTreeMap::new(),
            tzdb: None,
            clock_held: None,
            plugins: BTreeMap::new(),
            effects_held: None,
            upcoming: BTreeMap::new(),
        }
    }

    /// The definition that new cases of a workflow take on a day.
    #[must_use]
    pub fn current(&self, workflow: &WorkflowName, today: Date) -> Option<&Activated> {
        let come =
            self.upcoming.get(workflow).filter(|upcoming| upcoming.from.is_none_or(|from| from <= today));
        come.or_else(|| self.workflows.get(workflow))
    }

    /// Workflows that new cases can take on a day, with the definition of each.
    pub fn in_force(&self, today: Date) -> impl Iterator<Item = (&WorkflowName, &Activated)> {
        let names: BTreeSet<_> = self.workflows.keys().chain(self.upcoming.keys()).collect();
        names.into_iter().filter_map(move |name| Some((name, self.current(name, today)?)))
    }

    /// What comes into force after a day, by workflow.
    pub fn coming(&self, today: Date) -> impl Iterator<Item = (&WorkflowName, &Activated, Date)> {
        self.upcoming.iter().filter_map(move |(name, activated)| {
            let from = activated.from.filter(|from| *from > today)?;
            Some((name, activated, from))
        })
    }

    /// Whether an effect has to wait for an operator. A key that is to be destroyed waits for nobody.
    #[must_use]
    pub fn holds(&self, pending: &PendingEffect) -> bool {
        let waits = self.effects_held.as_ref().is_some_and(|held| !held.released.contains(&pending.id));
        waits && pending.effect.kind != EffectKind::EraseKey
    }
}

/// A definition that new cases take.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Activated {
    /// The definition: a bundle of all its files.
    #[n(0)]
    pub definition: ContentHash,
    /// The rule pack that it names.
    #[n(1)]
    pub rule_pack: ContentHash,
    /// The number of the workflow language that it needs.
    #[n(2)]
    pub language: u32,
    /// The number of the engine's semantics that it needs.
    #[n(3)]
    pub semantics: u32,
    /// When somebody put it into force.
    #[n(4)]
    pub at: Timestamp,
    /// The first day on which new cases take it, where that was a later one.
    #[cbor(n(5), default)]
    pub from: Option<Date>,
}

/// A member of staff, as far as the journal knows them. Roles come from the municipality file.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PersonState {
    /// Who.
    #[n(0)]
    pub id: PersonId,
    /// How many records have touched it.
    #[n(1)]
    pub version: u64,
    /// Hash of the last record that touched it.
    #[n(2)]
    pub last_record: ContentHash,
    /// Access tokens by number from 1.
    #[n(3)]
    pub tokens: BTreeMap<u32, Token>,
}

impl PersonState {
    /// A person before their first record.
    #[must_use]
    pub fn new(id: PersonId) -> Self {
        Self { id, version: 0, last_record: ContentHash([0; 32]), tokens: BTreeMap::new() }
    }
}

/// An access token; only its hash is known.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Token {
    /// SHA-256 of the token: it has 256 bits of chance, so nothing slower is needed.
    #[n(0)]
    pub hash: ContentHash,
    /// What it is for, in the words of who made it.
    #[n(1)]
    pub label: String,
    /// When it was made.
    #[n(2)]
    pub created_at: Timestamp,
    /// When it ends by itself.
    #[n(3)]
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    #[n(4)]
    pub revoked_at: Option<Timestamp>,
}
