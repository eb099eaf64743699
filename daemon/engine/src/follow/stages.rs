//! Where a step stands in its workflow: open, not yet, not applicable, or ended.

use definition::{After, Before, Definition, Stage, Step, Until};
use feel::EvaluationError;
use model::step::StepStatus;
use model::{CaseState, StageName};

use super::Round;
use super::sample::{NOT_SAMPLED, is_drawn};
use crate::environment::CaseView;
use crate::refusal::Refusal;
use crate::rounds::{STAGE_OVER, has_come, has_settled, stage_of};

/// The code of a step that its own or its stage's condition rules out.
pub(super) const CONDITION: &str = "condition";

/// Where a step stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It may open.
    Open,
    /// Something before it is not settled, or a consent is missing.
    NotYet,
    /// It does not apply, with the reason as a code.
    DoesNotApply(String),
    /// Its stage is over, with the reason as a code.
    Ended(String),
}

impl Round<'_> {
    pub(super) fn place_of(&self, step: &Step, view: &CaseView<'_>) -> Result<Place, Refusal> {
        let Some(stage) = stage_of(step, self.definition) else { return Ok(Place::NotYet) };
        let in_stage = self.place_of_stage(stage, view)?;
        if in_stage != Place::Open {
            return Ok(in_stage);
        }
        if stage.until.iter().any(|until| !is_own(until, step) && has_come(until, stage, view.case)) {
            return Ok(Place::Ended(STAGE_OVER.to_owned()));
        }
        if !self.is_settled(&step.after, view.case) {
            return Ok(Place::NotYet);
        }
        let place = self.by_condition(step.when.as_ref(), view)?;
        let is_drawn = || is_drawn(step, view.case.steps.get(&step.name), self.id, &self.seed);
        if place == Place::Open && !is_drawn() {
            return Ok(Place::DoesNotApply(NOT_SAMPLED.to_owned()));
        }
        Ok(place)
    }

    fn place_of_stage(&self, stage: &Stage, view: &CaseView<'_>) -> Result<Place, Refusal> {
        if !self.is_settled(&stage.after, view.case) {
            return Ok(Place::NotYet);
        }
        let by_condition = self.by_condition(stage.when.as_ref(), view)?;
        if by_condition != Place::Open {
            return Ok(by_condition);
        }
        let Some(purpose) = &stage.requires else { return Ok(Place::Open) };
        if view.citizen.is_some_and(|citizen| citizen.consents_to(purpose)) {
            return Ok(Place::Open);
        }
        let consent = view.citizen.and_then(|citizen| citizen.consents.get(purpose));
        if consent.is_some_and(|consent| !consent.is_given()) {
            return Ok(Place::Ended("consent_withdrawn".to_owned()));
        }
        Ok(Place::NotYet)
    }

    fn by_condition(&self, condition: Option<&feel::Program>, view: &CaseView<'_>) -> Result<Place, Refusal> {
        let Some(condition) = condition else { return Ok(Place::Open) };
        match view.holds(condition) {
            Ok(true) => Ok(Place::Open),
            Ok(false) => Ok(Place::DoesNotApply(CONDITION.to_owned())),
            Err(error) => Err(not_evaluated(self.definition, condition, &error)),
        }
    }

    fn is_settled(&self, after: &After, case: &CaseState) -> bool {
        let settled = |before: &Before| match before {
            Before::Step(step) => case.steps.get(step).is_some_and(|state| state.status.is_settled()),
            Before::Stage(stage) => stage_is_settled(stage, case, self.definition),
            Before::Event(event) => case.last_happening(event.as_str()).is_some(),
        };
        match after {
            After::Nothing => true,
            After::All(list) => list.iter().all(settled),
            After::Any(list) => list.iter().any(settled),
        }
    }
}

/// A stage is settled when every step that it waits for is, or when its `until` has come.
pub(crate) fn stage_is_settled(stage: &StageName, case: &CaseState, definition: &Definition) -> bool {
    let Some(stage) = definition.stages.iter().find(|known| known.name == *stage) else {
        return false;
    };
    if !stage.until.is_empty() && !stage.until.iter().any(|until| has_settled(until, stage, case)) {
        return false;
    }
    stage.steps.iter().filter_map(|name| definition.steps.get(name)).all(|step| {
        let status = case.steps.get(&step.name).map_or(StepStatus::Waiting, |state| state.status);
        // What somebody began by choice is waited for; what is not required never is.
        let is_owed = step.required && (!step.optional || status == StepStatus::Active);
        status.is_settled() || !is_owed
    })
}

/// Whether all steps of a stage that somebody has to do are settled. In a case that has ended once, what would end the
/// stage need not come any more: it came back for something else.
pub(super) fn has_nothing_left(stage: &Stage, case: &CaseState, definition: &Definition) -> bool {
    stage.steps.iter().filter_map(|name| definition.steps.get(name)).all(|step| {
        let status = case.steps.get(&step.name).map_or(StepStatus::Waiting, |state| state.status);
        status.is_settled() || status == StepStatus::Waiting && (step.optional || !step.required)
    })
}

/// Whether a stage waits for an event that never came: nothing of it is owed.
pub(super) fn never_began(stage: &Stage, case: &CaseState) -> bool {
    let is_there = |before: &Before| match before {
        Before::Event(event) => case.last_happening(event.as_str()).is_some(),
        Before::Step(_) | Before::Stage(_) => true,
    };
    match &stage.after {
        After::Nothing => false,
        After::All(list) => !list.iter().all(is_there),
        After::Any(list) => !list.iter().any(is_there),
    }
}

/// A condition that ran out of its budget or of numbers.
pub(crate) fn not_evaluated(
    definition: &Definition,
    condition: &feel::Program,
    error: &EvaluationError,
) -> Refusal {
    Refusal::conflict(
        "condition-not-evaluated",
        "En betingelse i arbejdsgangen kan ikke beregnes; en administrator skal se på den.",
        format!(
            "the condition `{}` of `{}` cannot be evaluated: {error}; an administrator has to look at it",
            condition.source(),
            definition.workflow
        ),
    )
}

fn is_own(until: &Until, step: &Step) -> bool {
    matches!(until, Until::Step(name) if *name == step.name)
}
