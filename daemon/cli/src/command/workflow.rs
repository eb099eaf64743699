//! `helhed workflow graph`, `diff`, `activate`: workflows for the eye, in words, and in force.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::{Writing, read};

/// Draw a workflow.
#[derive(Clone, Debug, Args)]
pub struct GraphArgs {
    /// The workflow's folder or file; the folder of workflows where it holds only one
    pub path: PathBuf,
    /// As what it is drawn
    #[arg(long, value_enum, default_value_t)]
    pub format: GraphFormat,
    /// Write into this file; to standard output where absent
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// As what a workflow is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// A picture that every browser shows, with the same in words inside
    #[default]
    Svg,
    /// Text of a flowchart, for pages that draw Mermaid
    Mermaid,
    /// The same in sentences
    Text,
}

/// Say what differs between two workflows.
#[derive(Clone, Debug, Args)]
pub struct DiffArgs {
    /// The workflow as it was: its folder or file
    pub old: PathBuf,
    /// The workflow as it is
    pub new: PathBuf,
}

/// What somebody has agreed to on the command line.
#[derive(Clone, Copy, Debug, Args)]
pub struct Agreed {
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
    /// Accept the warnings without being asked
    #[arg(long)]
    pub accept_warnings: bool,
}

/// Put the folder of the daemon into force.
#[derive(Clone, Debug, Args)]
pub struct ActivateArgs {
    /// Only these workflows; everything that differs where absent, with `municipality.yaml` and the plugins
    #[arg(value_name = "WORKFLOW")]
    pub workflows: Vec<String>,
    /// Only `municipality.yaml` and the plugins, and no workflow: somebody begins, leaves or changes unit
    #[arg(long, conflicts_with_all = ["workflows", "from"])]
    pub municipality: bool,
    /// The first day on which new cases take them; at once where absent. Only workflows can wait for a day
    #[arg(long, value_name = "DAY", value_parser = read::day)]
    pub from: Option<Date>,
    /// Show what would change, and change nothing
    #[arg(long, conflicts_with_all = ["yes", "accept_warnings"])]
    pub dry_run: bool,
    /// What need not be asked.
    #[command(flatten)]
    pub agreed: Agreed,
    /// How it is written.
    #[command(flatten)]
    pub writing: Writing,
}

/// What happens, and how to go back.
pub(crate) const ACTIVATE_HELP: &str = "\
The daemon reads its own folder, the one it was started with. Saving a file there puts nothing into force; this does.
New cases take the new versions, running cases keep the ones they began with.

  helhed workflow activate --dry-run
  helhed workflow activate --municipality
  helhed workflow activate one-plan --from 2027-01-01
  helhed workflow withdraw one-plan

To go back, put the files back as they were and activate them. For programs: `--yes`, and `--accept-warnings` where
there are any; without them and without a person at the terminal nothing is put into force.";

/// How to use the picture.
pub(crate) const GRAPH_HELP: &str = "\
Stages are columns, roles are lanes, arrows show what comes after what.
`--lang` says in which language:

  helhed --lang da workflow graph workflows/one-plan --output one-plan.svg

A workflow with errors is not drawn: `helhed workflow check` says what is wrong.";

/// What is compared, and how it ends.
pub(crate) const DIFF_HELP: &str = "\
Compared is what the files mean, and the numbers of their rule packs: a comment or another
order of keys is no difference. What has another name is gone under the old one and new under
the new one. A copy that stands alone is read with the rule packs of the other.

  helhed workflow diff workflows/one-plan my-workflows/one-plan

`--json` prints a list of {what, name, change, da, en}; `change` is `added`, `removed` or `changed`.

Ends with 0 whether something differs or not: `no difference`, or an empty list, says that
nothing does.";
