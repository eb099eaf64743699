//! What a record answers: read from the command and its parts alone, so that a repeated request gets the same answer.

use model::{CaseId, CitizenId, Command, Event, Part, StreamId, TaskName};

use crate::answer::Accepted;

/// The answer of a record.
pub(super) fn accepted(command: &Command, parts: &[Part], position: u64) -> Accepted {
    let case = case_named(command).or_else(|| parts.iter().find_map(opened_case));
    let citizen = citizen_named(command).or_else(|| {
        parts.iter().find_map(|part| {
            if let StreamId::Citizen(citizen) = &part.stream { Some(*citizen) } else { None }
        })
    });
    let stream = case.map(StreamId::Case).or(citizen.map(StreamId::Citizen));
    let version = parts.iter().find(|part| Some(&part.stream) == stream.as_ref()).map(|part| part.version);
    let events = || parts.iter().flat_map(|part| &part.events).map(|event| &event.0);
    let number = if gives_number(command) { events().find_map(number_in) } else { None };
    // What another case opened in the same record is not of this one.
    let own = parts.iter().filter(|part| case.is_none() || Some(&part.stream) == stream.as_ref());
    let opened = opened_tasks(own.flat_map(|part| &part.events).map(|event| &event.0));
    Accepted { position, repeated: false, case, citizen, version, number, opened }
}

/// The stream that a command names.
pub(super) fn about(command: &Command) -> Option<StreamId> {
    case_named(command).map(StreamId::Case).or_else(|| citizen_named(command).map(StreamId::Citizen))
}

fn opened_case(part: &Part) -> Option<CaseId> {
    match (&part.stream, part.events.first().map(|event| &event.0)) {
        (StreamId::Case(case), Some(Event::CaseOpened { .. })) => Some(*case),
        _other => None,
    }
}

/// Tasks that opened and are still open: not what is nobody's work, nor what was settled in the same record.
#[expect(clippy::wildcard_enum_match_arm, reason = "few events open or settle a step")]
fn opened_tasks<'e>(events: impl Iterator<Item = &'e Event>) -> Vec<TaskName> {
    let mut tasks: Vec<TaskName> = Vec::new();
    for event in events {
        match event {
            Event::StepOpened { step, role: Some(_), slots, .. } if slots.is_empty() => {
                tasks.push(TaskName::of(step));
            }
            Event::StepOpened { step, role: Some(_), slots, .. } => {
                tasks.extend(slots.keys().map(|slot| TaskName { step: step.clone(), slot: Some(*slot) }));
            }
            Event::StepSettled { step, .. }
            | Event::StepCompleted { step, .. }
            | Event::LinkedCaseOpened { step, case: Some(_), .. } => {
                tasks.retain(|task| task.step != *step);
            }
            _other => {}
        }
    }
    tasks
}

fn gives_number(command: &Command) -> bool {
    matches!(
        command,
        Command::AddGoal { .. }
            | Command::AddNote { .. }
            | Command::RecordEvent { .. }
            | Command::CreateToken { .. }
    )
}

#[expect(clippy::wildcard_enum_match_arm, reason = "few events give a number")]
fn number_in(event: &Event) -> Option<u32> {
    match event {
        Event::NoteAdded { number, .. }
        | Event::GoalAdded { number, .. }
        | Event::Happened { number, .. }
        | Event::TokenCreated { number, .. } => Some(*number),
        _ => None,
    }
}

/// The case that a command names.
fn case_named(command: &Command) -> Option<CaseId> {
    match command {
        Command::Claim { case, .. }
        | Command::Release { case, .. }
        | Command::Delegate { case, .. }
        | Command::Complete { case, .. }
        | Command::SaveDraft { case, .. }
        | Command::GoOnWithout { case, .. }
        | Command::AddGoal { case, .. }
        | Command::RewordGoal { case, .. }
        | Command::AddNote { case, .. }
        | Command::RecordEvent { case, .. }
        | Command::CorrectEvent { case, .. }
        | Command::CorrectFact { case, .. }
        | Command::PauseDeadline { case, .. }
        | Command::ResumeDeadline { case, .. }
        | Command::ExtendDeadline { case, .. }
        | Command::AnswerMiss { case, .. }
        | Command::CloseCase { case, .. }
        | Command::ReopenCase { case, .. }
        | Command::StartStep { case, .. }
        | Command::CancelStep { case, .. }
        | Command::EndStage { case, .. }
        | Command::SettleConcern { case, .. }
        | Command::FireTimer { case, .. }
        | Command::Quarantine { case, .. } => Some(*case),
        Command::Erase { stream, .. }
        | Command::FinishErasure { stream }
        | Command::StartEffect { stream, .. }
        | Command::FinishEffect { stream, .. }
        | Command::AnswerPlugin { stream, .. } => {
            if let StreamId::Case(case) = stream {
                Some(*case)
            } else {
                None
            }
        }
        Command::RegisterCitizen { .. }
        | Command::OpenCase { .. }
        | Command::WithdrawConsent { .. }
        | Command::AppointCoordinator { .. }
        | Command::Activate { .. }
        | Command::CreateToken { .. }
        | Command::RevokeToken { .. }
        | Command::HoldClock { .. }
        | Command::ConfirmClock
        | Command::NoteRestore { .. }
        | Command::ReleaseEffects { .. }
        | Command::ActivateWorkflows { .. }
        | Command::WithdrawActivation { .. }
        | Command::NoteTimeZones { .. } => None,
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "few commands name a citizen; the exhaustive match is `case_named`"
)]
fn citizen_named(command: &Command) -> Option<CitizenId> {
    match command {
        Command::WithdrawConsent { citizen, .. } | Command::AppointCoordinator { citizen, .. } => {
            Some(*citizen)
        }
        Command::Erase { stream: StreamId::Citizen(citizen), .. } => Some(*citizen),
        _ => None,
    }
}
