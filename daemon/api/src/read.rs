//! Text from an address or a body read as the thing that it names.

use core::str::FromStr;

use model::id::NAME_BYTES_MAX;
use model::{
    CaseId, CitizenId, ContentHash, Date, DeadlineName, EffectId, EventName, FactName, PersonId, RoleName,
    StageName, StepName, TaskName, Timestamp, UnitId, WorkflowName,
};
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use crate::problem::Failure;

/// Something that a text can name.
pub(crate) trait Read: Sized {
    /// Reads it, or says how it is written.
    fn read(text: &str) -> Result<Self, String>;
}

macro_rules! written {
    ($($name:ident)*) => {$(
        impl Read for $name {
            fn read(text: &str) -> Result<Self, String> { Self::from_str(text) }
        }
    )*};
}

written! { CaseId CitizenId ContentHash EffectId TaskName Date Timestamp }

impl Read for u32 {
    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| format!("`{}` is no number; write it like `2`", text.escape_debug()))
    }
}

macro_rules! named {
    ($($name:ident)*) => {$(
        impl Read for $name {
            fn read(text: &str) -> Result<Self, String> { check_name(text).map(Self::new) }
        }
    )*};
}

named! { WorkflowName StageName StepName FactName RoleName EventName DeadlineName PersonId UnitId }

/// Which names exist is known elsewhere; here only what could be one passes.
fn check_name(text: &str) -> Result<&str, String> {
    if text.is_empty() || text.len() > NAME_BYTES_MAX {
        return Err(format!("a name has 1 to {NAME_BYTES_MAX} bytes"));
    }
    if text.chars().any(|c| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))) {
        return Err(format!(
            "`{}` is no name; a name has letters, digits, `_`, `-` and `.`",
            text.escape_debug()
        ));
    }
    Ok(text)
}

/// Reads a field of a body.
pub(crate) fn field<T: Read>(pointer: &str, text: &str) -> Result<T, Failure> {
    T::read(text).map_err(|message| Failure::field(pointer, message))
}

/// Reads a field that may be missing.
pub(crate) fn optional<T: Read>(pointer: &str, text: Option<&str>) -> Result<Option<T>, Failure> {
    text.map(|text| field(pointer, text)).transpose()
}

/// Reads a segment of an address, for `#[serde(deserialize_with)]`.
pub(crate) fn segment<'de, D: Deserializer<'de>, T: Read>(deserializer: D) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    T::read(&text).map_err(D::Error::custom)
}
