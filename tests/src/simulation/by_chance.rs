//! Cases of workflows that were written by chance: what their pages say can be done is done, now and then wrongly.

use std::collections::BTreeSet;
use std::sync::Arc;

use definition::{Definition, FactKind, Kind, Stage, Until};
use engine::RefusalKind;
use model::step::{SlotState, StepStatus};
use model::{
    Actor, CaseId, CaseState, Command, Date, EventName, FactName, Number, PersonId, StepName, TaskName,
    UnitId, Value,
};
use runtime::{CaseView, Rejected, TaskView};
use rust_decimal::Decimal;

use super::act::{Course, Story};
use super::check::READER;
use super::fill::{Filling, never_left_out, of_another_kind};
use super::folder::NAMES;
use super::ledger::Told;
use super::machine::{Given, Machine};
use crate::crashing::Dice;
use crate::order::Place;

/// Who works in the unit.
const WORKERS: [&str; 13] =
    ["lida", "olma", "anve", "pasi", "suro", "jely", "kako", "nabo", "mato", "sigr", "frbi", "hebr", "drsy"];

/// The unit that cases are opened in.
const UNIT: &str = "holistic_team";

/// How often answers are mended by what a refusal says: once for each fact that is asked on a condition, and again.
const MENDED_MAX: usize = 4;

/// Pages that are opened until one of somebody who may complete the task is found.
const PAGES_MAX: usize = 4;

/// Refusals of answers that fit: what they say is known to nobody before.
const UNFORESEEN: [&str; 4] = ["max-cases-reached", "not-alone", "letter-incomplete", "second-person-needed"];

/// A case as whoever leads it sees it.
pub(super) struct Page {
    pub(super) state: CaseState,
    pub(super) definition: Arc<Definition>,
}

impl Machine {
    /// A citizen is registered and a case of a written workflow opened.
    pub(super) fn refer_by_chance(&mut self, chance: &mut Dice) -> Result<(), String> {
        let written = &self.folder.written;
        let Some(workflow) = written.get(chance.below(written.len())).cloned() else { return Ok(()) };
        let by = person(chance, &["lida", "anve", "pasi"]);
        let register = Command::RegisterCitizen {
            cpr: format!("770592{:04}", self.courses.len() + 1),
            name: "Mette Lyngkær".to_owned(),
            birth_date: Date(jiff::civil::date(1992, 5, 17)),
            synthetic: true,
            digital_post: true,
        };
        let key = self.new_key();
        let Ok(registered) = self.give(&by, &key, &register)? else { return Ok(()) };
        let citizen = registered.citizen.unwrap_or(model::CitizenId(0));
        let open = Command::OpenCase {
            citizen,
            workflow,
            event: EventName::new("begun"),
            on: self.today(),
            unit: UnitId::new(UNIT),
            note: None,
        };
        let key = self.new_key();
        if let Ok(opened) = self.give(&by, &key, &open)? {
            let case = opened.case.ok_or("a case was opened without a number")?;
            self.courses.push(Course { story: Story::ByChance, place: Place { citizen, case } });
        }
        Ok(())
    }

    pub(super) fn today(&self) -> Date {
        Date(calendar::civil_date(self.now_us))
    }

    /// The next thing that somebody does on a case: mostly a task, by what its page asks for.
    pub(super) fn go_on_by_chance(&mut self, place: Place, chance: &mut Dice) -> Result<(), String> {
        if chance.below(10) < 6 {
            return self.work(place.case, chance);
        }
        let Some((by, key, deed)) = self.deed(place, chance)? else { return Ok(()) };
        let _either_way = self.give(&by, &key, &deed)?;
        self.settle()
    }

    /// Somebody opens a task of a case and completes it.
    fn work(&mut self, case: CaseId, chance: &mut Dice) -> Result<(), String> {
        let Some(page) = self.page(case)? else { return Ok(()) };
        let tasks = tasks(&page);
        let Some(task) = tasks.get(chance.below(tasks.len())) else { return self.settle() };
        for _ in 0..PAGES_MAX {
            let person = WORKERS.get(chance.below(WORKERS.len())).copied().unwrap_or(READER);
            let Some(view) = self.task_page(person, case, task)? else { continue };
            let done = self.complete(person, &view, chance)?;
            if done {
                break;
            }
        }
        self.settle()
    }

