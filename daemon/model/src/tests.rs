//! Tests of the journal's format: what is written today must be read for ever.

mod events;
mod golden;
mod limits;
mod recipients;
