//! Whether a tree has the shape that its grammar says; meaning comes later.

use std::collections::BTreeSet;

use model::{Date, id::is_name};

use super::{Record, Shape};
use crate::finding::{BAD_VALUE, MISSING_KEY, NOT_SUPPORTED_YET, Report, UNKNOWN_KEY, WRONG_SHAPE};
use crate::nearest::nearest;
use crate::text::{Entry, Span, Text, Tree};

/// Reports every key that is unknown, missing or not supported, and every value of the wrong shape.
pub(crate) fn check(tree: &Tree, record: &Record, owner: Span, report: &mut Report<'_>) {
    let Tree::Map(..) = tree else {
        wrong(tree, &format!("{} is written with keys and values", record.what), report);
        return;
    };
    let known: Vec<&str> = record.keys.iter().map(|key| key.name).collect();
    for entry in tree.entries() {
        let key = &entry.key;
        if let Some(found) = record.keys.iter().find(|known| known.name == key.text) {
            value(entry, found.shape, report);
        } else if record.later.contains(&key.as_str()) {
            not_yet(key, report);
        } else if !is_refused(key) {
            report.unknown(UNKNOWN_KEY, key, &format!("key of {}", record.what), &known);
        }
    }
    for key in record.keys.iter().filter(|key| key.required && is_missing(tree, key.name)) {
        let message = format!("`{}` is missing", key.name);
        report.error(MISSING_KEY, owner, message, format!("add `{}`: {}", key.name, key.doc));
    }
}

/// Whether a key is absent, and no other key looks like it: a slip of the hand is reported once.
pub(crate) fn is_missing(tree: &Tree, name: &str) -> bool {
    tree.entry(name).is_none()
        && !tree.entries().iter().any(|entry| nearest(&entry.key.text, &[name]).is_some())
}

/// Whether the key was refused as YAML: a merge key, or a list where a word should be.
fn is_refused(key: &Text) -> bool {
    key.text.is_empty() || key.text == "<<"
}

fn not_yet(key: &Text, report: &mut Report<'_>) {
    let message = format!("`{}` belongs to the language, but this version cannot run it", key.text);
    report.error(NOT_SUPPORTED_YET, key.span, message, "leave it out: nothing is ever ignored in silence");
}

fn value(entry: &Entry, shape: Shape, report: &mut Report<'_>) {
    let (key, tree) = (&entry.key, &entry.value);
    if matches!(tree, Tree::Text(text) if text.is_nothing()) {
        let message = format!("nothing is written under `{}`", key.text);
        report.error(MISSING_KEY, key.span, message, "write a value after the colon, or remove the key");
        return;
    }
    match shape {
        Shape::Text
        | Shape::Expression
        | Shape::Name
        | Shape::Flag
        | Shape::OneOf(_)
        | Shape::Whole
        | Shape::Count
        | Shape::Date => match tree {
            Tree::Text(text) => word(key, text, shape, report),
            Tree::List(..) | Tree::Map(..) => wrong(tree, &format!("`{}` takes one value", key.text), report),
        },
        Shape::Names | Shape::List => names(key, tree, shape, report),
        Shape::Record(record) => check(tree, record, key.span, report),
        Shape::Map(record) => {
            each(key, tree, report, |entry, report| check(&entry.value, record, entry.key.span, report));
        }
        Shape::MapOfRecords(record) => each(key, tree, report, |entry, report| {
            each(&entry.key, &entry.value, report, |entry, report| {
                check(&entry.value, record, entry.key.span, report);
            });
        }),
        Shape::DashedMap(record) => dashed(key, tree, record, report),
        Shape::Texts => each(key, tree, report, |entry, report| value(entry, Shape::Text, report)),
        Shape::MapOfNames => each(key, tree, report, |entry, report| value(entry, Shape::Names, report)),
        Shape::MapOfTexts => each(key, tree, report, |entry, report| value(entry, Shape::Texts, report)),
        Shape::Choices => each(key, tree, report, |entry, report| {
            let titled = matches!(entry.value, Tree::Map(..));
            value(entry, if titled { Shape::Texts } else { Shape::List }, report);
        }),
        Shape::Days => days(key, tree, report),
        Shape::Cells => cells(key, tree, report),
        Shape::ListOf(record) => members(key, tree, record, report),
        Shape::PathOr(record) => {
            if !matches!(tree, Tree::Text(_)) {
                check(tree, record, key.span, report);
            }
        }
    }
}

