//! Deadlines with their reasons.

use wire::{Deadline, DeadlineList, Obliged};

use super::View;
use super::layout::{paragraph, table};
use super::value::shown;
use super::words::{code, day, due};
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
            due(lang, &deadline.due, deadline.overdue),
            deadline.name.clone(),
            lang.of(&deadline.title).to_owned(),
            obliged(lang, &deadline.obliged),
            state(lang, deadline),
            deadline.basis.clone(),
        ]
    });
    table(view, heading, rows.collect())
}

/// Why a deadline falls on its day: one sentence, and one line for each pause, extension and miss.
pub(crate) fn why(deadline: &Deadline, view: View) -> String {
    let mut page = paragraph(view, 0, view.lang.of(&deadline.why));
    page.push_str(&moves(deadline, view, 2));
    page
}

/// A deadline on the page of its case.
pub(super) fn section(deadline: &Deadline, view: View) -> String {
    let lang = view.lang;
    let due = due(lang, &deadline.due, deadline.overdue);
    let mut page = paragraph(
        view,
        0,
        &format!("{due}  {} (`{}`, {})", lang.of(&deadline.title), deadline.name, state(lang, deadline)),
    );
    page.push_str(&paragraph(view, 4, lang.of(&deadline.why)));
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

/// Who has to meet it.
fn obliged(lang: Lang, obliged: &Obliged) -> String {
    match obliged {
        Obliged::Role { role } => role.clone(),
        Obliged::Citizen => lang.say("borgeren", "the citizen").to_owned(),
    }
}

fn state(lang: Lang, deadline: &Deadline) -> String {
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
        let line = format!("{change} {} ({}): {reason}", days.join(" "), entry.ground);
        page.push_str(&paragraph(view, indent, &line));
    }
    if let Some(miss) = &deadline.miss {
        let answer = miss.reason.as_ref().map_or_else(
            || lang.say("ikke besvaret endnu", "not answered yet").to_owned(),
            |reason| shown(lang, reason),
        );
        page.push_str(&paragraph(view, indent, &format!("{}: {answer}", lang.say("overskredet", "missed"))));
    }
    page
}
