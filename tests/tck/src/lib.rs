//! Runs test cases of the DMN Technology Compatibility Kit against `feel`, `table` and `dmn`.
//!
//! [`run`] goes through a folder of cases and gives a [`Run`]; [`Profile`] says which cases ask for more than the
//! profile holds; [`report`] writes both for people. A case passes only if all its result nodes agree.

mod agree;
mod boxed;
mod cases;
mod class;
mod decide;
mod folder;
mod given;
mod judge;
mod kinds;
mod profile;
pub mod report;
mod second;
mod tables;

pub use folder::{Run, run};
pub use judge::{Came, Judged, Node, Verdict};
pub use profile::{Entry, FUNCTIONS, Profile, ProfileError};
