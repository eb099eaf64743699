//! One case that is tried step by step: forward, back, and forward another way.

mod opening;
mod outcome;

use std::collections::BTreeMap;

use definition::Scenario;
use definition::scenario::{Act, Citizen, Line};
use engine::asked::{Asking, Field, Reads, fields};
use engine::explain::{StepExplained, Subject, asks, explain};
use engine::{Refusal, RefusalKind};
use jiff::civil::DateTime;
use model::deadline::Sentence;
use model::{
    Actor, CaseState, CitizenState, EventName, FactName, PersonId, StepName, TaskName, Timestamp, Value,
};

use crate::office::{Captured, Office, Recorded};
use crate::play::Refused;
use crate::setting::Setting;

pub use opening::opening;

/// Most lines of a trial: as many as a scenario has, so that each can be saved.
const LINES_MAX: usize = 1_000;

/// Microseconds of a minute: clocks of a trial show whole minutes.
const MINUTE_US: i64 = 60_000_000;

/// A case under trial. The same lines always lead to the same case.
pub struct Trial<'s> {
    setting: &'s Setting,
    citizen: Citizen,
    begins_at: Timestamp,
    office: Office<'s>,
    lines: Vec<Line>,
}

/// What came of a line.
#[derive(Clone, Debug)]
pub struct Done {
    /// Who did it; nobody where only time passed.
    pub by: Option<PersonId>,
    /// What was recorded, in its order.
    pub recorded: Vec<Recorded>,
    /// What would have gone out.
    pub effects: Vec<Captured>,
}

/// Why a line was not done: it changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// Who tried.
    pub by: Option<PersonId>,
    /// A code, where the engine gave one; `docs/errors/CODE.md` explains it.
    pub code: Option<&'static str>,
    /// Why, in a sentence.
    pub why: Sentence,
    /// Who could.
    pub who: Vec<String>,
}

impl<'s> Trial<'s> {
    /// A trial that begins at a moment on the wall clock in Denmark. There is no case yet.
    ///
    /// # Errors
    ///
    /// [`Undone`] if the workflow does not come into force.
    pub fn begin(setting: &'s Setting, at: DateTime, citizen: Citizen) -> Result<Self, Undone> {
        let begins_at = Timestamp::from_micros(calendar::instant_us(at.date(), at.time()));
        let office = Office::open(setting, begins_at).map_err(|why| Undone::of(None, &why.into()))?;
        Ok(Self { setting, citizen, begins_at, office, lines: Vec::new() })
    }

    /// What the clock shows.
    #[must_use]
    pub fn now(&self) -> DateTime {
        calendar::civil_date_time(self.office.now.micros())
    }

    /// The case, once it is opened.
    #[must_use]
    pub fn case(&self) -> Option<&CaseState> {
        self.office.case()
    }

    /// The citizen, once registered.
    #[must_use]
    pub fn citizen(&self) -> Option<&CitizenState> {
        self.office.citizen()
    }

    /// What was done so far.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Why each step stands where it stands; empty before there is a case.
    #[must_use]
    pub fn explained(&self) -> Vec<StepExplained> {
        self.subject().map(explain).unwrap_or_default()
    }

    /// Whether a step asks for a fact, with what is filled in before it.
    #[must_use]
    pub fn asks(&self, step: &StepName, fact: &FactName, filled: &BTreeMap<String, Value>) -> bool {
        self.subject().is_none_or(|subject| asks(subject, self.office.now, (step, fact), filled))
    }

    /// What completing a task takes as the case stands; empty before there is a case.
    #[must_use]
    pub fn fields(&self, task: &TaskName) -> Vec<Field> {
        let Some(subject) = self.subject() else { return Vec::new() };
        let (pack, calendar) = (&*self.setting.pack, &self.setting.calendar);
        fields(Asking { subject, pack, calendar, now: self.office.now }, task, Reads::ALL)
    }

