//! A machine in the simulation: its disk, its clock, the daemon's core on it, and what the daemon handed out.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use definition::Scenario;
use journal::{Chance, ClockMode, Disk, Fault, SimulatedDisk};
use model::{Actor, Command, PersonId, Record, SystemPart, Timestamp};
use runtime::reference::Reference;
use runtime::{
    Accepted, Core, CreateOptions, DirectoryError, Input, Opened, OpenedBy, Output, Rejected, Sources,
    Submission,
};
use scheduler::Reading;
use store::{Bounds, MapIndex};

use super::Report;
use super::act::{Course, Kind};
use super::folder::Folder;
use super::ledger::{Entry, Ledger};
use super::look::Looked;
use super::model::Model;
use super::planted::{Planted, plant_in_code};
use super::tokens::Tokens;
use crate::crashing::{Dice, keep, wrapping};
use crate::places;

/// Length of a journal segment: so short that a run fills several, and that opening does not read much.
const SEGMENT_BYTES: u32 = 128 * 1024;

/// When every simulation begins: the Monday before the first scenario.
const BEGINNING: &str = "2026-07-27T06:00:00Z";

/// How often a command is given again before the machine counts as dead.
const TRIES_MAX: u32 = 8;

/// How many records the index may stay behind in a seed: none, or so many that a crash loses some.
const BEHIND: [u64; 4] = [0, 0, 6, 40];

/// Room on the disk comes back after so long: longer than the daemon waits before it tries again.
const ROOM_WAIT_US: i64 = 6_000_000;

/// Randomness for keys and nonces that the seed repeats.
struct Seeded(Dice);

impl Chance for Seeded {
    fn fill(&mut self, bytes: &mut [u8]) -> std::io::Result<()> {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(self.0.number().to_le_bytes().get(..chunk.len()).unwrap_or_default());
        }
        Ok(())
    }
}

/// What every simulation reads: the example municipality and its stories.
pub(super) struct Material {
    /// What is put into force: the example workflow, and another version of it.
    pub(super) versions: [Arc<Sources>; 2],
    pub(super) scenarios: Vec<Scenario>,
}

pub(super) fn material() -> &'static Material {
    static MATERIAL: OnceLock<Material> = OnceLock::new();
    MATERIAL.get_or_init(|| {
        let sources = Sources::read(&places::workflows()).expect("the workflows can be read");
        let versions = [sources.clone(), another_version(sources)].map(Arc::new);
        Material { versions, scenarios: places::scenarios() }
    })
}

/// The same workflows, each with other bytes: a line more, so that it is another definition that says the same.
fn another_version(mut sources: Sources) -> Sources {
    for (workflow, _pack) in sources.workflows.values_mut() {
        if let Some(file) = workflow.files.get_mut("workflow.yaml") {
            file.extend(b"\n# Read again.\n");
        }
    }
    sources
}

/// Somebody, the key of what they ask, and what they ask.
pub(super) type Given = (Actor, String, Command);

/// The machine and the people around it.
pub(super) struct Machine {
    pub(super) disk: SimulatedDisk,
    pub(super) index: Arc<MapIndex>,
    /// How many records the index may stay behind; 0 where it takes each at once.
    behind: u64,
    pub(super) core: Option<Core>,
    pub(super) now_us: i64,
    monotonic_us: i64,
    /// Chance of the machine itself; each action brings its own.
    pub(super) chance: Dice,
    /// Effects and calls that the daemon handed out and nobody has ended.
    pub(super) out: Vec<Output>,
    pub(super) ledger: Ledger,
    pub(super) courses: Vec<Course>,
    pub(super) tokens: Tokens,
    pub(super) looks: Vec<Looked>,
    pub(super) model: Model,
    /// Whether an operation of the disk is to fail.
    pub(super) is_failing: bool,
    /// Whether a daemon that broke loses its power too, and not its process alone.
    pub(super) cuts_power: bool,
    /// What lies beside the daemon.
    pub(super) folder: Folder,
    /// What this seed does not do.
    pub(super) off: Vec<Kind>,
    pub(super) report: Report,
    digest: DefaultHasher,
    next: u64,
}

