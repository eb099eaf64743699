//! The citizen register. A CPR number stands in bodies only, never in an address.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::shown::{Secret, Shown};

/// Register a citizen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"cpr": "7705920002", "name": "Mette Prøve", "birth_date": "1992-05-17", "synthetic": true}))]
pub struct RegisterCitizen {
    /// Ten digits; of an invented person the day is raised by 60.
    pub cpr: Secret,
    /// Name.
    pub name: Secret,
    /// Birth date.
    #[schema(format = Date)]
    pub birth_date: String,
    /// Whether the person is invented.
    #[serde(default)]
    pub synthetic: bool,
    /// Whether letters go by Digital Post; yes unless said.
    #[serde(default = "yes")]
    pub digital_post: bool,
}

fn yes() -> bool {
    true
}

/// Find a citizen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"cpr": "7705920002"}))]
pub struct FindCitizen {
    /// Ten digits.
    pub cpr: Secret,
}

/// Whether a citizen is registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundCitizen {
    /// The register entry; `null` if there is none that the reader may know of.
    #[schema(example = "citizen-9")]
    pub citizen: Option<String>,
}

/// Withdraw consents: what they opened closes in the same record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawConsents {
    /// For which purposes.
    pub purposes: Vec<String>,
    /// On which day; today where absent.
    #[schema(format = Date)]
    pub on: Option<String>,
    /// What was said.
    pub note: Option<String>,
}

/// Change the coordinator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AppointCoordinator {
    /// Who.
    pub person: String,
    /// Who stands in.
    pub deputy: Option<String>,
    /// Why.
    pub reason: String,
}

/// Destroy the key of a citizen or of a case. What was sealed under it is gone for ever, in backups too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Erase {
    /// Under which provision.
    pub basis: String,
}

/// A citizen as the register knows them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Citizen {
    /// Which citizen.
    #[schema(example = "citizen-9")]
    pub id: String,
    /// How many records have touched it; also the `ETag`.
    pub version: u64,
    /// The CPR number.
    pub cpr: Shown,
    /// The name.
    pub name: Shown,
    /// The birth date.
    pub birth_date: Shown,
    /// Whether the person is invented.
    pub synthetic: bool,
    /// Whether letters go by Digital Post.
    pub digital_post: bool,
    /// When registered.
    #[schema(format = DateTime)]
    pub registered_at: String,
    /// The coordinator and deputy.
    pub coordinator: Option<Coordinator>,
    /// Every coordinator so far, oldest first.
    pub tenures: Vec<Tenure>,
    /// Consents by purpose.
    pub consents: Vec<Consent>,
    /// Cases of this citizen.
    pub cases: Vec<String>,
    /// `ordered` once the key is to be destroyed, `done` when it is.
    pub erasure: Option<String>,
    /// The registration that this one was found to duplicate.
    pub merged_into: Option<String>,
}

/// Who coordinates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Coordinator {
    /// Who.
    pub person: String,
    /// Who stands in.
    pub deputy: Option<String>,
    /// Since when.
    #[schema(format = Date)]
    pub since: String,
}

/// A coordinator, from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Tenure {
    /// Who.
    pub person: String,
    /// From which day.
    #[schema(format = Date)]
    pub from: String,
}

/// A consent for one purpose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Consent {
    /// Which purpose.
    pub purpose: String,
    /// Whether it stands.
    pub given: bool,
    /// The day on which it was given.
    #[schema(format = Date)]
    pub given_on: String,
    /// Who wrote it down.
    pub by: Option<String>,
    /// How it was given, and what was said.
    pub note: Option<Shown>,
    /// When it was withdrawn.
    #[schema(format = Date)]
    pub withdrawn_on: Option<String>,
}
