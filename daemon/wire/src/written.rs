//! The answer to a command that was accepted.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// That a command is on disk, and what it led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Written {
    /// The position of its record in the journal.
    pub position: u64,
    /// Whether this answers an earlier request with the same idempotency key: nothing was done again.
    pub repeated: bool,
    /// The case that it concerned.
    #[schema(example = "case-17")]
    pub case: Option<String>,
    /// The citizen that it concerned.
    #[schema(example = "citizen-9")]
    pub citizen: Option<String>,
    /// The version of that case or citizen after it; also the `ETag`.
    pub version: Option<u64>,
    /// The number given to a new note, goal, event or token.
    pub number: Option<u32>,
    /// Tasks that are open now because of it.
    #[schema(example = json!(["findings.1", "findings.2"]))]
    pub opened: Vec<String>,
}
