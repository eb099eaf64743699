//! What a case does next: decide, follow, apply. Pure: time, chance and identity are arguments (E1).
//!
//! [`decide()`] turns a command into events and effects, or into a [`Refusal`] that says what is missing and who could
//! help. [`fold`] is the one way in which events change states. Nothing here reads a clock, a file or a key.

mod ages;
pub mod apply;
mod clock;
mod complaint;
mod count;
mod decide;
mod environment;
pub mod explain;
mod finality;
pub mod fold;
mod follow;
mod letters;
mod pauses;
pub mod planted;
mod refusal;
mod rounds;
pub mod timers;
mod values;
mod world;

pub use apply::{At, FOLD};
pub use complaint::{Complaint, complaints, outcome_says};
pub use decide::{asked, cpr_digits, decide, preview_letter};
pub use finality::{complaint_in_time, final_from};
pub use fold::StreamState;
pub use letters::{Lack, LetterPreview};
pub use refusal::{Refusal, RefusalKind};
pub use world::{Decision, Ruleset, Streams, World};

/// The event by which the citizen uses their right: it meets the complaint deadline if it came in time.
pub const COMPLAINT: &str = "complaint_received";

/// Why a deadline moved when the day it counts from was corrected.
pub const CORRECTED: &str = "corrected";

/// Why a step was closed with its case; reopening the case lets it wait again.
pub const CASE_ENDED: &str = "case_ended";

#[cfg(test)]
mod tests;
