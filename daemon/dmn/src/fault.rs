//! What is wrong with a file, where, and the way out.

use std::fmt;

use crate::places::Place;

/// One thing that is wrong with a DMN file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands.
    pub place: Place,
    /// What is wrong: lowercase, the words of the file in backticks.
    pub message: String,
    /// The way out.
    pub help: String,
}

impl Fault {
    pub(crate) fn new(place: Place, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { place, message: message.into(), help: help.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.place, self.message, self.help)
    }
}

impl std::error::Error for Fault {}