    /// Completes a task as its page says. Says whether the page let the reader.
    fn complete(&mut self, person: &str, view: &TaskView, chance: &mut Dice) -> Result<bool, String> {
        let words = format!("words {}", self.new_key());
        let mut filling = Filling {
            chance,
            person,
            words: &words,
            today: self.today(),
            wanted: BTreeSet::new(),
            unwanted: BTreeSet::new(),
        };
        let mut values = filling.answers(&view.fields);
        let by = Actor::Person(PersonId::new(person));
        let order =
            |values: Value| Command::Complete { case: view.case, task: view.task.clone(), values, on: None };
        if !view.can.contains(&"complete") {
            self.is_refused(&by, &order(values), "the page does not let them")?;
            return Ok(false);
        }
        if filling.chance.below(6) == 0 && self.is_wrong(&by, (view, &values), filling.chance, &order)? {
            return Ok(true);
        }
        for _ in 0..MENDED_MAX {
            let key = self.new_key();
            let Err(rejected) = self.give(&by, &key, &order(values))? else { return Ok(true) };
            let Rejected::Refused(refusal) = rejected else { return Ok(true) };
            if refusal.kind == RefusalKind::Forbidden {
                return Err(format!("{person} may complete `{}` by its page: {refusal:?}", view.task));
            }
            // The plan was skipped, as the checker told.
            let is_for_nothing =
                refusal.missing.iter().any(|line| line.starts_with("parts: there is no plan"));
            if is_for_nothing || UNFORESEEN.contains(&refusal.code) {
                return Ok(true);
            }
            if refusal.code != "answers-invalid" || !mended(&refusal.missing, &mut filling) {
                return Err(format!("what the page of `{}` asks for is refused: {refusal:?}", view.task));
            }
            values = filling.answers(&view.fields);
        }
        Ok(true)
    }

    /// Answers that do not fit are refused. Says whether there were any.
    fn is_wrong(
        &mut self,
        by: &Actor,
        (view, values): (&TaskView, &Value),
        chance: &mut Dice,
        order: &impl Fn(Value) -> Command,
    ) -> Result<bool, String> {
        let Some(field) = never_left_out(&view.fields, chance) else { return Ok(false) };
        let Value::Record(mut given) = values.clone() else { return Ok(false) };
        if chance.below(2) == 0 {
            given.remove(&field.name);
        } else {
            given.insert(field.name.clone(), of_another_kind(&field.takes));
        }
        let why = format!("the page of `{}` asks for `{}`", view.task, field.name);
        let order = order(Value::Record(given));
        self.is_refused(by, &order, &why)?;
        let key = self.new_key();
        match self.give(by, &key, &order)? {
            Ok(_) => Err(format!("{why}, and it is completed without")),
            Err(_) => Ok(true),
        }
    }

    /// Something else that somebody does on a case.
    fn deed(&mut self, place: Place, chance: &mut Dice) -> Result<Option<Given>, String> {
        let Some(page) = self.page(place.case)? else { return Ok(None) };
        let key = self.new_key();
        let today = self.today();
        let reason = format!("because {key}");
        let deed = match chance.below(14) {
            0..=3 => event(&page, place.case, today, chance),
            4 => consent(&page, place, chance),
            5 => correction(&page, (place.case, today), reason, chance),
            6 | 7 => begin_or_stop(&page, place.case, reason, chance),
            8 => concern(&page, place.case, reason, chance),
            9 => hand_on(&page, place.case, reason, chance),
            10 => deadline(&page, (place.case, today), reason, chance),
            11 => Some(Command::AppointCoordinator {
                citizen: place.citizen,
                person: PersonId::new(pick(chance, &["lida", "olma", "anve"])),
                deputy: Some(PersonId::new(pick(chance, &["lida", "olma", "anve"]))),
                reason,
            }),
            12 => Some(Command::AddNote { case: place.case, text: format!("note {key}"), on: None }),
            _ if !page.state.is_open() => Some(Command::ReopenCase { case: place.case, reason }),
            _ if chance.below(6) == 0 => Some(Command::CloseCase { case: place.case, reason }),
            _ => Some(Command::AddGoal { case: place.case, words: format!("goal {key}"), on: None }),
        };
        let by =
            if chance.below(3) == 0 { person(chance, &WORKERS) } else { person(chance, &["hebr", "lida"]) };
        Ok(deed.map(|deed| (by, key, deed)))
    }
}

