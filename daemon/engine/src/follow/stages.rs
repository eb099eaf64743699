//! Where a step stands in its workflow: open, not yet, not applicable, or ended.

use std::collections::BTreeMap;

use definition::{After, Before, Definition, Stage, Step, Until};
use feel::EvaluationError;
use model::step::StepStatus;
use model::{CaseState, StageName};

use super::Round;
use super::sample::{NOT_SAMPLED, is_drawn};
use crate::environment::CaseView;
use crate::refusal::Refusal;
use crate::rounds::{
    ENDED_EARLY, STAGE_OVER, has_come, has_settled, is_ended_early, is_of_before, is_over, stands_in_rounds,
};

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
        let mut around: Vec<&Stage> = self.definition.stages_of(step).collect();
        if around.is_empty() {
            return Ok(Place::NotYet);
        }
        // What stands in a stage can begin only while that one is active: from the outside in.
        while let Some(stage) = around.pop() {
            let in_stage = self.place_of_stage(stage, step, view)?;
            if in_stage != Place::Open {
                return Ok(in_stage);
            }
        }
        if !self.is_settled(&step.after, step, view) {
            return Ok(Place::NotYet);
        }
        let place = self.by_condition(step.when.as_ref(), view)?;
        let is_drawn = || is_drawn(step, view.case.steps.get(&step.name), self.id, &self.seed);
        if place == Place::Open && !is_drawn() {
            return Ok(Place::DoesNotApply(NOT_SAMPLED.to_owned()));
        }
        Ok(place)
    }

    /// Where a step stands because of a stage around it.
    fn place_of_stage(&self, stage: &Stage, step: &Step, view: &CaseView<'_>) -> Result<Place, Refusal> {
        if !self.is_settled(&stage.after, step, view) {
            return Ok(Place::NotYet);
        }
        let by_condition = self.by_condition(stage.when.as_ref(), view)?;
        if by_condition != Place::Open {
            return Ok(by_condition);
        }
        let consented = by_consent(stage, view);
        if consented != Place::Open {
            return Ok(consented);
        }
        let case = (view.case, self.definition);
        if stage.until.iter().any(|until| !is_own(until, step) && has_come(until, stage, case)) {
            return Ok(Place::Ended(STAGE_OVER.to_owned()));
        }
        if is_ended_early(stage, case) {
            return Ok(Place::Ended(ENDED_EARLY.to_owned()));
        }
        Ok(Place::Open)
    }

    /// Whether a stage has begun and is not over.
    pub(super) fn is_active(&self, stage: &Stage, view: &CaseView<'_>) -> Result<bool, Refusal> {
        let Some(step) = self.definition.steps_within(&stage.name).next() else { return Ok(false) };
        for around in self.definition.outwards(&stage.name) {
            if self.place_of_stage(around, step, view)? != Place::Open {
                return Ok(false);
            }
        }
        Ok(!stage_is_settled(&stage.name, view.case, self.definition))
    }

    fn by_condition(&self, condition: Option<&feel::Program>, view: &CaseView<'_>) -> Result<Place, Refusal> {
        let Some(condition) = condition else { return Ok(Place::Open) };
        match view.holds(condition) {
            Ok(true) => Ok(Place::Open),
            Ok(false) => Ok(Place::DoesNotApply(CONDITION.to_owned())),
            Err(error) => Err(not_evaluated(self.definition, condition, &error)),
        }
    }

    fn is_settled(&self, after: &After, own: &Step, view: &CaseView<'_>) -> bool {
        after.is_met(|before| self.has_settled(before, own, view))
    }

    fn has_settled(&self, before: &Before, own: &Step, view: &CaseView<'_>) -> bool {
        let (case, definition) = (view.case, self.definition);
        match before {
            Before::Step(name) => {
                let is_settled = case.steps.get(name).is_some_and(|state| state.status.is_settled());
                is_settled && !definition.steps.get(name).is_some_and(|step| self.is_to_come(step, own, view))
            }
            Before::Stage(name) => {
                let is_owed = |step: &&Step| step.required && !step.optional;
                stage_is_settled(name, case, definition)
                    && !(stands_in_rounds(own, definition)
                        && definition
                            .steps_within(name)
                            .filter(is_owed)
                            .any(|step| self.is_to_come(step, own, view)))
            }
            Before::Event(event) => case.last_happening(event.as_str()).is_some(),
        }
    }

    /// Whether a step that has settled comes again in the round in which another is, and has not yet. Where its stage has
    /// ended meanwhile it does not come.
    fn is_to_come(&self, step: &Step, own: &Step, view: &CaseView<'_>) -> bool {
        let case = (view.case, self.definition);
        let has_ended =
            |stage: &Stage| is_over(stage, case) || matches!(by_consent(stage, view), Place::Ended(_));
        let state = view.case.steps.get(&step.name);
        state.is_some_and(|state| is_of_before(step, state, own, case))
            && !self.definition.stages_of(step).any(has_ended)
    }
}

