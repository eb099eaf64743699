//! Least sight: nobody sees what their role on this case does not need (law 8 of the product).

use std::collections::BTreeSet;

use definition::{Definition, Kind, Role, TableRule};
use model::case::{Fact, FactPlace};
use model::step::SlotState;
use model::{CaseState, FactName, RoleName, StepName, TaskName};

use crate::{Denial, Seeker, Unseen, sentence};

/// What somebody sees of a case, and as whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// The roles by which they see it; none for a reader from outside the work, such as an auditor.
    pub roles: BTreeSet<RoleName>,
    /// Facts that they see; `None` is all of them.
    pub facts: Option<BTreeSet<FactName>>,
    /// Whether they must say why they look.
    pub needs_purpose: bool,
    /// Whether they may write notes, goals and events, not only their own tasks.
    pub works_on_case: bool,
    /// Tasks that let them in, where nothing else does: their own, and contributions that they could take.
    pub only_tasks: Option<BTreeSet<TaskName>>,
    /// What they may not see yet, because they judge for themselves first.
    pub unseen: Unseen,
}

impl Sight {
    /// The purpose of a look by somebody who works on the case: their role, as a code.
    #[must_use]
    pub fn default_purpose(&self) -> Option<String> {
        (!self.needs_purpose).then(|| self.roles.iter().next().map(|role| format!("role:{role}"))).flatten()
    }

    /// Whether a fact is theirs to see.
    #[must_use]
    pub fn sees(&self, fact: &FactName) -> bool {
        self.facts.as_ref().is_none_or(|facts| facts.contains(fact))
    }

    /// Whether a fact is theirs to see as one contribution gave it (0: not from a contribution).
    /// Who only contributes sees what they gave themselves.
    #[must_use]
    pub fn sees_slot(&self, fact: &FactName, slot: u32) -> bool {
        let is_theirs = |tasks: &BTreeSet<TaskName>| tasks.iter().any(|task| task.slot == Some(slot));
        self.sees(fact) && (slot == 0 || self.only_tasks.as_ref().is_none_or(is_theirs))
    }

    /// Whether a fact is theirs to see as it stands on the case.
    #[must_use]
    pub fn sees_fact(&self, (name, slot): &FactPlace, fact: &Fact) -> bool {
        self.sees_slot(name, *slot) && !self.unseen.hides(fact)
    }

    /// Whether what a decision table was told is theirs to see: every fact that it reads is.
    #[must_use]
    pub fn sees_inputs(&self, rule: &TableRule, definition: &Definition) -> bool {
        let Some(facts) = &self.facts else { return true };
        let names = rule.table.names();
        names.iter().all(|name| !definition.facts.contains_key(*name) || facts.contains(*name))
    }
}

/// What somebody sees of a case.
///
/// # Errors
///
/// [`Denial`] with what was checked and who has the case, if nothing lets them in.
pub fn see(seeker: Seeker<'_>, case: &CaseState, definition: &Definition) -> Result<Sight, Denial> {
    if !seeker.is_staff() {
        return Err(no_role(seeker, case));
    }
    let mut roles = BTreeSet::new();
    for (name, role) in &definition.roles {
        if works_as(seeker, name, role, case, definition) {
            roles.insert(name.clone());
        }
    }
    let works_on_case = seeker.leads(case) || !roles.is_empty();
    let mut tasks = held_tasks(seeker, case);
    tasks.extend(free_contributions(seeker, case, definition));
    if !works_on_case && tasks.is_empty() {
        return see_from_outside(seeker, case);
    }
    for task in &tasks {
        if let Some(role) = definition.steps.get(&task.step).and_then(|step| step.by.clone()) {
            roles.insert(role);
        }
    }
    let facts = visible_facts(&roles, definition);
    Ok(Sight {
        roles,
        facts,
        needs_purpose: false,
        works_on_case,
        only_tasks: (!works_on_case).then_some(tasks),
        unseen: Unseen::of(seeker, case, definition),
    })
}

/// Auditors read with a purpose and change nothing; everybody else is refused.
fn see_from_outside(seeker: Seeker<'_>, case: &CaseState) -> Result<Sight, Denial> {
    let auditor = seeker.directory.people.get(seeker.person).is_some_and(|person| person.auditor);
    if auditor {
        return Ok(Sight {
            roles: BTreeSet::new(),
            facts: None,
            needs_purpose: true,
            works_on_case: false,
            only_tasks: None,
            unseen: Unseen::nothing(seeker.person),
        });
    }
    Err(no_role(seeker, case))
}

fn no_role(seeker: Seeker<'_>, case: &CaseState) -> Denial {
    let who = case.holders.iter().map(|(role, holder)| format!("{role}: {}", holder.person));
    let who = who.chain(
        seeker
            .directory
            .units
            .get(&case.unit)
            .and_then(|unit| unit.leader.clone())
            .map(|leader| format!("leader: {leader}")),
    );
    Denial {
        code: "no-role-on-case",
        because: sentence(
            "Du har ingen rolle på denne sag og ingen opgave på den.",
            "you have no role on this case and hold no task on it",
        ),
        who: who.collect(),
    }
}

