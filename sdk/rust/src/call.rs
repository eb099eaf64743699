//! What a plugin was told, read by key.

use crate::{Context, Field, Value, directory};

/// One call.
#[derive(Debug)]
pub struct Call {
    /// As it came over the contract.
    pub context: Context,
}

impl Call {
    /// Wraps what came over the contract.
    #[must_use]
    pub fn new(context: Context) -> Self {
        Self { context }
    }
}

/// Reads named values.
pub trait Attributes {
    /// The named values.
    fn fields(&self) -> &[Field];

    /// The value under a key.
    fn value(&self, key: &str) -> Option<&Value> {
        self.fields().iter().find(|field| field.key == key).map(|field| &field.value)
    }

    /// A text, a word or a reference.
    fn text(&self, key: &str) -> Option<&str> {
        match self.value(key)? {
            Value::Text(text) | Value::Reference(text) => Some(text),
            Value::Choice(words) => words.first().map(String::as_str),
            _other => None,
        }
    }

    /// The words of a choice; none where it is missing.
    fn words(&self, key: &str) -> &[String] {
        match self.value(key) {
            Some(Value::Choice(words)) => words,
            _other => &[],
        }
    }

    /// A whole number; written as text or as a decimal without a fraction it is one too.
    fn number(&self, key: &str) -> Option<i64> {
        match self.value(key)? {
            Value::Integer(number) => Some(*number),
            Value::Decimal(text) | Value::Text(text) => text.trim().parse().ok(),
            _other => None,
        }
    }

    /// Whether a flag is set.
    fn is(&self, key: &str) -> bool {
        matches!(self.value(key), Some(Value::Boolean(true)))
    }
}

/// A call reads as the granted facts of its case.
impl Attributes for Call {
    fn fields(&self) -> &[Field] {
        &self.context.data
    }
}

impl Attributes for [Field] {
    fn fields(&self) -> &[Field] {
        self
    }
}

impl Attributes for directory::Person {
    fn fields(&self) -> &[Field] {
        &self.attributes
    }
}
