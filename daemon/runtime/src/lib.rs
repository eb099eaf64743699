//! The imperative shell: submit → decide → append → apply → index → answer → dispatch; recover; queries.
//!
//! Its core is synchronous ([`Core::step`]): inputs and a clock reading go in, answers and effects come out.
//! [`Runtime`] pumps it with one writer thread behind a bounded queue. There is one write path (R1).

mod activation;
mod answer;
mod core;
mod directory;
mod dispatch;
mod export;
mod looks;
mod meters;
mod plugins;
mod prove;
mod pump;
pub mod query;
pub mod reference;
mod room;
mod rows;
mod rules;
mod seal;
mod sentences;
mod serving;
mod survey;
#[cfg(test)]
#[expect(clippy::wildcard_enum_match_arm, clippy::as_conversions, reason = "tests name what they look for")]
mod tests;
mod tokens;

pub use activation::{Difference, Offer, Offered, Wanted, What};
pub use answer::{Accepted, Reader, Rejected, Submission};
pub use core::{Core, Input, Output, Perform, QUEUE_MAX};
pub use directory::{
    CreateOptions, DirectoryError, Opened, OpenedBy, REQUIRED, Rebuilt, create, open, rebuild,
};
pub use dispatch::Deliver;
pub use export::{ExportError, Exported, StateExport, is_state_export, state_exports};
pub use meters::Meters;
pub use plugins::{Answered, NoPlugins, PluginCall, Plugins, Scripted};
pub use prove::{Proved, prove};
pub use pump::{Advanced, ClockView, Health, Runtime, RuntimeOptions};
pub use query::PluginView;
pub use query::{
    CaseFilter, CaseRow, CaseView, CitizenView, Explained, HistoryRow, Page, Paged, SentLetter, TaskFilter,
    TaskRow, TaskView, WorkflowView,
};
pub use room::RoomLimits;
pub use rows::keys_of_record;
pub use rules::Sources;
pub use sentences::sentence;
pub use serving::Serving;
pub use survey::{Survey, TrialError};
