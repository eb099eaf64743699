//! The state of a step on a case.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decode, Encode};

use crate::id::{CaseId, ContentHash, PersonId, RoleName};
use crate::plugin::Proposal;
use crate::time::{Date, Timestamp};
use crate::value::Private;

/// Where a step stands (`workflow-language.md`, *Meaning*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum StepStatus {
    /// Something before it is not settled, or a consent is missing.
    #[n(0)]
    Waiting,
    /// It does not apply; it comes back if its condition changes before anything after it has begun.
    #[n(1)]
    Skipped,
    /// Open.
    #[n(2)]
    Active,
    /// Its condition is met.
    #[n(3)]
    Done,
    /// Ended with its stage or its case.
    #[n(4)]
    Closed,
    /// Stopped by a person with a reason.
    #[n(5)]
    Cancelled,
}

impl StepStatus {
    /// Whether what comes after may go on.
    #[must_use]
    pub fn is_settled(self) -> bool {
        match self {
            Self::Skipped | Self::Done | Self::Closed => true,
            Self::Waiting | Self::Active | Self::Cancelled => false,
        }
    }
}

/// One of several contributions to a step.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Slot {
    /// What it is about, such as one life area.
    #[n(0)]
    pub about: Private,
    /// Who holds it.
    #[n(1)]
    pub owner: Option<PersonId>,
    /// What became of it.
    #[n(2)]
    pub state: SlotState,
}

/// Whether a contribution came.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum SlotState {
    /// Awaited.
    #[n(0)]
    Open,
    /// Given.
    #[n(1)]
    Given {
        /// By whom.
        #[n(0)]
        by: PersonId,
        /// On which day.
        #[n(1)]
        on: Date,
    },
    /// The step goes on without it.
    #[n(2)]
    Missing {
        /// Who decided so.
        #[n(0)]
        by: PersonId,
        /// On which day.
        #[n(1)]
        on: Date,
        /// Why.
        #[n(2)]
        reason: Private,
    },
}

/// Unfinished work on a task: private to its author, durable, and it outlives a release.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Draft {
    /// Whose it is.
    #[n(0)]
    pub author: PersonId,
    /// When it was last saved.
    #[n(1)]
    pub saved_at: Timestamp,
    /// What was written so far.
    #[n(2)]
    pub content: Private,
}

/// A step of a running case.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct StepState {
    /// Where it stands.
    #[n(0)]
    pub status: StepStatus,
    /// The round, from 1; 0 before it first opens.
    #[n(1)]
    pub round: u32,
    /// The role whose work it is.
    #[n(2)]
    pub role: Option<RoleName>,
    /// Who holds it.
    #[n(3)]
    pub owner: Option<PersonId>,
    /// When it opened.
    #[n(4)]
    pub opened_at: Option<Timestamp>,
    /// The day on which it settled: `.done`.
    #[n(5)]
    pub settled_on: Option<Date>,
    /// Who completed it.
    #[n(6)]
    pub completed_by: Option<PersonId>,
    /// Named days, such as `sent` and `received`.
    #[n(7)]
    pub moments: BTreeMap<String, Date>,
    /// What it leaves, such as `answer`.
    #[n(8)]
    pub outputs: BTreeMap<String, Private>,
    /// Contributions, by number from 1.
    #[n(9)]
    pub slots: BTreeMap<u32, Slot>,
    /// Drafts by author; the slot number, 0 without slots, is the first part of the key.
    #[n(10)]
    pub drafts: BTreeMap<(u32, PersonId), Draft>,
    /// Why it is skipped, closed or cancelled, as a code.
    #[n(11)]
    pub because: Option<String>,
    /// What a plugin proposed for this round, and what a person made of it.
    #[n(13)]
    pub proposal: Option<Proposal>,
    /// The position of the record that settled it, 0 before: what came after it begins a new round.
    #[n(12)]
    pub settled_in: u64,
    /// The number of the happening that began this round, where one did.
    #[n(16)]
    pub cause: Option<u32>,
    /// Rounds that settled before this one began, oldest first.
    #[n(17)]
    pub earlier: Vec<EarlierRound>,
    /// What a decision table answered in this round, and why.
    #[n(18)]
    pub table: Option<TableAnswer>,
    /// Everybody who did something of it in any round: completed it, contributed, sent its hearing, held its review.
    #[cbor(n(19), default)]
    pub worked: BTreeSet<PersonId>,
    /// The case that it opened in this round, or why it opened none.
    #[cbor(n(20), default)]
    pub linked: Option<Linked>,
}

