//! What a step that counts or waits stands at, in a sentence.

use definition::{Awaited, Counted, Definition, Kind, Step};
use model::CaseState;
use model::deadline::Sentence;

use super::said;
use crate::count::counted;

/// How many of those owed are there, or what is waited for; nothing for other kinds.
pub(super) fn active(step: &Step, case: &CaseState, definition: &Definition) -> Option<Sentence> {
    if let Kind::Quota { of, at_least } = &step.kind {
        let title = match of {
            Counted::Step(of) => definition.steps.get(of)?.title.clone(),
            Counted::Event(event) => definition.events.get(event)?.title.clone(),
        };
        let count = counted(of, step, (case, definition));
        return Some(said(
            format!("{count} af {at_least} er nået: »{}«.", title.da),
            format!("{count} of {at_least} are there: “{}”", title.en),
        ));
    }
    let Kind::Wait(awaited) = &step.kind else { return None };
    Some(match awaited {
        Awaited::Event(event) => {
            let title = definition.events.get(event)?.title.clone();
            said(
                format!("Sagen venter på hændelsen »{}«.", title.da),
                format!("the case waits for the event “{}”", title.en),
            )
        }
        Awaited::Day(_) => {
            let day = case.deadlines.values().find(|known| known.step == step.name && known.is_open());
            let Some(day) = day.map(|known| known.date.raw) else {
                return Some(said(
                    "Sagen venter på en dag, som endnu ikke er kendt.",
                    "the case waits for a day that is not known yet",
                ));
            };
            said(format!("Sagen venter til den {day}."), format!("the case waits until {day}"))
        }
    })
}
