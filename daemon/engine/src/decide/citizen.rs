//! The citizen: register, one coordinator, live consents.

use std::collections::BTreeSet;
use std::sync::Arc;

use access::Seeker;
use definition::Definition;
use model::case::Holder;
use model::step::SlotState;
use model::{
    CaseId, CaseState, CitizenId, Command, ContentHash, Date, Event, PersonId, Private, RoleName, TaskName,
    Value,
};

use super::task::unknown_person;
use crate::follow::follow;
use crate::refusal::{Refusal, RefusalKind};
use crate::world::{Draft, private_text, reason};

/// The role that belongs to the citizen and not to one case.
pub(crate) const COORDINATOR: &str = "coordinator";

pub(super) fn register(draft: &mut Draft<'_>, command: &Command) -> Result<(), Refusal> {
    let Command::RegisterCitizen { cpr, name, birth_date, synthetic, digital_post } = command else {
        return Ok(());
    };
    let seeker = draft.seeker()?;
    if seeker.directory.people.get(seeker.person).is_none_or(|person| person.roles.is_empty()) {
        return Err(Refusal::from(access::Denial {
            code: "no-role",
            because: model::deadline::Sentence {
                da: "Du har ingen rolle i kommunens fil.".to_owned(),
                en: "you hold no role in the municipality file".to_owned(),
            },
            who: Vec::new(),
        }));
    }
    let digits = cpr_digits(cpr);
    check_cpr(&digits, *synthetic)?;
    let name = name.trim();
    if name.is_empty() || name.len() > 300 {
        return Err(Refusal::invalid("name-missing", "Skriv borgerens navn.", "write the citizen's name")
            .missing(["name"]));
    }
    if *birth_date > draft.world.today {
        return Err(Refusal::invalid(
            "in-the-future",
            "Fødselsdatoen ligger i fremtiden.",
            "the birth date lies in the future",
        )
        .missing(["birth_date"]));
    }
    if let Some(known) = draft.world.registered {
        return Err(Refusal::conflict(
            "already-registered",
            format!("Borgeren er allerede registreret som `{known}`."),
            format!("the citizen is already registered as `{known}`; go on with that one"),
        )
        .missing([known.to_string()]));
    }
    let id = CitizenId(draft.world.last_citizen.saturating_add(1));
    let registered = Event::CitizenRegistered {
        cpr: Private::text(digits),
        name: Private::text(name),
        birth_date: Private::Clear(Value::Date(*birth_date)),
        synthetic: *synthetic,
        digital_post: *digital_post,
    };
    draft.on_citizen(id, registered);
    Ok(())
}

/// A CPR number as it is kept: the digits, without the dash and blanks that people write.
#[must_use]
pub fn cpr_digits(cpr: &str) -> String {
    cpr.chars().filter(|c| *c != '-' && *c != ' ').collect()
}

/// Ten digits with a plausible day; synthetic numbers have day + 60. Modulus 11 is a hint and refuses nobody
/// (numbers without it are issued since 1 October 2007).
fn check_cpr(digits: &str, synthetic: bool) -> Result<(), Refusal> {
    let refuse = |da: &str, en: &str| Err(Refusal::invalid("cpr-invalid", da, en).missing(["cpr"]));
    if digits.len() != 10 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return refuse("Et CPR-nummer har ti cifre.", "a CPR number has ten digits");
    }
    let two = |from: usize| {
        digits.get(from..from.saturating_add(2)).and_then(|pair| pair.parse::<u8>().ok()).unwrap_or(0)
    };
    let (day, month) = (two(0), two(2));
    if !(1..=12).contains(&month) {
        return refuse("CPR-nummerets måned findes ikke.", "the month in the CPR number does not exist");
    }
    match (day, synthetic) {
        (1..=31, false) | (61..=91, true) => Ok(()),
        (61..=91, false) => refuse(
            "CPR-nummeret er konstrueret; det kan kun bruges til opdigtede personer.",
            "the CPR number is synthetic; it can be used for invented people only, with `synthetic`",
        ),
        _other => refuse(
            "CPR-nummerets dag findes ikke.",
            "the day in the CPR number does not exist, or `synthetic` is wrong",
        ),
    }
}

