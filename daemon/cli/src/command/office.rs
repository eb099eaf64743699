//! `helhed workflow`, `helhed token`, `helhed clock`: the municipality and the daemon.

use std::path::PathBuf;

use clap::Subcommand;
use jiff::Timestamp;

use super::checking::{CheckArgs, NewArgs};
use super::rehearse::{TestArgs, TryArgs};
use super::workflow::{ACTIVATE_HELP, ActivateArgs, DIFF_HELP, DiffArgs, GRAPH_HELP, GraphArgs};
use super::{Writing, read};

/// Workflow files and the workflows of a daemon.
#[derive(Clone, Debug, Subcommand)]
pub enum WorkflowCommand {
    /// Check workflow files, without a daemon: every fault at once, with its place and the way out
    Check(CheckArgs),
    /// Write a small workflow to begin with: complete, with comments, without a finding
    New(NewArgs),
    /// Draw a workflow, without a daemon: a picture of its stages, steps, roles and deadlines
    #[command(after_help = GRAPH_HELP)]
    Graph(GraphArgs),
    /// Say in words what differs between two versions of a workflow, without a daemon
    #[command(after_help = DIFF_HELP)]
    Diff(DiffArgs),
    /// List the names of a rule pack with their numbers, bases and marks, without a daemon: a page in Markdown
    Rules {
        /// The folder of workflows, or something in it
        #[arg(default_value = "workflows")]
        path: PathBuf,
        /// Only this rule pack
        #[arg(long)]
        pack: Option<String>,
    },
    /// Play the scenarios beside a workflow, without a daemon: what comes out otherwise, and what none of them reaches
    Test(TestArgs),
    /// Try a workflow on an invented case, step by step, forward and back, without a daemon; nothing is sent
    Try(TryArgs),
    /// Put the folder of the daemon into force: shows what changes, asks, and then new cases take it; running ones keep theirs
    #[command(after_help = ACTIVATE_HELP)]
    Activate(ActivateArgs),
    /// Withdraw what was ordered for a later day
    Withdraw {
        /// The workflow
        workflow: String,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
    /// List the workflows that the daemon has loaded, with what was found in them
    List,
}

/// Tokens of members of staff.
#[derive(Clone, Debug, Subcommand)]
pub enum TokenCommand {
    /// Make a token and print it, this once: only its hash is kept
    Create {
        /// For whom
        person: String,
        /// What it is for
        #[arg(long)]
        label: String,
        /// When it ends by itself; never where absent
        #[arg(long, value_name = "INSTANT", value_parser = read::instant)]
        expires_at: Option<Timestamp>,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
    /// List the tokens of a person, revoked ones too
    List {
        /// Whose
        person: String,
    },
    /// Revoke a token: it opens nothing any more
    Revoke {
        /// Whose
        person: String,
        /// Its number; `helhed token list` has it
        number: u32,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
}

/// An effect that has not ended; `helhed effects` lists them.
#[derive(Clone, Debug, Subcommand)]
pub enum EffectCommand {
    /// Let it go on, where a restore held it
    Release {
        /// Which one, such as `1.42.0`
        #[arg(required_unless_present = "all", conflicts_with = "all", value_parser = read::effect)]
        effect: Option<String>,
        /// All that wait, and from now on none is held
        #[arg(long)]
        all: bool,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
    /// Say that it was done: it is not done again
    Done {
        /// Which one, such as `1.42.0`
        #[arg(value_parser = read::effect)]
        effect: String,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
    /// Drop it: it is not done
    Drop {
        /// Which one, such as `1.42.0`
        #[arg(value_parser = read::effect)]
        effect: String,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
}

/// The clock of the daemon.
#[derive(Clone, Debug, Subcommand)]
pub enum ClockCommand {
    /// What it shows, whether it is simulated, whether it is held
    Show,
    /// Move a simulated clock on, firing what falls due on the way
    Advance {
        /// To which instant, such as `2026-08-03T08:00:00+02:00`; never back
        #[arg(value_parser = read::instant)]
        to: Timestamp,
    },
    /// Confirm a clock that has jumped, so that timers and effects go on
    Confirm {
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
}
