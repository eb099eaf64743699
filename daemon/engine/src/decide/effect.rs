//! Effects come back as commands: the first result is applied, the same again is answered, another is recorded as ignored.

use model::effect::EffectOutcome;
use model::{CaseState, Effect, EffectId, EffectKind, Event, StepName, StreamId, TaskName};

use super::administer::{daemon_only, runs};
use crate::follow::next_number;
use crate::planted::{self, Bug};
use crate::refusal::Refusal;
use crate::world::{Draft, Held};

pub(super) fn start(draft: &mut Draft<'_>, place: &StreamId, id: EffectId) -> Result<(), Refusal> {
    daemon_only(draft)?;
    let state = draft.load(place).ok_or_else(|| unknown(id))?;
    let pending = state.effects().iter().find(|pending| pending.id == id).ok_or_else(|| unknown(id))?;
    if !pending.started {
        draft.emit(place, Event::EffectStarted { id });
    }
    Ok(())
}

pub(super) fn finish(
    draft: &mut Draft<'_>,
    place: &StreamId,
    id: EffectId,
    outcome: &EffectOutcome,
) -> Result<(), Refusal> {
    // A person who saw what became of an effect may say so: an administrator, with their name.
    if draft.world.at.actor.person().is_some() {
        runs(draft)?;
    }
    let erases = |state: &Held| {
        state.effects().iter().any(|pending| pending.id == id && pending.effect.kind == EffectKind::EraseKey)
    };
    // Whether a key is gone is for the disk to say.
    if draft.load(place).is_some_and(erases) {
        daemon_only(draft)?;
    }
    let state = draft.load(place).ok_or_else(|| unknown(id))?;
    if state.effects().iter().any(|pending| pending.id == id) {
        let is_call = state
            .effects()
            .iter()
            .any(|pending| pending.id == id && pending.effect.kind == EffectKind::CallPlugin);
        let concern = if is_call { None } else { concern(state, id, outcome) };
        draft.emit(place, Event::EffectFinished { id, outcome: outcome.clone() });
        if let (true, StreamId::Case(case)) = (is_call, place) {
            return super::plugin::without_answer(draft, *case, id);
        }
        if let Some(concern) = concern {
            draft.emit(place, concern);
        }
        return Ok(());
    }
    let ended = match state {
        Held::Case(case) => case.ended_effects.iter().find(|(known, _)| *known == id),
        Held::Citizen(_) | Held::Organisation(_) | Held::Person(_) => None,
    };
    if planted::is(Bug::EndedTwice) {
        draft.emit(place, Event::EffectFinished { id, outcome: outcome.clone() });
    } else if ended.is_some_and(|(_, known)| known != outcome) {
        draft.emit(place, Event::EffectResultIgnored { id, outcome: outcome.clone() });
    }
    Ok(())
}

pub(super) fn unknown(id: EffectId) -> Refusal {
    Refusal::not_found(
        "unknown-effect",
        format!("Virkningen `{id}` findes ikke."),
        format!("there is no effect `{id}` waiting"),
    )
}

/// Nobody knows whether it was done, or it could not be done: a person looks at it, so that nothing ends in silence.
fn concern(state: &Held, id: EffectId, outcome: &EffectOutcome) -> Option<Event> {
    let because = match outcome {
        EffectOutcome::Unknown => "effect_outcome_unknown",
        EffectOutcome::GivenUp(_) => "effect_given_up",
        EffectOutcome::Done | EffectOutcome::Dropped => return None,
    };
    let Held::Case(case) = state else { return None };
    if case.erasing {
        return None;
    }
    let pending = case.effects.iter().find(|pending| pending.id == id);
    let step = pending.and_then(|pending| step_of(&pending.effect, case))?;
    let number = next_number(case.concerns.keys());
    Some(Event::ConcernRaised { number, step, because: because.to_owned() })
}

/// The step that an effect speaks of: that of its deadline, else that of the task it announces.
fn step_of(effect: &Effect, case: &CaseState) -> Option<StepName> {
    let of_deadline = effect
        .deadline
        .as_ref()
        .and_then(|name| case.deadlines.get(name))
        .map(|deadline| deadline.step.clone());
    let announced =
        || effect.input.as_text().and_then(|task| task.parse::<TaskName>().ok()).map(|task| task.step);
    of_deadline.or_else(announced).or_else(|| case.steps.keys().next().cloned())
}
