//! The synchronous core: inputs and a clock reading go in, answers and effects come out. No thread, no sleep.

mod accepted;
pub(crate) mod apply;
mod commit;
mod effects;
mod encode;
mod group;
mod limits;
mod repeat;
mod requests;
mod restored;
pub(crate) mod shared;
mod timers;
mod view;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use journal::{Disk, Head, Journal};
use model::{Actor, Command, EffectId, EffectKind, StreamId, SystemPart, Timestamp};
use notify::Notice;
use scheduler::{Reading, Wild, judge_start, judge_step};

use crate::answer::{Accepted, Rejected, Submission};
use crate::directory::Opened;
use crate::export::{ExportError, Exported, Exports};
use crate::plugins::PluginCall;
use crate::rules::Sources;
use crate::survey::{TRIAL, TRIAL_FILE};
use apply::recent::Recent;
use group::Group;
use limits::{FRAME_BYTES, Limits};
use requests::Requests;
use shared::Shared;

/// Commands that may wait for the writer; a further one is told to come back.
pub const QUEUE_MAX: usize = 1024;

/// Commands in one group: one write and one sync.
const GROUP_MAX: usize = 256;

/// Timers fired in a step that nobody waits for.
const TIMERS_PER_STEP: usize = 256;

/// Timers fired in a step at whose end somebody gets an answer: a few milliseconds. People go first, and yet however
/// much they ask, every step fires some, thousands a second.
pub(crate) const TIMERS_BESIDE_PEOPLE: usize = 32;

/// Timers that could not fire and wait for an operator; with more of them something else is wrong: stop.
const SET_ASIDE_MAX: usize = 1_000;

/// How long the daemon's own commands wait after the disk was full, in microseconds: five seconds.
const NO_ROOM_WAIT_US: i64 = 5_000_000;

/// Something for the core to do.
pub enum Input {
    /// A command; the ticket comes back with its answer.
    Submit {
        /// The command.
        submission: Box<Submission>,
        /// The caller's number for it.
        ticket: u64,
    },
    /// An effect could not be delivered now: try again later.
    TryLater {
        /// Which.
        id: EffectId,
        /// The stream that intended it.
        stream: StreamId,
    },
    /// The index is on disk up to a head of the journal.
    Checkpointed {
        /// The head, taken before the index was flushed.
        head: Head,
    },
}

/// An effect to perform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Perform {
    /// The stream that intended it; the result goes there.
    pub stream: StreamId,
    /// What is to be said to whom.
    pub notice: Notice,
}

/// Something that came of a step.
pub enum Output {
    /// The answer to a ticket.
    Answer {
        /// The caller's number.
        ticket: u64,
        /// What came of it.
        result: Result<Accepted, Rejected>,
    },
    /// An effect to perform.
    Perform(Perform),
    /// A plugin to call.
    Call(PluginCall),
    /// Nothing more can be acknowledged: stop, say so, exit non-zero.
    Broken {
        /// What failed, without personal data.
        because: String,
    },
}

/// The writer's own state. Everything that readers share is in [`Shared`].
pub struct Core {
    journal: Journal,
    disk: Arc<dyn Disk>,
    shared: Arc<Shared>,
    /// Streams as the index has them.
    recent: RefCell<Recent>,
    /// Keys of requests, as the index has them.
    requests: Requests,
    epoch: u32,
    last_recorded: Timestamp,
    last_reading: Option<Reading>,
    last_case: u64,
    last_citizen: u64,
    /// When an effect that failed is tried again, and how often it failed.
    retries: BTreeMap<EffectId, Retry>,
    deduplicates: Box<dyn Fn(EffectKind) -> bool + Send>,
    limits: Limits,
    /// Why nothing more is acknowledged, if so. It never becomes `None` again: only a new start can tell what is true.
    broken: Option<String>,
    /// Until when the daemon's own commands wait, because the disk was full.
    waits_until: Option<Timestamp>,
    /// Results of effects, and a hold of the clock, that found no room on the disk: recorded when there is some.
    unrecorded: Vec<Submission>,
    /// Rows of timers that could not fire; they wait for an operator and a restart.
    set_aside: BTreeSet<Vec<u8>>,
    timers_fired: u64,
}

struct Retry {
    stream: StreamId,
    at: Timestamp,
    failures: u32,
    /// Whether it is with the dispatcher now.
    is_out: bool,
}

