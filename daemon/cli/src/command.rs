//! What `helhed` understands.

pub(crate) mod backup;
pub(crate) mod case;
pub(crate) mod checking;
pub(crate) mod citizen;
pub(crate) mod daemon;
pub(crate) mod deadline;
pub(crate) mod entry;
pub(crate) mod manual;
pub(crate) mod office;
pub(crate) mod plugin;
pub(crate) mod read;
pub(crate) mod rehearse;
pub(crate) mod step;
pub(crate) mod table;
pub(crate) mod task;
pub(crate) mod workflow;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::exit::AFTER_HELP;
use crate::lang::Lang;

/// Heading of the options that every client command takes.
const TALKING: &str = "Talking to the daemon";

/// The command line of `helhed`.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "helhed",
    version,
    about = "Carries a citizen's case from referral to review",
    after_help = AFTER_HELP,
    propagate_version = true,
    arg_required_else_help = true,
    max_term_width = 110
)]
pub struct Cli {
    /// Address of the daemon
    #[arg(
        long, global = true, env = "HELHED_URL", value_name = "URL", default_value = "http://127.0.0.1:7878",
        help_heading = TALKING
    )]
    pub url: String,

    /// Certificates, in PEM, that a daemon behind `https` must lead to; those that the machine trusts where absent
    #[arg(long, global = true, env = "HELHED_CA_FILE", value_name = "FILE", help_heading = TALKING)]
    pub ca_file: Option<PathBuf>,

    /// File with your token; a token is never an argument
    #[arg(
        long, global = true, env = "HELHED_TOKEN_FILE", value_name = "FILE", default_value = "data/first-token",
        help_heading = TALKING
    )]
    pub token_file: PathBuf,

    /// Why you look or act, in words; needed where your role on the case does not say it
    #[arg(long, global = true, value_name = "TEXT", help_heading = TALKING)]
    pub purpose: Option<String>,

    /// Print JSON for programs, as the daemon sent it
    #[arg(long, global = true)]
    pub json: bool,

    /// Language of what is printed for people
    #[arg(long, global = true, env = "HELHED_LANG", value_enum, value_name = "LANG", default_value = "en")]
    pub lang: Lang,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Run the daemon
    Serve(daemon::ServeArgs),
    /// Watch one case go from referral to review on a simulated clock
    Demo(daemon::DemoArgs),
    /// Open, read, close and reopen cases
    #[command(subcommand)]
    Case(case::CaseCommand),
    /// The worklist, and what is done with a task
    #[command(subcommand)]
    Task(task::TaskCommand),
    /// Start an optional step of a case, or cancel one
    #[command(subcommand)]
    Step(step::StepCommand),
    /// What a correction left in doubt, and what was found
    #[command(subcommand)]
    Concern(step::ConcernCommand),
    /// Take a note on a case
    Note(entry::NoteArgs),
    /// Correct what stands in the case file
    #[command(subcommand)]
    Fact(entry::FactCommand),
    /// Record that something happened, or correct when it did
    #[command(subcommand)]
    Event(entry::EventCommand),
    /// Goals in the citizen's own words
    #[command(subcommand)]
    Goal(entry::GoalCommand),
    /// Deadlines, why they fall on their day, and what moves them
    #[command(subcommand)]
    Deadline(deadline::DeadlineCommand),
    /// The citizen register
    #[command(subcommand)]
    Citizen(citizen::CitizenCommand),
    /// Check workflow files, list the workflows of a daemon
    #[command(subcommand)]
    Workflow(office::WorkflowCommand),
    /// The days of a year on which the offices are closed, and why, without a daemon
    Calendar(checking::CalendarArgs),
    /// What a code means and how to mend it, such as `helhed explain unknown-key`; every code where none is named
    Explain(checking::ExplainArgs),
    /// Read decision tables from DMN files, and write them
    #[command(subcommand)]
    Table(table::TableCommand),
    /// List plugins, look at a component, try it out
    #[command(subcommand)]
    Plugin(plugin::PluginCommand),
    /// Who your token speaks for: roles, deputy, what you may read
    Me,
    /// Tokens of members of staff
    #[command(subcommand)]
    Token(office::TokenCommand),
    /// The clock of the daemon
    #[command(subcommand)]
    Clock(office::ClockCommand),
    /// Reminders and letters that have not ended, those of unknown outcome and those that a restore held too
    Effects,
    /// Let an effect go on that a restore held, or say what became of it
    #[command(subcommand)]
    Effect(office::EffectCommand),
    /// Verify the journal of a data directory
    #[command(subcommand)]
    Journal(daemon::JournalArgs),
    /// Rebuild the index of a data directory from its journal
    #[command(subcommand)]
    Index(daemon::IndexArgs),
    /// Back a data directory up into one sealed file, beside the daemon that uses it
    #[command(after_help = backup::BACKUP_HELP)]
    Backup(backup::BackupArgs),
    /// Make the pair of keys for backups: prints the recipient, writes the identity that opens them
    BackupKey {
        /// The identity file to make; keep it away from the machine that is backed up
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Bring a backup back into an empty directory, or look into it
    #[command(after_help = backup::RESTORE_HELP)]
    Restore(backup::RestoreArgs),
    /// Look at disk, clock, keys, ports and files, and say what to do
    #[command(after_help = daemon::DOCTOR_HELP)]
    Doctor(daemon::DoctorArgs),
    /// Check a configuration file
    #[command(subcommand)]
    Config(daemon::ConfigArgs),
    /// Print what a shell needs to complete commands
    #[command(after_help = manual::COMPLETIONS_HELP)]
    Completions(manual::CompletionsArgs),
    /// Print the manual page of helhed, or write one page for every command
    #[command(after_help = manual::MAN_HELP)]
    Man(manual::ManArgs),
    /// Compile one plugin from standard input to standard output, within limits: the daemon calls this itself
    #[command(hide = true)]
    CompileWorker(daemon::CompileWorkerArgs),
}

/// Options of every command that changes something.
#[derive(Clone, Debug, Default, Args)]
pub struct Writing {
    /// Idempotency key: the same key with the same command is done once. One is made up where absent
    #[arg(long, value_name = "KEY", value_parser = read::key)]
    pub key: Option<String>,

    /// Do it only if nothing has changed since this version (`12`, `v12`)
    #[arg(long, value_name = "VERSION", value_parser = read::version)]
    pub if_match: Option<u64>,
}

/// Options of what destroys a key.
#[derive(Clone, Debug, Args)]
pub struct Erasing {
    /// Under which provision
    #[arg(long, value_name = "TEXT")]
    pub basis: String,

    /// You know that this cannot be undone
    #[arg(long)]
    pub yes: bool,

    /// How it is written.
    #[command(flatten)]
    pub writing: Writing,
}

/// Which page of a list.
#[derive(Clone, Debug, Default, Args)]
pub struct Paging {
    /// Where the page before ended
    #[arg(long, value_name = "MARK")]
    pub after: Option<String>,

    /// Rows at most, 1 to 200
    #[arg(long, value_name = "ROWS", value_parser = clap::value_parser!(u32).range(1..=200))]
    pub limit: Option<u32>,
}

#[cfg(test)]
mod tests;
