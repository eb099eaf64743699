//! A case in which people do things by chance: whatever they do, the laws hold.

use definition::{Kind, Step};
use engine::{Refusal, RefusalKind};
use model::effect::EffectKind;
use model::plugin::{PluginAnswer, PluginOutcome};
use model::step::{SlotState, StepStatus};
use model::{
    Actor, CaseState, Command, ContentHash, Date, Event, EventName, FactName, PersonId, StepName, StreamId,
    SystemPart, TaskName, Timestamp, Value,
};

use super::tape::Tape;
use super::values::{Asked, everybody, record};
use super::write::EVENTS;
use crate::Setting;
use crate::office::{CASE, CITIZEN, Office};

/// Codes that a checked workflow never comes to: they say that the checker let something through.
const NEVER: [&str; 5] =
    ["no-rest", "condition-not-evaluated", "table-not-evaluated", "definition-missing", "case-quarantined"];

/// What went wrong that never may.
pub(super) type Broken = String;

/// One case with everybody who can do something on it.
pub(super) struct Life<'s> {
    pub(super) office: Office<'s>,
    people: Vec<PersonId>,
    /// Whether somebody let the case go on by hand: then it is for somebody to close it, too.
    pub(super) reopened: bool,
    /// The last refusal, for whoever reads a failure.
    pub(super) refused: Option<Refusal>,
    /// Everything that was taken, so that it can be done again.
    pub(super) taken: Vec<(Timestamp, Actor, Command)>,
}

impl<'s> Life<'s> {
    /// A case that has just been opened.
    pub(super) fn begin(setting: &'s Setting) -> Result<Self, Broken> {
        let now = Timestamp::from_micros(calendar::instant_us(
            jiff::civil::date(2026, 8, 3),
            jiff::civil::time(9, 0, 0, 0),
        ));
        let office = Office::open(setting, now).map_err(|refusal| format!("{refusal:?}"))?;
        let people = setting.municipality.people.keys().cloned().collect();
        let mut life = Self { office, people, reopened: false, refused: None, taken: Vec::new() };
        let today = life.office.today();
        life.must(
            "lida",
            &Command::RegisterCitizen {
                cpr: "7705920002".to_owned(),
                name: "Mette Lyngkær".to_owned(),
                birth_date: Date(jiff::civil::date(1992, 5, 17)),
                synthetic: true,
                digital_post: true,
            },
        )?;
        life.must(
            "lida",
            &Command::OpenCase {
                citizen: CITIZEN,
                workflow: setting.definition.workflow.clone(),
                event: EventName::new("begun"),
                on: today,
                unit: "holistic_team".into(),
                note: None,
            },
        )?;
        Ok(life)
    }

    fn must(&mut self, who: &str, command: &Command) -> Result<(), Broken> {
        match self.submit(&Actor::Person(PersonId::new(who)), command)? {
            None => Ok(()),
            Some(refusal) => Err(format!("{command:?} is refused: {refusal:?}")),
        }
    }

    /// Tries a command; a refusal is no fault, but for those that no checked workflow comes to.
    pub(super) fn submit(&mut self, actor: &Actor, command: &Command) -> Result<Option<Refusal>, Broken> {
        match self.office.submit(actor, command) {
            Ok(_) => {
                self.taken.push((self.office.now, actor.clone(), command.clone()));
                Ok(None)
            }
            Err(refusal) if NEVER.contains(&refusal.code) => {
                Err(format!("{command:?} came to `{}`: {}", refusal.code, refusal.detail.en))
            }
            Err(refusal) => {
                self.refused = Some(refusal.clone());
                Ok(Some(refusal))
            }
        }
    }

    /// Does something as the first person who may. Says whether it was done.
    pub(super) fn anybody(&mut self, command: &Command, from: usize) -> Result<bool, Broken> {
        let people = self.people.clone();
        for person in everybody(&people, from) {
            match self.submit(&Actor::Person(person.clone()), command)? {
                None => return Ok(true),
                Some(refusal) if is_of_person(&refusal) => {}
                Some(_) => return Ok(false),
            }
        }
        Ok(false)
    }

