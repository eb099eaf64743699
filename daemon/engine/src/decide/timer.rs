//! A timer fell due. It may be late, early no more, of an older arming, or overtaken: then there is nothing to do.

use definition::Kind;
use model::deadline::{DeadlineState, RungState, TimerKind};
use model::step::StepStatus;
use model::{CaseId, Date, DeadlineName, Event, Generation};

use super::administer::daemon_only;
use crate::follow::{fire_rung, follow};
use crate::planted::{self, Bug};
use crate::refusal::Refusal;
use crate::timers;
use crate::world::Draft;

pub(super) fn fire(
    draft: &mut Draft<'_>,
    (id, name): (CaseId, &DeadlineName),
    kind: TimerKind,
    generation: Generation,
) -> Result<(), Refusal> {
    daemon_only(draft)?;
    let Some(case) = draft.find_case(id).cloned() else { return Ok(()) };
    let Some(deadline) = case.deadlines.get(name).cloned() else { return Ok(()) };
    let armed = timers::armed(&case);
    let timer = armed
        .iter()
        .find(|timer| timer.deadline == *name && timer.kind == kind && timer.generation == generation);
    let Some(timer) = timer else { return Ok(()) };
    if timer.at > draft.world.at.recorded_at || deadline.state != DeadlineState::Running {
        return Ok(());
    }
    drop(case);
    match kind {
        TimerKind::Rung(place) => {
            let planned = deadline.date.rungs.get(usize::try_from(place).unwrap_or(usize::MAX));
            if planned.is_some_and(|rung| rung.state == RungState::Planned) {
                fire_rung(draft, id, (&deadline, place), false)?;
                if planted::is(Bug::DoubleFire) {
                    fire_rung(draft, id, (&deadline, place), false)?;
                }
            }
            Ok(())
        }
        TimerKind::Lapse => {
            let on = deadline.date.due;
            draft.on_case(id, Event::DeadlineLapsed { deadline: name.clone(), on });
            go_on(draft, id, &deadline, on)
        }
    }
}

/// A hearing without an answer, or a day that was waited for: the case goes on.
fn go_on(draft: &mut Draft<'_>, id: CaseId, deadline: &model::Deadline, on: Date) -> Result<(), Refusal> {
    let case = draft.case(id)?.clone();
    let (definition, _) = draft.rules_of(&case)?;
    let is_wait = definition.steps.get(&deadline.step).is_some_and(|step| matches!(step.kind, Kind::Wait(_)));
    let on = if is_wait { deadline.date.raw } else { on };
    let waits = case.steps.get(&deadline.step).is_some_and(|state| state.status == StepStatus::Active);
    if waits && case.is_open() {
        let over = Event::StepSettled {
            step: deadline.step.clone(),
            status: StepStatus::Done,
            because: if is_wait { "reached" } else { "no_answer" }.to_owned(),
            on,
        };
        drop(case);
        draft.on_case(id, over);
    }
    follow(draft, id, on)
}
