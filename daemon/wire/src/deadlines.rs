//! Deadlines with their reasons, and what moves them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::shown::{Sentence, Shown};

/// The deadlines of a case, the earliest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DeadlineList {
    /// Deadlines.
    pub rows: Vec<Deadline>,
}

/// One obligation of a case with its date and everything that explains it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Deadline {
    /// Its name on this case.
    pub name: String,
    /// What it is called.
    pub title: Sentence,
    /// The rule's name in the rule pack, if it has one.
    pub rule: Option<String>,
    /// The step whose completion meets it.
    pub step: String,
    /// The round of that step.
    pub round: u32,
    /// `statutory`, `set`, `published`, `internal`, `period_end`, `age` or `review`.
    pub kind: String,
    /// Who has to meet it.
    pub obliged: Obliged,
    /// What it counts from, as the workflow names it.
    pub anchor: String,
    /// The day it counts from: day 0.
    #[schema(format = Date)]
    pub anchor_on: String,
    /// Legal basis.
    pub basis: String,
    /// Provenance mark of the number: `F`, `K`, `C`.
    pub mark: String,
    /// The day before rolling to a working day.
    #[schema(format = Date)]
    pub raw: String,
    /// The last day.
    #[schema(format = Date)]
    pub due: String,
    /// The end of the last day in Copenhagen.
    #[schema(format = DateTime)]
    pub due_at: String,
    /// The last day on which it is met in time: `due`, or later where the workflow tolerates that.
    #[schema(format = Date)]
    pub in_time_until: String,
    /// Why it falls on that day.
    pub why: Sentence,
    /// `running`, `paused`, `met`, `lapsed` or `dropped`.
    pub state: String,
    /// The day since which it is paused, or on which it was met or lapsed.
    #[schema(format = Date)]
    pub state_on: Option<String>,
    /// Why it was dropped, as a code.
    pub because: Option<String>,
    /// Whether it runs and its last day is over.
    pub overdue: bool,
    /// Whether the step goes on by itself when the time is out.
    pub lapses: bool,
    /// The ladder of reminders.
    pub rungs: Vec<Rung>,
    /// Pauses and extensions, oldest first.
    pub ledger: Vec<LedgerEntry>,
    /// The miss, once noted.
    pub miss: Option<Miss>,
}

/// Who has to meet a deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum Obliged {
    /// Whoever holds the role on this case.
    Role {
        /// The role.
        role: String,
    },
    /// The citizen.
    Citizen,
}

/// One reminder of a ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Rung {
    /// Its name in the ladder.
    pub name: String,
    /// The day on which it fires.
    #[schema(format = Date)]
    pub day: String,
    /// The instant.
    #[schema(format = DateTime)]
    pub at: String,
    /// Who hears of it: `owner`, `deputy`, `leader`, `citizen`.
    pub recipients: Vec<String>,
    /// Whether it is the one after the deadline.
    pub missed: bool,
    /// `planned`, `fired`, `overtaken`, `not_applicable` or `would_have_fired`.
    pub state: String,
    /// When it fired.
    #[schema(format = DateTime)]
    pub fired_at: Option<String>,
}

/// A pause or an extension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LedgerEntry {
    /// `pause` or `extension`.
    pub change: String,
    /// Of a pause: the first day that does not count.
    #[schema(format = Date)]
    pub from: Option<String>,
    /// Of a pause: the day on which it goes on; `null` while paused.
    #[schema(format = Date)]
    pub to: Option<String>,
    /// Of an extension: the new last day, before rolling.
    #[schema(format = Date)]
    pub until: Option<String>,
    /// The legal ground.
    pub ground: Shown,
    /// The reason in words.
    pub reason: Shown,
    /// Who entered it.
    pub by: Option<String>,
    /// On which day it was entered.
    #[schema(format = Date)]
    pub on: String,
    /// The pause of the workflow that entered it, by name.
    pub pause: Option<String>,
}

/// A missed deadline that must be answered with a reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Miss {
    /// When the miss was noted.
    #[schema(format = DateTime)]
    pub noted_at: String,
    /// Who answered for it.
    pub answered_by: Option<String>,
    /// The reason given.
    pub reason: Option<Shown>,
}

/// Stop a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PauseDeadline {
    /// First day that does not count; today where absent.
    #[schema(format = Date)]
    pub from: Option<String>,
    /// The legal ground.
    pub ground: String,
    /// Why.
    pub reason: String,
}

/// Let a clock go on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResumeDeadline {
    /// The day on which it goes on; today where absent.
    #[schema(format = Date)]
    pub to: Option<String>,
}

/// Extend a deadline, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendDeadline {
    /// The new last day, before rolling.
    #[schema(format = Date)]
    pub until: String,
    /// The legal ground.
    pub ground: String,
    /// Why.
    pub reason: String,
}

/// Answer for a missed deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerMiss {
    /// The reason.
    pub reason: String,
}
