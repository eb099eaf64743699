//! Lists of cases and of work: exactly what the single page would show, page by page (A1).

use access::{Seeker, see};
use engine::explain::{Subject, held};
use engine::planted::{self, Bug};
use model::deadline::Sentence;
use model::step::SlotState;
use model::{
    CaseId, CaseState, CitizenId, Date, DeadlineName, PersonId, RoleName, TaskName, Timestamp, UnitId,
    WorkflowName,
};

use super::{Page, Paged, cursor, given};
use crate::answer::{Reader, Rejected};
use crate::pump::Runtime;
use crate::rows::{open_tasks, person_list, role_list};
use store::WorkKey;

/// Rows read at most for one page: a reader who sees little of much is given a page in bounded time.
const SCAN_MAX: usize = 5_000;

/// The kind of stream in the keys of states: cases.
const CASES: u8 = 1;

/// Work by its place among all work, and where the reading ended before the last of it.
type FoundWork = (Vec<(Vec<u8>, WorkKey)>, Option<Vec<u8>>);

/// Which cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Open ones, closed ones, or both.
    pub open: Option<bool>,
    /// Those of one citizen.
    pub citizen: Option<CitizenId>,
}

/// A case in a list. Nothing in it is personal but the numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    /// Which.
    pub id: CaseId,
    /// Its workflow.
    pub workflow: WorkflowName,
    /// Whose.
    pub citizen: CitizenId,
    /// Of which unit.
    pub unit: UnitId,
    /// Whether it runs.
    pub open: bool,
    /// Since when.
    pub opened_at: Timestamp,
    /// The next obligation of the municipality: name, last day, whether it is overdue.
    pub next_due: Option<(DeadlineName, Date, bool)>,
    /// Open tasks.
    pub active: Vec<TaskName>,
}

/// Which work. With nothing given: what the reader holds or could take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskFilter {
    /// Held by a person.
    pub person: Option<PersonId>,
    /// Of a role.
    pub role: Option<RoleName>,
    /// In a unit.
    pub unit: Option<UnitId>,
    /// Due on or before a day.
    pub due_before: Option<Date>,
}

/// A piece of work in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRow {
    /// On which case.
    pub case: CaseId,
    /// Which.
    pub task: TaskName,
    /// What it is called.
    pub title: Sentence,
    /// Whose work it is.
    pub role: RoleName,
    /// Of which unit.
    pub unit: UnitId,
    /// Who holds it.
    pub owner: Option<PersonId>,
    /// Its last day.
    pub due: Option<Date>,
    /// Whether that is over.
    pub overdue: bool,
    /// The case's workflow.
    pub workflow: WorkflowName,
    /// Why it stands still, where a pause of the workflow holds it.
    pub held: Option<Sentence>,
}

