//! `helhed task`.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use hyper::Method;
use serde_json::Value;
use wire::{Complete, Delegate, Draft, GoOnWithout, SaveDraft, Task, TaskPage};

use super::{Session, letter, read_text};
use crate::client::Order;
use crate::command::task::{DraftCommand, TaskCommand, TaskOfCase, Values};
use crate::http::{Query, path};
use crate::show;
use crate::trouble::Trouble;

/// Does a command on tasks.
pub(crate) fn run(session: &mut Session<'_>, command: &TaskCommand) -> Result<(), Trouble> {
    match command {
        TaskCommand::List { person, role, unit, due_before, paging } => {
            let query = Query::default()
                .with("person", person.as_ref())
                .with("role", role.as_ref())
                .with("unit", unit.as_ref())
                .with("due_before", due_before.as_ref())
                .with("after", paging.after.as_ref())
                .with("limit", paging.limit);
            session.ask_page::<TaskPage>(&query.on(&path(&[&"tasks"])), show::task_list)
        }
        TaskCommand::Show { task } => {
            session.ask::<Task>(&path(&[&"cases", &task.case, &"tasks", &task.task]), show::task_page)
        }
        TaskCommand::Claim { task, writing } => {
            session.give(Order::bare(Method::POST, on(task, "claim"), writing))
        }
        TaskCommand::Release { task, writing } => {
            session.give(Order::bare(Method::POST, on(task, "release"), writing))
        }
        TaskCommand::Delegate { task, to, note, writing } => {
            let body = Delegate { to: to.clone(), note: session.optional_text(note.as_ref())? };
            session.post(on(task, "delegate"), &body, writing)
        }
        TaskCommand::Complete { task, values, on: day, writing } => {
            let body = Complete { values: gathered(session, values)?, on: day.map(|day| day.to_string()) };
            session.post(on(task, "complete"), &body, writing)
        }
        TaskCommand::Preview { task, values, out } => letter::preview(session, task, values, out.as_deref()),
        TaskCommand::Draft(command) => draft(session, command),
        TaskCommand::GoOnWithout { task, reason, writing } => {
            let body = GoOnWithout { reason: session.text(reason)? };
            session.post(on(task, "go-on-without"), &body, writing)
        }
    }
}

fn draft(session: &mut Session<'_>, command: &DraftCommand) -> Result<(), Trouble> {
    match command {
        DraftCommand::Show { task } => session.ask::<Draft>(&on(task, "draft"), show::draft),
        DraftCommand::Save { task, values, writing } => {
            let body = SaveDraft { content: gathered(session, values)? };
            session.give(Order::new(Method::PUT, on(task, "draft"), &body, writing))
        }
        DraftCommand::Discard { task, writing } => {
            session.give(Order::bare(Method::DELETE, on(task, "draft"), writing))
        }
    }
}

fn on(task: &TaskOfCase, verb: &str) -> String {
    path(&[&"cases", &task.case, &"tasks", &task.task, &verb])
}

/// The answers of a file, with those named one by one before them.
pub(crate) fn gathered(
    session: &mut Session<'_>,
    values: &Values,
) -> Result<BTreeMap<String, Value>, Trouble> {
    let mut gathered = match &values.file {
        Some(file) => of_file(session, file)?,
        None => BTreeMap::new(),
    };
    gathered.extend(values.named.iter().cloned());
    Ok(gathered)
}

fn of_file(session: &mut Session<'_>, file: &Path) -> Result<BTreeMap<String, Value>, Trouble> {
    let place = file.display().to_string();
    let text = if place == "-" {
        session.input()?
    } else {
        let mut file = File::open(file).map_err(|error| {
            Trouble::usage(
                format!("`{place}` kan ikke åbnes ({error})"),
                format!("`{place}` cannot be opened ({error})"),
            )
        })?;
        read_text(&mut file, &place)?
    };
    // The fault of the parser names line and column and what stands there as a kind, never the text itself.
    serde_json::from_str(&text).map_err(|error| {
        Trouble::usage(
            format!("`{place}` er ikke ét JSON-objekt med navne og svar: {error}"),
            format!("`{place}` is not one JSON object of names and answers: {error}"),
        )
    })
}
