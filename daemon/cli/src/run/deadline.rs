//! `helhed deadline`.

use wire::{AnswerMiss, Deadline, DeadlineList, ExtendDeadline, PauseDeadline, ResumeDeadline};

use super::Session;
use crate::command::deadline::{DeadlineCommand, DeadlineOfCase};
use crate::http::path;
use crate::show;
use crate::trouble::Trouble;

/// Does a command on deadlines.
pub(crate) fn run(session: &mut Session<'_>, command: &DeadlineCommand) -> Result<(), Trouble> {
    match command {
        DeadlineCommand::List { case } => {
            session.ask::<DeadlineList>(&path(&[&"cases", case, &"deadlines"]), show::deadline_list)
        }
        DeadlineCommand::Why { deadline } => {
            let path = path(&[&"cases", &deadline.case, &"deadlines", &deadline.name]);
            session.ask::<Deadline>(&path, show::why)
        }
        DeadlineCommand::Pause { deadline, from, ground, reason, writing } => {
            let body = PauseDeadline {
                from: from.map(|day| day.to_string()),
                ground: ground.clone(),
                reason: session.text(reason)?,
            };
            session.post(on(deadline, "pause"), &body, writing)
        }
        DeadlineCommand::Resume { deadline, to, writing } => {
            let body = ResumeDeadline { to: to.map(|day| day.to_string()) };
            session.post(on(deadline, "resume"), &body, writing)
        }
        DeadlineCommand::Extend { deadline, until, ground, reason, writing } => {
            let body = ExtendDeadline {
                until: until.to_string(),
                ground: ground.clone(),
                reason: session.text(reason)?,
            };
            session.post(on(deadline, "extend"), &body, writing)
        }
        DeadlineCommand::AnswerMiss { deadline, reason, writing } => {
            let body = AnswerMiss { reason: session.text(reason)? };
            session.post(on(deadline, "answer-miss"), &body, writing)
        }
    }
}

fn on(deadline: &DeadlineOfCase, verb: &str) -> String {
    path(&[&"cases", &deadline.case, &"deadlines", &deadline.name, &verb])
}
