//! Identifiers. Each is its own type, so that two cannot be swapped.

use core::fmt;
use core::str::FromStr;

use minicbor::{Decode, Encode};

/// Longest name of a step, fact, role, person or unit, in bytes: it stands in keys and addresses.
pub const NAME_BYTES_MAX: usize = 64;

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
        #[cbor(transparent)]
        pub struct $name(#[n(0)] String);

        impl $name {
            /// Wraps a name that its file or its route has checked.
            #[must_use]
            pub fn new(name: impl Into<String>) -> Self { Self(name.into()) }

            /// The name as written.
            #[must_use]
            pub fn as_str(&self) -> &str { &self.0 }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self { Self(name.to_owned()) }
        }

        impl core::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str { &self.0 }
        }
    )*};
}

names! {
    /// A workflow, by the `workflow:` line of its file.
    WorkflowName;
    /// A stage of a workflow.
    StageName;
    /// A step of a workflow.
    StepName;
    /// A fact of the case file.
    FactName;
    /// A role of a workflow, bound to people by the municipality.
    RoleName;
    /// An event that can happen to a case.
    EventName;
    /// A deadline of a case: the rule's name, with `_2` and so on for later rounds.
    DeadlineName;
    /// A member of staff, by an identifier of the municipality that is not their name.
    PersonId;
    /// A unit of the municipality.
    UnitId;
}

/// Whether `name` may name a thing in a file: letters (æøå too), digits and `_`, a letter first.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let mut letters = name.chars();
    name.len() <= NAME_BYTES_MAX
        && letters.next().is_some_and(char::is_alphabetic)
        && letters.all(|c| c.is_alphanumeric() || c == '_')
}

/// A piece of work that a person can hold: a step, or one numbered slot of a step with several contributions.
///
/// Written `findings` or `findings.2`. Slots have numbers because what they are about may be confidential.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct TaskName {
    /// The step.
    #[n(0)]
    pub step: StepName,
    /// The slot, from 1.
    #[n(1)]
    pub slot: Option<u32>,
}

impl TaskName {
    /// The task of a step without slots.
    #[must_use]
    pub fn of(step: &StepName) -> Self {
        Self { step: step.clone(), slot: None }
    }
}

impl fmt::Display for TaskName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.slot {
            Some(slot) => write!(f, "{}.{slot}", self.step),
            None => write!(f, "{}", self.step),
        }
    }
}

impl FromStr for TaskName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (step, slot) = match text.split_once('.') {
            Some((step, slot)) => (step, Some(slot)),
            None => (text, None),
        };
        let slot = slot.map(str::parse::<u32>).transpose().map_err(|_| {
            format!("`{text}` is no task; write a step, or a step and a number, like `findings.2`")
        })?;
        if !is_name(step) {
            return Err(format!(
                "`{text}` is no task; write a step, or a step and a number, like `findings.2`"
            ));
        }
        Ok(Self { step: StepName::new(step), slot })
    }
}

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
        #[cbor(transparent)]
        pub struct $name(#[n(0)] pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, concat!($prefix, "{}"), self.0) }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let digits = text.strip_prefix($prefix).filter(|d| !d.starts_with(['0', '+']));
                digits.and_then(|d| d.parse().ok()).map(Self)
                    .ok_or_else(|| format!("`{}` is no such number; write it like `{}17`", text.escape_debug(), $prefix))
            }
        }
    )*};
}

numbers! {
    /// A case, numbered from 1 by the one writer. Shown as `case-17`.
    CaseId = "case-";
    /// A citizen's register entry, numbered from 1. Shown as `citizen-9`; never the CPR number.
    CitizenId = "citizen-";
}

/// SHA-256 of a file's bytes; the file lies in `content/` under this name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct ContentHash(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 32]);

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({self})")
    }
}

impl FromStr for ContentHash {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fault = || format!("`{}` is no hash of 64 hexadecimal digits", text.escape_debug());
        if text.len() != 64 || !text.is_ascii() {
            return Err(fault());
        }
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(text.as_bytes().chunks(2)) {
            let pair = core::str::from_utf8(pair).map_err(|_| fault())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| fault())?;
        }
        Ok(Self(hash))
    }
}

/// What a stream is about. Kinds are only ever added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreamKind {
    /// One case.
    Case = 1,
    /// One citizen: coordinator, consents, shared facts.
    Citizen = 2,
    /// A contact outside the municipality. Reserved.
    Contact = 3,
    /// The municipality: activations, confirmations.
    Organisation = 4,
    /// One unit. Reserved.
    Unit = 5,
    /// One member of staff: tokens, absence.
    Person = 6,
    /// One plugin. Reserved.
    Plugin = 7,
    /// One resumable job. Reserved.
    Job = 8,
}

/// One history: the unit of ordering, of keys and of erasure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub enum StreamId {
    /// One case.
    #[n(1)]
    Case(#[n(0)] CaseId),
    /// One citizen.
    #[n(2)]
    Citizen(#[n(0)] CitizenId),
    /// A contact outside. Reserved.
    #[n(3)]
    Contact(#[n(0)] u64),
    /// The municipality.
    #[n(4)]
    Organisation,
    /// One unit. Reserved.
    #[n(5)]
    Unit(#[n(0)] UnitId),
    /// One member of staff.
    #[n(6)]
    Person(#[n(0)] PersonId),
    /// One plugin. Reserved.
    #[n(7)]
    Plugin(#[n(0)] String),
    /// One job. Reserved.
    #[n(8)]
    Job(#[n(0)] u64),
}

impl StreamId {
    /// What the stream is about.
    #[must_use]
    pub const fn kind(&self) -> StreamKind {
        match self {
            Self::Case(_) => StreamKind::Case,
            Self::Citizen(_) => StreamKind::Citizen,
            Self::Contact(_) => StreamKind::Contact,
            Self::Organisation => StreamKind::Organisation,
            Self::Unit(_) => StreamKind::Unit,
            Self::Person(_) => StreamKind::Person,
            Self::Plugin(_) => StreamKind::Plugin,
            Self::Job(_) => StreamKind::Job,
        }
    }

    /// The stream's own part of a storage key: big-endian number, or the name.
    #[must_use]
    pub fn key(&self) -> Vec<u8> {
        match self {
            Self::Case(CaseId(n)) | Self::Citizen(CitizenId(n)) | Self::Contact(n) | Self::Job(n) => {
                n.to_be_bytes().to_vec()
            }
            Self::Organisation => Vec::new(),
            Self::Unit(unit) => unit.as_str().as_bytes().to_vec(),
            Self::Person(person) => person.as_str().as_bytes().to_vec(),
            Self::Plugin(name) => name.as_bytes().to_vec(),
        }
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Case(id) => write!(f, "{id}"),
            Self::Citizen(id) => write!(f, "{id}"),
            Self::Contact(n) => write!(f, "contact-{n}"),
            Self::Organisation => f.write_str("organisation"),
            Self::Unit(unit) => write!(f, "unit-{unit}"),
            Self::Person(person) => write!(f, "person-{person}"),
            Self::Plugin(name) => write!(f, "plugin-{name}"),
            Self::Job(n) => write!(f, "job-{n}"),
        }
    }
}
