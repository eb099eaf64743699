//! The history of a case: one row per record.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::shown::{Sentence, Shown};

/// Which page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The `next` of the page before.
    pub after: Option<String>,
    /// Rows at most, 1 to 200; 50 unless said.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// A page of a history, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HistoryPage {
    /// Records.
    pub rows: Vec<HistoryRow>,
    /// Give it as `after` for the next page; `null` on the last.
    pub next: Option<String>,
}

/// One record: a command and what it led to on this case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HistoryRow {
    /// Its position in the journal.
    pub position: u64,
    /// When it was recorded.
    #[schema(format = DateTime)]
    pub recorded_at: String,
    /// The day on which it happened, where that was said.
    #[schema(format = Date)]
    pub happened_on: Option<String>,
    /// Who: a person, or `clock`, `dispatcher`, `operator`.
    pub actor: String,
    /// Which command.
    #[schema(example = "complete")]
    pub command: String,
    /// Why they acted, as they gave it.
    pub purpose: Option<Shown>,
    /// What happened, one plain sentence per event.
    pub sentences: Vec<Sentence>,
    /// What happened, for programs.
    pub events: Vec<HistoryEvent>,
}

/// One event of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HistoryEvent {
    /// What happened, in the past tense.
    #[schema(example = "fact_entered")]
    pub event: String,
    /// Its fields by name. Personal values are as [`Shown`].
    pub fields: BTreeMap<String, serde_json::Value>,
}

/// Why a case stands where it stands, in the order of the workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Explanation {
    /// Steps.
    pub steps: Vec<StepExplained>,
    /// What should hold of the case, as the workflow says; it stops nothing.
    #[serde(default)]
    pub checks: Vec<CheckExplained>,
}

/// Something that should hold of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckExplained {
    /// Its name in the workflow.
    pub name: String,
    /// `holds`, `fails`, or `unknown` where it cannot be told or is not the reader's to know.
    pub state: String,
    /// What should hold, as the workflow has it.
    pub condition: String,
    /// On what it rests.
    pub basis: String,
}

/// A step and why it stands where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StepExplained {
    /// Which.
    pub step: String,
    /// What it is called.
    pub title: Sentence,
    /// `waiting`, `skipped`, `active`, `done`, `closed` or `cancelled`.
    pub status: String,
    /// Why, in one sentence.
    pub because: Sentence,
    /// What has to happen first.
    pub needs: Vec<Need>,
    /// Who can go on with it now.
    pub who: Vec<String>,
    /// Its last day, where it has one.
    #[schema(format = Date)]
    pub until: Option<String>,
}

/// Something that has to happen before a step can go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Need {
    /// What, in one sentence.
    pub what: Sentence,
    /// The step in which it happens, where there is one.
    pub step: Option<String>,
    /// Who can do it.
    pub who: Vec<String>,
    /// Until when.
    #[schema(format = Date)]
    pub until: Option<String>,
}

/// Who looked at a case, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LookList {
    /// Looks, at most 200.
    pub rows: Vec<LookRow>,
}

/// One look, or one refused attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LookRow {
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// Who.
    pub actor: String,
    /// Why: the role on the case, or the words they gave.
    #[schema(example = "role:coordinator")]
    pub purpose: String,
    /// Whether it was refused.
    pub refused: bool,
    /// What was looked at: `case`, `history`, `list`, `looks`.
    pub what: String,
}
