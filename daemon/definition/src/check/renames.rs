//! `was`: what something was called in an earlier version of the file.

use std::collections::BTreeMap;

use super::names::Names;
use crate::checked::{Named, Renamed};
use crate::finding::{BAD_VALUE, DUPLICATE_NAME, Report};
use crate::text::Entry;

/// Reads every declared rename. A name that is still given cannot have gone, and it went to one place.
pub(super) fn read(names: &Names<'_>, report: &mut Report<'_>) -> Vec<Renamed> {
    let steps = names.steps.iter().map(|step| (Named::Step, step.entry));
    let entries = names
        .events
        .iter()
        .map(|entry| (Named::Event, *entry))
        .chain(names.facts.iter().map(|entry| (Named::Fact, *entry)))
        .chain(names.stages.iter().map(|entry| (Named::Stage, *entry)))
        .chain(steps);
    let entries: Vec<(Named, &Entry)> = entries.collect();
    let mut claimed: BTreeMap<&str, &str> = BTreeMap::new();
    let mut renamed = Vec::new();
    for (what, entry) in &entries {
        for before in entry.value.texts_of("was") {
            let to = &entry.key.text;
            if !model::id::is_name(&before.text) {
                let message = format!("`{}` cannot have been a name", before.text.escape_debug());
                report.error(
                    BAD_VALUE,
                    before.span,
                    message,
                    "write the name that it had, or a list of them",
                );
            } else if entries.iter().any(|(_, other)| other.key.text == before.text) {
                let message = format!("`{}` still names something here", before.text);
                let remedy = "remove `was`, or give the other thing a name of its own";
                report.error(DUPLICATE_NAME, before.span, message, remedy);
            } else if let Some(other) = claimed.insert(&before.text, to) {
                let message = format!("`{other}` was called `{}`, too", before.text);
                report.error(
                    DUPLICATE_NAME,
                    before.span,
                    message,
                    "leave it at the one that goes on with it",
                );
            } else {
                renamed.push(Renamed { what: *what, from: before.text.clone(), to: to.clone() });
            }
        }
    }
    renamed
}