impl Machine {
    pub(super) fn start(seed: u64, planted: Option<Planted>) -> Self {
        let mut chance = Dice(seed);
        let disk = SimulatedDisk::new();
        let index = Arc::new(MapIndex::new());
        let shared: Arc<dyn Disk> = Arc::new(disk.clone());
        let options =
            CreateOptions { partition: 901, clock: ClockMode::System, segment_bytes: SEGMENT_BYTES };
        let mut random = Seeded(Dice(chance.number()));
        runtime::create(&shared, &options, wrapping(), &mut random).expect("a directory can be made");
        plant_in_code(planted);
        if let Some(planted) = planted {
            planted.plant(&disk, &index);
        }
        let begins: Timestamp = BEGINNING.parse().expect("an instant");
        let off = Kind::ALL.into_iter().filter(|kind| kind.may_be_off() && chance.below(2) == 0).collect();
        let behind = BEHIND.get(chance.below(BEHIND.len())).copied().unwrap_or_default();
        let mut machine = Self {
            disk,
            index,
            behind,
            core: None,
            now_us: begins.micros(),
            monotonic_us: 0,
            chance,
            out: Vec::new(),
            ledger: Ledger::default(),
            courses: Vec::new(),
            tokens: Tokens::new(),
            looks: Vec::new(),
            model: Model { reference: Reference::new(), follows: true },
            is_failing: false,
            cuts_power: false,
            folder: Folder::of(seed),
            off,
            report: Report::default(),
            digest: DefaultHasher::new(),
            next: 0,
        };
        machine.open().unwrap_or_else(|why| places::fail(&why));
        machine
    }

    /// Opens the directory as a start does.
    pub(super) fn open(&mut self) -> Result<(), String> {
        let map = Arc::clone(&self.index);
        let index = match self.behind {
            0 => OpenedBy::Map(map),
            positions => OpenedBy::MapBehind { map, bounds: Bounds { positions, ..Bounds::default() } },
        };
        let opened = open_by(&self.disk, index, Dice(self.chance.number()))
            .map_err(|why| format!("the directory does not open: {why}"))?;
        let mut core = Core::new(opened, Box::new(|_| true))?;
        self.out.clear();
        let sources = (self.folder.activates || !core.has_municipality()).then(|| self.folder.sources());
        self.folder.activates = false;
        let outputs = core.start(self.reading(), sources.as_deref());
        self.core = Some(core);
        self.collect(outputs);
        self.confirm_clock();
        Ok(())
    }

    /// The process ends without warning and starts again; with a power cut the disk keeps what chance keeps.
    pub(super) fn crash(&mut self, power: bool) -> Result<(), String> {
        self.core = None;
        self.report.crashes += 1;
        if power {
            let chance = &mut self.chance;
            self.disk.crash(|unsynced| keep(chance, unsynced));
            let kept = chance.below(self.index.unsynced() + 1);
            self.index.crash(kept);
        } else {
            self.disk.kill();
        }
        self.open()
    }

    /// The process ends, and the index is gone: the next start fills another.
    pub(super) fn lose_index(&mut self) -> Result<(), String> {
        self.core = None;
        self.report.crashes += 1;
        self.disk.kill();
        self.index.lose_all();
        self.open()
    }

    /// The daemon is told to stop, and started again.
    pub(super) fn restart(&mut self) -> Result<(), String> {
        if let Some(core) = self.core.take() {
            core.close().map_err(|why| format!("a clean stop: {why}"))?;
        }
        self.disk.kill();
        self.open()
    }

    pub(super) fn core(&mut self) -> &mut Core {
        self.core.as_mut().expect("the core is open between crashes")
    }

    pub(super) fn reading(&self) -> Reading {
        Reading { wall: Timestamp::from_micros(self.now_us), monotonic_us: self.monotonic_us }
    }