/// Looks into each entry of a map whose keys are names.
fn each(key: &Text, tree: &Tree, report: &mut Report<'_>, look: impl Fn(&Entry, &mut Report<'_>)) {
    let Tree::Map(_, entries) = tree else {
        wrong(tree, &format!("`{}` holds names, each with a colon", key.text), report);
        return;
    };
    for entry in entries {
        name(&entry.key, report);
        if matches!(&entry.value, Tree::Text(text) if text.is_nothing()) {
            let message = format!("nothing is written under `{}`", entry.key.text);
            report.error(MISSING_KEY, entry.key.span, message, "write what it is, or remove it");
        } else {
            look(entry, report);
        }
    }
}

/// Looks into each entry of a map whose keys may hold dashes.
fn dashed(key: &Text, tree: &Tree, record: &'static Record, report: &mut Report<'_>) {
    let Tree::Map(_, entries) = tree else {
        wrong(tree, &format!("`{}` holds names, each with a colon", key.text), report);
        return;
    };
    for entry in entries {
        if !is_name(&entry.key.text.replace('-', "_")) {
            let message = format!("`{}` cannot be a name", entry.key.text.escape_debug());
            report.error(
                BAD_VALUE,
                entry.key.span,
                message,
                "use letters, digits, `-` and `_`, a letter first",
            );
        }
        check(&entry.value, record, entry.key.span, report);
    }
}

fn days(key: &Text, tree: &Tree, report: &mut Report<'_>) {
    let Tree::Map(_, entries) = tree else {
        wrong(tree, &format!("`{}` holds dates, each with a colon and a name", key.text), report);
        return;
    };
    for entry in entries {
        word(key, &entry.key, Shape::Date, report);
        value(entry, Shape::Text, report);
    }
}

/// A list whose members are written as each likes; an empty pair of quotes is a cell, too.
fn cells(key: &Text, tree: &Tree, report: &mut Report<'_>) {
    let Tree::List(span, members) = tree else {
        return wrong(tree, &format!("`{}` takes a list, such as `[a, b]`", key.text), report);
    };
    if members.is_empty() {
        let message = format!("the list under `{}` is empty", key.text);
        report.error(MISSING_KEY, *span, message, "write at least one cell");
    }
    for member in members {
        match member {
            Tree::Text(text) if text.quoted || !text.is_nothing() => {}
            Tree::Text(_) => {
                let message = format!("a cell under `{}` is empty", key.text);
                report.error(MISSING_KEY, member.span(), message, "write `\"-\"` for anything");
            }
            Tree::List(..) | Tree::Map(..) => {
                let message = "put quotes around a cell that begins with `[`, `{`, `>`, `*`, `&` or `!`, or holds a colon";
                wrong(member, message, report);
            }
        }
    }
}

/// A list of maps of one kind.
fn members(key: &Text, tree: &Tree, record: &'static Record, report: &mut Report<'_>) {
    let Tree::List(span, members) = tree else {
        return wrong(tree, &format!("`{}` takes a list; begin each member with `-`", key.text), report);
    };
    if members.is_empty() {
        let message = format!("the list under `{}` is empty", key.text);
        report.error(MISSING_KEY, *span, message, "write at least one member");
    }
    for member in members {
        check(member, record, Span::new(member.span().start, member.span().start), report);
    }
}

