//! A step opens a case of another workflow for the same citizen, and goes on when that has ended.
//!
//! Both stand in one record: nobody sees a step that waits for a case that is not there. Where no case can be opened, the
//! step is the work of its role, who does what the case was for and writes down what came of it.

use definition::{Definition, Kind, Step};
use model::case::{CaseStatus, Parent};
use model::organisation::Activated;
use model::{CaseId, CitizenId, Date, Event, EventName, Private, RoleName, UnitId, WorkflowName};

use super::{follow, raise};
use crate::refusal::Refusal;
use crate::world::Draft;

/// Cases that wait for each other in a row, at most: a workflow that opens a case of itself would do so for ever.
const IN_A_ROW_MAX: usize = 3;

/// Most cases of one citizen: consents and coordinator reach all of them in one record.
pub(crate) const CASES_PER_CITIZEN_MAX: usize = 200;

/// The code of a concern: the case could not go on with the end of the other.
const NOT_FOLLOWED: &str = "linked_case_not_followed";

/// The code of a concern: the case that is waited for was set aside.
const SET_ASIDE: &str = "linked_case_set_aside";

/// The role that a citizen's coordinator has on each of their cases.
const COORDINATOR: &str = "coordinator";

/// A case that is to begin.
pub(crate) struct New<'n> {
    pub(crate) citizen: CitizenId,
    pub(crate) workflow: &'n WorkflowName,
    pub(crate) activated: &'n Activated,
    pub(crate) definition: &'n Definition,
    pub(crate) unit: &'n UnitId,
    pub(crate) event: &'n EventName,
    pub(crate) on: Date,
    pub(crate) note: Option<Private>,
    pub(crate) parent: Option<Parent>,
}

/// Begins a case; nothing has followed from it yet.
pub(crate) fn begin(draft: &mut Draft<'_>, new: New<'_>) -> CaseId {
    let opened = draft.decision.events.values().flatten();
    let opened = opened.filter(|event| matches!(event, Event::CaseOpened { .. })).count();
    let before = draft.world.last_case.saturating_add(u64::try_from(opened).unwrap_or(u64::MAX));
    let id = CaseId(before.saturating_add(1));
    let coordinator = draft.find_citizen(new.citizen).and_then(|citizen| citizen.coordinator.clone());
    draft.on_citizen(new.citizen, Event::CaseLinked { case: id });
    draft.on_case(
        id,
        Event::CaseOpened {
            citizen: new.citizen,
            workflow: new.workflow.clone(),
            definition: new.activated.definition,
            rule_pack: new.activated.rule_pack,
            unit: new.unit.clone(),
            steps: new.definition.order.clone(),
            parent: new.parent,
        },
    );
    // What opened a case is the first that happened to it.
    let (event, on, note) = (new.event.clone(), new.on, new.note);
    draft.on_case(id, Event::Happened { number: 1, event, on, at: None, note, channel: None, about: None });
    // One coordinator for the citizen: a new case takes who they have.
    let role = RoleName::new(COORDINATOR);
    if let (Some(holder), true) = (coordinator, new.definition.roles.contains_key(&role)) {
        let (person, deputy) = (holder.person, holder.deputy);
        draft.on_case(
            id,
            Event::HolderAppointed { role, person, deputy, from: on, by: None, component: None },
        );
    }
    id
}

/// Opens the case of a step that has just opened.
pub(super) fn open(draft: &mut Draft<'_>, id: CaseId, step: &Step, on: Date) -> Result<(), Refusal> {
    let Kind::Case { workflow, event } = &step.kind else { return Ok(()) };
    // A round that the end of the case interrupted waits for the case that it had opened.
    let known = draft.case(id)?.steps.get(&step.name).and_then(|state| state.linked.clone());
    if known.is_some_and(|known| known.case.is_some()) {
        return Ok(());
    }
    let name = step.name.clone();
    match possible(draft, id, (workflow, event))? {
        Err(why) => {
            let failed = Some(why.to_owned());
            draft.on_case(id, Event::LinkedCaseOpened { step: name, case: None, failed });
            Ok(())
        }
        Ok((activated, definition)) => {
            let (citizen, unit) = {
                let case = draft.case(id)?;
                (case.citizen, case.unit.clone())
            };
            let parent = Some(Parent { case: id, step: name.clone() });
            let new = New {
                citizen,
                workflow,
                activated: &activated,
                definition: &definition,
                unit: &unit,
                event,
                on,
                note: None,
                parent,
            };
            let child = begin(draft, new);
            draft.on_case(id, Event::LinkedCaseOpened { step: name, case: Some(child), failed: None });
            follow(draft, child, on)
        }
    }
}

