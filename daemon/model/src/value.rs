//! Values of the case file, and the wrapper under which personal ones rest.

use core::fmt;
use std::collections::BTreeMap;

use minicbor::decode::{self, Decoder};
use minicbor::encode::{self, Encoder, Write};
use minicbor::{Decode, Encode};
use rust_decimal::Decimal;

use crate::time::{Date, Timestamp};

/// A decimal number; money and counts alike. Stored as text, so that no digit is ever lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(pub Decimal);

impl<C> Encode<C> for Number {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        e.str(&self.0.to_string())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Number {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        d.str()?.parse().map(Self).map_err(|_| decode::Error::message("not a decimal number"))
    }
}

/// A value as a form carries it. A choice is its text: the definition knows its type.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Value {
    /// Nothing stated.
    #[n(0)]
    Null,
    /// True or false.
    #[n(1)]
    Boolean(#[n(0)] bool),
    /// A decimal number.
    #[n(2)]
    Number(#[n(0)] Number),
    /// Text or a choice.
    #[n(3)]
    Text(#[n(0)] String),
    /// A civil date.
    #[n(4)]
    Date(#[n(0)] Date),
    /// An instant.
    #[n(5)]
    Instant(#[n(0)] Timestamp),
    /// Several values.
    #[n(6)]
    List(#[n(0)] Vec<Value>),
    /// Named values.
    #[n(7)]
    Record(#[n(0)] BTreeMap<String, Value>),
}

impl Value {
    /// A text value.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The list, if it is one.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Value]> {
        if let Self::List(list) = self { Some(list) } else { None }
    }

    /// The named values, if it is a record.
    #[must_use]
    pub fn as_record(&self) -> Option<&BTreeMap<String, Value>> {
        if let Self::Record(record) = self { Some(record) } else { None }
    }

    /// A field of a record, if it is one and has it.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Value> {
        self.as_record().and_then(|record| record.get(name))
    }
}

/// Data classes of the municipality (`domain.md` §4.4), least confidential first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum DataClass {
    /// Public.
    #[n(0)]
    P0,
    /// Ordinary: name, contact, appointments.
    #[n(1)]
    P1,
    /// Confidential: economy, CPR number, social problems.
    #[n(2)]
    P2,
    /// Special: health, substance use, ethnicity, religion.
    #[n(3)]
    P3,
    /// Criminal.
    #[n(4)]
    P4,
    /// Protected: secret address, threatened persons.
    #[n(5)]
    P5,
}

impl fmt::Display for DataClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::P0 => "P0",
            Self::P1 => "P1",
            Self::P2 => "P2",
            Self::P3 => "P3",
            Self::P4 => "P4",
            Self::P5 => "P5",
        })
    }
}

/// A personal value. It is clear while somebody works with it and sealed wherever it rests.
///
/// The fold copies it and never looks inside, so that recovery needs no key (`records.md`).
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub enum Private {
    /// Opened, or not yet sealed. Never in the journal or the index outside a sealed whole.
    #[n(0)]
    Clear(#[n(0)] Value),
    /// An envelope under the key of the stream where it stands.
    #[n(1)]
    Sealed(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    /// Its key was destroyed: the value is gone, its place is known.
    #[n(2)]
    Erased,
}

impl Private {
    /// A clear text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Clear(Value::Text(text.into()))
    }

    /// The value, if it is clear.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        match self {
            Self::Clear(value) => Some(value),
            Self::Sealed(_) | Self::Erased => None,
        }
    }

    /// The text, if it is clear and a text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        self.value().and_then(Value::as_text)
    }

    /// Whether its key was destroyed.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        matches!(self, Self::Erased)
    }
}

impl fmt::Debug for Private {
    /// Never shows what is inside: debug output ends up in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Clear(_) => "Private(clear)",
            Self::Sealed(_) => "Private(sealed)",
            Self::Erased => "Private(erased)",
        })
    }
}
