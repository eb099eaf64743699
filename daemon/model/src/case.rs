//! A case as its history has left it.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};

use crate::deadline::Deadline;
use crate::effect::{EffectId, EffectOutcome, PendingEffect};
use crate::id::{
    CaseId, CitizenId, ContentHash, DeadlineName, EventName, FactName, PersonId, RoleName, StageName,
    StepName, UnitId, WorkflowName,
};
use crate::letter::Letter;
use crate::step::{Slot, StepState};
use crate::time::{Date, Timestamp};
use crate::value::{DataClass, Private};

/// Whether a case runs.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum CaseStatus {
    /// It runs.
    #[n(0)]
    Open,
    /// It ended.
    #[n(1)]
    Closed {
        /// On which day.
        #[n(0)]
        on: Date,
        /// Why, as a code: `completed`, an event's name, or `by_hand`.
        #[n(1)]
        because: String,
    },
    /// An invariant was found broken: nothing is decided on it until an operator has looked.
    #[n(2)]
    Quarantined {
        /// When.
        #[n(0)]
        at: Timestamp,
    },
}

/// A fact of the case file, with its source.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Fact {
    /// The value.
    #[n(0)]
    pub value: Private,
    /// Who may ever see it.
    #[n(1)]
    pub class: DataClass,
    /// Where it was asked.
    #[n(2)]
    pub step: StepName,
    /// In which round of that step.
    #[n(3)]
    pub round: u32,
    /// Who entered it.
    #[n(4)]
    pub by: Option<PersonId>,
    /// When it was recorded.
    #[n(5)]
    pub recorded_at: Timestamp,
    /// How often it was corrected; the old values stand in the history.
    #[n(6)]
    pub corrections: u32,
}

/// The place of a fact: its name, and the slot where several people contribute to the same (0 otherwise).
pub type FactPlace = (FactName, u32);

/// Something that happened to the case, as recorded or last corrected.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Happening {
    /// Which event of the workflow.
    #[n(0)]
    pub event: EventName,
    /// The day on which it happened: the anchor of deadlines.
    #[n(1)]
    pub happened_on: Date,
    /// The instant, where it is known.
    #[n(2)]
    pub happened_at: Option<Timestamp>,
    /// Words about it.
    #[n(3)]
    pub note: Option<Private>,
    /// Who recorded it.
    #[n(4)]
    pub by: Option<PersonId>,
    /// When it was recorded.
    #[n(5)]
    pub recorded_at: Timestamp,
    /// How often it was corrected.
    #[n(6)]
    pub corrections: u32,
    /// The position of the record that told of it: what came after it, and what before.
    #[n(7)]
    pub recorded_in: u64,
    /// How it came, such as `oral`, where that matters.
    #[n(8)]
    pub channel: Option<String>,
    /// The parts of the decision that a complaint is about, by number; empty means all.
    #[n(9)]
    pub about: Vec<u32>,
}

/// A goal in the citizen's own words. Never overwritten by staff (law 6 of the product).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Goal {
    /// Verbatim.
    #[n(0)]
    pub words: Private,
    /// What staff make of it; another field.
    #[n(1)]
    pub staff_words: Option<Private>,
    /// Who wrote it down.
    #[n(2)]
    pub by: Option<PersonId>,
    /// On which day it was said.
    #[n(3)]
    pub said_on: Date,
}

/// A measure of the plan.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Measure {
    /// What it is, for which goal, under which provision: a sealed record.
    #[n(0)]
    pub content: Private,
}

/// That a plan or decision leans on a fact.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct FactUse {
    /// Which fact.
    #[n(0)]
    pub fact: FactName,
    /// Which slot of it, 0 without slots.
    #[n(1)]
    pub slot: u32,
    /// Whether it speaks against the citizen.
    #[n(2)]
    pub adverse: bool,
    /// Whether the citizen knows that it is used (FVL §19).
    #[n(3)]
    pub known_to_party: bool,
}

/// The plan of a case.
#[derive(Clone, Debug, PartialEq, Eq, Default, Encode, Decode)]
pub struct Plan {
    /// Measures by number.
    #[n(0)]
    pub measures: BTreeMap<u32, Measure>,
    /// The facts that it leans on.
    #[n(1)]
    pub facts_used: Vec<FactUse>,
}

