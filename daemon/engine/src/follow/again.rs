//! What lets a step that was done begin anew: a complaint that comes, a decision that is sent back.

use super::deadlines::expiry::has_run_out;
use definition::{Again, Definition, Step};
use model::step::StepStatus;
use model::{CaseState, StepState};

/// That something lets a step begin.
pub(super) struct NewRound {
    /// The number of the happening behind it, where one is known.
    pub(super) cause: Option<u32>,
}

/// What came after a step was last settled and lets it begin, if anything did.
///
/// What came while the step was open belongs to that round: its worker has seen it.
pub(super) fn new_round(
    step: &Step,
    state: &StepState,
    (case, definition): (&CaseState, &Definition),
) -> Option<NewRound> {
    if has_run_out(step, state, case) {
        return Some(NewRound { cause: None });
    }
    step.again.iter().find_map(|again| match again {
        Again::Event(event) => {
            let new = case
                .happenings
                .iter()
                .find(|(_, one)| one.event == *event && one.recorded_in > state.settled_in)?;
            Some(NewRound { cause: Some(*new.0) })
        }
        Again::Moment(other, moment) => {
            let other = case.steps.get(other)?;
            let is_reached = other.status == StepStatus::Done && other.moments.contains_key(moment);
            (is_reached && other.settled_in > state.settled_in).then_some(NewRound { cause: other.cause })
        }
        Again::Step(other) => {
            let other = case.steps.get(other)?;
            let is_settled = matches!(other.status, StepStatus::Done | StepStatus::Skipped);
            (is_settled && other.settled_in > state.settled_in).then_some(NewRound { cause: other.cause })
        }
        Again::Stage(other) => {
            let steps = definition.steps_within(other).filter_map(|step| case.steps.get(&step.name));
            let last = steps.filter(|step| step.status.is_settled()).max_by_key(|step| step.settled_in)?;
            (last.settled_in > state.settled_in).then_some(NewRound { cause: last.cause })
        }
    })
}