    /// Time goes by, on both clocks.
    pub(super) fn pass(&mut self, us: i64) {
        self.now_us += us;
        self.monotonic_us += us;
        self.report.simulated_us += us;
    }

    /// One operation of the disk fails, so many from here.
    pub(super) fn fail(&mut self, nth: u64, fault: Fault) {
        self.is_failing = true;
        self.disk.fail_nth(nth, fault);
    }

    /// The disk is full from an operation on, so many from here, until it is healed.
    pub(super) fn fill_from(&mut self, nth: u64) {
        self.is_failing = true;
        self.disk.fail_from_nth(nth, Fault::NoSpace);
    }

    pub(super) fn heal(&mut self) {
        self.is_failing = false;
        self.disk.heal();
    }

    /// A key that nobody used before.
    pub(super) fn new_key(&mut self) -> String {
        self.next += 1;
        format!("key-{}", self.next)
    }

    /// Gives a command until it is answered: whoever hears that nothing can be saved, or nothing at all, asks again with
    /// the same key. What is acknowledged is written down.
    pub(super) fn give(
        &mut self,
        actor: &Actor,
        key: &str,
        command: &Command,
    ) -> Result<Result<Accepted, Rejected>, String> {
        for _ in 0..TRIES_MAX {
            let head = self.core().head().position;
            let answer = self.submit(actor, key, command);
            if let Some(ended) = self.hear((actor, key, command), answer, head)? {
                return Ok(ended);
            }
            self.heal();
            if self.core().broken().is_some() {
                self.crash(self.cuts_power)?;
            } else {
                self.pass(ROOM_WAIT_US);
            }
        }
        Err(format!("a command found no end in {TRIES_MAX} tries"))
    }

    /// What somebody makes of an answer: it is settled, or they have to ask again. `head` is the last record before.
    pub(super) fn hear(
        &mut self,
        (actor, key, command): (&Actor, &str, &Command),
        answer: Option<Result<Accepted, Rejected>>,
        head: u64,
    ) -> Result<Option<Result<Accepted, Rejected>>, String> {
        match answer {
            // There was nothing to do, so there is no record, and no key is remembered.
            Some(Ok(accepted)) if !accepted.repeated && self.is_of_another(&accepted, key, head)? => {
                Ok(Some(Ok(accepted)))
            }
            Some(Ok(accepted)) => {
                self.acknowledge(actor, key, command, &accepted)?;
                Ok(Some(Ok(accepted)))
            }
            Some(Err(Rejected::Internal { because })) if !self.is_failing => {
                Err(format!("internal: {because}"))
            }
            Some(Err(Rejected::ReadOnly { .. } | Rejected::Internal { .. })) | None => Ok(None),
            Some(Err(rejected)) => {
                self.refused((actor, command), &rejected)?;
                self.report.refused += 1;
                rejected.code().hash(&mut self.digest);
                Ok(Some(Err(rejected)))
            }
        }
    }

    /// Whether an answer names a record that its command did not make: one from before, another's, or the daemon's own.
    fn is_of_another(&mut self, accepted: &Accepted, key: &str, head: u64) -> Result<bool, String> {
        let mut entries = self.ledger.entries.iter();
        if accepted.position <= head
            || entries.any(|entry| entry.accepted.position == accepted.position && entry.key != key)
        {
            return Ok(true);
        }
        // A daemon that broke since may have none; the examination will say so.
        let Ok(record) = self.core().reader().read(accepted.position) else { return Ok(false) };
        let record = Record::from_bytes(&record.payload).map_err(|why| why.to_string())?;
        Ok(record.idempotency.is_none())
    }

    fn acknowledge(
        &mut self,
        actor: &Actor,
        key: &str,
        command: &Command,
        accepted: &Accepted,
    ) -> Result<(), String> {
        self.report.acknowledged += 1;
        accepted.position.hash(&mut self.digest);
        let known = self.ledger.entries.iter().find(|entry| entry.key == key && entry.actor == *actor);
        if let Some(known) = known {
            return same(&known.accepted, accepted);
        }
        let (actor, key, command) = (actor.clone(), key.to_owned(), command.clone());
        let accepted = accepted.clone();
        self.ledger.note(Entry { actor, key, command, accepted, at_us: self.now_us });
        Ok(())
    }

