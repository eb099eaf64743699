//! On which line a workflow says something: for who is told about a step that ran or did not.

use std::collections::BTreeMap;

use crate::bundle::Bundle;
use crate::check::names::stage_trees;
use crate::finding::Report;
use crate::text::{self, Tree};

/// The line of each event, stage and step of `workflow.yaml`, and of the keys under it, by path: `events.died`,
/// `stages.planning`, `steps.decide`, `steps.decide.when`. Empty where the file cannot be read.
#[must_use]
pub fn workflow_places(bundle: &Bundle) -> BTreeMap<String, usize> {
    let Some(source) = bundle.text("workflow.yaml") else { return BTreeMap::new() };
    let Some(tree) = text::read(&mut Report::new("workflow.yaml", source)) else { return BTreeMap::new() };
    let mut places = Places { source, lines: BTreeMap::new() };
    places.names("events", tree.get("events"));
    places.stages(&tree);
    places.lines
}

struct Places<'s> {
    source: &'s str,
    lines: BTreeMap<String, usize>,
}

impl Places<'_> {
    /// Every name under a section, and every key of each.
    fn names(&mut self, section: &str, tree: Option<&Tree>) {
        for entry in tree.map(Tree::entries).unwrap_or_default() {
            let path = format!("{section}.{}", entry.key.text);
            for key in entry.value.entries() {
                self.put(format!("{path}.{}", key.key.text), key.key.span.start);
            }
            self.put(path, entry.key.span.start);
        }
    }

    fn stages(&mut self, workflow: &Tree) {
        for tree in stage_trees(workflow) {
            self.names("stages", tree.get("stages"));
            self.names("steps", tree.get("steps"));
        }
    }

    fn put(&mut self, path: String, byte: usize) {
        let line = self.source.get(..byte).unwrap_or_default().matches('\n').count() + 1;
        self.lines.insert(path, line);
    }
}
