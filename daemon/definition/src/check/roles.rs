//! Roles of a workflow.

use std::collections::{BTreeMap, BTreeSet};

use model::{FactName, RoleName};

use super::names::Names;
use super::{Context, count};
use crate::checked::Role;
use crate::finding::{BAD_VALUE, NOT_SUPPORTED_YET, Report, UNKNOWN_NAME, UNUSED};
use crate::text::{Entry, Text, Tree};

/// Written under `sees` for every fact.
const EVERYTHING: &str = "all";

/// The role that the leader of a unit gives by hand, too.
const COORDINATOR: &str = "coordinator";

pub(super) fn read(context: &Context<'_>, report: &mut Report<'_>) -> BTreeMap<RoleName, Role> {
    let mut roles = BTreeMap::new();
    for entry in &context.names.roles {
        let tree = &entry.value;
        let written = tree.texts_of("sees");
        let everything = written.iter().any(|fact| fact.text == EVERYTHING);
        let mut seen = BTreeSet::new();
        for fact in written.into_iter().filter(|fact| fact.text != EVERYTHING) {
            if context.names.fact(&fact.text).is_none() {
                report.unknown(UNKNOWN_NAME, fact, "fact of this workflow", &context.names.fact_names());
            }
            seen.insert(FactName::new(fact.as_str()));
        }
        let role = Role {
            title: context.titles.of("roles", entry, report),
            sees: (!everything).then_some(seen),
            one_holder: tree.get("holders").is_some(),
            deputy_required: tree.get("deputy").is_some(),
            not: not(context, entry, report),
            blind: blind(context, entry, report),
            with: with(context, entry, report),
            needs: needs(context, entry, report),
            max_cases: max_cases(context, entry, report),
        };
        roles.insert(RoleName::new(entry.key.as_str()), role);
    }
    roles
}

/// Roles that the same person may not have had on a case: not the role itself, which would let nobody work twice.
fn not(context: &Context<'_>, entry: &Entry, report: &mut Report<'_>) -> Vec<RoleName> {
    let written = entry.value.texts_of("not");
    for own in written.iter().filter(|role| role.text == entry.key.text) {
        let message = format!("`{}` cannot be kept from itself", own.text);
        report.error(BAD_VALUE, own.span, message, "name another role");
    }
    named(context.names, written, report)
}

/// Whether the role judges unseen. Where only one part is ever judged there is nothing to keep from anybody.
fn blind(context: &Context<'_>, entry: &Entry, report: &mut Report<'_>) -> bool {
    let Some(text) = entry.value.text("blind").filter(|text| text.text == "true") else { return false };
    let role = entry.key.as_str();
    let sits = |step: &&super::names::StepEntry<'_>| {
        let members = step.kind_tree().map(|tree| tree.texts_of("members")).unwrap_or_default();
        step.tree().text("by").is_some_and(|by| by.text == role)
            || members.iter().any(|member| member.text == role)
    };
    let steps: Vec<_> = context.names.steps.iter().filter(sits).collect();
    let comes_again = |step: &&super::names::StepEntry<'_>| {
        step.is("contributions") || step.is("review") || step.tree().get("repeats").is_some()
    };
    if steps.len() < 2 && !steps.iter().any(comes_again) {
        let message =
            format!("only one part is judged as `{role}`, so there is nothing to keep from others in it");
        let remedy = "give the role `contributions` or a second step, or remove `blind`";
        report.error(BAD_VALUE, text.span, message, remedy);
    }
    true
}

/// Kinds of steps that can be completed beside somebody: each is done in one act, in which the other is named.
const BESIDE: &[&str] = &["form", "contact", "citizen", "consent", "plan", "panel"];

/// The role beside which only this one acts. What cannot name the other is told: a step would be done alone.
fn with(context: &Context<'_>, entry: &Entry, report: &mut Report<'_>) -> Option<RoleName> {
    let text = entry.value.text("with")?;
    let role = entry.key.as_str();
    let own =
        context.names.steps.iter().filter(|step| step.tree().text("by").is_some_and(|by| by.text == role));
    for step in own {
        if let Some(kind) = step.kind.filter(|kind| !BESIDE.contains(kind)) {
            let message = format!("`{}` is a {kind}, and names nobody beside `{role}`", step.name());
            let remedy =
                format!("give it to another role, or one of the kinds {}", crate::nearest::listing(BESIDE));
            report.error(BAD_VALUE, text.span, message, remedy);
        }
        let asked = step.kind_tree().map(|tree| tree.texts_of("ask")).unwrap_or_default();
        if let Some(fact) = asked.into_iter().find(|fact| fact.text == "with") {
            let message = "whoever took part is named as `with`, so no fact can be";
            report.error(BAD_VALUE, fact.span, message, "give the fact another name");
        }
    }
    one(context.names, text, report)
}

