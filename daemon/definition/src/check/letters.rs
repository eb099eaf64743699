//! Letters: each template that a step names is there, reads only what there is, and shows what the law wants shown.

use std::collections::{BTreeMap, BTreeSet};

use letter::{Fault, FaultCode, Shape, Template};
use model::{ContentHash, DataClass};
use sha2::{Digest, Sha256};

use super::names::StepEntry;
use super::{Context, Fit, confirmed, scope};
use crate::checked::{FactKind, FactRule, LetterTemplate, Source};
use crate::finding::{
    BAD_VALUE, Finding, LETTER_FORBIDDEN, LETTER_MISSING_PART, LETTER_SYNTAX, LETTER_UNGUARDED, MISSING_FILE,
    Report, TOO_LARGE, UNKNOWN_NAME, UNUSED, WRONG_TYPE,
};
use crate::letters::{self, LegalPart};
use crate::text::{Span, Text};

/// Templates that steps name, and what is wrong in them.
pub(super) fn read(
    context: &Context<'_>,
    fit: Fit<'_>,
    report: &mut Report<'_>,
) -> (BTreeMap<String, LetterTemplate>, Vec<Finding>) {
    let mut templates = BTreeMap::new();
    let mut findings = Vec::new();
    let mut named = BTreeSet::new();
    for (at, step) in context.names.steps.iter().enumerate() {
        let Some(path) =
            step.kind_tree().filter(|_| step.is("decision")).and_then(|tree| tree.text("letter"))
        else {
            continue;
        };
        named.insert(path.text.as_str());
        needs_complaint(step, path, report);
        fits(fit, (step, path), report);
        let Some(source) = file(path, fit, report).filter(|_| context.pack_is_known) else { continue };
        let shape = letters::decision(facts(context, at), texts(fit), limits(fit));
        match Template::check(&path.text, source, &shape) {
            Ok(template) => {
                shows_the_law(context, &template, path, report);
                confirmed::check((fit, context.facts), (step, path), &template, report);
                let hash = ContentHash(Sha256::digest(source.as_bytes()).into());
                templates.insert(path.text.clone(), LetterTemplate { template, hash });
            }
            Err(faults) => findings.extend(in_template(&path.text, source, faults)),
        }
    }
    findings.extend(unnamed(fit, &named));
    (templates, findings)
}

/// Letters that no step sends.
fn unnamed(fit: Fit<'_>, named: &BTreeSet<&str>) -> Vec<Finding> {
    let letters = fit.bundle.files.keys().filter(|path| path.starts_with("letters/"));
    let unnamed = letters.filter(|path| !named.contains(path.as_str()));
    let said = unnamed.flat_map(|path| {
        let mut report = Report::new(path, fit.bundle.text(path).unwrap_or_default());
        let message = "no step sends this letter";
        let remedy = format!("write `letter: {path}` in a decision, or remove the file");
        report.warning(UNUSED, Span::default(), message, remedy);
        report.finish()
    });
    said.collect()
}

/// The template's text. It lies in the bundle, and so in the definition's hash.
fn file<'b>(path: &Text, fit: Fit<'b>, report: &mut Report<'_>) -> Option<&'b str> {
    let name = path.text.strip_prefix("letters/").and_then(|name| name.strip_suffix(".html"));
    if name.is_none_or(|name| name.is_empty() || name.contains(['/', '\\', '.'])) {
        let message = format!("`{}` cannot be the template of a letter", path.text.escape_debug());
        report.error(BAD_VALUE, path.span, message, "write `letters/NAME.html`, a file beside this one");
        return None;
    }
    let Some(bytes) = fit.bundle.files.get(&path.text) else {
        let known: Vec<&str> = fit.bundle.files.keys().map(String::as_str).collect();
        let known: Vec<&str> = known.into_iter().filter(|file| file.starts_with("letters/")).collect();
        if known.is_empty() {
            report.error(MISSING_FILE, path.span, format!("there is no `{}`", path.text), "write it");
        } else {
            report.unknown(MISSING_FILE, path, "file beside this one", &known);
        }
        return None;
    };
    let source = core::str::from_utf8(bytes).ok();
    if source.is_none() {
        let message = format!("`{}` is not UTF-8", path.text);
        report.error(LETTER_SYNTAX, path.span, message, "save the file as UTF-8");
    }
    source
}

/// Without a complaint deadline a letter could not say until when the citizen can complain.
fn needs_complaint(step: &StepEntry<'_>, path: &Text, report: &mut Report<'_>) {
    if step.kind_tree().is_some_and(|tree| tree.text("complaint").is_none()) {
        let message = "the letter cannot say until when the citizen can complain (FVL §25)";
        let remedy = "add `complaint: complaint after received` to the decision";
        report.error(LETTER_MISSING_PART, path.span, message, remedy);
    }
}

