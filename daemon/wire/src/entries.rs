//! What people write into a case beside their tasks: goals, notes, events, corrections, findings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Write down a goal in the citizen's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddGoal {
    /// Verbatim.
    pub words: String,
    /// On which day it was said; today where absent.
    #[schema(format = Date)]
    pub on: Option<String>,
}

/// Put a goal into staff words, beside the citizen's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RewordGoal {
    /// In staff words.
    pub staff_words: String,
}

/// Take a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddNote {
    /// The text.
    pub text: String,
    /// On which day it happened; today where absent.
    #[schema(format = Date)]
    pub on: Option<String>,
}

/// Record that an event happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordEvent {
    /// Which event of the workflow.
    pub event: String,
    /// On which day.
    #[schema(format = Date)]
    pub on: String,
    /// At which instant, where known.
    #[schema(format = DateTime)]
    pub at: Option<String>,
    /// Words about it.
    pub note: Option<String>,
    /// How it came: `digital_post`, `letter`, `email` or `oral`. What was said needs a note.
    #[schema(example = "oral")]
    pub channel: Option<String>,
    /// For a complaint: the parts of the decision that it is about; all of them where absent.
    #[schema(example = json!([1]), max_items = 200)]
    pub about: Option<Vec<u32>>,
}

/// Correct the day of a recorded event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectEvent {
    /// The right day.
    #[schema(format = Date)]
    pub on: String,
    /// Why.
    pub reason: String,
}

/// Correct a fact; the old value stays in the history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectFact {
    /// The right value.
    pub value: serde_json::Value,
    /// Which contribution; 0 or absent without contributions.
    #[serde(default)]
    pub slot: u32,
    /// Why.
    pub reason: String,
}

/// End a stage before its work is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndStage {
    /// The answers by name, as the workflow asks for them then. Dates are text; a number with a fraction has at most 15
    /// digits.
    #[serde(default)]
    pub values: BTreeMap<String, serde_json::Value>,
    /// Why.
    pub reason: String,
}

/// Settle a concern that a correction raised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleConcern {
    /// What was found.
    pub finding: String,
}
