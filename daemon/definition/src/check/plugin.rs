//! Plugin steps: what a plugin is told, whom it proposes, who confirms.

use model::FactName;

use super::Context;
use super::names::{StepEntry, is_dashed_name};
use super::roles;
use crate::checked::{Kind, Source, Step};
use crate::finding::{BAD_VALUE, NOT_GRANTED, Report, UNKNOWN_NAME, WRONG_TYPE};
use crate::municipality::Municipality;
use crate::text::{Text, Tree};

pub(super) fn read(context: &Context<'_>, tree: &Tree, report: &mut Report<'_>) -> Option<Kind> {
    let plugin = tree.text("use")?;
    if !is_dashed_name(&plugin.text) {
        let message = format!("`{}` cannot name a plugin", plugin.text.escape_debug());
        report.error(BAD_VALUE, plugin.span, message, "use letters, digits, `-` and `_`, a letter first");
    }
    let reads = tree.texts_of("reads").into_iter().filter_map(|fact| told(context, fact, report)).collect();
    let mut role = |key: &str| roles::one(context.names, tree.text(key)?, report);
    let (proposes, confirm, otherwise) = (role("proposes"), role("confirm"), role("else"));
    for (key, judge) in [("confirm", &confirm), ("else", &otherwise)] {
        if let (Some(judge), Some(text)) = (judge, tree.text(key))
            && proposes.as_ref() == Some(judge)
        {
            let message = format!("`{judge}` would decide about themselves");
            report.error(BAD_VALUE, text.span, message, "name another role, such as a leader");
        }
    }
    Some(Kind::Plugin {
        plugin: plugin.text.clone(),
        reads,
        proposes: proposes?,
        confirm: confirm?,
        otherwise: otherwise?,
    })
}

/// A fact that a plugin may be told: one of the case file that somebody was asked for.
fn told(context: &Context<'_>, fact: &Text, report: &mut Report<'_>) -> Option<FactName> {
    if context.names.fact(&fact.text).is_none() {
        report.unknown(UNKNOWN_NAME, fact, "fact of this workflow", &context.names.fact_names());
        return None;
    }
    match context.facts.get(&fact.text).map(|rule| &rule.source) {
        Some(Source::Register | Source::Calculated(_)) => {
            let message = format!("`{}` is not asked for, so a plugin cannot be told it", fact.text);
            report.error(WRONG_TYPE, fact.span, message, "name a fact that a form asks for");
            None
        }
        Some(Source::Asked) | None => Some(FactName::new(fact.as_str())),
    }
}

/// Whether the municipality has the plugin, and granted what the step tells it.
pub(super) fn fit(entry: &StepEntry<'_>, step: &Step, municipality: &Municipality, report: &mut Report<'_>) {
    let (Kind::Plugin { plugin, reads, .. }, Some(tree)) = (&step.kind, entry.kind_tree()) else { return };
    let Some(text) = tree.text("use") else { return };
    let Some(known) = municipality.plugins.get(plugin) else {
        let names: Vec<&str> = municipality.plugins.keys().map(String::as_str).collect();
        report.unknown(UNKNOWN_NAME, text, "plugin of the municipality", &names);
        return;
    };
    for fact in tree.texts_of("reads") {
        let name = reads.iter().find(|name| name.as_str() == fact.as_str());
        if name.is_some_and(|name| !known.grant.facts.contains(name)) {
            let message = format!("`{plugin}` is not granted the fact `{}`", fact.text);
            let remedy = format!(
                "add it to `plugins.{plugin}.grants.facts` in `municipality.yaml`, or remove it here"
            );
            report.error(NOT_GRANTED, fact.span, message, remedy);
        }
    }
}
