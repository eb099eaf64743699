//! Rounds of a stage that repeats: with which record one began, and what has come since.
//!
//! A round begins with the event after which its stage comes. What was recorded before that was the business of the round
//! before; positions of records say so, and not days, which may be corrected. What stands in a stage that a repeating one
//! holds has the rounds of that one. Everything else has one round, from the case's beginning.

use std::collections::BTreeSet;

use definition::{Again, Definition, Stage, Step, Until};
use model::case::Happening;
use model::step::StepStatus;
use model::{CaseState, StageName, StepName, StepState};

/// Why a step was closed that its stage left behind.
pub(crate) const STAGE_OVER: &str = "stage_over";

/// Why a step was closed whose stage a person ended, or one around it.
pub(crate) const ENDED_EARLY: &str = "ended_early";

/// The position of the record with which the round of its stage began in which a step is; 0 without rounds.
///
/// What comes again while a step is open belongs to the round in which that step is.
pub(crate) fn began_for(step: &Step, case: &CaseState, definition: &Definition) -> u64 {
    let Some(stage) = repeating(&step.stage, definition) else { return 0 };
    let begun_by = case.steps.get(&step.name).and_then(|state| case.happenings.get(&state.cause?));
    let mut beginnings = beginnings(stage, case);
    let began = match begun_by {
        Some(event) => beginnings.filter(|one| one.recorded_in <= event.recorded_in).last(),
        None => beginnings.next(),
    };
    began.map_or(0, |began| began.recorded_in)
}

/// Whether what ends a stage has come in its last round.
pub(crate) fn has_come(until: &Until, stage: &Stage, (case, definition): (&CaseState, &Definition)) -> bool {
    let began = last_began(&stage.name, (case, definition));
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
pub(crate) fn has_settled(
    until: &Until,
    stage: &Stage,
    (case, definition): (&CaseState, &Definition),
) -> bool {
    let began = last_began(&stage.name, (case, definition));
    match until {
        Until::Step(step) => {
            case.steps.get(step).is_some_and(|state| state.status.is_settled() && is_since(state, began))
        }
        Until::Event(_) => has_come(until, stage, (case, definition)),
    }
}

/// Whether a stage was ended before its steps were done in its last round: by what ends it, by a person, or with a stage
/// that holds it.
pub(crate) fn is_over(stage: &Stage, (case, definition): (&CaseState, &Definition)) -> bool {
    definition.outwards(&stage.name).any(|around| {
        is_ended_early(around, (case, definition))
            || around.until.iter().any(|until| has_come(until, around, (case, definition)))
    })
}

/// Whether a person ended a stage in its last round.
pub(crate) fn is_ended_early(stage: &Stage, (case, definition): (&CaseState, &Definition)) -> bool {
    let ended = case.ended_early.get(&stage.name);
    ended.is_some_and(|ended| ended.recorded_in >= last_began(&stage.name, (case, definition)))
}

/// Whether two steps come again with the same stage: a round of one is then a round of the other.
pub(crate) fn share_rounds(one: &Step, other: &Step, definition: &Definition) -> bool {
    let (one, other) = (repeating(&one.stage, definition), repeating(&other.stage, definition));
    one.zip(other).is_some_and(|(one, other)| one.name == other.name)
}

/// The stage whose rounds something has that stands in a stage: the nearest one around it that repeats.
fn repeating<'d>(stage: &StageName, definition: &'d Definition) -> Option<&'d Stage> {
    definition.outwards(stage).find(|stage| stage.repeats)
}

/// Whether a stage around a step repeats.
pub(crate) fn stands_in_rounds(step: &Step, definition: &Definition) -> bool {
    repeating(&step.stage, definition).is_some()
}

/// The position of the record with which the last round of a stage began; 0 without rounds.
fn last_began(stage: &StageName, (case, definition): (&CaseState, &Definition)) -> u64 {
    let began = repeating(stage, definition).and_then(|stage| beginnings(stage, case).last());
    began.map_or(0, |last| last.recorded_in)
}

/// Whether a step that has settled will come again in the round that the stage is in which it shares with another: it has
/// not come to it yet.
///
/// Who stands in another of the stages that repeat together must not take it for settled meanwhile.
pub(crate) fn is_of_before(
    step: &Step,
    state: &StepState,
    own: &Step,
    (case, definition): (&CaseState, &Definition),
) -> bool {
    let shared = definition
        .stages_of(step)
        .find(|stage| stage.repeats && definition.is_within(&own.stage, &stage.name));
    let Some(shared) = shared else { return false };
    let began = last_began(&shared.name, (case, definition));
    !is_since(state, began) && comes_with(step, shared, definition)
}

/// Whether a step comes again with each round of a stage, because of what it comes after.
fn comes_with(step: &Step, stage: &Stage, definition: &Definition) -> bool {
    let mut open: Vec<&Step> = vec![step];
    let mut seen: BTreeSet<&StepName> = BTreeSet::new();
    while let Some(step) = open.pop() {
        if !seen.insert(&step.name) {
            continue;
        }
        for again in &step.again {
            match again {
                Again::Event(event) if stage.after.names_event(event) => return true,
                Again::Event(_) | Again::Moment(..) | Again::Person(_) => {}
                Again::Step(name) => open.extend(definition.steps.get(name)),
                Again::Stage(name) => open.extend(definition.steps_within(name)),
            }
        }
    }
    false
}

fn is_since(state: &StepState, began: u64) -> bool {
    state.settled_in >= began
}

/// The happenings with which a stage can begin, oldest first.
fn beginnings<'c>(stage: &'c Stage, case: &'c CaseState) -> impl Iterator<Item = &'c Happening> {
    case.happenings.values().filter(|one| stage.after.names_event(&one.event))
}
