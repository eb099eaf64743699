//! Where something stands in a file.

use std::fmt;

/// Line and column of a first character, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Line, from 1. 0 means that it was not read from a file.
    pub line: usize,
    /// Column in characters, from 1. 0 means that it was not read from a file.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A text as it stands in the file, with the place of its first character.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The text; escapes of XML are resolved, nothing else is changed.
    pub text: String,
    /// Where it begins.
    pub place: Place,
}

impl Text {
    /// A text that was not read from a file.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), place: Place::default() }
    }
}

/// The first byte of each line, so that a place costs a search and not a walk through the file.
pub(crate) struct Lines<'s> {
    source: &'s str,
    starts: Vec<usize>,
}

impl<'s> Lines<'s> {
    pub(crate) fn of(source: &'s str) -> Self {
        let after_breaks =
            source.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { source, starts: std::iter::once(0).chain(after_breaks).collect() }
    }

    /// The place of a byte.
    pub(crate) fn place(&self, at: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= at);
        let start = line.checked_sub(1).and_then(|index| self.starts.get(index)).copied().unwrap_or(0);
        let column = self.source.get(start..at).map_or(0, |before| before.chars().count()) + 1;
        Place { line, column }
    }
}