/// Somebody is given a role on a case, or on all cases of a citizen.
pub(super) struct Appointment<'a> {
    pub(super) citizen: CitizenId,
    pub(super) case: Option<CaseId>,
    pub(super) role: &'a RoleName,
    pub(super) person: &'a PersonId,
    pub(super) deputy: Option<&'a PersonId>,
    pub(super) from: Date,
    pub(super) reason: Option<Private>,
    /// Who judged a plugin's proposal, and the component, where it was confirmed.
    pub(super) by: Option<&'a PersonId>,
    pub(super) component: Option<ContentHash>,
    /// Why somebody is given the role who carries as many cases as it allows.
    pub(super) over_limit: Option<&'a str>,
}

/// Appoints somebody to a role. The coordinator is the citizen's: every open case gets them in the same record.
pub(super) fn appoint(
    draft: &mut Draft<'_>,
    appointment: &Appointment<'_>,
    definitions: &[Arc<Definition>],
) -> Result<(), Refusal> {
    check_appointment(draft, appointment, definitions)?;
    check_person(draft, appointment)?;
    let is_over = over_limit(draft, appointment)?;
    let Appointment { citizen, case, role, person, deputy, from, reason, by, component, .. } = appointment;
    let directory = draft.world.directory;
    let holder = |person: &PersonId| Event::HolderAppointed {
        role: (*role).clone(),
        person: person.clone(),
        deputy: deputy.cloned(),
        from: *from,
        by: by.cloned(),
        component: *component,
    };
    if role.as_str() != COORDINATOR {
        if let Some(case) = case {
            draft.on_case(*case, holder(person));
        }
        return Ok(());
    }
    let load = directory.load.get(*person).copied().unwrap_or(0);
    let appointed = Event::CoordinatorAppointed {
        person: (*person).clone(),
        deputy: deputy.cloned(),
        from: *from,
        relied_on: match component {
            Some(component) => format!("load {load}{is_over}; proposed by {component}"),
            None => format!("load {load}{is_over}"),
        },
        reason: reason.clone(),
    };
    let is_same = |holder: &Holder| holder.person == **person && holder.deputy.as_ref() == *deputy;
    if !draft.citizen(*citizen)?.coordinator.as_ref().is_some_and(is_same) {
        draft.on_citizen(*citizen, appointed);
    }
    let cases = draft.citizen(*citizen)?.cases.clone();
    for id in cases {
        let Some(state) = draft.find_case(id).cloned() else { continue };
        let knows_role =
            draft.rules_of(&state).is_ok_and(|(definition, _)| definition.roles.contains_key(*role));
        if state.is_open() && !state.erasing && knows_role {
            let is_new = !state.holders.get(*role).is_some_and(is_same);
            let released = tasks_of_former(&state, appointment);
            drop(state);
            if is_new {
                draft.on_case(id, holder(person));
            }
            for event in released {
                draft.on_case(id, event);
            }
        }
    }
    Ok(())
}

/// Both hold the role, a deputy is named where the role needs one, and it is somebody else.
fn check_appointment(
    draft: &Draft<'_>,
    appointment: &Appointment<'_>,
    definitions: &[Arc<Definition>],
) -> Result<(), Refusal> {
    let Appointment { role, person, deputy, .. } = appointment;
    let directory = draft.world.directory;
    for person in [Some(*person), *deputy].into_iter().flatten() {
        if !directory.people.contains_key(person) {
            return Err(unknown_person(person));
        }
        if !directory.holds(person, role, None) {
            let who = directory.people.values().filter(|known| directory.holds(&known.id, role, None));
            return Err(Refusal::conflict(
                "cannot-hold-role",
                format!("`{person}` har ikke rollen `{role}` i kommunens fil."),
                format!("`{person}` does not hold the role `{role}` in the municipality file"),
            )
            .who(who.map(|known| known.id.to_string())));
        }
    }
    let needs_deputy = definitions
        .iter()
        .any(|definition| definition.roles.get(*role).is_some_and(|rule| rule.deputy_required));
    if needs_deputy && deputy.is_none() {
        return Err(Refusal::invalid(
            "deputy-missing",
            "Der skal være en stedfortræder.",
            "the role needs a deputy; name one",
        )
        .missing(["deputy"]));
    }
    if *deputy == Some(*person) {
        return Err(Refusal::invalid(
            "deputy-is-same",
            "Stedfortræderen skal være en anden.",
            "the deputy must be somebody else",
        )
        .missing(["deputy"]));
    }
    Ok(())
}

