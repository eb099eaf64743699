//! Obligations follow the steps and anchors: set, moved, met, dropped. No deadline is silent (law 2 of the product).

use calendar::Amount;
use definition::{Anchor, DeadlineRule, Kind, Step};
use model::deadline::{DeadlineState, LedgerEntry, Obliged, Recipient};
use model::step::StepStatus;
use model::{
    CaseId, CaseState, Date, Deadline, DeadlineName, Effect, EffectKind, Event, Generation, PersonId,
    Private, StreamId, Value,
};

use super::Round;
use crate::clock::{Count, anchor_date, catch_up_rung, due_date, series_amount};
use crate::refusal::Refusal;
use crate::world::Draft;

/// A deadline as the definition has it, for the round in which the step is.
struct Planned<'d> {
    name: DeadlineName,
    step: &'d Step,
    round: u32,
    rule: &'d DeadlineRule,
    amount: Amount,
    anchor: Anchor,
    obliged: Obliged,
    /// Whether the step goes on by itself when the time is out.
    lapses: bool,
    /// What has become of the obligation, by the step.
    stands: Stands,
}

/// Whether an obligation stands.
enum Stands {
    Yes,
    Met(Date),
    Gone(String),
}

impl Round<'_> {
    pub(super) fn follow_deadlines(&self, draft: &mut Draft<'_>) -> Result<(), Refusal> {
        let case = draft.case(self.id)?.clone();
        for planned in self.planned(&case) {
            let anchor_on = anchor_date(&planned.anchor, &case, self.definition);
            match (case.deadlines.get(&planned.name), anchor_on, &planned.stands) {
                (None, Some(anchor_on), Stands::Yes) => self.set(draft, &planned, anchor_on)?,
                // A step that came back is owed again.
                (Some(known), Some(anchor_on), Stands::Yes)
                    if matches!(known.state, DeadlineState::Dropped(_)) =>
                {
                    self.set(draft, &planned, anchor_on)?;
                }
                (Some(known), Some(anchor_on), Stands::Yes)
                    if known.is_open() && known.date.anchor_on != anchor_on =>
                {
                    self.move_to(draft, known, anchor_on, "corrected")?;
                }
                (Some(known), None, Stands::Yes) if known.is_open() => {
                    drop_deadline(draft, self.id, &known.name, "anchor_gone");
                }
                (Some(known), _, Stands::Met(on)) if known.is_open() => {
                    draft.on_case(self.id, Event::DeadlineMet { deadline: known.name.clone(), on: *on });
                }
                (None, Some(anchor_on), Stands::Met(on)) => {
                    // Met before it was known, in one command: it is set all the same, so that the date is on record.
                    self.set_quietly(draft, &planned, anchor_on)?;
                    draft.on_case(self.id, Event::DeadlineMet { deadline: planned.name.clone(), on: *on });
                }
                (Some(known), _, Stands::Gone(because)) if known.is_open() => {
                    drop_deadline(draft, self.id, &known.name, because);
                }
                (Some(_) | None, _, Stands::Yes | Stands::Met(_) | Stands::Gone(_)) => {}
            }
        }
        Ok(())
    }

    /// Every deadline that the definition has for the case as it stands.
    fn planned(&self, case: &CaseState) -> Vec<Planned<'_>> {
        let mut planned = Vec::new();
        for name in &self.definition.order {
            let (Some(step), Some(state)) = (self.definition.steps.get(name), case.steps.get(name)) else {
                continue;
            };
            let obliged = |rule: &DeadlineRule| {
                rule.obliged
                    .clone()
                    .or_else(|| step.by.clone().map(Obliged::Role))
                    .unwrap_or(Obliged::Citizen)
            };
            if let Some(due) = &step.due {
                planned.push(Planned {
                    name: DeadlineName::new(due.rule.name.clone()),
                    step,
                    round: state.round.max(1),
                    rule: &due.rule,
                    amount: due.rule.rule.amount,
                    anchor: due.anchor.clone(),
                    obliged: obliged(&due.rule),
                    lapses: matches!(step.kind, Kind::Hearing { .. }),
                    stands: of_step(state, case),
                });
            }
            match &step.kind {
                Kind::Review { first, every, anchor, rule } => planned.push(Planned {
                    name: DeadlineName::new(format!("{}_{}", rule.name, state.round.max(1))),
                    step,
                    round: state.round.max(1),
                    rule,
                    amount: series_amount(*first, *every, state.round.max(1)),
                    anchor: anchor.clone(),
                    obliged: obliged(rule),
                    lapses: false,
                    // Rounds end by `DeadlineMet` in the review itself; the step goes on.
                    stands: of_step(state, case),
                }),
                Kind::Decision { complaint: Some(due), .. } => planned.push(Planned {
                    name: DeadlineName::new(due.rule.name.clone()),
                    step,
                    round: state.round.max(1),
                    rule: &due.rule,
                    amount: due.rule.rule.amount,
                    anchor: due.anchor.clone(),
                    obliged: Obliged::Citizen,
                    lapses: true,
                    // A right of the citizen: neither the step's end nor the case's takes it away.
                    stands: Stands::Yes,
                }),
                Kind::Form { .. }
                | Kind::Contributions { .. }
                | Kind::Consent { .. }
                | Kind::Allocation { .. }
                | Kind::Plan { .. }
                | Kind::Citizen { .. }
                | Kind::Hearing { .. }
                | Kind::Decision { complaint: None, .. }
                | Kind::Milestone => {}
            }
        }
        planned
    }

    fn set(&self, draft: &mut Draft<'_>, planned: &Planned<'_>, anchor_on: Date) -> Result<(), Refusal> {
        self.set_quietly(draft, planned, anchor_on)?;
        catch_up(draft, self.id, &planned.name)
    }

    fn set_quietly(
        &self,
        draft: &mut Draft<'_>,
        planned: &Planned<'_>,
        anchor_on: Date,
    ) -> Result<(), Refusal> {
        let count =
            Count { rule: planned.rule, amount: planned.amount, anchor: &planned.anchor, ledger: &[] };
        let date = due_date(&count, anchor_on, self.definition, draft.world)?;
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
            ledger: Vec::new(),
            state: DeadlineState::Running,
            generation: Generation::default(),
            miss: None,
            lapses: planned.lapses,
        };
        draft.on_case(self.id, Event::DeadlineSet(Box::new(deadline)));
        Ok(())
    }

    /// Derives a deadline anew from another anchor date or ledger.
    fn move_to(
        &self,
        draft: &mut Draft<'_>,
        known: &Deadline,
        anchor_on: Date,
        because: &str,
    ) -> Result<(), Refusal> {
        rederive(draft, (self.id, self), known, (anchor_on, &known.ledger), because)
    }
}

