//! What ends a case beside an event: its work is settled, a step is done, a day is over, a condition comes to hold.
//!
//! A case that was reopened is not ended again by what had ended it before: only what happens anew does.

use definition::{Definition, Ending, Until};
use model::deadline::DeadlineState;
use model::step::StepStatus;
use model::{CaseId, CaseState, Date, DeadlineName, Event, Private, StepName, StreamId};

use super::deadlines::planned::{Planned, Stands, from};
use super::{Round, not_evaluated, stage_is_settled, stages, view_of};
use crate::ages::Known;
use crate::environment::CaseView;
use crate::fold::StreamState;
use crate::refusal::Refusal;
use crate::world::Draft;

/// Why a case ended whose last day is over, as a code.
const OVER: &str = "until";

/// Why a case ended whose condition has come to hold, as a code.
const HOLDS: &str = "until_holds";

impl<'d> Round<'d> {
    /// Ends the case with what has happened in this command, if that ends it.
    pub(super) fn end_if_reached(&self, draft: &mut Draft<'_>) -> Result<(), Refusal> {
        if self.definition.ends.is_empty() || !draft.case(self.id)?.is_open() {
            return Ok(());
        }
        for ending in &self.definition.ends {
            let because = match ending {
                Ending::Done(step) => {
                    self.has_happened(draft, |event| is_done(event, step)).then(|| format!("{step}.done"))
                }
                Ending::Day(day) => {
                    let name = &day.due.rule.name;
                    let is_over = |event: &Event| matches!(event, Event::DeadlineLapsed { deadline, .. } if deadline.as_str() == name);
                    self.has_happened(draft, is_over).then(|| OVER.to_owned())
                }
                Ending::Condition(condition) => {
                    self.comes_to_hold(draft, condition)?.then(|| HOLDS.to_owned())
                }
            };
            if let Some(because) = because {
                return end_case(draft, self.id, &because, self.on, None);
            }
        }
        Ok(())
    }

    fn has_happened(&self, draft: &Draft<'_>, is_it: impl Fn(&Event) -> bool) -> bool {
        let events = draft.decision.events.get(&StreamId::Case(self.id));
        events.is_some_and(|events| events.iter().any(is_it))
    }

    /// Whether a condition holds that did not before this command. What depends on the day alone may have come to hold
    /// while nobody did anything: it counts, unless the case has ended once.
    fn comes_to_hold(&self, draft: &mut Draft<'_>, condition: &feel::Program) -> Result<bool, Refusal> {
        let (case, citizen) = view_of(draft, self.id)?;
        let holds = |view: &CaseView<'_>| {
            view.holds(condition).map_err(|error| not_evaluated(self.definition, condition, &error))
        };
        if !holds(&self.view(draft, &case, citizen.as_deref()))? {
            return Ok(false);
        }
        let by_the_day = ["today", "now"].iter().any(|name| condition.names().contains(*name));
        if by_the_day && !case.has_ended {
            return Ok(true);
        }
        let before = |stream| draft.world.streams.stream(&stream);
        let Some(StreamState::Case(case)) = before(StreamId::Case(self.id)) else { return Ok(true) };
        let citizen = match before(StreamId::Citizen(case.citizen)) {
            Some(StreamState::Citizen(citizen)) => Some(citizen),
            Some(StreamState::Case(_) | StreamState::Organisation(_) | StreamState::Person(_)) | None => None,
        };
        Ok(!holds(&self.view(draft, &case, citizen.as_deref()))?)
    }

    /// The deadlines of last days: nobody has to meet them.
    pub(super) fn last_days<'k>(&self, case: &'k CaseState) -> impl Iterator<Item = Planned<'d>> + use<'d, 'k>
    where
        'd: 'k,
    {
        let definition: &'d Definition = self.definition;
        let known = Known { case, definition, born: self.born };
        let today = self.today;
        definition.ends.iter().filter_map(move |ending| {
            let Ending::Day(day) = ending else { return None };
            let ended = Stands::Gone(crate::CASE_ENDED.to_owned());
            let name = DeadlineName::new(&day.due.rule.name);
            let is_ahead = case.is_open() && !has_passed(&name, case, today);
            Some(Planned {
                name,
                step: &day.step,
                round: 1,
                rule: &day.due.rule,
                amount: day.due.rule.rule.amount,
                anchor: from(&day.due, &day.step, known),
                obliged: model::deadline::Obliged::Citizen,
                lapses: true,
                stands: if is_ahead { Stands::Yes } else { ended },
            })
        })
    }
}

