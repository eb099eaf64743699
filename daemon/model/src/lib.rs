//! The nouns of Helhed: identifiers, cases, tasks, deadlines, people, commands, events and effects.
//!
//! Pure data. Nothing here reads a clock, a file or a key, and nothing decides: see `engine`.
//! Fields carry CBOR numbers (`#[n(3)]`): the numbers are the journal's format and are never reused,
//! the Rust names are free (`docs/design/0003-records-and-cbor.md`).

pub mod actor;
pub mod case;
pub mod citizen;
pub mod command;
pub mod deadline;
pub mod directory;
pub mod effect;
pub mod event;
pub mod id;
pub mod letter;
pub mod organisation;
pub mod plugin;
pub mod privates;
pub mod record;
pub mod step;
pub mod time;
pub mod value;

pub use actor::{Actor, SystemPart};
pub use case::CaseState;
pub use citizen::CitizenState;
pub use command::Command;
pub use deadline::{Deadline, Generation};
pub use directory::Directory;
pub use effect::{Effect, EffectId, EffectKind};
pub use event::Event;
pub use id::{
    CaseId, CitizenId, ContentHash, DeadlineName, EventName, FactName, PersonId, RoleName, StageName,
    StepName, StreamId, StreamKind, TaskName, UnitId, WorkflowName,
};
pub use organisation::{OrganisationState, PersonState};
pub use record::{Part, Record};
pub use step::{StepState, StepStatus};
pub use time::{Date, Timestamp};
pub use value::{DataClass, Number, Private, Value};

#[cfg(test)]
mod tests;
