//! JSON shapes of the HTTP API: what a request carries, what an answer says, and how an error looks.
//!
//! Shapes only. Dates (`2026-08-03`), instants (RFC 3339, UTC) and identifiers (`case-17`, `citizen-9`,
//! `findings.2`) are text here; `api` reads them and points at the one that is wrong. Fields of answers are
//! always present, `null` where there is nothing to say. Requests refuse fields that they do not know.

pub mod cases;
pub mod citizens;
pub mod deadlines;
pub mod entries;
pub mod fields;
pub mod history;
pub mod letters;
pub mod operations;
pub mod people;
pub mod plugins;
pub mod problem;
pub mod shown;
pub mod steps;
pub mod tasks;
pub mod workflows;
pub mod written;

pub use cases::{
    Case, CasePage, CaseQuery, CaseRow, CaseStatus, Complaint, Concern, Decision, DecisionPart, Fact,
    FactUse, Goal, Happening, Holder, Measure, NextDue, Note, OpenCase, Pause, Plan, Reason,
};
pub use citizens::{
    AppointCoordinator, Citizen, Consent, Coordinator, Erase, FindCitizen, FoundCitizen, RegisterCitizen,
    Tenure, WithdrawConsents,
};
pub use deadlines::{
    AnswerMiss, Deadline, DeadlineList, ExtendDeadline, LedgerEntry, Miss, Obliged, PauseDeadline,
    ResumeDeadline, Rung,
};
pub use entries::{
    AddGoal, AddNote, CorrectEvent, CorrectFact, EndStage, RecordEvent, RewordGoal, SettleConcern,
};
pub use fields::{Choice, Edge, Field, OnlyWhere, Takes, Task};
pub use history::{
    CheckExplained, Explanation, HistoryEvent, HistoryPage, HistoryRow, LookList, LookRow, Need, PageQuery,
    StepExplained,
};
pub use letters::{LetterList, LetterPreview, LetterRow, Missing, PreviewLetter};
pub use operations::{AdvanceClock, Advanced, Clock, Effect, EffectList, Health};
pub use people::{CreateToken, CreatedToken, HeldRole, Me, Token, TokenList};
pub use plugins::{Plugin, PluginList, Proposal};
pub use problem::{FieldFault, Problem};
pub use shown::{Secret, Sentence, Shown};
pub use steps::{OpenTask, Slot, Step, TableAnswer, TableInput};
pub use tasks::{Complete, Delegate, Draft, GoOnWithout, SaveDraft, TaskPage, TaskQuery, TaskRow};
pub use workflows::{
    Activate, Coming, Finding, Offer, OfferedPlugin, OfferedWorkflow, Workflow, WorkflowList,
};
pub use written::Written;

#[cfg(test)]
mod tests;