impl Round<'_> {
    /// A case whose work is settled is over.
    pub(super) fn end_if_over(&self, draft: &mut Draft<'_>) -> Result<(), Refusal> {
        // It ends with what settles last. A case that was reopened is not closed again by looking at it.
        let events = draft.decision.events.get(&StreamId::Case(self.id));
        let is_settling = events.is_some_and(|events| events.iter().any(|event| self.settles(event)));
        let case = draft.case(self.id)?;
        let over =
            self.definition.held_by(None).all(|stage| {
                stages::never_began(stage, case)
                    || stage_is_settled(&stage.name, case, self.definition)
                    || case.has_ended && stages::has_nothing_left(stage, case, self.definition)
            }) && !case.steps.iter().any(|(name, state)| holds_the_case(self.definition, name, state.status))
                && case.concerns.values().all(|concern| concern.settled_by.is_some());
        if is_settling && case.is_open() && over {
            end_case(draft, self.id, "completed", self.on, None)?;
        }
        Ok(())
    }

    /// Whether a case may be over with an event: something settled, or what ends a stage happened after all its steps
    /// had settled.
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other event leaves undone what is undone")]
    fn settles(&self, event: &Event) -> bool {
        match event {
            Event::StepCompleted { .. } | Event::StepSettled { .. } | Event::ConcernSettled { .. } => true,
            Event::Happened { event, .. } => {
                let ends = Until::Event(event.clone());
                self.definition.stages.iter().any(|stage| stage.until.contains(&ends))
            }
            _other => false,
        }
    }
}

/// Whether a step is open whose stage waits for it. What is not required ends with the case.
fn holds_the_case(definition: &Definition, name: &StepName, status: StepStatus) -> bool {
    status == StepStatus::Active && definition.steps.get(name).is_none_or(|step| step.required)
}

/// Ends a case: open work is closed with the reason, open obligations go away but for those of the citizen.
pub(crate) fn end_case(
    draft: &mut Draft<'_>,
    id: CaseId,
    because: &str,
    on: Date,
    reason: Option<Private>,
) -> Result<(), Refusal> {
    let steps = draft.case(id)?.steps.iter().filter(|(_, state)| {
        matches!(state.status, StepStatus::Waiting | StepStatus::Active | StepStatus::Cancelled)
    });
    let undone: Vec<StepName> = steps.map(|(step, _)| step.clone()).collect();
    for step in undone {
        let because = crate::CASE_ENDED.to_owned();
        draft.on_case(id, Event::StepSettled { step, status: StepStatus::Closed, because, on });
    }
    draft.on_case(id, Event::CaseClosed { because: because.to_owned(), on, reason });
    Ok(())
}

#[expect(clippy::wildcard_enum_match_arm, reason = "every other event leaves a step where it is")]
fn is_done(event: &Event, name: &StepName) -> bool {
    match event {
        Event::StepCompleted { step, .. } => step == name,
        Event::StepSettled { step, status, .. } => step == name && *status == StepStatus::Done,
        _other => false,
    }
}

/// Whether the day of a deadline that went away with the case has passed since: whoever reopened the case is not undone
/// by it.
pub(super) fn has_passed(name: &DeadlineName, case: &CaseState, today: Date) -> bool {
    let known = case.deadlines.get(name);
    known.is_some_and(|known| {
        let went = matches!(&known.state, DeadlineState::Dropped(because) if because == crate::CASE_ENDED);
        went && known.date.due < today
    })
}
