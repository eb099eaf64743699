//! `helhed note`, `helhed event`, `helhed goal`, `helhed fact`.

use wire::{AddGoal, AddNote, CorrectEvent, CorrectFact, RecordEvent, RewordGoal};

use super::Session;
use crate::command::entry::{EventCommand, FactCommand, GoalCommand, NoteArgs};
use crate::command::read;
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
        EventCommand::Record { case, event, on, at, note, channel, about, writing } => {
            let body = RecordEvent {
                event: event.clone(),
                on: on.to_string(),
                at: at.map(|at| at.to_string()),
                note: session.optional_text(note.as_ref())?,
                channel: channel.clone(),
                about: (!about.is_empty()).then(|| about.clone()),
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

/// Writes a goal down, or puts staff words beside it.
pub(crate) fn goal(session: &mut Session<'_>, command: &GoalCommand) -> Result<(), Trouble> {
    match command {
        GoalCommand::Add { case, words, on, writing } => {
            let words = session.text(words.as_deref().unwrap_or("-"))?;
            let body = AddGoal { words, on: on.map(|day| day.to_string()) };
            session.post(path(&[&"cases", case, &"goals"]), &body, writing)
        }
        GoalCommand::Reword { case, number, words, writing } => {
            let body = RewordGoal { staff_words: session.text(words.as_deref().unwrap_or("-"))? };
            session.post(path(&[&"cases", case, &"goals", number, &"reword"]), &body, writing)
        }
    }
}

/// Corrects a fact.
pub(crate) fn fact(session: &mut Session<'_>, command: &FactCommand) -> Result<(), Trouble> {
    match command {
        FactCommand::Correct { case, fact, value, slot, reason, writing } => {
            let body = CorrectFact {
                value: read::json_or_text(&session.text(value)?),
                slot: *slot,
                reason: session.text(reason)?,
            };
            let writing = session.versioned(*case, writing)?;
            session.post(path(&[&"cases", case, &"facts", fact, &"correct"]), &body, &writing)
        }
    }
}
