//! The worklist, and drafts.

use wire::{Draft, Shown, TaskPage};

use super::View;
use super::layout::{line, paragraph, table_keeping};
use super::value::{plain, shown};
use super::words::{due, field, instant};
use crate::lang::Lang;

/// The worklist as a table, in the order of the daemon: what is due first first, what has no deadline last.
pub(crate) fn task_list(page: &TaskPage, view: View) -> String {
    let lang = view.lang;
    if page.rows.is_empty() {
        return lang.say("ingen opgaver\n", "no tasks\n").to_owned();
    }
    let heading = match lang {
        Lang::Da => ["Frist", "Sag", "Opgave", "Hvad", "Hvem", "Enhed"],
        Lang::En => ["Due", "Case", "Task", "What", "Who", "Unit"],
    };
    let rows = page.rows.iter().map(|row| {
        let due = row.due.as_deref().map(|day| due(lang, day, row.overdue));
        let owner = row.owner.as_deref().unwrap_or(lang.say("ledig", "free"));
        [
            due.unwrap_or_else(|| lang.say("ingen frist", "no deadline").to_owned()),
            row.case.clone(),
            row.task.clone(),
            match &row.held {
                None => lang.of(&row.title).to_owned(),
                Some(_) => format!("{} ({})", lang.of(&row.title), lang.say("på pause", "on hold")),
            },
            format!("{owner} ({})", row.role),
            row.unit.clone(),
        ]
    });
    table_keeping(view, heading, rows.collect(), &[0, 1, 2])
}

/// Unfinished work as it was written.
pub(crate) fn draft(draft: &Draft, view: View) -> String {
    let lang = view.lang;
    let saved = instant(lang, &draft.saved_at);
    let mut page = format!("{} {saved}\n", lang.say("gemt", "saved"));
    match &draft.content {
        Shown::Value(serde_json::Value::Object(fields)) => {
            for (name, value) in fields {
                line(&mut page, &format!("{}:", field(lang, name)));
                page.push_str(&paragraph(view, 2, &plain(lang, value)));
            }
        }
        content @ (Shown::Value(_) | Shown::Hidden(_) | Shown::Erased(_)) => {
            page.push_str(&paragraph(view, 2, &shown(lang, content)));
        }
    }
    page
}
