//! `helhed step`, `helhed concern`: what a person decides about a step beside its tasks.

use clap::{Args, Subcommand};
use model::{CaseId, StepName};

use super::{Writing, read};

/// Steps that a person starts or stops.
#[derive(Clone, Debug, Subcommand)]
pub enum StepCommand {
    /// Start a step that waits for somebody to want it
    Start(StepOfCase),
    /// Cancel a step; what it has produced stays in the case
    Cancel(StepOfCase),
}

/// A step of a case, and why.
#[derive(Clone, Debug, Args)]
pub struct StepOfCase {
    /// Which case
    #[arg(value_parser = read::case)]
    pub case: CaseId,
    /// Which step, by its name; `helhed case show` has it
    pub step: StepName,
    /// Why, or `-`
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// How it is written.
    #[command(flatten)]
    pub writing: Writing,
}

/// Completed steps whose ground a correction removed.
#[derive(Clone, Debug, Subcommand)]
pub enum ConcernCommand {
    /// Settle a concern: somebody has looked, and says what was found
    Settle {
        /// Which case
        #[arg(value_parser = read::case)]
        case: CaseId,
        /// The concern's number on the case; `helhed case show` has it
        number: u32,
        /// What was found, or `-`
        #[arg(long, value_name = "TEXT")]
        finding: String,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
}
