//! A citizen as the register knows them: one coordinator, consents, shared facts.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decode, Encode};

use crate::case::Holder;
use crate::effect::PendingEffect;
use crate::id::{CaseId, CitizenId, ContentHash, PersonId};
use crate::time::{Date, Timestamp};
use crate::value::Private;

/// A consent for one purpose (FVL §28, RSL §11 a): live, and withdrawable at any time.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Consent {
    /// The day on which it was given.
    #[n(0)]
    pub given_on: Date,
    /// Who wrote it down.
    #[n(1)]
    pub by: Option<PersonId>,
    /// How it was given, and what was said.
    #[n(2)]
    pub note: Option<Private>,
    /// When it was withdrawn.
    #[n(3)]
    pub withdrawn_on: Option<Date>,
}

impl Consent {
    /// Whether it stands.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.withdrawn_on.is_none()
    }
}

/// A change of coordinator: continuity is a measured right.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Tenure {
    /// Who.
    #[n(0)]
    pub person: PersonId,
    /// From which day.
    #[n(1)]
    pub from: Date,
}

/// A citizen as the history has left them.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[expect(clippy::struct_excessive_bools, reason = "four facts of the register, each on its own")]
pub struct CitizenState {
    /// Which citizen.
    #[n(0)]
    pub id: CitizenId,
    /// How many records have touched it.
    #[n(1)]
    pub version: u64,
    /// Hash of the last record that touched it.
    #[n(2)]
    pub last_record: ContentHash,
    /// The CPR number: ten digits.
    #[n(3)]
    pub cpr: Private,
    /// The name.
    #[n(4)]
    pub name: Private,
    /// The birth date.
    #[n(5)]
    pub birth_date: Private,
    /// Whether the person is invented; synthetic numbers are accepted only then.
    #[n(6)]
    pub synthetic: bool,
    /// Whether letters go by Digital Post.
    #[n(7)]
    pub digital_post: bool,
    /// When registered.
    #[n(8)]
    pub registered_at: Timestamp,
    /// The coordinator and deputy.
    #[n(9)]
    pub coordinator: Option<Holder>,
    /// Every coordinator so far, oldest first.
    #[n(10)]
    pub tenures: Vec<Tenure>,
    /// Consents by purpose.
    #[n(11)]
    pub consents: BTreeMap<String, Consent>,
    /// Cases of this citizen.
    #[n(12)]
    pub cases: BTreeSet<CaseId>,
    /// Whether the key was ordered destroyed.
    #[n(13)]
    pub erasing: bool,
    /// Whether the key is destroyed.
    #[n(14)]
    pub erased: bool,
    /// The registration that this one was found to duplicate.
    #[n(15)]
    pub merged_into: Option<CitizenId>,
    /// Effects that have not ended.
    #[n(16)]
    pub effects: Vec<PendingEffect>,
    /// The key under which its values are sealed.
    #[n(17)]
    pub key: u64,
}

impl CitizenState {
    /// Whether consent for a purpose stands now.
    #[must_use]
    pub fn consents_to(&self, purpose: &str) -> bool {
        self.consents.get(purpose).is_some_and(Consent::is_given)
    }
}