/// Nobody is appointed without what the role needs, or to judge what they did: on none of the cases on which they would
/// hold the role.
fn check_person(draft: &mut Draft<'_>, appointment: &Appointment<'_>) -> Result<(), Refusal> {
    let Appointment { role, person, deputy, .. } = appointment;
    let directory = draft.world.directory;
    for (state, definition) in affected(draft, appointment)? {
        for person in [Some(*person), *deputy].into_iter().flatten() {
            let seeker = Seeker { person, directory };
            access::qualifies(seeker, role, (&state, &definition))?;
            access::may_be_appointed(seeker, role, &state, &definition)?;
        }
    }
    Ok(())
}

/// A case on which somebody would hold a role, and the definition that it keeps.
type Affected = (Arc<CaseState>, Arc<Definition>);

/// The open cases on which somebody would hold the role: who coordinates does so on every case of the citizen.
fn affected(draft: &mut Draft<'_>, appointment: &Appointment<'_>) -> Result<Vec<Affected>, Refusal> {
    let Appointment { citizen, case, role, .. } = appointment;
    let mut cases: BTreeSet<CaseId> = case.iter().copied().collect();
    if role.as_str() == COORDINATOR {
        cases.extend(&draft.citizen(*citizen)?.cases);
    }
    let mut affected = Vec::new();
    for id in cases {
        let Some(state) = draft.find_case(id).cloned() else { continue };
        let Ok((definition, _)) = draft.rules_of(&state) else { continue };
        if state.is_open() && !state.erasing && definition.roles.contains_key(*role) {
            affected.push((state, definition));
        }
    }
    Ok(affected)
}

/// What the history says beside the load where it is over what a role allows; refused where nobody says why.
fn over_limit(draft: &mut Draft<'_>, appointment: &Appointment<'_>) -> Result<&'static str, Refusal> {
    let Appointment { role, person, deputy, over_limit, .. } = appointment;
    let directory = draft.world.directory;
    let cases = affected(draft, appointment)?;
    let carries = |state: &CaseState| state.holders.values().any(|holder| holder.person == **person);
    let new = cases.iter().filter(|(state, _)| !carries(state)).count();
    let new = u32::try_from(new).unwrap_or(u32::MAX);
    for (state, definition) in &cases {
        let holder = state.holders.get(*role);
        let stands_in = |deputy: &PersonId| {
            holder.is_some_and(|known| known.person == *deputy || known.deputy.as_ref() == Some(deputy))
        };
        let place = (&**state, &**definition);
        let of_person = Seeker { person, directory };
        let is_full = Some(of_person).filter(|_| new > 0).map(|one| access::has_room(one, role, place, new));
        let of_deputy = deputy.filter(|deputy| !stands_in(deputy));
        let is_full_too =
            of_deputy.map(|person| access::has_room(Seeker { person, directory }, role, place, 0));
        let Some(denial) = [is_full, is_full_too].into_iter().flatten().find_map(Result::err) else {
            continue;
        };
        let Some(why) = over_limit else {
            return Err(
                Refusal { kind: RefusalKind::Conflict, ..Refusal::from(denial) }.missing(["over_limit"])
            );
        };
        reason(why)?;
        return Ok(", over max_cases");
    }
    Ok("")
}

/// Tasks of the role that the former holder or deputy had taken go back to it.
fn tasks_of_former(state: &model::CaseState, appointment: &Appointment<'_>) -> Vec<Event> {
    let mut released = Vec::new();
    let stays = |owner: &PersonId| owner == appointment.person || Some(owner) == appointment.deputy;
    let of_role = |step: &model::StepState| step.is_active() && step.role.as_ref() == Some(appointment.role);
    for (step, step_state) in state.steps.iter().filter(|(_, state)| of_role(state)) {
        let whole = step_state.owner.iter().map(|owner| (TaskName::of(step), owner));
        let slots = step_state.slots.iter().filter(|(_, slot)| slot.state == SlotState::Open);
        let slots = slots.filter_map(|(number, slot)| {
            Some((TaskName { step: step.clone(), slot: Some(*number) }, slot.owner.as_ref()?))
        });
        let former = whole.chain(slots).filter(|(_, owner)| !stays(owner));
        released.extend(former.map(|(task, owner)| Event::TaskReleased { task, by: owner.clone() }));
    }
    released
}

