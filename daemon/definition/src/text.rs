//! The text of a file: strict YAML into a tree of texts with their places, never typed by YAML.

pub(crate) mod read;
pub(crate) mod tree;

pub(crate) use read::read;
pub(crate) use tree::{Entry, Span, Text, Tree};

#[cfg(test)]
mod tests;
