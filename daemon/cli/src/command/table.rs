//! Decision tables on their way to and from other programs.

use std::path::PathBuf;

use clap::Subcommand;

/// What can be done with decision tables, without a daemon.
#[derive(Clone, Debug, Subcommand)]
pub enum TableCommand {
    /// Read the decision tables of a DMN file, and write each as CSV
    ///
    /// Takes DMN 1.1 to 1.6. What is written in FEEL is kept as it is; what our tables do not have is named. DMN has no
    /// place for the basis of a rule: fill in the last column, and run `helhed workflow check`.
    Import {
        /// The DMN file
        file: PathBuf,
        /// Where to write, such as the folder `tables` of a workflow
        #[arg(long, value_name = "DIRECTORY", default_value = ".")]
        into: PathBuf,
        /// Put `,` between cells, not `;`
        #[arg(long)]
        comma: bool,
        /// Write over files that are there
        #[arg(long)]
        replace: bool,
    },
    /// Write a decision table as DMN 1.5, for an editor of such files
    ///
    /// The basis of each rule becomes a column of remarks called `basis`, from where it is read again. Types are added
    /// where the file is one of a workflow's that is without fault.
    Export {
        /// The table, a CSV file
        file: PathBuf,
        /// Where to write; standard output where absent
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Write over a file that is there
        #[arg(long)]
        replace: bool,
    },
}