impl Core {
    /// The core over an open directory. `deduplicates` says of which effects a second delivery is harmless.
    ///
    /// # Errors
    ///
    /// A sentence, if the directory's last record or the municipality in force cannot be read.
    pub fn new(opened: Opened, deduplicates: Box<dyn Fn(EffectKind) -> bool + Send>) -> Result<Self, String> {
        let Opened { disk, lock, manifest, journal, looks, rules, applier, segment_bytes, meters, .. } =
            opened;
        let head = journal.head();
        let last_recorded = match head.position {
            0 => Timestamp::from_micros(i64::MIN),
            position => {
                let record = journal.reader().read(position).map_err(|error| error.to_string())?;
                model::Record::from_bytes(&record.payload).map_err(|error| error.to_string())?.recorded_at
            }
        };
        let requests = Requests::of(&applier).map_err(|error| error.to_string())?;
        let exports = Exports::new(Arc::clone(&disk), &manifest);
        let last_case = applier.highest(false).map_err(|error| error.to_string())?;
        let last_citizen = applier.highest(true).map_err(|error| error.to_string())?;
        let shared = Shared::new(
            applier,
            (rules, looks),
            journal.reader(),
            (Arc::clone(&disk), exports, manifest.clock),
            (meters, lock),
        )?;
        shared.note_now(last_recorded);
        Ok(Self {
            journal,
            disk,
            shared: Arc::new(shared),
            recent: RefCell::default(),
            requests,
            epoch: manifest.epoch,
            last_recorded,
            last_reading: None,
            last_case,
            last_citizen,
            retries: BTreeMap::new(),
            deduplicates,
            limits: Limits::of(segment_bytes),
            broken: None,
            waits_until: None,
            unrecorded: Vec::new(),
            set_aside: BTreeSet::new(),
            timers_fired: 0,
        })
    }

