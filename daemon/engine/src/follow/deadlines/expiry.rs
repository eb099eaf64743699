//! What a step left runs out: each round has a deadline of its own, and the step begins anew when it is over.

use calendar::Direction;
use definition::{Anchor, Due, Step};
use model::deadline::DeadlineState;
use model::step::StepStatus;
use model::{CaseState, Date, DeadlineName, StepState};

use crate::ages::{Known, anchor_date};

use super::super::ends::has_passed;
use super::planned::{Planned, Stands, from, obliged};

/// The day on which what a step had left ran out, as a named day of the step.
pub(crate) const RAN_OUT: &str = "ran_out";

/// Why an expiry goes away: the step has begun anew before.
const RENEWED: &str = "renewed";

/// The expiry of what the step left in the round in which it is, and those of rounds before that are no more.
pub(super) fn planned<'d>(
    due: &'d Due,
    (step, state): (&'d Step, &StepState),
    known: Known<'_>,
    today: Date,
) -> Vec<Planned<'d>> {
    let case = known.case;
    let of = |name: DeadlineName, round: u32, stands: Stands| Planned {
        name,
        step,
        round,
        rule: &due.rule,
        amount: due.rule.rule.amount,
        anchor: from(due, step, known),
        obliged: obliged(&due.rule, step),
        lapses: true,
        stands,
    };
    let round = state.round.max(1);
    let gone = |because: &str| Stands::Gone(because.to_owned());
    let stands = match state.status {
        // What had run out before the round began cannot bound it: it would begin anew for ever.
        StepStatus::Done if is_of_before(due, (step, state), known) => gone(RENEWED),
        // A case that is reopened for a complaint does not begin anew what had ended with it.
        StepStatus::Done if has_passed(&name(due, round), case, today) => gone(crate::CASE_ENDED),
        StepStatus::Done if case.is_open() => Stands::Yes,
        StepStatus::Done | StepStatus::Closed => gone(crate::CASE_ENDED),
        StepStatus::Waiting | StepStatus::Active | StepStatus::Skipped | StepStatus::Cancelled => {
            gone(RENEWED)
        }
    };
    let before = (1..round).map(|earlier| (name(due, earlier), earlier));
    let open = before.filter(|(name, _)| case.deadlines.get(name).is_some_and(model::Deadline::is_open));
    let open = open.map(|(name, round)| of(name, round, gone(RENEWED)));
    open.chain([of(name(due, round), round, stands)]).collect()
}

/// Whether what an expiry counts from came before the last round was over: it has run out, or been renewed, already.
fn is_of_before(due: &Due, (step, state): (&Step, &StepState), known: Known<'_>) -> bool {
    if due.anchor == Anchor::Done(step.name.clone()) {
        return false;
    }
    let before = state.earlier.last().and_then(|round| round.settled_on);
    let from = anchor_date(&due.anchor, step, known);
    before.zip(from).is_some_and(|(before, from)| from <= before)
}

/// Whether what a step left in its last round has run out.
pub(in crate::follow) fn has_run_out(step: &Step, state: &StepState, case: &CaseState) -> bool {
    let Some(due) = step.expires.as_ref().filter(|_| state.status == StepStatus::Done) else { return false };
    let deadline = case.deadlines.get(&name(due, state.round.max(1)));
    deadline.is_some_and(|deadline| matches!(deadline.state, DeadlineState::Lapsed(_)))
}

/// From what a deadline counts in a round that began because what was there had run out: from that day. What counts
/// backwards from a day of its own goes on doing so.
pub(super) fn from_expiry(due: &Due, (step, state): (&Step, &StepState), case: &CaseState) -> Option<Anchor> {
    let is_forward = due.rule.rule.direction == Direction::After;
    let ran_out = ran_out_on(step, state.round.max(1), case).filter(|_| is_forward);
    ran_out.map(|_| Anchor::Moment(step.name.clone(), RAN_OUT.to_owned()))
}

/// The day on which what the round before this one left ran out, where it began this round.
pub(crate) fn ran_out_on(step: &Step, round: u32, case: &CaseState) -> Option<Date> {
    let before = round.checked_sub(1).filter(|before| *before > 0)?;
    let deadline = case.deadlines.get(&name(step.expires.as_ref()?, before))?;
    matches!(deadline.state, DeadlineState::Lapsed(_)).then_some(deadline.date.due)
}

/// What an expiry is called: `assess_expires`, and `assess_expires_2` in the second round.
fn name(due: &Due, round: u32) -> DeadlineName {
    let first = &due.rule.name;
    DeadlineName::new(if round == 1 { first.clone() } else { format!("{first}_{round}") })
}