/// What a new case takes, or why there is none, as a code.
type Possible = Result<(Activated, std::sync::Arc<Definition>), &'static str>;

fn possible(
    draft: &mut Draft<'_>,
    id: CaseId,
    (workflow, event): (&WorkflowName, &EventName),
) -> Result<Possible, Refusal> {
    let today = draft.world.today;
    let organisation = draft.organisation();
    let Some(activated) = organisation.current(workflow, today).cloned() else {
        return Ok(Err("not_in_force"));
    };
    let rules = draft.world.rules.definition(&activated.definition, &activated.rule_pack);
    let Some((definition, _)) = rules else { return Ok(Err("not_in_force")) };
    if !definition.opens.contains(event) {
        return Ok(Err("event_does_not_open"));
    }
    let citizen = draft.case(id)?.citizen;
    if draft.citizen(citizen)?.cases.len() >= CASES_PER_CITIZEN_MAX {
        return Ok(Err("too_many_cases"));
    }
    let mut above = Some(id);
    for _ in 0..IN_A_ROW_MAX {
        let Some(case) = above else { return Ok(Ok((activated, definition))) };
        above = draft.find_case(case).and_then(|case| case.parent.as_ref().map(|parent| parent.case));
    }
    Ok(above.map_or_else(|| Ok((activated, definition)), |_| Err("too_many_in_a_row")))
}

/// Tells the case that waits for one that has just come to rest that it has ended.
pub(super) fn tell(draft: &mut Draft<'_>, id: CaseId, on: Date) -> Result<(), Refusal> {
    let Some(case) = draft.find_case(id) else { return Ok(()) };
    let (CaseStatus::Closed { because, .. }, Some(parent)) = (&case.status, &case.parent) else {
        return Ok(());
    };
    let (because, parent) = (because.clone(), parent.clone());
    let Some(waiting) = draft.find_case(parent.case).filter(|waiting| !waiting.erasing) else {
        return Ok(());
    };
    let linked = waiting.steps.get(&parent.step).and_then(|state| state.linked.as_ref());
    if linked.is_none_or(|linked| linked.case != Some(id) || linked.ended) {
        return Ok(());
    }
    let step = parent.step.clone();
    let ended = Event::LinkedCaseEnded { step: parent.step, case: id, outcome: because };
    draft.on_case(parent.case, ended);
    if !draft.case(parent.case)?.is_open() {
        return Ok(());
    }
    // What is wrong with the case that waits must not keep this one from ending: a person looks at it there.
    let before = draft.clone();
    if follow(draft, parent.case, on).is_err() {
        *draft = before;
        raise(draft, parent.case, &step, NOT_FOLLOWED)?;
    }
    Ok(())
}

/// Tells whoever leads the case that waits that the other one was set aside: nobody knows when it ends.
pub(crate) fn is_set_aside(draft: &mut Draft<'_>, id: CaseId) -> Result<(), Refusal> {
    let Some(parent) = draft.find_case(id).and_then(|case| case.parent.clone()) else { return Ok(()) };
    let waiting = draft.find_case(parent.case).filter(|waiting| waiting.is_open() && !waiting.erasing);
    let linked = waiting.and_then(|waiting| waiting.steps.get(&parent.step)?.linked.as_ref());
    if linked.is_some_and(|linked| linked.case == Some(id) && !linked.ended) {
        raise(draft, parent.case, &parent.step, SET_ASIDE)?;
    }
    Ok(())
}
