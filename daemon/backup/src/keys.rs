//! The pair of keys of backups: the recipient stands on the machine, the identity does not.

use std::io::BufReader;
use std::str::FromStr;

use age::secrecy::ExposeSecret as _;

use crate::error::BackupError;

/// For whom a backup is sealed. It opens nothing, so it may stand anywhere.
#[derive(Clone)]
pub struct Recipient(pub(crate) age::x25519::Recipient);

impl FromStr for Recipient {
    type Err = BackupError;

    fn from_str(text: &str) -> Result<Self, BackupError> {
        text.trim().parse().map(Self).map_err(|_| BackupError::Recipient)
    }
}

impl std::fmt::Display for Recipient {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

/// What opens backups. Keep it in a safe, never on the machine that is backed up.
pub struct Identity(pub(crate) Vec<Box<dyn age::Identity + Send + Sync>>);

impl Identity {
    /// A new pair: the text of an identity file, and the recipient that belongs to it.
    #[must_use]
    pub fn generate() -> (String, Recipient) {
        let identity = age::x25519::Identity::generate();
        let recipient = identity.to_public();
        let text = format!("# recipient: {recipient}\n{}\n", identity.to_string().expose_secret());
        (text, Recipient(recipient))
    }

    /// Reads an identity file, as `helhed backup-key` and age-keygen(1) write them.
    ///
    /// # Errors
    ///
    /// [`BackupError::Identity`].
    pub fn parse(text: &str) -> Result<Self, BackupError> {
        let file = age::IdentityFile::from_buffer(BufReader::new(text.as_bytes()));
        let identities = file.ok().and_then(|file| file.into_identities().ok());
        identities.filter(|identities| !identities.is_empty()).map(Self).ok_or(BackupError::Identity)
    }
}
