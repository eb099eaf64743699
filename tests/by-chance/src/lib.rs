//! Workflow files that are written by chance, for tests that ask whether what the checker accepts can run.
//!
//! Nothing here knows the checker or the engine: it is text from numbers. `rehearsal` plays one case of each file, the
//! simulation runs some on the whole core. No room needs it to work, so it is in nothing that is shipped.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "only tests use it: a slip ends the test that it was made in"
)]

pub mod tape;
pub mod write;

pub use tape::Tape;
