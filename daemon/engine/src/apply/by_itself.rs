//! What steps come to by themselves: answers of tables, cases that they open, pauses that hold them.

use model::case::Pause;
use model::step::Linked;
use model::{CaseState, Date, Event, Private};

use super::case::{step_mut, unreachable_part};
use crate::follow::REOPENED;

/// The day of what let steps begin anew was corrected: what counts from it counts from the right day.
pub(super) fn reopened_on(case: &mut CaseState, number: u32, (was, on): (Date, Date)) {
    let begun = case.steps.values_mut().filter(|state| state.cause == Some(number));
    for day in begun.filter_map(|state| state.moments.get_mut(REOPENED)).filter(|day| **day == was) {
        *day = on;
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `to_case`")]
pub(super) fn to_step(case: &mut CaseState, event: &Event) {
    match event {
        Event::TableDecided { step, answer, outputs } => {
            let state = step_mut(case, step);
            state.table = Some((**answer).clone());
            state.outputs.extend(outputs.clone());
        }
        Event::LinkedCaseOpened { step, case: linked, failed } => {
            let state = step_mut(case, step);
            // What waits for another case is nobody's work.
            state.role = state.role.take().filter(|_| linked.is_none());
            state.linked = Some(Linked { case: *linked, failed: failed.clone(), ended: false });
        }
        Event::LinkedCaseEnded { step, outcome, .. } => {
            let state = step_mut(case, step);
            state.outputs.insert("outcome".to_owned(), Private::text(outcome));
            if let Some(linked) = &mut state.linked {
                linked.ended = true;
            }
        }
        _other => unreachable_part(),
    }
}

/// A pause of the workflow begins, or ends.
#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `to_case`")]
pub(super) fn to_pauses(case: &mut CaseState, event: &Event) {
    match event {
        Event::PauseBegan { pause, cause, steps, .. } => {
            case.pauses.insert(pause.clone(), Pause { cause: *cause, steps: steps.clone() });
        }
        Event::PauseEnded { pause, .. } => drop(case.pauses.remove(pause)),
        _other => unreachable_part(),
    }
}
