//! Counting what has been done: rounds of steps, happenings of events.

use definition::{Counted, Definition, Kind};
use model::{CaseState, Value};

/// How many of something there are. A contact counts where it took place.
pub(crate) fn counted(of: &Counted, case: &CaseState, definition: &Definition) -> usize {
    match of {
        Counted::Event(event) => {
            case.happenings.values().filter(|happening| happening.event == *event).count()
        }
        Counted::Step(name) => {
            let is_contact =
                definition.steps.get(name).is_some_and(|step| matches!(step.kind, Kind::Contact { .. }));
            let Some(state) = case.steps.get(name) else { return 0 };
            let rounds = state.done_rounds().filter(|round| {
                let held = round.outputs.get("held").and_then(|held| held.value());
                !is_contact || held == Some(&Value::Boolean(true))
            });
            rounds.count()
        }
    }
}
