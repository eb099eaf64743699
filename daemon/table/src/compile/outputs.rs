//! The type of an output column: declared, or found from what its rules give.

use std::collections::BTreeMap;

use feel::{Scope, Type, Value};

use super::{passes_anything, taken, words};
use crate::draft::{Draft, OutputDraft, Text};
use crate::fault::{Fault, TableFaultCode};
use crate::table::Output;

/// An output, and the scope in which its entries are read: there its bare words are words of a choice type.
pub(super) struct Column {
    pub(super) output: Output,
    pub(super) scope: Scope,
}

/// What an output column turned out to be.
struct Found {
    kind: Type,
    scope: Scope,
    /// Whether somebody decided in which order the words stand.
    has_order: bool,
}

/// Types that have a name of their own.
const NAMED: [(&str, Type); 7] = [
    ("text", Type::Text),
    ("string", Type::Text),
    ("number", Type::Number),
    ("boolean", Type::Boolean),
    ("date", Type::Date),
    ("time", Type::Time),
    ("date and time", Type::DateTime),
];

/// Checks one output column, apart from what its rules give.
pub(super) fn column(
    draft: &Draft,
    index: usize,
    (scope, types): (&Scope, &BTreeMap<String, Type>),
    faults: &mut Vec<Fault>,
) -> Option<Column> {
    let output = draft.outputs.get(index)?;
    let Some(declaration) = &output.kind else {
        let found = found(draft, index, scope, faults)?;
        return completed(output, found, faults);
    };
    let Some(kind) = declared(&declaration.text, scope, types) else {
        faults.push(unknown_type(declaration));
        return None;
    };
    completed(output, Found { kind, scope: scope.clone(), has_order: true }, faults)
}

/// A declared type by its name. `list of` may stand before it once.
fn declared(name: &str, scope: &Scope, types: &BTreeMap<String, Type>) -> Option<Type> {
    let name = name.trim();
    let named = |name: &str| {
        if let Some(kind) = types.get(name) {
            return Some(kind.clone());
        }
        if !scope.words_of(name).is_empty() {
            return Some(Type::Choice(name.to_owned()));
        }
        NAMED.into_iter().find(|(known, _)| *known == name).map(|(_, kind)| kind)
    };
    match name.strip_prefix("list of ") {
        Some(member) => named(member.trim()).map(Type::list),
        None => named(name),
    }
}

fn unknown_type(kind: &Text) -> Fault {
    let message = format!("`{}` is no type", kind.text);
    let help = "write `text`, `number`, `boolean`, `date`, `list of …` or the name of a choice type";
    Fault::new(TableFaultCode::UnknownType, kind.place, message, help)
}

/// The type of a column that declares none: that of all its values, or a choice of its bare words.
fn found(draft: &Draft, index: usize, scope: &Scope, faults: &mut Vec<Fault>) -> Option<Found> {
    let output = draft.outputs.get(index)?;
    let name = output.name.text.as_str();
    if !scope.words_of(name).is_empty() {
        let kind = Type::Choice(name.to_owned());
        return Some(Found { kind, scope: scope.clone(), has_order: true });
    }
    let entries = draft.rules.iter().filter_map(|rule| rule.outputs.get(index)).chain(&output.default);
    let mut bare: Vec<String> = Vec::new();
    let mut kind: Option<Type> = None;
    let mut own_faults = Vec::new();
    for text in entries.filter(|text| !text.is_blank()) {
        if let Some(word) = words::bare(&text.text, scope) {
            if !bare.iter().any(|known| known == word) {
                bare.push(word.to_owned());
            }
            continue;
        }
        let Some(program) = taken(feel::compile(&text.text, scope), text, &mut own_faults) else { continue };
        let own = program.result_type();
        let Some(joined) = kind.as_ref().map_or(Some(own.clone()), |kind| kind.joined(own)) else {
            faults.push(mixed(text, own, kind.as_ref()));
            return None;
        };
        kind = Some(joined);
    }
    let is_of_words = kind.as_ref().is_none_or(|kind| *kind.when_present() == Type::Null);
    if is_of_words && !bare.is_empty() {
        return Some(implicit(output, bare, kind.is_some(), scope));
    }
    if kind.is_none() {
        // Nothing can be read, so its own faults say why.
        faults.append(&mut own_faults);
    }
    Some(Found { kind: kind?, scope: scope.clone(), has_order: true })
}

fn mixed(text: &Text, own: &Type, above: Option<&Type>) -> Fault {
    let above = above.map_or(String::new(), Type::to_string);
    let message = format!("this is {own}, and what stands above it is {above}");
    let help = "give values of one type in the whole column";
    Fault::new(TableFaultCode::MixedTypes, text.place, message, help)
}

/// A choice of the words of the column, in the order of its allowed values, or else as they come.
fn implicit(output: &OutputDraft, bare: Vec<String>, may_be_missing: bool, scope: &Scope) -> Found {
    let listed = output.allowed.as_ref().map(|allowed| words::members(&allowed.text)).unwrap_or_default();
    let listed: Option<Vec<String>> =
        listed.into_iter().map(|member| words::bare(member, scope).map(str::to_owned)).collect();
    let listed = listed.filter(|listed| !listed.is_empty());
    let has_order = listed.is_some();
    let name = output.name.text.as_str();
    let kind = Type::Choice(name.to_owned());
    let kind = if may_be_missing { kind.or_missing() } else { kind };
    Found { kind, scope: scope.clone().choice(name, listed.unwrap_or(bare)), has_order }
}

/// The column with its allowed values and its default.
fn completed(draft: &OutputDraft, found: Found, faults: &mut Vec<Fault>) -> Option<Column> {
    let Found { kind, scope, has_order } = found;
    let faults_before = faults.len();
    let listed = draft.allowed.as_ref().filter(|allowed| !passes_anything(allowed));
    let allowed = listed.and_then(|text| taken(feel::compile_tests(&text.text, &kind, &scope), text, faults));
    let default = draft.default.as_ref().filter(|default| !default.is_blank());
    let default = default.and_then(|text| taken(feel::compile_as(&text.text, &kind, &scope), text, faults));
    if faults.len() > faults_before {
        return None;
    }
    let words = words::of_type(&kind, &scope);
    let priority = match listed {
        Some(listed) => words::listed(&listed.text, &kind, &scope),
        None if has_order => words.iter().cloned().map(Value::Choice).collect(),
        None => Vec::new(),
    };
    let name = draft.name.text.clone();
    Some(Column { output: Output { name, kind, words, priority, allowed, default }, scope })
}
