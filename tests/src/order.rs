//! What somebody does in a scenario, as an order to the runtime.

use definition::Scenario;
use definition::scenario::{Act, Line};
use model::{CaseId, CitizenId, Command, Date, EventName, Timestamp};

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

/// Registers the citizen of a scenario.
#[must_use]
pub fn registration(scenario: &Scenario) -> Command {
    let citizen = &scenario.citizen;
    Command::RegisterCitizen {
        cpr: citizen.cpr.clone(),
        name: citizen.name.clone(),
        birth_date: citizen.born,
        synthetic: true,
        digital_post: citizen.digital_post,
    }
}

/// The command of a line; none where only time passes.
#[must_use]
pub fn command(scenario: &Scenario, line: &Line, place: Place) -> Option<Command> {
    let Place { citizen, case } = place;
    let today = Date(line.at.date());
    Some(match line.act.clone() {
        Act::Open { event, unit, on } => Command::OpenCase {
            citizen,
            workflow: scenario.workflow.clone(),
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
            Command::WithdrawConsent { citizen, purposes, on: None, note: None }
        }
        Act::Close(reason) => Command::CloseCase { case, reason },
        Act::Reopen(reason) => Command::ReopenCase { case, reason },
        // Here a plugin answers by itself.
        Act::Plugin(..) | Act::Wait => return None,
    })
}
