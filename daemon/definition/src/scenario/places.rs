//! Where something stands in a scenario, for messages about it.

use std::collections::BTreeMap;

use super::Reading;
use crate::text::{Span, Tree};

/// Deepest expectation that has a place of its own: `deadlines.complaint.due`.
const DEPTH_MAX: usize = 3;

impl Reading<'_, '_> {
    /// The line of a place, from 1.
    pub(super) fn line_of(&self, span: Span) -> usize {
        self.report.source.get(..span.start).unwrap_or_default().matches('\n').count() + 1
    }

    /// The line of each key under a tree, by its path.
    pub(super) fn places_of(&self, tree: &Tree) -> BTreeMap<String, usize> {
        let mut places = BTreeMap::new();
        let mut waiting = vec![(String::new(), tree, 0)];
        while let Some((path, tree, depth)) = waiting.pop() {
            for entry in tree.entries() {
                let name = &entry.key.text;
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                places.insert(path.clone(), self.line_of(entry.key.span));
                if depth + 1 < DEPTH_MAX {
                    waiting.push((path, &entry.value, depth + 1));
                }
            }
        }
        places
    }
}