/// Where a step stands because of the consent that a stage around it needs.
fn by_consent(stage: &Stage, view: &CaseView<'_>) -> Place {
    let Some(purpose) = &stage.requires else { return Place::Open };
    if view.citizen.is_some_and(|citizen| citizen.consents_to(purpose)) {
        return Place::Open;
    }
    let consent = view.citizen.and_then(|citizen| citizen.consents.get(purpose));
    if consent.is_some_and(|consent| !consent.is_given()) {
        return Place::Ended("consent_withdrawn".to_owned());
    }
    Place::NotYet
}

/// A stage is settled when every step that it waits for is, and every stage that it holds, or when its `until` has come.
pub(crate) fn stage_is_settled(stage: &StageName, case: &CaseState, definition: &Definition) -> bool {
    Settling { case, definition, known: BTreeMap::new() }.is_settled(stage)
}

/// Which stages are settled, each asked for once: many may come after the same ones.
struct Settling<'d> {
    case: &'d CaseState,
    definition: &'d Definition,
    known: BTreeMap<StageName, bool>,
}

impl<'d> Settling<'d> {
    fn is_settled(&mut self, name: &StageName) -> bool {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        let is_settled = self.definition.stage(name).is_some_and(|stage| self.look(stage));
        self.known.insert(name.clone(), is_settled);
        is_settled
    }

    fn look(&mut self, stage: &'d Stage) -> bool {
        let (case, definition) = (self.case, self.definition);
        let status = |step: &Step| status_of(step, case);
        // Where its condition passed everything by there is nothing left that what ends it could end.
        let is_ruled_out = stage.when.is_some()
            && definition.steps_within(&stage.name).all(|step| status(step) == StepStatus::Skipped);
        let is_awaited = !is_over(stage, (case, definition)) && !is_ruled_out && !stage.until.is_empty();
        if is_awaited && !stage.until.iter().any(|until| has_settled(until, stage, (case, definition))) {
            return false;
        }
        // Where nothing of it is owed, it is over as soon as it could have begun, and not before.
        let is_owed = |step: &Step| step.required && !step.optional;
        if !definition.steps_within(&stage.name).any(is_owed)
            && !definition.outwards(&stage.name).all(|around| self.could_begin(around))
        {
            return false;
        }
        let own = stage.steps.iter().filter_map(|name| definition.steps.get(name)).all(|step| {
            // What somebody began by choice is waited for; what is not required never is.
            let is_owed = step.required && (!step.optional || status(step) == StepStatus::Active);
            status(step).is_settled() || !is_owed
        });
        own && definition
            .held_by(Some(&stage.name))
            .all(|held| never_began(held, case) || self.is_settled(&held.name))
    }

    /// Whether what a stage comes after is settled.
    fn could_begin(&mut self, stage: &Stage) -> bool {
        stage.after.is_met(|before| match before {
            Before::Step(name) => self.case.steps.get(name).is_some_and(|state| state.status.is_settled()),
            Before::Stage(name) => self.is_settled(name),
            Before::Event(event) => self.case.last_happening(event.as_str()).is_some(),
        })
    }
}

fn status_of(step: &Step, case: &CaseState) -> StepStatus {
    case.steps.get(&step.name).map_or(StepStatus::Waiting, |state| state.status)
}

/// Whether all steps of a stage that somebody has to do are settled. In a case that has ended once, what would end the
/// stage need not come any more: it came back for something else.
pub(super) fn has_nothing_left(stage: &Stage, case: &CaseState, definition: &Definition) -> bool {
    let own = stage.steps.iter().filter_map(|name| definition.steps.get(name)).all(|step| {
        let status = status_of(step, case);
        status.is_settled() || status == StepStatus::Waiting && (step.optional || !step.required)
    });
    let is_over = |held: &Stage| {
        never_began(held, case)
            || stage_is_settled(&held.name, case, definition)
            || has_nothing_left(held, case, definition)
    };
    own && definition.held_by(Some(&stage.name)).all(is_over)
}

/// Whether a stage waits for an event that never came: nothing of it is owed.
pub(crate) fn never_began(stage: &Stage, case: &CaseState) -> bool {
    let is_there = |before: &Before| match before {
        Before::Event(event) => case.last_happening(event.as_str()).is_some(),
        Before::Step(_) | Before::Stage(_) => true,
    };
    !stage.after.is_met(is_there)
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
