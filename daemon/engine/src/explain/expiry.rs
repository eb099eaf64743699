//! How long what a step left can be relied on.

use definition::Step;
use model::CaseState;
use model::deadline::{DeadlineState, Sentence};

use super::said;

/// Says, behind why a step is done, until when that holds; and behind why it is open, that what it left ran out.
pub(super) fn told(step: &Step, case: &CaseState, plain: Sentence) -> Sentence {
    let Some(due) = &step.expires else { return plain };
    let own = case
        .deadlines
        .values()
        .filter(|deadline| deadline.step == step.name && deadline.name.as_str().starts_with(&due.rule.name));
    let Some(last) = own.max_by_key(|deadline| deadline.round) else { return plain };
    let on = last.date.due;
    let state = case.steps.get(&step.name);
    let is_done = state.is_some_and(|state| state.status == model::StepStatus::Done);
    match last.state {
        DeadlineState::Running | DeadlineState::Paused(_) if is_done => said(
            format!("{} Det gælder til og med den {on}.", plain.da),
            format!("{}; it can be relied on until {on}", plain.en),
        ),
        DeadlineState::Lapsed(_) if !is_done => said(
            format!("{} Det, der forelå, løb ud den {on}.", plain.da),
            format!("{}; what it had left ran out on {on}", plain.en),
        ),
        DeadlineState::Running
        | DeadlineState::Paused(_)
        | DeadlineState::Lapsed(_)
        | DeadlineState::Met(_)
        | DeadlineState::Dropped(_) => plain,
    }
}
