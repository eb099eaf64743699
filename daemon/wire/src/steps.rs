//! Steps of a case, their contributions, and the tasks that are open.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::plugins::Proposal;
use crate::shown::{Sentence, Shown};

/// A task that is open, and what the reader may do with it now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenTask {
    /// Which.
    #[schema(example = "findings.2")]
    pub task: String,
    /// What it is called.
    pub title: Sentence,
    /// `claim`, `complete`, `draft`, `release`, `delegate`.
    pub can: Vec<String>,
}

/// A step of the case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub title: Sentence,
    /// The stage it stands in.
    pub stage: String,
    /// The stages that hold that stage, from the outside in; none where it stands by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<String>,
    /// What it is: `form`, `contributions`, `consent`, `allocation`, `plan`, `citizen`, `hearing`, `decision`,
    /// `review`, `milestone`, `plugin`, `table`, `contact`, `panel`, `quota`, `wait`, `case` or `notify`.
    pub kind: String,
    /// `waiting`, `skipped`, `active`, `done`, `closed` or `cancelled`.
    pub status: String,
    /// Why it is skipped, closed or cancelled, as a code.
    pub because: Option<String>,
    /// The round, from 1; 0 before it first opens.
    pub round: u32,
    /// The role whose work it is.
    pub role: Option<String>,
    /// Who holds it.
    pub owner: Option<String>,
    /// When it opened.
    #[schema(format = DateTime)]
    pub opened_at: Option<String>,
    /// The day on which it settled.
    #[schema(format = Date)]
    pub settled_on: Option<String>,
    /// Who completed it.
    pub completed_by: Option<String>,
    /// Facts that it asks for, by name.
    pub asks: Vec<String>,
    /// Named days, such as `sent` and `received`.
    pub moments: BTreeMap<String, String>,
    /// What it leaves, such as `answer`.
    pub outputs: BTreeMap<String, Shown>,
    /// Contributions.
    pub slots: Vec<Slot>,
    /// What a plugin proposed, and what a person made of it.
    pub proposal: Option<Proposal>,
    /// How a decision table came to its answer, or why it had none.
    pub table: Option<TableAnswer>,
    /// The case that it opened and waits for.
    #[schema(example = "case-18")]
    pub linked_case: Option<String>,
    /// Why it opened none, as a code: a person does what it was for.
    pub linked_failed: Option<String>,
}

/// How a decision table came to its answer, or why it had none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TableAnswer {
    /// The version of the table: the hash of what is written, in hexadecimal digits.
    pub version: String,
    /// Its file, where it has one.
    #[schema(example = "tables/target_group.csv")]
    pub file: Option<String>,
    /// What it was told; empty for readers who may not see all of it.
    pub inputs: Vec<TableInput>,
    /// The rules that gave the answer, from 1; empty where a default did, or where there is no answer.
    pub rules: Vec<u32>,
    /// What those rules rest on.
    pub basis: Vec<String>,
    /// Why there is no answer: `no_rule`, `several_rules`, `not_allowed` or `not_evaluated`.
    pub failed: Option<String>,
}

/// What a decision table was told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TableInput {
    /// The expression, as it is written.
    #[schema(example = "age")]
    pub expression: String,
    /// Its value.
    pub value: Shown,
}

/// One of several contributions to a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Slot {
    /// Its task.
    #[schema(example = "findings.2")]
    pub task: String,
    /// What it is about.
    pub about: Shown,
    /// Who holds it.
    pub owner: Option<String>,
    /// `open`, `given` or `missing`.
    pub state: String,
    /// Who gave it, or decided to go on without it.
    pub by: Option<String>,
    /// On which day.
    #[schema(format = Date)]
    pub on: Option<String>,
    /// Why the step goes on without it.
    pub reason: Option<Shown>,
}
