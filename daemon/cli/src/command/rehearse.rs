//! `helhed workflow test` and `helhed workflow try`: a workflow tried before anybody relies on it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::read;

/// Plays scenarios.
#[derive(Clone, Debug, Args)]
pub struct TestArgs {
    /// The folder of workflows, or one workflow in it
    #[arg(default_value = "workflows")]
    pub path: PathBuf,
    /// Only this scenario, by its name; again for more
    #[arg(long = "scenario", value_name = "NAME")]
    pub scenarios: Vec<String>,
    /// Show what the scenarios reach of the workflow, and name what none of them does
    #[arg(long)]
    pub coverage: bool,
    /// Fail where the scenarios do not reach everything
    #[arg(long)]
    pub full_coverage: bool,
    /// How the result is written; `--json` says more
    #[arg(long, value_enum, default_value_t = TestFormat::Text)]
    pub format: TestFormat,
}

/// How the result of scenarios is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum TestFormat {
    /// For people
    #[default]
    Text,
    /// `JUnit` XML, which build servers read
    Junit,
}

/// Tries a case.
#[derive(Clone, Debug, Args)]
pub struct TryArgs {
    /// One workflow; or the folder of workflows, where it holds only one
    #[arg(default_value = "workflows")]
    pub path: PathBuf,
    /// The day on which the story begins; the first day of the rule pack where absent
    #[arg(long, value_name = "DATE", value_parser = read::day)]
    pub from: Option<Date>,
    /// Begin with this scenario played to its end, and go on from there
    #[arg(long, value_name = "NAME")]
    pub after: Option<String>,
}
