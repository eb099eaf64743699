//! What somebody is shown of a case and its tasks: never more than the page of the case shows, and nothing of what others
//! came to where they have yet to judge for themselves.

use std::collections::BTreeSet;

use definition::{Definition, Kind, Step};
use engine::asked::Present;
use model::privates::Privates as _;
use model::{Actor, CaseState, Command, PersonId, Private, RoleName};
use runtime::{CaseView, TaskView};

use super::fill::texts;
use super::machine::Machine;

/// Who holds the roles that may judge unseen, in the unit that cases are in.
const JUDGES: [(&str, &[&str]); 2] =
    [("specialist", &["jely", "kako", "nabo"]), ("second_reader", &["olma", "anve"])];

impl Machine {
    /// What others came to in a role in which somebody has yet to judge is not shown to them.
    pub(super) fn judges_unseen(
        &self,
        person: &str,
        page: &CaseView,
        task: Option<&TaskView>,
    ) -> Result<(), String> {
        let mut shown = shown(&page.state, false);
        shown.extend(task.into_iter().flat_map(of_task));
        for (role, _) in page.definition.roles.iter().filter(|(_, rule)| rule.blind) {
            if !JUDGES.iter().any(|(name, people)| *name == role.as_str() && people.contains(&person)) {
                continue;
            }
            self.of_role((person, role), page, &shown)?;
        }
        Ok(())
    }

    fn of_role(
        &self,
        (person, role): (&str, &RoleName),
        page: &CaseView,
        shown: &BTreeSet<String>,
    ) -> Result<(), String> {
        let steps: Vec<&Step> = judged(&page.definition, role).collect();
        let is_open = steps
            .iter()
            .any(|step| page.state.steps.get(&step.name).is_some_and(model::StepState::is_active));
        let done = self.ledger.entries.iter().filter_map(|entry| {
            let Command::Complete { case, task, values, .. } = &entry.command else { return None };
            let is_it = *case == page.state.id && steps.iter().any(|step| step.name == task.step);
            is_it.then_some((&entry.actor, task, values))
        });
        let me = Actor::Person(PersonId::new(person));
        // Whoever has done something of it may have done their part.
        if !is_open || done.clone().any(|(actor, ..)| *actor == me) {
            return Ok(());
        }
        for (actor, task, values) in done {
            let mut written = BTreeSet::new();
            texts(values, &mut written);
            let own = written.into_iter().filter(|text| text.starts_with("words "));
            if let Some(text) = own.into_iter().find(|text| shown.contains(*text)) {
                return Err(format!(
                    "{person} has yet to judge {} as `{role}`, and is shown `{text}` of {actor} in `{task}`",
                    page.state.id
                ));
            }
        }
        Ok(())
    }
}

/// Steps in which a role judges.
fn judged<'d>(definition: &'d Definition, role: &RoleName) -> impl Iterator<Item = &'d Step> {
    definition.steps.values().filter(move |step| {
        step.by.as_ref() == Some(role)
            || matches!(&step.kind, Kind::Panel { members, .. } if members.contains(role))
    })
}

/// Every text that a page of a case shows.
fn shown(state: &CaseState, with_goals: bool) -> BTreeSet<String> {
    let mut state = state.clone();
    if !with_goals {
        state.goals.clear();
    }
    let mut found = BTreeSet::new();
    state.each_private(&mut |private: &mut Private| found.extend(words(private)));
    found
}

fn words(private: &Private) -> Vec<String> {
    let mut found = BTreeSet::new();
    if let Some(value) = private.value() {
        texts(value, &mut found);
    }
    found.into_iter().map(str::to_owned).collect()
}

/// Every text of the case that a page of a task shows.
fn of_task(task: &TaskView) -> Vec<String> {
    let present = task.fields.iter().filter_map(|field| field.present.as_ref());
    let values =
        present.filter_map(|present| if let Present::Value(value) = present { Some(value) } else { None });
    values.chain(&task.about).flat_map(words).collect()
}

/// A task's page shows nothing of the case that the case's own page does not show, and lets its reader do the same.
pub(super) fn no_more_than(page: &CaseView, task: &TaskView) -> Result<(), String> {
    let known = shown(&page.state, true);
    if let Some(text) = of_task(task).into_iter().find(|text| !known.contains(text)) {
        return Err(format!(
            "the page of `{}` shows `{text}`, which the page of the case does not",
            task.task
        ));
    }
    for field in task.fields.iter().filter(|field| field.fact.is_some()) {
        let Some(Present::Value(value)) = &field.present else { continue };
        let of_fact = page.state.facts.iter().filter(|((name, _), _)| name.as_str() == field.name);
        if !of_fact.into_iter().any(|(_, fact)| fact.value.value() == value.value()) {
            return Err(format!(
                "the page of `{}` shows a value of `{}` that is hidden",
                task.task, field.name
            ));
        }
    }
    let can = page.can.iter().find(|(known, _)| *known == task.task).map(|(_, can)| can.as_slice());
    if can.unwrap_or_default() == task.can.as_slice() {
        Ok(())
    } else {
        Err(format!("by the page of the case `{}` lets do {can:?}, by its own {:?}", task.task, task.can))
    }
}
