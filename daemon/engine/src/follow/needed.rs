//! Facts that are asked only on a condition, when what the condition is about changes.
//!
//! What is asked no more decides nothing: it is emptied, and the history keeps what it was. What is needed now and was
//! not asked is a matter for a person. Only facts that change bring either about: a condition that time turns (an age) has
//! done its work.

use std::collections::BTreeSet;
use std::sync::Arc;

use definition::{Definition, FactRule, Kind, Step};
use model::case::FactPlace;
use model::step::{SlotState, StepStatus};
use model::{CaseId, CaseState, Event, FactName, Private, StepState, Value};

use super::{Grounds, not_evaluated, raise, view_of};
use crate::environment::CaseView;
use crate::refusal::Refusal;
use crate::world::Draft;

/// The code of a concern about a fact that a step would ask for now; the fact's name follows.
const MISSING: &str = "fact_missing:";

/// Which facts were asked before something was entered.
pub(crate) struct Needed {
    id: CaseId,
    definition: Arc<Definition>,
    before: BTreeSet<FactName>,
}

impl Needed {
    /// Notes which conditions hold before facts are entered.
    pub(crate) fn before(draft: &mut Draft<'_>, id: CaseId) -> Result<Self, Refusal> {
        let case = Arc::clone(draft.case(id)?);
        let (definition, _) = draft.rules_of(&case)?;
        let before = asked(draft, id, &definition)?;
        Ok(Self { id, definition, before })
    }

    /// Empties what is asked no more, and raises a concern where something that is asked now was not.
    pub(crate) fn follow(self, draft: &mut Draft<'_>, why: &Private) -> Result<(), Refusal> {
        let mut now = asked(draft, self.id, &self.definition)?;
        // What rested on what is emptied has lost its ground, whoever emptied it.
        let mut grounds = None;
        // What is emptied may be what another is asked by: at most once for each.
        for _ in 0..self.before.len() {
            let emptied = self.emptied(draft.case(self.id)?, &now, why);
            if emptied.is_empty() {
                break;
            }
            if grounds.is_none() {
                grounds = Some(Grounds::before(draft, self.id)?);
            }
            for event in emptied {
                draft.on_case(self.id, event);
            }
            now = asked(draft, self.id, &self.definition)?;
        }
        if let Some(grounds) = grounds {
            grounds.raise_concerns(draft)?;
        }
        for name in now.difference(&self.before) {
            if self.definition.facts.get(name).is_none_or(|rule| rule.optional) {
                continue;
            }
            let case = draft.case(self.id)?;
            if let Some(step) = not_asked_again(name, case, &self.definition) {
                let step = step.name.clone();
                raise(draft, self.id, &step, &format!("{MISSING}{name}"))?;
            }
        }
        Ok(())
    }

    fn emptied(&self, case: &CaseState, now: &BTreeSet<FactName>, why: &Private) -> Vec<Event> {
        let gone = |name: &FactName| self.before.contains(name) && !now.contains(name);
        let known = case.facts.iter().filter(|((name, _), fact)| gone(name) && !is_empty(&fact.value));
        let emptied = known.map(|((name, slot), fact)| Event::FactEntered {
            fact: name.clone(),
            slot: *slot,
            value: Private::Clear(Value::Null),
            class: fact.class,
            step: fact.step.clone(),
            round: fact.round,
            correction: Some(why.clone()),
        });
        emptied.collect()
    }
}

/// Whether a value was emptied: nobody is asked for it.
pub(crate) fn is_empty(value: &Private) -> bool {
    value.value() == Some(&Value::Null)
}

/// The facts that are asked on a condition that holds.
fn asked(draft: &mut Draft<'_>, id: CaseId, definition: &Definition) -> Result<BTreeSet<FactName>, Refusal> {
    let (today, now) = (draft.world.today, draft.world.at.recorded_at);
    let (case, citizen) = view_of(draft, id)?;
    let view = CaseView { case: &case, citizen: citizen.as_deref(), definition, today, now };
    let mut asked = BTreeSet::new();
    for (name, rule) in &definition.facts {
        let Some(when) = &rule.when else { continue };
        if view.holds(when).map_err(|error| not_evaluated(definition, when, &error))? {
            asked.insert(name.clone());
        }
    }
    Ok(asked)
}

/// The step that would have asked for a fact that is missing, where none is to come that asks.
fn not_asked_again<'d>(name: &FactName, case: &CaseState, definition: &'d Definition) -> Option<&'d Step> {
    if case.facts.iter().any(|((fact, _), known)| fact == name && !is_empty(&known.value)) {
        return None;
    }
    let asking = || definition.steps.values().filter(|step| asks(step, name));
    let state = |step: &Step| case.steps.get(&step.name);
    let is_to_come = |step: &Step| {
        state(step).is_some_and(|state| match state.status {
            StepStatus::Active => true,
            StepStatus::Waiting => !step.optional,
            StepStatus::Skipped | StepStatus::Done | StepStatus::Closed | StepStatus::Cancelled => false,
        })
    };
    if asking().any(is_to_come) {
        return None;
    }
    let done = asking().filter(|step| state(step).is_some_and(|state| state.status == StepStatus::Done));
    done.max_by_key(|step| state(step).map(|state| state.settled_in))
}

/// Whether a step asks for a fact.
fn asks(step: &Step, name: &FactName) -> bool {
    matches!(
        &step.kind,
        Kind::Form { ask } | Kind::Contact { ask, .. } | Kind::Contributions { ask, .. } if ask.contains(name)
    )
}

/// The step that asked when a fact was not needed yet, and is needed now: it may be written down by a correction.
///
/// `None` where it is in the case file, or nobody was to ask.
pub(crate) fn left_out<'c>(
    (name, slot): &FactPlace,
    case: &'c CaseState,
    definition: &'c Definition,
) -> Option<(&'c Step, &'c StepState)> {
    definition.facts.get(name)?.when.as_ref()?;
    let has_place = |step: &Step, state: &StepState| match state.slots.get(slot) {
        Some(known) => matches!(known.state, SlotState::Given { .. }),
        None => *slot == 0 && !matches!(step.kind, Kind::Contributions { .. }),
    };
    let asking = definition.steps.values().filter(|step| asks(step, name));
    let known = asking.filter_map(|step| Some((step, case.steps.get(&step.name)?)));
    let done = known.filter(|(step, state)| state.status == StepStatus::Done && has_place(step, state));
    done.max_by_key(|(_, state)| state.settled_in)
}

/// Whether a fact is asked now: always, or by its condition.
pub(crate) fn is_asked(draft: &mut Draft<'_>, id: CaseId, rule: &FactRule) -> Result<bool, Refusal> {
    let Some(when) = &rule.when else { return Ok(true) };
    let (today, now) = (draft.world.today, draft.world.at.recorded_at);
    let (case, citizen) = view_of(draft, id)?;
    let (definition, _) = draft.rules_of(&case)?;
    let view = CaseView { case: &case, citizen: citizen.as_deref(), definition: &definition, today, now };
    view.holds(when).map_err(|error| not_evaluated(&definition, when, &error))
}
