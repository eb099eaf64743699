//! What somebody wants to happen, in the imperative.

use minicbor::{Decode, Encode};

use crate::deadline::{Generation, TimerKind};
use crate::effect::{EffectId, EffectOutcome};
use crate::id::{
    CaseId, CitizenId, ContentHash, DeadlineName, EventName, FactName, PersonId, StageName, StepName,
    StreamId, TaskName, UnitId, WorkflowName,
};
use crate::organisation::Activated;
use crate::plugin::PluginAnswer;
use crate::time::{Date, Timestamp};
use crate::value::Value;

/// An order to the one writer. It stands in the record as given, sealed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
// One line a field: the enum reads as a table.
#[rustfmt::skip]
#[expect(missing_docs, reason = "a field is what its name and its type say; the rest stands on the variant")]
pub enum Command {
    /// Register a citizen.
    #[n(1)]
    RegisterCitizen {
        #[n(0)] cpr: String,
        #[n(1)] name: String,
        #[n(2)] birth_date: Date,
        #[n(3)] synthetic: bool,
        #[n(4)] digital_post: bool,
    },
    /// Open a case.
    #[n(2)]
    OpenCase {
        #[n(0)] citizen: CitizenId,
        #[n(1)] workflow: WorkflowName,
        #[n(2)] event: EventName,
        #[n(3)] on: Date,
        #[n(4)] unit: UnitId,
        #[n(5)] note: Option<String>,
    },
    /// Take a task.
    #[n(3)]
    Claim {
        #[n(0)] case: CaseId,
        #[n(1)] task: TaskName,
    },
    /// Give a task back to its role.
    #[n(4)]
    Release {
        #[n(0)] case: CaseId,
        #[n(1)] task: TaskName,
    },
    /// Give a task to a colleague.
    #[n(5)]
    Delegate {
        #[n(0)] case: CaseId,
        #[n(1)] task: TaskName,
        #[n(2)] to: PersonId,
        #[n(3)] note: Option<String>,
    },
    /// Complete a task, or the next part of it.
    #[n(6)]
    Complete {
        #[n(0)] case: CaseId,
        #[n(1)] task: TaskName,
        #[n(2)] values: Value,
        #[n(3)] on: Option<Date>,
    },
    /// Save unfinished work.
    #[n(7)]
    SaveDraft {
        #[n(0)] case: CaseId,
        #[n(1)] task: TaskName,
        #[n(2)] content: Option<Value>,
    },
    /// Go on without a contribution that did not come.
    #[n(8)]
    GoOnWithout {
        #[n(0)] case: CaseId,
        #[n(1)] task: TaskName,
        #[n(2)] reason: String,
    },
    /// Write down a goal in the citizen's words.
    #[n(9)]
    AddGoal {
        #[n(0)] case: CaseId,
        #[n(1)] words: String,
        #[n(2)] on: Option<Date>,
    },
    /// Put a goal into staff words, beside the citizen's.
    #[n(10)]
    RewordGoal {
        #[n(0)] case: CaseId,
        #[n(1)] number: u32,
        #[n(2)] staff_words: String,
    },
    /// Take a note.
    #[n(11)]
    AddNote {
        #[n(0)] case: CaseId,
        #[n(1)] text: String,
        #[n(2)] on: Option<Date>,
    },
    /// Record that an event happened.
    #[n(12)]
    RecordEvent {
        #[n(0)] case: CaseId,
        #[n(1)] event: EventName,
        #[n(2)] on: Date,
        #[n(3)] at: Option<Timestamp>,
        #[n(4)] note: Option<String>,
        #[n(5)] channel: Option<String>,
        #[n(6)] about: Option<Vec<u32>>,
    },
    /// Correct the day of a recorded event.
    #[n(13)]
    CorrectEvent {
        #[n(0)] case: CaseId,
        #[n(1)] number: u32,
        #[n(2)] on: Date,
        #[n(3)] reason: String,
    },
    /// Correct a fact; the old value stays in the history.
    #[n(14)]
    CorrectFact {
        #[n(0)] case: CaseId,
        #[n(1)] fact: FactName,
        #[n(2)] slot: u32,
        #[n(3)] value: Value,
        #[n(4)] reason: String,
    },
    /// Stop a clock.
    #[n(15)]
    PauseDeadline {
        #[n(0)] case: CaseId,
        #[n(1)] deadline: DeadlineName,
        #[n(2)] from: Option<Date>,
        #[n(3)] ground: String,
        #[n(4)] reason: String,
    },
    /// Let a clock go on.
    #[n(16)]
    ResumeDeadline {
        #[n(0)] case: CaseId,
        #[n(1)] deadline: DeadlineName,
        #[n(2)] to: Option<Date>,
    },
    /// Extend a deadline, once.
    #[n(17)]
    ExtendDeadline {
        #[n(0)] case: CaseId,
        #[n(1)] deadline: DeadlineName,
        #[n(2)] until: Date,
        #[n(3)] ground: String,
        #[n(4)] reason: String,
    },
    /// Answer for a missed deadline.
    #[n(18)]
    AnswerMiss {
        #[n(0)] case: CaseId,
        #[n(1)] deadline: DeadlineName,
        #[n(2)] reason: String,
    },
    /// Close a case by hand.
    #[n(19)]
    CloseCase {
        #[n(0)] case: CaseId,
        #[n(1)] reason: String,
    },
    /// Let a closed case go on.
    #[n(20)]
    ReopenCase {
        #[n(0)] case: CaseId,
        #[n(1)] reason: String,
    },
    /// Start a step that a person may start.
    #[n(21)]
    StartStep {
        #[n(0)] case: CaseId,
        #[n(1)] step: StepName,
        #[n(2)] reason: String,
    },
    /// Stop a step; somebody then decides how to go on.
    #[n(22)]
    CancelStep {
        #[n(0)] case: CaseId,
        #[n(1)] step: StepName,
        #[n(2)] reason: String,
    },
    /// End a stage early: what is open in it is closed.
    #[n(56)]
    EndStage {
        #[n(0)] case: CaseId,
        #[n(1)] stage: StageName,
        #[n(2)] values: Value,
        #[n(3)] reason: String,
    },
    /// Settle a concern that a correction raised.
    #[n(23)]
    SettleConcern {
        #[n(0)] case: CaseId,
        #[n(1)] number: u32,
        #[n(2)] finding: String,
    },
    /// Withdraw consents: what they opened closes in the same record.
    #[n(24)]
    WithdrawConsent {
        #[n(0)] citizen: CitizenId,
        #[n(1)] purposes: Vec<String>,
        #[n(2)] on: Option<Date>,
        #[n(3)] note: Option<String>,
    },
    /// Change the coordinator.
    #[n(25)]
    AppointCoordinator {
        #[n(0)] citizen: CitizenId,
        #[n(1)] person: PersonId,
        #[n(2)] deputy: Option<PersonId>,
        #[n(3)] reason: String,
    },
    /// Destroy the key of a citizen or of a case.
    #[n(26)]
    Erase {
        #[n(0)] stream: StreamId,
        #[n(1)] basis: String,
    },
    /// The key is destroyed.
    #[n(27)]
    FinishErasure {
        #[n(0)] stream: StreamId,
    },
    /// Put a municipality file and definitions into force.
    #[n(28)]
    Activate {
        #[n(0)] municipality: ContentHash,
        #[n(1)] workflows: Vec<(WorkflowName, Activated)>,
        #[cbor(n(2), default)] plugins: Vec<(String, ContentHash)>,
    },
    /// Make a token.
    #[n(29)]
    CreateToken {
        #[n(0)] person: PersonId,
        #[n(1)] hash: ContentHash,
        #[n(2)] label: String,
        #[n(3)] expires_at: Option<Timestamp>,
    },
    /// Revoke a token.
    #[n(30)]
    RevokeToken {
        #[n(0)] person: PersonId,
        #[n(1)] number: u32,
    },
    /// A timer fell due.
    #[n(31)]
    FireTimer {
        #[n(0)] case: CaseId,
        #[n(1)] deadline: DeadlineName,
        #[n(2)] timer: TimerKind,
        #[n(3)] generation: Generation,
    },
    /// An effect for a receiver that does not deduplicate begins.
    #[n(32)]
    StartEffect {
        #[n(0)] stream: StreamId,
        #[n(1)] id: EffectId,
    },
    /// An effect ended.
    #[n(33)]
    FinishEffect {
        #[n(0)] stream: StreamId,
        #[n(1)] id: EffectId,
        #[n(2)] outcome: EffectOutcome,
    },
    /// Hold timers and effects: the clock jumped.
    #[n(34)]
    HoldClock {
        #[n(0)] because: String,
    },
    /// Confirm the clock: timers and effects go on.
    #[n(35)]
    ConfirmClock,
    /// Note another time zone database.
    #[n(36)]
    NoteTimeZones {
        #[n(0)] version: String,
    },
    /// What a plugin answered, or why it did not.
    #[n(50)]
    AnswerPlugin {
        #[n(0)] stream: StreamId,
        #[n(1)] id: EffectId,
        #[n(2)] answer: PluginAnswer,
    },
    /// Note that the directory came out of a backup: effects are held.
    #[n(51)]
    NoteRestore {
        #[n(0)] position: u64,
    },
    /// Let one effect go on that a restore held, or all of them and those to come.
    #[n(52)]
    ReleaseEffects {
        #[n(0)] id: Option<EffectId>,
    },
    /// Put definitions into force and leave the municipality file and plugins as they are.
    #[n(54)]
    ActivateWorkflows {
        #[n(0)] fits: Option<ContentHash>,
        #[n(1)] workflows: Vec<(WorkflowName, Activated)>,
    },
    /// Withdraw a definition that was ordered for a later day.
    #[n(53)]
    WithdrawActivation {
        #[n(0)] workflow: WorkflowName,
    },
    /// Quarantine a case whose invariant broke.
    #[n(37)]
    Quarantine {
        #[n(0)] case: CaseId,
        #[n(1)] because: String,
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
            Self::EndStage { .. } => "end_stage",
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
            Self::NoteRestore { .. } => "note_restore",
            Self::ReleaseEffects { .. } => "release_effects",
            Self::ActivateWorkflows { .. } => "activate_workflows",
            Self::WithdrawActivation { .. } => "withdraw_activation",
            Self::Quarantine { .. } => "quarantine",
            Self::AnswerPlugin { .. } => "answer_plugin",
        }
    }
}