pub(super) fn appoint_coordinator(
    draft: &mut Draft<'_>,
    id: CitizenId,
    (person, deputy): (&PersonId, Option<&PersonId>),
    why: &str,
) -> Result<(), Refusal> {
    let citizen = draft.citizen(id)?.clone();
    let seeker = draft.seeker()?;
    let mut allowed = false;
    let mut definitions = Vec::new();
    let mut leaders = BTreeSet::new();
    for case in &citizen.cases {
        let Some(state) = draft.find_case(*case).cloned() else { continue };
        if state.is_open() {
            allowed = allowed || seeker.leads(&state);
            let unit = draft.world.directory.units.get(&state.unit);
            leaders.extend(unit.and_then(|unit| unit.leader.as_ref()).map(ToString::to_string));
            definitions.extend(draft.rules_of(&state).map(|(definition, _)| definition));
        }
    }
    if definitions.is_empty() {
        return Err(Refusal::conflict(
            "no-open-case",
            "Borgeren har ingen åben sag.",
            "the citizen has no open case to coordinate",
        ));
    }
    if !allowed {
        return Err(Refusal::from(access::Denial {
            code: "not-leading-the-unit",
            because: model::deadline::Sentence {
                da: "Koordinatoren skiftes af lederen af en enhed, der har en af borgerens sager.".to_owned(),
                en: "the coordinator is changed by the leader of a unit that has one of the citizen's cases"
                    .to_owned(),
            },
            who: leaders.into_iter().collect(),
        }));
    }
    drop(citizen);
    let role = RoleName::new(COORDINATOR);
    let appointment = Appointment {
        citizen: id,
        case: None,
        role: &role,
        person,
        deputy,
        from: draft.world.today,
        reason: Some(reason(why)?),
        by: None,
        component: None,
        // Who leads the unit knows what it carries, and has said why.
        over_limit: Some(why),
    };
    appoint(draft, &appointment, &definitions)
}

pub(super) fn withdraw_consent(
    draft: &mut Draft<'_>,
    id: CitizenId,
    (purposes, note): (&[String], Option<&String>),
    on: Option<Date>,
) -> Result<(), Refusal> {
    let citizen = draft.citizen(id)?.clone();
    let seeker = draft.seeker()?;
    let mut works_with = false;
    for case in &citizen.cases {
        let Some(state) = draft.find_case(*case).cloned() else { continue };
        let Ok((definition, _)) = draft.rules_of(&state) else { continue };
        works_with =
            works_with || access::see(seeker, &state, &definition).is_ok_and(|sight| sight.works_on_case);
    }
    if !works_with {
        return Err(Refusal::from(access::Denial {
            code: "no-role-on-case",
            because: model::deadline::Sentence {
                da: "Du arbejder ikke på nogen af borgerens sager.".to_owned(),
                en: "you work on none of the citizen's cases".to_owned(),
            },
            who: citizen.coordinator.iter().map(|holder| holder.person.to_string()).collect(),
        }));
    }
    let on = draft.happened_on(on)?;
    let unknown: Vec<String> =
        purposes.iter().filter(|purpose| !citizen.consents_to(purpose)).cloned().collect();
    if purposes.is_empty() || !unknown.is_empty() {
        return Err(Refusal::conflict(
            "no-such-consent",
            "Borgeren har ikke givet det samtykke.",
            "the citizen has not given that consent, so there is nothing to withdraw",
        )
        .missing(unknown));
    }
    drop(citizen);
    withdraw(draft, id, (purposes, note), on)
}

/// Withdraws consents; what they opened closes in the same record, in every open case.
pub(super) fn withdraw(
    draft: &mut Draft<'_>,
    id: CitizenId,
    (purposes, note): (&[String], Option<&String>),
    on: Date,
) -> Result<(), Refusal> {
    for purpose in purposes {
        let withdrawn = Event::ConsentWithdrawn { purpose: purpose.clone(), on, note: private_text(note) };
        draft.on_citizen(id, withdrawn);
    }
    let cases = draft.citizen(id)?.cases.clone();
    for case in cases {
        if draft.find_case(case).is_some_and(|state| state.is_open() && !state.erasing) {
            follow(draft, case, on)?;
        }
    }
    Ok(())
}
