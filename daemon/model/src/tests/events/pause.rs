//! The events of a pause of the workflow and of a stage that is ended early, and the fields that came with it and with what is tolerated.

use super::{AT, day, deadline, due_date, entry, pause};
use crate::deadline::{DueDate, LedgerEntry, PauseRef, Tolerated};
use crate::{Event, Private};

pub(super) fn of_pauses() -> [Event; 3] {
    let pause = || "admission".to_owned();
    [
        Event::PauseBegan {
            pause: pause(),
            cause: 2,
            steps: vec!["talk".into(), "visit".into()],
            on: day("2026-09-01"),
        },
        Event::PauseEnded { pause: pause(), cause: 3, on: day("2026-09-15") },
        Event::StageEnded {
            stage: "assessment".into(),
            by: "anna".into(),
            on: day("2026-09-16"),
            reason: Private::text("Moved."),
        },
    ]
}

pub(super) fn later_fields() -> [Event; 2] {
    let begun = PauseRef { name: "admission".to_owned(), cause: 2 };
    let tolerated = Tolerated { until: day("2026-09-14"), until_at: AT };
    [
        Event::LedgerEntered {
            deadline: deadline().name,
            entry: LedgerEntry { pause: Some(begun), by: None, ..entry(pause()) },
        },
        Event::DeadlineMoved {
            deadline: deadline().name,
            from: day("2026-08-30"),
            to: Box::new(DueDate { tolerated: Some(tolerated), ..due_date() }),
            because: "resumed".to_owned(),
        },
    ]
}
