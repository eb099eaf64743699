//! Every deadline that a definition has for a case: its name in its round, from when it counts, and whether it stands.

use calendar::{Amount, Direction};
use definition::{Anchor, Awaited, DeadlineRule, Due, Kind, Step};
use model::deadline::{Deadline, DeadlineState, DueDate, Obliged};
use model::step::StepStatus;
use model::{CaseState, Date, DeadlineName, StepState};

use super::super::Round;
use super::super::again::restarted;
use super::expiry;
use crate::ages::{Known, anchor_date};
use crate::clock::series_amount;
use crate::finality::{complained_on, complaint_deadline};
use crate::rounds::STAGE_OVER;

/// A deadline as the definition has it, for the round in which the step is.
pub(in crate::follow) struct Planned<'d> {
    pub(in crate::follow) name: DeadlineName,
    pub(in crate::follow) step: &'d Step,
    pub(in crate::follow) round: u32,
    pub(in crate::follow) rule: &'d DeadlineRule,
    pub(in crate::follow) amount: Amount,
    pub(in crate::follow) anchor: Anchor,
    pub(in crate::follow) obliged: Obliged,
    /// Whether the step goes on by itself when the time is out.
    pub(in crate::follow) lapses: bool,
    /// What has become of the obligation, by the step.
    pub(in crate::follow) stands: Stands,
}

impl Planned<'_> {
    /// A wait is over when its day begins: it runs out with the day before.
    pub(super) fn until_its_day(&self, date: &mut DueDate) {
        if !matches!(self.step.kind, Kind::Wait(_)) {
            return;
        }
        let Ok(eve) = date.due.0.yesterday() else { return };
        let midnight = calendar::instant_us(date.due.0, jiff::civil::Time::midnight());
        date.due = Date(eve);
        date.due_at = model::Timestamp::from_micros(midnight.saturating_sub(1_000_000));
    }
}

/// From what a deadline counts now: the other anchor while the first has no day.
pub(in crate::follow) fn from(due: &Due, step: &Step, known: Known<'_>) -> Anchor {
    match &due.otherwise {
        Some(otherwise) if anchor_date(&due.anchor, step, known).is_none() => otherwise.clone(),
        Some(_) | None => due.anchor.clone(),
    }
}

/// Whether an obligation stands.
pub(in crate::follow) enum Stands {
    Yes,
    Met(Date),
    Gone(String),
}

impl Round<'_> {
    /// Every deadline that the definition has for the case as it stands.
    pub(super) fn planned(&self, case: &CaseState) -> Vec<Planned<'_>> {
        let steps = self.definition.order.iter().filter_map(|name| self.definition.steps.get(name));
        let known = steps.filter_map(|step| Some((step, case.steps.get(&step.name)?)));
        known
            .flat_map(|(step, state)| {
                let due = step.due.as_ref().map(|due| Planned {
                    lapses: matches!(step.kind, Kind::Hearing { .. }),
                    ..counted(due, (step, state), case, self)
                });
                let expires = step.expires.iter();
                let expires = expires
                    .flat_map(move |due| expiry::planned(due, (step, state), self.known(case), self.today));
                due.into_iter().chain(expires).chain(of_kind((step, state), case, self))
            })
            .chain(self.last_days(case))
            .collect()
    }
}

/// A deadline that counts from its anchor in the round in which its step is.
fn counted<'d>(
    due: &'d Due,
    (step, state): (&'d Step, &StepState),
    case: &CaseState,
    of: &Round<'_>,
) -> Planned<'d> {
    Planned {
        name: name_in_round(&of.definition.deadline_name(&due.rule, step), (step, state), case),
        step,
        round: state.round.max(1),
        rule: &due.rule,
        amount: due.rule.rule.amount,
        anchor: counts_from(due, (step, state), of.known(case)),
        obliged: obliged(&due.rule, step),
        lapses: false,
        stands: of_step(step, state, case),
    }
}

/// From what the deadline of a step counts in its round.
fn counts_from(due: &Due, (step, state): (&Step, &StepState), known: Known<'_>) -> Anchor {
    if let Some(ran_out) = expiry::from_expiry(due, (step, state), known.case) {
        return ran_out;
    }
    let own = from(due, step, known);
    let is_forward = due.rule.rule.direction == Direction::After;
    let restarted = is_forward.then(|| restarted(step, anchor_date(&own, step, known), known)).flatten();
    restarted.unwrap_or(own)
}

pub(super) fn obliged(rule: &DeadlineRule, step: &Step) -> Obliged {
    let own = rule.obliged.clone().or_else(|| step.by.clone().map(Obliged::Role));
    own.unwrap_or(Obliged::Citizen)
}

