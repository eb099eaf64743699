//! The synchronous core: inputs and a clock reading go in, answers and effects come out. No thread, no sleep.

pub(crate) mod apply;
mod effects;
mod encode;
mod group;
mod repeat;
pub(crate) mod shared;
mod timers;
mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

use journal::{DirectoryLock, Head, Journal, Manifest};
use model::{Actor, Command, EffectId, EffectKind, StreamId, SystemPart, Timestamp};
use notify::Notice;
use scheduler::{Reading, Wild, judge_start, judge_step};

use crate::answer::{Accepted, Rejected, Submission};
use crate::directory::Opened;
use crate::rules::Sources;
use group::Group;
use shared::Shared;

/// Commands that may wait for the writer; a further one is told to come back.
pub const QUEUE_MAX: usize = 1024;

/// Commands in one group: one write and one sync.
const GROUP_MAX: usize = 256;

/// Bytes of records in one group.
const GROUP_BYTES_MAX: usize = 1024 * 1024;

/// Timers fired in one step: people's commands come between.
const TIMERS_PER_STEP: usize = 256;

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
    /// Nothing more can be acknowledged: stop, say so, exit non-zero.
    Broken {
        /// What failed, without personal data.
        because: String,
    },
}

/// The writer's own state. Everything that readers share is in [`Shared`].
pub struct Core {
    journal: Journal,
    shared: Arc<Shared>,
    epoch: u32,
    last_recorded: Timestamp,
    last_reading: Option<Reading>,
    last_case: u64,
    last_citizen: u64,
    /// When an effect that failed is tried again, and how often it failed.
    retries: BTreeMap<EffectId, Retry>,
    deduplicates: Box<dyn Fn(EffectKind) -> bool + Send>,
    /// Held as long as the core lives.
    _lock: DirectoryLock,
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
        let Opened { lock, manifest, sealer, journal, looks, rules, applier, .. } = opened;
        let head = journal.head();
        let last_recorded = match head.position {
            0 => Timestamp::from_micros(i64::MIN),
            position => {
                let record = journal.reader().read(position).map_err(|error| error.to_string())?;
                model::Record::from_bytes(&record.payload).map_err(|error| error.to_string())?.recorded_at
            }
        };
        let last_case = applier.highest(false).map_err(|error| error.to_string())?;
        let last_citizen = applier.highest(true).map_err(|error| error.to_string())?;
        let shared = Shared::new(applier, sealer, rules, looks, journal.reader(), manifest.clock)?;
        Ok(Self {
            journal,
            shared: Arc::new(shared),
            epoch: manifest_epoch(&manifest),
            last_recorded,
            last_reading: None,
            last_case,
            last_citizen,
            retries: BTreeMap::new(),
            deduplicates,
            _lock: lock,
        })
    }

    /// What readers share with the writer.
    pub(crate) fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }

    /// The journal's last record.
    #[must_use]
    pub fn head(&self) -> Head {
        self.journal.head()
    }

    /// Takes up the work after a start: judges the clock, notes the time zones, puts sources into force, and hands
    /// out the effects that had not ended.
    pub fn start(&mut self, reading: Reading, sources: Option<&Sources>) -> Vec<Output> {
        let mut commands = Vec::new();
        let is_simulated = self.shared.is_simulated();
        if self.head().position > 0
            && !is_simulated
            && let Some(wild) = judge_start(self.last_recorded, reading.wall)
        {
            commands.push(hold(wild));
        }
        commands.push(Command::NoteTimeZones { version: calendar::tzdb_version().to_owned() });
        let mut outputs = Vec::new();
        match sources.map(|sources| sources.activation(&self.shared.rules)) {
            Some(Ok(Some(activation))) => commands.push(activation),
            Some(Ok(None)) | None => {}
            Some(Err(error)) => outputs.push(Output::Broken { because: error.to_string() }),
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
        for input in inputs {
            match input {
                Input::Submit { submission, ticket } => {
                    let ticket = (ticket != NOBODY).then_some(ticket);
                    self.submit(&mut group, *submission, ticket);
                }
                Input::TryLater { id, stream } => self.try_later(&mut group, id, stream),
                Input::Checkpointed { head } => self.note_checkpoint(&mut group, &head),
            }
        }
        if !self.shared.is_held() {
            self.fire_timers(&mut group);
            self.retry_effects(&mut group);
        }
        self.flush(&mut group);
        group.outputs
    }

    /// The instant of a step: the wall clock, never earlier than the last record.
    fn now(&self, reading: Reading) -> Timestamp {
        reading.wall.max(self.last_recorded)
    }

    fn judge(&mut self, reading: Reading) -> Option<Wild> {
        let before = self.last_reading.replace(reading);
        before.filter(|_| !self.shared.is_simulated()).and_then(|before| judge_step(before, reading))
    }

    /// When the next timer or retry is due, if one is; nothing while the clock is held.
    #[must_use]
    pub fn next_wake(&self) -> Option<Timestamp> {
        if self.shared.is_held() {
            return None;
        }
        let retry = self.retries.values().filter(|retry| !retry.is_out).map(|retry| retry.at).min();
        [self.next_timer(), retry].into_iter().flatten().min()
    }

    fn note_checkpoint(&mut self, group: &mut Group, head: &Head) {
        if let Err(error) = self.journal.checkpoint(head) {
            group.outputs.push(Output::Broken { because: error.to_string() });
        }
    }

    /// Stops in order: the index is flushed and the journal marked as clean.
    ///
    /// # Errors
    ///
    /// A sentence; the next start then recovers as after a crash.
    pub fn close(self) -> Result<(), String> {
        self.shared.applier.checkpoint().map_err(|error| error.to_string())?;
        self.journal.close().map_err(|error| error.to_string())
    }
}

/// The ticket of what nobody waits for.
const NOBODY: u64 = u64::MAX;

fn manifest_epoch(manifest: &Manifest) -> u32 {
    manifest.epoch
}

fn hold(wild: Wild) -> Command {
    Command::HoldClock { because: wild.code().to_owned() }
}

fn own(part: SystemPart, command: Command) -> Submission {
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
