//! Plugins of the municipality, and what they propose.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::shown::Shown;

/// The plugins of the municipality.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PluginList {
    /// Plugins by name.
    pub rows: Vec<Plugin>,
}

/// A plugin of the municipality.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Plugin {
    /// The name that workflows use.
    #[schema(example = "coordinator-allocation")]
    pub name: String,
    /// SHA-256 of the component in force; without one its steps are done by hand.
    pub component: Option<String>,
    /// Facts that it may be told.
    pub facts: Vec<String>,
    /// Capabilities that it may use.
    #[schema(example = json!(["directory"]))]
    pub interfaces: Vec<String>,
    /// What is configured for it.
    pub config: BTreeMap<String, String>,
    /// Workflows in force that call it.
    pub used_by: Vec<String>,
}

/// What a plugin proposed for a step, and what a person made of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Proposal {
    /// Which plugin.
    #[schema(example = "coordinator-allocation")]
    pub plugin: String,
    /// SHA-256 of the component that was called.
    pub component: Option<String>,
    /// `calling`, `proposed`, `by_hand`, `confirmed`, `changed` or `declined`.
    pub state: String,
    /// Why it is done by hand, as a code.
    #[schema(example = "out_of_fuel")]
    pub because: Option<String>,
    /// Who confirmed, changed or declined it.
    pub by: Option<String>,
    /// What is proposed and why: `set` and `because`.
    pub content: Option<Shown>,
    /// Why there is no proposal, in the words of the plugin or its sandbox.
    pub words: Option<Shown>,
    /// Why it was changed or declined.
    pub reason: Option<Shown>,
    /// Fuel that the call used.
    pub fuel: u64,
}
