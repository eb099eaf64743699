//! Effects: what should happen in the world after a record is true.

use core::fmt;
use core::str::FromStr;

use minicbor::{Decode, Encode};

use crate::id::{DeadlineName, PersonId, StreamId};
use crate::value::Private;

/// Identity of an effect: the record that intended it and its place there. Receivers deduplicate by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct EffectId {
    /// The epoch of the directory.
    #[n(0)]
    pub epoch: u32,
    /// The position of the record.
    #[n(1)]
    pub position: u64,
    /// The place among the record's effects, from 0.
    #[n(2)]
    pub ordinal: u32,
}

impl fmt::Display for EffectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.epoch, self.position, self.ordinal)
    }
}

impl FromStr for EffectId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fault = || format!("`{}` is no effect; write it like `1.42.0`", text.escape_debug());
        let mut parts = text.split('.');
        let mut next = || parts.next().ok_or_else(fault);
        let (epoch, position, ordinal) = (next()?, next()?, next()?);
        if parts.next().is_some() {
            return Err(fault());
        }
        Ok(Self {
            epoch: epoch.parse().map_err(|_| fault())?,
            position: position.parse().map_err(|_| fault())?,
            ordinal: ordinal.parse().map_err(|_| fault())?,
        })
    }
}

/// What kind of thing should happen. Kinds are only ever added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum EffectKind {
    /// Tell members of staff of a reminder: no substance, a link only.
    #[n(0)]
    Remind,
    /// Tell members of staff that a task is theirs.
    #[n(1)]
    Announce,
    /// Destroy the key of the stream.
    #[n(2)]
    EraseKey,
    /// Ask whoever works with the citizen to remind them, until there is a channel of their own.
    #[n(3)]
    TellCitizen,
    /// Call a plugin in its sandbox.
    #[n(6)]
    CallPlugin,
    /// Tell members of staff that a case has come so far; nobody has to do anything.
    #[n(7)]
    Notify,
}

/// An intent: everything that is needed to do it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Effect {
    /// The stream that it belongs to; its result is recorded there.
    #[n(0)]
    pub stream: StreamId,
    /// What should happen.
    #[n(1)]
    pub kind: EffectKind,
    /// Which members of staff it is for.
    #[n(2)]
    pub to: Vec<PersonId>,
    /// The deadline that it speaks of.
    #[n(3)]
    pub deadline: Option<DeadlineName>,
    /// The full input.
    #[n(4)]
    pub input: Private,
}

/// An effect that has not ended.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PendingEffect {
    /// Its identity.
    #[n(0)]
    pub id: EffectId,
    /// What should happen.
    #[n(1)]
    pub effect: Effect,
    /// Whether it was started: for a receiver that does not deduplicate, a crash after this leaves the outcome unknown.
    #[n(2)]
    pub started: bool,
    /// Whether its outcome is unknown and a person has to look.
    #[n(3)]
    pub unknown: bool,
}

/// How an effect ended.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum EffectOutcome {
    /// It was done.
    #[n(0)]
    Done,
    /// It was given up, with a code.
    #[n(1)]
    GivenUp(#[n(0)] String),
    /// It was started and the daemon stopped: nobody knows whether it was done.
    #[n(2)]
    Unknown,
    /// A person dropped it.
    #[n(3)]
    Dropped,
}