/// Whether a case of a written workflow waits for somebody or for an event, as its file says; whether it may do so for ever
/// is asked where one case is played to its end (`rehearsal`). Whoever reopened a case closes it.
pub(super) fn waits(view: &CaseView, told: &Told) -> bool {
    let is_written = NAMES.contains(&view.definition.workflow.as_str());
    let may_come = |status: StepStatus| matches!(status, StepStatus::Waiting | StepStatus::Cancelled);
    is_written
        && (told.is_reopened
            || view.state.steps.values().any(|step| may_come(step.status))
            || view.definition.stages.iter().any(|stage| lasts(stage, &view.state)))
}

/// Whether a stage lasts until an event that has not come, whatever is done in it.
fn lasts(stage: &Stage, case: &CaseState) -> bool {
    stage.until.iter().any(|until| match until {
        Until::Event(event) => stage.repeats || case.last_happening(event.as_str()).is_none(),
        Until::Step(_) => false,
    })
}

/// Takes from a refusal which facts are asked after all, and which are not. Says whether it said so.
fn mended(missing: &[String], filling: &mut Filling<'_>) -> bool {
    let mut is_new = false;
    for line in missing {
        let Some((name, fault)) = line.split_once(": ") else { continue };
        if fault == "is missing" {
            filling.unwanted.remove(name);
            is_new |= filling.wanted.insert(name.to_owned());
        } else if fault.starts_with("is asked only where") {
            filling.wanted.remove(name);
            is_new |= filling.unwanted.insert(name.to_owned());
        }
    }
    is_new
}

/// Tasks that stand there for somebody.
fn tasks(page: &Page) -> Vec<TaskName> {
    let mut tasks = Vec::new();
    for (name, state) in page.state.steps.iter().filter(|(_, state)| state.is_active()) {
        let kind = page.definition.steps.get(name).map(|step| &step.kind);
        if !matches!(kind, Some(Kind::Contributions { .. })) {
            tasks.push(TaskName::of(name));
        }
        let open = state.slots.iter().filter(|(_, slot)| slot.state == SlotState::Open);
        tasks.extend(open.map(|(slot, _)| TaskName { step: name.clone(), slot: Some(*slot) }));
    }
    tasks
}

fn pick<'a>(chance: &mut Dice, list: &[&'a str]) -> &'a str {
    list.get(chance.below(list.len())).copied().unwrap_or_default()
}

fn person(chance: &mut Dice, list: &[&str]) -> Actor {
    Actor::Person(PersonId::new(pick(chance, list)))
}

/// One of several; nothing where there is none.
fn any<T>(chance: &mut Dice, list: impl IntoIterator<Item = T>) -> Option<T> {
    let mut list: Vec<T> = list.into_iter().collect();
    let at = chance.below(list.len());
    (at < list.len()).then(|| list.swap_remove(at))
}

fn event(page: &Page, case: CaseId, today: Date, chance: &mut Dice) -> Option<Command> {
    let events = page.definition.events.keys().filter(|event| event.as_str() != "moved_away");
    let event =
        if chance.below(24) == 0 { EventName::new("moved_away") } else { any(chance, events)?.clone() };
    Some(Command::RecordEvent { case, event, on: today, at: None, note: None, channel: None, about: None })
}

fn consent(page: &Page, place: Place, chance: &mut Dice) -> Option<Command> {
    let asked =
        page.definition.steps.values().filter_map(|step| {
            if let Kind::Consent { ask, .. } = &step.kind { Some(ask.clone()) } else { None }
        });
    let purposes = any(chance, asked)?;
    Some(Command::WithdrawConsent { citizen: place.citizen, purposes, on: None, note: None })
}

/// A fact or the day of an event was wrong.
fn correction(
    page: &Page,
    (case, today): (CaseId, Date),
    reason: String,
    chance: &mut Dice,
) -> Option<Command> {
    let days = i64::try_from(chance.below(20)).unwrap_or_default();
    let on = Date(today.0.saturating_sub(jiff::Span::new().days(days)));
    if chance.below(3) == 0 {
        let number = *any(chance, page.state.happenings.keys())?;
        return Some(Command::CorrectEvent { case, number, on, reason });
    }
    let (fact, slot) = any(chance, page.state.facts.keys().cloned())?;
    let value = of_fact(&page.definition, &fact, (on, &reason), chance)?;
    Some(Command::CorrectFact { case, fact, slot, value, reason })
}

