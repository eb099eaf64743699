//! `helhed plugin`: what the municipality lets run beside its own daemon.

use std::path::PathBuf;

use clap::Subcommand;

/// Plugins: those of a daemon, and components as files.
#[derive(Clone, Debug, Subcommand)]
pub enum PluginCommand {
    /// List the plugins of the daemon: what each is granted, and the component in force
    List,
    /// Say what a component asks for and says of itself, with its digest; calls no step, needs no daemon
    Inspect {
        /// A component file, or the name of a plugin in `municipality.yaml`
        #[arg(value_name = "FILE_OR_NAME")]
        plugin: String,
        /// Folder of workflows, where names are looked up
        #[arg(long, env = "HELHED_WORKFLOWS", value_name = "DIRECTORY", default_value = "workflows")]
        workflows: PathBuf,
    },
    /// Call a component once in the sandbox, without a daemon, and show its answer, fuel and time
    Try {
        /// A component file, or the name of a plugin in `municipality.yaml`
        #[arg(value_name = "FILE_OR_NAME")]
        plugin: String,
        /// What it is told, as JSON; `docs/guides/write-a-plugin.md` explains the keys
        #[arg(long, value_name = "FILE")]
        input: PathBuf,
        /// Folder of workflows, where names are looked up
        #[arg(long, env = "HELHED_WORKFLOWS", value_name = "DIRECTORY", default_value = "workflows")]
        workflows: PathBuf,
    },
}
