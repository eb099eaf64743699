//! `tck [FOLDER]`: runs test cases of the DMN Technology Compatibility Kit and prints the scores.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use tck::{Profile, report};

/// Runs test cases of the DMN Technology Compatibility Kit.
#[derive(Parser)]
struct Arguments {
    /// A folder that holds `compliance-level-N/NAME/*.xml` [default: the cases of the repository]
    folder: Option<PathBuf>,
    /// One line per case
    #[arg(long)]
    verbose: bool,
    /// Only directories whose name contains this
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// What to print instead of the scores
    #[command(flatten)]
    instead: Instead,
    /// The list of what is out of the profile [default: that of the repository]
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
}

#[derive(clap::Args)]
#[group(multiple = false)]
struct Instead {
    /// The scores and every verdict as JSON
    #[arg(long)]
    json: bool,
    /// Each failure with its text, what was expected and what came
    #[arg(long)]
    failures: bool,
    /// The failures by cause, the commonest first
    #[arg(long)]
    causes: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(has_failed) => ExitCode::from(u8::from(has_failed)),
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::from(2)
        }
    }
}

/// Runs and prints; whether anything failed inside the profile, could not be read, or is stale.
fn run(arguments: &Arguments) -> Result<bool, Box<dyn std::error::Error>> {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folder = arguments.folder.clone().unwrap_or_else(|| own.join("data"));
    let list = arguments.profile.clone().unwrap_or_else(|| own.join("profile.toml"));
    let profile = Profile::read(&std::fs::read_to_string(list)?)?;
    let run = tck::run(&folder, &profile, arguments.only.as_deref())?;
    let text = if arguments.instead.json {
        serde_json::to_string_pretty(&report::as_json(&run))?
    } else if arguments.instead.failures {
        report::failures(&run)
    } else if arguments.instead.causes {
        report::causes(&run)
    } else {
        report::summary(&run, arguments.verbose)
    };
    writeln!(io::stdout(), "{}", text.trim_end())?;
    let has_failed = report::levels(&run).values().any(|score| score.failed > 0);
    Ok(has_failed || !run.unread.is_empty() || !run.stale.is_empty())
}
