//! The text of a file: strict YAML into a tree of texts with their places, never typed by YAML.

mod broken;
pub(crate) mod read;
mod signs;
pub(crate) mod tree;

pub(crate) use read::read;
pub(crate) use signs::{hidden, visible};
pub(crate) use tree::{Entry, Span, Text, Tree};

#[cfg(test)]
mod tests;