/// The municipality says who its letters are from, and the citizen can call whoever signs them.
fn fits(fit: Fit<'_>, (step, path): (&StepEntry<'_>, &Text), report: &mut Report<'_>) {
    let Some(municipality) = fit.municipality else { return };
    if municipality.sender.is_none() {
        let message = "the municipality does not say who its letters are from";
        report.error(LETTER_MISSING_PART, path.span, message, "add `sender:` to `municipality.yaml`");
    }
    let Some(role) = step.tree().text("by") else { return };
    for person in municipality.people.values().filter(|person| person.phone.is_none()) {
        let mut units = person.roles.iter().filter(|(held, _)| held.as_str() == role.as_str());
        let has_phone = |unit| municipality.units.get(unit).is_some_and(|unit| unit.phone.is_some());
        if units.any(|(_, unit)| !has_phone(unit)) {
            let message = format!("`{}` signs such letters, and nobody can be called about them", person.id);
            let remedy = "add `phone:` to the person or to their unit in `municipality.yaml`";
            report.warning(LETTER_MISSING_PART, path.span, message, remedy);
        }
    }
}

fn shows_the_law(context: &Context<'_>, template: &Template, path: &Text, report: &mut Report<'_>) {
    let has = |kind: &str| context.names.steps.iter().any(|step| step.is(kind));
    for part in letters::DECISION_PARTS.iter().filter(|part| part.only_with.is_none_or(has)) {
        let LegalPart { name, what, basis, shows, .. } = part;
        let missing: Vec<&&str> = shows.iter().filter(|shown| !template.shows().contains(**shown)).collect();
        if missing.is_empty() {
            continue;
        }
        let message = format!("the letter never shows its {name}: {what} ({basis})");
        let listed: Vec<String> = missing.iter().map(|path| format!("`{path}`")).collect();
        let remedy = format!("show {} in `{}`", listed.join(", "), path.text);
        report.error(LETTER_MISSING_PART, path.span, message, remedy);
    }
}

/// Facts that a letter may read: those that are there for certain as they are, the others behind a question.
fn facts(context: &Context<'_>, at: usize) -> Shape {
    let certain = scope::certain(context, context.order.step(at));
    let readable = context.facts.all().iter().filter(|(_, rule)| rule.class <= DataClass::P3);
    Shape::record(readable.map(|(name, rule)| {
        let is_certain = !rule.optional
            && matches!(rule.source, Source::Asked)
            && context.order.is_known
            && certain.contains(name.as_str());
        (name.as_str(), fact(rule, context.facts.is_contributed(name.as_str()), is_certain))
    }))
}

/// A contributed fact is the list of what was given, in which the missing ones are not.
fn fact(rule: &FactRule, contributed: bool, certain: bool) -> Shape {
    let shape = kind(&rule.kind);
    match (contributed, certain) {
        (true, _) => shape.list(),
        (false, true) => shape,
        (false, false) => shape.optional(),
    }
}

fn kind(kind: &FactKind) -> Shape {
    match kind {
        // A number stands in its Danish form, a choice under its title.
        FactKind::Text | FactKind::Number { .. } | FactKind::Choice(_) | FactKind::Person { .. } => {
            Shape::Text
        }
        FactKind::Date => Shape::Date,
        FactKind::Boolean => Shape::Flag,
        FactKind::List { of, .. } => self::kind(of).list(),
    }
}

fn texts(fit: Fit<'_>) -> Shape {
    Shape::record(fit.pack.texts.keys().map(|name| (name.as_str(), Shape::Text)))
}

fn limits(fit: Fit<'_>) -> Shape {
    Shape::record(fit.pack.limits.keys().map(|name| (name.as_str(), Shape::Text)))
}

/// Faults of a template as findings in its file.
fn in_template(path: &str, source: &str, faults: Vec<Fault>) -> Vec<Finding> {
    let mut report = Report::new(path, source);
    for fault in faults {
        let span = Span::new(fault.start, fault.end);
        let code = match fault.code {
            FaultCode::Syntax => LETTER_SYNTAX,
            FaultCode::UnknownName => UNKNOWN_NAME,
            FaultCode::WrongType => WRONG_TYPE,
            FaultCode::Unguarded => LETTER_UNGUARDED,
            FaultCode::Forbidden => LETTER_FORBIDDEN,
            FaultCode::TooLarge => TOO_LARGE,
        };
        if fault.candidates.is_empty() {
            report.error(code, span, fault.message, fault.remedy);
        } else {
            let text = source.get(fault.start..fault.end).unwrap_or_default().to_owned();
            let known: Vec<&str> = fault.candidates.iter().map(String::as_str).collect();
            let noun = fault.message.split_once(" is no ").map_or("value", |(_, noun)| noun).to_owned();
            let word = Text { text: text.trim_matches(['"', '\'']).to_owned(), span, quoted: false };
            report.unknown(code, &word, &noun, &known);
        }
    }
    report.finish()
}