impl Runtime {
    /// Cases that the reader could open, by number.
    ///
    /// # Errors
    ///
    /// [`Rejected`] if the look could not be logged.
    pub fn cases(&self, by: &Reader, page: &Page, filter: &CaseFilter) -> Result<Paged<CaseRow>, Rejected> {
        let person = Self::person_of(by)?;
        let in_force = self.in_force();
        let seeker = Seeker { person: &person, directory: &in_force.directory };
        let range = self.shared.applier.keys.states(CASES).range();
        let mut from = page.start(&range);
        let (mut rows, mut read, mut next) = (Vec::new(), 0_usize, None);
        'pages: loop {
            let found = self.shared.applier.index.scan(&from, &range.to, page.size());
            let found = found.map_err(|error| super::internal(&error))?;
            let Some((last, _)) = found.last() else { break };
            from = range.after(last).from;
            for (key, bytes) in &found {
                read = read.saturating_add(1);
                let case: CaseState =
                    model::record::from_bytes(bytes).map_err(|error| super::internal(&error))?;
                let wanted = filter.open.is_none_or(|open| open == case.is_open())
                    && filter.citizen.is_none_or(|citizen| citizen == case.citizen);
                if wanted && self.is_open_to(by, seeker, &case)? {
                    rows.push(self.case_row(&case));
                }
                if rows.len() >= page.size() || read >= SCAN_MAX {
                    next = Some(cursor(key));
                    break 'pages;
                }
            }
        }
        self.log_list(by, rows.iter().map(|row| row.id).collect())?;
        Ok(Paged { rows, next })
    }

    /// Whether the reader could open the case: whoever must say why they look says so for a list too.
    fn is_open_to(&self, by: &Reader, seeker: Seeker<'_>, case: &CaseState) -> Result<bool, Rejected> {
        // One case whose workflow cannot be read does not close the list; its own page says what is wrong.
        let Ok(definition) = self.definition_of(case) else { return Ok(false) };
        let Ok(sight) = see(seeker, case, &definition) else { return Ok(planted::is(Bug::LeakyList)) };
        Self::purpose(by, &sight)?;
        Ok(true)
    }

    fn log_list(&self, by: &Reader, mut cases: Vec<CaseId>) -> Result<(), Rejected> {
        if cases.is_empty() {
            return Ok(());
        }
        cases.sort_unstable();
        cases.dedup();
        self.log(by, (cases, None), given(by).unwrap_or("worklist"), (false, "list"))
    }

    fn case_row(&self, case: &CaseState) -> CaseRow {
        let now = self.now();
        let owed = case
            .deadlines
            .values()
            .filter(|deadline| deadline.is_open() && deadline.obliged != model::deadline::Obliged::Citizen);
        let next = owed.min_by_key(|deadline| deadline.date.due_at);
        CaseRow {
            id: case.id,
            workflow: case.workflow.clone(),
            citizen: case.citizen,
            unit: case.unit.clone(),
            open: case.is_open(),
            opened_at: case.opened_at,
            next_due: next
                .map(|deadline| (deadline.name.clone(), deadline.date.due, deadline.is_overdue(now))),
            active: open_tasks(case).into_iter().map(|(task, _)| task).collect(),
        }
    }

    /// Work, the most urgent first.
    ///
    /// # Errors
    ///
    /// [`Rejected`] if the look could not be logged.
    pub fn tasks(&self, by: &Reader, page: &Page, filter: &TaskFilter) -> Result<Paged<TaskRow>, Rejected> {
        let person = Self::person_of(by)?;
        let in_force = self.in_force();
        let seeker = Seeker { person: &person, directory: &in_force.directory };
        let lists = self.lists_for(&person, filter);
        let (mut rows, mut read, mut next) = (Vec::new(), 0_usize, None);
        let mut after = page.key();
        'pages: loop {
            let (found, horizon) = self.work_after(&lists, after.as_deref(), page.size())?;
            for (place, work) in found {
                read = read.saturating_add(1);
                if let Some(row) = self.task_row(by, seeker, (CaseId(work.case), &work.task), filter)? {
                    rows.push(row);
                }
                if rows.len() >= page.size() || read >= SCAN_MAX {
                    next = Some(cursor(&place));
                    break 'pages;
                }
            }
            if horizon.is_none() {
                break;
            }
            after = horizon;
        }
        self.log_list(by, rows.iter().map(|row| row.case).collect())?;
        Ok(Paged { rows, next })
    }

    /// Work in some lists behind a place, merged in the order of due instants, `most` rows of each. Where a list has
    /// more, nothing behind the place where its reading ended is answered, and that place is told: the answer holds
    /// `most` pieces of work at least, unless there are fewer.
    fn work_after(&self, lists: &[String], after: Option<&[u8]>, most: usize) -> Result<FoundWork, Rejected> {
        let keys = self.shared.applier.keys;
        let (mut found, mut horizon) = (Vec::new(), None::<Vec<u8>>);
        for list in lists {
            let prefix = keys.work_list(list.as_bytes());
            let range = prefix.range();
            let from = after.map_or_else(
                || range.from.clone(),
                |place| range.after(&[range.from.as_slice(), place].concat()).from,
            );
            let rows = self.shared.applier.index.scan(&from, &range.to, most);
            let rows = rows.map_err(|error| super::internal(&error))?;
            if rows.len() == most
                && let Some(place) = rows.last().and_then(|(key, _)| prefix.tail(key))
            {
                let place = place.to_vec();
                horizon = Some(horizon.map_or_else(|| place.clone(), |known| known.min(place.clone())));
            }
            for (key, _) in &rows {
                if let (Some(work), Some(place)) = (keys.parse_work(key), prefix.tail(key)) {
                    found.push((place.to_vec(), work));
                }
            }
        }
        found.sort_by(|(one, _), (other, _)| one.cmp(other));
        found.dedup_by(|(one, _), (other, _)| one == other);
        found.retain(|(place, _)| horizon.as_ref().is_none_or(|horizon| place <= horizon));
        Ok((found, horizon))
    }

    /// The lists in which the work asked for can stand.
    fn lists_for(&self, reader: &PersonId, filter: &TaskFilter) -> Vec<String> {
        let in_force = self.in_force();
        let directory = &in_force.directory;
        if let Some(person) = &filter.person {
            return vec![person_list(person)];
        }
        let fits = |role: &RoleName, unit: &UnitId| {
            filter.role.as_ref().is_none_or(|wanted| wanted == role)
                && filter.unit.as_ref().is_none_or(|wanted| wanted == unit)
        };
        let narrowed = filter.role.is_some() || filter.unit.is_some();
        let mut lists: Vec<String> = Vec::new();
        for person in directory.people.values().filter(|person| narrowed || person.id == *reader) {
            let roles = person.roles.iter().filter(|(role, unit)| fits(role, unit));
            lists.extend(roles.map(|(role, unit)| role_list(role.as_str(), unit.as_str())));
            if person.roles.iter().any(|(role, unit)| fits(role, unit)) || person.id == *reader {
                lists.push(person_list(&person.id));
            }
            // Who stands in for somebody sees what they hold.
            if person.id == *reader {
                let stands_in =
                    directory.people.values().filter(|other| other.deputy.as_ref() == Some(reader));
                lists.extend(stands_in.map(|other| person_list(&other.id)));
            }
        }
        lists.sort();
        lists.dedup();
        lists
    }

    fn task_row(
        &self,
        by: &Reader,
        seeker: Seeker<'_>,
        (id, task): (CaseId, &[u8]),
        filter: &TaskFilter,
    ) -> Result<Option<TaskRow>, Rejected> {
        let task: Option<TaskName> = core::str::from_utf8(task).ok().and_then(|task| task.parse().ok());
        let (Some(case), Some(task)) = (self.case_state(id)?, task) else { return Ok(None) };
        if !self.is_open_to(by, seeker, &case)? {
            return Ok(None);
        }
        let definition = self.definition_of(&case)?;
        let (Some(step), Some(state)) = (definition.steps.get(&task.step), case.steps.get(&task.step)) else {
            return Ok(None);
        };
        let Some(role) = step.by.clone() else { return Ok(None) };
        let owner = match task.slot {
            None => state.owner.clone(),
            Some(number) => state
                .slots
                .get(&number)
                .filter(|slot| slot.state == SlotState::Open)
                .and_then(|slot| slot.owner.clone()),
        };
        let open = case.deadlines.values().filter(|deadline| {
            deadline.step == task.step
                && deadline.is_open()
                && deadline.obliged != model::deadline::Obliged::Citizen
        });
        let deadline = open.min_by_key(|deadline| deadline.date.due_at);
        let due = deadline.map(|deadline| deadline.date.due);
        let fits = filter.role.as_ref().is_none_or(|wanted| *wanted == role)
            && filter.unit.as_ref().is_none_or(|wanted| *wanted == case.unit)
            && filter.due_before.is_none_or(|day| due.is_some_and(|due| due <= day));
        // Without a filter it is the reader's own worklist: what they hold, what is free, and what who they stand in
        // for holds.
        let is_own_list = filter.person.is_none() && filter.role.is_none() && filter.unit.is_none();
        if is_own_list && owner.as_ref().is_some_and(|owner| !is_theirs(seeker, owner, &case)) {
            return Ok(None);
        }
        let row = TaskRow {
            case: id,
            task,
            title: step.title.clone(),
            role,
            unit: case.unit.clone(),
            owner,
            due,
            overdue: deadline.is_some_and(|deadline| deadline.is_overdue(self.now())),
            workflow: case.workflow.clone(),
            held: held(
                step,
                Subject { case: &case, citizen: None, definition: &definition, directory: seeker.directory },
            ),
        };
        Ok(fits.then_some(row))
    }
}

/// Whether a task that somebody holds is the reader's to do: it is theirs, or they are the deputy on this case.
fn is_theirs(seeker: Seeker<'_>, owner: &PersonId, case: &CaseState) -> bool {
    let stands_in = case
        .holders
        .values()
        .any(|holder| holder.person == *owner && holder.deputy.as_ref() == Some(seeker.person));
    owner == seeker.person || stands_in
}
