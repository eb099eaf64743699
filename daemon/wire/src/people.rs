//! Members of staff: who the token speaks for, and their tokens.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::shown::Secret;

/// Who the token speaks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// Who.
    pub person: String,
    /// Official name, as it stands on letters.
    pub name: Option<String>,
    /// Which roles they hold, and where.
    pub roles: Vec<HeldRole>,
    /// Who stands in for them.
    pub deputy: Option<String>,
    /// Whether they may run the system.
    pub admin: bool,
    /// Whether they may read everything with a purpose and change nothing.
    pub auditor: bool,
}

/// A role held in a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeldRole {
    /// Which role.
    pub role: String,
    /// In which unit.
    pub unit: String,
}

/// Make a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateToken {
    /// What it is for.
    pub label: String,
    /// When it ends by itself; never where absent.
    #[schema(format = DateTime)]
    pub expires_at: Option<String>,
}

/// A new token. It is shown this once; only its hash is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CreatedToken {
    /// Whose.
    pub person: String,
    /// Its number, for revoking it.
    pub number: Option<u32>,
    /// The token: give it as `Authorization: Bearer …`.
    pub token: Secret,
    /// The position of its record in the journal.
    pub position: u64,
}

/// The tokens of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenList {
    /// Tokens, oldest first, revoked ones too.
    pub rows: Vec<Token>,
}

/// What is known of a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Token {
    /// Its number.
    pub number: u32,
    /// What it is for.
    pub label: String,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it ends by itself.
    #[schema(format = DateTime)]
    pub expires_at: Option<String>,
    /// When it was revoked.
    #[schema(format = DateTime)]
    pub revoked_at: Option<String>,
}
