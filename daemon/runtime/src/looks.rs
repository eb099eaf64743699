//! Every look is logged with a purpose before it is answered (law 8 of the product): its own log, its own group commit.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use journal::{Looks, Month};
use minicbor::{Decode, Encode};
use model::{Actor, CaseId, CitizenId, Private, Timestamp};

/// Looks of the same actor at the same thing for the same purpose within this time are one: a minute.
const SAME_LOOK_US: i64 = 60_000_000;

/// Recent looks that are remembered, to know the same one again.
const RECENT_MAX: usize = 10_000;

/// One look, or one refused attempt.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Look {
    #[n(0)]
    pub(crate) at: Timestamp,
    #[n(1)]
    pub(crate) actor: Actor,
    /// At which cases: one, or those of a list.
    #[n(2)]
    pub(crate) cases: Vec<CaseId>,
    #[n(3)]
    pub(crate) citizen: Option<CitizenId>,
    /// Sealed under the authority's key.
    #[n(4)]
    pub(crate) purpose: Private,
    /// Whether it was refused.
    #[n(5)]
    pub(crate) refused: bool,
    /// What was looked at: `case`, `history`, `list` and so on.
    #[n(6)]
    pub(crate) what: String,
}

/// The log of looks, shared by everybody who reads.
pub(crate) struct LookLog {
    queue: Mutex<Queue>,
    done: Condvar,
    log: Mutex<Looks>,
}

#[derive(Default)]
struct Queue {
    waiting: Vec<(u64, Vec<u8>)>,
    next_ticket: u64,
    /// Every ticket below this one is on disk.
    durable_below: u64,
    failed: bool,
    is_writing: bool,
    recent: BTreeMap<(Actor, String, Vec<CaseId>, String), Timestamp>,
}

/// The log could not be written: nothing personal may be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotLogged;

impl LookLog {
    pub(crate) fn new(log: Looks) -> Self {
        Self { queue: Mutex::default(), done: Condvar::new(), log: Mutex::new(log) }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the same look was logged within the last minute; notes it if not.
    pub(crate) fn is_new(&self, look: &Look, purpose: &str) -> bool {
        let mut queue = self.queue();
        let key = (look.actor.clone(), look.what.clone(), look.cases.clone(), purpose.to_owned());
        let known = queue.recent.get(&key).copied();
        if known.is_some_and(|at| look.at.micros().saturating_sub(at.micros()) < SAME_LOOK_US) {
            return false;
        }
        if queue.recent.len() >= RECENT_MAX {
            queue.recent.retain(|_, at| look.at.micros().saturating_sub(at.micros()) < SAME_LOOK_US);
            if queue.recent.len() >= RECENT_MAX {
                queue.recent.clear();
            }
        }
        queue.recent.insert(key, look.at);
        true
    }

    /// Logs a look and waits until it is on disk. Whoever comes while another writes shares the next sync.
    pub(crate) fn append(&self, look: &Look, month: &Month) -> Result<(), NotLogged> {
        let mut queue = self.queue();
        let ticket = queue.next_ticket;
        queue.next_ticket = ticket.saturating_add(1);
        queue.waiting.push((ticket, model::record::to_bytes(look)));
        loop {
            if queue.failed {
                return Err(NotLogged);
            }
            if queue.durable_below > ticket {
                return Ok(());
            }
            if queue.is_writing {
                queue = self.done.wait(queue).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            queue = self.write(queue, month);
        }
    }

    /// Writes what waits, as the one who leads this group.
    fn write<'a>(&'a self, mut queue: MutexGuard<'a, Queue>, month: &Month) -> MutexGuard<'a, Queue> {
        let group = std::mem::take(&mut queue.waiting);
        queue.is_writing = true;
        drop(queue);
        let payloads: Vec<Vec<u8>> = group.iter().map(|(_, bytes)| bytes.clone()).collect();
        let written =
            self.log.lock().unwrap_or_else(PoisonError::into_inner).append_group(month, &payloads).is_ok();
        let mut queue = self.queue();
        queue.is_writing = false;
        match group.last() {
            Some((last, _)) if written => queue.durable_below = last.saturating_add(1),
            Some(_) | None => queue.failed = queue.failed || !written,
        }
        self.done.notify_all();
        queue
    }

    /// Every look that is kept, oldest first, from a position on.
    pub(crate) fn read(&self, from: u64) -> Vec<(u64, Look)> {
        let reader = self.log.lock().unwrap_or_else(PoisonError::into_inner).reader();
        let records = reader.records(from).map_while(Result::ok);
        records
            .filter_map(|record| Some((record.position, model::record::from_bytes(&record.payload).ok()?)))
            .collect()
    }
}
