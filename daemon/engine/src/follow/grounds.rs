//! The ground of what was done: a correction that removes it is a matter for a person.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use definition::{Definition, Kind, Step};
use model::deadline::Obliged;
use model::step::StepStatus;
use model::{CaseId, CaseState, Event, StepName};

use super::{next_number, view_of};
use crate::environment::CaseView;
use crate::refusal::Refusal;
use crate::world::Draft;

/// The code of a concern about a table that would answer something else after a correction.
const TABLE: &str = "table";

/// The code of a concern: the case goes on, and nobody has anything to do on it.
const NOTHING_OPEN: &str = "nothing_open";

/// A case that goes on with nothing to do is nobody's, and would stand there in silence: whoever leads it has to say how it
/// goes on, and it ends when they have, unless something was begun.
pub(crate) fn raise_if_idle(draft: &mut Draft<'_>, id: CaseId) -> Result<(), Refusal> {
    let case = draft.case(id)?;
    let is_owed = case.deadlines.values().any(|known| known.is_open() && known.obliged != Obliged::Citizen);
    let is_idle = case.is_open()
        && !is_owed
        && !case.steps.values().any(model::StepState::is_active)
        && case.concerns.values().all(|concern| concern.settled_by.is_some());
    let last = case.steps.iter().max_by_key(|(_, state)| state.settled_in).map(|(name, _)| name.clone());
    match last.filter(|_| is_idle) {
        Some(last) => raise(draft, id, &last, NOTHING_OPEN),
        None => Ok(()),
    }
}

/// Completed steps whose conditions held before a correction.
///
/// Only a correction can take a ground away: a condition that the step itself turns false by being done
/// (a hearing makes the facts known) or that time turns false (an age) has done its work.
pub(crate) struct Grounds {
    id: CaseId,
    definition: Arc<Definition>,
    held: BTreeSet<StepName>,
    /// What decision tables that decided would answer now; nothing where they would have no answer.
    answers: BTreeMap<StepName, Option<Vec<feel::Value>>>,
}

impl Grounds {
    /// Notes what holds before the correction is emitted.
    pub(crate) fn before(draft: &mut Draft<'_>, id: CaseId) -> Result<Self, Refusal> {
        let case = Arc::clone(draft.case(id)?);
        let (definition, _) = draft.rules_of(&case)?;
        let done = |step: &&Step| case.steps.get(&step.name).is_some_and(|s| s.status == StepStatus::Done);
        let done: Vec<&Step> = definition.steps.values().filter(done).collect();
        let mut held = BTreeSet::new();
        let mut answers = BTreeMap::new();
        for step in done {
            if has_decided(step, &case) {
                answers.insert(step.name.clone(), answer(draft, id, step, &definition)?);
            }
            if applies(draft, id, step, &definition)? == Some(true) {
                held.insert(step.name.clone());
            }
        }
        Ok(Self { id, definition, held, answers })
    }

    /// Raises a concern for each completed step whose conditions hold no more, and for each table that would answer
    /// something else now, unless one is open already.
    pub(crate) fn raise_concerns(self, draft: &mut Draft<'_>) -> Result<(), Refusal> {
        for name in &self.held {
            let Some(step) = self.definition.steps.get(name) else { continue };
            if applies(draft, self.id, step, &self.definition)? != Some(false) {
                continue;
            }
            raise(draft, self.id, name, super::stages::CONDITION)?;
        }
        for (name, before) in &self.answers {
            let Some(step) = self.definition.steps.get(name) else { continue };
            if answer(draft, self.id, step, &self.definition)? != *before {
                raise(draft, self.id, name, TABLE)?;
            }
        }
        Ok(())
    }
}

pub(super) fn raise(
    draft: &mut Draft<'_>,
    id: CaseId,
    name: &StepName,
    because: &str,
) -> Result<(), Refusal> {
    let case = draft.case(id)?;
    let is_known = case
        .concerns
        .values()
        .any(|concern| concern.step == *name && concern.because == because && concern.settled_by.is_none());
    if !is_known {
        let number = next_number(case.concerns.keys());
        draft.on_case(id, Event::ConcernRaised { number, step: name.clone(), because: because.to_owned() });
    }
    Ok(())
}

/// Whether a table decided the step, and not a person.
fn has_decided(step: &Step, case: &CaseState) -> bool {
    let state = case.steps.get(&step.name);
    state.and_then(|state| state.table.as_ref()).is_some_and(|answer| answer.failed.is_none())
}

/// What the table of a step answers now.
fn answer(
    draft: &mut Draft<'_>,
    id: CaseId,
    step: &Step,
    definition: &Definition,
) -> Result<Option<Vec<feel::Value>>, Refusal> {
    let Kind::Table(rule) = &step.kind else { return Ok(None) };
    let (today, now) = (draft.world.today, draft.world.at.recorded_at);
    let (case, citizen) = view_of(draft, id)?;
    let view = CaseView { case: &case, citizen: citizen.as_deref(), definition, today, now };
    Ok(rule.table.evaluate(&view).ok().map(|outcome| outcome.outputs))
}

/// Whether a step's own condition and those of the stages around it hold; `None` where it has none.
fn applies(
    draft: &mut Draft<'_>,
    id: CaseId,
    step: &Step,
    definition: &Definition,
) -> Result<Option<bool>, Refusal> {
    let around = definition.stages_of(step).filter_map(|stage| stage.when.as_ref());
    let conditions: Vec<_> = step.when.iter().chain(around).collect();
    if conditions.is_empty() {
        return Ok(None);
    }
    let today = draft.world.today;
    let now = draft.world.at.recorded_at;
    let (case, citizen) = view_of(draft, id)?;
    let view = CaseView { case: &case, citizen: citizen.as_deref(), definition, today, now };
    let mut all = true;
    for condition in conditions {
        all = all
            && view
                .holds(condition)
                .map_err(|error| super::stages::not_evaluated(definition, condition, &error))?;
    }
    Ok(Some(all))
}
