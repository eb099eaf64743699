//! A template that was checked.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::check;
use crate::fault::{Fault, FaultCode};
use crate::render::{self, RenderError};
use crate::shape::{Shape, Value};

/// Longest template, in bytes: a letter is a page or two, and whoever reviews it reads all of it.
pub const TEMPLATE_BYTES_MAX: usize = 64 * 1024;

/// Longest letter, in bytes: it is stored as sent, in one record with the decision that it tells of.
pub const HTML_BYTES_MAX: usize = 64 * 1024;

/// A template that can be filled with any value of its shape.
#[derive(Clone, Debug)]
pub struct Template {
    name: Arc<str>,
    source: Arc<str>,
    shape: Arc<Shape>,
    reads: BTreeSet<String>,
    shows: BTreeSet<String>,
}

impl Template {
    /// Checks a template against what it may read.
    ///
    /// # Errors
    ///
    /// Every [`Fault`], in the order of the file.
    pub fn check(name: &str, source: &str, shape: &Shape) -> Result<Self, Vec<Fault>> {
        if source.len() > TEMPLATE_BYTES_MAX {
            return Err(vec![Fault {
                code: FaultCode::TooLarge,
                start: 0,
                end: 0,
                message: format!("the template is longer than {} KiB", TEMPLATE_BYTES_MAX / 1024),
                remedy: "a letter is a page or two; say less".to_owned(),
                candidates: Vec::new(),
            }]);
        }
        let checked = check::check(name, source, shape)
            .map_err(|faults| faults.into_iter().map(|fault| fault.within(source)).collect::<Vec<_>>())?;
        Ok(Self {
            name: name.into(),
            source: source.into(),
            shape: Arc::new(shape.clone()),
            reads: checked.reads,
            shows: checked.shows,
        })
    }

    /// The paths that it reads, such as `parts[].reasons`: shown, asked or gone through.
    #[must_use]
    pub fn reads(&self) -> &BTreeSet<String> {
        &self.reads
    }

    /// The paths whose values stand in the letter for people to read.
    #[must_use]
    pub fn shows(&self) -> &BTreeSet<String> {
        &self.shows
    }

    /// The template as it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Fills it in: the same values give the same bytes.
    ///
    /// # Errors
    ///
    /// [`RenderError::TooLong`] if what was written makes the letter too long; the other kinds say that the caller gave
    /// values of another shape than was checked.
    pub fn render(&self, values: &Value) -> Result<String, RenderError> {
        self.shape.admits(values, "").map_err(RenderError::Unfit)?;
        render::render(&self.name, &self.source, values)
    }
}
