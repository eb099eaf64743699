//! `helhed task`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;
use model::{CaseId, TaskName};
use serde_json::Value;

use super::{Paging, Writing, read};

/// The worklist, and what is done with a task.
#[derive(Clone, Debug, Subcommand)]
pub enum TaskCommand {
    /// The worklist, what is due first first; yours unless a person, role or unit is named
    List {
        /// Held by this person
        #[arg(long)]
        person: Option<String>,
        /// The work of this role
        #[arg(long)]
        role: Option<String>,
        /// On cases of this unit
        #[arg(long)]
        unit: Option<String>,
        /// Due before this day
        #[arg(long, value_name = "DAY", value_parser = read::day)]
        due_before: Option<Date>,
        /// Which page.
        #[command(flatten)]
        paging: Paging,
    },
    /// Show what a task asks for, who may do it and until when
    Show {
        /// Which task.
        #[command(flatten)]
        task: TaskOfCase,
    },
    /// Make an offered task your own
    Claim {
        /// Which task.
        #[command(flatten)]
        task: TaskOfCase,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
    /// Give a task back; your draft survives
    Release {
        /// Which task.
        #[command(flatten)]
        task: TaskOfCase,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
    /// Give a task to a colleague
    Delegate {
        /// Which task.
        #[command(flatten)]
        task: TaskOfCase,
        /// To whom
        #[arg(long, value_name = "PERSON")]
        to: String,
        /// What to know, or `-`
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
    /// Complete a task, or the next part of it
    Complete {
        /// Which task.
        #[command(flatten)]
        task: TaskOfCase,
        /// The answers.
        #[command(flatten)]
        values: Values,
        /// The day on which it happened; today where absent
        #[arg(long, value_name = "DAY", value_parser = read::day)]
        on: Option<Date>,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
    /// See the letter that completing a task would send, marked as a draft, and what it still lacks
    Preview {
        /// Which task.
        #[command(flatten)]
        task: TaskOfCase,
        /// The answers; they may be unfinished.
        #[command(flatten)]
        values: Values,
        /// A new file for it, readable by you alone; standard output where absent
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Unfinished work: durable, and yours alone
    #[command(subcommand)]
    Draft(DraftCommand),
    /// Go on without a contribution that did not come
    GoOnWithout {
        /// Which task.
        #[command(flatten)]
        task: TaskOfCase,
        /// Why, or `-`
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
}

/// Unfinished work on a task.
#[derive(Clone, Debug, Subcommand)]
pub enum DraftCommand {
    /// Show what you wrote so far
    Show {
        /// Which task.
        #[command(flatten)]
        task: TaskOfCase,
    },
    /// Save what you wrote so far, in place of what was there
    Save {
        /// Which task.
        #[command(flatten)]
        task: TaskOfCase,
        /// What was written.
        #[command(flatten)]
        values: Values,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
    /// Throw it away
    Discard {
        /// Which task.
        #[command(flatten)]
        task: TaskOfCase,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
}

/// A task of a case.
#[derive(Clone, Debug, Args)]
pub struct TaskOfCase {
    /// Which case
    #[arg(value_parser = read::case)]
    pub case: CaseId,
    /// Which task: a step, or a numbered part of one like `findings.2`
    pub task: TaskName,
}

/// Answers by name.
#[derive(Clone, Debug, Default, Args)]
pub struct Values {
    /// An answer; may be given several times. An object, a list, true or false is read as JSON, all else as text
    #[arg(long = "value", value_name = "NAME=VALUE", value_parser = read::value)]
    pub named: Vec<(String, Value)>,

    /// A file with answers as one JSON object, or `-` for standard input; --value goes before it
    #[arg(long = "values", value_name = "FILE")]
    pub file: Option<PathBuf>,
}