    /// Whether somebody may do it now.
    pub(super) fn somebody_may(&self, command: &Command) -> bool {
        self.people
            .iter()
            .any(|person| self.office.refusal(&Actor::Person(person.clone()), command).is_none())
    }

    pub(super) fn case(&self) -> &CaseState {
        self.office.case().expect("the case is opened first")
    }

    pub(super) fn has_recorded(&self, is_it: impl Fn(&Event) -> bool) -> bool {
        self.office.recorded.iter().flat_map(|recorded| &recorded.events).any(is_it)
    }

    pub(super) fn is_open(&self) -> bool {
        self.case().is_open()
    }

    /// Tasks on which a person works: what counts or waits is nobody's.
    pub(super) fn tasks(&self) -> Vec<TaskName> {
        let definition = &self.office.setting.definition;
        let mut tasks = Vec::new();
        for (name, state) in self.case().steps.iter().filter(|(_, state)| state.is_active()) {
            let kind = &definition.steps[name].kind;
            if matches!(kind, Kind::Wait(_) | Kind::Quota { .. }) {
                continue;
            }
            if !matches!(kind, Kind::Contributions { .. }) {
                tasks.push(TaskName::of(name));
            }
            let open = state.slots.iter().filter(|(_, slot)| slot.state == SlotState::Open);
            tasks.extend(open.map(|(slot, _)| TaskName { step: name.clone(), slot: Some(*slot) }));
        }
        tasks
    }

    /// Completes a task with answers that fit. Says whether it was done.
    pub(super) fn complete(&mut self, task: &TaskName, tape: &mut Tape<'_>) -> Result<bool, Broken> {
        let setting = self.office.setting;
        let step = setting.definition.steps[&task.step].clone();
        let from = tape.below(self.people.len());
        let mut asked_now: Vec<FactName> = Vec::new();
        // What is asked on a condition depends on the answers: at most once for each such fact.
        for _ in 0..3 {
            let values = self.answers(&step, task, (&asked_now, tape));
            let Some(refusal) = self.try_to_complete(task, values, from)? else { return Ok(true) };
            if refusal.code != "answers-invalid" {
                return Ok(false);
            }
            for line in &refusal.missing {
                let Some((name, fault)) = line.split_once(": ") else { continue };
                let fact = FactName::new(name);
                if fault == "is missing" {
                    asked_now.push(fact);
                } else if fault.starts_with("is asked only where") {
                    asked_now.retain(|known| *known != fact);
                } else if fault.starts_with("there is no plan") {
                    return Ok(false);
                } else {
                    return Err(format!("the answers to `{task}` do not fit: {line}"));
                }
            }
        }
        Ok(false)
    }

