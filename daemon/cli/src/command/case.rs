//! `helhed case`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;
use model::{CaseId, CitizenId, StageName};

use super::task::Values;
use super::{Erasing, Paging, Writing, read};

/// Open, read, close and reopen cases.
#[derive(Clone, Debug, Subcommand)]
pub enum CaseCommand {
    /// Open a case with the event that begins it
    Open {
        /// Whose case
        #[arg(long, value_parser = read::citizen)]
        citizen: CitizenId,
        /// Which workflow; `helhed workflow list` shows them
        #[arg(long)]
        workflow: String,
        /// The event that opens it, such as `referral_received`
        #[arg(long)]
        event: String,
        /// The day on which it happened
        #[arg(long, value_name = "DAY", value_parser = read::day)]
        on: Date,
        /// The unit that takes it
        #[arg(long)]
        unit: String,
        /// Words about it, or `-`
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
    /// List cases: exactly those that you could read one by one
    List {
        /// Only open ones
        #[arg(long, conflicts_with = "closed")]
        open: bool,
        /// Only closed ones
        #[arg(long)]
        closed: bool,
        /// Only of this citizen
        #[arg(long, value_parser = read::citizen)]
        citizen: Option<CitizenId>,
        /// Which page.
        #[command(flatten)]
        paging: Paging,
    },
    /// Show a case: what is next, by whom, until when and why; then all that it rests on
    Show {
        /// Which case
        #[arg(value_parser = read::case)]
        case: CaseId,
    },
    /// Tell the history of a case, oldest first
    History {
        /// Which case
        #[arg(value_parser = read::case)]
        case: CaseId,
        /// Which page.
        #[command(flatten)]
        paging: Paging,
    },
    /// Say why each step stands where it stands: what it waits for, who can do that, until when
    Explain {
        /// Which case
        #[arg(value_parser = read::case)]
        case: CaseId,
    },
    /// List the letters that a case sent
    Letters {
        /// Which case
        #[arg(value_parser = read::case)]
        case: CaseId,
    },
    /// Read a letter as it was sent: an HTML page
    Letter {
        /// Which case
        #[arg(value_parser = read::case)]
        case: CaseId,
        /// Its number, from 1; `helhed case letters` shows them
        number: u32,
        /// A new file for it, readable by you alone; standard output where absent
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Say who looked at a case, when and why, newest first; refused attempts too
    Looks {
        /// Which case
        #[arg(value_parser = read::case)]
        case: CaseId,
    },
    /// Close a case by hand; reads its version first unless --if-match is given
    Close(Reasoned),
    /// Reopen a closed case; reads its version first unless --if-match is given
    Reopen(Reasoned),
    /// End a stage early: what is open in it is closed
    EndStage(EndingStage),
    /// Destroy the key of a case: what was sealed under it is gone for ever, in backups too
    Erase {
        /// Which case
        #[arg(value_parser = read::case)]
        case: CaseId,
        /// That it is meant.
        #[command(flatten)]
        erasing: Erasing,
    },
}

/// A case, and why.
#[derive(Clone, Debug, clap::Args)]
pub struct Reasoned {
    /// Which case
    #[arg(value_parser = read::case)]
    pub case: CaseId,
    /// Why, or `-`
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// How it is written.
    #[command(flatten)]
    pub writing: Writing,
}

/// A stage of a case, what is asked when it is ended, and why.
#[derive(Clone, Debug, Args)]
pub struct EndingStage {
    /// Which case
    #[arg(value_parser = read::case)]
    pub case: CaseId,
    /// Which stage, by its name; `helhed case show` has it
    pub stage: StageName,
    /// The answers.
    #[command(flatten)]
    pub values: Values,
    /// Why, or `-`
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// How it is written.
    #[command(flatten)]
    pub writing: Writing,
}
