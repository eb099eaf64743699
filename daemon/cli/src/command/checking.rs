//! `helhed workflow check`, `helhed workflow new`, `helhed explain`: files and codes, without a daemon.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Check workflow files.
#[derive(Clone, Debug, Args)]
pub struct CheckArgs {
    /// The folder of workflows, or one workflow in it
    #[arg(default_value = "workflows")]
    pub path: PathBuf,
    /// How the findings are written: for people, as JSON, or as SARIF 2.1.0 for editors and code hosts
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
    /// Check again whenever a file below the folder changes, until Ctrl-C
    #[arg(long)]
    pub watch: bool,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With the lines they are about.
    #[default]
    Human,
    /// A list for programs; `--json` is the same.
    Json,
    /// SARIF 2.1.0.
    Sarif,
}

/// Write a workflow to begin with.
#[derive(Clone, Debug, Args)]
pub struct NewArgs {
    /// Its name, for ever: letters, digits, `-` and `_`
    pub name: String,
    /// The folder of workflows, with `municipality.yaml` in it
    #[arg(long, default_value = "workflows", value_name = "DIRECTORY")]
    pub folder: PathBuf,
}

/// Print what a code means and how to mend it.
#[derive(Clone, Debug, Args)]
pub struct ExplainArgs {
    /// The code of a finding or of an answer, such as `unknown-key`; every code where absent
    pub code: Option<String>,
    /// List every code
    #[arg(long, conflicts_with = "code")]
    pub list: bool,
}

/// Which year, and whose closing days.
#[derive(Clone, Debug, Args)]
pub struct CalendarArgs {
    /// The year, from 1900 to 2200; this one where absent
    #[arg(value_parser = clap::value_parser!(i16).range(1900..=2200))]
    pub year: Option<i16>,
    /// The folder of workflows, for the closing days of the municipality
    #[arg(long, value_name = "FOLDER", default_value = "workflows")]
    pub workflows: PathBuf,
}