    fn answers(&self, step: &Step, task: &TaskName, (now, tape): (&[FactName], &mut Tape<'_>)) -> Value {
        let asked = Asked {
            case: self.case(),
            definition: &self.office.setting.definition,
            today: self.office.today(),
            on_condition: now,
        };
        asked.answers_of_all(step, task, tape)
    }

    fn try_to_complete(
        &mut self,
        task: &TaskName,
        values: Value,
        from: usize,
    ) -> Result<Option<Refusal>, Broken> {
        let people = self.people.clone();
        let complete = Command::Complete { case: CASE, task: task.clone(), values, on: None };
        let mut last = None;
        for person in everybody(&people, from) {
            let Some(refusal) = self.submit(&Actor::Person(person.clone()), &complete)? else {
                return Ok(None);
            };
            let is_of_person = is_of_person(&refusal);
            last = Some(refusal);
            if !is_of_person {
                break;
            }
        }
        Ok(last)
    }

    /// Lets time pass: every timer that falls due fires, does something, and does it once.
    pub(super) fn wait_until(&mut self, until: Timestamp) -> Result<(), Broken> {
        while let Some(timer) = self.office.next_timer().filter(|timer| timer.at <= until) {
            self.office.now = self.office.now.max(timer.at);
            let fire = Command::FireTimer {
                case: CASE,
                deadline: timer.deadline.clone(),
                timer: timer.kind,
                generation: timer.generation,
            };
            let before = self.office.recorded.len();
            if let Some(refusal) = self.submit(&Actor::System(SystemPart::Clock), &fire)? {
                return Err(format!("the timer of `{}` is refused: {refusal:?}", timer.deadline));
            }
            if self.office.recorded.len() == before {
                return Err(format!("the timer of `{}` falls due for ever", timer.deadline));
            }
        }
        self.office.now = self.office.now.max(until);
        Ok(())
    }

    /// The plugin that is asked has an answer, or has none.
    pub(super) fn answer_plugin(&mut self, tape: &mut Tape<'_>) -> Result<bool, Broken> {
        let Some(id) = self.office.pending_call() else { return Ok(false) };
        let words = record([("da", Value::text("ja")), ("en", Value::text("yes"))]);
        let outcome = match tape.below(3) {
            0 => PluginOutcome::Failed { code: "host_down".to_owned(), words: None },
            1 => PluginOutcome::HandedOver { reason: words },
            _ => PluginOutcome::Proposed {
                set: record([("person", Value::text("lida")), ("deputy", Value::text("olma"))]),
                because: words,
            },
        };
        let answer = PluginAnswer { outcome, read: ContentHash([0; 32]), fuel: 0, took_us: 0 };
        let answer = Command::AnswerPlugin { stream: StreamId::Case(CASE), id, answer };
        Ok(self.submit(&Actor::System(SystemPart::Dispatcher), &answer)?.is_none())
    }

    /// Steps that a person can be let begin: optional ones that wait, and those that were stopped.
    pub(super) fn startable(&self) -> Vec<StepName> {
        let definition = &self.office.setting.definition;
        let steps = self.case().steps.iter().filter(|(name, state)| {
            state.status == StepStatus::Cancelled
                || state.status == StepStatus::Waiting && definition.steps[*name].optional
        });
        steps.map(|(name, _)| name.clone()).collect()
    }

    pub(super) fn open_concerns(&self) -> Vec<u32> {
        let open = self.case().concerns.iter().filter(|(_, concern)| concern.settled_by.is_none());
        open.map(|(number, _)| *number).collect()
    }

    /// Whether somebody can do something that goes on with the case, or something comes by itself.
    pub(super) fn can_go_on(&self) -> bool {
        let start = |step: StepName| {
            self.somebody_may(&Command::StartStep { case: CASE, step, reason: "it is time".to_owned() })
        };
        self.has_something()
            || EVENTS.iter().any(|event| self.somebody_may(&self.event(event)))
            || self.startable().into_iter().any(start)
    }

    /// An event that happens today.
    pub(super) fn event(&self, event: &str) -> Command {
        Command::RecordEvent {
            case: CASE,
            event: EventName::new(event),
            on: self.office.today(),
            at: None,
            note: None,
            channel: None,
            about: None,
        }
    }

    /// Whether something stands there that somebody does, or that comes by itself.
    pub(super) fn has_something(&self) -> bool {
        let works = |task: &TaskName| {
            let claim = Command::Claim { case: CASE, task: task.clone() };
            self.somebody_may(&claim)
        };
        !self.open_concerns().is_empty()
            || self.office.next_timer().is_some()
            || self.case().effects.iter().any(|one| one.effect.kind == EffectKind::CallPlugin)
            || self.tasks().iter().any(works)
    }
}

/// Whether another person could be luckier.
fn is_of_person(refusal: &Refusal) -> bool {
    refusal.kind == RefusalKind::Forbidden || refusal.code == "held-by-another"
}
