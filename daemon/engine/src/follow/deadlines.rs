//! Obligations follow the steps and anchors: set, moved, met, dropped. No deadline is silent (law 2 of the product).

use std::sync::Arc;

use definition::{Anchor, Kind};
use model::deadline::{DeadlineState, DueDate, LedgerChange, LedgerEntry, Miss, RungState};
use model::{CaseId, Date, Deadline, DeadlineName, Event, Generation};

use planned::{Planned, Stands};

pub(super) mod expiry;
mod paused;
pub(super) mod planned;

use super::Round;
use super::again::REOPENED;
use super::rungs::fire_rung;
use crate::ages::{Known, anchor_date};
use crate::clock::{Count, catch_up_rung, due_date, keeps_its_day};
use crate::refusal::Refusal;
use crate::world::Draft;

/// Why a deadline goes away that counts anew from another day at once.
const RESTARTED: &str = "restarted";

/// What happens to a deadline now.
enum Then {
    /// It is set from its anchor, again if it was dropped before.
    Set(Date, Option<Box<Deadline>>),
    /// Its anchor is another day than before.
    Move(Date, Box<Deadline>),
    /// It goes away, with the reason as a code.
    Drop(String),
    /// It is met on the day.
    Meet(Date),
    /// It is set from its anchor and met on the day.
    SetAndMeet(Date, Date),
}

/// What the case as it stands makes of a deadline.
fn what_follows(planned: &Planned<'_>, known: Known<'_>) -> Option<Then> {
    let case = known.case;
    let anchor_on = anchor_date(&planned.anchor, planned.step, known);
    let keeps = |deadline: &Deadline| {
        keeps_its_day(&planned.anchor, deadline.date.anchor_on, planned.step, (case, known.definition))
    };
    match (case.deadlines.get(&planned.name), anchor_on, &planned.stands) {
        (None, Some(anchor_on), Stands::Yes) => Some(Then::Set(anchor_on, None)),
        // A step that came back is owed again, with its ledger and what has fired.
        (Some(known), Some(anchor_on), Stands::Yes) if matches!(known.state, DeadlineState::Dropped(_)) => {
            Some(Then::Set(anchor_on, Some(Box::new(known.clone()))))
        }
        // It counts from another thing now: it is set anew, so that its reason says from what.
        (Some(known), Some(_), Stands::Yes) if known.is_open() && is_restarted(planned, known) => {
            Some(Then::Drop(RESTARTED.to_owned()))
        }
        (Some(known), Some(anchor_on), Stands::Yes)
            if known.is_open() && known.date.anchor_on != anchor_on && !keeps(known) =>
        {
            Some(Then::Move(anchor_on, Box::new(known.clone())))
        }
        (Some(known), None, Stands::Yes) if known.is_open() && !keeps(known) => {
            Some(Then::Drop("anchor_gone".to_owned()))
        }
        (Some(known), _, Stands::Met(on)) if known.is_open() => Some(Then::Meet(*on)),
        // The time ran out, and then somebody wrote down that the right had been used before it did.
        (Some(known), _, Stands::Met(on))
            if matches!(known.state, DeadlineState::Lapsed(_))
                && matches!(planned.step.kind, Kind::Decision { .. }) =>
        {
            Some(Then::Meet(*on))
        }
        // Met before it was known, in one command: it is set all the same, so that the date is on record.
        (None, Some(anchor_on), Stands::Met(on)) => Some(Then::SetAndMeet(anchor_on, *on)),
        (Some(known), _, Stands::Gone(because)) if known.is_open() => Some(Then::Drop(because.clone())),
        (Some(_) | None, _, Stands::Yes | Stands::Met(_) | Stands::Gone(_)) => None,
    }
}

fn is_restarted(planned: &Planned<'_>, known: &Deadline) -> bool {
    matches!(&planned.anchor, Anchor::Moment(_, moment) if moment == REOPENED)
        && known.anchor != planned.anchor.text()
}

impl Round<'_> {
    pub(super) fn follow_deadlines(&self, draft: &mut Draft<'_>) -> Result<(), Refusal> {
        let case = draft.case(self.id)?;
        let planned = self.planned(case).into_iter();
        let known = self.known(case);
        let follows = |planned| Some((what_follows(&planned, known)?, planned));
        let due: Vec<_> = planned.filter_map(follows).collect();
        for (then, planned) in due {
            let name = &planned.name;
            match then {
                Then::Set(anchor_on, before) => {
                    self.set(draft, &planned, anchor_on, before.as_deref())?;
                    catch_up(draft, (self.id, name), before.as_deref())?;
                }
                Then::Move(anchor_on, before) => {
                    rederive(draft, self, &before, (anchor_on, crate::CORRECTED))?;
                }
                Then::Drop(because) => drop_deadline(draft, self.id, name, &because),
                Then::Meet(on) => {
                    draft.on_case(self.id, Event::DeadlineMet { deadline: name.clone(), on });
                }
                Then::SetAndMeet(anchor_on, on) => {
                    self.set(draft, &planned, anchor_on, None)?;
                    draft.on_case(self.id, Event::DeadlineMet { deadline: name.clone(), on });
                }
            }
        }
        self.follow_ledgers(draft)
    }

    fn set(
        &self,
        draft: &mut Draft<'_>,
        planned: &Planned<'_>,
        anchor_on: Date,
        before: Option<&Deadline>,
    ) -> Result<(), Refusal> {
        let mut ledger = before.map(|before| ended_pauses(&before.ledger, self.on)).unwrap_or_default();
        let today = draft.world.today;
        ledger.extend(self.entries(planned, draft.case(self.id)?, (&[], anchor_on, today)));
        let count =
            Count { rule: planned.rule, amount: planned.amount, anchor: &planned.anchor, ledger: &ledger };
        let mut date = due_date(&count, anchor_on, self.definition, draft.world)?;
        planned.until_its_day(&mut date);
        if let Some(before) = before {
            keep_what_fired(before, &mut date);
        }
        let miss: Option<Miss> = before.and_then(|before| before.miss.clone());
        let deadline = Deadline {
            name: planned.name.clone(),
            rule: self.pack.deadlines.contains_key(&planned.rule.name).then(|| planned.rule.name.clone()),
            title: planned.rule.title.clone(),
            step: planned.step.name.clone(),
            round: planned.round,
            kind: planned.rule.kind,
            obliged: planned.obliged.clone(),
            anchor: planned.anchor.text(),
            basis: planned.rule.basis.clone(),
            mark: planned.rule.mark.clone(),
            date,
            state: paused::state_by(&ledger),
            ledger,
            generation: Generation::default(),
            miss,
            lapses: planned.lapses,
        };
        draft.on_case(self.id, Event::DeadlineSet(Box::new(deadline)));
        Ok(())
    }
}

