//! Figures: how many acknowledged steps a second, how late, at what cost, beside what the machine itself can do.
//!
//! Three things are measured in the same run, one after the other: the disk alone ([`machine`]), a bare server that does
//! nothing but append and sync ([`floor`]), and the daemon with the case of five stages ([`cases`]). The load comes from
//! one thread over connections that are kept ([`load`]), and is the same for both servers.

pub mod cases;
pub mod connection;
pub mod floor;
pub mod growth;
pub mod load;
pub mod machine;
pub mod measured;
pub mod report;
pub mod seed;
pub mod server;

/// Why a measurement ended without a figure: a sentence.
pub type Failure = Box<dyn std::error::Error>;

/// Progress of a measurement, beside what is printed in the end.
pub fn say(sentence: &str) {
    use std::io::Write as _;
    // Whoever reads it may have gone.
    let _closed = writeln!(std::io::stderr(), "{sentence}");
}
