//! What lets a step that was done begin anew: a complaint that comes, a decision that is sent back.

use super::deadlines::expiry::has_run_out;
use definition::{Again, Anchor, Definition, Step};
use model::step::StepStatus;
use model::{CaseState, Date, StepState};

use crate::ages::Known;

/// The day on which a step began anew, as a named day of it, where deadlines count from it.
pub(crate) const REOPENED: &str = "reopened";

/// That something lets a step begin.
pub(super) struct NewRound {
    /// The number of the happening behind it, where one is known.
    pub(super) cause: Option<u32>,
    /// The day on which it came, where it is one from which deadlines may count anew.
    pub(super) on: Option<Date>,
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
        return Some(NewRound { cause: None, on: None });
    }
    step.again.iter().find_map(|again| match again {
        Again::Event(event) => {
            let new = case
                .happenings
                .iter()
                .find(|(_, one)| one.event == *event && one.recorded_in > state.settled_in)?;
            Some(NewRound { cause: Some(*new.0), on: Some(new.1.happened_on) })
        }
        Again::Moment(other, moment) => {
            let other = case.steps.get(other)?;
            let on = other.moments.get(moment).filter(|_| other.status == StepStatus::Done);
            on.filter(|_| other.settled_in > state.settled_in)
                .map(|on| NewRound { cause: other.cause, on: Some(*on) })
        }
        Again::Step(other) => {
            let other = case.steps.get(other)?;
            let is_settled = matches!(other.status, StepStatus::Done | StepStatus::Skipped);
            (is_settled && other.settled_in > state.settled_in)
                .then_some(NewRound { cause: other.cause, on: other.settled_on })
        }
        Again::Stage(other) => {
            let steps = definition.steps_within(other).filter_map(|step| case.steps.get(&step.name));
            let last = steps.filter(|step| step.status.is_settled()).max_by_key(|step| step.settled_in)?;
            (last.settled_in > state.settled_in)
                .then_some(NewRound { cause: last.cause, on: last.settled_on })
        }
        // They say so themselves.
        Again::Person(_) => None,
    })
}

/// The day on which a step last began anew, where deadlines count from it.
pub(crate) fn reopened_on(state: &StepState) -> Option<Date> {
    let before = || state.earlier.iter().rev().find_map(|round| round.moments.get(REOPENED));
    state.moments.get(REOPENED).or_else(before).copied()
}

/// From what the deadline of a step counts where another, or the step itself, began anew and restarted it.
///
/// What counts from a later day anyway goes on doing so.
pub(super) fn restarted(step: &Step, counts_from: Option<Date>, known: Known<'_>) -> Option<Anchor> {
    let restarting = known.definition.steps.values().filter(|other| other.restart.contains(&step.name));
    let days = restarting
        .filter_map(|other| Some((reopened_on(known.case.steps.get(&other.name)?)?, other.name.clone())));
    let (last, by) = days.max()?;
    let is_later = counts_from.is_none_or(|from| from < last);
    is_later.then(|| Anchor::Moment(by, REOPENED.to_owned()))
}
