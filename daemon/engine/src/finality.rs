//! When a decision is final: computed, never a lock.

use model::deadline::{DeadlineState, Obliged};
use model::{CaseState, Date, Deadline, StepName};

/// The first day on which a decision is final: the day after the complaint deadline ran out unused.
///
/// `None` while the citizen may still complain, or has. A complaint that came in time and was recorded late counts.
#[must_use]
pub fn final_from(case: &CaseState, decision: &StepName) -> Option<Date> {
    let decided = case.decisions.get(decision)?;
    let complaint = complaint_deadline(case, decision, decided.round)?;
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

/// The citizen's complaint deadline against the decision of a round.
pub(crate) fn complaint_deadline<'c>(
    case: &'c CaseState,
    decision: &StepName,
    round: u32,
) -> Option<&'c Deadline> {
    case.deadlines.values().find(|deadline| {
        deadline.step == *decision && deadline.obliged == Obliged::Citizen && deadline.round == round
    })
}

/// Whether the last complaint about a decision came in time; `None` if nobody complained.
///
/// It speaks of the decision that stood on its day. Without a complaint deadline every complaint is in time.
#[must_use]
pub fn complaint_in_time(case: &CaseState, decision: &StepName) -> Option<bool> {
    let complaint = case.last_happening(crate::COMPLAINT)?;
    let decided = case.decisions_of(decision).filter(|one| one.sent_on <= complaint.happened_on).last()?;
    let deadline = complaint_deadline(case, decision, decided.round);
    Some(deadline.is_none_or(|deadline| complaint.happened_on <= deadline.date.due))
}

/// The day of the first complaint between two days, both included.
pub(crate) fn complained_on(case: &CaseState, from: Date, to: Date) -> Option<Date> {
    let complaints = case.happenings.values().filter(|one| one.event.as_str() == crate::COMPLAINT);
    complaints.map(|one| one.happened_on).filter(|day| (from..=to).contains(day)).min()
}
