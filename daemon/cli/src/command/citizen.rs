//! `helhed citizen`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;
use model::CitizenId;

use super::{Erasing, Writing, read};

/// The citizen register.
#[derive(Clone, Debug, Subcommand)]
pub enum CitizenCommand {
    /// Register a citizen; the CPR number comes from standard input or a file
    #[command(after_help = CPR_HELP)]
    Register {
        /// Where the CPR number stands.
        #[command(flatten)]
        cpr: CprSource,
        /// The name; where absent, the second line of where the CPR number stands
        #[arg(long)]
        name: Option<String>,
        /// The birth date
        #[arg(long, value_name = "DAY", value_parser = read::day)]
        birth_date: Date,
        /// The person is invented
        #[arg(long)]
        synthetic: bool,
        /// The person is exempt from Digital Post
        #[arg(long)]
        no_digital_post: bool,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
    /// Find a citizen by CPR number, from standard input or a file
    #[command(after_help = CPR_HELP)]
    Find {
        /// Where the CPR number stands.
        #[command(flatten)]
        cpr: CprSource,
    },
    /// Show a citizen: coordinator, consents, cases
    Show {
        /// Which citizen
        #[arg(value_parser = read::citizen)]
        citizen: CitizenId,
    },
    /// Write down that a citizen withdraws consents: what they opened closes at once
    WithdrawConsent {
        /// Which citizen
        #[arg(value_parser = read::citizen)]
        citizen: CitizenId,
        /// For which purpose; may be given several times
        #[arg(long = "for", value_name = "PURPOSE", required = true)]
        purposes: Vec<String>,
        /// The day; today where absent
        #[arg(long, value_name = "DAY", value_parser = read::day)]
        on: Option<Date>,
        /// What was said, or `-`
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
    /// Change who coordinates, and who stands in
    Coordinator {
        /// Which citizen
        #[arg(value_parser = read::citizen)]
        citizen: CitizenId,
        /// Who coordinates from now on
        #[arg(long)]
        person: String,
        /// Who stands in; nobody where absent
        #[arg(long, value_name = "PERSON")]
        deputy: Option<String>,
        /// Why, or `-`
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
    /// Destroy the key of a citizen: what was sealed under it is gone for ever, in backups too
    Erase {
        /// Which citizen
        #[arg(value_parser = read::citizen)]
        citizen: CitizenId,
        /// That it is meant.
        #[command(flatten)]
        erasing: Erasing,
    },
}

/// Where a CPR number is read.
#[derive(Clone, Debug, Default, Args)]
pub struct CprSource {
    /// File whose first line is the CPR number, or `-` for standard input
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub cpr_file: PathBuf,
}

const CPR_HELP: &str = "\
A CPR number is never an argument: arguments stand in process lists and shell histories.
It is the first line of standard input, or of the file named by --cpr-file, with or without `-`:

  helhed citizen find < cpr.txt
  pass show test-citizen | helhed citizen find";
