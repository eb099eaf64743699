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
    /// Another version that was ordered for a later day.
    pub coming: Option<Coming>,
    /// Events that open a case.
    pub opens: Vec<String>,
    /// Units that take its cases.
    pub units: Vec<String>,
    /// What was found when it was checked.
    pub findings: Vec<Finding>,
}

/// A version of a workflow that new cases take from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Coming {
    /// The first day.
    #[schema(format = Date)]
    pub from: String,
    /// SHA-256 of that definition.
    pub definition: String,
}

/// What the folder of workflows would put into force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Offer {
    /// SHA-256 of what was read: an order names it as `seen`.
    pub digest: String,
    /// How the municipality file stands to the one in force: `same`, `new`, `changed` or `refused`.
    pub municipality: String,
    /// Plugins by name.
    pub plugins: Vec<OfferedPlugin>,
    /// Workflows by name.
    pub workflows: Vec<OfferedWorkflow>,
    /// What was found in the municipality file and the rule packs.
    pub findings: Vec<Finding>,
}

/// The component of a plugin beside the one in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OfferedPlugin {
    /// The name that workflows use.
    #[schema(example = "coordinator-allocation")]
    pub name: String,
    /// `same`, `new`, `changed` or `gone`.
    pub difference: String,
}

/// A workflow of the folder beside the one in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OfferedWorkflow {
    /// Its name; the name of its folder where it has errors.
    #[schema(example = "one-plan")]
    pub name: String,
    /// What it is called.
    pub title: Sentence,
    /// How it stands to what new cases take today: `same`, `new`, `changed`, `gone` (it stays in force) or `refused`.
    pub difference: String,
    /// What is different, a sentence each. Empty where only comments differ, or where it is new.
    pub changes: Vec<Sentence>,
    /// What was found when it was checked.
    pub findings: Vec<Finding>,
    /// The first day of another version that was ordered.
    #[schema(format = Date)]
    pub coming_from: Option<String>,
    /// Whether that version is the one in the folder.
    pub coming_is_this: bool,
}

/// Put the folder of workflows into force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Activate {
    /// The `digest` of the offer that was looked at.
    pub seen: String,
    /// These workflows and nothing else. Everything that differs where absent, with the municipality file and plugins;
    /// what is ordered for a day already goes on waiting for it.
    #[serde(default)]
    pub workflows: Option<Vec<String>>,
    /// The municipality file and the plugins alone, and no workflow.
    #[serde(default)]
    pub only_municipality: bool,
    /// The first day on which new cases take them; at once where absent. Only workflows can wait for a day.
    #[serde(default)]
    #[schema(format = Date)]
    pub from: Option<String>,
    /// Whether the warnings of the offer are accepted.
    #[serde(default)]
    pub accept_warnings: bool,
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
