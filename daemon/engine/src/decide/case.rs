//! A case as a whole: open, close, reopen; steps that a person starts or stops.

use access::{may_hold, may_manage, may_open, may_reopen};
use model::case::CaseStatus;
use model::step::StepStatus;
use model::{CaseId, Command, Event, StepName, TaskName};

use super::administer::daemon_only;
use super::task::waits_for;
use crate::follow::linked::{CASES_PER_CITIZEN_MAX, New, begin, is_set_aside};
use crate::follow::{begin_step, end_case, follow, raise_if_idle};
use crate::pauses::goes_on;
use crate::refusal::Refusal;
use crate::world::{Draft, private_text, reason};

pub(super) fn open(draft: &mut Draft<'_>, command: &Command) -> Result<(), Refusal> {
    let Command::OpenCase { citizen, workflow, event, on, unit, note } = command else { return Ok(()) };
    let known = draft.citizen(*citizen)?;
    let known_cases = known.cases.len();
    let organisation = draft.organisation();
    let today = draft.world.today;
    let Some(activated) = organisation.current(workflow, today) else {
        return Err(Refusal::not_found(
            "unknown-workflow",
            format!("Arbejdsgangen `{workflow}` er ikke i kraft."),
            format!("no workflow `{workflow}` is in force"),
        )
        .missing(organisation.in_force(today).map(|(name, _)| name.to_string())));
    };
    let Some((definition, _)) = draft.world.rules.definition(&activated.definition, &activated.rule_pack)
    else {
        return Err(Refusal::conflict(
            "definition-missing",
            "Arbejdsgangen kan ikke læses.",
            "the workflow cannot be read",
        ));
    };
    if !draft.world.directory.units.contains_key(unit) {
        return Err(Refusal::not_found(
            "unknown-unit",
            format!("Enheden `{unit}` findes ikke."),
            format!("there is no unit `{unit}`"),
        )
        .missing(draft.world.directory.units.keys().map(ToString::to_string)));
    }
    let Some(rule) = definition.events.get(event).filter(|_| definition.opens.contains(event)) else {
        return Err(Refusal::invalid(
            "event-does-not-open",
            format!("Hændelsen `{event}` åbner ikke en sag."),
            format!("the event `{event}` does not open a case of `{workflow}`"),
        )
        .missing(definition.opens.iter().map(ToString::to_string)));
    };
    may_open(draft.seeker()?, event, rule, unit)?;
    let on = draft.happened_on(Some(*on))?;
    if known_cases >= CASES_PER_CITIZEN_MAX {
        return Err(Refusal::conflict(
            "too-many-cases",
            "Borgeren har for mange sager.",
            format!("the citizen has {CASES_PER_CITIZEN_MAX} cases, which is the most"),
        ));
    }
    let new = New {
        citizen: *citizen,
        workflow,
        activated,
        definition: &definition,
        unit,
        event,
        on,
        note: private_text(note.as_ref()),
        parent: None,
    };
    let id = begin(draft, new);
    follow(draft, id, on)
}

pub(super) fn close(draft: &mut Draft<'_>, id: CaseId, why: &str) -> Result<(), Refusal> {
    let case = draft.open_case(id)?.clone();
    may_manage(draft.seeker()?, &case)?;
    drop(case);
    let reason = reason(why)?;
    let today = draft.world.today;
    end_case(draft, id, "by_hand", today, Some(reason))?;
    follow(draft, id, today)
}

pub(super) fn reopen(draft: &mut Draft<'_>, id: CaseId, why: &str) -> Result<(), Refusal> {
    let case = draft.sound_case(id)?.clone();
    may_manage(draft.seeker()?, &case)?;
    if !matches!(case.status, CaseStatus::Closed { .. }) {
        return Err(Refusal::conflict(
            "case-not-closed",
            "Sagen er ikke lukket.",
            format!("the case `{id}` is not closed"),
        ));
    }
    drop(case);
    let today = draft.world.today;
    draft.on_case(id, Event::CaseReopened { on: today, reason: reason(why)?, steps: None });
    follow(draft, id, today)?;
    raise_if_idle(draft, id)
}