    /// Gives a command once: its answer, if there was one before the daemon broke.
    fn submit(&mut self, actor: &Actor, key: &str, command: &Command) -> Option<Result<Accepted, Rejected>> {
        self.submit_all(&[(actor.clone(), key.to_owned(), command.clone())]).pop().flatten()
    }

    /// Gives commands in one step, as they come from many people at once: an answer for each, if there was one.
    pub(super) fn submit_all(&mut self, given: &[Given]) -> Vec<Option<Result<Accepted, Rejected>>> {
        let first = self.next + 1;
        let mut inputs = Vec::new();
        for (actor, key, command) in given {
            self.next += 1;
            let submission = Submission {
                actor: actor.clone(),
                purpose: None,
                idempotency_key: Some(key.clone()),
                expected_version: None,
                command: command.clone(),
            };
            inputs.push(Input::Submit { submission: Box::new(submission), ticket: self.next });
        }
        let reading = self.reading();
        let mut answers: Vec<_> = given.iter().map(|_given| None).collect();
        let mut rest = Vec::new();
        for output in self.core().step(inputs, reading) {
            match output {
                Output::Answer { ticket, result } => {
                    let at = ticket.checked_sub(first).and_then(|at| usize::try_from(at).ok());
                    if let Some(answer) = at.and_then(|at| answers.get_mut(at)) {
                        *answer = Some(result);
                    }
                }
                Output::Perform(_) | Output::Call(_) | Output::Broken { .. } => rest.push(output),
            }
        }
        self.collect(rest);
        answers
    }

    /// Lets the daemon do what is due.
    pub(super) fn step(&mut self, inputs: Vec<Input>) {
        let reading = self.reading();
        let outputs = self.core().step(inputs, reading);
        self.collect(outputs);
    }

    fn collect(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Perform(_) | Output::Call(_) => {
                    self.report.handed_out += 1;
                    self.out.push(output);
                }
                // Broken is asked for where it matters; answers of nobody's tickets have nobody to hear them.
                Output::Answer { .. } | Output::Broken { .. } => {}
            }
        }
    }

    /// An administrator looks at the clock after every start and every jump. Where it is not held, that is refused.
    pub(super) fn confirm_clock(&mut self) {
        let key = self.new_key();
        let admin = Actor::Person(PersonId::new("drsy"));
        let _refused_where_it_is_right = self.submit(&admin, &key, &Command::ConfirmClock);
    }

    /// One number for everything that happened.
    pub(super) fn digest(&mut self) -> u64 {
        let head = self.core().head();
        head.position.hash(&mut self.digest);
        head.hash.0.hash(&mut self.digest);
        self.digest.finish()
    }
}

/// Opens the directory that lies on a disk, as a start does.
pub(super) fn open_on(
    disk: &SimulatedDisk,
    index: &Arc<MapIndex>,
    chance: Dice,
) -> Result<Opened, DirectoryError> {
    open_by(disk, OpenedBy::Map(Arc::clone(index)), chance)
}

fn open_by(disk: &SimulatedDisk, index: OpenedBy, chance: Dice) -> Result<Opened, DirectoryError> {
    let disk: Arc<dyn Disk> = Arc::new(disk.clone());
    let random = Box::new(Seeded(chance));
    runtime::open(&disk, index, wrapping(), (random, SEGMENT_BYTES), &mut |_, _| {})
}

/// Whether two answers to the same key are the same.
pub(super) fn same(first: &Accepted, second: &Accepted) -> Result<(), String> {
    let (mut one, mut other) = (first.clone(), second.clone());
    (one.repeated, other.repeated) = (true, true);
    if one == other { Ok(()) } else { Err(format!("a key was answered {first:?} and then {second:?}")) }
}

pub(super) fn dispatcher() -> Actor {
    Actor::System(SystemPart::Dispatcher)
}
