//! One task: what it asks for, who may do it, and until when.

use std::sync::Arc;

use access::Seeker;
use definition::RulePack;
use engine::asked::{Asking, Field, Reads, fields};
use engine::explain::{Subject, explain};
use engine::{Ruleset, StreamState};
use model::deadline::{Obliged, Sentence};
use model::{
    CaseId, CitizenState, Date, FactName, PersonId, Private, RoleName, StepStatus, StreamId, TaskName,
    Timestamp,
};

use super::Seen;
use super::case::what_can_be_done;
use crate::answer::{Reader, Rejected};
use crate::pump::Runtime;

/// A task as somebody sees it.
#[derive(Clone, Debug)]
pub struct TaskView {
    /// On which case.
    pub case: CaseId,
    /// Which.
    pub task: TaskName,
    /// What it is called.
    pub title: Sentence,
    /// The word of its kind.
    pub kind: &'static str,
    /// Where its step stands.
    pub status: StepStatus,
    /// Why, in one sentence.
    pub because: Sentence,
    /// The round of its step, from 1; 0 before it first opens.
    pub round: u32,
    /// What it is about, where it is one of several contributions.
    pub about: Option<Private>,
    /// Whose work it is.
    pub role: Option<RoleName>,
    /// Who may do it now, or holds it.
    pub who: Vec<PersonId>,
    /// Who holds it.
    pub owner: Option<PersonId>,
    /// Its last day, and whether that is over.
    pub due: Option<(Date, bool)>,
    /// What the reader may do with it now.
    pub can: Vec<&'static str>,
    /// What completing it takes, in the order of the file.
    pub fields: Vec<Field>,
    /// When the reader last saved a draft of it.
    pub draft_saved_at: Option<Timestamp>,
    /// Now.
    pub now: Timestamp,
}

impl Runtime {
    /// One task, with what completing it takes.
    ///
    /// # Errors
    ///
    /// As for [`Runtime::case`], and if the case has no such task, or none that the reader may know of.
    pub fn task(&self, by: &Reader, id: CaseId, task: &TaskName) -> Result<TaskView, Rejected> {
        let (mut seen, purpose) = self.see(by, id, "task")?;
        self.log(by, (vec![id], None), &purpose, (false, "task"))?;
        let unknown = || Rejected::NotFound { what: task.to_string() };
        if !is_there(&seen, task) {
            return Err(unknown());
        }
        let citizen = self.citizen_of(&seen)?;
        let person = Self::person_of(by)?;
        let in_force = self.in_force();
        let pack = self.pack_of(&seen)?;
        self.shared.sealer.open(&mut seen.state).map_err(|error| super::internal(&error))?;
        let seeker = Seeker { person: &person, directory: &in_force.directory };
        let can = what_can_be_done(seeker, &seen).into_iter().find(|(known, _)| known == task);
        let can = can.map(|(_, can)| can).unwrap_or_default();
        let Seen { state, definition, sight } = &seen;
        let subject =
            Subject { case: state, citizen: citizen.as_deref(), definition, directory: &in_force.directory };
        let now = self.now();
        // What others came to whom the reader may not follow is not there for the fields either.
        let mut covered = state.clone();
        sight.unseen.cover(&mut covered);
        let subject_of_fields = Subject { case: &covered, ..subject };
        let asking = Asking { subject: subject_of_fields, pack: &pack, calendar: &in_force.calendar, now };
        let reads_fact = |fact: &FactName, slot: u32| sight.sees_slot(fact, slot);
        let reads = Reads {
            fact: &reads_fact,
            file: sight.works_on_case || sight.needs_purpose,
            completes: can.contains(&"complete"),
        };
        let fields = fields(asking, task, reads);
        let explained = explain(subject).into_iter().find(|one| one.step == task.step);
        let (step, rule) = (state.steps.get(&task.step), definition.steps.get(&task.step));
        let (Some(step), Some(rule), Some(explained)) = (step, rule, explained) else {
            return Err(unknown());
        };
        let slot = task.slot.and_then(|slot| step.slots.get(&slot));
        let owner = slot.map_or(&step.owner, |slot| &slot.owner).clone();
        Ok(TaskView {
            case: id,
            task: task.clone(),
            title: rule.title.clone(),
            kind: rule.kind.word(),
            status: step.status,
            because: explained.because,
            round: step.round,
            about: slot.map(|slot| slot.about.clone()),
            role: step.role.clone().or_else(|| rule.by.clone()),
            who: owner.clone().map_or(explained.who, |owner| vec![owner]),
            owner,
            due: due(&seen, task, now),
            can,
            fields,
            draft_saved_at: step.drafts.get(&(task.slot.unwrap_or(0), person)).map(|draft| draft.saved_at),
            now,
        })
    }
}

impl Runtime {
    fn pack_of(&self, seen: &Seen) -> Result<Arc<RulePack>, Rejected> {
        let found = self.shared.rules.definition(&seen.state.definition, &seen.state.rule_pack);
        found.map(|(_, pack)| pack).ok_or_else(|| Rejected::Internal {
            because: "the rule pack that the case keeps cannot be read".to_owned(),
        })
    }

    /// The citizen of the case, opened: conditions may read their age.
    fn citizen_of(&self, seen: &Seen) -> Result<Option<Box<CitizenState>>, Rejected> {
        let Some(StreamState::Citizen(mut citizen)) =
            self.state_of(&StreamId::Citizen(seen.state.citizen))?
        else {
            return Ok(None);
        };
        self.shared.sealer.open(&mut *citizen).map_err(|error| super::internal(&error))?;
        Ok(Some(citizen))
    }
}

/// Whether the case has the task, and the reader may know of it: who is let in by a task sees its step alone.
fn is_there(seen: &Seen, task: &TaskName) -> bool {
    let Some(step) = seen.state.steps.get(&task.step) else { return false };
    let theirs = |known: &TaskName| {
        known.step == task.step && (known.slot == task.slot || known.slot.is_none() || task.slot.is_none())
    };
    let may_know = seen.sight.only_tasks.as_ref().is_none_or(|tasks| tasks.iter().any(theirs));
    may_know && task.slot.is_none_or(|slot| step.slots.contains_key(&slot))
}

/// The last day of what the municipality owes by the step, and whether it is over.
fn due(seen: &Seen, task: &TaskName, now: Timestamp) -> Option<(Date, bool)> {
    let open = seen.state.deadlines.values().filter(|deadline| {
        deadline.step == task.step && deadline.is_open() && deadline.obliged != Obliged::Citizen
    });
    let first = open.min_by_key(|deadline| deadline.date.due_at)?;
    Some((first.date.due, first.is_overdue(now)))
}
