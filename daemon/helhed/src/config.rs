//! The configuration file, and what it comes to with environment and flags.

use std::fmt;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use cli::ServeArgs;
use model::Timestamp;
use runtime::RoomLimits;
use serde::{Deserialize, Serialize};

/// The configuration file. Every key has a default; an unknown one is an error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where and how the daemon listens.
    pub server: Server,
    /// Where the operator's own tools ask.
    pub admin: Admin,
    /// Where its data lies.
    pub data: Data,
    /// Where the workflows lie.
    pub workflows: Workflows,
    /// What it logs.
    pub log: Log,
    /// Where notices go.
    pub notices: Notices,
}

/// Where and how the daemon listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Address and port.
    pub listen: SocketAddr,
    /// Whether a proxy with TLS stands before it.
    pub behind_proxy: bool,
    /// Longest body of a request.
    pub body_limit_bytes: usize,
    /// The daemon's own TLS, where no proxy does it.
    pub tls: Option<Tls>,
}

/// A certificate and its key, both in PEM.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The certificate with its chain, the daemon's own first.
    pub certificate: PathBuf,
    /// Its private key, which only the daemon may read.
    pub key: PathBuf,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 7878)),
            behind_proxy: false,
            body_limit_bytes: 1024 * 1024,
            tls: None,
        }
    }
}

/// Where metrics and readiness are shown, to this machine alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Admin {
    /// Address and port: a loopback address.
    pub listen: SocketAddr,
}

impl Default for Admin {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 7879)) }
    }
}

/// Where the data lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Data {
    /// The data directory.
    pub directory: PathBuf,
    /// Memory of the index's page cache.
    pub index_cache_bytes: u64,
    /// Length of a journal segment.
    pub segment_bytes: u32,
    /// Free room on the disk below which it is said.
    pub warn_free_bytes: u64,
    /// Free room that is kept: below it new work is refused.
    pub reserve_free_bytes: u64,
}

impl Default for Data {
    fn default() -> Self {
        Self {
            directory: PathBuf::from("data"),
            index_cache_bytes: 32 * 1024 * 1024,
            segment_bytes: 16 * 1024 * 1024,
            warn_free_bytes: RoomLimits::default().warn_bytes,
            reserve_free_bytes: RoomLimits::default().reserve_bytes,
        }
    }
}

impl Data {
    /// Below how much room on the disk what happens.
    #[must_use]
    pub fn room(&self) -> RoomLimits {
        RoomLimits { warn_bytes: self.warn_free_bytes, reserve_bytes: self.reserve_free_bytes }
    }
}

/// Where the workflows lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Workflows {
    /// The folder.
    pub directory: PathBuf,
    /// Whether each start puts the folder into force, with its warnings, and not the first one alone.
    pub activate_at_start: bool,
}

impl Default for Workflows {
    fn default() -> Self {
        Self { directory: PathBuf::from("workflows"), activate_at_start: false }
    }
}

/// What is logged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// For people or for collectors.
    pub format: LogFormat,
    /// How much.
    pub level: Level,
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Text, level: Level::Info }
    }
}

/// The form of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For collectors.
    Json,
}

/// How much is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// What wakes someone.
    Error,
    /// What is worth a trend.
    Warn,
    /// What happened.
    Info,
    /// What happened within.
    Debug,
    /// Everything.
    Trace,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        })
    }
}

/// Where notices go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Notices {
    /// The spool folder; inside the data directory where absent.
    pub spool: Option<PathBuf>,
}

/// What is wrong with a configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration `{file}`: {why}")]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// The file says something wrong.
    #[error("the configuration `{file}` is wrong:\n{why}\nsee `helhed.example.toml` for every key")]
    Wrong {
        /// Which.
        file: PathBuf,
        /// Place and cause.
        why: toml::de::Error,
    },
    /// A value is out of its range.
    #[error("`{key}` is {value}: {way_out}")]
    OutOfRange {
        /// Which key.
        key: &'static str,
        /// Its value.
        value: String,
        /// What to write.
        way_out: &'static str,
    },
}

