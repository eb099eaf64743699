//! Effects: performed after the commit, tried again with back-off, given up on record; results return as commands.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::StreamState;
use engine::planted::{self, Bug};
use journal::KeyId;
use model::effect::{EffectOutcome, PendingEffect};
use model::{Command, EffectId, EffectKind, StreamId, SystemPart, Timestamp, Value};
use notify::{Address, Notice};
use scheduler::Reading;

use super::group::{Group, Waiting};
use crate::plugins::PluginCall;

use super::{Core, Output, Perform, Retry, own};

/// Attempts before an effect is given up: with back-off about seventeen hours.
const ATTEMPTS_MAX: u32 = 12;

/// First wait after a failure; it doubles, to a day at most.
const BACK_OFF_US: i64 = 30_000_000;
const BACK_OFF_MAX_US: i64 = 24 * 3_600_000_000;

/// Effects that are read at once when they are taken up at start.
const RESUME_PAGE: usize = 1_000;

impl Core {
    /// Hands out what the records just made durable intend.
    pub(super) fn dispatch(
        &mut self,
        group: &mut Group,
        waiting: &[Waiting],
        states: &BTreeMap<StreamId, Arc<StreamState>>,
    ) {
        let mut streams: Vec<&StreamId> =
            waiting.iter().flat_map(|one| &one.record.effects).map(|effect| &effect.stream).collect();
        streams.sort();
        streams.dedup();
        let mut erase = Vec::new();
        for stream in streams {
            let pending = states.get(stream).map(|state| state.effects()).unwrap_or_default();
            for pending in pending {
                match pending.effect.kind {
                    EffectKind::EraseKey => erase.push(stream.clone()),
                    EffectKind::Remind
                    | EffectKind::Announce
                    | EffectKind::Notify
                    | EffectKind::TellCitizen
                    | EffectKind::CallPlugin => {
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
        // What a restore held is not even waited for: it is taken up when an operator lets it go.
        if self.is_held_back(pending) {
            self.retries.remove(&pending.id);
            return;
        }
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
        if pending.effect.kind == EffectKind::CallPlugin {
            return self.call_plugin(group, stream, pending);
        }
        let notice = self.notice(stream, pending);
        group.outputs.push(Output::Perform(Perform { stream: stream.clone(), notice }));
    }

    fn is_held_back(&self, pending: &PendingEffect) -> bool {
        self.shared.in_force().organisation.holds(pending) && !planted::is(Bug::UnheldRestore)
    }

    /// A call whose input cannot be opened, or names no component, fails at once: a person does the step.
    fn call_plugin(&mut self, group: &mut Group, stream: &StreamId, pending: &PendingEffect) {
        let mut effect = pending.effect.clone();
        let opened = self.shared.sealer.open(&mut effect).is_ok();
        let input = effect.input.value().filter(|_| opened).cloned();
        let place = (pending.id, stream.clone());
        let call = input.and_then(|input| PluginCall::new(place, input, self.shared.rules.content().clone()));
        if let Some(call) = call {
            group.outputs.push(Output::Call(call));
            return;
        }
        let outcome = EffectOutcome::GivenUp("input_gone".to_owned());
        let command = Command::FinishEffect { stream: stream.clone(), id: pending.id, outcome };
        self.submit(group, own(SystemPart::Dispatcher, command), None);
    }

    fn notice(&self, stream: &StreamId, pending: &PendingEffect) -> Notice {
        let in_force = self.shared.in_force();
        let mut effect = pending.effect.clone();
        let opened = self.shared.sealer.open(&mut effect).is_ok();
        let due =
            effect.input.value().filter(|_| opened).and_then(|input| input.field("due")).and_then(as_date);
        let said = |field| {
            let input = effect.input.value().filter(|_| opened && effect.kind == EffectKind::Notify);
            input.and_then(|input| input.field(field)).and_then(Value::as_text).map(str::to_owned)
        };
        let address = |person| Address {
            email: in_force.directory.people.get(person).and_then(|person| person.email.clone()),
        };
        Notice {
            id: pending.id,
            kind: effect.kind,
            about: stream.to_string(),
            deadline: effect.deadline.clone(),
            due,
            text: said("da").zip(said("en")),
            to: effect.to.iter().map(address).collect(),
        }
    }

    /// Destroys a stream's key, then records that it is destroyed. Doing it again is harmless.
    fn erase(&mut self, group: &mut Group, stream: &StreamId) {
        match self.destroy_key(stream) {
            Ok(true) => {
                let command = Command::FinishErasure { stream: stream.clone() };
                self.submit(group, own(SystemPart::Dispatcher, command), None);
                self.flush(group);
            }
            Ok(false) => {}
            Err(because) => self.break_off(&mut group.outputs, because),
        }
    }

    /// Whether there was a key to destroy.
    fn destroy_key(&mut self, stream: &StreamId) -> Result<bool, String> {
        let state = self.shared.applier.state(stream).map_err(|error| error.to_string())?;
        let Some(key) = state.filter(StreamState::is_erasing).and_then(|state| state.key()) else {
            return Ok(false);
        };
        // Rows with a blinded number are deleted while the key lives. An index that came back from before the order
        // could do that no more, so it is on disk first.
        self.shared.applier.checkpoint().map_err(|error| error.to_string())?;
        self.shared.exports.forget().map_err(|error| error.to_string())?;
        // Nothing that was opened under the key outlives it, in whichever stream's state it stands.
        self.recent.get_mut().clear();
        if !planted::is(Bug::KeptKey) {
            self.shared.sealer.keys.destroy(KeyId(key)).map_err(|error| error.to_string())?;
        }
        Ok(true)
    }

    /// Takes up the effects that had not ended when the daemon stopped.
    pub(super) fn resume_effects(&mut self, reading: Reading) -> Vec<Output> {
        let mut group = Group::new(self.now(reading), reading.wall);
        match self.unfinished() {
            Ok(streams) => {
                for stream in streams {
                    self.resume_stream(&mut group, &stream);
                }
            }
            Err(because) => self.break_off(&mut group.outputs, because),
        }
        self.flush(&mut group);
        group.outputs
    }

    /// An operator let effects go that a restore held: those that are not under way are taken up.
    pub(super) fn take_up_released(&mut self, group: &mut Group) {
        let streams = match self.unfinished() {
            Ok(streams) => streams,
            Err(because) => return self.break_off(&mut group.outputs, because),
        };
        for stream in streams {
            match self.shared.applier.state(&stream) {
                Ok(state) => {
                    for pending in state.as_ref().map(StreamState::effects).unwrap_or_default() {
                        if !self.retries.contains_key(&pending.id)
                            && pending.effect.kind != EffectKind::EraseKey
                        {
                            self.resume(group, &stream, pending);
                        }
                    }
                }
                Err(error) => return self.break_off(&mut group.outputs, error.to_string()),
            }
        }
    }

    /// Streams with effects that have not ended.
    pub(super) fn unfinished(&self) -> Result<BTreeSet<StreamId>, String> {
        let applier = &self.shared.applier;
        let mut range = applier.keys.outbox_rows().range();
        let mut streams = BTreeSet::new();
        loop {
            let rows = applier.index.scan(&range.from, &range.to, RESUME_PAGE);
            let rows = rows.map_err(|error| error.to_string())?;
            let Some((last, _)) = rows.last() else { return Ok(streams) };
            range = range.after(last);
            streams.extend(rows.iter().filter_map(|(_, stream)| parse_stream(stream)));
        }
    }

    fn resume_stream(&mut self, group: &mut Group, stream: &StreamId) {
        match self.shared.applier.state(stream) {
            Ok(Some(state)) => {
                for pending in state.effects() {
                    self.resume(group, stream, pending);
                }
            }
            Ok(None) => {}
            Err(error) => self.break_off(&mut group.outputs, error.to_string()),
        }
    }

    fn resume(&mut self, group: &mut Group, stream: &StreamId, pending: &PendingEffect) {
        if pending.effect.kind == EffectKind::EraseKey {
            return self.erase(group, stream);
        }
        if self.is_held_back(pending) {
            return;
        }
        // Begun and not ended: for a receiver that would do it twice, only a person can say what happened.
        if pending.started && !(self.deduplicates)(pending.effect.kind) {
            let command = Command::FinishEffect {
                stream: stream.clone(),
                id: pending.id,
                outcome: EffectOutcome::Unknown,
            };
            self.submit(group, own(SystemPart::Dispatcher, command), None);
            return;
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
        let doubled = BACK_OFF_US
            .saturating_mul(1_i64.checked_shl(retry.failures.saturating_sub(1)).unwrap_or(i64::MAX));
        retry.at = Timestamp::from_micros(now.micros().saturating_add(doubled.min(BACK_OFF_MAX_US)));
        let is_last = retry.failures >= ATTEMPTS_MAX;
        self.shared.meters.delivery_failed(is_last);
        if is_last {
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
            match self.shared.applier.state(&stream) {
                Ok(state) => {
                    let effects = state.as_ref().map(StreamState::effects).unwrap_or_default();
                    match effects.iter().find(|pending| pending.id == id) {
                        Some(pending) => self.hand_out(group, &stream, pending),
                        None => drop(self.retries.remove(&id)),
                    }
                }
                Err(error) => return self.break_off(&mut group.outputs, error.to_string()),
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