pub(super) fn start_step(
    draft: &mut Draft<'_>,
    id: CaseId,
    name: &StepName,
    why: &str,
) -> Result<(), Refusal> {
    let (case, definition, _) = draft.open_case_and_rules(id)?;
    let (Some(step), Some(state)) = (definition.steps.get(name), case.steps.get(name)) else {
        return Err(unknown_step(name));
    };
    let restarts = state.status == StepStatus::Cancelled;
    let reopens = step.reopened_by().filter(|_| state.status == StepStatus::Done);
    // What is nobody's work was stopped by who leads the case, and goes on by who does.
    if let Some(roles) = reopens {
        may_reopen(draft.seeker()?, step, roles, (&case, &definition))?;
    } else if restarts && step.by.is_none() {
        may_manage(draft.seeker()?, &case)?;
    } else {
        may_hold(draft.seeker()?, &TaskName::of(name), &case, &definition)?;
    }
    let begins = step.optional && state.status == StepStatus::Waiting;
    if !(restarts || begins || reopens.is_some()) {
        return Err(Refusal::conflict(
            "step-starts-by-itself",
            format!("Trinnet »{}« kan ikke startes i hånden nu.", step.title.da),
            format!("the step `{name}` is not one that a person starts now"),
        ));
    }
    reason(why)?;
    goes_on(step, (&case, &definition), draft.world.directory)?;
    drop(case);
    if !begin_step(draft, id, step)? {
        return Err(Refusal::conflict(
            "step-not-possible",
            format!("Trinnet »{}« kan ikke startes nu.", step.title.da),
            format!("the step `{name}` cannot be started now: what comes before it is not settled, or its stage is over"),
        )
        .missing(waits_for(draft.case(id)?, step, &definition)));
    }
    follow(draft, id, draft.world.today)
}

pub(super) fn cancel_step(
    draft: &mut Draft<'_>,
    id: CaseId,
    name: &StepName,
    why: &str,
) -> Result<(), Refusal> {
    let case = draft.open_case(id)?.clone();
    may_manage(draft.seeker()?, &case)?;
    let Some(state) = case.steps.get(name) else { return Err(unknown_step(name)) };
    if !state.is_active() {
        return Err(Refusal::conflict(
            "task-not-open",
            "Trinnet er ikke åbent.",
            format!("the step `{name}` is not open"),
        ));
    }
    reason(why)?;
    drop(case);
    let cancelled = Event::StepSettled {
        step: name.clone(),
        status: StepStatus::Cancelled,
        because: "by_hand".to_owned(),
        on: draft.world.today,
    };
    draft.on_case(id, cancelled);
    follow(draft, id, draft.world.today)
}

fn unknown_step(name: &StepName) -> Refusal {
    Refusal::not_found(
        "unknown-step",
        format!("Trinnet `{name}` findes ikke."),
        format!("the workflow has no step `{name}`"),
    )
}

pub(super) fn settle_concern(
    draft: &mut Draft<'_>,
    id: CaseId,
    number: u32,
    finding: &str,
) -> Result<(), Refusal> {
    // A concern outlives its case: an effect may fail after the end.
    let case = draft.sound_case(id)?.clone();
    let seeker = draft.seeker()?;
    may_manage(seeker, &case)?;
    match case.concerns.get(&number) {
        Some(concern) if concern.settled_by.is_none() => {
            let settled =
                Event::ConcernSettled { number, by: seeker.person.clone(), finding: reason(finding)? };
            drop(case);
            draft.on_case(id, settled);
            follow(draft, id, draft.world.today)
        }
        Some(_) | None => Err(Refusal::not_found(
            "unknown-concern",
            format!("Der er ikke noget at se på under nummer {number}."),
            format!("no concern {number} is open on this case"),
        )),
    }
}

pub(super) fn quarantine(draft: &mut Draft<'_>, id: CaseId, because: &str) -> Result<(), Refusal> {
    daemon_only(draft)?;
    draft.open_case(id)?;
    draft.on_case(id, Event::CaseQuarantined { because: because.to_owned() });
    is_set_aside(draft, id)
}
