//! When a decision is final: computed, never a lock.

use model::deadline::DeadlineState;
use model::{CaseState, Date, StepName};

/// The first day on which a decision is final: the day after the complaint deadline ran out unused.
///
/// `None` while the citizen may still complain, or has.
#[must_use]
pub fn final_from(case: &CaseState, decision: &StepName) -> Option<Date> {
    case.decisions.get(decision)?;
    let mut complaints = case.deadlines.values().filter(|deadline| {
        deadline.step == *decision && deadline.obliged == model::deadline::Obliged::Citizen
    });
    let complaint = complaints.next()?;
    match complaint.state {
        DeadlineState::Lapsed(_) => complaint.date.due.0.tomorrow().ok().map(Date),
        DeadlineState::Running
        | DeadlineState::Paused(_)
        | DeadlineState::Met(_)
        | DeadlineState::Dropped(_) => None,
    }
}