/// The deadline that a kind of step brings with it.
fn of_kind<'d>(
    (step, state): (&'d Step, &StepState),
    case: &CaseState,
    of: &Round<'_>,
) -> Option<Planned<'d>> {
    let round = state.round.max(1);
    match &step.kind {
        Kind::Review { first, every, anchor, rule } => Some(Planned {
            name: DeadlineName::new(format!("{}_{round}", of.definition.deadline_name(rule, step))),
            step,
            round,
            rule,
            amount: series_amount(*first, *every, round, anchor_date(anchor, step, of.known(case))),
            anchor: anchor.clone(),
            obliged: obliged(rule, step),
            lapses: false,
            // Rounds end by `DeadlineMet` in the review itself; the step goes on.
            stands: of_step(step, state, case),
        }),
        Kind::Wait(Awaited::Day(due)) => {
            let own = counted(due, (step, state), case, of);
            // The day is waited for from when the step opens.
            let is_waiting = state.status == StepStatus::Waiting;
            let stands = if is_waiting { Stands::Gone("not_started".to_owned()) } else { own.stands };
            Some(Planned { lapses: true, stands, ..own })
        }
        Kind::Decision { complaint: Some(due), .. } => Some(Planned {
            anchor: due.anchor.clone(),
            obliged: Obliged::Citizen,
            lapses: true,
            stands: of_complaint(step, state, case),
            ..counted(due, (step, state), case, of)
        }),
        Kind::Form { .. }
        | Kind::Contributions { .. }
        | Kind::Consent { .. }
        | Kind::Allocation { .. }
        | Kind::Plan { .. }
        | Kind::Citizen { .. }
        | Kind::Hearing { .. }
        | Kind::Decision { complaint: None, .. }
        | Kind::Plugin { .. }
        | Kind::Milestone
        | Kind::Table(_)
        | Kind::Contact { .. }
        | Kind::Panel { .. }
        | Kind::Quota { .. }
        | Kind::Wait(Awaited::Event(_))
        | Kind::Notify { .. }
        | Kind::Case { .. }
        | Kind::Reassessment { .. }
        | Kind::Forwarding { .. }
        | Kind::Board { .. } => None,
    }
}

/// What a deadline is called in the round in which its step is: `complaint`, and `complaint_2` when it comes again.
///
/// One that was dropped comes back under its name; so does that of a round that goes on.
fn name_in_round(first: &str, (step, state): (&Step, &StepState), case: &CaseState) -> DeadlineName {
    let round = state.round.max(1);
    let is_own = |name: &DeadlineName| {
        let rest = name.as_str().strip_prefix(first);
        rest.is_some_and(|rest| {
            rest.strip_prefix('_').map_or(rest.is_empty(), |number| number.parse::<u32>().is_ok())
        })
    };
    let known: Vec<_> =
        case.deadlines.values().filter(|known| known.step == step.name && is_own(&known.name)).collect();
    let goes_on = known.iter().find(|known| {
        known.round == round
            || (step.again.is_empty() && step.repeats.is_none() && step.expires.is_none())
            // What a round did not meet is owed by the next.
            || (step.repeats.is_some() && known.is_open())
            // What a stage left behind is not what its next round owes.
            || matches!(&known.state, DeadlineState::Dropped(because) if because != STAGE_OVER)
    });
    // What an earlier round owed was met with this one, and nothing more is owed.
    let is_met_by_it = |known: &&&Deadline| {
        let by_it = |on: &Date| state.status == StepStatus::Done && state.settled_on == Some(*on);
        step.repeats.is_some() && matches!(&known.state, DeadlineState::Met(on) if by_it(on))
    };
    match (goes_on.or_else(|| known.iter().rev().find(is_met_by_it)), known.len()) {
        (Some(known), _) => known.name.clone(),
        (None, 0) => DeadlineName::new(first),
        (None, before) => DeadlineName::new(format!("{first}_{}", before.saturating_add(1))),
    }
}

/// What has become of a step's obligation.
fn of_step(step: &Step, state: &StepState, case: &CaseState) -> Stands {
    match state.status {
        StepStatus::Done => Stands::Met(state.settled_on.unwrap_or(Date(jiff::civil::Date::ZERO))),
        StepStatus::Skipped | StepStatus::Closed => Stands::Gone(state.because.clone().unwrap_or_default()),
        StepStatus::Cancelled => Stands::Gone("cancelled".to_owned()),
        // What somebody may do is owed from when they begin.
        StepStatus::Waiting if step.optional => Stands::Gone("not_started".to_owned()),
        StepStatus::Waiting | StepStatus::Active if case.is_open() => Stands::Yes,
        StepStatus::Waiting | StepStatus::Active => Stands::Gone(crate::CASE_ENDED.to_owned()),
    }
}

/// A right of the citizen: neither the step's end nor the case's takes it away. A complaint in time uses it.
fn of_complaint(step: &Step, state: &StepState, case: &CaseState) -> Stands {
    let round = state.round.max(1);
    let running = complaint_deadline(case, &step.name, round);
    let decided = case.decisions.get(&step.name).filter(|decided| decided.round == round);
    let complaint = decided
        .zip(running)
        .and_then(|(decided, running)| complained_on(case, decided.sent_on, running.date.due));
    complaint.map_or(Stands::Yes, Stands::Met)
}
