//! Who may do what.

use definition::{Definition, EventRule, Stage, Step};
use model::step::StepState;
use model::{CaseState, EventName, PersonId, RoleName, TaskName, UnitId};

use crate::see::{role_now, role_of};
use crate::{Denial, Seeker, sentence};

/// The role whose work a task is.
#[must_use]
pub fn task_role(task: &TaskName, definition: &Definition) -> Option<RoleName> {
    role_of(&task.step, definition)
}

/// Whether a person may hold a task: they hold its role on this case.
///
/// # Errors
///
/// [`Denial`] naming the role and who holds it.
pub fn may_hold(
    seeker: Seeker<'_>,
    task: &TaskName,
    case: &CaseState,
    definition: &Definition,
) -> Result<(), Denial> {
    let Some(role) = role_now(&task.step, case, definition) else {
        return Err(Denial {
            code: "nobodys-task",
            because: sentence(
                format!("Trinnet `{}` udføres af systemet.", task.step),
                format!("the step `{}` is done by the system itself", task.step),
            ),
            who: Vec::new(),
        });
    };
    let one_holder = definition.roles.get(&role).is_some_and(|rule| rule.one_holder);
    if seeker.holds(&role, one_holder, case) {
        return not_own_work(seeker, &role, case, definition);
    }
    Err(role_denial(seeker, &role, case, definition))
}

/// Whether a person may work on a task that is theirs already, or that they do for whom they stand in for: what they did
/// on the case since they took it counts, too.
///
/// # Errors
///
/// [`Denial`] naming who else could.
pub fn may_go_on(
    seeker: Seeker<'_>,
    task: &TaskName,
    case: &CaseState,
    definition: &Definition,
) -> Result<(), Denial> {
    role_now(&task.step, case, definition)
        .map_or(Ok(()), |role| not_own_work(seeker, &role, case, definition))
}

/// Whether a person may be given a role on a case for good: nothing of what they did on it rules them out.
///
/// # Errors
///
/// [`Denial`] naming as whom they worked, and who else could.
pub fn may_be_appointed(
    seeker: Seeker<'_>,
    role: &RoleName,
    case: &CaseState,
    definition: &Definition,
) -> Result<(), Denial> {
    let Some(other) = ruled_out_by(seeker, role, case, definition) else { return Ok(()) };
    let person = seeker.person;
    Err(Denial {
        because: sentence(
            format!("`{person}` har arbejdet på sagen som `{other}`; en anden skal være `{role}`."),
            format!("`{person}` worked on this case as `{other}`; somebody else has to be its `{role}`"),
        ),
        ..own_work(seeker, role, (case, definition), other)
    })
}

/// Nobody judges their own work.
fn not_own_work(
    seeker: Seeker<'_>,
    role: &RoleName,
    case: &CaseState,
    definition: &Definition,
) -> Result<(), Denial> {
    ruled_out_by(seeker, role, case, definition)
        .map_or(Ok(()), |other| Err(own_work(seeker, role, (case, definition), other)))
}

/// The role as which a person worked on the case, where another role says that its holders may not have.
fn ruled_out_by<'d>(
    seeker: Seeker<'_>,
    role: &RoleName,
    case: &CaseState,
    definition: &'d Definition,
) -> Option<&'d RoleName> {
    let worked_as = |other: &&RoleName| {
        let holds = case.holders.get(*other).is_some_and(|holder| holder.person == *seeker.person);
        let steps = definition.steps.values().filter(|step| step.by.as_ref() == Some(other));
        holds
            || steps
                .filter_map(|step| case.steps.get(&step.name))
                .any(|state| has_worked(state, seeker.person))
    };
    definition.roles.get(role)?.not.iter().find(worked_as)
}

fn own_work(
    seeker: Seeker<'_>,
    role: &RoleName,
    (case, definition): (&CaseState, &Definition),
    other: &RoleName,
) -> Denial {
    let could =
        |person: &&PersonId| ruled_out_by(Seeker { person, ..seeker }, role, case, definition).is_none();
    Denial {
        code: "own-work",
        because: sentence(
            format!("Du har arbejdet på sagen som `{other}`; en anden skal se på den som `{role}`."),
            format!("you worked on this case as `{other}`; somebody else has to look at it as `{role}`"),
        ),
        who: seeker.directory.holders(role, &case.unit).filter(could).map(ToString::to_string).collect(),
    }
}

/// Whether a person did something of a step, in any round, or holds it.
fn has_worked(state: &StepState, person: &PersonId) -> bool {
    let holds = |owner: Option<&PersonId>| owner == Some(person);
    state.worked.contains(person)
        || holds(state.owner.as_ref())
        || state.slots.values().any(|slot| holds(slot.owner.as_ref()))
}

/// Whether a person leads the work on the case: appointed to it, deputy, or leader of its unit.
///
/// # Errors
///
/// [`Denial`] naming who does.
pub fn may_manage(seeker: Seeker<'_>, case: &CaseState) -> Result<(), Denial> {
    let appointed = case
        .holders
        .values()
        .any(|holder| holder.person == *seeker.person || holder.deputy.as_ref() == Some(seeker.person));
    if seeker.is_staff() && (appointed || seeker.leads(case)) {
        return Ok(());
    }
    let leader = seeker.directory.units.get(&case.unit).and_then(|unit| unit.leader.clone());
    let who = case.holders.iter().map(|(role, holder)| format!("{role}: {}", holder.person));
    Err(Denial {
        code: "not-leading-the-case",
        because: sentence(
            "Det kan kun den, der er ansvarlig for sagen, stedfortræderen eller enhedens leder.",
            "only the person responsible for the case, their deputy or the unit's leader may do that",
        ),
        who: who.chain(leader.map(|leader| format!("leader: {leader}"))).collect(),
    })
}

