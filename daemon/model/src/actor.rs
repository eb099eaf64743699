//! Who acts.

use core::fmt;

use minicbor::{Decode, Encode};

use crate::id::PersonId;

/// Who gave a command. It stands in the record, in the open: a decision has a named maker.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub enum Actor {
    /// A member of staff.
    #[n(0)]
    Person(#[n(0)] PersonId),
    /// The daemon itself: a timer that fell due, a result that came back.
    #[n(1)]
    System(#[n(0)] SystemPart),
}

/// Which part of the daemon acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum SystemPart {
    /// The scheduler: a timer fell due.
    #[n(0)]
    Clock,
    /// The dispatcher: an effect ended.
    #[n(1)]
    Dispatcher,
    /// The operator at the machine: activation, the first token.
    #[n(2)]
    Operator,
}

impl Actor {
    /// The person, unless the daemon itself acts.
    #[must_use]
    pub fn person(&self) -> Option<&PersonId> {
        match self {
            Self::Person(person) => Some(person),
            Self::System(_) => None,
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(person) => write!(f, "{person}"),
            Self::System(SystemPart::Clock) => f.write_str("clock"),
            Self::System(SystemPart::Dispatcher) => f.write_str("dispatcher"),
            Self::System(SystemPart::Operator) => f.write_str("operator"),
        }
    }
}
