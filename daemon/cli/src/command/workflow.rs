//! `helhed workflow graph`, `helhed workflow diff`: workflows for the eye and in words.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

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
