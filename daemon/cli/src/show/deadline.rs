//! Deadlines with their reasons.

use wire::{Deadline, DeadlineList, Obliged};

use super::View;
use super::layout::{paragraph, table_keeping};
use super::value::shown;
use super::words::{code, day, due_from, overdue, short_day};
use crate::lang::Lang;

/// The deadlines of a case as a table.
pub(crate) fn deadline_list(list: &DeadlineList, view: View) -> String {
    let lang = view.lang;
    if list.rows.is_empty() {
        return lang.say("ingen frister\n", "no deadlines\n").to_owned();
    }
    let heading = match lang {
        Lang::Da => ["Frist", "Navn", "Hvad", "Hvem", "Tilstand", "Grundlag"],
        Lang::En => ["Due", "Name", "What", "Who", "State", "Basis"],
    };
    let rows = list.rows.iter().map(|deadline| {
        [
            short_day(lang, &deadline.due),
            deadline.name.clone(),
            lang.of(&deadline.title).to_owned(),
            obliged(lang, &deadline.obliged),
            if deadline.overdue {
                overdue(lang).to_owned()
            } else {
                state(lang, deadline, |lang, on| short_day(lang, on).replace("  ", " "))
            },
            deadline.basis.clone(),
        ]
    });
    table_keeping(view, heading, rows.collect(), &[0, 1])
}

/// Why a deadline falls on its day: one sentence, and one line for each pause, extension and miss.
pub(crate) fn why(deadline: &Deadline, view: View) -> String {
    let mut page = paragraph(view, 0, view.lang.of(&deadline.why));
    page.push_str(&moves(deadline, view, 2));
    page
}

/// How a deadline is told on the page of its case.
#[derive(Clone, Copy, Debug)]
pub(super) struct Telling<'p> {
    /// When the daemon was asked.
    pub(super) read_at: &'p str,
    /// Whether the page has said above why it falls on its day.
    pub(super) said_why: bool,
}

/// A deadline on the page of its case; one that has ended needs one line.
pub(super) fn section(deadline: &Deadline, telling: Telling<'_>, view: View) -> String {
    let lang = view.lang;
    let (title, who) = (lang.of(&deadline.title), obliged(lang, &deadline.obliged));
    let state = state(lang, deadline, day);
    if !is_open(deadline) {
        let told = format!("{state}: {title} (`{}`, {who})", deadline.name);
        return paragraph(view, 0, &told) + &moves(deadline, view, 4);
    }
    let due = due_from(lang, &deadline.due, deadline.overdue, telling.read_at);
    let mut page = paragraph(view, 0, &format!("{due}: {title} (`{}`, {who}): {state}", deadline.name));
    if !telling.said_why {
        page.push_str(&paragraph(view, 4, lang.of(&deadline.why)));
    }
    page.push_str(&moves(deadline, view, 4));
    let rungs: Vec<String> = deadline
        .rungs
        .iter()
        .map(|rung| format!("{} ({})", day(lang, &rung.day), code(lang, &rung.state)))
        .collect();
    if !rungs.is_empty() {
        let reminders = lang.say("påmindelser", "reminders");
        page.push_str(&paragraph(view, 4, &format!("{reminders}: {}", rungs.join("; "))));
    }
    page
}

/// Whether there is still something to be done about it.
pub(super) fn is_open(deadline: &Deadline) -> bool {
    matches!(deadline.state.as_str(), "running" | "paused")
}

/// Who has to meet it.
pub(super) fn obliged(lang: Lang, obliged: &Obliged) -> String {
    match obliged {
        Obliged::Role { role } => role.clone(),
        Obliged::Citizen => lang.say("borgeren", "the citizen").to_owned(),
    }
}

/// `met Tue 4 August 2026`, with days as the page writes them.
fn state(lang: Lang, deadline: &Deadline, day: fn(Lang, &str) -> String) -> String {
    let state = code(lang, &deadline.state);
    match (&deadline.state_on, &deadline.because) {
        (Some(on), _) => format!("{state} {}", day(lang, on)),
        (None, Some(because)) => format!("{state}: {}", code(lang, because)),
        (None, None) => state,
    }
}

/// Pauses, extensions and the miss.
fn moves(deadline: &Deadline, view: View, indent: usize) -> String {
    let lang = view.lang;
    let mut page = String::new();
    for entry in &deadline.ledger {
        let days = [
            (lang.say("fra", "from"), &entry.from),
            (lang.say("til", "to"), &entry.to),
            (lang.say("til og med", "until"), &entry.until),
        ];
        let days: Vec<String> = days
            .into_iter()
            .filter_map(|(word, on)| on.as_ref().map(|on| format!("{word} {}", day(lang, on))))
            .collect();
        let (change, reason) = (code(lang, &entry.change), shown(lang, &entry.reason));
        let by = entry.by.as_ref().map_or_else(String::new, |by| format!(", {by}"));
        let ground = shown(lang, &entry.ground);
        let line = format!("{change} {} ({ground}{by}): {reason}", days.join(" "));
        page.push_str(&paragraph(view, indent, &line));
    }
    if let Some(miss) = &deadline.miss {
        let answer = miss.reason.as_ref().map_or_else(
            || {
                lang.say(
                    "ikke besvaret endnu; `helhed deadline answer-miss` skriver hvorfor",
                    "not answered yet; `helhed deadline answer-miss` says why",
                )
                .to_owned()
            },
            |reason| shown(lang, reason),
        );
        page.push_str(&paragraph(view, indent, &format!("{}: {answer}", lang.say("overskredet", "missed"))));
    }
    page
}
