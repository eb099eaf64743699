//! A group becomes true: keys, journal, index, then answers and effects.

use std::time::Instant;

use engine::StreamState;
use engine::planted::{self, Bug};
use journal::{Appended, KeyError};
use model::{ContentHash, Event, StreamId, Timestamp};

use super::apply::{Applied, Placed};
use super::group::{Group, Waiting};
use super::{Core, NO_ROOM_WAIT_US, is_out_of_room};
use crate::answer::Rejected;

/// Why a group is not durable.
enum NotDurable {
    /// The disk was full before anything was written: later commands may find room.
    NoRoom(String),
    /// What is on the disk is unknown until the next start.
    Unknown(String),
}

impl Core {
    /// Makes the group durable, brings the index up to date and answers.
    pub(super) fn flush(&mut self, group: &mut Group) {
        let waiting = group.take_records();
        if !waiting.is_empty() {
            self.commit(group, waiting);
        }
        group.release_answers();
    }

    fn commit(&mut self, group: &mut Group, waiting: Vec<Waiting>) {
        if let Some(because) = self.broken.clone() {
            return refuse_all(group, &waiting, &because);
        }
        let (payloads, waiting): (Vec<_>, Vec<_>) =
            waiting.into_iter().map(|mut one| (std::mem::take(&mut one.payload), one)).unzip();
        let appended = match self.make_durable(&payloads) {
            Ok(appended) => appended,
            Err(NotDurable::NoRoom(because)) => return self.wait_for_room(group, waiting, &because),
            Err(NotDurable::Unknown(because)) => {
                refuse_all(group, &waiting, &because);
                return self.break_off(&mut group.outputs, because);
            }
        };
        self.waits_until = None;
        self.shared.note_hindrance(None);
        self.last_recorded = group.now;
        self.shared.note_now(group.now);
        let mut placed = self.placed(&waiting, &appended);
        if planted::is(Bug::ReorderedBatch) {
            placed.reverse();
        }
        match self.shared.applier.apply(&placed, self.recent.get_mut()) {
            Ok(applied) => {
                self.note_requests(&placed, &applied);
                self.publish(group, &waiting, &applied);
            }
            // The records are true; the index is behind. The next start brings it up to date.
            Err(error) => {
                refuse_all(group, &waiting, &error.to_string());
                self.break_off(&mut group.outputs, error.to_string());
            }
        }
    }

    /// New keys are durable before anything that was sealed under them.
    fn make_durable(&mut self, payloads: &[Vec<u8>]) -> Result<Vec<Appended>, NotDurable> {
        let keys = &self.shared.sealer.keys;
        if let Err(error) = keys.sync() {
            let because = error.to_string();
            let is_full = matches!(&error, KeyError::Disk(error) if is_out_of_room(error));
            // A ring whose write failed says so at the next call; one that only found no room tries again.
            let is_poisoned = matches!(keys.sync(), Err(KeyError::Disk(journal::Error::Poisoned)));
            let can_go_on = is_full && !is_poisoned;
            return Err(if can_go_on { NotDurable::NoRoom(because) } else { NotDurable::Unknown(because) });
        }
        let began = Instant::now();
        let appended = self.journal.append(payloads).map_err(|error| error.to_string());
        self.shared.meters.appended(began, payloads.len(), appended.is_ok());
        let is_unknown = self.journal.is_poisoned();
        appended.map_err(if is_unknown { NotDurable::Unknown } else { NotDurable::NoRoom })
    }

    fn placed(&self, waiting: &[Waiting], appended: &[Appended]) -> Vec<Placed> {
        let pairs = waiting.iter().zip(appended);
        let placed = pairs.map(|(one, appended)| Placed {
            record: one.record.clone(),
            epoch: self.epoch,
            position: appended.position,
            hash: ContentHash(appended.hash.0),
        });
        placed.collect()
    }

    fn note_requests(&mut self, placed: &[Placed], applied: &Applied) {
        for one in placed {
            if let Some(known) = &one.record.idempotency {
                self.requests.add(&known.key.0, one.position);
            }
        }
        for request in &applied.forgotten {
            self.requests.remove(request);
        }
    }

    fn publish(&mut self, group: &mut Group, waiting: &[Waiting], applied: &Applied) {
        self.shared.tokens.forget(applied.states.keys());
        let organisation = applied.states.get(&StreamId::Organisation);
        if let Some(StreamState::Organisation(organisation)) = organisation.map(AsRef::as_ref)
            && let Err(because) = self.shared.put_in_force(organisation)
        {
            tracing::error!(because, "the municipality in force could not be read");
        }
        if let Err(because) = self.shared.recount(&applied.people) {
            tracing::error!(because, "the load could not be counted");
        }
        let mut released = false;
        for one in waiting {
            self.shared.meters.recorded(&one.record);
            if one.record.command == "fire_timer" {
                self.timers_fired = self.timers_fired.saturating_add(1);
            }
            for event in one.record.parts.iter().flat_map(|part| &part.events) {
                if let Event::EffectFinished { id, .. } = &event.0 {
                    self.forget(*id);
                }
                released |= matches!(&event.0, Event::EffectsReleased { .. });
            }
            if let Some(ticket) = one.ticket {
                group.answers.push((ticket, Ok(one.accepted.clone())));
            }
        }
        // Answers go out before effects: an erasure's second record is a group of its own.
        group.release_answers();
        self.dispatch(group, waiting, &applied.states);
        if released {
            self.take_up_released(group);
        }
    }

    /// Nothing was written: whoever asked may ask again, and the daemon's own results are recorded later.
    fn wait_for_room(&mut self, group: &mut Group, waiting: Vec<Waiting>, because: &str) {
        refuse_all(group, &waiting, because);
        self.recent.get_mut().clear();
        tracing::warn!(because, "nothing can be written until there is room; it is tried again");
        self.unrecorded.extend(waiting.into_iter().filter_map(|one| one.own));
        let until = group.now.micros().saturating_add(NO_ROOM_WAIT_US);
        self.waits_until = Some(Timestamp::from_micros(until));
        self.shared.note_hindrance(Some(because));
        // The numbers that the group had given are free again.
        let applier = &self.shared.applier;
        match (applier.highest(false), applier.highest(true)) {
            (Ok(case), Ok(citizen)) => (self.last_case, self.last_citizen) = (case, citizen),
            (Err(error), _) | (_, Err(error)) => self.break_off(&mut group.outputs, error.to_string()),
        }
    }
}

/// Answers a group that is not durable. What was answered from its states hangs on it too.
fn refuse_all(group: &mut Group, waiting: &[Waiting], because: &str) {
    if planted::is(Bug::EarlyAnswer) {
        let answered = waiting.iter().filter_map(|one| Some((one.ticket?, Ok(one.accepted.clone()))));
        return group.answers.extend(answered);
    }
    let rejected = Rejected::ReadOnly { because: because.to_owned() };
    for (_, answer) in &mut group.answers {
        if answer.is_ok() {
            *answer = Err(rejected.clone());
        }
    }
    let tickets = waiting.iter().filter_map(|one| one.ticket);
    group.answers.extend(tickets.map(|ticket| (ticket, Err(rejected.clone()))));
}
