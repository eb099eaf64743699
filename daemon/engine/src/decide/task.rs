//! Taking, giving back, handing on; drafts.

use access::{Seeker, may_go_on, may_hold, may_manage};
use definition::{Definition, Kind};
use model::deadline::Sentence;
use model::step::SlotState;
use model::{CaseId, CaseState, Event, PersonId, Private, StepName, StepStatus, TaskName, Value};

use crate::follow::stage_is_settled;

use crate::refusal::Refusal;
use crate::world::{Draft, private_text};

/// A task that somebody can work on now, and who holds it.
pub(super) struct OpenTask {
    pub(super) owner: Option<PersonId>,
}

/// The task, if it is open.
pub(super) fn open_task(
    case: &CaseState,
    task: &TaskName,
    definition: &Definition,
) -> Result<OpenTask, Refusal> {
    let (Some(step), Some(state)) = (definition.steps.get(&task.step), case.steps.get(&task.step)) else {
        return Err(Refusal::not_found(
            "unknown-task",
            format!("Opgaven `{task}` findes ikke på sagen."),
            format!("there is no task `{task}` on this case"),
        )
        .missing(open_tasks(case)));
    };
    if !state.is_active() {
        return Err(Refusal::conflict(
            "task-not-open",
            format!("Opgaven »{}« er ikke åben.", step.title.da),
            format!("the task `{task}` is not open; it is {}", status_word(state.status)),
        )
        .missing(waits_for(case, step, definition))
        .who(step.by.iter().map(ToString::to_string)));
    }
    let takes_slots = matches!(step.kind, Kind::Contributions { .. });
    match (task.slot, takes_slots) {
        (None, false) => Ok(OpenTask { owner: state.owner.clone() }),
        (Some(number), true) => match state.slots.get(&number) {
            Some(slot) if slot.state == SlotState::Open => Ok(OpenTask { owner: slot.owner.clone() }),
            Some(_) => Err(Refusal::conflict(
                "already-contributed",
                "Bidraget er allerede afsluttet.",
                format!("the contribution `{task}` is already settled"),
            )),
            None => Err(no_such_slot(task, state.slots.len())),
        },
        (Some(_), false) | (None, true) => Err(no_such_slot(task, state.slots.len())),
    }
}

fn no_such_slot(task: &TaskName, slots: usize) -> Refusal {
    let way_out = if slots == 0 {
        format!("name the step alone, `{}`", task.step)
    } else {
        format!("name one of `{0}.1` to `{0}.{slots}`", task.step)
    };
    Refusal::not_found(
        "unknown-task",
        format!("Opgaven `{task}` findes ikke på sagen."),
        format!("there is no task `{task}`; {way_out}"),
    )
}

fn status_word(status: StepStatus) -> &'static str {
    match status {
        StepStatus::Waiting => "waiting",
        StepStatus::Skipped => "skipped",
        StepStatus::Active => "open",
        StepStatus::Done => "done",
        StepStatus::Closed => "closed",
        StepStatus::Cancelled => "cancelled",
    }
}

/// What a step that waits is waiting for: steps and stages that are not settled, else a consent.
pub(super) fn waits_for(case: &CaseState, step: &definition::Step, definition: &Definition) -> Vec<String> {
    if case.steps.get(&step.name).is_none_or(|state| state.status != StepStatus::Waiting) {
        return Vec::new();
    }
    let is_settled = |name: &StepName| case.steps.get(name).is_some_and(|state| state.status.is_settled());
    let mut waits = Vec::new();
    let around = definition.stages_of(step).map(|stage| &stage.after);
    for after in core::iter::once(&step.after).chain(around) {
        let list = match after {
            definition::After::Nothing => continue,
            definition::After::All(list) | definition::After::Any(list) => list,
        };
        for before in list {
            match before {
                definition::Before::Step(name) if !is_settled(name) => waits.push(format!("step {name}")),
                definition::Before::Stage(name) if !stage_is_settled(name, case, definition) => {
                    waits.push(format!("stage {name}"));
                }
                definition::Before::Event(event) if case.last_happening(event.as_str()).is_none() => {
                    waits.push(format!("event {event}"));
                }
                definition::Before::Step(_) | definition::Before::Stage(_) | definition::Before::Event(_) => {
                }
            }
        }
    }
    if waits.is_empty() {
        let purposes = definition.stages_of(step).filter_map(|stage| stage.requires.as_ref());
        waits.extend(purposes.map(|purpose| format!("consent {purpose}")));
    }
    waits
}

/// Every task that is open on a case.
pub(crate) fn open_tasks(case: &CaseState) -> Vec<String> {
    let mut tasks = Vec::new();
    for (step, state) in case.steps.iter().filter(|(_, state)| state.is_active()) {
        if state.slots.is_empty() {
            tasks.push(step.to_string());
        }
        let open = state.slots.iter().filter(|(_, slot)| slot.state == SlotState::Open);
        tasks.extend(open.map(|(number, _)| format!("{step}.{number}")));
    }
    tasks
}

/// The person may work on the task: they hold it, or nobody does and they could.
pub(super) fn may_work(
    seeker: Seeker<'_>,
    (case, definition): (&CaseState, &Definition),
    task: &TaskName,
    open: &OpenTask,
) -> Result<(), Refusal> {
    match &open.owner {
        Some(owner) if owner == seeker.person => Ok(may_go_on(seeker, task, case, definition)?),
        Some(owner) => {
            // A deputy of the person appointed acts in their place.
            let stands_in = case
                .holders
                .values()
                .any(|holder| holder.person == *owner && holder.deputy.as_ref() == Some(seeker.person));
            if stands_in {
                return Ok(may_go_on(seeker, task, case, definition)?);
            }
            Err(held_by(task, owner))
        }
        None => Ok(may_hold(seeker, task, case, definition)?),
    }
}