    /// What readers share with the writer.
    pub(crate) fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }

    /// The instant of the last record; long past where there is none. A simulated clock never starts before it.
    #[must_use]
    pub fn last_recorded(&self) -> Timestamp {
        self.last_recorded
    }

    /// Whether a municipality was ever put into force: only before that does a start do it without being told.
    #[must_use]
    pub fn has_municipality(&self) -> bool {
        self.shared.in_force().organisation.municipality.is_some()
    }

    /// The journal's last record.
    #[must_use]
    pub fn head(&self) -> Head {
        self.journal.head()
    }

    /// The records of the journal, for who examines them.
    #[must_use]
    pub fn reader(&self) -> journal::Reader {
        self.shared.reader.clone()
    }

    /// The directory's epoch: every restore raises it.
    pub(crate) fn epoch(&self) -> u32 {
        self.epoch
    }

    /// The index with everything that was committed to it, for who examines it.
    #[must_use]
    pub fn index(&self) -> Arc<dyn store::Index> {
        Arc::clone(&self.shared.applier.index)
    }

    /// Writes the state as it stands in the index to a file, from which the next rebuild begins; nothing where nothing
    /// was recorded since the last one.
    ///
    /// # Errors
    ///
    /// [`ExportError`]: nothing is lost by it.
    pub fn export_state(&self) -> Result<Option<Exported>, ExportError> {
        self.shared.export_state(&|| true)
    }

    /// Records that timers have made since the start.
    #[must_use]
    pub fn timers_fired(&self) -> u64 {
        self.timers_fired
    }

    /// Whether a command could be made durable now: a small file is written, synced and renamed on the same disk, and
    /// the journal is left alone.
    pub(crate) fn trial(&self) -> Result<(), String> {
        if let Some(because) = &self.broken {
            return Err(because.clone());
        }
        self.disk.write_whole(TRIAL_FILE, TRIAL).map_err(|error| error.to_string())
    }

    /// Why nothing more is acknowledged, if so.
    #[must_use]
    pub fn broken(&self) -> Option<&str> {
        self.broken.as_deref()
    }

    /// Takes up the work after a start: judges the clock, notes the time zones, puts sources into force, and hands
    /// out the effects that had not ended.
    pub fn start(&mut self, reading: Reading, sources: Option<&Sources>) -> Vec<Output> {
        let mut outputs = Vec::new();
        if let Err(because) = self.take_over(reading) {
            self.break_off(&mut outputs, because);
        }
        let mut commands = Vec::new();
        let is_simulated = self.shared.is_simulated();
        if self.head().position > 0
            && !is_simulated
            && let Some(wild) = judge_start(self.last_recorded, reading.wall)
        {
            commands.push(hold(wild));
        }
        commands.push(Command::NoteTimeZones { version: calendar::tzdb_version().to_owned() });
        match sources.map(|sources| sources.activation(&self.shared.rules)) {
            Some(Ok(Some(activation))) => commands.push(activation),
            Some(Ok(None)) | None => {}
            Some(Err(error)) => self.break_off(&mut outputs, error.to_string()),
        }
        let inputs = commands.into_iter().map(|command| system(SystemPart::Operator, command)).collect();
        outputs.extend(self.step(inputs, reading));
        outputs.extend(self.resume_effects(reading));
        outputs
    }

    /// Does everything that waits at this reading of the clock, in groups of one sync each.
    ///
    /// Timers that are due fire after the inputs, in due order; where more are due than one step takes, the next
    /// step goes on ([`Core::next_wake`] says so).
    pub fn step(&mut self, inputs: Vec<Input>, reading: Reading) -> Vec<Output> {
        let mut group = Group::new(self.now(reading), reading.wall);
        if let Some(wild) = self.judge(reading) {
            self.submit(&mut group, own(SystemPart::Clock, hold(wild)), None);
        }
        if !self.waits_for_room(group.now) {
            for submission in std::mem::take(&mut self.unrecorded) {
                self.submit(&mut group, submission, None);
            }
        }
        let mut is_awaited = false;
        for input in inputs {
            match input {
                Input::Submit { submission, ticket } => {
                    let ticket = (ticket != NOBODY).then_some(ticket);
                    is_awaited |= ticket.is_some();
                    self.submit(&mut group, *submission, ticket);
                }
                Input::TryLater { id, stream } => self.try_later(&mut group, id, stream),
                Input::Checkpointed { head } => self.note_checkpoint(&mut group, &head),
            }
        }
        // Only what is durable says whether the clock is held.
        self.flush(&mut group);
        if !self.shared.is_held() && !self.waits_for_room(group.now) {
            let most = if is_awaited { TIMERS_BESIDE_PEOPLE } else { TIMERS_PER_STEP };
            self.fire_timers(&mut group, most);
            self.retry_effects(&mut group);
            self.flush(&mut group);
        }
        group.outputs
    }

    fn waits_for_room(&self, now: Timestamp) -> bool {
        self.waits_until.is_some_and(|until| now < until)
    }

    /// Nothing more is acknowledged from here on, and nothing is kept of what can be believed no more.
    fn break_off(&mut self, outputs: &mut Vec<Output>, because: String) {
        self.recent.get_mut().clear();
        if self.broken.is_none() {
            self.broken = Some(because.clone());
            outputs.push(Output::Broken { because });
        }
    }

    /// The instant of a step: the wall clock, never earlier than the last record.
    fn now(&self, reading: Reading) -> Timestamp {
        reading.wall.max(self.last_recorded)
    }

    fn judge(&mut self, reading: Reading) -> Option<Wild> {
        let before = self.last_reading.replace(reading);
        before.filter(|_| !self.shared.is_simulated()).and_then(|before| judge_step(before, reading))
    }

    /// When there is something to do without being told, if there is; nothing while the clock is held, and nothing
    /// before the end of a wait for room on the disk.
    #[must_use]
    pub fn next_wake(&self) -> Option<Timestamp> {
        if self.broken.is_some() {
            return None;
        }
        let unrecorded = self.waits_until.filter(|_| !self.unrecorded.is_empty());
        if self.shared.is_held() {
            return unrecorded;
        }
        let retry = self.retries.values().filter(|retry| !retry.is_out).map(|retry| retry.at).min();
        let next = [self.next_timer(), retry, unrecorded].into_iter().flatten().min()?;
        Some(self.waits_until.map_or(next, |until| next.max(until)))
    }

    fn note_checkpoint(&mut self, group: &mut Group, head: &Head) {
        if let Err(error) = self.journal.checkpoint(head) {
            let is_full = !self.journal.is_poisoned() && is_out_of_room(&error);
            if is_full {
                tracing::warn!(because = %error, "no checkpoint could be noted; it is tried again");
            } else {
                self.break_off(&mut group.outputs, error.to_string());
            }
        }
    }

    /// Stops in order: the index is flushed and the journal marked as clean.
    ///
    /// # Errors
    ///
    /// A sentence; the next start then recovers as after a crash.
    pub fn close(self) -> Result<(), String> {
        if let Some(because) = self.broken {
            return Err(because);
        }
        self.shared.looks.checkpoint().map_err(|error| error.to_string())?;
        self.shared.applier.checkpoint().map_err(|error| error.to_string())?;
        self.journal.close().map_err(|error| error.to_string())
    }
}

/// The ticket of what nobody waits for.
const NOBODY: u64 = u64::MAX;

/// Whether the disk was full and nothing else.
fn is_out_of_room(error: &journal::Error) -> bool {
    use std::io::ErrorKind;
    match error {
        journal::Error::Io { source, .. } => {
            matches!(source.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
        }
        journal::Error::Poisoned
        | journal::Error::Damaged(_)
        | journal::Error::DamagedFile { .. }
        | journal::Error::Locked { .. }
        | journal::Error::TooNew { .. }
        | journal::Error::AlreadyExists { .. }
        | journal::Error::NotFound { .. }
        | journal::Error::NoSuchRecord { .. }
        | journal::Error::Size { .. } => false,
    }
}

fn hold(wild: Wild) -> Command {
    Command::HoldClock { because: wild.code().to_owned() }
}

pub(crate) fn own(part: SystemPart, command: Command) -> Submission {
    Submission {
        actor: Actor::System(part),
        purpose: None,
        idempotency_key: None,
        expected_version: None,
        command,
    }
}

/// A command of the daemon itself.
pub(crate) fn system(part: SystemPart, command: Command) -> Input {
    Input::Submit { submission: Box::new(own(part, command)), ticket: NOBODY }
}
