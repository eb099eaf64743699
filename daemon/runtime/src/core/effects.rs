//! Effects: performed after the commit, tried again with back-off, given up on record; results return as commands.

use std::collections::BTreeMap;

use engine::StreamState;
use journal::KeyId;
use model::effect::{EffectOutcome, PendingEffect};
use model::{Command, EffectId, EffectKind, StreamId, SystemPart, Timestamp, Value};
use notify::{Address, Notice};
use scheduler::Reading;

use super::group::{Group, Waiting};
use super::{Core, Output, Perform, Retry, own};

/// Attempts before an effect is given up: with back-off about two days.
const ATTEMPTS_MAX: u32 = 12;

/// First wait after a failure; it doubles up to a day.
const BACK_OFF_US: i64 = 30_000_000;
const BACK_OFF_MAX_US: i64 = 24 * 3_600_000_000;

/// Effects taken up at start; more are taken up as these end.
const RESUME_MAX: usize = 10_000;

impl Core {
    /// Hands out what the records just made durable intend.
    pub(super) fn dispatch(
        &mut self,
        group: &mut Group,
        waiting: &[Waiting],
        states: &BTreeMap<StreamId, StreamState>,
    ) {
        let mut streams: Vec<&StreamId> =
            waiting.iter().flat_map(|one| &one.record.effects).map(|effect| &effect.stream).collect();
        streams.sort();
        streams.dedup();
        let mut erase = Vec::new();
        for stream in streams {
            let pending = states.get(stream).map(StreamState::effects).unwrap_or_default();
            for pending in pending {
                match pending.effect.kind {
                    EffectKind::EraseKey => erase.push(stream.clone()),
                    EffectKind::Remind | EffectKind::Announce | EffectKind::TellCitizen => {
                        self.hand_out(group, stream, pending);
                    }
                }
            }
        }
        for stream in erase {
            self.erase(group, &stream);
        }
    }

    /// Gives an effect to the dispatcher, unless it has it or the clock is held.
    fn hand_out(&mut self, group: &mut Group, stream: &StreamId, pending: &PendingEffect) {
        let now = group.now;
        let retry = self.retries.entry(pending.id).or_insert_with(|| Retry {
            stream: stream.clone(),
            at: now,
            failures: 0,
            is_out: false,
        });
        if retry.is_out || self.shared.is_held() {
            return;
        }
        retry.is_out = true;
        let notice = self.notice(stream, pending);
        group.outputs.push(Output::Perform(Perform { stream: stream.clone(), notice }));
    }

    fn notice(&self, stream: &StreamId, pending: &PendingEffect) -> Notice {
        let in_force = self.shared.in_force();
        let mut effect = pending.effect.clone();
        let opened = self.shared.sealer.open(&mut effect).is_ok();
        let due =
            effect.input.value().filter(|_| opened).and_then(|input| input.field("due")).and_then(as_date);
        let address = |person| Address {
            email: in_force.directory.people.get(person).and_then(|person| person.email.clone()),
        };
        Notice {
            id: pending.id,
            kind: effect.kind,
            about: stream.to_string(),
            deadline: effect.deadline.clone(),
            due,
            to: effect.to.iter().map(address).collect(),
        }
    }

    /// Destroys a stream's key, then records that it is destroyed. Doing it again is harmless.
    fn erase(&mut self, group: &mut Group, stream: &StreamId) {
        let state = match self.shared.applier.state(stream) {
            Ok(state) => state,
            Err(error) => {
                group.outputs.push(Output::Broken { because: error.to_string() });
                return;
            }
        };
        let Some(key) = state.filter(StreamState::is_erasing).and_then(|state| state.key()) else { return };
        if let Err(error) = self.shared.sealer.keys.destroy(KeyId(key)) {
            group.outputs.push(Output::Broken { because: error.to_string() });
            return;
        }
        let command = Command::FinishErasure { stream: stream.clone() };
        self.submit(group, own(SystemPart::Dispatcher, command), None);
        self.flush(group);
    }

