//! A task: what it asks for, who may do it, until when, and how it is completed.

mod example;

use wire::{Choice, Edge, Field, OnlyWhere, Shown, Takes, Task};

use super::View;
use super::layout::{heading, labelled, line, paragraph};
use super::value::{plain, shown};
use super::words::{code, day, due_from, instant};
use crate::lang::Lang;

/// More words than this stand one after the other, not one on each line.
const LINES_MAX: usize = 12;

/// Columns by which what belongs to a field is moved in.
const INDENT: usize = 4;

/// A task on one page.
pub(crate) fn task_page(task: &Task, view: View) -> String {
    let lang = view.lang;
    let mut page = paragraph(view, 0, &format!("{} (`{}`)", lang.of(&task.title), task.task));
    page.push_str(&where_it_stands(task, view));
    if task.fields.is_empty() {
        page.push('\n');
        let nothing = lang.say("Der er intet at udfylde.", "There is nothing to fill in.");
        page.push_str(&paragraph(view, 0, nothing));
    } else {
        page.push_str(&heading(lang.say("Det spørger opgaven om", "What it asks for")));
        let fields: Vec<String> = task.fields.iter().map(|one| field(one, 0, view)).collect();
        page.push_str(&fields.join("\n"));
    }
    if task.can.iter().any(|can| can == "complete") {
        page.push_str(&heading(lang.say("Sådan udføres den", "To complete it")));
        page.push_str(&example::command(task, lang));
        if task.kind == "decision" {
            page.push('\n');
            let preview = lang.say(
                "Se brevet først: `helhed task preview` med de samme svar.",
                "See the letter first: `helhed task preview` with the same answers.",
            );
            page.push_str(&paragraph(view, 0, preview));
        }
    }
    page
}

fn where_it_stands(task: &Task, view: View) -> String {
    let lang = view.lang;
    let mut page = String::new();
    let mut say = |label: &str, text: &str| page.push_str(&labelled(view, label, text));
    let round = if task.round > 1 {
        format!(", {} {}", lang.say("runde", "round"), task.round)
    } else {
        String::new()
    };
    say(lang.say("sag", "case"), &format!("{}{round}", task.case));
    say(lang.say("står", "stands"), &format!("{}: {}", code(lang, &task.status), lang.of(&task.because)));
    if let Some(about) = &task.about {
        say(lang.say("om", "about"), &shown(lang, about));
    }
    if let Some(due) = &task.due {
        say(lang.say("frist", "due"), &due_from(lang, due, task.overdue, &task.read_at));
    }
    let role = task.role.as_ref().map(|role| format!(" ({role})")).unwrap_or_default();
    match &task.owner {
        Some(owner) => say(lang.say("hos", "held by"), &format!("{owner}{role}")),
        None if task.who.is_empty() => {}
        None => say(lang.say("hvem", "who"), &format!("{}{role}", task.who.join(", "))),
    }
    if !task.can.is_empty() {
        let can: Vec<String> = task.can.iter().map(|can| code(lang, can)).collect();
        say(lang.say("du kan", "you can"), &can.join(", "));
    }
    if let Some(saved_at) = &task.draft_saved_at {
        say(
            lang.say("kladde", "draft"),
            &format!("{} {}", lang.say("gemt", "saved"), instant(lang, saved_at)),
        );
    }
    page
}

/// A field: its name and title, then what it takes, what helps, when it is asked, and what is there.
fn field(field: &Field, indent: usize, view: View) -> String {
    let lang = view.lang;
    let must = match (field.required, field.only.is_some() || field.when.is_some()) {
        (true, false) => lang.say(" – skal udfyldes", " – required"),
        (true, true) => lang.say(" – skal udfyldes, når der spørges", " – required where it is asked"),
        (false, _) => "",
    };
    let title = lang.of(&field.title);
    let name = if title == field.name { String::new() } else { format!(": {title}") };
    let mut page = paragraph(view, indent, &format!("{}{name}{must}", field.name));
    let inner = indent.saturating_add(INDENT);
    let mut say = |text: &str| page.push_str(&paragraph(view, inner, text));
    if let Some(help) = &field.help {
        say(lang.of(help));
    }
    say(&format!("{}{}", lang.of(&field.takes.words), bounds(field, lang)));
    page.push_str(&words(&field.takes, inner, view));
    let mut say = |text: &str| page.push_str(&paragraph(view, inner, text));
    for condition in conditions(field, lang) {
        say(&condition);
    }
    if let Some(value) = field.value.as_ref().filter(|_| !holds_records(&field.takes)) {
        say(&format!("{}: {}", lang.say("står nu", "there now"), shown(lang, value)));
    }
    for one in parts(&field.takes) {
        page.push_str(&self::field(one, inner, view));
    }
    page
}

