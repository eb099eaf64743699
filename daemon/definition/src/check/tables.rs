//! Decision tables: the file or the rules in the step, read, compiled, proved; what they leave, and who decides where they
//! do not.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use feel::Type;
use model::ContentHash;
use model::deadline::Sentence;
use sha2::{Digest, Sha256};
use table::{Completeness, Draft, Table};

use super::names::StepEntry;
use super::{Context, Fit, facts, scope};
use crate::checked::{Choice, FactKind, TableOutput, TableRule};
use crate::finding::{BAD_VALUE, Finding, MISSING_FILE, MISSING_KEY, Report, UNUSED, WRONG_TYPE};
use crate::text::{Span, Text, Tree};

mod inline;

/// The tables of a workflow by their step, as far as they could be read.
#[derive(Debug, Default)]
pub(super) struct Tables {
    rules: BTreeMap<String, TableRule>,
    /// Steps whose table could not be read: what they leave is not known.
    failed: BTreeSet<String>,
    /// Choice types that tables make of their own words.
    choices: Choices,
}

impl Tables {
    pub(super) fn get(&self, step: &str) -> Option<&TableRule> {
        self.rules.get(step)
    }

    /// Whether a condition leans on a table that could not be read: then nothing can be said about it.
    pub(super) fn hides(&self, condition: &str) -> bool {
        self.failed.iter().any(|step| condition.contains(&format!("{step}.")))
    }

    /// The words of a choice type that a table made.
    pub(super) fn words_of(&self, kind: &str) -> impl Iterator<Item = &str> {
        self.choices.get(kind).into_iter().flatten().map(|choice| choice.word.as_str())
    }

    pub(super) fn into_choices(self) -> Choices {
        self.choices
    }
}

