//! Counting what has been done: rounds of steps, happenings of events.

use definition::{Counted, Definition, Kind, Step};
use model::{CaseState, Value};

use crate::rounds::began_for;

/// How many of something there are since the round of its stage began in which a step is. A contact counts where it took
/// place.
pub(crate) fn counted(of: &Counted, by: &Step, (case, definition): (&CaseState, &Definition)) -> usize {
    let began = began_for(by, case, definition);
    match of {
        Counted::Event(event) => {
            let since = case.happenings.values().filter(|happening| happening.recorded_in >= began);
            since.filter(|happening| happening.event == *event).count()
        }
        Counted::Step(name) => {
            let is_contact =
                definition.steps.get(name).is_some_and(|step| matches!(step.kind, Kind::Contact { .. }));
            let Some(state) = case.steps.get(name) else { return 0 };
            let since = state.done_rounds().filter(|round| round.settled_in >= began);
            let rounds = since.filter(|round| {
                let held = round.outputs.get("held").and_then(|held| held.value());
                !is_contact || held == Some(&Value::Boolean(true))
            });
            rounds.count()
        }
    }
}
