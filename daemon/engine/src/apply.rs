//! The fold: what an event leaves behind. Total; needs no definition, calendar, key or clock (E1).

mod by_itself;
mod case;
mod citizen;
mod deadline;
mod letter;
mod organisation;
mod plugin;

use model::{Actor, Timestamp};

pub use case::{open_case, to_case};
pub use citizen::{register_citizen, to_citizen};
pub use organisation::{to_organisation, to_person};

/// The number of this fold. It changes when an event leaves something else behind:
/// indexes and exports of another number are discarded and rebuilt from the journal.
pub const FOLD: u32 = 10;

/// The record that an event stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// The directory's epoch.
    pub epoch: u32,
    /// The record's position.
    pub position: u64,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who.
    pub actor: Actor,
}