fn names(key: &Text, tree: &Tree, shape: Shape, report: &mut Report<'_>) {
    let members = match (tree, shape) {
        (Tree::Map(..), _) | (Tree::Text(_), Shape::List) => {
            return wrong(tree, &format!("`{}` takes a list, such as `[a, b]`", key.text), report);
        }
        (Tree::Text(_), _) => return,
        (Tree::List(_, members), _) => members,
    };
    if members.is_empty() {
        let message = format!("the list under `{}` is empty", key.text);
        report.error(MISSING_KEY, tree.span(), message, "name at least one, or remove the key");
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for member in members {
        let Some(text) = member.as_text() else {
            wrong(member, &format!("`{}` takes a list of single words", key.text), report);
            continue;
        };
        if !seen.insert(text.as_str()) {
            let message = format!("`{}` stands in the list twice", text.text);
            report.error(crate::finding::DUPLICATE_NAME, text.span, message, "keep one of the two");
        }
        if matches!(shape, Shape::List) {
            name(text, report);
        }
    }
}

fn word(key: &Text, text: &Text, shape: Shape, report: &mut Report<'_>) {
    match shape {
        Shape::Flag if !matches!(text.as_str(), "true" | "false") => flag(key, text, report),
        Shape::OneOf(words) if !words.contains(&text.as_str()) => {
            report.unknown(BAD_VALUE, text, &format!("value of `{}`", key.text), words);
        }
        Shape::Whole if !is_whole(&text.text) => {
            let message = format!("`{}` is no whole number", text.text);
            let remedy = "write digits only, without a sign before or between them: `1000`";
            report.error(BAD_VALUE, text.span, message, remedy);
        }
        Shape::Count if !is_whole(&text.text) && !model::id::is_name(&text.text) => {
            let message = format!("`{}` is no whole number, and no name of a limit", text.text);
            report.error(
                BAD_VALUE,
                text.span,
                message,
                "write digits only, or a name from `limits` of the rule pack",
            );
        }
        Shape::Date if text.text.parse::<Date>().is_err() => {
            let message = format!("`{}` is no date", text.text);
            report.error(BAD_VALUE, text.span, message, "write year, month and day like `2026-07-01`");
        }
        Shape::Name => name(text, report),
        Shape::Flag
        | Shape::OneOf(_)
        | Shape::Whole
        | Shape::Count
        | Shape::Date
        | Shape::Text
        | Shape::Expression
        | Shape::Names
        | Shape::List
        | Shape::Record(_)
        | Shape::Map(_)
        | Shape::DashedMap(_)
        | Shape::MapOfRecords(_)
        | Shape::Texts
        | Shape::MapOfNames
        | Shape::Choices
        | Shape::MapOfTexts
        | Shape::Days
        | Shape::Cells
        | Shape::ListOf(_)
        | Shape::PathOr(_) => {}
    }
}

/// Words that other programs take for `true` or `false`, and this one takes for words.
fn flag(key: &Text, text: &Text, report: &mut Report<'_>) {
    let meant = match text.text.to_lowercase().as_str() {
        "yes" | "on" | "y" | "ja" | "j" | "1" | "true" | "sand" => "true",
        "no" | "off" | "n" | "nej" | "0" | "false" | "falsk" => "false",
        _other => {
            let words = &["true", "false"];
            return report.unknown(BAD_VALUE, text, &format!("value of `{}`", key.text), words);
        }
    };
    report.misspelt(BAD_VALUE, text, &format!("value of `{}`", key.text), meant);
}

/// Whether a text is a whole number as people write one: `007`, `1_000`, `+5` and `0x1F` mean different things to
/// different programs.
fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_plain =
        digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
    is_plain && text.parse::<i64>().is_ok()
}

/// A name that the file gives or uses.
fn name(text: &Text, report: &mut Report<'_>) {
    if !is_name(&text.text) {
        let message = format!("`{}` cannot be a name", text.text.escape_debug());
        report.error(
            BAD_VALUE,
            text.span,
            message,
            "use letters, digits and `_`, a letter first, at most 64 bytes",
        );
    }
}

fn wrong(tree: &Tree, message: &str, report: &mut Report<'_>) {
    let found = match tree {
        Tree::Text(_) => "one value stands here",
        Tree::List(..) => "a list stands here",
        Tree::Map(..) => "keys with values stand here",
    };
    let first = report.source.get(tree.span().start..).and_then(|rest| rest.chars().next());
    // `when: [1..3]` reads like a value to whoever wrote it.
    let quotes = match first {
        Some(bracket @ ('[' | '{')) if message.ends_with("takes one value") => {
            format!("; where `{bracket}` belongs to it, put quotes around it")
        }
        Some(_) | None => String::new(),
    };
    report.error(WRONG_SHAPE, tree.span(), found, format!("{message}{quotes}"));
}
