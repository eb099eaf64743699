//! Sentences about deadlines.

use model::Event;
use model::deadline::{LedgerEntry, Sentence};

use super::words::{Words, both, da, en, said};

#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `sentence`")]
pub(super) fn of_deadline(event: &Event, words: &Words<'_>) -> Sentence {
    match event {
        Event::DeadlineSet(deadline) => deadline.date.why.clone(),
        Event::DeadlineMoved { from, to, .. } => said(
            format!("Fristen blev flyttet fra {from} til {}: {}", da(to.due), to.why.da, from = da(*from)),
            format!("The deadline moved from {from} to {}: {}", en(to.due), to.why.en, from = en(*from)),
        ),
        Event::LedgerEntered { deadline, entry } => of_ledger(entry, &words.deadline(deadline)),
        Event::DeadlineMet { deadline, on } => said(
            format!(
                "Fristen {deadline} blev overholdt den {on}.",
                deadline = words.deadline(deadline).da,
                on = da(*on)
            ),
            format!(
                "The deadline {deadline} was met on {on}.",
                deadline = words.deadline(deadline).en,
                on = en(*on)
            ),
        ),
        Event::DeadlineLapsed { deadline, on } => said(
            format!(
                "Fristen {deadline} udløb den {on}.",
                deadline = words.deadline(deadline).da,
                on = da(*on)
            ),
            format!(
                "The deadline {deadline} ran out on {on}.",
                deadline = words.deadline(deadline).en,
                on = en(*on)
            ),
        ),
        Event::DeadlineDropped { deadline, .. } => said(
            format!("Fristen {deadline} bortfaldt.", deadline = words.deadline(deadline).da),
            format!("The deadline {deadline} went away.", deadline = words.deadline(deadline).en),
        ),
        Event::RungFired { deadline, to, catch_up, .. } => {
            let people: Vec<&str> = to.iter().map(model::PersonId::as_str).collect();
            let (to_da, to_en) = match people.join(", ") {
                // A rung that reaches nobody of the staff is the citizen's.
                to if to.is_empty() => ("borgeren".to_owned(), "the citizen".to_owned()),
                to => (to.clone(), to),
            };
            let (late_da, late_en) = if *catch_up { (" (indhenter)", " (catching up)") } else { ("", "") };
            said(
                format!(
                    "Påmindelse om {deadline} til {to_da}{late_da}.",
                    deadline = words.deadline(deadline).da
                ),
                format!(
                    "Reminder of {deadline} to {to_en}{late_en}.",
                    deadline = words.deadline(deadline).en
                ),
            )
        }
        Event::MissAnswered { deadline, by, .. } => said(
            format!("{by} begrundede overskridelsen af {deadline}.", deadline = words.deadline(deadline).da),
            format!("{by} gave the reason for missing {deadline}.", deadline = words.deadline(deadline).en),
        ),
        _other => both(""),
    }
}

fn of_ledger(entry: &LedgerEntry, deadline: &Sentence) -> Sentence {
    let (done_da, done_en) = match entry.change {
        model::deadline::LedgerChange::Pause { to: None, .. } => ("sat på pause", "paused"),
        model::deadline::LedgerChange::Pause { .. } => ("sat i gang igen", "resumed"),
        model::deadline::LedgerChange::Extension { .. } => ("forlænget", "extended"),
    };
    said(
        format!("Fristen {} blev {done_da}.", deadline.da),
        format!("The deadline {} was {done_en}.", deadline.en),
    )
}