/// A role works on the case from when one of its steps has begun, or a stage that it may end early; or from the start
/// where one person is appointed.
fn works_as(
    seeker: Seeker<'_>,
    name: &RoleName,
    role: &Role,
    case: &CaseState,
    definition: &Definition,
) -> bool {
    if !seeker.holds(name, role.one_holder, case) {
        return false;
    }
    if case.holders.contains_key(name) || seeker.leads(case) {
        return true;
    }
    // Who contributes is let in by the contribution and to that alone.
    let is_theirs = |step: &&definition::Step| {
        step.by.as_ref() == Some(name) || role_now(&step.name, case, definition).as_ref() == Some(name)
    };
    let may_end =
        |stage: &&definition::Stage| stage.ended_early.as_ref().is_some_and(|early| early.by.contains(name));
    let mut ends = definition.stages.iter().filter(may_end);
    let has_begun = |step: &definition::Step| case.steps.get(&step.name).is_some_and(|state| state.round > 0);
    if ends.any(|stage| definition.steps_within(&stage.name).any(has_begun)) {
        return true;
    }
    definition.steps.values().filter(is_theirs).any(|step| {
        let Some(state) = case.steps.get(&step.name) else { return false };
        match &step.kind {
            Kind::Contributions { .. } => false,
            Kind::Form { .. }
            | Kind::Consent { .. }
            | Kind::Allocation { .. }
            | Kind::Plan { .. }
            | Kind::Citizen { .. }
            | Kind::Hearing { .. }
            | Kind::Decision { .. }
            | Kind::Review { .. }
            | Kind::Plugin { .. }
            | Kind::Milestone
            | Kind::Table(_)
            | Kind::Contact { .. }
            | Kind::Panel { .. }
            | Kind::Quota { .. }
            | Kind::Wait(_)
            | Kind::Notify { .. }
            | Kind::Case { .. }
            | Kind::Reassessment { .. }
            | Kind::Forwarding { .. }
            | Kind::Board { .. } => state.round > 0,
        }
    })
}

/// Contributions that nobody holds and the person could.
fn free_contributions(seeker: Seeker<'_>, case: &CaseState, definition: &Definition) -> BTreeSet<TaskName> {
    let mut tasks = BTreeSet::new();
    for (name, state) in case.steps.iter().filter(|(_, state)| state.is_active()) {
        let Some(role) = role_of(name, definition) else { continue };
        let one_holder = definition.roles.get(&role).is_some_and(|rule| rule.one_holder);
        if !seeker.holds(&role, one_holder, case) {
            continue;
        }
        let free =
            state.slots.iter().filter(|(_, slot)| slot.owner.is_none() && slot.state == SlotState::Open);
        tasks.extend(free.map(|(number, _)| TaskName { step: name.clone(), slot: Some(*number) }));
    }
    tasks
}

/// Tasks that the person holds or has done.
fn held_tasks(seeker: Seeker<'_>, case: &CaseState) -> BTreeSet<TaskName> {
    let mut tasks = BTreeSet::new();
    for (step, state) in &case.steps {
        if state.owner.as_ref() == Some(seeker.person) {
            tasks.insert(TaskName::of(step));
        }
        for (number, slot) in &state.slots {
            let gave = matches!(&slot.state, SlotState::Given { by, .. } if by == seeker.person);
            if gave || slot.owner.as_ref() == Some(seeker.person) {
                tasks.insert(TaskName { step: step.clone(), slot: Some(*number) });
            }
        }
    }
    tasks
}

fn visible_facts(roles: &BTreeSet<RoleName>, definition: &Definition) -> Option<BTreeSet<FactName>> {
    let mut facts = BTreeSet::new();
    for name in roles {
        let Some(role) = definition.roles.get(name) else { continue };
        facts.extend(role.sees.clone()?);
        facts.extend(
            definition.steps.values().filter(|step| step.by.as_ref() == Some(name)).flat_map(asked_in),
        );
        let ends = definition.stages.iter().filter_map(|stage| stage.ended_early.as_ref());
        facts.extend(
            ends.filter(|early| early.by.contains(name)).flat_map(definition::EndedEarly::ask).cloned(),
        );
    }
    Some(facts)
}

/// The facts of the forms that a step fills in.
fn asked_in(step: &definition::Step) -> Vec<FactName> {
    match &step.kind {
        Kind::Form { ask } | Kind::Contact { ask, .. } => ask.clone(),
        Kind::Contributions { for_each, ask, .. } => ask.iter().chain([for_each]).cloned().collect(),
        Kind::Consent { .. }
        | Kind::Allocation { .. }
        | Kind::Plan { .. }
        | Kind::Citizen { .. }
        | Kind::Hearing { .. }
        | Kind::Decision { .. }
        | Kind::Review { .. }
        // What the plugin was told is not for everybody who may judge its proposal.
        | Kind::Plugin { .. }
        | Kind::Milestone
        | Kind::Table(_)
        | Kind::Panel { .. }
        | Kind::Quota { .. }
        | Kind::Wait(_)
        | Kind::Notify { .. }
        | Kind::Case { .. }
        | Kind::Reassessment { .. }
        | Kind::Forwarding { .. }
        | Kind::Board { .. } => Vec::new(),
    }
}

/// Whose work a step is now: a plugin's is done by another role where there is no proposal.
pub(crate) fn role_now(step: &StepName, case: &CaseState, definition: &Definition) -> Option<RoleName> {
    let rule = definition.steps.get(step)?;
    if matches!(rule.kind, Kind::Case { .. }) {
        // Nobody's while the other case goes on.
        let state = case.steps.get(step).filter(|state| state.is_active());
        return state.map_or_else(|| rule.by.clone(), |state| state.role.clone());
    }
    let is_of_plugin = matches!(rule.kind, Kind::Plugin { .. });
    let now = case.steps.get(step).filter(|_| is_of_plugin).and_then(|state| state.role.clone());
    now.or_else(|| rule.by.clone())
}

/// Whose steps make what a case shows beside its facts.
#[must_use]
pub(crate) fn role_of(step: &StepName, definition: &Definition) -> Option<RoleName> {
    definition.steps.get(step).and_then(|step| step.by.clone())
}
