//! Logs: to standard error, as text or JSON, never with personal data.

use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Starts logging. A second call changes nothing.
pub fn start(log: &Log) {
    let filter =
        EnvFilter::try_from_env("HELHED_LOG").unwrap_or_else(|_| EnvFilter::new(log.level.to_string()));
    let builder =
        tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter).with_target(false);
    let _already = match log.format {
        LogFormat::Text => builder.with_ansi(false).try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}
