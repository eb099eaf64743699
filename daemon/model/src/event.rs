//! What happened, in the past tense. Events hold outcomes: the fold of a stream needs nothing else.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};

use crate::case::{FactUse, Measure, Parent};
use crate::deadline::{Deadline, DueDate, LedgerEntry};
use crate::effect::{EffectId, EffectOutcome};
use crate::id::{
    CaseId, CitizenId, ContentHash, DeadlineName, EventName, FactName, PersonId, RoleName, StageName,
    StepName, TaskName, UnitId, WorkflowName,
};
use crate::organisation::{Activated, Token};
use crate::plugin::Verdict;
use crate::step::{StepStatus, TableAnswer};
use crate::time::{Date, Timestamp};
use crate::value::{DataClass, Private};

/// Something that happened to a stream. The variant's number is its kind in the journal, for ever.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
// One line a field: the enum reads as a table.
#[rustfmt::skip]
#[expect(missing_docs, reason = "a field is what its name and its type say; the rest stands on the variant")]
pub enum Event {
    // 1–49: cases
    /// A case was opened.
    #[n(1)]
    CaseOpened {
        #[n(0)] citizen: CitizenId,
        #[n(1)] workflow: WorkflowName,
        #[n(2)] definition: ContentHash,
        #[n(3)] rule_pack: ContentHash,
        #[n(4)] unit: UnitId,
        #[n(5)] steps: Vec<StepName>,
        #[cbor(n(6), default)] parent: Option<Parent>,
    },
    /// An event of the workflow was recorded.
    #[n(2)]
    Happened {
        #[n(0)] number: u32,
        #[n(1)] event: EventName,
        #[n(2)] on: Date,
        #[n(3)] at: Option<Timestamp>,
        #[n(4)] note: Option<Private>,
        #[n(5)] channel: Option<String>,
        #[n(6)] about: Option<Vec<u32>>,
    },
    /// The day of a recorded event was corrected; the old one stays in the history.
    #[n(3)]
    HappeningCorrected {
        #[n(0)] number: u32,
        #[n(1)] was: Date,
        #[n(2)] on: Date,
        #[n(3)] reason: Private,
    },
    /// A step opened.
    #[n(4)]
    StepOpened {
        #[n(0)] step: StepName,
        #[n(1)] round: u32,
        #[n(2)] role: Option<RoleName>,
        #[n(3)] slots: BTreeMap<u32, Private>,
        #[n(4)] cause: Option<u32>,
        #[n(5)] reopened: Option<Date>,
    },
    /// A step's status changed without anybody completing it.
    #[n(5)]
    StepSettled {
        #[n(0)] step: StepName,
        #[n(1)] status: StepStatus,
        #[n(2)] because: String,
        #[n(3)] on: Date,
    },
    /// A person completed a step.
    #[n(6)]
    StepCompleted {
        #[n(0)] step: StepName,
        #[n(1)] by: PersonId,
        #[n(2)] on: Date,
        #[n(3)] outputs: BTreeMap<String, Private>,
    },
    /// Something in a step has a day now: a hearing was sent, a reply came.
    #[n(7)]
    MomentReached {
        #[n(0)] step: StepName,
        #[n(1)] moment: String,
        #[n(2)] on: Date,
        #[n(3)] outputs: BTreeMap<String, Private>,
    },
    /// A fact was entered or corrected.
    #[n(8)]
    FactEntered {
        #[n(0)] fact: FactName,
        #[n(1)] slot: u32,
        #[n(2)] value: Private,
        #[n(3)] class: DataClass,
        #[n(4)] step: StepName,
        #[n(5)] round: u32,
        #[n(6)] correction: Option<Private>,
    },
    /// A task was claimed, or given to somebody.
    #[n(9)]
    TaskClaimed {
        #[n(0)] task: TaskName,
        #[n(1)] by: PersonId,
        #[n(2)] given_by: Option<PersonId>,
        #[n(3)] note: Option<Private>,
    },
    /// A task went back to its role.
    #[n(10)]
    TaskReleased { #[n(0)] task: TaskName, #[n(1)] by: PersonId },
    /// A draft was saved. An empty one is discarded.
    #[n(11)]
    DraftSaved {
        #[n(0)] task: TaskName,
        #[n(1)] author: PersonId,
        #[n(2)] content: Option<Private>,
    },
    /// A contribution was given.
    #[n(12)]
    ContributionGiven {
        #[n(0)] task: TaskName,
        #[n(1)] by: PersonId,
        #[n(2)] on: Date,
    },
    /// The step goes on without a contribution.
    #[n(13)]
    ContributionWaived {
        #[n(0)] task: TaskName,
        #[n(1)] by: PersonId,
        #[n(2)] on: Date,
        #[n(3)] reason: Private,
    },
    /// The citizen said what they want.
    #[n(14)]
    GoalAdded {
        #[n(0)] number: u32,
        #[n(1)] words: Private,
        #[n(2)] said_on: Date,
    },
    /// Staff put a goal into their own words, beside the citizen's.
    #[n(15)]
    GoalReworded { #[n(0)] number: u32, #[n(1)] staff_words: Private },
    /// A plan was made.
    #[n(16)]
    PlanMade {
        #[n(0)] step: StepName,
        #[n(1)] measures: BTreeMap<u32, Measure>,
        #[n(2)] facts_used: Vec<FactUse>,
    },
    /// The citizen knows now that facts are used (FVL §19).
    #[n(17)]
    FactsMadeKnown { #[n(0)] step: StepName, #[n(1)] plan: StepName },
    /// A decision was made and sent.
    #[n(18)]
    DecisionSent {
        #[n(0)] step: StepName,
        #[n(1)] maker: PersonId,
        #[n(2)] parts: BTreeMap<u32, Private>,
        #[n(3)] decided_on: Date,
        #[n(4)] sent_on: Date,
        #[n(5)] channel: String,
        #[n(6)] received_on: Date,
        #[n(7)] hearing_considered: Option<Private>,
        #[n(8)] board_considered: Option<Private>,
    },
    /// A note was taken.
    #[n(19)]
    NoteAdded {
        #[n(0)] number: u32,
        #[n(1)] text: Private,
        #[n(2)] by: PersonId,
        #[n(3)] on: Date,
    },
    /// An obligation was set.
    #[n(20)]
    DeadlineSet(#[n(0)] Box<Deadline>),
    /// An obligation has another date.
    #[n(21)]
    DeadlineMoved {
        #[n(0)] deadline: DeadlineName,
        #[n(1)] from: Date,
        #[n(2)] to: Box<DueDate>,
        #[n(3)] because: String,
    },
    /// The ledger of a deadline has a new entry, or an open pause was ended.
    #[n(22)]
    LedgerEntered { #[n(0)] deadline: DeadlineName, #[n(1)] entry: LedgerEntry },
    /// An obligation was met.
    #[n(23)]
    DeadlineMet { #[n(0)] deadline: DeadlineName, #[n(1)] on: Date },
    /// The time ran out and the case went on.
    #[n(24)]
    DeadlineLapsed { #[n(0)] deadline: DeadlineName, #[n(1)] on: Date },
    /// An obligation went away.
    #[n(25)]
    DeadlineDropped { #[n(0)] deadline: DeadlineName, #[n(1)] because: String },
    /// A rung fired, exactly once.
    #[n(26)]
    RungFired {
        #[n(0)] deadline: DeadlineName,
        #[n(1)] rung: u32,
        #[n(2)] to: Vec<PersonId>,
        #[n(3)] catch_up: bool,
    },
    /// A missed deadline was answered with a reason.
    #[n(27)]
    MissAnswered { #[n(0)] deadline: DeadlineName, #[n(1)] by: PersonId, #[n(2)] reason: Private },
    /// Somebody holds a role on this case now.
    #[n(28)]
    HolderAppointed {
        #[n(0)] role: RoleName,
        #[n(1)] person: PersonId,
        #[n(2)] deputy: Option<PersonId>,
        #[n(3)] from: Date,
        #[n(4)] by: Option<PersonId>,
        #[n(5)] component: Option<ContentHash>,
    },
    /// The case ended.
    #[n(29)]
    CaseClosed {
        #[n(0)] because: String,
        #[n(1)] on: Date,
        #[n(2)] reason: Option<Private>,
    },
    /// The case goes on.
    #[n(30)]
    CaseReopened {
        #[n(0)] on: Date,
        #[n(1)] reason: Private,
        #[n(2)] steps: Option<Vec<StepName>>,
    },
    /// A correction took the ground from a completed step: a person has to look.
    #[n(31)]
    ConcernRaised {
        #[n(0)] number: u32,
        #[n(1)] step: StepName,
        #[n(2)] because: String,
    },
    /// A person looked at a concern.
    #[n(32)]
    ConcernSettled {
        #[n(0)] number: u32,
        #[n(1)] by: PersonId,
        #[n(2)] finding: Private,
    },
    /// An invariant was found broken; the case waits for an operator.
    #[n(33)]
    CaseQuarantined { #[n(0)] because: String },
    /// A letter was sent, and is kept as it was sent. Its hash is sealed too: what it says could be guessed from it.
    #[n(40)]
    LetterSent {
        #[n(0)] number: u32,
        #[n(1)] subject: String,
        #[n(2)] step: Option<StepName>,
        #[n(3)] version: u32,
        #[n(4)] template: String,
        #[n(5)] template_hash: ContentHash,
        #[n(6)] channel: String,
        #[n(7)] sent_on: Date,
        #[n(8)] by: PersonId,
        #[n(9)] language: String,
        #[n(10)] recipient: Private,
        #[n(11)] sha256: Private,
        #[n(12)] html: Private,
    },
    /// A plugin is asked for a proposal.
    #[n(44)]
    PluginCalled {
        #[n(0)] step: StepName,
        #[n(1)] plugin: String,
        #[n(2)] digest: ContentHash,
        #[n(3)] id: EffectId,
        #[n(4)] facts: Vec<FactName>,
    },
    /// A plugin proposed something; a person has to look.
    #[n(45)]
    PluginAnswered {
        #[n(0)] step: StepName,
        #[n(1)] plugin: String,
        #[n(2)] digest: Option<ContentHash>,
        #[n(3)] content: Private,
        #[n(4)] read: Private,
        #[n(5)] fuel: u64,
        #[n(6)] took_us: u64,
    },
    /// There is no proposal: a person does the step.
    #[n(46)]
    PluginFailed {
        #[n(0)] step: StepName,
        #[n(1)] plugin: String,
        #[n(2)] digest: Option<ContentHash>,
        #[n(3)] because: String,
        #[n(4)] words: Option<Private>,
        #[n(5)] fuel: u64,
        #[n(6)] role: Option<RoleName>,
    },
    /// A person confirmed a proposal, took something else, or put it aside.
    #[n(47)]
    ProposalSettled {
        #[n(0)] step: StepName,
        #[n(1)] by: PersonId,
        #[n(2)] verdict: Verdict,
        #[n(3)] reason: Option<Private>,
        #[n(4)] plugin: String,
        #[n(5)] digest: Option<ContentHash>,
        #[n(6)] role: Option<RoleName>,
    },

    /// A decision table answered, or could not: then a person does the step.
    #[n(49)]
    TableDecided {
        #[n(0)] step: StepName,
        #[n(1)] answer: Box<TableAnswer>,
        #[n(2)] outputs: BTreeMap<String, Private>,
    },

    /// A step opened a case of another workflow, or could not: then a person does what it was for.
    #[n(34)]
    LinkedCaseOpened {
        #[n(0)] step: StepName,
        #[n(1)] case: Option<CaseId>,
        #[n(2)] failed: Option<String>,
    },
    /// The case that a step opened has ended.
    #[n(35)]
    LinkedCaseEnded {
        #[n(0)] step: StepName,
        #[n(1)] case: CaseId,
        #[n(2)] outcome: String,
    },
    /// A pause of the workflow began with a happening: it holds steps.
    #[n(38)]
    PauseBegan { #[n(0)] pause: String, #[n(1)] cause: u32, #[n(2)] steps: Vec<StepName>, #[n(3)] on: Date },
    /// A pause of the workflow ended with a happening: its steps go on.
    #[n(39)]
    PauseEnded { #[n(0)] pause: String, #[n(1)] cause: u32, #[n(2)] on: Date },
    /// A person ended a stage early: what was open in it is closed.
    #[n(41)]
    StageEnded { #[n(0)] stage: StageName, #[n(1)] by: PersonId, #[n(2)] on: Date, #[n(3)] reason: Private },

    // 50–59: effects, in the stream that intended them
    /// An effect for a receiver that does not deduplicate was begun.
    #[n(50)]
    EffectStarted { #[n(0)] id: EffectId },
    /// An effect ended.
    #[n(51)]
    EffectFinished { #[n(0)] id: EffectId, #[n(1)] outcome: EffectOutcome },
    /// A second, different result came for an effect that had ended.
    #[n(52)]
    EffectResultIgnored { #[n(0)] id: EffectId, #[n(1)] outcome: EffectOutcome },

    // 60–69: erasure, in the stream erased
    /// The key is to be destroyed.
    #[n(60)]
    ErasureOrdered { #[n(0)] basis: String },
    /// The key is destroyed.
    #[n(61)]
    Erased,

    // 70–89: citizens
    /// A citizen was registered.
    #[n(70)]
    CitizenRegistered {
        #[n(0)] cpr: Private,
        #[n(1)] name: Private,
        #[n(2)] birth_date: Private,
        #[n(3)] synthetic: bool,
        #[n(4)] digital_post: bool,
    },
    /// A case of this citizen was opened.
    #[n(71)]
    CaseLinked { #[n(0)] case: CaseId },
    /// The citizen has a coordinator.
    #[n(72)]
    CoordinatorAppointed {
        #[n(0)] person: PersonId,
        #[n(1)] deputy: Option<PersonId>,
        #[n(2)] from: Date,
        #[n(3)] relied_on: String,
        #[n(4)] reason: Option<Private>,
    },
    /// The citizen consented to a purpose.
    #[n(73)]
    ConsentGiven {
        #[n(0)] purpose: String,
        #[n(1)] on: Date,
        #[n(2)] by: Option<PersonId>,
        #[n(3)] note: Option<Private>,
    },
    /// The citizen withdrew a consent.
    #[n(74)]
    ConsentWithdrawn {
        #[n(0)] purpose: String,
        #[n(1)] on: Date,
        #[n(2)] note: Option<Private>,
    },
    /// This registration duplicates another.
    #[n(75)]
    MergedInto { #[n(0)] citizen: Option<CitizenId> },
    /// A case was found to be another registration's.
    #[n(76)]
    CitizenReassigned { #[n(0)] citizen: CitizenId },

    // 90–109: the municipality
    /// A municipality file came into force.
    #[n(90)]
    MunicipalityActivated { #[n(0)] file: ContentHash },
    /// A definition came into force for new cases.
    #[n(91)]
    WorkflowActivated { #[n(0)] workflow: WorkflowName, #[n(1)] activated: Activated },
    /// The daemon found another time zone database.
    #[n(92)]
    TimeZonesChanged { #[n(0)] version: String },
    /// The clock jumped: timers and effects are held.
    #[n(93)]
    ClockHeld { #[n(0)] because: String },
    /// An operator confirmed the clock.
    #[n(94)]
    ClockConfirmed,
    /// The directory came out of a backup whose last record stands at a position: effects are held.
    #[n(95)]
    Restored { #[n(0)] position: u64 },
    /// An operator let one effect go on, or all of them.
    #[n(96)]
    EffectsReleased { #[n(0)] id: Option<EffectId> },
    /// A definition that was ordered for a later day does not come into force.
    #[n(97)]
    ActivationWithdrawn { #[n(0)] workflow: WorkflowName },
    /// A plugin's component came into force; nothing: it is called no more.
    #[n(48)]
    PluginActivated { #[n(0)] plugin: String, #[n(1)] digest: Option<ContentHash> },

    // 110–119: staff
    /// A token was made.
    #[n(110)]
    TokenCreated { #[n(0)] number: u32, #[n(1)] token: Token },
    /// A token was revoked.
    #[n(111)]
    TokenRevoked { #[n(0)] number: u32 },
}

impl Event {
    /// The version of the event's fields that this binary writes. Older ones are lifted at decode.
    #[must_use]
    pub const fn version(&self) -> u16 {
        1
    }
}
