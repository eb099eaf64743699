//! When a decision is final: computed, never a lock.

use model::deadline::{DeadlineState, Obliged};
use model::{CaseState, Date, StepName};

/// The first day on which a decision is final: the day after the complaint deadline ran out unused.
///
/// `None` while the citizen may still complain, or has. A complaint that came in time and was recorded late counts.
#[must_use]
pub fn final_from(case: &CaseState, decision: &StepName) -> Option<Date> {
    let decided = case.decisions.get(decision)?;
    let mut complaints = case
        .deadlines
        .values()
        .filter(|deadline| deadline.step == *decision && deadline.obliged == Obliged::Citizen);
    let complaint = complaints.next()?;
    if complained_on(case, decided.sent_on, complaint.date.due).is_some() {
        return None;
    }
    match complaint.state {
        DeadlineState::Lapsed(_) => complaint.date.due.0.tomorrow().ok().map(Date),
        DeadlineState::Running
        | DeadlineState::Paused(_)
        | DeadlineState::Met(_)
        | DeadlineState::Dropped(_) => None,
    }
}

/// The day of the first complaint between two days, both included.
pub(crate) fn complained_on(case: &CaseState, from: Date, to: Date) -> Option<Date> {
    let complaints = case.happenings.values().filter(|one| one.event.as_str() == crate::COMPLAINT);
    complaints.map(|one| one.happened_on).filter(|day| (from..=to).contains(day)).min()
}
