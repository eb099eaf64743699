//! `helhed deadline`.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use model::CaseId;

use super::{Writing, read};

/// Deadlines, why they fall on their day, and what moves them.
#[derive(Clone, Debug, Subcommand)]
pub enum DeadlineCommand {
    /// The deadlines of a case, the earliest first
    List {
        /// Which case
        #[arg(value_parser = read::case)]
        case: CaseId,
    },
    /// Say in one sentence why a deadline falls on its day
    Why {
        /// Which deadline.
        #[command(flatten)]
        deadline: DeadlineOfCase,
    },
    /// Stop a clock
    Pause {
        /// Which deadline.
        #[command(flatten)]
        deadline: DeadlineOfCase,
        /// First day that does not count; today where absent
        #[arg(long, value_name = "DAY", value_parser = read::day)]
        from: Option<Date>,
        /// The legal ground
        #[arg(long)]
        ground: String,
        /// Why, or `-`
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
    /// Let a paused clock go on
    Resume {
        /// Which deadline.
        #[command(flatten)]
        deadline: DeadlineOfCase,
        /// The day on which it goes on; today where absent
        #[arg(long, value_name = "DAY", value_parser = read::day)]
        to: Option<Date>,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
    /// Extend a deadline, once
    Extend {
        /// Which deadline.
        #[command(flatten)]
        deadline: DeadlineOfCase,
        /// The new last day
        #[arg(long, value_name = "DAY", value_parser = read::day)]
        until: Date,
        /// The legal ground
        #[arg(long)]
        ground: String,
        /// Why, or `-`
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
    /// Answer for a missed deadline
    AnswerMiss {
        /// Which deadline.
        #[command(flatten)]
        deadline: DeadlineOfCase,
        /// The reason, or `-`
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
}

/// A deadline of a case.
#[derive(Clone, Debug, Args)]
pub struct DeadlineOfCase {
    /// Which case
    #[arg(value_parser = read::case)]
    pub case: CaseId,
    /// Its name on the case, such as `acknowledge`
    #[arg(value_name = "DEADLINE")]
    pub name: String,
}
