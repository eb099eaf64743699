//! Every look is logged with a purpose before it is answered (law 8 of the product): its own log, its own group commit.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

use journal::{Looks, Month};
use minicbor::{Decode, Encode};
use model::{Actor, CaseId, CitizenId, Private, Timestamp};

#[cfg(test)]
mod tests;

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

/// What waits, at most one look of each thread that reads.
#[derive(Default)]
struct Queue {
    waiting: Vec<Vec<u8>>,
    /// The group that is being gathered.
    gathering: Arc<Group>,
    is_writing: bool,
    /// When a look was last seen, and the group that makes it durable.
    recent: BTreeMap<Sameness, (Timestamp, Arc<Group>)>,
}

/// What became of looks that are written together.
#[derive(Default)]
struct Group(OnceLock<Result<(), NotLogged>>);

impl Group {
    /// The first result counts.
    fn settle(&self, result: Result<(), NotLogged>) {
        let _earlier = self.0.set(result);
    }
}

/// Held by who writes a group. Whatever happens to them, nobody waits for ever.
struct Leading<'a> {
    log: &'a LookLog,
    group: Arc<Group>,
}

impl Drop for Leading<'_> {
    fn drop(&mut self) {
        let mut queue = self.log.queue();
        queue.is_writing = false;
        self.group.settle(Err(NotLogged));
        self.log.done.notify_all();
    }
}

/// What makes two looks the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Sameness {
    actor: Actor,
    what: String,
    cases: Vec<CaseId>,
    citizen: Option<CitizenId>,
    purpose: String,
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

    fn log(&self) -> MutexGuard<'_, Looks> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Logs a look and waits until it is on disk. Whoever comes while another writes shares the next sync.
    ///
    /// The same look within a minute is not logged again; it waits for the first one to be on disk all the same.
    /// Refused attempts, and searches that found nobody, are each logged.
    pub(crate) fn append(&self, look: &Look, purpose: &str, month: &Month) -> Result<(), NotLogged> {
        let mut queue = self.queue();
        let group = match queue.same(look, purpose) {
            Some(group) => group,
            None => queue.add(look, purpose),
        };
        loop {
            if let Some(result) = group.0.get() {
                return *result;
            }
            queue = if queue.is_writing {
                self.done.wait(queue).unwrap_or_else(PoisonError::into_inner)
            } else {
                self.write(queue, month)
            };
        }
    }

    /// Writes what waits, as the one who leads this group.
    fn write<'a>(&'a self, mut queue: MutexGuard<'a, Queue>, month: &Month) -> MutexGuard<'a, Queue> {
        let payloads = std::mem::take(&mut queue.waiting);
        let leading = Leading { log: self, group: std::mem::take(&mut queue.gathering) };
        queue.is_writing = true;
        drop(queue);
        let written = self.log().append_group(month, &payloads);
        if let Err(error) = &written {
            tracing::error!(because = %error, "looks could not be logged; nothing personal is shown");
        }
        leading.group.settle(written.map(drop).map_err(|_| NotLogged));
        drop(leading);
        self.queue()
    }

    /// Whether a write or a sync failed, after which no look is believed to be kept until the directory is opened again.
    pub(crate) fn is_poisoned(&self) -> bool {
        self.log().is_poisoned()
    }

    /// Notes what is durable, so that the next start reads from there.
    pub(crate) fn checkpoint(&self) -> Result<(), journal::Error> {
        let log = self.log();
        log.checkpoint(&log.head())
    }

    /// The newest looks that are wanted, newest first, at most `limit`. Reads every look that is kept.
    pub(crate) fn newest(
        &self,
        limit: usize,
        wanted: impl Fn(&Look) -> bool,
    ) -> Result<Vec<Look>, UnreadableLook> {
        let reader = self.log().reader();
        let mut newest = VecDeque::new();
        for record in reader.records(1) {
            let look: Look = model::record::from_bytes(&record?.payload)?;
            if wanted(&look) {
                newest.push_front(look);
                newest.truncate(limit);
            }
        }
        Ok(newest.into())
    }
}

/// A look that is kept cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UnreadableLook {
    /// The log.
    #[error(transparent)]
    Log(#[from] journal::Error),
    /// Its bytes.
    #[error(transparent)]
    Bytes(#[from] model::record::Unreadable),
}

impl Queue {
    /// The group of the same look within the last minute, unless that one could not be written.
    fn same(&self, look: &Look, purpose: &str) -> Option<Arc<Group>> {
        if !is_repeatable(look) {
            return None;
        }
        let (at, group) = self.recent.get(&sameness(look, purpose))?;
        let is_recent = (0..SAME_LOOK_US).contains(&look.at.micros().saturating_sub(at.micros()));
        let is_written = !matches!(group.0.get(), Some(Err(NotLogged)));
        (is_recent && is_written).then(|| Arc::clone(group))
    }

    fn add(&mut self, look: &Look, purpose: &str) -> Arc<Group> {
        let group = Arc::clone(&self.gathering);
        self.waiting.push(model::record::to_bytes(look));
        if is_repeatable(look) {
            if self.recent.len() >= RECENT_MAX {
                let now = look.at.micros();
                self.recent.retain(|_, (at, _)| now.saturating_sub(at.micros()) < SAME_LOOK_US);
            }
            if self.recent.len() >= RECENT_MAX {
                self.recent.clear();
            }
            self.recent.insert(sameness(look, purpose), (look.at, Arc::clone(&group)));
        }
        group
    }
}

fn is_repeatable(look: &Look) -> bool {
    !look.refused && (look.citizen.is_some() || !look.cases.is_empty())
}

fn sameness(look: &Look, purpose: &str) -> Sameness {
    Sameness {
        actor: look.actor.clone(),
        what: look.what.clone(),
        cases: look.cases.clone(),
        citizen: look.citizen,
        purpose: purpose.to_owned(),
    }
}