/// When it is asked, what it is where it is left out, and what excludes it.
fn conditions(field: &Field, lang: Lang) -> Vec<String> {
    let mut said = Vec::new();
    let beside = field.only.as_ref().map(|only| beside(only, lang));
    let when = field.when.as_ref().map(|when| format!("`{when}`"));
    if beside.is_some() || when.is_some() {
        let both: Vec<String> = [beside, when].into_iter().flatten().collect();
        let now = match field.asked {
            Some(true) if field.when.is_some() => lang.say("; det gør den nu", "; it is now"),
            Some(false) => lang.say("; ikke som sagen står nu", "; not as the case stands"),
            Some(true) | None => "",
        };
        let asked = lang.say("spørges kun, hvis", "asked only where");
        said.push(format!("{asked} {}{now}", both.join(lang.say(" og ", " and "))));
    }
    if !field.either.is_empty() {
        let either = field.either.join("`, `");
        said.push(format!("{} `{either}`", lang.say("netop én af", "exactly one of")));
    }
    if let Some(default) = &field.default {
        said.push(format!("{} {}", lang.say("tom betyder", "left out it means"), plain(lang, default)));
    }
    said
}

/// The answer beside it under which it is asked.
fn beside(only: &OnlyWhere, lang: Lang) -> String {
    let values: Vec<String> = only.values.iter().map(|value| written(lang, value)).collect();
    format!("`{}` {} {}", only.field, lang.say("er", "is"), values.join(lang.say(" eller ", " or ")))
}

/// A word as it is typed; yes and no as they are read.
fn written(lang: Lang, value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| plain(lang, value), str::to_owned)
}

/// Between which days a date lies.
fn bounds(field: &Field, lang: Lang) -> String {
    let bound = |words: &str, edge: &Edge| match &edge.day {
        Some(on) if edge.text == "today" => {
            format!(", {words} {} ({})", lang.say("i dag", "today"), day(lang, on))
        }
        Some(on) if edge.text == *on => format!(", {words} {}", day(lang, on)),
        Some(on) => format!(", {words} {} ({})", day(lang, on), edge.text),
        None => format!(", {words} {}", edge.text),
    };
    let earliest = field.earliest.as_ref().map(|edge| bound(lang.say("tidligst", "at the earliest"), edge));
    let latest = field.latest.as_ref().map(|edge| bound(lang.say("senest", "at the latest"), edge));
    [earliest, latest].into_iter().flatten().collect()
}

/// The words that one chooses, each with what it is called.
fn words(takes: &Takes, indent: usize, view: View) -> String {
    let choices = choices(takes);
    if choices.is_empty() {
        return String::new();
    }
    let indent = indent.saturating_add(2);
    if choices.len() > LINES_MAX {
        let listed: Vec<String> = choices.iter().map(|choice| called(choice, view.lang)).collect();
        return paragraph(view, indent, &listed.join(", "));
    }
    let longest = choices.iter().map(|choice| choice.word.chars().count()).max().unwrap_or_default();
    let mut page = String::new();
    for choice in choices {
        let title = title(choice, view.lang);
        let text = format!("{:indent$}{:<longest$}  {title}", "", choice.word);
        line(&mut page, text.trim_end());
    }
    page
}

fn called(choice: &Choice, lang: Lang) -> String {
    match title(choice, lang) {
        "" => choice.word.clone(),
        title => format!("{} ({title})", choice.word),
    }
}

/// What a word is called, where that is something else.
fn title(choice: &Choice, lang: Lang) -> &str {
    let title = lang.of(&choice.title);
    let plain = |text: &str| text.to_lowercase().replace('_', " ");
    if plain(title) == plain(&choice.word) { "" } else { title }
}

fn choices(takes: &Takes) -> &[Choice] {
    takes.of.as_deref().map_or(takes.choices.as_slice(), choices)
}

fn parts(takes: &Takes) -> &[Field] {
    takes.of.as_deref().map_or(takes.fields.as_slice(), parts)
}

fn holds_records(takes: &Takes) -> bool {
    !parts(takes).is_empty()
}

/// The value that is there, where this reader sees it.
fn there(value: Option<&Shown>) -> Option<&serde_json::Value> {
    value.and_then(Shown::value)
}
