//! What happened, in the past tense. Events hold outcomes: the fold of a stream needs nothing else.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};

use crate::case::{FactUse, Measure};
use crate::deadline::{Deadline, DueDate, LedgerEntry};
use crate::effect::{EffectId, EffectOutcome};
use crate::id::{
    CaseId, CitizenId, ContentHash, DeadlineName, EventName, FactName, PersonId, RoleName, StepName, TaskName, UnitId,
    WorkflowName,
};
use crate::organisation::{Activated, Token};
use crate::step::StepStatus;
use crate::time::{Date, Timestamp};
use crate::value::{DataClass, Private};

/// Something that happened to a stream. The variant's number is its kind in the journal, for ever.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Event {
    // 1–49: cases
    /// A case was opened.
    #[n(1)]
    CaseOpened {
        /// Whose.
        #[n(0)]
        citizen: CitizenId,
        /// Which workflow.
        #[n(1)]
        workflow: WorkflowName,
        /// The definition in force.
        #[n(2)]
        definition: ContentHash,
        /// The rule pack in force.
        #[n(3)]
        rule_pack: ContentHash,
        /// The unit that owns it.
        #[n(4)]
        unit: UnitId,
        /// Every step of the definition.
        #[n(5)]
        steps: Vec<StepName>,
    },
    /// An event of the workflow was recorded.
    #[n(2)]
    Happened {
        /// Its number on the case.
        #[n(0)]
        number: u32,
        /// Which event.
        #[n(1)]
        event: EventName,
        /// On which day.
        #[n(2)]
        on: Date,
        /// At which instant, where known.
        #[n(3)]
        at: Option<Timestamp>,
        /// Words about it.
        #[n(4)]
        note: Option<Private>,
    },
    /// The day of a recorded event was corrected; the old one stays in the history.
    #[n(3)]
    HappeningCorrected {
        /// Its number.
        #[n(0)]
        number: u32,
        /// The day that was recorded.
        #[n(1)]
        was: Date,
        /// The right day.
        #[n(2)]
        on: Date,
        /// Why.
        #[n(3)]
        reason: Private,
    },
    /// A step opened.
    #[n(4)]
    StepOpened {
        /// Which.
        #[n(0)]
        step: StepName,
        /// Which round, from 1.
        #[n(1)]
        round: u32,
        /// Whose work it is.
        #[n(2)]
        role: Option<RoleName>,
        /// What each contribution is about, by number from 1.
        #[n(3)]
        slots: BTreeMap<u32, Private>,
    },
    /// A step's status changed without anybody completing it.
    #[n(5)]
    StepSettled {
        /// Which.
        #[n(0)]
        step: StepName,
        /// Skipped, closed, cancelled, done by the engine, or waiting again.
        #[n(1)]
        status: StepStatus,
        /// Why, as a code: a condition, an event, a consent.
        #[n(2)]
        because: String,
        /// The day.
        #[n(3)]
        on: Date,
    },
    /// A person completed a step.
    #[n(6)]
    StepCompleted {
        /// Which.
        #[n(0)]
        step: StepName,
        /// Who.
        #[n(1)]
        by: PersonId,
        /// On which day.
        #[n(2)]
        on: Date,
        /// What it leaves.
        #[n(3)]
        outputs: BTreeMap<String, Private>,
    },
    /// Something in a step has a day now: a hearing was sent, a reply came.
    #[n(7)]
    MomentReached {
        /// Which step.
        #[n(0)]
        step: StepName,
        /// Which moment.
        #[n(1)]
        moment: String,
        /// On which day.
        #[n(2)]
        on: Date,
        /// What it leaves.
        #[n(3)]
        outputs: BTreeMap<String, Private>,
    },
    /// A fact was entered or corrected.
    #[n(8)]
    FactEntered {
        /// Which.
        #[n(0)]
        fact: FactName,
        /// Which contribution, 0 without slots.
        #[n(1)]
        slot: u32,
        /// The value.
        #[n(2)]
        value: Private,
        /// Its class.
        #[n(3)]
        class: DataClass,
        /// Where it was asked.
        #[n(4)]
        step: StepName,
        /// In which round.
        #[n(5)]
        round: u32,
        /// For a correction: why.
        #[n(6)]
        correction: Option<Private>,
    },
    /// A task was claimed, or given to somebody.
    #[n(9)]
    TaskClaimed {
        /// Which.
        #[n(0)]
        task: TaskName,
        /// By or for whom.
        #[n(1)]
        by: PersonId,
        /// Who gave it, where that is somebody else.
        #[n(2)]
        given_by: Option<PersonId>,
        /// What the giver said.
        #[n(3)]
        note: Option<Private>,
    },
    /// A task went back to its role.
    #[n(10)]
    TaskReleased {
        /// Which.
        #[n(0)]
        task: TaskName,
        /// Who had it.
        #[n(1)]
        by: PersonId,
    },
    /// A draft was saved. An empty one is discarded.
    #[n(11)]
    DraftSaved {
        /// Of which task.
        #[n(0)]
        task: TaskName,
        /// Whose.
        #[n(1)]
        author: PersonId,
        /// What was written so far; `None` discards it.
        #[n(2)]
        content: Option<Private>,
    },
    /// A contribution was given.
    #[n(12)]
    ContributionGiven {
        /// Which.
        #[n(0)]
        task: TaskName,
        /// By whom.
        #[n(1)]
        by: PersonId,
        /// On which day.
        #[n(2)]
        on: Date,
    },
    /// The step goes on without a contribution.
    #[n(13)]
    ContributionWaived {
        /// Which.
        #[n(0)]
        task: TaskName,
        /// Who decided so.
        #[n(1)]
        by: PersonId,
        /// On which day.
        #[n(2)]
        on: Date,
        /// Why.
        #[n(3)]
        reason: Private,
    },
    /// The citizen said what they want.
    #[n(14)]
    GoalAdded {
        /// Its number on the case.
        #[n(0)]
        number: u32,
        /// Verbatim.
        #[n(1)]
        words: Private,
        /// On which day it was said.
        #[n(2)]
        said_on: Date,
    },
    /// Staff put a goal into their own words, beside the citizen's.
    #[n(15)]
    GoalReworded {
        /// Its number.
        #[n(0)]
        number: u32,
        /// In staff words.
        #[n(1)]
        staff_words: Private,
    },
    /// A plan was made.
    #[n(16)]
    PlanMade {
        /// In which step.
        #[n(0)]
        step: StepName,
        /// Measures by number from 1.
        #[n(1)]
        measures: BTreeMap<u32, Measure>,
        /// The facts that it leans on.
        #[n(2)]
        facts_used: Vec<FactUse>,
    },
    /// The citizen knows now that facts are used (FVL §19).
    #[n(17)]
    FactsMadeKnown {
        /// Through which step.
        #[n(0)]
        step: StepName,
        /// Of which plan.
        #[n(1)]
        plan: StepName,
    },
    /// A decision was made and sent.
    #[n(18)]
    DecisionSent {
        /// In which step.
        #[n(0)]
        step: StepName,
        /// The human maker.
        #[n(1)]
        maker: PersonId,
        /// Parts by number from 1.
        #[n(2)]
        parts: BTreeMap<u32, Private>,
        /// The day on which it was made.
        #[n(3)]
        decided_on: Date,
        /// The day on which it was sent.
        #[n(4)]
        sent_on: Date,
        /// How.
        #[n(5)]
        channel: String,
        /// The presumed day of receipt.
        #[n(6)]
        received_on: Date,
        /// What the citizen said in the hearing and how it counted.
        #[n(7)]
        hearing_considered: Option<Private>,
    },
    /// A note was taken.
    #[n(19)]
    NoteAdded {
        /// Its number on the case.
        #[n(0)]
        number: u32,
        /// The text.
        #[n(1)]
        text: Private,
        /// Who.
        #[n(2)]
        by: PersonId,
        /// On which day it happened.
        #[n(3)]
        on: Date,
    },
    /// An obligation was set.
    #[n(20)]
    DeadlineSet(#[n(0)] Box<Deadline>),
    /// An obligation has another date.
    #[n(21)]
    DeadlineMoved {
        /// Which.
        #[n(0)]
        deadline: DeadlineName,
        /// The day it had.
        #[n(1)]
        from: Date,
        /// The date it has, with its ladder.
        #[n(2)]
        to: Box<DueDate>,
        /// What moved it, as a code: `corrected`, `paused`, `resumed`, `extended`, `calendar`.
        #[n(3)]
        because: String,
    },
    /// The ledger of a deadline has a new entry, or an open pause was ended.
    #[n(22)]
    LedgerEntered {
        /// Which.
        #[n(0)]
        deadline: DeadlineName,
        /// The entry; a pause with an end replaces the open one.
        #[n(1)]
        entry: LedgerEntry,
    },
    /// An obligation was met.
    #[n(23)]
    DeadlineMet {
        /// Which.
        #[n(0)]
        deadline: DeadlineName,
        /// On which day.
        #[n(1)]
        on: Date,
    },
    /// The time ran out and the case went on.
    #[n(24)]
    DeadlineLapsed {
        /// Which.
        #[n(0)]
        deadline: DeadlineName,
        /// On which day.
        #[n(1)]
        on: Date,
    },
    /// An obligation went away.
    #[n(25)]
    DeadlineDropped {
        /// Which.
        #[n(0)]
        deadline: DeadlineName,
        /// Why, as a code.
        #[n(1)]
        because: String,
    },
    /// A rung fired, exactly once.
    #[n(26)]
    RungFired {
        /// Of which deadline.
        #[n(0)]
        deadline: DeadlineName,
        /// Which rung, from 0.
        #[n(1)]
        rung: u32,
        /// The people it reached.
        #[n(2)]
        to: Vec<PersonId>,
        /// Whether it stands for rungs that had passed.
        #[n(3)]
        catch_up: bool,
    },
    /// A missed deadline was answered with a reason.
    #[n(27)]
    MissAnswered {
        /// Which.
        #[n(0)]
        deadline: DeadlineName,
        /// By whom.
        #[n(1)]
        by: PersonId,
        /// The reason.
        #[n(2)]
        reason: Private,
    },
    /// Somebody holds a role on this case now.
    #[n(28)]
    HolderAppointed {
        /// Which role.
        #[n(0)]
        role: RoleName,
        /// Who.
        #[n(1)]
        person: PersonId,
        /// Who stands in.
        #[n(2)]
        deputy: Option<PersonId>,
        /// From which day.
        #[n(3)]
        from: Date,
    },
    /// The case ended.
    #[n(29)]
    CaseClosed {
        /// Why, as a code.
        #[n(0)]
        because: String,
        /// On which day.
        #[n(1)]
        on: Date,
        /// Words about it.
        #[n(2)]
        reason: Option<Private>,
    },
    /// The case goes on.
    #[n(30)]
    CaseReopened {
        /// On which day.
        #[n(0)]
        on: Date,
        /// Why.
        #[n(1)]
        reason: Private,
    },
    /// A correction took the ground from a completed step: a person has to look.
    #[n(31)]
    ConcernRaised {
        /// Its number on the case.
        #[n(0)]
        number: u32,
        /// Which step.
        #[n(1)]
        step: StepName,
        /// What lost its ground, as a code.
        #[n(2)]
        because: String,
    },
    /// A person looked at a concern.
    #[n(32)]
    ConcernSettled {
        /// Which.
        #[n(0)]
        number: u32,
        /// Who.
        #[n(1)]
        by: PersonId,
        /// What they found.
        #[n(2)]
        finding: Private,
    },
    /// An invariant was found broken; the case waits for an operator.
    #[n(33)]
    CaseQuarantined {
        /// What was found, as a code.
        #[n(0)]
        because: String,
    },

    // 50–59: effects, in the stream that intended them
    /// An effect for a receiver that does not deduplicate was begun.
    #[n(50)]
    EffectStarted {
        /// Which.
        #[n(0)]
        id: EffectId,
    },
    /// An effect ended.
    #[n(51)]
    EffectFinished {
        /// Which.
        #[n(0)]
        id: EffectId,
        /// How.
        #[n(1)]
        outcome: EffectOutcome,
    },
    /// A second, different result came for an effect that had ended.
    #[n(52)]
    EffectResultIgnored {
        /// Which.
        #[n(0)]
        id: EffectId,
        /// What it said.
        #[n(1)]
        outcome: EffectOutcome,
    },

    // 60–69: erasure, in the stream erased
    /// The key is to be destroyed.
    #[n(60)]
    ErasureOrdered {
        /// Under which provision.
        #[n(0)]
        basis: String,
    },
    /// The key is destroyed.
    #[n(61)]
    Erased,

    // 70–89: citizens
    /// A citizen was registered.
    #[n(70)]
    CitizenRegistered {
        /// Ten digits.
        #[n(0)]
        cpr: Private,
        /// Name.
        #[n(1)]
        name: Private,
        /// Birth date.
        #[n(2)]
        birth_date: Private,
        /// Whether the person is invented.
        #[n(3)]
        synthetic: bool,
        /// Whether letters go by Digital Post.
        #[n(4)]
        digital_post: bool,
    },
    /// A case of this citizen was opened.
    #[n(71)]
    CaseLinked {
        /// Which.
        #[n(0)]
        case: CaseId,
    },
    /// The citizen has a coordinator.
    #[n(72)]
    CoordinatorAppointed {
        /// Who.
        #[n(0)]
        person: PersonId,
        /// Who stands in.
        #[n(1)]
        deputy: Option<PersonId>,
        /// From which day.
        #[n(2)]
        from: Date,
        /// What was relied on, such as `load 24 of 25`.
        #[n(3)]
        relied_on: String,
        /// Why it changed.
        #[n(4)]
        reason: Option<Private>,
    },
    /// The citizen consented to a purpose.
    #[n(73)]
    ConsentGiven {
        /// Which purpose.
        #[n(0)]
        purpose: String,
        /// On which day.
        #[n(1)]
        on: Date,
        /// Who wrote it down.
        #[n(2)]
        by: Option<PersonId>,
        /// How it was given.
        #[n(3)]
        note: Option<Private>,
    },
    /// The citizen withdrew a consent.
    #[n(74)]
    ConsentWithdrawn {
        /// Which purpose.
        #[n(0)]
        purpose: String,
        /// On which day.
        #[n(1)]
        on: Date,
        /// What was said.
        #[n(2)]
        note: Option<Private>,
    },
    /// This registration duplicates another.
    #[n(75)]
    MergedInto {
        /// The one that stays; `None` undoes it.
        #[n(0)]
        citizen: Option<CitizenId>,
    },
    /// A case was found to be another registration's.
    #[n(76)]
    CitizenReassigned {
        /// Whose it is.
        #[n(0)]
        citizen: CitizenId,
    },

    // 90–109: the municipality
    /// A municipality file came into force.
    #[n(90)]
    MunicipalityActivated {
        /// Its bytes.
        #[n(0)]
        file: ContentHash,
    },
    /// A definition came into force for new cases.
    #[n(91)]
    WorkflowActivated {
        /// Which workflow.
        #[n(0)]
        workflow: WorkflowName,
        /// What was activated.
        #[n(1)]
        activated: Activated,
    },
    /// The daemon found another time zone database.
    #[n(92)]
    TimeZonesChanged {
        /// Its version.
        #[n(0)]
        version: String,
    },
    /// The clock jumped: timers and effects are held.
    #[n(93)]
    ClockHeld {
        /// What was seen.
        #[n(0)]
        because: String,
    },
    /// An operator confirmed the clock.
    #[n(94)]
    ClockConfirmed,
    /// A case number was given.
    #[n(95)]
    CaseNumbered {
        /// Which.
        #[n(0)]
        case: CaseId,
    },
    /// A citizen number was given.
    #[n(96)]
    CitizenNumbered {
        /// Which.
        #[n(0)]
        citizen: CitizenId,
    },

    // 110–119: staff
    /// A token was made.
    #[n(110)]
    TokenCreated {
        /// Its number.
        #[n(0)]
        number: u32,
        /// What is known of it.
        #[n(1)]
        token: Token,
    },
    /// A token was revoked.
    #[n(111)]
    TokenRevoked {
        /// Its number.
        #[n(0)]
        number: u32,
    },
}

impl Event {
    /// The version of the event's fields that this binary writes. Older ones are lifted at decode.
    #[must_use]
    pub const fn version(&self) -> u16 {
        1
    }
}
