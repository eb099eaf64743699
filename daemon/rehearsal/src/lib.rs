//! A workflow tried before anybody relies on it: scenarios played on the engine alone, on a clock that is set by hand.
//!
//! Nothing here reads a disk, sleeps or sends: effects are written down and go nowhere, plugins are not called. A
//! [`Rehearsal`] plays scenarios and says what came out otherwise and what none of them reached; a [`Trial`] is one case
//! that goes on step by step, back, and on again.

mod compare;
mod coverage;
mod difference;
mod office;
mod play;
mod rehearse;
mod said;
mod setting;
mod trial;

pub use coverage::{Coverage, Kind, Point};
pub use difference::Difference;
pub use office::{Captured, Recorded};
pub use play::Refused;
pub use rehearse::{Rehearsal, Report};
pub use said::said;
pub use setting::Setting;
pub use trial::{Done, Trial, Undone, opening};

#[cfg(test)]
mod tests;
