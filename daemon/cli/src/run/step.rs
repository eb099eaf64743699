//! `helhed step`, `helhed concern`.

use wire::{Reason, SettleConcern};

use super::Session;
use crate::command::step::{ConcernCommand, StepCommand, StepOfCase};
use crate::http::path;
use crate::trouble::Trouble;

/// Starts or cancels a step.
pub(crate) fn step(session: &mut Session<'_>, command: &StepCommand) -> Result<(), Trouble> {
    match command {
        StepCommand::Start(step) => with_reason(session, step, "start"),
        StepCommand::Cancel(step) => with_reason(session, step, "cancel"),
    }
}

fn with_reason(session: &mut Session<'_>, step: &StepOfCase, verb: &str) -> Result<(), Trouble> {
    let body = Reason { reason: session.text(&step.reason)? };
    session.post(path(&[&"cases", &step.case, &"steps", &step.step, &verb]), &body, &step.writing)
}

/// Settles a concern.
pub(crate) fn concern(session: &mut Session<'_>, command: &ConcernCommand) -> Result<(), Trouble> {
    match command {
        ConcernCommand::Settle { case, number, finding, writing } => {
            let body = SettleConcern { finding: session.text(finding)? };
            session.post(path(&[&"cases", case, &"concerns", number, &"settle"]), &body, writing)
        }
    }
}
