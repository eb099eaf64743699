//! `helhed table`: decision tables from and to DMN files; no daemon is asked.

mod export;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dmn::{DecisionTable, Form, ItemDefinition, Model};
use serde_json::json;
use table::Draft;
use table::csv::{Delimiter, write};

use super::Session;
use crate::command::table::TableCommand;
use crate::trouble::Trouble;

/// Does a command on tables.
pub(crate) fn run(session: &mut Session<'_>, command: &TableCommand) -> Result<(), Trouble> {
    match command {
        TableCommand::Import { file, into, comma, replace } => {
            let delimiter = if *comma { Delimiter::Comma } else { Delimiter::Semicolon };
            import(session, file, into, (delimiter, *replace))
        }
        TableCommand::Export { file, output, replace } => {
            export::export(session, file, output.as_deref(), *replace)
        }
    }
}

/// What became of one decision of a file.
struct Imported {
    decision: String,
    path: Option<PathBuf>,
    /// What could not be taken over as it was.
    notes: Vec<String>,
}

fn import(
    session: &mut Session<'_>,
    file: &Path,
    into: &Path,
    (delimiter, replace): (Delimiter, bool),
) -> Result<(), Trouble> {
    let source = read(file)?;
    let source = core::str::from_utf8(&source).map_err(|_| not_utf8(file))?;
    let model = dmn::read(source).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let (place, faults) = (file.display(), faults.join("\n  "));
        Trouble::usage(
            format!("`{place}` kan ikke læses:\n  {faults}"),
            format!("`{place}` cannot be read:\n  {faults}"),
        )
    })?;
    let mut names = BTreeSet::new();
    let mut written = Vec::new();
    let mut ready = Vec::new();
    for decision in &model.decisions {
        let name = decision.variable.name.clone();
        let found = decision.expression.as_ref().map(|expression| &expression.form);
        let Some(Form::Table(found)) = found else {
            let what = found.map_or("left open", form_word);
            let notes = vec![format!("not a decision table but {what}; it is not written")];
            written.push(Imported { decision: name, path: None, notes });
            continue;
        };
        let (draft, mut notes) = drafted(found, &name, &model);
        let path = into.join(format!("{}.csv", unique(&file_name(&name), &mut names)));
        match write(&draft, delimiter) {
            Ok(text) => {
                if draft.rules.iter().any(|rule| rule.basis.is_none()) {
                    notes.push("rules without a basis: fill in the last column".to_owned());
                }
                ready.push((path.clone(), text));
                written.push(Imported { decision: name, path: Some(path), notes });
            }
            Err(error) => {
                notes.push(format!("it is not written: {error}"));
                written.push(Imported { decision: name, path: None, notes });
            }
        }
    }
    // All or nothing: a file that is there is found before the first is written.
    if let Some((there, _)) = ready.iter().find(|(path, _)| !replace && path.exists()) {
        return Err(is_there(there));
    }
    fs::create_dir_all(into).map_err(|error| cannot_write(into, &error))?;
    for (path, text) in &ready {
        fs::write(path, text).map_err(|error| cannot_write(path, &error))?;
    }
    tell(session, &model, &written)
}

fn tell(session: &mut Session<'_>, model: &Model, written: &[Imported]) -> Result<(), Trouble> {
    let not_read: Vec<String> =
        model.not_read.iter().map(|one| format!("{}: `{}`", one.place, one.element)).collect();
    if session.cli.json {
        let tables = written.iter().map(|one| {
            json!({"decision": one.decision, "file": one.path.as_ref().map(|path| path.display().to_string()), "notes": one.notes})
        });
        let page = json!({"tables": tables.collect::<Vec<_>>(), "not_read": not_read});
        return Ok(writeln!(session.out, "{page}")?);
    }
    for one in written {
        match &one.path {
            Some(path) => writeln!(session.out, "{}: {}", one.decision, path.display())?,
            None => writeln!(session.out, "{}: –", one.decision)?,
        }
        for note in &one.notes {
            writeln!(session.out, "  {note}")?;
        }
    }
    for one in &not_read {
        writeln!(session.out, "{} {one}", session.cli.lang.say("ikke læst", "not read"))?;
    }
    let count = written.iter().filter(|one| one.path.is_some()).count();
    session.talk(
        &format!("{count} tabel(ler) skrevet; kør `helhed workflow check`, når et trin bruger dem"),
        &format!("{count} table(s) written; run `helhed workflow check` once a step asks them"),
    )
}

