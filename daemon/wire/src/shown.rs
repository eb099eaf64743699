//! Sentences in both languages, values as a reader may see them, and texts that no log may show.

use core::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sentence {
    /// In Danish.
    pub da: String,
    /// In English.
    pub en: String,
}

/// A personal value as this reader may see it: the value itself, or why it is not there.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Shown {
    /// It is there, and this reader may not see it.
    Hidden(Hidden),
    /// It was erased: its place is known, its content is gone for everybody.
    Erased(Erased),
    /// The value: text, boolean, number, date as text, list or object.
    Value(serde_json::Value),
}

/// That a value is hidden from this reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hidden {
    /// Always `true`.
    pub hidden: bool,
    /// Why.
    pub because: Sentence,
}

/// That a value was erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Erased {
    /// Always `true`.
    pub erased: bool,
}

impl Shown {
    /// A value that this reader may not see.
    #[must_use]
    pub fn hidden(because: Sentence) -> Self {
        Self::Hidden(Hidden { hidden: true, because })
    }

    /// A value that is gone.
    #[must_use]
    pub fn erased() -> Self {
        Self::Erased(Erased { erased: true })
    }

    /// The value, where this reader sees it.
    #[must_use]
    pub fn value(&self) -> Option<&serde_json::Value> {
        match self {
            Self::Value(value) => Some(value),
            Self::Hidden(_) | Self::Erased(_) => None,
        }
    }
}

impl fmt::Debug for Shown {
    /// Never shows what is inside: debug output ends up in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hidden(_) => "Shown(hidden)",
            Self::Erased(_) => "Shown(erased)",
            Self::Value(_) => "Shown(value)",
        })
    }
}

/// A text that must not stand in a log or an address: a CPR number, a token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
