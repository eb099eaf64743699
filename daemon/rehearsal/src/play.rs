//! A line of a scenario, played.

use definition::scenario::{Act, Citizen, Line, Place};
use engine::Refusal;
use model::deadline::Sentence;
use model::plugin::{PluginAnswer, PluginOutcome};
use model::{
    Actor, Command, ContentHash, PersonId, StepState, StreamId, SystemPart, Timestamp, WorkflowName,
};

use crate::office::{CASE, CITIZEN, Office, RECORDS_MAX, TooLong};

/// Whose case a rehearsal is about.
const PLACE: Place = Place { citizen: CITIZEN, case: CASE };

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
        let Some(command) = line.act.command(workflow, PLACE, self.today()) else { return Ok(()) };
        self.submit(&Actor::Person(by.clone()), &command)?;
        Ok(())
    }

    /// Why somebody may not do something now; none where they may. Nothing is done.
    pub(crate) fn would(&self, actor: &Actor, act: &Act) -> Option<Refusal> {
        let command = act.command(&self.setting.definition.workflow, PLACE, self.today())?;
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
        let register = citizen.registration();
        self.submit(&Actor::Person(by.clone()), &register).map(drop)
    }
}