/// The case that a step opened and waits for.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Linked {
    /// Which; none where none could be opened, and a person does what it was for.
    #[n(0)]
    pub case: Option<CaseId>,
    /// Why none could be opened, as a code.
    #[n(1)]
    pub failed: Option<String>,
    /// Whether it has ended.
    #[n(2)]
    pub ended: bool,
}

/// How a decision table came to its answer, or why it had none.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct TableAnswer {
    /// The version of the table: the hash of what is written.
    #[n(0)]
    pub table: ContentHash,
    /// The value of each input, in the order of the table.
    #[n(1)]
    pub inputs: Vec<TableInput>,
    /// The rules that gave the answer, from 1; none where a default did, or where there is no answer.
    #[n(2)]
    pub rules: Vec<u32>,
    /// What those rules rest on, each once.
    #[n(3)]
    pub basis: Vec<String>,
    /// Why there is no answer, as a code: `no_rule`, `several_rules`, `not_allowed` or `not_evaluated`.
    #[n(4)]
    pub failed: Option<String>,
}

/// What a decision table was told.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct TableInput {
    /// The expression, as it is written.
    #[n(0)]
    pub expression: String,
    /// Its value.
    #[n(1)]
    pub value: Private,
}

/// A round of a step that was done, when the next began.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct EarlierRound {
    /// Which.
    #[n(0)]
    pub round: u32,
    /// The day on which it settled.
    #[n(1)]
    pub settled_on: Option<Date>,
    /// The position of the record that settled it.
    #[n(2)]
    pub settled_in: u64,
    /// Who completed it.
    #[n(3)]
    pub completed_by: Option<PersonId>,
    /// Its named days.
    #[n(4)]
    pub moments: BTreeMap<String, Date>,
    /// What it left.
    #[n(5)]
    pub outputs: BTreeMap<String, Private>,
}

/// A round of a step that was done, whether a later one has begun or not.
#[derive(Clone, Copy, Debug)]
pub struct DoneRound<'s> {
    /// The position of the record that settled it.
    pub settled_in: u64,
    /// The day on which it settled.
    pub settled_on: Option<Date>,
    /// Its named days.
    pub moments: &'s BTreeMap<String, Date>,
    /// What it left.
    pub outputs: &'s BTreeMap<String, Private>,
}

impl StepState {
    /// A step that waits.
    #[must_use]
    pub fn waiting() -> Self {
        Self {
            status: StepStatus::Waiting,
            round: 0,
            role: None,
            owner: None,
            opened_at: None,
            settled_on: None,
            completed_by: None,
            moments: BTreeMap::new(),
            outputs: BTreeMap::new(),
            slots: BTreeMap::new(),
            drafts: BTreeMap::new(),
            because: None,
            proposal: None,
            settled_in: 0,
            cause: None,
            earlier: Vec::new(),
            table: None,
            worked: BTreeSet::new(),
            linked: None,
        }
    }

    /// Whether it goes on when a case has ended that it opened.
    #[must_use]
    pub fn waits_for_a_case(&self) -> bool {
        self.linked.as_ref().is_some_and(|linked| linked.case.is_some() && !linked.ended)
    }

    /// The rounds that were done, oldest first.
    pub fn done_rounds(&self) -> impl Iterator<Item = DoneRound<'_>> {
        let earlier = self.earlier.iter().map(|round| DoneRound {
            settled_in: round.settled_in,
            settled_on: round.settled_on,
            moments: &round.moments,
            outputs: &round.outputs,
        });
        let last = (self.status == StepStatus::Done).then_some(DoneRound {
            settled_in: self.settled_in,
            settled_on: self.settled_on,
            moments: &self.moments,
            outputs: &self.outputs,
        });
        earlier.chain(last)
    }

    /// How many contributions were given.
    #[must_use]
    pub fn given(&self) -> usize {
        self.slots.values().filter(|slot| matches!(slot.state, SlotState::Given { .. })).count()
    }

    /// Whether somebody can work on it.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.status == StepStatus::Active
    }
}
