//! A line that completes a task, with answers that have the right form.

use serde_json::{Map, Value, json};
use wire::{Field, Takes, Task};

use super::{holds_records, there};
use crate::lang::Lang;

/// What stands for a text that somebody has to write.
const TEXT: &str = "…";

/// `helhed task complete`, one answer on each line: those that have to be given.
pub(super) fn command(task: &Task, lang: Lang) -> String {
    let answers = answers(&task.fields);
    // In the order of the form, not of the alphabet.
    let given = task.fields.iter().filter_map(|field| Some((&field.name, answers.get(&field.name)?)));
    let given = given.map(|(name, value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("--value {}", quoted(&format!("{name}={text}")))
    });
    let first = format!("helhed task complete {} {}", task.case, task.task);
    let mut command = [first].into_iter().chain(given).collect::<Vec<_>>().join(" \\\n  ");
    command.push('\n');
    if task.fields.iter().any(|field| answers.contains_key(&field.name) && holds_records(&field.takes)) {
        command.push_str(lang.say(
            "Lange svar skrives lettere i en fil: `--values FIL`.\n",
            "Long answers are easier to write into a file: `--values FILE`.\n",
        ));
    }
    command
}

/// The answers that have to be given, each with a value of the right form.
fn answers(fields: &[Field]) -> Map<String, Value> {
    let mut answers = Map::new();
    for field in fields {
        // Of those that exclude each other the first is taken.
        let is_first = field.either.first() == Some(&field.name);
        let is_asked = field.asked != Some(false)
            && field.only.as_ref().is_none_or(|only| {
                let beside = answers.get(&only.field).or_else(|| default_of(fields, &only.field));
                beside.is_some_and(|answer| only.values.contains(answer))
            });
        if is_asked && (field.required || is_first) {
            answers.insert(field.name.clone(), answer(field));
        }
    }
    answers
}

fn default_of<'f>(fields: &'f [Field], name: &str) -> Option<&'f Value> {
    fields.iter().find(|field| field.name == name)?.default.as_ref()
}

/// What is there already, filled up; else something of the right form.
fn answer(field: &Field) -> Value {
    let begun = there(field.value.as_ref()).filter(|value| !value.is_null());
    match (begun, &field.takes.of) {
        (Some(Value::Array(begun)), Some(of)) if !of.fields.is_empty() => {
            begun.iter().map(|part| filled_up(part, of)).collect()
        }
        (Some(begun), _) => begun.clone(),
        (None, _) => {
            let day = field.earliest.as_ref().or(field.latest.as_ref()).and_then(|edge| edge.day.clone());
            day.map_or_else(|| of_form(&field.takes), Value::String)
        }
    }
}

fn filled_up(begun: &Value, of: &Takes) -> Value {
    let mut all = answers(&of.fields);
    for (name, value) in begun.as_object().into_iter().flatten() {
        all.insert(name.clone(), value.clone());
    }
    Value::Object(all)
}

fn of_form(takes: &Takes) -> Value {
    let first = || takes.choices.first().map_or(TEXT, |choice| choice.word.as_str());
    match takes.kind.as_str() {
        "number" => json!(takes.min.or(takes.max).unwrap_or(1)),
        "date" => json!("2026-08-03"),
        "boolean" => json!(true),
        "choice" | "person" => json!(first()),
        "list" => json!([takes.of.as_deref().map_or(Value::Null, of_form)]),
        "record" => Value::Object(answers(&takes.fields)),
        _text => json!(TEXT),
    }
}

/// As a shell takes it for one word.
fn quoted(text: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "_-=.,:/@".contains(letter);
    if text.chars().all(is_plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
