//! One case, as the reader may see it.

use std::sync::Arc;

use access::{Seeker, may_hold};
use definition::{Definition, Kind};
use engine::final_from;
use model::case::FactPlace;
use model::step::{Draft, SlotState};
use model::{CaseId, CaseState, Date, StepName, StepState, TaskName, Timestamp};

use super::Seen;
use crate::answer::{Reader, Rejected};
use crate::pump::Runtime;

/// A case as somebody sees it.
#[derive(Clone, Debug)]
pub struct CaseView {
    /// The case, opened; what the reader may not see is not in it.
    pub state: CaseState,
    /// Facts that are there and hidden from the reader.
    pub hidden: Vec<FactPlace>,
    /// The definition that it keeps.
    pub definition: Arc<Definition>,
    /// Now.
    pub now: Timestamp,
    /// The first day on which its decision is final.
    pub final_from: Option<Date>,
    /// Complaints about its decisions, and how far each has come.
    pub complaints: Vec<engine::Complaint>,
    /// Open tasks with what the reader may do with each.
    pub can: Vec<(TaskName, Vec<&'static str>)>,
    /// Its effects that wait for an operator, because the directory came out of a backup.
    pub held: Vec<model::EffectId>,
}

impl Runtime {
    /// One case.
    ///
    /// # Errors
    ///
    /// [`Rejected`]: it does not exist, is not the reader's to see, or the look could not be logged.
    pub fn case(&self, by: &Reader, id: CaseId) -> Result<CaseView, Rejected> {
        let (seen, purpose) = self.see(by, id, "case")?;
        self.log(by, (vec![id], None), &purpose, (false, "case"))?;
        let person = Self::person_of(by)?;
        let in_force = self.in_force();
        let seeker = Seeker { person: &person, directory: &in_force.directory };
        let can = what_can_be_done(seeker, &seen);
        let Seen { mut state, definition, sight } = seen;
        self.shared.sealer.open(&mut state).map_err(|error| super::internal(&error))?;
        let facts = state.facts.iter().filter(|(place, fact)| !sight.sees_fact(place, fact));
        let hidden: Vec<FactPlace> = facts.map(|(place, _)| place.clone()).collect();
        state.facts.retain(|place, _| !hidden.contains(place));
        sight.unseen.cover(&mut state);
        for (name, step) in &mut state.steps {
            hide_inputs(step, name, (&sight, &definition));
            step.drafts.retain(|(_, author), _| *author == person);
        }
        if !sight.works_on_case && !sight.needs_purpose {
            hide_the_rest(&mut state, &sight);
        }
        let decision = definition.steps.values().find(|step| matches!(step.kind, Kind::Decision { .. }));
        let final_from = decision.and_then(|step| final_from(&state, &step.name));
        let complaints = engine::complaints(&state, &definition);
        let in_force = self.in_force();
        let held = state.effects.iter().filter(|pending| in_force.organisation.holds(pending));
        let held = held.map(|pending| pending.id).collect();
        Ok(CaseView { state, hidden, definition, now: self.now(), final_from, complaints, can, held })
    }

    /// The reader's own draft of a task.
    ///
    /// # Errors
    ///
    /// As for [`Runtime::case`].
    pub fn draft(&self, by: &Reader, case: CaseId, task: &TaskName) -> Result<Option<Draft>, Rejected> {
        let view = self.case(by, case)?;
        let person = Self::person_of(by)?;
        let Some(step) = view.state.steps.get(&task.step) else {
            return Err(Rejected::NotFound { what: task.to_string() });
        };
        Ok(step.drafts.get(&(task.slot.unwrap_or(0), person)).cloned())
    }
}

/// Somebody with one task sees that task and not the rest of the file.
fn hide_the_rest(state: &mut CaseState, sight: &access::Sight) {
    state.notes.clear();
    state.goals.clear();
    state.plans.clear();
    state.decisions.clear();
    state.letters.clear();
    state.earlier_decisions.clear();
    let tasks = sight.only_tasks.clone().unwrap_or_default();
    state.pauses.retain(|_, pause| tasks.iter().any(|task| pause.steps.contains(&task.step)));
    for (name, step) in &mut state.steps {
        if !tasks.iter().any(|task| task.step == *name) {
            step.outputs.clear();
            step.moments.clear();
            step.earlier.clear();
            step.proposal = None;
            step.table = None;
        }
        step.slots.retain(|number, _| {
            tasks.contains(&TaskName { step: name.clone(), slot: Some(*number) })
                || tasks.contains(&TaskName::of(name))
        });
    }
    for happening in state.happenings.values_mut() {
        happening.note = None;
        happening.about.clear();
        happening.channel = None;
    }
    for deadline in state.deadlines.values_mut() {
        deadline.ledger.clear();
        deadline.miss = None;
    }
}

/// What a decision table was told is hidden from who may not see every fact that it reads.
fn hide_inputs(step: &mut StepState, name: &StepName, (sight, definition): (&access::Sight, &Definition)) {
    let Some(answer) = &mut step.table else { return };
    let Some(Kind::Table(rule)) = definition.steps.get(name).map(|step| &step.kind) else { return };
    if !sight.sees_inputs(rule, definition) {
        answer.inputs.clear();
    }
}

pub(super) fn what_can_be_done(seeker: Seeker<'_>, seen: &Seen) -> Vec<(TaskName, Vec<&'static str>)> {
    let mut can = Vec::new();
    if !seen.state.is_open() {
        return can;
    }
    let manages = access::may_manage(seeker, &seen.state).is_ok();
    // What waits for another case is nobody's task.
    let open = seen.state.steps.iter().filter(|(_, step)| step.is_active() && !step.waits_for_a_case());
    for (name, step) in open {
        let slots = step.slots.iter().filter(|(_, slot)| slot.state == SlotState::Open);
        let mut tasks: Vec<_> = slots
            .map(|(number, slot)| (TaskName { step: name.clone(), slot: Some(*number) }, slot.owner.clone()))
            .collect();
        if step.slots.is_empty() {
            tasks.push((TaskName::of(name), step.owner.clone()));
        }
        // Nobody completes what ends when so many are there, or when the day comes.
        let rule = seen.definition.steps.get(name);
        let ends_by_itself = rule.is_some_and(|rule| matches!(rule.kind, Kind::Quota { .. } | Kind::Wait(_)));
        for (task, owner) in tasks {
            let mine = owner.as_ref() == Some(seeker.person);
            let may = may_hold(seeker, &task, &seen.state, &seen.definition).is_ok();
            let mut actions = Vec::new();
            if owner.is_none() && may {
                actions.push("claim");
            }
            if !ends_by_itself && (mine || (owner.is_none() && may)) {
                // What a pause holds is written on, and completed when it goes on.
                let is_held = seen.state.held_by(name).is_some();
                actions.extend(["complete"].iter().filter(|_| !is_held));
                actions.push("draft");
            }
            if owner.is_some() && (mine || manages) {
                actions.push("release");
            }
            if mine || manages {
                actions.push("delegate");
            }
            can.push((task, actions));
        }
    }
    can
}