    fn subject(&self) -> Option<Subject<'_>> {
        let definition = &self.setting.definition;
        let directory = &self.setting.directory;
        Some(Subject { case: self.case()?, citizen: self.citizen(), definition, directory })
    }

    /// Whether a plugin waits to be given its answer.
    #[must_use]
    pub fn asked_plugin(&self) -> Option<StepName> {
        let call = self.office.pending_call()?;
        let steps = self.case()?.steps.iter();
        let mut waits = steps.filter(|(_, state)| {
            state.is_active() && state.proposal.as_ref().is_some_and(|proposal| proposal.effect == Some(call))
        });
        waits.next().map(|(name, _)| name.clone())
    }

    /// When the next reminder or end of a deadline comes.
    #[must_use]
    pub fn next_at(&self) -> Option<DateTime> {
        let timer = self.office.next_timer()?;
        // To the next whole minute, so that the line can be written as people write times.
        let minutes = timer.at.micros().saturating_add(MINUTE_US - 1).div_euclid(MINUTE_US);
        Some(calendar::civil_date_time(minutes.saturating_mul(MINUTE_US)))
    }

    /// Does something now.
    ///
    /// `by` does it; without, whoever of `preferred` may, then whoever of the municipality may.
    ///
    /// # Errors
    ///
    /// [`Undone`], and nothing changed.
    pub fn act(&mut self, act: Act, by: Option<&PersonId>, preferred: &[PersonId]) -> Result<Done, Undone> {
        let by = match (&act, by) {
            (Act::Wait | Act::Plugin(..), _) => None,
            (_, Some(by)) => Some(by.clone()),
            (act, None) => self.able(act, preferred),
        };
        let now = self.now();
        self.line(Line { at: now, by, act, refused: None, line: 0 })
    }

    /// Lets time pass.
    ///
    /// # Errors
    ///
    /// [`Undone`] if too much would happen on the way, or the moment has passed.
    pub fn wait_until(&mut self, at: DateTime) -> Result<Done, Undone> {
        if at < self.now() {
            let why = Sentence {
                da: format!("{} er forbi; gå tilbage med `tilbage`", calendar::day_da(at.date())),
                en: format!("{} has passed; go back with `back`", calendar::day_en(at.date())),
            };
            return Err(Undone { by: None, code: None, why, who: Vec::new() });
        }
        self.line(Line { at, by: None, act: Act::Wait, refused: None, line: 0 })
    }

    /// Takes back the last lines, and says how many there were.
    ///
    /// # Errors
    ///
    /// [`Undone`] if what is left does not come out as before, which would be a fault of the program.
    pub fn back(&mut self, count: usize) -> Result<usize, Undone> {
        let kept = self.lines.len().saturating_sub(count);
        let taken = self.lines.len().saturating_sub(kept);
        let lines: Vec<Line> = self.lines.iter().take(kept).cloned().collect();
        let mut again = Self::begin(
            self.setting,
            calendar::civil_date_time(self.begins_at.micros()),
            self.citizen.clone(),
        )?;
        for line in lines {
            again.line(line)?;
        }
        *self = again;
        Ok(taken)
    }

    /// What was done, as a scenario that expects what came of it.
    #[must_use]
    pub fn scenario(&self, name: &str, title: Sentence) -> Scenario {
        Scenario {
            name: name.to_owned(),
            title,
            workflow: self.setting.definition.workflow.clone(),
            citizen: self.citizen.clone(),
            lines: outcome::needed(&self.lines),
            expect: self.case().map(outcome::expect).unwrap_or_default(),
        }
    }

    fn line(&mut self, line: Line) -> Result<Done, Undone> {
        if self.lines.len() >= LINES_MAX {
            return Err(Undone::of(line.by, &Refused::TooLong));
        }
        let (recorded, captured) = (self.office.recorded.len(), self.office.captured.len());
        let workflow = &self.setting.definition.workflow;
        if let Err(refused) = self.office.play(&line, (&self.citizen, workflow)) {
            // Something may have been recorded on the way, such as that a plugin has no proposal.
            if self.office.recorded.len() > recorded {
                self.back(0)?;
            }
            return Err(Undone::of(line.by, &refused));
        }
        let by = line.by.clone();
        self.lines.push(line);
        Ok(Done {
            by,
            recorded: self.office.recorded.get(recorded..).unwrap_or_default().to_vec(),
            effects: self.office.captured.get(captured..).unwrap_or_default().to_vec(),
        })
    }

    /// Who may do something: of those who are preferred, then of everybody.
    fn able(&self, act: &Act, preferred: &[PersonId]) -> Option<PersonId> {
        if let Act::Open { event, unit, .. } = act {
            // Nobody has a case or a citizen yet, so nobody can be asked whether they may.
            return opening::opener(self.setting, &EventName::new(event.clone()), unit);
        }
        let everybody = self.setting.municipality.people.keys();
        let mut candidates = preferred.iter().chain(everybody);
        let may = |person: &&PersonId| {
            let refusal = self.office.would(&Actor::Person((*person).clone()), act);
            refusal.is_none_or(|refusal: Refusal| refusal.kind != RefusalKind::Forbidden)
        };
        candidates.find(may).or(preferred.first()).cloned()
    }
}

impl Undone {
    fn of(by: Option<PersonId>, refused: &Refused) -> Self {
        let who = if let Refused::Said(refusal) = refused { refusal.who.clone() } else { Vec::new() };
        Self { by, code: refused.code(), why: refused.sentence(), who }
    }
}