fn of_fact(
    definition: &Definition,
    fact: &FactName,
    (on, words): (Date, &str),
    chance: &mut Dice,
) -> Option<Value> {
    let of_choice = |name: &str, chance: &mut Dice| {
        Some(Value::text(any(chance, definition.choices.get(name)?)?.word.clone()))
    };
    Some(match &definition.facts.get(fact)?.kind {
        FactKind::Text => Value::text(words),
        FactKind::Number { .. } => Value::Number(Number(Decimal::from(chance.below(10)))),
        FactKind::Date => Value::Date(on),
        FactKind::Boolean => Value::Boolean(chance.below(2) == 0),
        FactKind::Person { .. } => Value::text(pick(chance, &WORKERS)),
        FactKind::Choice(name) => of_choice(name, chance)?,
        FactKind::List { of, .. } => {
            let FactKind::Choice(name) = &**of else { return None };
            Value::List(vec![of_choice(name, chance)?])
        }
    })
}

/// Once in a while a stage is ended that a person may end early; what it asks is a remark.
fn end_stage(page: &Page, case: CaseId, reason: &str, chance: &mut Dice) -> Option<Command> {
    let may_end =
        page.definition.stages.iter().filter_map(|stage| Some((stage, stage.ended_early.as_ref()?)));
    let may_end: Vec<_> = may_end.collect();
    if may_end.is_empty() || chance.below(3) != 0 {
        return None;
    }
    let (stage, early) = any(chance, may_end)?;
    let values = early.ask().iter().map(|fact| (fact.to_string(), Value::text(reason)));
    let values = Value::Record(values.collect());
    Some(Command::EndStage { case, stage: stage.name.clone(), values, reason: reason.to_owned() })
}

fn begin_or_stop(page: &Page, case: CaseId, reason: String, chance: &mut Dice) -> Option<Command> {
    if let Some(command) = end_stage(page, case, &reason, chance) {
        return Some(command);
    }
    let steps = page.state.steps.iter();
    if chance.below(3) == 0 {
        let active: Vec<&StepName> =
            steps.filter(|(_, state)| state.is_active()).map(|(name, _)| name).collect();
        let step = any(chance, active)?.clone();
        return Some(Command::CancelStep { case, step, reason });
    }
    let idle = steps.filter(|(_, state)| !state.is_active()).map(|(name, _)| name);
    let step = any(chance, idle)?.clone();
    Some(Command::StartStep { case, step, reason })
}

/// A concern is settled, or somebody goes on without a contribution.
fn concern(page: &Page, case: CaseId, reason: String, chance: &mut Dice) -> Option<Command> {
    let open = page.state.concerns.iter().filter(|(_, concern)| concern.settled_by.is_none());
    if let Some((number, _)) = any(chance, open) {
        return Some(Command::SettleConcern { case, number: *number, finding: reason });
    }
    let slots = tasks(page).into_iter().filter(|task| task.slot.is_some());
    Some(Command::GoOnWithout { case, task: any(chance, slots)?, reason })
}

/// A task is taken, given back, given on, or begun.
fn hand_on(page: &Page, case: CaseId, words: String, chance: &mut Dice) -> Option<Command> {
    let task = any(chance, tasks(page))?;
    Some(match chance.below(4) {
        0 => Command::Claim { case, task },
        1 => Command::Release { case, task },
        2 => Command::Delegate { case, task, to: PersonId::new(pick(chance, &WORKERS)), note: None },
        _ => Command::SaveDraft { case, task, content: Some(Value::text(words)) },
    })
}

fn deadline(
    page: &Page,
    (case, today): (CaseId, Date),
    reason: String,
    chance: &mut Dice,
) -> Option<Command> {
    let deadline = any(chance, page.state.deadlines.keys())?.clone();
    let until = Date(today.0.saturating_add(jiff::Span::new().days(30)));
    let ground = "citizen_asked".to_owned();
    Some(match chance.below(4) {
        0 => Command::PauseDeadline { case, deadline, from: None, ground, reason },
        1 => Command::ResumeDeadline { case, deadline, to: None },
        2 => Command::ExtendDeadline { case, deadline, until, ground, reason },
        _ => Command::AnswerMiss { case, deadline, reason },
    })
}
