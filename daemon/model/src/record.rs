//! The record: one command and everything that it caused, all or nothing (E2).

use minicbor::decode::{self, Decoder};
use minicbor::encode::{self, Encoder, Write};
use minicbor::{Decode, Encode};

use crate::actor::Actor;
use crate::effect::Effect;
use crate::event::Event;
use crate::id::{ContentHash, StreamId};
use crate::time::{Date, Timestamp};
use crate::value::Private;

/// Most parts in one record; larger work is a job of one record per case.
pub const PARTS_MAX: usize = 256;

/// One command and what it caused.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Record {
    /// When the writer took it: never earlier than the record before.
    #[n(0)]
    pub recorded_at: Timestamp,
    /// The raw wall clock, where it said something else.
    #[n(1)]
    pub wall_at: Option<Timestamp>,
    /// The day on which it happened, where the command says so.
    #[n(2)]
    pub happened_on: Option<Date>,
    /// Who.
    #[n(3)]
    pub actor: Actor,
    /// Why they acted, as they gave it.
    #[n(4)]
    pub purpose: Option<Private>,
    /// HMAC of actor and idempotency key, and of the command.
    #[n(5)]
    pub idempotency: Option<Idempotency>,
    /// The command's name, in the open.
    #[n(6)]
    pub command: String,
    /// The command as given, sealed.
    #[n(7)]
    pub command_sealed: Private,
    /// What it did to each stream.
    #[n(8)]
    pub parts: Vec<Part>,
    /// What should happen in the world.
    #[n(9)]
    pub effects: Vec<Effect>,
}

/// How a repeated request is known again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Idempotency {
    /// HMAC of actor and key.
    #[n(0)]
    pub key: ContentHash,
    /// HMAC of the command.
    #[n(1)]
    pub command: ContentHash,
}

/// What a record did to one stream.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Part {
    /// Which stream.
    #[n(0)]
    pub stream: StreamId,
    /// The stream's version after it: how many records have touched it.
    #[n(1)]
    pub version: u64,
    /// Hash of the record that touched the stream before; zero for the first.
    #[n(2)]
    pub previous: ContentHash,
    /// What happened.
    #[n(3)]
    pub events: Vec<Versioned>,
    /// The key under which its values are sealed; the stream keeps it.
    #[n(4)]
    pub key: u64,
}

/// An event with the version of its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versioned(pub Event);

impl<C> Encode<C> for Versioned {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, ctx: &mut C) -> Result<(), encode::Error<W::Error>> {
        e.array(2)?.u16(self.0.version())?;
        self.0.encode(e, ctx)
    }
}

impl<'b, C> Decode<'b, C> for Versioned {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, decode::Error> {
        if d.array()? != Some(2) {
            return Err(decode::Error::message("an event is a pair of version and body"));
        }
        let version = d.u16()?;
        let event = Event::decode(d, ctx)?;
        // Upcasters from older versions stand here once there are two.
        if version != event.version() {
            return Err(decode::Error::message("an event version that this binary does not know"));
        }
        Ok(Self(event))
    }
}

/// Why bytes are no record of this binary.
#[derive(Debug, thiserror::Error)]
#[error("the record cannot be read: {0}; it may come from a newer version, or be damaged")]
pub struct Unreadable(String);

impl Record {
    /// The journal's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        to_bytes(self)
    }

    /// Reads the journal's bytes.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] on an unknown kind or version, or on trailing or damaged bytes: refuse to open.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        from_bytes(bytes)
    }
}

/// Encodes a noun deterministically.
///
/// # Panics
///
/// Never: writing to memory cannot fail.
#[must_use]
pub fn to_bytes<T: Encode<()>>(noun: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    minicbor::encode(noun, &mut bytes).expect("writing to memory cannot fail");
    bytes
}

/// Decodes a noun and refuses trailing bytes.
///
/// # Errors
///
/// [`Unreadable`] if the bytes are not exactly one such noun.
pub fn from_bytes<T: for<'b> Decode<'b, ()>>(bytes: &[u8]) -> Result<T, Unreadable> {
    let mut decoder = Decoder::new(bytes);
    let noun = decoder.decode().map_err(|error| Unreadable(error.to_string()))?;
    if decoder.position() != bytes.len() {
        return Err(Unreadable("bytes follow it".to_owned()));
    }
    Ok(noun)
}