/// Derives a deadline of a case anew after its ledger changed.
pub(crate) fn move_by_ledger(
    draft: &mut Draft<'_>,
    id: CaseId,
    name: &DeadlineName,
    because: &str,
) -> Result<(), Refusal> {
    let case = draft.case(id)?.clone();
    let (definition, pack) = draft.rules_of(&case)?;
    let on = draft.world.today;
    let round = Round { id, definition: &definition, pack: &pack, on };
    let Some(known) = case.deadlines.get(name) else { return Ok(()) };
    rederive(draft, (id, &round), known, (known.date.anchor_on, &known.ledger), because)
}

fn rederive(
    draft: &mut Draft<'_>,
    place: (CaseId, &Round<'_>),
    known: &Deadline,
    from: (Date, &[LedgerEntry]),
    because: &str,
) -> Result<(), Refusal> {
    let (id, round) = place;
    let (anchor_on, ledger) = from;
    let case = draft.case(id)?.clone();
    let planned = round.planned(&case);
    let Some(planned) = planned.iter().find(|planned| planned.name == known.name) else { return Ok(()) };
    let count = Count { rule: planned.rule, amount: planned.amount, anchor: &planned.anchor, ledger };
    let mut date = due_date(&count, anchor_on, round.definition, draft.world)?;
    keep_what_fired(known, &mut date);
    if date == known.date {
        return Ok(());
    }
    let moved = Event::DeadlineMoved {
        deadline: known.name.clone(),
        from: known.date.due,
        to: Box::new(date),
        because: because.to_owned(),
    };
    draft.on_case(id, moved);
    catch_up(draft, id, &known.name)
}

/// A rung that has fired at the same instant does not fire again.
fn keep_what_fired(known: &Deadline, date: &mut model::deadline::DueDate) {
    for rung in &mut date.rungs {
        if let Some(old) = known.date.rungs.iter().find(|old| old.name == rung.name && old.at == rung.at) {
            rung.state = old.state;
            rung.fired_at = old.fired_at;
        }
    }
}

/// Fires the one catch-up rung, if rungs have passed and none of the deadline has fired since.
fn catch_up(draft: &mut Draft<'_>, id: CaseId, name: &DeadlineName) -> Result<(), Refusal> {
    let Some(deadline) = draft.case(id)?.deadlines.get(name).cloned() else { return Ok(()) };
    let Some(rung) = catch_up_rung(&deadline.date) else { return Ok(()) };
    let place = usize::try_from(rung).unwrap_or(usize::MAX);
    let highest_fired =
        deadline.date.rungs.iter().filter(|rung| rung.fired_at.is_some()).map(|rung| rung.at).max();
    let passed_at = deadline.date.rungs.get(place).map(|rung| rung.at);
    if highest_fired >= passed_at {
        return Ok(());
    }
    fire_rung(draft, id, (&deadline, rung), true)
}

/// Fires a rung into the history and tells whom it concerns.
pub(crate) fn fire_rung(
    draft: &mut Draft<'_>,
    id: CaseId,
    which: (&Deadline, u32),
    catch_up: bool,
) -> Result<(), Refusal> {
    let (deadline, place) = which;
    let Some(rung) = deadline.date.rungs.get(usize::try_from(place).unwrap_or(usize::MAX)) else {
        return Ok(());
    };
    let case = draft.case(id)?.clone();
    let to = recipients(draft, &case, deadline, &rung.recipients);
    let input = Private::Clear(Value::Record(
        [
            ("rung".to_owned(), Value::text(rung.name.clone())),
            ("due".to_owned(), Value::Date(deadline.date.due)),
        ]
        .into(),
    ));
    let effect = |kind, to: Vec<PersonId>| Effect {
        stream: StreamId::Case(id),
        kind,
        to,
        deadline: Some(deadline.name.clone()),
        input: input.clone(),
    };
    draft.on_case(
        id,
        Event::RungFired { deadline: deadline.name.clone(), rung: place, to: to.clone(), catch_up },
    );
    if rung.recipients.contains(&Recipient::Citizen) {
        draft.effect(effect(EffectKind::TellCitizen, Vec::new()));
    }
    if !to.is_empty() {
        draft.effect(effect(EffectKind::Remind, to));
    }
    Ok(())
}

/// Whom a rung reaches. Where nobody fits, the leader of the unit: a reminder is never lost for want of an address.
fn recipients(draft: &Draft<'_>, case: &CaseState, deadline: &Deadline, to: &[Recipient]) -> Vec<PersonId> {
    let directory = draft.world.directory;
    let leader = directory.units.get(&case.unit).and_then(|unit| unit.leader.clone());
    let owners = owners(draft, case, deadline);
    let mut people = Vec::new();
    for recipient in to {
        match recipient {
            Recipient::Owner => people.extend(owners.clone()),
            Recipient::Deputy => {
                let holders = case.holders.values().filter(|holder| owners.contains(&holder.person));
                let of_role = holders.filter_map(|holder| holder.deputy.clone());
                let of_person = owners.iter().filter_map(|owner| directory.people.get(owner)?.deputy.clone());
                people.extend(of_role.chain(of_person));
            }
            Recipient::Leader => people.extend(leader.clone()),
            Recipient::Citizen => {}
        }
    }
    if people.is_empty() && to.iter().any(|recipient| *recipient != Recipient::Citizen) {
        people.extend(leader);
    }
    people.sort();
    people.dedup();
    people
}

/// Who has to meet a deadline: who holds the task, else who is appointed, else everybody who could take it.
fn owners(draft: &Draft<'_>, case: &CaseState, deadline: &Deadline) -> Vec<PersonId> {
    let Obliged::Role(role) = &deadline.obliged else {
        return case.holders.values().map(|holder| holder.person.clone()).collect();
    };
    let state = case.steps.get(&deadline.step);
    let held = state.into_iter().flat_map(|state| {
        let slots = state.slots.values().filter(|slot| slot.state == model::step::SlotState::Open);
        state.owner.iter().chain(slots.filter_map(|slot| slot.owner.as_ref())).cloned().collect::<Vec<_>>()
    });
    let held: Vec<PersonId> = held.collect();
    if !held.is_empty() {
        return held;
    }
    match case.holders.get(role) {
        Some(holder) => vec![holder.person.clone()],
        None => draft.world.directory.holders(role, &case.unit).cloned().collect(),
    }
}

/// What has become of a step's obligation.
fn of_step(state: &model::StepState, case: &CaseState) -> Stands {
    match state.status {
        StepStatus::Done => Stands::Met(state.settled_on.unwrap_or(Date(jiff::civil::Date::ZERO))),
        StepStatus::Skipped | StepStatus::Closed => Stands::Gone(state.because.clone().unwrap_or_default()),
        StepStatus::Cancelled => Stands::Gone("cancelled".to_owned()),
        StepStatus::Waiting | StepStatus::Active if case.is_open() => Stands::Yes,
        StepStatus::Waiting | StepStatus::Active => Stands::Gone("case_ended".to_owned()),
    }
}

fn drop_deadline(draft: &mut Draft<'_>, id: CaseId, name: &DeadlineName, because: &str) {
    draft.on_case(id, Event::DeadlineDropped { deadline: name.clone(), because: because.to_owned() });
}
