//! The worklist, and drafts.

use wire::{Draft, Shown, TaskPage};

use super::View;
use super::layout::{line, paragraph, table};
use super::value::{plain, shown};
use super::words::{due, instant, or_dash};

/// The worklist as a table.
pub(crate) fn task_list(page: &TaskPage, view: View) -> String {
    let lang = view.lang;
    if page.rows.is_empty() {
        return lang.say("ingen opgaver\n", "no tasks\n").to_owned();
    }
    let heading = match lang {
        crate::Lang::Da => ["Frist", "Sag", "Opgave", "Hvad", "Rolle", "Enhed", "Hos"],
        crate::Lang::En => ["Due", "Case", "Task", "What", "Role", "Unit", "Held by"],
    };
    let rows = page.rows.iter().map(|row| {
        let due = row.due.as_deref().map(|day| due(lang, day, row.overdue));
        [
            or_dash(due.as_deref()),
            row.case.clone(),
            row.task.clone(),
            lang.of(&row.title).to_owned(),
            row.role.clone(),
            row.unit.clone(),
            or_dash(row.owner.as_deref()),
        ]
    });
    table(view, heading, rows.collect())
}

/// Unfinished work as it was written.
pub(crate) fn draft(draft: &Draft, view: View) -> String {
    let lang = view.lang;
    let saved = instant(lang, &draft.saved_at);
    let mut page = format!("{} {saved}\n", lang.say("gemt", "saved"));
    match &draft.content {
        Shown::Value(serde_json::Value::Object(fields)) => {
            for (name, value) in fields {
                line(&mut page, &format!("{name}:"));
                page.push_str(&paragraph(view, 2, &plain(lang, value)));
            }
        }
        content @ (Shown::Value(_) | Shown::Hidden(_) | Shown::Erased(_)) => {
            page.push_str(&paragraph(view, 2, &shown(lang, content)));
        }
    }
    page
}
