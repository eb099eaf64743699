//! Rounds of a stage that repeats: with which record one began, and what has come since.
//!
//! A round begins with the event after which its stage comes. What was recorded before that was the business of the round
//! before; positions of records say so, and not days, which may be corrected. Everything else has one round, from the
//! case's beginning.

use definition::{After, Before, Definition, Stage, Step, Until};
use model::case::Happening;
use model::step::StepStatus;
use model::{CaseState, StepState};

/// Why a step was closed that its stage left behind.
pub(crate) const STAGE_OVER: &str = "stage_over";

/// The position of the record with which the round of its stage began in which a step is; 0 without rounds.
///
/// What comes again while a step is open belongs to the round in which that step is.
pub(crate) fn began_for(step: &Step, case: &CaseState, definition: &Definition) -> u64 {
    let Some(stage) = stage_of(step, definition).filter(|stage| stage.repeats) else { return 0 };
    let begun_by = case.steps.get(&step.name).and_then(|state| case.happenings.get(&state.cause?));
    let mut beginnings = beginnings(stage, case);
    let began = match begun_by {
        Some(event) => beginnings.filter(|one| one.recorded_in <= event.recorded_in).last(),
        None => beginnings.next(),
    };
    began.map_or(0, |began| began.recorded_in)
}

/// Whether what ends a stage has come in its last round.
pub(crate) fn has_come(until: &Until, stage: &Stage, case: &CaseState) -> bool {
    let began = last_began(stage, case);
    match until {
        Until::Step(step) => case
            .steps
            .get(step)
            .is_some_and(|state| state.status == StepStatus::Done && is_since(state, began)),
        Until::Event(event) => {
            case.last_happening(event.as_str()).is_some_and(|last| last.recorded_in >= began)
        }
    }
}

/// Whether what ends a stage has come in its last round, or never will.
pub(crate) fn has_settled(until: &Until, stage: &Stage, case: &CaseState) -> bool {
    match until {
        Until::Step(step) => case
            .steps
            .get(step)
            .is_some_and(|state| state.status.is_settled() && is_since(state, last_began(stage, case))),
        Until::Event(_) => has_come(until, stage, case),
    }
}

/// Whether two steps stand in the same stage, and it repeats: a round of one is then a round of the other.
pub(crate) fn share_rounds(one: &Step, other: &Step, definition: &Definition) -> bool {
    one.stage == other.stage && stage_of(one, definition).is_some_and(|stage| stage.repeats)
}

pub(crate) fn stage_of<'d>(step: &Step, definition: &'d Definition) -> Option<&'d Stage> {
    definition.stages.iter().find(|stage| stage.name == step.stage)
}

fn last_began(stage: &Stage, case: &CaseState) -> u64 {
    if !stage.repeats {
        return 0;
    }
    beginnings(stage, case).last().map_or(0, |last| last.recorded_in)
}

fn is_since(state: &StepState, began: u64) -> bool {
    state.settled_in >= began
}

/// The happenings with which a stage can begin, oldest first.
fn beginnings<'c>(stage: &'c Stage, case: &'c CaseState) -> impl Iterator<Item = &'c Happening> {
    let list = match &stage.after {
        After::Nothing => &[],
        After::All(list) | After::Any(list) => list.as_slice(),
    };
    case.happenings.values().filter(|one| list.contains(&Before::Event(one.event.clone())))
}
