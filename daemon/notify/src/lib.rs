//! Messages to people outside the daemon: no substance, no personal data, only that something waits (class P0).
//!
//! The first channel is a spool: one RFC 5322 file a message, named by the effect, for the municipality's own mail
//! relay to pick up. Writing the same message twice leaves one file, so a repeated delivery is harmless.

mod spool;

use model::{Date, DeadlineName, EffectId, EffectKind};

pub use spool::Spool;

#[cfg(test)]
mod tests;

/// Somebody to write to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Work address; without one there is nothing to send.
    pub email: Option<String>,
}

/// What is to be said. Nothing in it names a citizen or what a case is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The effect: receivers deduplicate by it.
    pub id: EffectId,
    /// What it is about.
    pub kind: EffectKind,
    /// Which case or citizen, by number, for the link.
    pub about: String,
    /// Which deadline.
    pub deadline: Option<DeadlineName>,
    /// Its last day.
    pub due: Option<Date>,
    /// What the workflow says beside that, in Danish and in English; nothing of the case stands in it.
    pub text: Option<(String, String)>,
    /// To whom.
    pub to: Vec<Address>,
}

/// Why a notice was not delivered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It may work later.
    #[error("not delivered now: {0}")]
    Later(String),
    /// It will never work: a person has to look.
    #[error("cannot be delivered: {0}")]
    Never(String),
}

/// Something that delivers notices.
pub trait Receiver: Send + Sync {
    /// Whether delivering the same notice twice is the same as once. If not, a crash leaves its outcome unknown,
    /// and a person decides.
    fn deduplicates(&self, kind: EffectKind) -> bool;

    /// Delivers a notice.
    ///
    /// # Errors
    ///
    /// [`Failure`] says whether to try again.
    fn deliver(&self, notice: &Notice) -> Result<(), Failure>;
}