/// The draft of a table in our form, and what had to be changed for that.
fn drafted(found: &DecisionTable, decision: &str, model: &Model) -> (Draft, Vec<String>) {
    let mut draft = dmn::to_draft(found);
    let mut notes = Vec::new();
    let mut names = BTreeSet::new();
    for (column, output) in draft.outputs.iter_mut().enumerate() {
        let gives_texts = draft.rules.iter().filter_map(|rule| rule.outputs.get(column)).any(is_quoted);
        let called = if output.name.is_blank() { decision } else { output.name.text.as_str() };
        let name = unique(&column_name(called), &mut names);
        if name != output.name.text {
            notes.push(format!("the output `{called}` is called `{name}` here"));
            output.name.text = name;
        }
        let Some(kind) = output.kind.take() else { continue };
        if let Some(known) = our_type(&kind.text) {
            output.kind = Some(table::Text { text: known.to_owned(), ..kind });
            continue;
        }
        notes.push(format!("the type `{}` of the output `{}` is left out", kind.text, output.name.text));
        let allowed = allowed_of(&kind.text, model);
        // Where the rules give bare words, these are words, too: DMN can only list them as texts.
        let allowed = allowed.map(|allowed| if gives_texts { allowed } else { bare_words(&allowed) });
        let allowed = allowed.map(|allowed| table::Text::new(allowed, kind.place));
        output.allowed = output.allowed.take().or(allowed);
    }
    (draft, notes)
}

fn is_quoted(text: &table::Text) -> bool {
    text.text.trim_start().starts_with('"')
}

/// `"must", "may"` as `must, may`, where each can be a word.
fn bare_words(listed: &str) -> String {
    let word = |member: &str| {
        let inside = member.trim().strip_prefix('"')?.strip_suffix('"')?;
        model::id::is_name(inside).then(|| inside.to_owned())
    };
    let words: Option<Vec<String>> = listed.split(',').map(word).collect();
    words.map_or_else(|| listed.to_owned(), |words| words.join(", "))
}

/// Our word for a type that DMN has by itself.
fn our_type(name: &str) -> Option<&'static str> {
    let plain = name.rsplit(':').next().unwrap_or(name).trim();
    match plain {
        "string" => Some("text"),
        "number" => Some("number"),
        "boolean" => Some("boolean"),
        "date" => Some("date"),
        _ => None,
    }
}

fn allowed_of(name: &str, model: &Model) -> Option<String> {
    let is_it = |definition: &&ItemDefinition| definition.name == name && !definition.is_collection;
    let definition = model.types.iter().find(is_it)?;
    definition.allowed_values.as_ref().map(|text| text.text.clone())
}

/// What a form is that is no table.
fn form_word(form: &Form) -> &str {
    match form {
        Form::Literal(_) => "an expression",
        Form::Table(_) => "a table",
        Form::Context(_) => "a group of values",
        Form::Invocation(_) => "a call",
        Form::Function(_) => "a function",
        Form::Relation(_) => "a list of groups",
        Form::List(_) => "a list",
        Form::Conditional(_) => "a choice between two",
        Form::For(_) | Form::Some(_) | Form::Every(_) | Form::Filter(_) => "a list made from another",
        Form::Unsupported(element) => element,
    }
}

/// A name as a column of ours may have it: letters, digits and `_`, a letter first.
fn column_name(name: &str) -> String {
    let plain: String =
        name.trim().chars().map(|letter| if letter.is_alphanumeric() { letter } else { '_' }).collect();
    let plain = plain.trim_matches('_').to_lowercase();
    if plain.chars().next().is_some_and(char::is_alphabetic) { plain } else { format!("output_{plain}") }
}

/// A name as a file of ours may have it.
fn file_name(name: &str) -> String {
    let plain = column_name(name);
    plain.chars().take(60).collect()
}

/// The name, with a number behind it where it is taken.
fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2_usize..).map(|number| format!("{name}_{number}"));
    let free = core::iter::once(name.to_owned()).chain(numbered).find(|name| !taken.contains(name));
    let free = free.unwrap_or_else(|| name.to_owned());
    taken.insert(free.clone());
    free
}

fn read(file: &Path) -> Result<Vec<u8>, Trouble> {
    let place = file.display();
    let bytes = fs::metadata(file).and_then(|found| {
        let too_large = usize::try_from(found.len()).map_or(true, |bytes| bytes > dmn::FILE_BYTES_MAX);
        if too_large {
            let message = format!("it is longer than {} KiB", dmn::FILE_BYTES_MAX >> 10);
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, message));
        }
        fs::read(file)
    });
    bytes.map_err(|error| {
        Trouble::usage(
            format!("`{place}` kan ikke læses ({error})"),
            format!("`{place}` cannot be read ({error})"),
        )
    })
}

fn not_utf8(file: &Path) -> Trouble {
    let place = file.display();
    Trouble::usage(
        format!("`{place}` er ikke UTF-8; gem den som UTF-8"),
        format!("`{place}` is not UTF-8; save it as UTF-8"),
    )
}

fn is_there(path: &Path) -> Trouble {
    let place = path.display();
    Trouble::other(
        format!("`{place}` findes allerede, og intet er skrevet; brug `--replace`, eller vælg et andet sted"),
        format!("`{place}` is there already, and nothing was written; use `--replace`, or another place"),
    )
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Trouble {
    let place = path.display();
    Trouble::other(
        format!("`{place}` kan ikke skrives ({error})"),
        format!("`{place}` cannot be written ({error})"),
    )
}
