//! Values of which the events are made.

use std::collections::BTreeMap;

use crate::deadline::{
    Deadline, DeadlineKind, DeadlineState, DueDate, LedgerChange, LedgerEntry, Miss, Obliged, Recipient,
    Rung, RungState, Sentence,
};
use crate::effect::EffectId;
use crate::organisation::{Activated, Token};
use crate::{ContentHash, Date, Generation, Number, Private, TaskName, Timestamp, Value};

pub(super) const HASH: ContentHash = ContentHash([0xA5; 32]);
pub(super) const AT: Timestamp = Timestamp(1_785_744_000_000_000);

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(super) fn secret() -> Private {
    Private::text("secret")
}

/// A value of every shape.
pub(super) fn every_value() -> Private {
    Private::Clear(Value::List(vec![
        Value::Null,
        Value::Boolean(true),
        Value::Number(Number("-12.50".parse().unwrap())),
        Value::text("secret"),
        Value::Date(day("2026-08-03")),
        Value::Instant(AT),
        Value::Record(BTreeMap::from([("secret".to_owned(), Value::List(Vec::new()))])),
    ]))
}

pub(super) fn sentence() -> Sentence {
    Sentence { da: "Fristen er i dag.".to_owned(), en: "the deadline is today".to_owned() }
}

pub(super) fn task(slot: Option<u32>) -> TaskName {
    TaskName { step: "findings".into(), slot }
}

pub(super) fn effect_id() -> EffectId {
    EffectId { epoch: 1, position: 41, ordinal: 2 }
}

pub(super) fn due_date() -> DueDate {
    let states = [
        (RungState::Planned, Recipient::Owner),
        (RungState::Fired, Recipient::Deputy),
        (RungState::Overtaken, Recipient::Leader),
        (RungState::NotApplicable, Recipient::Citizen),
        (RungState::WouldHaveFired, Recipient::Owner),
    ];
    DueDate {
        anchor_on: day("2026-08-03"),
        raw: day("2026-08-30"),
        due: day("2026-08-31"),
        due_at: AT,
        why: sentence(),
        rungs: states
            .into_iter()
            .map(|(state, to)| Rung {
                name: "two_weeks_before".to_owned(),
                day: day("2026-08-17"),
                at: AT,
                recipients: vec![to],
                missed: state == RungState::WouldHaveFired,
                state,
                fired_at: (state == RungState::Fired).then_some(AT),
            })
            .collect(),
        calendar: HASH,
        tzdb: "2026a".to_owned(),
        tolerated: None,
    }
}

pub(super) fn entry(change: LedgerChange) -> LedgerEntry {
    LedgerEntry {
        change,
        ground: Private::text("FVL §8"),
        reason: secret(),
        by: Some("lida".into()),
        on: day("2026-08-20"),
        pause: None,
    }
}

pub(super) fn pause() -> LedgerChange {
    LedgerChange::Pause { from: day("2026-08-20"), to: None }
}

pub(super) fn deadline() -> Deadline {
    Deadline {
        name: "assessment".into(),
        rule: Some("assessment".to_owned()),
        title: sentence(),
        step: "findings".into(),
        round: 1,
        kind: DeadlineKind::Internal,
        obliged: Obliged::Role("specialist".into()),
        anchor: "permission".to_owned(),
        basis: "Servicemål".to_owned(),
        mark: "C".to_owned(),
        date: due_date(),
        ledger: vec![entry(pause()), entry(LedgerChange::Extension { until: day("2026-09-14") })],
        state: DeadlineState::Paused(day("2026-08-20")),
        generation: Generation { epoch: 1, position: 7 },
        miss: Some(Miss { noted_at: AT, answered_by: Some("hebr".into()), reason: Some(secret()) }),
        lapses: false,
    }
}

pub(super) fn activated() -> Activated {
    Activated { definition: HASH, rule_pack: HASH, language: 1, semantics: 1, at: AT, from: None }
}

pub(super) fn token() -> Token {
    Token { hash: HASH, label: "laptop".to_owned(), created_at: AT, expires_at: Some(AT), revoked_at: None }
}
