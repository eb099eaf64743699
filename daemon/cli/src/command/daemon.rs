//! What runs the daemon or opens its directory: understood here, done by the program.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Run the daemon. What is absent here stands in the configuration file, or has its default.
#[derive(Clone, Debug, Default, Args)]
pub struct ServeArgs {
    /// Configuration file; `helhed.example.toml` explains every key
    #[arg(long, env = "HELHED_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Data directory; created at the first start
    #[arg(long, env = "HELHED_DATA", value_name = "DIRECTORY")]
    pub data: Option<PathBuf>,

    /// Folder of workflows, rule packs and the municipality file
    #[arg(long, env = "HELHED_WORKFLOWS", value_name = "DIRECTORY")]
    pub workflows: Option<PathBuf>,

    /// Put the folder of workflows into force at this start, with its warnings; otherwise only a new data directory does
    #[arg(
        long = "activate", env = "HELHED_ACTIVATE", value_name = "BOOL", num_args = 0..=1, require_equals = true,
        default_missing_value = "true"
    )]
    pub activate_at_start: Option<bool>,

    /// Where to listen; any address but this machine's own needs TLS or --behind-proxy
    #[arg(long, env = "HELHED_LISTEN", value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,

    /// Where `/metrics` and `/ready` are shown without a token; an address of this machine alone
    #[arg(long, env = "HELHED_ADMIN_LISTEN", value_name = "ADDRESS:PORT")]
    pub admin_listen: Option<SocketAddr>,

    /// Certificate with its chain, in PEM: the daemon speaks TLS itself
    #[arg(long, env = "HELHED_TLS_CERTIFICATE", value_name = "FILE", requires = "tls_key")]
    pub tls_certificate: Option<PathBuf>,

    /// The certificate's private key, in PEM, readable by the daemon alone
    #[arg(long, env = "HELHED_TLS_KEY", value_name = "FILE", requires = "tls_certificate")]
    pub tls_key: Option<PathBuf>,

    /// Clock of a new data directory, for tests and courses: `simulated=2026-08-03T08:00:00+02:00`
    #[arg(long, value_name = "CLOCK", value_parser = clock)]
    pub clock: Option<String>,

    /// A reverse proxy with TLS stands before the daemon
    #[arg(
        long, env = "HELHED_BEHIND_PROXY", value_name = "BOOL", num_args = 0..=1, require_equals = true,
        default_missing_value = "true"
    )]
    pub behind_proxy: Option<bool>,
}

/// Checks the form, so that a slip is met before anything is opened.
fn clock(text: &str) -> Result<String, String> {
    let Some(instant) = text.strip_prefix("simulated=") else {
        return Err(format!(
            "`{text}` is no clock; write `simulated=2026-08-03T08:00:00+02:00`, or leave it out"
        ));
    };
    super::read::instant(instant)?;
    Ok(text.to_owned())
}

/// Watch one case go from referral to review.
#[derive(Clone, Debug, Default, Args)]
pub struct DemoArgs {
    /// Which scenarios, by their names in `workflows/one-plan/scenarios`: from referral to review, and a complaint
    #[arg(value_name = "SCENARIO", default_values = ["s1", "s2"])]
    pub scenarios: Vec<String>,
    /// Leave the daemon running afterwards, and say where
    #[arg(long)]
    pub keep: bool,
}

/// What can be done with a journal, without its daemon.
#[derive(Clone, Debug, Subcommand)]
pub enum JournalArgs {
    /// Check every checksum and the chain of records; changes nothing
    Verify {
        /// Data directory
        #[arg(long, env = "HELHED_DATA", value_name = "DIRECTORY", default_value = "data")]
        data: PathBuf,
        /// A head kept elsewhere: proves that nothing before it was cut or changed
        #[arg(long, value_name = "HEAD")]
        against: Option<String>,
    },
}

/// What can be done with an index, without its daemon.
#[derive(Clone, Debug, Subcommand)]
pub enum IndexArgs {
    /// Throw the index away and build it again: from the newest state export and the records after it
    Rebuild {
        /// Pass over the state exports and apply every record again; they are removed
        #[arg(long)]
        whole: bool,

        /// Data directory
        #[arg(long, env = "HELHED_DATA", value_name = "DIRECTORY", default_value = "data")]
        data: PathBuf,
    },
    /// Write the state to a file now, from which the next rebuild begins; the daemon does it by itself once a day
    Export {
        /// Data directory
        #[arg(long, env = "HELHED_DATA", value_name = "DIRECTORY", default_value = "data")]
        data: PathBuf,
    },
}

/// The end of the help of `doctor`.
pub(crate) const DOCTOR_HELP: &str = "\
Works beside a running daemon, and without one. Ends with 0 where all is well,
1 with a warning, 2 with a fault.";

/// Which daemon is looked at.
#[derive(Clone, Debug, Default, Args)]
pub struct DoctorArgs {
    /// Configuration file of the daemon
    #[arg(long, env = "HELHED_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Data directory
    #[arg(long, env = "HELHED_DATA", value_name = "DIRECTORY")]
    pub data: Option<PathBuf>,

    /// Folder of workflows, rule packs and the municipality file
    #[arg(long, env = "HELHED_WORKFLOWS", value_name = "DIRECTORY")]
    pub workflows: Option<PathBuf>,
}

/// What can be done with a configuration.
#[derive(Clone, Debug, Subcommand)]
pub enum ConfigArgs {
    /// Say what is wrong, and what each value becomes
    Check {
        /// The file
        file: PathBuf,
    },
}

/// Compile one plugin from standard input to standard output, within limits.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct CompileWorkerArgs {
    /// Less address space than usual
    #[arg(long, value_name = "MIB")]
    pub address_space_mib: Option<u64>,

    /// Less processor time than usual
    #[arg(long, value_name = "SECONDS")]
    pub cpu_seconds: Option<u64>,
}