/// A decision with its parts, as made.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Decided {
    /// The human maker (law 4 of the product).
    #[n(0)]
    pub maker: PersonId,
    /// Parts by number: measure, outcome, basis, reasons, dates. Sealed records.
    #[n(1)]
    pub parts: BTreeMap<u32, Private>,
    /// The day on which it was made.
    #[n(2)]
    pub decided_on: Date,
    /// The day on which it was sent.
    #[n(3)]
    pub sent_on: Date,
    /// How it was sent, such as `digital_post`.
    #[n(4)]
    pub channel: String,
    /// The day on which the citizen is presumed to have received it.
    #[n(5)]
    pub received_on: Date,
    /// What the citizen said in the hearing and how it counted.
    #[n(6)]
    pub hearing_considered: Option<Private>,
    /// How the findings of the complaint board were followed, where it sent the case back.
    #[n(7)]
    pub board_considered: Option<Private>,
    /// The round of the step in which it was made: 1, and 2 after a remittal.
    #[n(8)]
    pub round: u32,
}

/// A note on the case (OFL §13).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Note {
    /// The text.
    #[n(0)]
    pub text: Private,
    /// Who wrote it.
    #[n(1)]
    pub by: PersonId,
    /// When it was recorded.
    #[n(2)]
    pub recorded_at: Timestamp,
    /// On which day it happened.
    #[n(3)]
    pub happened_on: Date,
}

/// Who holds a role on this case, beside whoever claims a task.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Holder {
    /// The person.
    #[n(0)]
    pub person: PersonId,
    /// Who stands in for them.
    #[n(1)]
    pub deputy: Option<PersonId>,
    /// Since when.
    #[n(2)]
    pub since: Date,
    /// Who confirmed a plugin's proposal of them.
    #[n(3)]
    pub by: Option<PersonId>,
    /// The component that proposed them.
    #[n(4)]
    pub component: Option<ContentHash>,
}

/// A case as its history has left it: the fold of its events and of nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct CaseState {
    /// Which case.
    #[n(0)]
    pub id: CaseId,
    /// How many records have touched it.
    #[n(1)]
    pub version: u64,
    /// Hash of the last record that touched it.
    #[n(2)]
    pub last_record: ContentHash,
    /// Whose case.
    #[n(3)]
    pub citizen: CitizenId,
    /// Which workflow.
    #[n(4)]
    pub workflow: WorkflowName,
    /// The definition it keeps until a person moves it.
    #[n(5)]
    pub definition: ContentHash,
    /// The rule pack it keeps until a person moves it.
    #[n(6)]
    pub rule_pack: ContentHash,
    /// The unit that owns it.
    #[n(7)]
    pub unit: UnitId,
    /// Whether it runs.
    #[n(8)]
    pub status: CaseStatus,
    /// When it was recorded.
    #[n(9)]
    pub opened_at: Timestamp,
    /// Steps by name; every step of the definition has a state.
    #[n(10)]
    pub steps: BTreeMap<StepName, StepState>,
    /// The case file.
    #[n(11)]
    pub facts: BTreeMap<FactPlace, Fact>,
    /// What happened, by number from 1.
    #[n(12)]
    pub happenings: BTreeMap<u32, Happening>,
    /// Goals by number from 1.
    #[n(13)]
    pub goals: BTreeMap<u32, Goal>,
    /// Plans by the step that made them.
    #[n(14)]
    pub plans: BTreeMap<StepName, Plan>,
    /// Decisions by the step that made them.
    #[n(15)]
    pub decisions: BTreeMap<StepName, Decided>,
    /// Notes by number from 1.
    #[n(16)]
    pub notes: BTreeMap<u32, Note>,
    /// Obligations by name.
    #[n(17)]
    pub deadlines: BTreeMap<DeadlineName, Deadline>,
    /// Who holds a role on this case.
    #[n(18)]
    pub holders: BTreeMap<RoleName, Holder>,
    /// Effects that have not ended, by ordinal within their record.
    #[n(19)]
    pub effects: Vec<PendingEffect>,
    /// Tasks for the coordinator that a correction opened, by number: each says what lost its ground.
    #[n(20)]
    pub concerns: BTreeMap<u32, Concern>,
    /// Whether its key was ordered destroyed.
    #[n(21)]
    pub erasing: bool,
    /// Whether its key is destroyed.
    #[n(22)]
    pub erased: bool,
    /// How the last effects ended, newest last; at most [`ENDED_EFFECTS_MAX`], to know a duplicate from a conflict.
    #[n(23)]
    pub ended_effects: Vec<(EffectId, EffectOutcome)>,
    /// The key under which its values are sealed.
    #[n(24)]
    pub key: u64,
    /// Decisions that a later round of the same step followed, oldest first.
    #[n(25)]
    pub earlier_decisions: BTreeMap<StepName, Vec<Decided>>,
    /// Letters that it sent, by number from 1.
    #[cbor(n(29), default)]
    pub letters: BTreeMap<u32, Letter>,
    /// The step of another case that opened it, where one did.
    #[cbor(n(30), default)]
    pub parent: Option<Parent>,
    /// Whether it has ended at least once, and was perhaps reopened since.
    #[cbor(n(31), default)]
    pub has_ended: bool,
    /// Pauses of the workflow that last, by name.
    #[cbor(n(34), default)]
    pub pauses: BTreeMap<String, Pause>,
    /// Stages that a person ended early, each as it was ended last.
    #[cbor(n(36), default)]
    pub ended_early: BTreeMap<StageName, EndedEarly>,
}

