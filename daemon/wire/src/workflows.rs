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
    /// A stable code, with a page at `/errors/<code>`.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// In which file.
    pub file: Option<String>,
    /// In which line, from 1.
    pub line: Option<u32>,
    /// In which column, from 1.
    pub column: Option<u32>,
    /// What is wrong, why, and the way out.
    pub message: Sentence,
}
