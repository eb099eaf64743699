//! The ledger of a deadline: pauses, extensions, and the answer for a miss.

use access::may_manage;
use model::deadline::{DeadlineKind, LedgerChange, LedgerEntry, Obliged};
use model::{CaseId, Date, Deadline, DeadlineName, Event, Private};

use super::file::deadline as find;
use crate::follow::{follow, move_by_ledger};
use crate::pauses::goes_on;
use crate::refusal::Refusal;
use crate::world::{Draft, reason};

type Place<'a> = (CaseId, &'a DeadlineName);

/// An open deadline that its ledger may move.
fn movable(draft: &mut Draft<'_>, (id, name): Place<'_>) -> Result<Deadline, Refusal> {
    let case = draft.sound_case(id)?.clone();
    may_manage(draft.seeker()?, &case)?;
    let deadline = find(&case, name)?.clone();
    if !deadline.is_open() {
        return Err(Refusal::conflict(
            "deadline-over",
            format!("Fristen `{name}` løber ikke længere."),
            format!("the deadline `{name}` does not run any more"),
        ));
    }
    match deadline.kind {
        DeadlineKind::PeriodEnd | DeadlineKind::Age => Err(Refusal::conflict(
            "deadline-fixed",
            format!("Datoen `{name}` kan ikke flyttes."),
            format!("`{name}` is the end of a period or an age; it never moves"),
        )),
        DeadlineKind::Statutory
        | DeadlineKind::Set
        | DeadlineKind::Published
        | DeadlineKind::Internal
        | DeadlineKind::Review => Ok(deadline),
    }
}

fn ground_given(ground: &str) -> Result<Private, Refusal> {
    let ground = ground.trim();
    if ground.is_empty() || ground.len() > 500 {
        return Err(Refusal::invalid(
            "ground-missing",
            "Angiv hjemlen: borgeren skal kunne se den.",
            "name the legal ground in at most 500 bytes; the citizen may see it",
        )
        .missing(["ground"]));
    }
    Ok(Private::text(ground))
}

pub(super) fn pause(
    draft: &mut Draft<'_>,
    place: Place<'_>,
    from: Option<Date>,
    (ground, why): (&str, &str),
) -> Result<(), Refusal> {
    let deadline = movable(draft, place)?;
    if deadline.obliged == Obliged::Citizen {
        return Err(Refusal::conflict(
            "citizens-right",
            "En frist, der er borgerens ret, kan ikke sættes på pause.",
            "a deadline that is the citizen's right cannot be paused; it can be extended",
        ));
    }
    if matches!(deadline.state, model::deadline::DeadlineState::Paused(_)) {
        return Err(Refusal::conflict(
            "already-paused",
            "Fristen er allerede på pause.",
            "the deadline is already paused",
        ));
    }
    let from = draft.happened_on(from)?;
    if from < deadline.date.anchor_on {
        return Err(Refusal::invalid(
            "pause-before-start",
            "Pausen kan ikke begynde før fristen.",
            format!("the pause begins before the deadline does, on {}", deadline.date.anchor_on),
        )
        .missing(["from"]));
    }
    let entry = LedgerEntry {
        change: LedgerChange::Pause { from, to: None },
        ground: ground_given(ground)?,
        reason: reason(why)?,
        by: Some(draft.actor()?.clone()),
        on: draft.world.today,
        pause: None,
    };
    draft.on_case(place.0, Event::LedgerEntered { deadline: place.1.clone(), entry });
    Ok(())
}

pub(super) fn resume(draft: &mut Draft<'_>, place: Place<'_>, to: Option<Date>) -> Result<(), Refusal> {
    let deadline = movable(draft, place)?;
    if !matches!(deadline.state, model::deadline::DeadlineState::Paused(_)) {
        return Err(Refusal::conflict(
            "not-paused",
            "Fristen er ikke på pause.",
            "the deadline is not paused",
        ));
    }
    let open = deadline.ledger.iter().rev().find_map(|entry| match entry.change {
        LedgerChange::Pause { from, to: None } if entry.pause.is_none() => Some((from, entry)),
        LedgerChange::Pause { .. } | LedgerChange::Extension { .. } => None,
    });
    let Some((from, open)) = open else { return held_by_the_workflow(draft, place.0, &deadline) };
    let to = draft.happened_on(to)?;
    if to < from {
        return Err(Refusal::invalid(
            "pause-ends-before-it-begins",
            "Pausen kan ikke slutte, før den begynder.",
            format!("the pause began on {from}; it cannot end on {to}"),
        )
        .missing(["to"]));
    }
    let entry = LedgerEntry {
        change: LedgerChange::Pause { from, to: Some(to) },
        ground: open.ground.clone(),
        reason: open.reason.clone(),
        by: Some(draft.actor()?.clone()),
        on: draft.world.today,
        pause: None,
    };
    draft.on_case(place.0, Event::LedgerEntered { deadline: place.1.clone(), entry });
    move_by_ledger(draft, place.0, &deadline, "resumed")?;
    follow(draft, place.0, draft.world.today)
}

/// A pause of the workflow ends with what the workflow says, and with nothing else.
fn held_by_the_workflow(draft: &mut Draft<'_>, id: CaseId, deadline: &Deadline) -> Result<(), Refusal> {
    let case = draft.case(id)?.clone();
    let (definition, _) = draft.rules_of(&case)?;
    let Some(step) = definition.steps.get(&deadline.step) else { return Ok(()) };
    goes_on(step, (&case, &definition), draft.world.directory)
}

pub(super) fn extend(
    draft: &mut Draft<'_>,
    place: Place<'_>,
    until: Date,
    (ground, why): (&str, &str),
) -> Result<(), Refusal> {
    let deadline = movable(draft, place)?;
    if deadline.ledger.iter().any(|entry| matches!(entry.change, LedgerChange::Extension { .. })) {
        return Err(Refusal::conflict(
            "already-extended",
            "Fristen er allerede forlænget én gang.",
            "the deadline was already extended, and that is possible once",
        ));
    }
    if until <= deadline.date.due {
        return Err(Refusal::invalid(
            "not-later",
            "Den nye dato skal ligge efter den gamle.",
            format!("the new day must be later than {}", deadline.date.due),
        )
        .missing(["until"]));
    }
    let entry = LedgerEntry {
        change: LedgerChange::Extension { until },
        ground: ground_given(ground)?,
        reason: reason(why)?,
        by: Some(draft.actor()?.clone()),
        on: draft.world.today,
        pause: None,
    };
    draft.on_case(place.0, Event::LedgerEntered { deadline: place.1.clone(), entry });
    move_by_ledger(draft, place.0, &deadline, "extended")?;
    follow(draft, place.0, draft.world.today)
}

pub(super) fn answer_miss(draft: &mut Draft<'_>, (id, name): Place<'_>, why: &str) -> Result<(), Refusal> {
    let case = draft.case(id)?.clone();
    may_manage(draft.seeker()?, &case)?;
    let deadline = find(&case, name)?;
    match &deadline.miss {
        None => Err(Refusal::conflict(
            "not-missed",
            format!("Fristen `{name}` er ikke overskredet."),
            format!("the deadline `{name}` has not been missed"),
        )),
        Some(miss) if miss.answered_by.is_some() => Err(Refusal::conflict(
            "miss-answered",
            "Overskridelsen er allerede begrundet.",
            "the miss has already been answered",
        )),
        Some(_) => {
            drop(case);
            let by = draft.actor()?.clone();
            draft.on_case(id, Event::MissAnswered { deadline: name.clone(), by, reason: reason(why)? });
            Ok(())
        }
    }
}