/// Reads every table, those first that others may build on; what is wrong in a file of its own comes beside it.
pub(super) fn read(context: Context<'_>, fit: Fit<'_>, report: &mut Report<'_>) -> (Tables, Vec<Finding>) {
    let mut tables = Tables::default();
    let mut findings = Vec::new();
    let mut steps: Vec<(usize, &StepEntry<'_>)> =
        context.names.steps.iter().enumerate().filter(|(_, step)| step.is("table")).collect();
    steps.sort_by_key(|(at, _)| context.order.count_before(context.order.step(*at)));
    let mut named = BTreeSet::new();
    // What a table later in the order leaves is not known yet: nobody can build on it.
    tables.failed.extend(steps.iter().map(|(_, step)| step.name().to_owned()));
    for (at, step) in steps {
        let Some(tree) = step.kind_tree() else { continue };
        let everywhere = OnceCell::new();
        let context = Context { tables: &tables, everywhere: &everywhere, ..context };
        let loaded = match tree {
            Tree::Text(_) => {
                let Some(path) = tree.as_text() else { continue };
                named.insert(path.text.clone());
                from_file(context, (at, path), fit, report, &mut findings)
            }
            Tree::Map(..) => inline::draft(tree, report).and_then(|(draft, written)| {
                let mut own = Report::new(&report.file, report.source);
                let loaded = proved(context, at, &draft, &mut own);
                report.adopt(own);
                loaded.map(|(table, complete)| (table, complete, None, hash(written.as_bytes())))
            }),
            Tree::List(..) => None,
        };
        let Some((table, complete, path, hash)) = loaded else { continue };
        let Some((outputs, choices)) = outputs(context, step, &table, report) else { continue };
        tables.failed.remove(step.name());
        tables.choices.extend(choices);
        needs_somebody(step, complete, report);
        let rule = TableRule { table: Arc::new(table), path, hash, outputs };
        tables.rules.insert(step.name().to_owned(), rule);
    }
    findings.extend(unnamed(fit, &named));
    (tables, findings)
}

/// A table, whether it answers for every input, its file, and the hash of what is written.
type Loaded = (Table, bool, Option<String>, ContentHash);

fn from_file(
    context: Context<'_>,
    (at, path): (usize, &Text),
    fit: Fit<'_>,
    report: &mut Report<'_>,
    findings: &mut Vec<Finding>,
) -> Option<Loaded> {
    let bytes = file(path, fit, report)?;
    let mut own = Report::new(&path.text, core::str::from_utf8(bytes).unwrap_or_default());
    let reading = table::csv::read(bytes);
    for fault in &reading.faults {
        own.table_fault(fault);
    }
    let draft = reading.draft.filter(|draft| reading.faults.is_empty() || !draft.rules.is_empty());
    let has_faults = !reading.faults.is_empty();
    let loaded = draft.and_then(|draft| proved(context, at, &draft, &mut own));
    findings.extend(own.finish());
    let (table, complete) = loaded.filter(|_| !has_faults)?;
    Some((table, complete, Some(path.text.clone()), hash(bytes)))
}

/// The bytes of a table's file. It lies in the bundle, and so in the definition's hash.
fn file<'b>(path: &Text, fit: Fit<'b>, report: &mut Report<'_>) -> Option<&'b [u8]> {
    let name = path.text.strip_prefix("tables/").and_then(|name| name.strip_suffix(".csv"));
    if name.is_none_or(|name| name.is_empty() || name.contains(['/', '\\', '.'])) {
        let message = format!("`{}` cannot be the file of a table", path.text.escape_debug());
        let remedy = "write `tables/NAME.csv`, a file beside this one, or the rules themselves below `table`";
        report.error(BAD_VALUE, path.span, message, remedy);
        return None;
    }
    if let Some(bytes) = fit.bundle.files.get(&path.text) {
        return Some(bytes);
    }
    let known: Vec<&str> =
        fit.bundle.files.keys().map(String::as_str).filter(|file| file.starts_with("tables/")).collect();
    if known.is_empty() {
        let remedy = "write it; its first row is `hit: first;INPUT;->OUTPUT;basis`";
        report.error(MISSING_FILE, path.span, format!("there is no `{}`", path.text), remedy);
    } else {
        report.unknown(MISSING_FILE, path, "file beside this one", &known);
    }
    None
}

/// Compiles a draft at the place of its step and reports what is wrong with it, or what the rules leave open.
fn proved(context: Context<'_>, at: usize, draft: &Draft, report: &mut Report<'_>) -> Option<(Table, bool)> {
    let scope = scope::scope(&context, context.order.step(at));
    let table = match Table::compile(draft, &scope, &BTreeMap::new()) {
        Ok(table) => table,
        Err(faults) => {
            for fault in &faults {
                report.table_fault(fault);
            }
            return None;
        }
    };
    let proof = table.check();
    for finding in &proof.findings {
        report.table_finding(finding);
    }
    let complete = proof.completeness == Completeness::Complete || !table.policy().is_single();
    Some((table, complete))
}

/// Where no rule answers, somebody has to.
fn needs_somebody(step: &StepEntry<'_>, complete: bool, report: &mut Report<'_>) {
    if complete || step.tree().get("by").is_some() {
        return;
    }
    let message = format!("the rules of `{}` may have no answer, and nobody decides then", step.name());
    let remedy = "add `by` with a role that decides by hand, or a last rule whose tests are all blank";
    report.error(MISSING_KEY, step.entry.key.span, message, remedy);
}

/// Words of choice types by the type.
type Choices = BTreeMap<String, Vec<Choice>>;

/// What the step leaves: each column in a form that a case can hold.
fn outputs(
    context: Context<'_>,
    step: &StepEntry<'_>,
    table: &Table,
    report: &mut Report<'_>,
) -> Option<(Vec<TableOutput>, Choices)> {
    let mut choices = BTreeMap::new();
    let mut found = Vec::new();
    let place = step.kind_tree().map_or(step.entry.key.span, Tree::span);
    for output in table.outputs() {
        if !model::id::is_name(&output.name) || matches!(output.name.as_str(), "done" | "reason") {
            let message = format!("`{}` cannot name what a step leaves", output.name.escape_debug());
            let remedy =
                "call the column by letters, digits and `_`, a letter first, and neither `done` nor `reason`";
            report.error(BAD_VALUE, place, message, remedy);
            return None;
        }
        let kind = facts::stored(&table.answer_type(output, true));
        let Some(kind) = kind else {
            let message = format!("`{}` gives a {}, which no case can hold", output.name, output.kind);
            let remedy = "give texts, numbers, dates, `true` or `false`, words of a choice, or lists of them";
            report.error(WRONG_TYPE, place, message, remedy);
            return None;
        };
        let own = format!("{}.{}", step.name(), output.name);
        let is_of_workflow = |name: &str| !context.facts.words_of(name).is_empty();
        let kind = renamed(kind, &|name| !is_of_workflow(name), &own);
        if names_choice(&kind) == Some(own.as_str()) {
            let word = |word: &String| Choice { word: word.clone(), title: spoken(word) };
            choices.insert(own, output.words.iter().map(word).collect());
        }
        found.push(TableOutput { name: output.name.clone(), kind });
    }
    Some((found, choices))
}

fn spoken(word: &str) -> Sentence {
    let plain = super::texts::spoken(word);
    Sentence { da: plain.clone(), en: plain }
}

/// The kind with the name of its choice type exchanged, where that is one of the column's own.
fn renamed(kind: FactKind, is_own: &dyn Fn(&str) -> bool, name: &str) -> FactKind {
    match kind {
        FactKind::Choice(known) if is_own(&known) => FactKind::Choice(name.to_owned()),
        FactKind::List { of, min, max } => {
            FactKind::List { of: Box::new(renamed(*of, is_own, name)), min, max }
        }
        FactKind::Text
        | FactKind::Number { .. }
        | FactKind::Date
        | FactKind::Boolean
        | FactKind::Person { .. }
        | FactKind::Choice(_) => kind,
    }
}

fn names_choice(kind: &FactKind) -> Option<&str> {
    match kind {
        FactKind::Choice(name) => Some(name),
        FactKind::List { of, .. } => names_choice(of),
        FactKind::Text
        | FactKind::Number { .. }
        | FactKind::Date
        | FactKind::Boolean
        | FactKind::Person { .. } => None,
    }
}

/// The type of an output in conditions: missing until the step is done, and where no rule answered.
pub(super) fn in_conditions(output: &TableOutput) -> Type {
    facts::in_feel(&output.kind).or_missing()
}

/// Tables that no step asks.
fn unnamed(fit: Fit<'_>, named: &BTreeSet<String>) -> Vec<Finding> {
    let files = fit.bundle.files.keys().filter(|path| path.starts_with("tables/"));
    let unnamed = files.filter(|path| !named.contains(path.as_str()));
    let said = unnamed.flat_map(|path| {
        let mut report = Report::new(path, fit.bundle.text(path).unwrap_or_default());
        let remedy = format!("write `table: {path}` in a step, or remove the file");
        report.warning(UNUSED, Span::default(), "no step asks this table", remedy);
        report.finish()
    });
    said.collect()
}

fn hash(written: &[u8]) -> ContentHash {
    ContentHash(Sha256::digest(written).into())
}
