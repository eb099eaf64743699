//! `helhed note`, `helhed event`, `helhed goal`.

use wire::{AddGoal, AddNote, CorrectEvent, RecordEvent};

use super::Session;
use crate::command::entry::{EventCommand, GoalCommand, NoteArgs};
use crate::http::path;
use crate::trouble::Trouble;

/// Takes a note.
pub(crate) fn note(session: &mut Session<'_>, note: &NoteArgs) -> Result<(), Trouble> {
    let text = session.text(note.text.as_deref().unwrap_or("-"))?;
    let body = AddNote { text, on: note.on.map(|day| day.to_string()) };
    session.post(path(&[&"cases", &note.case, &"notes"]), &body, &note.writing)
}

/// Records or corrects an event.
pub(crate) fn event(session: &mut Session<'_>, command: &EventCommand) -> Result<(), Trouble> {
    match command {
        EventCommand::Record { case, event, on, at, note, writing } => {
            let body = RecordEvent {
                event: event.clone(),
                on: on.to_string(),
                at: at.map(|at| at.to_string()),
                note: session.optional_text(note.as_ref())?,
            };
            session.post(path(&[&"cases", case, &"events"]), &body, writing)
        }
        EventCommand::Correct { case, number, on, reason, writing } => {
            let body = CorrectEvent { on: on.to_string(), reason: session.text(reason)? };
            let writing = session.versioned(*case, writing)?;
            session.post(path(&[&"cases", case, &"events", number, &"correct"]), &body, &writing)
        }
    }
}

/// Writes a goal down.
pub(crate) fn goal(session: &mut Session<'_>, command: &GoalCommand) -> Result<(), Trouble> {
    match command {
        GoalCommand::Add { case, words, on, writing } => {
            let words = session.text(words.as_deref().unwrap_or("-"))?;
            let body = AddGoal { words, on: on.map(|day| day.to_string()) };
            session.post(path(&[&"cases", case, &"goals"]), &body, writing)
        }
    }
}
