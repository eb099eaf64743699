//! A deadline with its reason, ladder and ledger.

use std::collections::BTreeMap;

use model::deadline::{
    DeadlineKind, DeadlineState, LedgerChange, LedgerEntry, Miss, Obliged, Recipient, Rung, RungState,
};
use model::{Date, Deadline, DeadlineName, Timestamp};

use super::{maybe, sentence, text};
use crate::values::shown;

/// All of them, the earliest first.
pub(crate) fn deadlines(deadlines: &BTreeMap<DeadlineName, Deadline>, now: Timestamp) -> Vec<wire::Deadline> {
    let mut sorted: Vec<&Deadline> = deadlines.values().collect();
    sorted.sort_by(|one, other| (one.date.due, &one.name).cmp(&(other.date.due, &other.name)));
    sorted.into_iter().map(|one| deadline(one, now)).collect()
}

pub(crate) fn deadline(deadline: &Deadline, now: Timestamp) -> wire::Deadline {
    let (state, state_on) = state(&deadline.state);
    let because = match &deadline.state {
        DeadlineState::Dropped(because) => Some(because.clone()),
        DeadlineState::Running
        | DeadlineState::Paused(_)
        | DeadlineState::Met(_)
        | DeadlineState::Lapsed(_) => None,
    };
    wire::Deadline {
        name: text(&deadline.name),
        title: sentence(&deadline.title),
        rule: deadline.rule.clone(),
        step: text(&deadline.step),
        round: deadline.round,
        kind: kind(deadline.kind).to_owned(),
        obliged: obliged(&deadline.obliged),
        anchor: deadline.anchor.clone(),
        anchor_on: text(deadline.date.anchor_on),
        basis: deadline.basis.clone(),
        mark: deadline.mark.clone(),
        raw: text(deadline.date.raw),
        due: text(deadline.date.due),
        due_at: text(deadline.date.due_at),
        in_time_until: text(deadline.date.in_time_until()),
        why: sentence(&deadline.date.why),
        state: state.to_owned(),
        state_on: maybe(state_on),
        because,
        overdue: deadline.is_overdue(now),
        lapses: deadline.lapses,
        rungs: deadline.date.rungs.iter().map(rung).collect(),
        ledger: deadline.ledger.iter().map(ledger_entry).collect(),
        miss: deadline.miss.as_ref().map(miss),
    }
}

fn state(state: &DeadlineState) -> (&'static str, Option<Date>) {
    match state {
        DeadlineState::Running => ("running", None),
        DeadlineState::Paused(since) => ("paused", Some(*since)),
        DeadlineState::Met(on) => ("met", Some(*on)),
        DeadlineState::Lapsed(on) => ("lapsed", Some(*on)),
        DeadlineState::Dropped(_) => ("dropped", None),
    }
}

fn kind(kind: DeadlineKind) -> &'static str {
    match kind {
        DeadlineKind::Statutory => "statutory",
        DeadlineKind::Set => "set",
        DeadlineKind::Published => "published",
        DeadlineKind::Internal => "internal",
        DeadlineKind::PeriodEnd => "period_end",
        DeadlineKind::Age => "age",
        DeadlineKind::Review => "review",
    }
}

fn obliged(obliged: &Obliged) -> wire::Obliged {
    match obliged {
        Obliged::Role(role) => wire::Obliged::Role { role: text(role) },
        Obliged::Citizen => wire::Obliged::Citizen,
    }
}

fn rung(rung: &Rung) -> wire::Rung {
    wire::Rung {
        name: rung.name.clone(),
        day: text(rung.day),
        at: text(rung.at),
        recipients: rung.recipients.iter().map(hears).collect(),
        missed: rung.missed,
        state: became(rung.state).to_owned(),
        fired_at: maybe(rung.fired_at),
    }
}

fn hears(recipient: &Recipient) -> String {
    let word = match recipient {
        Recipient::Owner => "owner",
        Recipient::Deputy => "deputy",
        Recipient::Leader => "leader",
        Recipient::Citizen => "citizen",
        Recipient::Role(role) => role.as_str(),
    };
    word.to_owned()
}

fn became(state: RungState) -> &'static str {
    match state {
        RungState::Planned => "planned",
        RungState::Fired => "fired",
        RungState::Overtaken => "overtaken",
        RungState::NotApplicable => "not_applicable",
        RungState::WouldHaveFired => "would_have_fired",
    }
}

pub(crate) fn ledger_entry(entry: &LedgerEntry) -> wire::LedgerEntry {
    let (change, from, to, until) = match &entry.change {
        LedgerChange::Pause { from, to } => ("pause", Some(*from), *to, None),
        LedgerChange::Extension { until } => ("extension", None, None, Some(*until)),
    };
    wire::LedgerEntry {
        change: change.to_owned(),
        from: maybe(from),
        to: maybe(to),
        until: maybe(until),
        ground: shown(&entry.ground),
        reason: shown(&entry.reason),
        by: maybe(entry.by.as_ref()),
        on: text(entry.on),
        pause: entry.pause.as_ref().map(|pause| pause.name.clone()),
    }
}

fn miss(miss: &Miss) -> wire::Miss {
    wire::Miss {
        noted_at: text(miss.noted_at),
        answered_by: maybe(miss.answered_by.as_ref()),
        reason: miss.reason.as_ref().map(shown),
    }
}
