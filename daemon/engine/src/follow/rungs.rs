//! Rungs fire into the history and reach people.

use std::sync::Arc;

use model::deadline::{Obliged, Recipient};
use model::step::SlotState;
use model::{
    CaseId, CaseState, Deadline, Effect, EffectKind, Event, PersonId, Private, RoleName, StreamId, Value,
};

use crate::refusal::Refusal;
use crate::world::Draft;

/// Fires a rung into the history and tells whom it concerns.
pub(crate) fn fire_rung(
    draft: &mut Draft<'_>,
    id: CaseId,
    which: (&Deadline, u32),
    catch_up: bool,
) -> Result<(), Refusal> {
    let (deadline, place) = which;
    let Some(rung) = deadline.date.rungs.get(usize::try_from(place).unwrap_or(usize::MAX)) else {
        return Ok(());
    };
    let case = Arc::clone(draft.case(id)?);
    let to = recipients(draft, &case, deadline, &rung.recipients);
    // Until letters can be sent, whoever works with the citizen is asked to tell them.
    let to_tell = rung.recipients.contains(&Recipient::Citizen).then(|| owners(draft, &case, deadline));
    drop(case);
    let input = Private::Clear(Value::Record(
        [
            ("rung".to_owned(), Value::text(rung.name.clone())),
            ("due".to_owned(), Value::Date(deadline.date.due)),
        ]
        .into(),
    ));
    let effect = |kind, to: Vec<PersonId>| Effect {
        stream: StreamId::Case(id),
        kind,
        to,
        deadline: Some(deadline.name.clone()),
        input: input.clone(),
    };
    draft.on_case(
        id,
        Event::RungFired { deadline: deadline.name.clone(), rung: place, to: to.clone(), catch_up },
    );
    if let Some(to_tell) = to_tell {
        draft.effect(effect(EffectKind::TellCitizen, to_tell));
    }
    if !to.is_empty() {
        draft.effect(effect(EffectKind::Remind, to));
    }
    Ok(())
}

/// Whom a rung reaches. Where nobody fits, the leader of the unit: a reminder is never lost for want of an address.
fn recipients(draft: &Draft<'_>, case: &CaseState, deadline: &Deadline, to: &[Recipient]) -> Vec<PersonId> {
    let directory = draft.world.directory;
    let leader = directory.units.get(&case.unit).and_then(|unit| unit.leader.clone());
    let owners = owners(draft, case, deadline);
    let mut people = Vec::new();
    for recipient in to {
        match recipient {
            Recipient::Owner => people.extend(owners.clone()),
            Recipient::Deputy => {
                let holders = case.holders.values().filter(|holder| owners.contains(&holder.person));
                let of_role = holders.filter_map(|holder| holder.deputy.clone());
                let of_person = owners.iter().filter_map(|owner| directory.people.get(owner)?.deputy.clone());
                people.extend(of_role.chain(of_person));
            }
            Recipient::Leader => people.extend(leader.clone()),
            Recipient::Role(role) => people.extend(holders(draft, case, role)),
            Recipient::Citizen => {}
        }
    }
    // Who left the municipality reads no reminder.
    people.retain(|person| directory.people.contains_key(person));
    if people.is_empty() && to.iter().any(|recipient| *recipient != Recipient::Citizen) {
        people.extend(leader);
    }
    people.sort();
    people.dedup();
    people
}

/// Who has to meet a deadline: who holds the task, else who is appointed, else everybody who could take it.
fn owners(draft: &Draft<'_>, case: &CaseState, deadline: &Deadline) -> Vec<PersonId> {
    let Obliged::Role(role) = &deadline.obliged else {
        return case.holders.values().map(|holder| holder.person.clone()).collect();
    };
    let could = || holders(draft, case, role);
    let Some(state) = case.steps.get(&deadline.step) else { return could() };
    let open: Vec<_> = state.slots.values().filter(|slot| slot.state == SlotState::Open).collect();
    // A contribution that nobody has taken is everybody's who could.
    let is_anyones =
        if open.is_empty() { state.owner.is_none() } else { open.iter().any(|slot| slot.owner.is_none()) };
    let mut owners: Vec<PersonId> =
        state.owner.iter().chain(open.iter().filter_map(|slot| slot.owner.as_ref())).cloned().collect();
    if is_anyones {
        owners.extend(could());
    }
    owners
}

/// Who is appointed to a role on the case, else everybody who has it there.
fn holders(draft: &Draft<'_>, case: &CaseState, role: &RoleName) -> Vec<PersonId> {
    match case.holders.get(role) {
        Some(holder) => vec![holder.person.clone()],
        None => draft.world.directory.holders(role, &case.unit).cloned().collect(),
    }
}
