//! Workflows with what was found when they were checked.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::shown::Sentence;

/// The workflows of the municipality.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WorkflowList {
    /// Workflows by name.
    pub rows: Vec<Workflow>,
}

/// A workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Workflow {
    /// Its name.
    #[schema(example = "one-plan")]
    pub name: String,
    /// What it is called.
    pub title: Sentence,
    /// SHA-256 of the definition.
    pub definition: String,
    /// The rule pack that it takes its deadlines from.
    #[schema(example = "dk-2026-07")]
    pub rule_pack: String,
    /// Whether new cases take it.
    pub in_force: bool,
    /// Events that open a case.
    pub opens: Vec<String>,
    /// Units that take its cases.
    pub units: Vec<String>,
    /// What was found when it was checked.
    pub findings: Vec<Finding>,
}

/// Something found in a workflow, rule pack or municipality file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Finding {
    /// A stable code; its page is `docs/errors/<code>.md`.
    pub code: String,
    /// `error`, `warning` or `information`.
    pub severity: String,
    /// In which file.
    pub file: String,
    /// In which line, from 1.
    pub line: u64,
    /// In which column, from 1.
    pub column: u64,
    /// What is wrong.
    pub message: String,
    /// The right word, where one is near enough to be meant.
    pub nearest: Option<String>,
    /// The way out.
    pub remedy: String,
}