/// Whether a person may record an event.
///
/// # Errors
///
/// [`Denial`] naming the roles that may.
pub fn may_record(
    seeker: Seeker<'_>,
    event: &EventName,
    rule: &EventRule,
    place: (&CaseState, &Definition),
) -> Result<(), Denial> {
    let (case, definition) = place;
    let allowed = if rule.by.is_empty() {
        holds_any(seeker, definition.roles.keys(), place)
    } else {
        holds_any(seeker, &rule.by, place)
    };
    if allowed || may_manage(seeker, case).is_ok() {
        return Ok(());
    }
    Err(Denial {
        code: "role-may-not-record",
        because: sentence(
            format!("Hændelsen `{event}` kan kun registreres af: {}.", names(&rule.by)),
            format!("the event `{event}` may be recorded by {} only", names(&rule.by)),
        ),
        who: rule.by.iter().map(ToString::to_string).collect(),
    })
}

/// Whether a person holds one of several roles on a case.
fn holds_any<'r>(
    seeker: Seeker<'_>,
    roles: impl IntoIterator<Item = &'r RoleName>,
    (case, definition): (&CaseState, &Definition),
) -> bool {
    roles.into_iter().any(|role| {
        let one_holder = definition.roles.get(role).is_some_and(|rule| rule.one_holder);
        seeker.holds(role, one_holder, case)
    })
}

/// Whether a person may let a step that was done begin anew.
///
/// # Errors
///
/// [`Denial`] naming the roles that may.
pub fn may_reopen(
    seeker: Seeker<'_>,
    step: &Step,
    roles: &[RoleName],
    place: (&CaseState, &Definition),
) -> Result<(), Denial> {
    if holds_any(seeker, roles, place) || may_manage(seeker, place.0).is_ok() {
        return Ok(());
    }
    Err(Denial {
        code: "role-may-not-reopen",
        because: sentence(
            format!("Trinnet »{}« kan kun genåbnes af: {}.", step.title.da, names(roles)),
            format!("the step `{}` may be reopened by {} only", step.name, names(roles)),
        ),
        who: roles.iter().map(ToString::to_string).collect(),
    })
}

/// Whether a person may end a stage before its work is done: somebody of the roles that its file names.
///
/// # Errors
///
/// [`Denial`] naming the roles that may.
pub fn may_end_stage(
    seeker: Seeker<'_>,
    stage: &Stage,
    roles: &[RoleName],
    place: (&CaseState, &Definition),
) -> Result<(), Denial> {
    if holds_any(seeker, roles, place) {
        return Ok(());
    }
    Err(Denial {
        code: "role-may-not-end-stage",
        because: sentence(
            format!("Fasen »{}« kan kun afsluttes før tid af: {}.", stage.title.da, names(roles)),
            format!("the stage `{}` may be ended early by {} only", stage.name, names(roles)),
        ),
        who: roles.iter().map(ToString::to_string).collect(),
    })
}

/// Whether a person may open a case of a workflow in a unit.
///
/// # Errors
///
/// [`Denial`] naming the roles that may.
pub fn may_open(
    seeker: Seeker<'_>,
    event: &EventName,
    rule: &EventRule,
    unit: &UnitId,
) -> Result<(), Denial> {
    if rule.by.iter().any(|role| seeker.directory.holds(seeker.person, role, Some(unit))) {
        return Ok(());
    }
    Err(Denial {
        code: "role-may-not-open",
        because: sentence(
            format!("En sag åbnes ved `{event}` af: {} i enheden `{unit}`.", names(&rule.by)),
            format!("a case is opened with `{event}` by {} of the unit `{unit}`", names(&rule.by)),
        ),
        who: rule.by.iter().map(ToString::to_string).collect(),
    })
}

/// Whether a person may run the system: tokens, activation, erasure, the clock.
///
/// # Errors
///
/// [`Denial`] if they are no administrator.
pub fn may_run(seeker: Seeker<'_>) -> Result<(), Denial> {
    if seeker.directory.people.get(seeker.person).is_some_and(|person| person.admin) {
        return Ok(());
    }
    let admins = seeker.directory.people.values().filter(|person| person.admin);
    Err(Denial {
        code: "not-an-administrator",
        because: sentence(
            "Det kan kun en systemadministrator.",
            "only an administrator of the system may do that",
        ),
        who: admins.map(|person| person.id.to_string()).collect(),
    })
}

fn role_denial(seeker: Seeker<'_>, role: &RoleName, case: &CaseState, definition: &Definition) -> Denial {
    let who: Vec<PersonId> = match case.holders.get(role) {
        Some(holder) => [Some(holder.person.clone()), holder.deputy.clone()].into_iter().flatten().collect(),
        None => seeker.directory.holders(role, &case.unit).cloned().collect(),
    };
    let title = definition
        .roles
        .get(role)
        .map_or_else(|| sentence(role.as_str(), role.as_str()), |rule| rule.title.clone());
    Denial {
        code: "role-not-held",
        because: sentence(
            format!("Opgaven hører til rollen `{}`, og den har du ikke på denne sag.", title.da),
            format!("the task belongs to the role `{}`, which you do not hold on this case", title.en),
        ),
        who: who.iter().map(ToString::to_string).collect(),
    }
}

fn names(roles: &[RoleName]) -> String {
    roles.iter().map(RoleName::as_str).collect::<Vec<_>>().join(", ")
}
