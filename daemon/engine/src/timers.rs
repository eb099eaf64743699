//! The timers that a case has armed: derived from its deadlines, never stored twice.

use model::deadline::{DeadlineState, RungState, TimerKind};
use model::{CaseState, DeadlineName, Generation, Timestamp};

/// A timer of a case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timer {
    /// When it falls due.
    pub at: Timestamp,
    /// Of which deadline.
    pub deadline: DeadlineName,
    /// Which.
    pub kind: TimerKind,
    /// The arming that it belongs to.
    pub generation: Generation,
}

/// A deadline is met until 23:59:59 and over one second later.
const AFTER_THE_END_US: i64 = 1_000_000;

/// Every timer that a case has armed.
#[must_use]
pub fn armed(case: &CaseState) -> Vec<Timer> {
    let mut timers = Vec::new();
    if case.erasing {
        return timers;
    }
    for deadline in case.deadlines.values() {
        if deadline.state != DeadlineState::Running {
            continue;
        }
        let timer =
            |at, kind| Timer { at, deadline: deadline.name.clone(), kind, generation: deadline.generation };
        for (place, rung) in (0_u32..).zip(&deadline.date.rungs) {
            if rung.state == RungState::Planned {
                timers.push(timer(rung.at, TimerKind::Rung(place)));
            }
        }
        // What a pause holds does not go on by itself either; when the pause is over it does.
        let step = case.steps.get(&deadline.step);
        let is_own_round = step.is_some_and(|step| step.is_active() && step.round == deadline.round);
        let is_held = is_own_round && case.held_by(&deadline.step).is_some();
        if deadline.lapses && !is_held {
            let over = Timestamp::from_micros(deadline.date.due_at.micros().saturating_add(AFTER_THE_END_US));
            timers.push(timer(over, TimerKind::Lapse));
        }
    }
    timers.sort();
    timers
}
