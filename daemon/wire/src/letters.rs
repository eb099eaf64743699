//! Letters that a case sent, and one before it is sent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// The letters of a case, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LetterList {
    /// Letters, at most 1000.
    pub rows: Vec<LetterRow>,
}

/// A letter that was sent. What it says is read by its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LetterRow {
    /// Its number in the case, from 1.
    #[schema(minimum = 1)]
    pub number: u32,
    /// What it is: `decision`.
    pub subject: String,
    /// The step that sent it, where one did.
    pub step: Option<String>,
    /// Which letter about that, from 1: a later one takes the place of the earlier, which stays readable.
    #[schema(minimum = 1)]
    pub version: u32,
    /// The template that it was made from.
    #[schema(example = "letters/decision.html")]
    pub template: String,
    /// SHA-256 of the template.
    pub template_hash: String,
    /// How it was sent.
    #[schema(example = "digital_post")]
    pub channel: String,
    /// The day on which it was sent, which is the day that it bears.
    #[schema(format = Date)]
    pub sent_on: String,
    /// Who signed it.
    pub by: String,
    /// Its language.
    #[schema(example = "da")]
    pub language: String,
}

/// Answers as for completing the task; they may be unfinished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewLetter {
    /// Answers by name.
    #[schema(value_type = Object)]
    pub values: BTreeMap<String, Value>,
}

/// A letter as it would be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LetterPreview {
    /// The page, marked as a draft.
    pub html: String,
    /// What is missing or wrong, each with its place in the answers; empty if it could be sent.
    pub missing: Vec<String>,
}
