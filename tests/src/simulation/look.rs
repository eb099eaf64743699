//! Looks: what somebody was shown stands in the log of looks, whatever happens next.

use std::sync::Arc;

use journal::Fault;
use model::{Actor, CaseId, PersonId, StepName, StreamId, TaskName};
use runtime::{CaseView, Reader, Rejected, Runtime, TaskView};
use scheduler::SimulatedClock;

use super::by_chance::Page;
use super::check::READER;
use super::machine::Machine;
use super::unseen::no_more_than;
use crate::crashing::Dice;

/// Operations of the disk after which a planned fault comes at the latest: a look takes two.
const FAULT_WITHIN: usize = 3;

/// Who looks: with roles here and elsewhere, with none, and who may judge unseen.
const LOOKING: [&str; 12] =
    ["pasi", "hebr", "lida", "olma", "kako", "jely", "pesk", "mofr", "drsy", "anve", "nabo", "frbi"];

/// Steps that somebody asks for who was not shown the case.
const SOME_STEPS: [&str; 3] = ["receive", "a1", "describe"];

/// A look that was answered, or an attempt that was refused.
#[derive(Clone, Debug)]
pub(super) struct Looked {
    actor: Actor,
    case: CaseId,
    purpose: String,
    is_refused: bool,
}

impl Machine {
    fn reading_runtime(&mut self) -> Runtime {
        let now = self.reading().wall;
        Runtime::over(self.core(), Arc::new(SimulatedClock::at(now)))
    }

    /// Asks for a page; nothing where the disk failed under it, as was planned.
    fn read<T>(
        &mut self,
        what: &str,
        ask: impl FnOnce(&Runtime) -> Result<T, Rejected>,
    ) -> Result<Option<Result<T, Rejected>>, String> {
        let runtime = self.reading_runtime();
        let answer = ask(&runtime);
        let has_broken = runtime.broken().is_some();
        drop(runtime);
        let heard = match answer {
            Err(Rejected::ReadOnly { .. } | Rejected::Internal { .. }) if self.is_failing => None,
            Err(why @ (Rejected::ReadOnly { .. } | Rejected::Internal { .. })) => {
                return Err(format!("a look at {what}: {}", why.code()));
            }
            answer => Some(answer),
        };
        if has_broken {
            // As the daemon does: the directory is opened again.
            self.heal();
            self.crash(self.cuts_power)?;
        }
        Ok(heard)
    }

    /// Somebody opens the page of a case, and perhaps of a task of it; now and then the disk fails under the look.
    pub(super) fn look(&mut self, chance: &mut Dice) -> Result<(), String> {
        let Some(place) = self.courses.get(chance.below(self.courses.len())).map(|course| course.place)
        else {
            return Ok(());
        };
        let case = place.case;
        let person = LOOKING.get(chance.below(LOOKING.len())).copied().unwrap_or(READER);
        let actor = Actor::Person(PersonId::new(person));
        // The same look within a minute is one; another purpose is another look.
        let purpose = format!("look {}", self.looks.len() / 2);
        let fails = chance.below(3) == 0 && !self.is_failing;
        if fails {
            let fault = if chance.below(3) == 0 { Fault::NoSpace } else { Fault::Io };
            self.fail(u64::try_from(chance.below(FAULT_WITHIN)).unwrap_or_default(), fault);
        }
        let by = Reader { actor: actor.clone(), purpose: Some(purpose.clone()) };
        let answer = self.read(&case.to_string(), |runtime| runtime.case(&by, case));
        if fails {
            self.heal();
        }
        let Some(answer) = answer? else { return Ok(()) };
        let is_refused = answer.is_err();
        self.looks.push(Looked { actor, case, purpose, is_refused });
        if chance.below(2) == 0 { self.look_at_a_task(&by, case, answer.ok(), chance) } else { Ok(()) }
    }

    /// The page of a task beside that of its case.
    fn look_at_a_task(
        &mut self,
        by: &Reader,
        case: CaseId,
        page: Option<CaseView>,
        chance: &mut Dice,
    ) -> Result<(), String> {
        let person = by.actor.to_string();
        let person = by.actor.person().map_or(person.as_str(), PersonId::as_str).to_owned();
        let steps: Vec<StepName> = match &page {
            Some(page) => page.state.steps.keys().cloned().collect(),
            None => SOME_STEPS.map(StepName::new).to_vec(),
        };
        let Some(step) = steps.get(chance.below(steps.len())) else { return Ok(()) };
        let slots =
            page.iter().filter_map(|page| page.state.steps.get(step)).flat_map(|state| state.slots.keys());
        let slots: Vec<u32> = slots.copied().collect();
        let slot = if chance.below(4) == 0 { None } else { slots.get(chance.below(slots.len())).copied() };
        let task = TaskName { step: step.clone(), slot };
        let Some(answer) = self.read(&task.to_string(), |runtime| runtime.task(by, case, &task))? else {
            return Ok(());
        };
        match (page, answer) {
            (None, Ok(_)) => Err(format!("{person} is shown `{task}` of {case}, and not the case")),
            (None, Err(_)) => Ok(()),
            (Some(page), Ok(view)) => {
                no_more_than(&page, &view)?;
                self.judges_unseen(&person, &page, Some(&view))
            }
            (Some(page), Err(_)) => self.judges_unseen(&person, &page, None),
        }
    }

    /// A case as whoever leads it sees it; nothing where it is shown to nobody, or the disk failed.
    pub(super) fn page(&mut self, case: CaseId) -> Result<Option<Page>, String> {
        let by = working(READER);
        let view = self.read(&case.to_string(), |runtime| runtime.case(&by, case))?;
        Ok(view.and_then(Result::ok).map(|view| Page { state: view.state, definition: view.definition }))
    }

    /// A task as somebody sees it who may do it, or may not; nothing where it is not theirs to see, or the disk failed.
    pub(super) fn task_page(
        &mut self,
        person: &str,
        case: CaseId,
        task: &TaskName,
    ) -> Result<Option<TaskView>, String> {
        let by = working(person);
        let view = self.read(&task.to_string(), |runtime| runtime.task(&by, case, task))?;
        Ok(view.and_then(Result::ok))
    }

    /// Every look that was answered is in the log, with who looked and why, and every refused attempt too.
    pub(super) fn looks_are_kept(&mut self) -> Result<(), String> {
        let runtime = self.reading_runtime();
        let reader = Reader { actor: Actor::Person(PersonId::new(READER)), purpose: Some("why".to_owned()) };
        let mut cases: Vec<CaseId> = self.looks.iter().map(|look| look.case).collect();
        cases.sort_unstable();
        cases.dedup();
        for case in cases {
            let kept = match runtime.looks(&reader, case) {
                Ok(kept) => kept,
                // Who may read an erased case is another question.
                Err(_) if self.ledger.erased.contains(&StreamId::Case(case)) => continue,
                Err(why) => return Err(format!("the looks at {case}: {}", why.code())),
            };
            for look in self.looks.iter().filter(|look| look.case == case) {
                let is_there = kept.iter().any(|row| {
                    row.actor == look.actor && row.purpose == look.purpose && row.refused == look.is_refused
                });
                if !is_there {
                    return Err(format!(
                        "{} looked at {case} ({}) and it is not in the log",
                        look.actor, look.purpose
                    ));
                }
            }
        }
        Ok(())
    }
}

/// Whoever reads a page to work on it.
fn working(person: &str) -> Reader {
    Reader { actor: Actor::Person(PersonId::new(person)), purpose: Some("work".to_owned()) }
}
