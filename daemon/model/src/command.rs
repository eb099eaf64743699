//! What somebody wants to happen, in the imperative.

use minicbor::{Decode, Encode};

use crate::deadline::{Generation, TimerKind};
use crate::effect::{EffectId, EffectOutcome};
use crate::id::{
    CaseId, CitizenId, ContentHash, DeadlineName, EventName, FactName, PersonId, StepName, StreamId, TaskName, UnitId,
    WorkflowName,
};
use crate::organisation::Activated;
use crate::time::{Date, Timestamp};
use crate::value::Value;

/// An order to the one writer. It stands in the record as given, sealed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Command {
    /// Register a citizen.
    #[n(1)]
    RegisterCitizen {
        /// Ten digits.
        #[n(0)]
        cpr: String,
        /// Name.
        #[n(1)]
        name: String,
        /// Birth date.
        #[n(2)]
        birth_date: Date,
        /// Whether the person is invented.
        #[n(3)]
        synthetic: bool,
        /// Whether letters go by Digital Post.
        #[n(4)]
        digital_post: bool,
    },
    /// Open a case.
    #[n(2)]
    OpenCase {
        /// Whose.
        #[n(0)]
        citizen: CitizenId,
        /// Which workflow.
        #[n(1)]
        workflow: WorkflowName,
        /// The event that opens it.
        #[n(2)]
        event: EventName,
        /// The day on which it happened.
        #[n(3)]
        on: Date,
        /// The unit that takes it.
        #[n(4)]
        unit: UnitId,
        /// Words about it.
        #[n(5)]
        note: Option<String>,
    },
    /// Take a task.
    #[n(3)]
    Claim {
        /// On which case.
        #[n(0)]
        case: CaseId,
        /// Which.
        #[n(1)]
        task: TaskName,
    },
    /// Give a task back to its role.
    #[n(4)]
    Release {
        /// On which case.
        #[n(0)]
        case: CaseId,
        /// Which.
        #[n(1)]
        task: TaskName,
    },
    /// Give a task to a colleague.
    #[n(5)]
    Delegate {
        /// On which case.
        #[n(0)]
        case: CaseId,
        /// Which.
        #[n(1)]
        task: TaskName,
        /// To whom.
        #[n(2)]
        to: PersonId,
        /// What to know.
        #[n(3)]
        note: Option<String>,
    },
    /// Complete a task, or the next part of it.
    #[n(6)]
    Complete {
        /// On which case.
        #[n(0)]
        case: CaseId,
        /// Which.
        #[n(1)]
        task: TaskName,
        /// The answers, as the step's kind asks for them.
        #[n(2)]
        values: Value,
        /// The day on which it happened; today where absent.
        #[n(3)]
        on: Option<Date>,
    },
    /// Save unfinished work.
    #[n(7)]
    SaveDraft {
        /// On which case.
        #[n(0)]
        case: CaseId,
        /// Of which task.
        #[n(1)]
        task: TaskName,
        /// What was written so far; `None` discards it.
        #[n(2)]
        content: Option<Value>,
    },
    /// Go on without a contribution that did not come.
    #[n(8)]
    GoOnWithout {
        /// On which case.
        #[n(0)]
        case: CaseId,
        /// Which.
        #[n(1)]
        task: TaskName,
        /// Why.
        #[n(2)]
        reason: String,
    },
    /// Write down a goal in the citizen's words.
    #[n(9)]
    AddGoal {
        /// On which case.
        #[n(0)]
        case: CaseId,
        /// Verbatim.
        #[n(1)]
        words: String,
        /// On which day it was said.
        #[n(2)]
        on: Option<Date>,
    },
    /// Put a goal into staff words, beside the citizen's.
    #[n(10)]
    RewordGoal {
        /// On which case.
        #[n(0)]
        case: CaseId,
        /// Which.
        #[n(1)]
        number: u32,
        /// In staff words.
        #[n(2)]
        staff_words: String,
    },
    /// Take a note.
    #[n(11)]
    AddNote {
        /// On which case.
        #[n(0)]
        case: CaseId,
        /// The text.
        #[n(1)]
        text: String,
        /// On which day it happened.
        #[n(2)]
        on: Option<Date>,
    },
    /// Record that an event happened.
    #[n(12)]
    RecordEvent {
        /// To which case.
        #[n(0)]
        case: CaseId,
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
        note: Option<String>,
    },
    /// Correct the day of a recorded event.
    #[n(13)]
    CorrectEvent {
        /// On which case.
        #[n(0)]
        case: CaseId,
        /// Its number.
        #[n(1)]
        number: u32,
        /// The right day.
        #[n(2)]
        on: Date,
        /// Why.
        #[n(3)]
        reason: String,
    },
    /// Correct a fact; the old value stays in the history.
    #[n(14)]
    CorrectFact {
        /// On which case.
        #[n(0)]
        case: CaseId,
        /// Which.
        #[n(1)]
        fact: FactName,
        /// Which contribution, 0 without slots.
        #[n(2)]
        slot: u32,
        /// The right value.
        #[n(3)]
        value: Value,
        /// Why.
        #[n(4)]
        reason: String,
    },
    /// Stop a clock.
    #[n(15)]
    PauseDeadline {
        /// On which case.
        #[n(0)]
        case: CaseId,
        /// Which.
        #[n(1)]
        deadline: DeadlineName,
        /// First day that does not count; today where absent.
        #[n(2)]
        from: Option<Date>,
        /// The legal ground.
        #[n(3)]
        ground: String,
        /// Why.
        #[n(4)]
        reason: String,
    },
    /// Let a clock go on.
    #[n(16)]
    ResumeDeadline {
        /// On which case.
        #[n(0)]
        case: CaseId,
        /// Which.
        #[n(1)]
        deadline: DeadlineName,
        /// The day on which it goes on; today where absent.
        #[n(2)]
        to: Option<Date>,
    },
    /// Extend a deadline, once.
    #[n(17)]
    ExtendDeadline {
        /// On which case.
        #[n(0)]
        case: CaseId,
        /// Which.
        #[n(1)]
        deadline: DeadlineName,
        /// The new last day, before rolling.
        #[n(2)]
        until: Date,
        /// The legal ground.
        #[n(3)]
        ground: String,
        /// Why.
        #[n(4)]
        reason: String,
    },
    /// Answer for a missed deadline.
    #[n(18)]
    AnswerMiss {
        /// On which case.
        #[n(0)]
        case: CaseId,
        /// Which.
        #[n(1)]
        deadline: DeadlineName,
        /// The reason.
        #[n(2)]
        reason: String,
    },
    /// Close a case by hand.
    #[n(19)]
    CloseCase {
        /// Which.
        #[n(0)]
        case: CaseId,
        /// Why.
        #[n(1)]
        reason: String,
    },
    /// Let a closed case go on.
    #[n(20)]
    ReopenCase {
        /// Which.
        #[n(0)]
        case: CaseId,
        /// Why.
        #[n(1)]
        reason: String,
    },
    /// Start a step that a person may start.
    #[n(21)]
    StartStep {
        /// On which case.
        #[n(0)]
        case: CaseId,
        /// Which.
        #[n(1)]
        step: StepName,
        /// Why.
        #[n(2)]
        reason: String,
    },
    /// Stop a step; somebody then decides how to go on.
    #[n(22)]
    CancelStep {
        /// On which case.
        #[n(0)]
        case: CaseId,
        /// Which.
        #[n(1)]
        step: StepName,
        /// Why.
        #[n(2)]
        reason: String,
    },
    /// Settle a concern that a correction raised.
    #[n(23)]
    SettleConcern {
        /// On which case.
        #[n(0)]
        case: CaseId,
        /// Which.
        #[n(1)]
        number: u32,
        /// What was found.
        #[n(2)]
        finding: String,
    },
    /// Withdraw consents: what they opened closes in the same record.
    #[n(24)]
    WithdrawConsent {
        /// Whose.
        #[n(0)]
        citizen: CitizenId,
        /// For which purposes.
        #[n(1)]
        purposes: Vec<String>,
        /// On which day.
        #[n(2)]
        on: Option<Date>,
        /// What was said.
        #[n(3)]
        note: Option<String>,
    },
    /// Change the coordinator.
    #[n(25)]
    AppointCoordinator {
        /// Whose.
        #[n(0)]
        citizen: CitizenId,
        /// Who.
        #[n(1)]
        person: PersonId,
        /// Who stands in.
        #[n(2)]
        deputy: Option<PersonId>,
        /// Why.
        #[n(3)]
        reason: String,
    },
    /// Destroy the key of a citizen or of a case.
    #[n(26)]
    Erase {
        /// Which stream.
        #[n(0)]
        stream: StreamId,
        /// Under which provision.
        #[n(1)]
        basis: String,
    },
    /// The key is destroyed.
    #[n(27)]
    FinishErasure {
        /// Which stream.
        #[n(0)]
        stream: StreamId,
    },
    /// Put a municipality file and definitions into force.
    #[n(28)]
    Activate {
        /// The municipality file.
        #[n(0)]
        municipality: ContentHash,
        /// Definitions by workflow.
        #[n(1)]
        workflows: Vec<(WorkflowName, Activated)>,
    },
    /// Make a token.
    #[n(29)]
    CreateToken {
        /// For whom.
        #[n(0)]
        person: PersonId,
        /// SHA-256 of the token.
        #[n(1)]
        hash: ContentHash,
        /// What it is for.
        #[n(2)]
        label: String,
        /// When it ends by itself.
        #[n(3)]
        expires_at: Option<Timestamp>,
    },
    /// Revoke a token.
    #[n(30)]
    RevokeToken {
        /// Whose.
        #[n(0)]
        person: PersonId,
        /// Which.
        #[n(1)]
        number: u32,
    },
    /// A timer fell due.
    #[n(31)]
    FireTimer {
        /// On which case.
        #[n(0)]
        case: CaseId,
        /// Of which deadline.
        #[n(1)]
        deadline: DeadlineName,
        /// Which.
        #[n(2)]
        timer: TimerKind,
        /// The arming that it belongs to.
        #[n(3)]
        generation: Generation,
    },
    /// An effect for a receiver that does not deduplicate begins.
    #[n(32)]
    StartEffect {
        /// Where it stands.
        #[n(0)]
        stream: StreamId,
        /// Which.
        #[n(1)]
        id: EffectId,
    },
    /// An effect ended.
    #[n(33)]
    FinishEffect {
        /// Where it stands.
        #[n(0)]
        stream: StreamId,
        /// Which.
        #[n(1)]
        id: EffectId,
        /// How.
        #[n(2)]
        outcome: EffectOutcome,
    },
    /// Hold timers and effects: the clock jumped.
    #[n(34)]
    HoldClock {
        /// What was seen.
        #[n(0)]
        because: String,
    },
    /// Confirm the clock: timers and effects go on.
    #[n(35)]
    ConfirmClock,
    /// Note another time zone database.
    #[n(36)]
    NoteTimeZones {
        /// Its version.
        #[n(0)]
        version: String,
    },
    /// Quarantine a case whose invariant broke.
    #[n(37)]
    Quarantine {
        /// Which.
        #[n(0)]
        case: CaseId,
        /// What was found, as a code.
        #[n(1)]
        because: String,
    },
}

