//! A line of a scenario, played.

use definition::scenario::{Act, Citizen, Line, PluginWord};
use engine::Refusal;
use model::deadline::Sentence;
use model::plugin::{PluginAnswer, PluginOutcome};
use model::{
    Actor, Command, ContentHash, EventName, PersonId, StepState, StreamId, SystemPart, Timestamp,
    WorkflowName,
};

use crate::office::{CASE, CITIZEN, Office, RECORDS_MAX, TooLong};

/// The legal ground that a scenario does not write out.
const GROUND: &str = "efter aftale";

/// Why a line was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The engine refused, with a code.
    Said(Box<Refusal>),
    /// More happened than a rehearsal takes.
    TooLong,
    /// The plugin of the step is not asked now.
    NotAsked,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self::Said(Box::new(refusal))
    }
}

impl From<TooLong> for Refused {
    fn from(_: TooLong) -> Self {
        Self::TooLong
    }
}

impl Refused {
    /// The code, where the engine gave one.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Said(refusal) => Some(refusal.code),
            Self::TooLong | Self::NotAsked => None,
        }
    }

    /// Why, in a sentence.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        let (da, en) = match self {
            Self::Said(refusal) => {
                let missing = if refusal.missing.is_empty() {
                    String::new()
                } else {
                    format!(" ({})", refusal.missing.join("; "))
                };
                let Sentence { da, en } = &refusal.detail;
                return Sentence { da: format!("{da}{missing}"), en: format!("{en}{missing}") };
            }
            Self::TooLong => (
                format!("der sker mere end {RECORDS_MAX} ting; fortæl en kortere historie"),
                format!("more than {RECORDS_MAX} things happen; tell a shorter story"),
            ),
            Self::NotAsked => (
                "ingen plugin er spurgt nu; linjen hører til efter det, der åbner dens trin".to_owned(),
                "no plugin is asked now; the line belongs after what opens its step".to_owned(),
            ),
        };
        Sentence { da, en }
    }
}

/// The instant of a line.
pub(crate) fn instant(line: &Line) -> Timestamp {
    Timestamp::from_micros(calendar::instant_us(line.at.date(), line.at.time()))
}

impl Office<'_> {
    /// Lets the clock run to a line and plays it.
    pub(crate) fn play(
        &mut self,
        line: &Line,
        (citizen, workflow): (&Citizen, &WorkflowName),
    ) -> Result<(), Refused> {
        if let Act::Plugin(step, word) = &line.act {
            self.run_to(instant(line))?;
            let is_asked =
                self.case().and_then(|case| case.steps.get(step)).is_some_and(StepState::is_active);
            let call = self.pending_call().filter(|_| is_asked).ok_or(Refused::NotAsked)?;
            return Ok(self.answer(call, word.answer())?);
        }
        // Where only time passes, the answer may still come.
        if line.by.is_some() {
            self.leave_unanswered()?;
        }
        self.run_to(instant(line))?;
        if self.recorded.len() >= RECORDS_MAX {
            return Err(Refused::TooLong);
        }
        let Some(by) = &line.by else { return Ok(()) };
        if let Act::Open { .. } = line.act {
            self.register(citizen, by)?;
        }
        let Some(command) = self.command(&line.act, workflow) else { return Ok(()) };
        self.submit(&Actor::Person(by.clone()), &command)?;
        Ok(())
    }

    /// Why somebody may not do something now; none where they may. Nothing is done.
    pub(crate) fn would(&self, actor: &Actor, act: &Act) -> Option<Refusal> {
        let command = self.command(act, &self.setting.definition.workflow)?;
        self.refusal(actor, &command)
    }

    /// A plugin that the scenario gives no words says that it cannot be run: a person does its step.
    fn leave_unanswered(&mut self) -> Result<(), Refusal> {
        let Some(call) = self.pending_call() else { return Ok(()) };
        let outcome = PluginOutcome::Failed { code: "host_down".to_owned(), words: None };
        self.answer(call, PluginAnswer { outcome, read: ContentHash([0; 32]), fuel: 0, took_us: 0 })
    }

    fn answer(&mut self, id: model::EffectId, answer: PluginAnswer) -> Result<(), Refusal> {
        let answer = Command::AnswerPlugin { stream: StreamId::Case(CASE), id, answer };
        self.submit(&Actor::System(SystemPart::Dispatcher), &answer).map(drop)
    }

    /// The citizen is there before their case; who opens it registers them, once.
    fn register(&mut self, citizen: &Citizen, by: &PersonId) -> Result<(), Refusal> {
        if self.citizen().is_some() {
            return Ok(());
        }
        let register = Command::RegisterCitizen {
            cpr: citizen.cpr.clone(),
            name: citizen.name.clone(),
            birth_date: citizen.born,
            synthetic: true,
            digital_post: citizen.digital_post,
        };
        self.submit(&Actor::Person(by.clone()), &register).map(drop)
    }

    /// The command of an act; none where only time passes.
    fn command(&self, act: &Act, workflow: &WorkflowName) -> Option<Command> {
        let (case, today) = (CASE, self.today());
        Some(match act.clone() {
            Act::Open { event, unit, on } => Command::OpenCase {
                citizen: CITIZEN,
                workflow: workflow.clone(),
                event: EventName::new(event),
                on: on.unwrap_or(today),
                unit,
                note: None,
            },
            Act::Claim(task) => Command::Claim { case, task },
            Act::Release(task) => Command::Release { case, task },
            Act::Start(step, reason) => Command::StartStep { case, step, reason },
            Act::Delegate(task, to) => Command::Delegate { case, task, to, note: None },
            Act::Complete { task, values, on } => Command::Complete { case, task, values, on },
            Act::Draft(task, content) => Command::SaveDraft { case, task, content: Some(content) },
            Act::GoOnWithout(task, reason) => Command::GoOnWithout { case, task, reason },
            Act::Goal(words) => Command::AddGoal { case, words, on: None },
            Act::Note(text) => Command::AddNote { case, text, on: None },
            Act::Event { event, on, time, channel, about, note } => {
                let on = on.unwrap_or(today);
                let at = time.map(|time| Timestamp::from_micros(calendar::instant_us(on.0, time)));
                let about = (!about.is_empty()).then_some(about);
                Command::RecordEvent { case, event: EventName::new(event), on, at, note, channel, about }
            }
            Act::CorrectEvent { number, on, reason } => Command::CorrectEvent { case, number, on, reason },
            Act::Pause(deadline, reason) => {
                Command::PauseDeadline { case, deadline, from: None, ground: GROUND.to_owned(), reason }
            }
            Act::Resume(deadline) => Command::ResumeDeadline { case, deadline, to: None },
            Act::Extend(deadline, until, reason) => {
                Command::ExtendDeadline { case, deadline, until, ground: GROUND.to_owned(), reason }
            }
            Act::AnswerMiss(deadline, reason) => Command::AnswerMiss { case, deadline, reason },
            Act::WithdrawConsent(purposes) => {
                Command::WithdrawConsent { citizen: CITIZEN, purposes, on: None, note: None }
            }
            Act::Close(reason) => Command::CloseCase { case, reason },
            Act::Reopen(reason) => Command::ReopenCase { case, reason },
            Act::Plugin(_, PluginWord::Proposes(_) | PluginWord::HandsOver(_)) | Act::Wait => return None,
        })
    }
}