impl Config {
    /// Reads a file; without one every key has its default.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] with the place in the file.
    pub fn read(file: Option<&Path>) -> Result<Self, ConfigError> {
        let Some(file) = file else { return Ok(Self::default()) };
        let text = std::fs::read_to_string(file)
            .map_err(|why| ConfigError::Unreadable { file: file.to_owned(), why })?;
        let config: Self =
            toml::from_str(&text).map_err(|why| ConfigError::Wrong { file: file.to_owned(), why })?;
        config.check()?;
        Ok(config)
    }

    /// File, then environment and flags, which win.
    ///
    /// # Errors
    ///
    /// As for [`Config::read`].
    pub fn of(args: &ServeArgs) -> Result<Self, ConfigError> {
        let mut config = Self::read(args.config.as_deref())?;
        if let Some(data) = &args.data {
            config.data.directory.clone_from(data);
        }
        if let Some(workflows) = &args.workflows {
            config.workflows.directory.clone_from(workflows);
        }
        if let Some(activates) = args.activate_at_start {
            config.workflows.activate_at_start = activates;
        }
        if let Some(listen) = args.listen {
            config.server.listen = listen;
        }
        if let Some(listen) = args.admin_listen {
            config.admin.listen = listen;
        }
        if let Some(behind_proxy) = args.behind_proxy {
            config.server.behind_proxy = behind_proxy;
        }
        if let (Some(certificate), Some(key)) = (&args.tls_certificate, &args.tls_key) {
            config.server.tls = Some(Tls { certificate: certificate.clone(), key: key.clone() });
        }
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let out = |key, value: String, way_out| Err(ConfigError::OutOfRange { key, value, way_out });
        let is_protected = self.server.behind_proxy || self.server.tls.is_some();
        if !self.server.listen.ip().is_loopback() && !is_protected {
            let way_out = "an address that the network reaches needs `[server.tls]` with certificate and key, \
                           or `behind_proxy = true` and a proxy with TLS";
            return out("server.listen", self.server.listen.to_string(), way_out);
        }
        if !self.admin.listen.ip().is_loopback() {
            let way_out = "it shows `/metrics` and `/ready` without a token, so to this machine alone: write `127.0.0.1:7879`";
            return out("admin.listen", self.admin.listen.to_string(), way_out);
        }
        if !(1024..=64 * 1024 * 1024).contains(&self.server.body_limit_bytes) {
            return out(
                "server.body_limit_bytes",
                self.server.body_limit_bytes.to_string(),
                "from 1024 to 67108864",
            );
        }
        if self.data.index_cache_bytes < 1024 * 1024 {
            return out(
                "data.index_cache_bytes",
                self.data.index_cache_bytes.to_string(),
                "at least 1048576",
            );
        }
        let segment = self.data.segment_bytes;
        if !(4 * 1024 * 1024..=1024 * 1024 * 1024).contains(&segment) || !segment.is_multiple_of(8) {
            return out(
                "data.segment_bytes",
                segment.to_string(),
                "a multiple of 8, from 4194304 to 1073741824",
            );
        }
        if self.data.warn_free_bytes < self.data.reserve_free_bytes {
            let way_out = "at least `data.reserve_free_bytes`: what is refused has to be said before";
            return out("data.warn_free_bytes", self.data.warn_free_bytes.to_string(), way_out);
        }
        Ok(())
    }

    /// The spool folder.
    #[must_use]
    pub fn spool(&self) -> PathBuf {
        self.notices.spool.clone().unwrap_or_else(|| self.data.directory.join("notices"))
    }
}

/// `helhed config check FILE`: what is wrong, or what each value becomes.
///
/// # Errors
///
/// What is wrong with the file.
pub fn check(file: &Path, json: bool, out: &mut dyn Write) -> Result<(), Box<dyn std::error::Error>> {
    let mut config = Config::read(Some(file))?;
    config.notices.spool = Some(config.spool());
    if let Some(tls) = &config.server.tls {
        let _usable = crate::listen::tls::acceptor(&tls.certificate, &tls.key)?;
    }
    let text = if json { serde_json::to_string_pretty(&config)? } else { toml::to_string(&config)? };
    writeln!(out, "{}", text.trim_end())?;
    Ok(())
}

/// The instant of `--clock simulated=INSTANT`.
#[must_use]
pub fn simulated_instant(clock: Option<&str>) -> Option<Timestamp> {
    clock?.strip_prefix("simulated=")?.parse().ok()
}