impl Command {
    /// A stable word for the command, for logs, histories and metrics. Never personal data.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::RegisterCitizen { .. } => "register_citizen",
            Self::OpenCase { .. } => "open_case",
            Self::Claim { .. } => "claim",
            Self::Release { .. } => "release",
            Self::Delegate { .. } => "delegate",
            Self::Complete { .. } => "complete",
            Self::SaveDraft { .. } => "save_draft",
            Self::GoOnWithout { .. } => "go_on_without",
            Self::AddGoal { .. } => "add_goal",
            Self::RewordGoal { .. } => "reword_goal",
            Self::AddNote { .. } => "add_note",
            Self::RecordEvent { .. } => "record_event",
            Self::CorrectEvent { .. } => "correct_event",
            Self::CorrectFact { .. } => "correct_fact",
            Self::PauseDeadline { .. } => "pause_deadline",
            Self::ResumeDeadline { .. } => "resume_deadline",
            Self::ExtendDeadline { .. } => "extend_deadline",
            Self::AnswerMiss { .. } => "answer_miss",
            Self::CloseCase { .. } => "close_case",
            Self::ReopenCase { .. } => "reopen_case",
            Self::StartStep { .. } => "start_step",
            Self::CancelStep { .. } => "cancel_step",
            Self::SettleConcern { .. } => "settle_concern",
            Self::WithdrawConsent { .. } => "withdraw_consent",
            Self::AppointCoordinator { .. } => "appoint_coordinator",
            Self::Erase { .. } => "erase",
            Self::FinishErasure { .. } => "finish_erasure",
            Self::Activate { .. } => "activate",
            Self::CreateToken { .. } => "create_token",
            Self::RevokeToken { .. } => "revoke_token",
            Self::FireTimer { .. } => "fire_timer",
            Self::StartEffect { .. } => "start_effect",
            Self::FinishEffect { .. } => "finish_effect",
            Self::HoldClock { .. } => "hold_clock",
            Self::ConfirmClock => "confirm_clock",
            Self::NoteTimeZones { .. } => "note_time_zones",
            Self::Quarantine { .. } => "quarantine",
        }
    }
}