/// Derives a deadline of a case anew after its ledger changed. `before` is the deadline as it was before that.
pub(crate) fn move_by_ledger(
    draft: &mut Draft<'_>,
    id: CaseId,
    before: &Deadline,
    because: &str,
) -> Result<(), Refusal> {
    let case = Arc::clone(draft.case(id)?);
    let (definition, pack) = draft.rules_of(&case)?;
    drop(case);
    let round = Round::of(draft, id, (&definition, &pack), draft.world.today)?;
    rederive(draft, &round, before, (before.date.anchor_on, because))
}

fn rederive(
    draft: &mut Draft<'_>,
    round: &Round<'_>,
    before: &Deadline,
    (anchor_on, because): (Date, &str),
) -> Result<(), Refusal> {
    let world = draft.world;
    let case = draft.case(round.id)?;
    let planned = round.planned(case);
    let planned = planned.iter().find(|planned| planned.name == before.name);
    let (Some(planned), Some(known)) = (planned, case.deadlines.get(&before.name)) else { return Ok(()) };
    let count =
        Count { rule: planned.rule, amount: planned.amount, anchor: &planned.anchor, ledger: &known.ledger };
    let mut date = due_date(&count, anchor_on, round.definition, world)?;
    planned.until_its_day(&mut date);
    keep_what_fired(before, &mut date);
    if date == known.date {
        return Ok(());
    }
    let moved = Event::DeadlineMoved {
        deadline: known.name.clone(),
        from: known.date.due,
        to: Box::new(date),
        because: because.to_owned(),
    };
    draft.on_case(round.id, moved);
    catch_up(draft, (round.id, &before.name), Some(before))
}

/// A rung that fired does not fire again for what has passed; for a later day it stands anew.
/// One that fell due in a clock that ran fires in its own right, by its timer.
fn keep_what_fired(before: &Deadline, date: &mut DueDate) {
    for rung in date.rungs.iter_mut().filter(|rung| rung.state == RungState::WouldHaveFired) {
        let Some(old) = before.date.rungs.iter().find(|old| old.name == rung.name) else { continue };
        let is_due_now = old.state == RungState::Planned
            && old.at == rung.at
            && matches!(before.state, DeadlineState::Running);
        if old.fired_at.is_some() {
            rung.state = RungState::Fired;
            rung.fired_at = old.fired_at;
        } else if is_due_now {
            rung.state = RungState::Planned;
        }
    }
}

/// Fires the one catch-up rung, unless that rung or a higher one had fired before. A paused clock reminds nobody.
fn catch_up(
    draft: &mut Draft<'_>,
    (id, name): (CaseId, &DeadlineName),
    before: Option<&Deadline>,
) -> Result<(), Refusal> {
    let Some(deadline) = draft.case(id)?.deadlines.get(name) else { return Ok(()) };
    let Some(place) = catch_up_rung(&deadline.date) else { return Ok(()) };
    if deadline.state != DeadlineState::Running {
        return Ok(());
    }
    let deadline = deadline.clone();
    let rung = deadline.date.rungs.get(usize::try_from(place).unwrap_or(usize::MAX));
    let old = before.map(|before| before.date.rungs.as_slice()).unwrap_or_default();
    let told = old.iter().filter(|old| old.fired_at.is_some()).map(|old| old.at).max();
    let was_at = old.iter().find(|old| rung.is_some_and(|rung| rung.name == old.name)).map(|old| old.at);
    if told.is_some() && told >= was_at {
        return Ok(());
    }
    fire_rung(draft, id, (&deadline, place), true)
}

/// A ledger whose open pause ended with the obligation. Pauses of the workflow are entered anew.
fn ended_pauses(ledger: &[LedgerEntry], on: Date) -> Vec<LedgerEntry> {
    let mut ledger: Vec<_> = ledger.iter().filter(|entry| entry.pause.is_none()).cloned().collect();
    for entry in &mut ledger {
        if let LedgerChange::Pause { from, to: to @ None } = &mut entry.change {
            *to = Some(on.max(*from));
        }
    }
    ledger
}

fn drop_deadline(draft: &mut Draft<'_>, id: CaseId, name: &DeadlineName, because: &str) {
    draft.on_case(id, Event::DeadlineDropped { deadline: name.clone(), because: because.to_owned() });
}
