//! Who may let a step that is done begin anew.

use definition::Step;
use model::StepStatus;
use model::deadline::Sentence;

use super::{Subject, said};

/// Says behind why a step is done who may let it begin anew.
pub(super) fn told(step: &Step, subject: &Subject<'_>, plain: Sentence) -> Sentence {
    let is_done = subject.case.steps.get(&step.name).is_some_and(|state| state.status == StepStatus::Done);
    let Some(roles) = step.reopened_by().filter(|_| is_done && subject.case.is_open()) else { return plain };
    let mut who: Vec<String> =
        roles.iter().flat_map(|role| subject.holders(Some(role))).map(|person| person.to_string()).collect();
    who.sort();
    who.dedup();
    let who = who.join(", ");
    said(
        format!("{} Det kan genåbnes med en begrundelse af: {who}.", plain.da),
        format!("{}; it can be reopened, with a reason, by {who}", plain.en),
    )
}
