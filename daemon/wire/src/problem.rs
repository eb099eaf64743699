//! How an error looks: problem details (RFC 9457) with a stable code.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The media type of a [`Problem`].
pub const PROBLEM_JSON: &str = "application/problem+json";

/// What went wrong, for people (`detail`, `detail_da`) and for programs (`code`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `/errors/<code>`; the page stands in the sources as `docs/errors/<code>.md`.
    #[serde(rename = "type")]
    #[schema(example = "/errors/stale")]
    pub kind: String,
    /// The HTTP status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong and the way out, in English.
    pub detail: String,
    /// The same in Danish.
    pub detail_da: String,
    /// A stable word that a program can branch on.
    #[schema(example = "stale")]
    pub code: String,
    /// What is missing before it can be done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Who could do it: people by identifier, or roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<String>,
    /// What is wrong where in the request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldFault>,
}

/// A fault at one place of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldFault {
    /// The place in the body, as a JSON Pointer (RFC 6901); `path/…`, `query/…` or `header/…` outside of it.
    #[schema(example = "/on")]
    pub pointer: String,
    /// What is wrong with it.
    pub message: String,
}

impl Problem {
    /// The `type` of a problem with this code.
    #[must_use]
    pub fn page(code: &str) -> String {
        format!("/errors/{code}")
    }
}
