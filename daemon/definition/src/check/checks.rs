//! `checks`: what should hold of every case, reported and never in the way.

use super::scope::condition;
use super::{Context, order};
use crate::checked::Check;
use crate::text::Tree;

/// Reads the checks in file order. Nothing is certain to be there: they are looked at at any time.
pub(super) fn read(
    context: &Context<'_>,
    tree: &Tree,
    report: &mut crate::finding::Report<'_>,
) -> Vec<Check> {
    let entries = tree.get("checks").map(Tree::entries).unwrap_or_default();
    let checks = entries.iter().filter_map(|entry| {
        let holds = condition(context, entry.value.text("holds"), order::start(0), report)?;
        let basis = entry.value.text("basis")?.text.clone();
        Some(Check { name: entry.key.text.clone(), holds, basis })
    });
    checks.collect()
}
