//! `helhed note`, `helhed event`, `helhed goal`, `helhed fact`: what is written into a case.

use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use model::{CaseId, FactName};

use super::{Writing, read};

/// Take a note on a case.
#[derive(Clone, Debug, Args)]
pub struct NoteArgs {
    /// Which case
    #[arg(value_parser = read::case)]
    pub case: CaseId,
    /// The text; read from standard input where absent or `-`
    pub text: Option<String>,
    /// The day on which it happened; today where absent
    #[arg(long, value_name = "DAY", value_parser = read::day)]
    pub on: Option<Date>,
    /// How it is written.
    #[command(flatten)]
    pub writing: Writing,
}

/// What happened to a case.
#[derive(Clone, Debug, Subcommand)]
pub enum EventCommand {
    /// Record that an event of the workflow happened
    Record {
        /// Which case
        #[arg(value_parser = read::case)]
        case: CaseId,
        /// Which event, such as `consent_given`
        event: String,
        /// The day on which it happened
        #[arg(long, value_name = "DAY", value_parser = read::day)]
        on: Date,
        /// The instant, where known
        #[arg(long, value_name = "INSTANT", value_parser = read::instant)]
        at: Option<Timestamp>,
        /// Words about it, or `-`; what was said is noted
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        /// How it came
        #[arg(long, value_name = "CHANNEL", value_parser = ["digital_post", "letter", "email", "oral"])]
        channel: Option<String>,
        /// For a complaint: a part of the decision that it is about; may be given several times, all where absent
        #[arg(long, value_name = "PART")]
        about: Vec<u32>,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
    /// Correct the day of a recorded event; reads the case's version first unless --if-match is given
    Correct {
        /// Which case
        #[arg(value_parser = read::case)]
        case: CaseId,
        /// The event's number on the case; `helhed case show` has it
        number: u32,
        /// The right day
        #[arg(long, value_name = "DAY", value_parser = read::day)]
        on: Date,
        /// Why, or `-`
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
}

/// Goals in the citizen's own words.
#[derive(Clone, Debug, Subcommand)]
pub enum GoalCommand {
    /// Write a goal down, word for word
    Add {
        /// Which case
        #[arg(value_parser = read::case)]
        case: CaseId,
        /// The words; read from standard input where absent or `-`
        words: Option<String>,
        /// The day on which it was said; today where absent
        #[arg(long, value_name = "DAY", value_parser = read::day)]
        on: Option<Date>,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
    /// Put a goal into staff words, beside the citizen's, which stay as they are
    Reword {
        /// Which case
        #[arg(value_parser = read::case)]
        case: CaseId,
        /// The goal's number on the case; `helhed case show` has it
        number: u32,
        /// The staff words; read from standard input where absent or `-`
        words: Option<String>,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
}

/// The case file.
#[derive(Clone, Debug, Subcommand)]
pub enum FactCommand {
    /// Correct a fact; the old value stays in the history. Reads the case's version first unless --if-match is given
    Correct {
        /// Which case
        #[arg(value_parser = read::case)]
        case: CaseId,
        /// Which fact, by its name; `helhed case show` has it
        fact: FactName,
        /// The right value, or `-`. An object, a list, true or false is read as JSON, all else as text
        #[arg(long)]
        value: String,
        /// Which contribution it stands in; 0 without contributions
        #[arg(long, value_name = "NUMBER", default_value_t = 0)]
        slot: u32,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
}