fn held_by(task: &TaskName, owner: &PersonId) -> Refusal {
    Refusal::conflict(
        "held-by-another",
        format!("Opgaven `{task}` er taget af `{owner}`."),
        format!(
            "the task `{task}` is held by `{owner}`; ask them to release it, or the leader to give it to you"
        ),
    )
    .who([owner.to_string()])
}

pub(super) fn claim(draft: &mut Draft<'_>, id: CaseId, task: &TaskName) -> Result<(), Refusal> {
    let (case, definition, _) = draft.open_case_and_rules(id)?;
    let seeker = draft.seeker()?;
    let open = open_task(&case, task, &definition)?;
    match &open.owner {
        Some(owner) if owner == seeker.person => return Ok(()),
        Some(owner) => return Err(held_by(task, owner)),
        None => may_hold(seeker, task, &case, &definition)?,
    }
    let claimed =
        Event::TaskClaimed { task: task.clone(), by: seeker.person.clone(), given_by: None, note: None };
    drop(case);
    draft.on_case(id, claimed);
    Ok(())
}

pub(super) fn release(draft: &mut Draft<'_>, id: CaseId, task: &TaskName) -> Result<(), Refusal> {
    let (case, definition, _) = draft.open_case_and_rules(id)?;
    let seeker = draft.seeker()?;
    let open = open_task(&case, task, &definition)?;
    let Some(owner) = open.owner else {
        return Err(Refusal::conflict(
            "not-claimed",
            format!("Opgaven `{task}` er ikke taget af nogen."),
            format!("nobody holds the task `{task}`, so there is nothing to release"),
        ));
    };
    if owner != *seeker.person && may_manage(seeker, &case).is_err() {
        return Err(held_by(task, &owner));
    }
    drop(case);
    draft.on_case(id, Event::TaskReleased { task: task.clone(), by: owner });
    Ok(())
}

/// The code of a task that looks at what somebody did.
const OWN_WORK: &str = "own-work";

pub(super) fn delegate(
    draft: &mut Draft<'_>,
    id: CaseId,
    task: &TaskName,
    (to, note): (&PersonId, Option<&String>),
) -> Result<(), Refusal> {
    let (case, definition, _) = draft.open_case_and_rules(id)?;
    let seeker = draft.seeker()?;
    let open = open_task(&case, task, &definition)?;
    let mine = open.owner.as_ref() == Some(seeker.person)
        || (open.owner.is_none() && may_hold(seeker, task, &case, &definition).is_ok());
    if !mine {
        may_manage(seeker, &case)?;
    }
    if !draft.world.directory.people.contains_key(to) {
        return Err(unknown_person(to));
    }
    may_hold(Seeker { person: to, directory: draft.world.directory }, task, &case, &definition).map_err(
        |denial| {
            if denial.code == OWN_WORK {
                let because = Sentence {
                    da: format!("`{to}` har selv arbejdet med det, som opgaven ser på."),
                    en: format!("`{to}` worked on what the task `{task}` looks at; give it to somebody else"),
                };
                return Refusal::from(access::Denial { because, ..denial });
            }
            Refusal::conflict(
                "cannot-hold-task",
                format!("`{to}` har ikke den rolle, som opgaven kræver."),
                format!("`{to}` does not hold the role that the task `{task}` needs"),
            )
            .who(denial.who)
        },
    )?;
    let given = Event::TaskClaimed {
        task: task.clone(),
        by: to.clone(),
        given_by: Some(seeker.person.clone()),
        note: private_text(note),
    };
    drop(case);
    draft.on_case(id, given);
    draft.effect(model::Effect {
        stream: model::StreamId::Case(id),
        kind: model::EffectKind::Announce,
        to: vec![to.clone()],
        deadline: None,
        input: Private::Clear(Value::text(task.to_string())),
    });
    Ok(())
}

pub(super) fn unknown_person(person: &PersonId) -> Refusal {
    Refusal::not_found(
        "unknown-person",
        format!("Medarbejderen `{person}` findes ikke i kommunens fil."),
        format!("there is no member of staff `{person}` in the municipality file"),
    )
}

pub(super) fn save_draft(
    draft: &mut Draft<'_>,
    id: CaseId,
    task: &TaskName,
    content: Option<&Value>,
) -> Result<(), Refusal> {
    let (case, definition, _) = draft.open_case_and_rules(id)?;
    let seeker = draft.seeker()?;
    let key = (task.slot.unwrap_or(0), seeker.person.clone());
    let has_draft = case.steps.get(&task.step).is_some_and(|state| state.drafts.contains_key(&key));
    // A draft outlives a release and the task itself: its author may always discard it.
    if !(has_draft && content.is_none()) {
        let open = open_task(&case, task, &definition)?;
        may_work(seeker, (&case, &definition), task, &open)?;
    }
    if content.is_none() && !has_draft {
        return Ok(());
    }
    let saved = Event::DraftSaved {
        task: task.clone(),
        author: seeker.person.clone(),
        content: content.map(|value| Private::Clear(value.clone())),
    };
    drop(case);
    draft.on_case(id, saved);
    Ok(())
}
