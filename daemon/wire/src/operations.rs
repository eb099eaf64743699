//! Health, the clock, and effects that have not ended.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether the daemon takes commands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// Whether it takes commands.
    pub accepting: bool,
    /// Position of the last record on disk.
    pub position: u64,
    /// Position of the last record that reads show.
    pub applied: u64,
    /// Why it takes none.
    pub because: Option<String>,
}

/// The clock of the daemon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Clock {
    /// What it shows.
    #[schema(format = DateTime)]
    pub now: String,
    /// Whether it is simulated.
    pub simulated: bool,
    /// Why timers and effects are held until an operator confirms it.
    pub held: Option<String>,
}

/// Move the simulated clock on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdvanceClock {
    /// To which instant; never back.
    #[schema(format = DateTime)]
    pub advance_to: String,
}

/// That the simulated clock moved on and everything is at rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Advanced {
    /// What it shows.
    #[schema(format = DateTime)]
    pub now: String,
    /// Timers that fired on the way.
    pub timers_fired: u64,
}

/// Effects that have not ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EffectList {
    /// Effects.
    pub rows: Vec<Effect>,
    /// The last record of the backup that the directory came out of, while what a restore holds is not released.
    pub restored_from: Option<u64>,
}

/// Something that should happen in the world.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Effect {
    /// Its identity; receivers deduplicate by it.
    #[schema(example = "1.42.0")]
    pub id: String,
    /// The stream that intended it.
    #[schema(example = "case-17")]
    pub stream: String,
    /// `remind`, `announce`, `erase_key` or `tell_citizen`.
    pub kind: String,
    /// Members of staff that it is for.
    pub to: Vec<String>,
    /// The deadline that it speaks of.
    pub deadline: Option<String>,
    /// Whether it waits for an operator, because the directory came out of a backup.
    pub held: bool,
    /// Whether it was started.
    pub started: bool,
    /// Whether its outcome is unknown: a person has to look.
    pub unknown: bool,
}