/// How many cases whoever is given the role may carry. A role that nobody is given counts nobody's cases.
fn max_cases(context: &Context<'_>, entry: &Entry, report: &mut Report<'_>) -> Option<u32> {
    let written = entry.value.entry("max_cases")?;
    let text = written.value.as_text()?;
    let most = count::read(context, text, report)?;
    if !is_given(context.names, entry) {
        let message = format!("nobody is given the role `{}`, so nobody's cases are counted", entry.key.text);
        report.error(
            BAD_VALUE,
            written.key.span,
            message,
            "give it in a step `allocation`, or remove `max_cases`",
        );
    }
    Some(most)
}

/// What whoever is given the role has to have.
fn needs(context: &Context<'_>, entry: &Entry, report: &mut Report<'_>) -> BTreeSet<String> {
    let Some(written) = entry.value.entry("needs") else { return BTreeSet::new() };
    if !is_given(context.names, entry) {
        let message = format!("nobody is given the role `{}`, so nothing is asked of them", entry.key.text);
        report.error(
            BAD_VALUE,
            written.key.span,
            message,
            "give it in a step `allocation`, or remove `needs`",
        );
    }
    entry.value.texts_of("needs").into_iter().map(|need| need.text.clone()).collect()
}

/// Whether somebody is given the role in a step, or by hand as who coordinates is.
fn is_given(names: &Names<'_>, role: &Entry) -> bool {
    let gives = |step: &super::names::StepEntry<'_>| {
        let given = step.kind_tree().and_then(|tree| tree.text("role").or(tree.text("proposes")));
        given.is_some_and(|given| given.text == role.key.text)
    };
    role.key.text == COORDINATOR || names.steps.iter().any(gives)
}

/// Roles named in a list.
pub(super) fn named(names: &Names<'_>, written: Vec<&Text>, report: &mut Report<'_>) -> Vec<RoleName> {
    written.into_iter().filter_map(|text| one(names, text, report)).collect()
}

/// A role named in one place.
pub(super) fn one(names: &Names<'_>, text: &Text, report: &mut Report<'_>) -> Option<RoleName> {
    let known = names.role_names();
    if known.contains(&text.as_str()) {
        return Some(RoleName::new(text.as_str()));
    }
    if matches!(text.as_str(), "citizen" | "register" | "partner") {
        let message = format!("`{}` belongs to the language, but this version cannot act for it", text.text);
        report.error(NOT_SUPPORTED_YET, text.span, message, "name a role whose people record it");
    } else {
        report.unknown(UNKNOWN_NAME, text, "role of this workflow", &known);
    }
    None
}

/// Reports roles that no step and no event names.
pub(super) fn check_use(names: &Names<'_>, report: &mut Report<'_>) {
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for event in &names.events {
        used.extend(event.value.texts_of("by").into_iter().map(Text::as_str));
    }
    for stage in &names.stages {
        let early = stage.value.get("ended_early").map(|early| early.texts_of("by"));
        used.extend(early.into_iter().flatten().map(Text::as_str));
    }
    for step in &names.steps {
        used.extend(step.tree().text("by").map(Text::as_str));
        for key in ["role", "go_on_without", "proposes", "confirm", "else"] {
            used.extend(step.kind_tree().and_then(|tree: &Tree| tree.text(key)).map(Text::as_str));
        }
        let reminded = step.tree().get("ladder").into_iter();
        let reminded = reminded.flat_map(|ladder| ["remind", "escalate"].map(|key| ladder.texts_of(key)));
        used.extend(reminded.flatten().map(Text::as_str));
        for key in ["members", "to"] {
            let told = step.kind_tree().map(|tree| tree.texts_of(key)).unwrap_or_default();
            used.extend(told.into_iter().map(Text::as_str));
        }
    }
    for role in names.roles.iter().filter(|role| !used.contains(role.key.as_str())) {
        let message = format!("nobody does anything as `{}`", role.key.text);
        report.warning(UNUSED, role.key.span, message, "give it a step under `by`, or remove it");
    }
}
