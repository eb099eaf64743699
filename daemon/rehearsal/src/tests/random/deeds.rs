//! What people do by chance, and how a case is brought to its end by people of good will.

use std::collections::BTreeMap;

use definition::{Again, Awaited, Counted, Kind, Until};
use model::{Command, EventName, StageName, StepName};

use super::life::{Broken, Life};
use super::tape::Tape;
use super::values::Asked;
use super::write::{EVENTS, PAUSES};
use crate::office::{CASE, CITIZEN};

/// Microseconds of a day.
const DAY_US: i64 = 86_400_000_000;

/// Rounds of good will until a case has to be over: a stage after a stage, each waiting for a day, an event and a person,
/// beside steps that run out every few months until the citizen turns sixty.
const ROUNDS_MAX: usize = 400;

/// The last year of a case.
const YEAR_MAX: i16 = 2_100;

/// In which rounds nothing new is reported any more, but what is waited for: what an event begins anew is brought to its
/// end.
const QUIET_FROM: usize = 24;

/// What people of good will report.
const REPORTED: [&str; 4] = ["change", "answered", "wish", "complaint_received"];

impl Life<'_> {
    /// One thing that somebody does, or some time that passes.
    pub(super) fn deed(&mut self, tape: &mut Tape<'_>) -> Result<(), Broken> {
        match tape.below(16) {
            0..=6 => {
                let tasks = self.tasks();
                if !tasks.is_empty() {
                    self.complete(&tasks[tape.below(tasks.len())], tape)?;
                }
            }
            7 | 8 => {
                let event = match tape.below(12) {
                    11 => "moved_away",
                    // Refused where nothing was decided yet, or nobody can complain.
                    7..=9 => "complaint_received",
                    10 => tape.of_these(&PAUSES),
                    _ => tape.of_these(&EVENTS),
                };
                self.happens(event)?;
            }
            9 | 10 => {
                let days = i64::try_from(1 + tape.below(60)).unwrap();
                let until = self.office.now.micros() + days * DAY_US;
                self.wait_until(model::Timestamp::from_micros(until))?;
            }
            11 => drop(self.withdraw(tape)?),
            12 => self.correct(tape)?,
            13 => {
                let steps = self.startable();
                if !steps.is_empty() {
                    self.start(&steps[tape.below(steps.len())])?;
                }
            }
            14 if !self.endable().is_empty() && tape.once_in(3) => {
                let stages = self.endable();
                self.end_stage(stages[tape.below(stages.len())].clone())?;
            }
            14 => self.stop(tape)?,
            _ => {
                self.answer_plugin(tape)?;
                self.settle_concerns()?;
            }
        }
        Ok(())
    }

    pub(super) fn happens(&mut self, event: &str) -> Result<bool, Broken> {
        let command = self.event(event);
        self.anybody(&command, 0)
    }

    fn withdraw(&mut self, tape: &mut Tape<'_>) -> Result<bool, Broken> {
        let Some(citizen) = self.office.citizen() else { return Ok(false) };
        let given: Vec<String> =
            citizen.consents.keys().filter(|purpose| citizen.consents_to(purpose)).cloned().collect();
        if given.is_empty() {
            return Ok(false);
        }
        let purposes = vec![given[tape.below(given.len())].clone()];
        self.anybody(&Command::WithdrawConsent { citizen: CITIZEN, purposes, on: None, note: None }, 0)
    }

    /// A case that is over is let go on, or the citizen complains. Says whether it goes on.
    pub(super) fn again(&mut self, tape: &mut Tape<'_>) -> Result<bool, Broken> {
        match tape.below(4) {
            1 => {
                self.reopened = true;
                let reason = "it was not over".to_owned();
                self.anybody(&Command::ReopenCase { case: CASE, reason }, 0)?;
            }
            2 => drop(self.happens("complaint_received")?),
            _ => return Ok(false),
        }
        Ok(self.is_open())
    }

    /// A fact or the day of an event was wrong.
    fn correct(&mut self, tape: &mut Tape<'_>) -> Result<(), Broken> {
        let reason = "written down wrongly".to_owned();
        let facts: Vec<_> = self.case().facts.keys().cloned().collect();
        if tape.once_in(4) || facts.is_empty() {
            let number = u32::try_from(1 + tape.below(self.case().happenings.len())).unwrap();
            let days = i64::try_from(tape.below(20)).unwrap();
            let on = model::Date(self.office.today().0.saturating_sub(jiff::Span::new().days(days)));
            self.anybody(&Command::CorrectEvent { case: CASE, number, on, reason }, 0)?;
            return Ok(());
        }
        let (fact, slot) = facts[tape.below(facts.len())].clone();
        let definition = &self.office.setting.definition;
        let asked = Asked { case: self.case(), definition, today: self.office.today(), on_condition: &[] };
        let value = asked.value(&definition.facts[&fact].kind, tape);
        self.anybody(&Command::CorrectFact { case: CASE, fact, slot, value, reason }, 0)?;
        Ok(())
    }

    pub(super) fn start(&mut self, step: &StepName) -> Result<bool, Broken> {
        let reason = "it is time".to_owned();
        self.anybody(&Command::StartStep { case: CASE, step: step.clone(), reason }, 0)
    }

    /// Whoever coordinates can be appointed without a step.
    fn appoint(&mut self) -> Result<bool, Broken> {
        let appoint = Command::AppointCoordinator {
            citizen: CITIZEN,
            person: "lida".into(),
            deputy: Some("olma".into()),
            reason: "somebody has to".to_owned(),
        };
        self.anybody(&appoint, 0)
    }

    /// Stages that somebody may end before their work is done.
    fn endable(&self) -> Vec<StageName> {
        let stages = self.office.setting.definition.stages.iter();
        stages.filter(|stage| stage.ended_early.is_some()).map(|stage| stage.name.clone()).collect()
    }

    fn end_stage(&mut self, stage: StageName) -> Result<bool, Broken> {
        let rule = self.office.setting.definition.stage(&stage).and_then(|stage| stage.ended_early.as_ref());
        let remark = rule.filter(|early| !early.ask().is_empty());
        let remark = remark.map(|_| ("remark".to_owned(), model::Value::text("over")));
        let values = model::Value::Record(remark.into_iter().collect());
        self.anybody(&Command::EndStage { case: CASE, stage, values, reason: "it is enough".to_owned() }, 0)
    }

    fn stop(&mut self, tape: &mut Tape<'_>) -> Result<(), Broken> {
        let active = self.case().steps.iter().filter(|(_, state)| state.is_active());
        let active: Vec<StepName> = active.map(|(name, _)| name.clone()).collect();
        if !active.is_empty() {
            let step = active[tape.below(active.len())].clone();
            self.anybody(&Command::CancelStep { case: CASE, step, reason: "not now".to_owned() }, 0)?;
        }
        Ok(())
    }

    fn settle_concerns(&mut self) -> Result<(), Broken> {
        for number in self.open_concerns() {
            let finding = "it is right as it is".to_owned();
            self.anybody(&Command::SettleConcern { case: CASE, number, finding }, 0)?;
        }
        Ok(())
    }

    /// What open steps wait for; where there is none of these, what ends a stage that may have begun anew.
    fn awaited(&self) -> Vec<EventName> {
        let definition = &self.office.setting.definition;
        let mut events = Vec::new();
        for (name, _) in self.case().steps.iter().filter(|(_, state)| state.is_active()) {
            let kind = &definition.steps[name].kind;
            if let Kind::Wait(Awaited::Event(event)) | Kind::Quota { of: Counted::Event(event), .. } = kind {
                events.push(event.clone());
            }
            if let Kind::Quota { of: Counted::Step(step), .. } = kind {
                events.extend(definition.steps[step].again.iter().filter_map(|again| match again {
                    Again::Event(event) => Some(event.clone()),
                    Again::Step(_) | Again::Stage(_) | Again::Moment(..) | Again::Person(_) => None,
                }));
            }
        }
        if events.is_empty() {
            let repeating = definition.stages.iter().filter(|stage| stage.repeats);
            events.extend(repeating.flat_map(|stage| &stage.until).filter_map(|until| match until {
                Until::Event(event) => Some(event.clone()),
                Until::Step(_) => None,
            }));
        }
        events
    }

    /// Brings the case to its end as people of good will do: every task, every start, every event, and time.
    ///
    /// Nobody closes it by hand, and the citizen does not move away. Says whether it is over.
    pub(super) fn finish(&mut self) -> Result<bool, Broken> {
        let mut done: BTreeMap<StepName, usize> = BTreeMap::new();
        for round in 0..ROUNDS_MAX {
            if !self.is_open() {
                return Ok(true);
            }
            // Nothing is waited for so long, and dates end with 2200.
            if self.office.today().0.year() > YEAR_MAX {
                break;
            }
            self.answer_plugin(&mut Tape::of(&[]))?;
            self.settle_concerns()?;
            if !self.case().pauses.is_empty() {
                self.happens(PAUSES[1])?;
            }
            for task in self.tasks() {
                let times = done.entry(task.step.clone()).or_default();
                *times += 1;
                let numbers = other_answers(*times);
                if self.is_open() {
                    self.complete(&task, &mut Tape::of(&numbers))?;
                }
            }
            if !self.case().holders.contains_key("coordinator") {
                self.appoint()?;
            }
            for step in self.startable() {
                self.start(&step)?;
            }
            if round % 2 == 1 && round < QUIET_FROM && self.is_open() {
                self.happens(REPORTED[round / 2 % REPORTED.len()])?;
            }
            if round >= QUIET_FROM && self.is_open() && self.tasks().is_empty() {
                for event in self.awaited() {
                    self.happens(event.as_str())?;
                }
            }
            // What comes back for ever is ended by whoever may.
            if round >= QUIET_FROM {
                for stage in self.endable() {
                    self.end_stage(stage)?;
                }
            }
            if let Some(timer) = self.office.next_timer() {
                self.wait_until(timer.at)?;
            }
        }
        Ok(!self.is_open())
    }
}

/// Numbers that answer a task otherwise each time that it comes; none of them refuses or misses an appointment.
fn other_answers(times: usize) -> Vec<u16> {
    let number = |place: usize| {
        let mixed = (times * 31 + place * 17).wrapping_mul(0x9E37_79B9) >> 7;
        let number = u16::try_from(mixed % 60).unwrap();
        if number % 4 == 3 { number + 1 } else { number }
    };
    (0..24).map(number).collect()
}
