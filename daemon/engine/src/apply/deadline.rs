//! Events of a case's deadlines.

use model::deadline::{DeadlineState, LedgerChange, LedgerEntry, Miss, Rung, RungState};
use model::{CaseState, Deadline, Event, Generation};

use super::At;
use super::case::unreachable_part;

#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `to_case`")]
pub(super) fn to_deadlines(case: &mut CaseState, event: &Event, at: &At) {
    let generation = Generation { epoch: at.epoch, position: at.position };
    match event {
        Event::DeadlineSet(deadline) => {
            let mut deadline = deadline.as_ref().clone();
            deadline.generation = generation;
            case.deadlines.insert(deadline.name.clone(), deadline);
        }
        Event::DeadlineMoved { deadline, to, because, .. } => {
            if let Some(deadline) = case.deadlines.get_mut(deadline) {
                deadline.date = to.as_ref().clone();
                deadline.generation = generation;
                // By the right date it was not missed. An extension does not undo a miss.
                let is_missed = deadline.date.rungs.iter().any(|rung| rung.missed && rung.fired_at.is_some());
                if because == crate::CORRECTED && !is_missed {
                    forgive(deadline);
                }
            }
        }
        Event::LedgerEntered { deadline, entry } => {
            if let Some(deadline) = case.deadlines.get_mut(deadline) {
                enter(deadline, entry);
            }
        }
        Event::DeadlineMet { deadline, on } => {
            // Recorded late and met in time: nobody has to answer for it.
            let met = case.deadlines.get_mut(deadline);
            met.into_iter().filter(|deadline| *on <= deadline.date.in_time_until()).for_each(forgive);
            end(case.deadlines.get_mut(deadline), DeadlineState::Met(*on));
        }
        Event::DeadlineLapsed { deadline, on } => {
            end(case.deadlines.get_mut(deadline), DeadlineState::Lapsed(*on));
        }
        Event::DeadlineDropped { deadline, because } => {
            end(case.deadlines.get_mut(deadline), DeadlineState::Dropped(because.clone()));
        }
        Event::RungFired { deadline, rung, .. } => {
            if let Some(deadline) = case.deadlines.get_mut(deadline) {
                fire(deadline, *rung, at);
            }
        }
        Event::MissAnswered { deadline, by, reason } => {
            if let Some(miss) = case.deadlines.get_mut(deadline).and_then(|deadline| deadline.miss.as_mut()) {
                miss.answered_by = Some(by.clone());
                miss.reason = Some(reason.clone());
            }
        }
        _other => unreachable_part(),
    }
}

/// The end of a pause goes to where it began, which keeps its ground and reason; a pause of the workflow has one entry.
fn enter(deadline: &mut Deadline, entry: &LedgerEntry) {
    let is_pause = matches!(entry.change, LedgerChange::Pause { .. });
    let ends = matches!(entry.change, LedgerChange::Pause { to: Some(_), .. });
    let known = deadline.ledger.iter_mut().rev().find(|known| {
        let is_open = matches!(known.change, LedgerChange::Pause { to: None, .. });
        known.pause == entry.pause && (entry.pause.is_some() || (ends && is_open))
    });
    match known {
        Some(known) => known.change = entry.change.clone(),
        None => deadline.ledger.push(entry.clone()),
    }
    if !is_pause {
        return;
    }
    let open = deadline.ledger.iter().filter_map(|entry| match entry.change {
        LedgerChange::Pause { from, to: None } => Some(from),
        LedgerChange::Pause { .. } | LedgerChange::Extension { .. } => None,
    });
    deadline.state = open.min().map_or(DeadlineState::Running, DeadlineState::Paused);
}

/// A miss that turned out to be none is not to be answered for; the history keeps that it was noted.
fn forgive(deadline: &mut Deadline) {
    deadline.miss = deadline.miss.take().filter(|miss| miss.answered_by.is_some());
}

/// The obligation is over: what was planned is overtaken.
fn end(deadline: Option<&mut Deadline>, state: DeadlineState) {
    let Some(deadline) = deadline else { return };
    deadline.state = state;
    deadline
        .date
        .rungs
        .iter_mut()
        .filter(|rung| rung.state == RungState::Planned)
        .for_each(|rung| rung.state = RungState::Overtaken);
}

fn fire(deadline: &mut Deadline, rung: u32, at: &At) {
    let place = usize::try_from(rung).unwrap_or(usize::MAX);
    let Some(Rung { state, fired_at, missed, .. }) = deadline.date.rungs.get_mut(place) else { return };
    *state = RungState::Fired;
    *fired_at = Some(at.recorded_at);
    // A deadline that was answered for, moved and missed again has to be answered for again.
    if *missed && deadline.miss.as_ref().is_none_or(|miss| miss.answered_by.is_some()) {
        deadline.miss = Some(Miss { noted_at: at.recorded_at, answered_by: None, reason: None });
    }
}
