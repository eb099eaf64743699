//! What somebody does in a scenario, as a command: one translation for every runner.

use model::{CaseId, CitizenId, Command, Date, EventName, Timestamp, WorkflowName};

use super::{Act, Citizen};

/// Whose case a scenario plays on, once it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The citizen.
    pub citizen: CitizenId,
    /// The case.
    pub case: CaseId,
}

/// The ground that a scenario does not write out.
const GROUND: &str = "efter aftale";

impl Citizen {
    /// Registers the invented citizen.
    #[must_use]
    pub fn registration(&self) -> Command {
        Command::RegisterCitizen {
            cpr: self.cpr.clone(),
            name: self.name.clone(),
            birth_date: self.born,
            synthetic: true,
            digital_post: self.digital_post,
        }
    }
}

impl Act {
    /// The command of an act, done on a day; none where only time passes, or a plugin speaks.
    #[must_use]
    pub fn command(&self, workflow: &WorkflowName, place: Place, today: Date) -> Option<Command> {
        let Place { citizen, case } = place;
        Some(match self.clone() {
            Self::Open { event, unit, on } => Command::OpenCase {
                citizen,
                workflow: workflow.clone(),
                event: EventName::new(event),
                on: on.unwrap_or(today),
                unit,
                note: None,
            },
            Self::Claim(task) => Command::Claim { case, task },
            Self::Release(task) => Command::Release { case, task },
            Self::Start(step, reason) => Command::StartStep { case, step, reason },
            Self::Delegate(task, to) => Command::Delegate { case, task, to, note: None },
            Self::Complete { task, values, on } => Command::Complete { case, task, values, on },
            Self::Draft(task, content) => Command::SaveDraft { case, task, content: Some(content) },
            Self::GoOnWithout(task, reason) => Command::GoOnWithout { case, task, reason },
            Self::Goal(words) => Command::AddGoal { case, words, on: None },
            Self::Note(text) => Command::AddNote { case, text, on: None },
            Self::Event { event, on, time, channel, about, note } => {
                let on = on.unwrap_or(today);
                let at = time.map(|time| Timestamp::from_micros(calendar::instant_us(on.0, time)));
                let about = (!about.is_empty()).then_some(about);
                Command::RecordEvent { case, event: EventName::new(event), on, at, note, channel, about }
            }
            Self::CorrectEvent { number, on, reason } => Command::CorrectEvent { case, number, on, reason },
            Self::CorrectFact { fact, slot, value, reason } => {
                Command::CorrectFact { case, fact, slot, value, reason }
            }
            Self::Cancel(step, reason) => Command::CancelStep { case, step, reason },
            Self::EndEarly { stage, values, reason } => Command::EndStage { case, stage, values, reason },
            Self::Settle(number, finding) => Command::SettleConcern { case, number, finding },
            Self::Pause(deadline, reason) => {
                Command::PauseDeadline { case, deadline, from: None, ground: GROUND.to_owned(), reason }
            }
            Self::Resume(deadline) => Command::ResumeDeadline { case, deadline, to: None },
            Self::Extend(deadline, until, reason) => {
                Command::ExtendDeadline { case, deadline, until, ground: GROUND.to_owned(), reason }
            }
            Self::AnswerMiss(deadline, reason) => Command::AnswerMiss { case, deadline, reason },
            Self::WithdrawConsent(purposes) => {
                Command::WithdrawConsent { citizen, purposes, on: None, note: None }
            }
            Self::Close(reason) => Command::CloseCase { case, reason },
            Self::Reopen(reason) => Command::ReopenCase { case, reason },
            Self::Plugin(..) | Self::Wait => return None,
        })
    }
}
