//! What the writer and the readers share: index, keys, definitions, the directory in force.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use calendar::Calendar;
use engine::StreamState;
use engine::planted::{self, Bug};
use journal::{ClockMode, DirectoryLock, Disk, Reader};
use model::{ContentHash, Directory, OrganisationState, PersonId, StreamId, Timestamp};

use super::apply::Applier;
use crate::export::{ExportError, Exported, Exports};
use crate::looks::LookLog;
use crate::meters::Meters;
use crate::room::Room;
use crate::rules::{Rules, calendar_hash};
use crate::seal::Sealer;
use crate::tokens::Tokens;

/// Cases that are counted for one person's load; a coordinator with more is over any limit.
const LOAD_MAX: usize = 1_000;

/// The municipality in force.
#[derive(Clone)]
pub(crate) struct InForce {
    pub(crate) organisation: OrganisationState,
    pub(crate) directory: Arc<Directory>,
    pub(crate) calendar: Arc<Calendar>,
    pub(crate) calendar_hash: ContentHash,
    pub(crate) name: String,
}

/// Shared by the writer and every reader.
pub(crate) struct Shared {
    pub(crate) applier: Applier,
    pub(crate) sealer: Arc<Sealer>,
    pub(crate) rules: Arc<Rules>,
    pub(crate) looks: LookLog,
    pub(crate) tokens: Tokens,
    pub(crate) reader: Reader,
    pub(crate) meters: Meters,
    pub(crate) exports: Exports,
    pub(crate) room: OnceLock<Room>,
    pub(crate) disk: Arc<dyn Disk>,
    clock: ClockMode,
    in_force: RwLock<Arc<InForce>>,
    is_held: AtomicBool,
    /// Why nothing can be written for the time being.
    hindrance: Mutex<Option<String>>,
    /// The instant of the last step, in microseconds: what readers call now on a simulated clock.
    last_now_us: AtomicI64,
    /// Held as long as anybody may write a look, which readers do when the writer has ended.
    _lock: DirectoryLock,
}

impl Shared {
    pub(crate) fn new(
        applier: Applier,
        (rules, looks): (Arc<Rules>, LookLog),
        reader: Reader,
        (disk, exports, clock): (Arc<dyn Disk>, Exports, ClockMode),
        (meters, lock): (Meters, DirectoryLock),
    ) -> Result<Self, String> {
        let calendar = Calendar::danish();
        let in_force = InForce {
            organisation: OrganisationState::empty(),
            directory: Arc::default(),
            calendar_hash: calendar_hash(&calendar),
            calendar: Arc::new(calendar),
            name: String::new(),
        };
        let shared = Self {
            sealer: Arc::clone(&applier.sealer),
            applier,
            rules,
            looks,
            tokens: Tokens::default(),
            reader,
            meters,
            exports,
            room: OnceLock::new(),
            disk,
            clock,
            in_force: RwLock::new(Arc::new(in_force)),
            is_held: AtomicBool::new(false),
            hindrance: Mutex::default(),
            last_now_us: AtomicI64::new(i64::MIN),
            _lock: lock,
        };
        let organisation =
            shared.applier.state(&StreamId::Organisation).map_err(|error| error.to_string())?;
        if let Some(StreamState::Organisation(organisation)) = organisation {
            shared.put_in_force(&organisation)?;
        }
        Ok(shared)
    }

    /// Writes the state as it stands in the index to a file of its own, for the next rebuild.
    pub(crate) fn export_state(&self, goes_on: &dyn Fn() -> bool) -> Result<Option<Exported>, ExportError> {
        self.exports.make(&*self.applier.index, &self.reader, goes_on)
    }

    /// Why people's commands find no room, if so: bytes that are free, and that have to be.
    pub(crate) fn lack_of_room(&self) -> Option<(u64, u64)> {
        self.room.get().and_then(Room::lack)
    }

    pub(crate) fn is_simulated(&self) -> bool {
        matches!(self.clock, ClockMode::Simulated { .. })
    }

    pub(crate) fn is_held(&self) -> bool {
        self.is_held.load(Ordering::Acquire)
    }

    pub(crate) fn note_hindrance(&self, because: Option<&str>) {
        *self.hindrance.lock().unwrap_or_else(PoisonError::into_inner) = because.map(str::to_owned);
    }

    pub(crate) fn hindrance(&self) -> Option<String> {
        self.hindrance.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn note_now(&self, now: Timestamp) {
        self.last_now_us.fetch_max(now.micros(), Ordering::AcqRel);
    }

    pub(crate) fn last_now(&self) -> Timestamp {
        Timestamp::from_micros(self.last_now_us.load(Ordering::Acquire))
    }

    pub(crate) fn in_force(&self) -> Arc<InForce> {
        Arc::clone(&self.in_force.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes over what the organisation's stream says now.
    pub(crate) fn put_in_force(&self, organisation: &OrganisationState) -> Result<(), String> {
        self.is_held.store(organisation.clock_held.is_some(), Ordering::Release);
        let known = self.in_force();
        let mut next = InForce { organisation: organisation.clone(), ..known.as_ref().clone() };
        if organisation.municipality != known.organisation.municipality
            && let Some(hash) = &organisation.municipality
        {
            let municipality =
                self.rules.municipality(hash).ok_or("the municipality file in force cannot be read")?;
            let mut directory = municipality.directory();
            directory.seed = self.sealer.sample_seed();
            directory.load = self.count_load(directory.people.keys())?;
            let calendar = municipality.calendar();
            next.calendar_hash = calendar_hash(&calendar);
            next.calendar = Arc::new(calendar);
            next.directory = Arc::new(directory);
            next.name = municipality.name;
        }
        let digests = &organisation.plugins;
        if next.directory.plugins.iter().any(|(name, plugin)| plugin.digest != digests.get(name).copied()) {
            let mut directory = next.directory.as_ref().clone();
            for (name, plugin) in &mut directory.plugins {
                plugin.digest = digests.get(name).copied();
            }
            next.directory = Arc::new(directory);
        }
        *self.in_force.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
        Ok(())
    }

    fn count_load<'a>(
        &self,
        people: impl Iterator<Item = &'a PersonId>,
    ) -> Result<BTreeMap<PersonId, u32>, String> {
        people.map(|person| Ok((person.clone(), self.load_of(person)?))).collect()
    }

    fn load_of(&self, person: &PersonId) -> Result<u32, String> {
        let range = self.applier.keys.attributes(b"holds", person.as_str().as_bytes()).range();
        let rows =
            self.applier.index.scan(&range.from, &range.to, LOAD_MAX).map_err(|error| error.to_string())?;
        Ok(u32::try_from(rows.len()).unwrap_or(u32::MAX))
    }

    /// Counts the load of some people anew: their cases changed.
    pub(crate) fn recount(&self, people: &[PersonId]) -> Result<(), String> {
        if people.is_empty() || planted::is(Bug::StaleLoad) {
            return Ok(());
        }
        let mut in_force = self.in_force().as_ref().clone();
        let mut directory = in_force.directory.as_ref().clone();
        for person in people {
            directory.load.insert(person.clone(), self.load_of(person)?);
        }
        in_force.directory = Arc::new(directory);
        *self.in_force.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(in_force);
        Ok(())
    }
}
