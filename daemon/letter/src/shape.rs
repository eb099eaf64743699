//! What a letter may read, declared before there is a letter, and the values that later fill it.

use std::collections::BTreeMap;

/// The shape of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text for people; it is shown as it stands.
    Text,
    /// A whole number from 0.
    Number,
    /// True or false: asked, never shown.
    Flag,
    /// A civil date: shown through the filter `day` or `weekday`.
    Date,
    /// One of these words of the program: compared, never shown.
    Choice(Vec<String>),
    /// May be missing: read behind `{% if … %}`.
    Optional(Box<Shape>),
    /// Several.
    List(Box<Shape>),
    /// Named values.
    Record(BTreeMap<String, Shape>),
}

impl Shape {
    /// A record of these fields.
    #[must_use]
    pub fn record<N: Into<String>>(fields: impl IntoIterator<Item = (N, Self)>) -> Self {
        Self::Record(fields.into_iter().map(|(name, shape)| (name.into(), shape)).collect())
    }

    /// The same, but it may be missing.
    #[must_use]
    pub fn optional(self) -> Self {
        Self::Optional(Box::new(self))
    }

    /// A list of it.
    #[must_use]
    pub fn list(self) -> Self {
        Self::List(Box::new(self))
    }

    /// What it is, for a message.
    pub(crate) fn noun(&self) -> String {
        match self {
            Self::Text => "a text".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Flag => "true or false".to_owned(),
            Self::Date => "a date".to_owned(),
            Self::Choice(words) => format!("one of the words {}", words.join(", ")),
            Self::Optional(shape) => format!("{} that may be missing", shape.noun()),
            Self::List(_) => "a list".to_owned(),
            Self::Record(_) => "a group of values".to_owned(),
        }
    }

    /// Whether a value is of this shape; otherwise the path of what is not.
    pub(crate) fn admits(&self, value: &Value, path: &str) -> Result<(), String> {
        match (self, value) {
            (Self::Optional(_), Value::Nothing)
            | (Self::Text, Value::Text(_))
            | (Self::Number, Value::Number(_))
            | (Self::Flag, Value::Flag(_))
            | (Self::Date, Value::Date(_)) => Ok(()),
            (Self::Optional(shape), value) => shape.admits(value, path),
            (Self::Choice(words), Value::Text(word)) if words.contains(word) => Ok(()),
            (Self::List(shape), Value::List(items)) => {
                items.iter().try_for_each(|item| shape.admits(item, &format!("{path}[]")))
            }
            (Self::Record(fields), Value::Record(values)) => {
                if let Some(extra) = values.keys().find(|name| !fields.contains_key(*name)) {
                    return Err(join(path, extra));
                }
                fields.iter().try_for_each(|(name, shape)| {
                    shape.admits(values.get(name).unwrap_or(&Value::Nothing), &join(path, name))
                })
            }
            (
                Self::Text
                | Self::Number
                | Self::Flag
                | Self::Date
                | Self::Choice(_)
                | Self::List(_)
                | Self::Record(_),
                _,
            ) => Err(path.to_owned()),
        }
    }
}

/// The path of a field.
pub(crate) fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// A value that fills a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing is known.
    Nothing,
    /// Text, or a word of a choice.
    Text(String),
    /// A whole number.
    Number(u32),
    /// True or false.
    Flag(bool),
    /// A date, in the words of the letter's language.
    Date(Day),
    /// Several.
    List(Vec<Value>),
    /// Named values.
    Record(BTreeMap<String, Value>),
}

/// A date in words: this crate knows no calendar and no language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// `20. oktober 2026`.
    pub day: String,
    /// `tirsdag den 20. oktober 2026`.
    pub weekday: String,
}

impl Value {
    /// A text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A text that may be missing.
    #[must_use]
    pub fn optional(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Nothing, Self::text)
    }

    /// Named values.
    #[must_use]
    pub fn record<N: Into<String>>(fields: impl IntoIterator<Item = (N, Self)>) -> Self {
        Self::Record(fields.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }
}