/// That a person ended a stage before its work was done.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct EndedEarly {
    /// Who.
    #[n(0)]
    pub by: PersonId,
    /// When.
    #[n(1)]
    pub on: Date,
    /// Why.
    #[n(2)]
    pub reason: Private,
    /// The position of the record: a later round of the stage is not ended with it.
    #[n(3)]
    pub recorded_in: u64,
}

/// A pause of the workflow that lasts.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Pause {
    /// The number of the happening with which it began; its day is the first of the pause.
    #[n(0)]
    pub cause: u32,
    /// The steps that it holds.
    #[n(1)]
    pub steps: Vec<StepName>,
}

/// The step of a case that opened another one and waits for its end.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Parent {
    /// The case that waits.
    #[n(0)]
    pub case: CaseId,
    /// Its step.
    #[n(1)]
    pub step: StepName,
}

/// Ended effects that a case remembers: a result that comes later than so many others is taken as a duplicate.
pub const ENDED_EFFECTS_MAX: usize = 32;

/// A completed step whose ground a correction removed: a person looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Concern {
    /// The step.
    #[n(0)]
    pub step: StepName,
    /// What lost its ground, as a code.
    #[n(1)]
    pub because: String,
    /// When it was raised.
    #[n(2)]
    pub raised_at: Timestamp,
    /// Who settled it, once settled.
    #[n(3)]
    pub settled_by: Option<PersonId>,
}

impl CaseState {
    /// Whether work goes on.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.status, CaseStatus::Open)
    }

    /// The slot of a step, if it has it.
    #[must_use]
    pub fn slot(&self, step: &StepName, slot: u32) -> Option<&Slot> {
        self.steps.get(step).and_then(|state| state.slots.get(&slot))
    }

    /// The last uncorrected day on which an event happened.
    #[must_use]
    pub fn last_happening(&self, event: &str) -> Option<&Happening> {
        self.happenings.values().rev().find(|happening| happening.event.as_str() == event)
    }

    /// The first pause by name that holds a step, if one does.
    #[must_use]
    pub fn held_by(&self, step: &StepName) -> Option<(&str, &Pause)> {
        let mut pauses = self.pauses.iter();
        pauses.find(|(_, pause)| pause.steps.contains(step)).map(|(name, pause)| (name.as_str(), pause))
    }

    /// The decisions of a step, oldest first; the last is the one that stands.
    pub fn decisions_of(&self, step: &StepName) -> impl Iterator<Item = &Decided> {
        self.earlier_decisions.get(step).into_iter().flatten().chain(self.decisions.get(step))
    }
}
