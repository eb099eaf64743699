//! The ground of what was done: a correction that removes it is a matter for a person.

use std::collections::BTreeSet;
use std::sync::Arc;

use definition::{Definition, Step};
use model::step::StepStatus;
use model::{CaseId, Event, StepName};

use super::{next_number, view_of};
use crate::refusal::Refusal;
use crate::world::Draft;

/// Completed steps whose conditions held before a correction.
///
/// Only a correction can take a ground away: a condition that the step itself turns false by being done
/// (a hearing makes the facts known) or that time turns false (an age) has done its work.
pub(crate) struct Grounds {
    id: CaseId,
    definition: Arc<Definition>,
    held: BTreeSet<StepName>,
}

impl Grounds {
    /// Notes what holds before the correction is emitted.
    pub(crate) fn before(draft: &mut Draft<'_>, id: CaseId) -> Result<Self, Refusal> {
        let case = Arc::clone(draft.case(id)?);
        let (definition, _) = draft.rules_of(&case)?;
        let done = |step: &&Step| case.steps.get(&step.name).is_some_and(|s| s.status == StepStatus::Done);
        let done: Vec<&Step> = definition.steps.values().filter(done).collect();
        let mut held = BTreeSet::new();
        for step in done {
            if applies(draft, id, step, &definition)? == Some(true) {
                held.insert(step.name.clone());
            }
        }
        Ok(Self { id, definition, held })
    }

    /// Raises a concern for each completed step whose conditions hold no more, unless one is open already.
    pub(crate) fn raise_concerns(self, draft: &mut Draft<'_>) -> Result<(), Refusal> {
        for name in &self.held {
            let Some(step) = self.definition.steps.get(name) else { continue };
            if applies(draft, self.id, step, &self.definition)? != Some(false) {
                continue;
            }
            let case = draft.case(self.id)?;
            let is_known =
                case.concerns.values().any(|concern| concern.step == *name && concern.settled_by.is_none());
            if !is_known {
                let number = next_number(case.concerns.keys());
                let because = super::stages::CONDITION.to_owned();
                draft.on_case(self.id, Event::ConcernRaised { number, step: name.clone(), because });
            }
        }
        Ok(())
    }
}

/// Whether a step's own condition and its stage's hold; `None` where it has none.
fn applies(
    draft: &mut Draft<'_>,
    id: CaseId,
    step: &Step,
    definition: &Definition,
) -> Result<Option<bool>, Refusal> {
    let stage = definition.stages.iter().find(|stage| stage.name == step.stage);
    let conditions: Vec<_> = step.when.iter().chain(stage.and_then(|stage| stage.when.as_ref())).collect();
    if conditions.is_empty() {
        return Ok(None);
    }
    let today = draft.world.today;
    let now = draft.world.at.recorded_at;
    let (case, citizen) = view_of(draft, id)?;
    let view =
        crate::environment::CaseView { case: &case, citizen: citizen.as_deref(), definition, today, now };
    let mut all = true;
    for condition in conditions {
        all = all
            && view
                .holds(condition)
                .map_err(|error| super::stages::not_evaluated(definition, condition, &error))?;
    }
    Ok(Some(all))
}