    /// Takes up the effects that had not ended when the daemon stopped.
    pub(super) fn resume_effects(&mut self, reading: Reading) -> Vec<Output> {
        let mut group = Group::new(self.now(reading), reading.wall);
        let range = self.shared.applier.keys.outbox_rows().range();
        let rows = match self.shared.applier.index.scan(&range.from, &range.to, RESUME_MAX) {
            Ok(rows) => rows,
            Err(error) => return vec![Output::Broken { because: error.to_string() }],
        };
        let mut streams: Vec<StreamId> = rows.iter().filter_map(|(_, stream)| parse_stream(stream)).collect();
        streams.sort();
        streams.dedup();
        for stream in streams {
            let Ok(Some(state)) = self.shared.applier.state(&stream) else { continue };
            for pending in state.effects() {
                self.resume(&mut group, &stream, pending);
            }
        }
        self.flush(&mut group);
        group.outputs
    }

    fn resume(&mut self, group: &mut Group, stream: &StreamId, pending: &PendingEffect) {
        if pending.effect.kind == EffectKind::EraseKey {
            return self.erase(group, stream);
        }
        // Begun and not ended: for a receiver that would do it twice, only a person can say what happened.
        if pending.started && !(self.deduplicates)(pending.effect.kind) {
            let command = Command::FinishEffect {
                stream: stream.clone(),
                id: pending.id,
                outcome: EffectOutcome::Unknown,
            };
            return self.submit(group, own(SystemPart::Dispatcher, command), None);
        }
        self.hand_out(group, stream, pending);
    }

    /// A delivery failed: it is tried again, or given up on record.
    pub(super) fn try_later(&mut self, group: &mut Group, id: EffectId, stream: StreamId) {
        let now = group.now;
        let retry = self.retries.entry(id).or_insert_with(|| Retry {
            stream: stream.clone(),
            at: now,
            failures: 0,
            is_out: false,
        });
        retry.failures = retry.failures.saturating_add(1);
        retry.is_out = false;
        let doubled = BACK_OFF_US.saturating_mul(1_i64.checked_shl(retry.failures).unwrap_or(i64::MAX));
        retry.at = Timestamp::from_micros(now.micros().saturating_add(doubled.min(BACK_OFF_MAX_US)));
        if retry.failures >= ATTEMPTS_MAX {
            let outcome = EffectOutcome::GivenUp("not_delivered".to_owned());
            let command = Command::FinishEffect { stream, id, outcome };
            self.submit(group, own(SystemPart::Dispatcher, command), None);
            self.flush(group);
        }
    }

    /// Hands out again what waited long enough, and forgets what has ended.
    pub(super) fn retry_effects(&mut self, group: &mut Group) {
        let due: Vec<(EffectId, StreamId)> = self
            .retries
            .iter()
            .filter(|(_, retry)| !retry.is_out && retry.at <= group.now)
            .map(|(id, retry)| (*id, retry.stream.clone()))
            .collect();
        for (id, stream) in due {
            let state = self.shared.applier.state(&stream).ok().flatten();
            let pending =
                state.as_ref().and_then(|state| state.effects().iter().find(|pending| pending.id == id));
            match pending {
                Some(pending) => self.hand_out(group, &stream, &pending.clone()),
                None => drop(self.retries.remove(&id)),
            }
        }
    }

    /// An effect ended: it is not tried again.
    pub(super) fn forget(&mut self, id: EffectId) {
        self.retries.remove(&id);
    }
}

fn as_date(value: &Value) -> Option<model::Date> {
    match value {
        Value::Date(day) => Some(*day),
        Value::Null
        | Value::Boolean(_)
        | Value::Number(_)
        | Value::Text(_)
        | Value::Instant(_)
        | Value::List(_)
        | Value::Record(_) => None,
    }
}

fn parse_stream(text: &[u8]) -> Option<StreamId> {
    let text = core::str::from_utf8(text).ok()?;
    let case = text.parse().ok().map(StreamId::Case);
    case.or_else(|| text.parse().ok().map(StreamId::Citizen))
}
