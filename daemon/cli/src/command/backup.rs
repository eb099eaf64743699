//! `helhed backup`, `helhed backup-key`, `helhed restore`: a directory's copy, and the way back.

use std::path::PathBuf;

use clap::Args;

/// The end of the help of `backup`.
pub(crate) const BACKUP_HELP: &str = "\
Works beside a running daemon, and without one. The file is sealed for the recipient: whoever
reads it needs the identity that belongs to it, which has no business on this machine. The
wrapping key is never in it; keep that, or the recovery code, in another safe.

  helhed backup-key ~/identity.txt            once, on another machine
  helhed backup --recipient age1... /mnt/backup/helhed-2026-08-03.backup";

/// The end of the help of `restore`.
pub(crate) const RESTORE_HELP: &str = "\
What was erased after the backup was made is erased again: give the newest `erased.list` that
was kept elsewhere, or say that there is none. Reminders and letters that the backup had not
ended are held until `helhed effect release`: they may have gone out since.";

/// What is backed up, and for whom.
#[derive(Clone, Debug, Args)]
pub struct BackupArgs {
    /// The file to make; it must not exist
    #[arg(value_name = "FILE")]
    pub to: PathBuf,

    /// For whom it is sealed: `age1…`, as `helhed backup-key` prints it
    #[arg(long, env = "HELHED_BACKUP_RECIPIENT", value_name = "RECIPIENT")]
    pub recipient: String,

    /// Data directory
    #[arg(long, env = "HELHED_DATA", value_name = "DIRECTORY", default_value = "data")]
    pub data: PathBuf,
}

/// What is brought back, where to, and by which keys.
#[derive(Clone, Debug, Args)]
pub struct RestoreArgs {
    /// The backup
    #[arg(value_name = "FILE")]
    pub from: PathBuf,

    /// File with the identity that opens backups
    #[arg(long, env = "HELHED_BACKUP_IDENTITY", value_name = "FILE")]
    pub identity: PathBuf,

    /// Data directory to make: empty, or not there yet
    #[arg(long, value_name = "DIRECTORY", required_unless_present = "list")]
    pub data: Option<PathBuf>,

    /// Read the whole backup, check every byte of it, say what is in it, and write nothing
    #[arg(long, conflicts_with_all = ["data", "verify"])]
    pub list: bool,

    /// File with the wrapping key of the directory; the service manager's credential where absent
    #[arg(long, value_name = "FILE", conflicts_with = "recovery_code")]
    pub wrapping_key: Option<PathBuf>,

    /// File with the recovery code of the keys, as it came out of the safe
    #[arg(long, value_name = "FILE")]
    pub recovery_code: Option<PathBuf>,

    /// The newest `erased.list`; may be given more than once
    #[arg(long, value_name = "FILE", required_unless_present_any = ["no_erased_list", "list"])]
    pub erased_list: Vec<PathBuf>,

    /// You know that nobody was erased since the backup was made
    #[arg(long, conflicts_with = "erased_list")]
    pub no_erased_list: bool,

    /// Apply every record again, and compare with the state that the daemon had
    #[arg(long)]
    pub verify: bool,
}
