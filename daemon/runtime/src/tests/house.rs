//! A directory with its core, driven by hand: one reading of the clock a step.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::StreamState;
use journal::{ClockMode, Disk, SimulatedDisk, WrappingKey};
use model::effect::EffectOutcome;
use model::{CaseState, Command, Record, StreamId, SystemPart, Timestamp};
use scheduler::Reading;
use store::{Batch, Bounds, Index, MapIndex, WriteBehind};

use super::{Seeded, at, sources};
use crate::answer::{Accepted, Rejected, Submission};
use crate::core::{Core, Input, Output, Perform, system};
use crate::directory::{CreateOptions, DirectoryError, Opened, OpenedBy, create, open};
use crate::plugins::{PluginCall, Scripted};
use crate::rules::Sources;

pub(super) const SEGMENT_BYTES: u32 = 256 * 1024;
pub(super) const BEGIN: &str = "2026-08-03T07:00:00Z";
const TICKET: u64 = 7;

/// Every row of an index, and its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rows(pub(super) BTreeMap<Vec<u8>, Vec<u8>>, pub(super) u64);

pub(super) fn rows(index: &dyn Index) -> Rows {
    let rows = index.scan(&[], &[u8::MAX; 4], usize::MAX).unwrap();
    Rows(rows.into_iter().collect(), index.applied().unwrap())
}

/// An index that holds rows, on its imagined disk.
pub(super) fn index_of(rows: &Rows) -> Arc<MapIndex> {
    let index = MapIndex::new();
    let mut batch = Batch::new(rows.1);
    for (key, value) in &rows.0 {
        batch.put(key.clone(), value.clone());
    }
    index.commit(batch).unwrap();
    index.checkpoint().unwrap();
    Arc::new(index)
}

pub(super) fn wrapping() -> WrappingKey {
    WrappingKey::from_bytes([7; 32])
}

pub(super) fn new_directory(clock: ClockMode) -> (SimulatedDisk, Arc<MapIndex>) {
    let disk = SimulatedDisk::new();
    let shared: Arc<dyn Disk> = Arc::new(disk.clone());
    let options = CreateOptions { partition: 901, clock, segment_bytes: SEGMENT_BYTES };
    create(&shared, &options, wrapping(), &mut Seeded(5)).unwrap();
    (disk, Arc::new(MapIndex::new()))
}

pub(super) fn simulated() -> ClockMode {
    ClockMode::Simulated { start_us: at(BEGIN).micros() }
}

pub(super) fn open_on(
    disk: &SimulatedDisk,
    index: &Arc<MapIndex>,
    seed: u64,
) -> Result<Opened, DirectoryError> {
    open_sized(disk, index, seed, SEGMENT_BYTES)
}

fn open_sized(
    disk: &SimulatedDisk,
    index: &Arc<MapIndex>,
    seed: u64,
    segment_bytes: u32,
) -> Result<Opened, DirectoryError> {
    let disk: Arc<dyn Disk> = Arc::new(disk.clone());
    let chance = Box::new(Seeded(seed));
    open(&disk, OpenedBy::Map(Arc::clone(index)), wrapping(), (chance, segment_bytes), &mut |_, _| {})
}

/// A running core, and what came out of it.
pub(super) struct House {
    pub(super) disk: SimulatedDisk,
    pub(super) index: Arc<MapIndex>,
    pub(super) core: Core,
    /// The wall clock.
    pub(super) now: Timestamp,
    pub(super) monotonic_us: i64,
    /// Effects that were handed out and not yet ended.
    pub(super) performed: Vec<Perform>,
    /// Plugins that were to be called and were not yet.
    pub(super) called: Vec<PluginCall>,
    /// Whether calls wait for a test to answer them.
    pub(super) holds_calls: bool,
    pub(super) broken: Option<String>,
    pub(super) replayed: u64,
}

impl House {
    pub(super) fn new() -> Self {
        Self::with_clock(simulated())
    }

    pub(super) fn with_clock(clock: ClockMode) -> Self {
        let (disk, index) = new_directory(clock);
        Self::open(&disk, &index, at(BEGIN)).unwrap()
    }

    pub(super) fn open(
        disk: &SimulatedDisk,
        index: &Arc<MapIndex>,
        now: Timestamp,
    ) -> Result<Self, DirectoryError> {
        Self::open_with(disk, index, now, true)
    }

    /// `deduplicates`: whether receivers do.
    pub(super) fn open_with(
        disk: &SimulatedDisk,
        index: &Arc<MapIndex>,
        now: Timestamp,
        deduplicates: bool,
    ) -> Result<Self, DirectoryError> {
        // Nonces are never repeated, so each life has its own seed.
        let opened = open_on(disk, index, disk.operations() + 11)?;
        Ok(Self::of(disk, index, (opened, now), deduplicates))
    }

    /// With short segments of the journal.
    pub(super) fn open_small(
        disk: &SimulatedDisk,
        index: &Arc<MapIndex>,
        now: Timestamp,
        segment_bytes: u32,
    ) -> Self {
        Self::of(disk, index, (open_sized(disk, index, 9, segment_bytes).unwrap(), now), true)
    }

    /// With an index that is written behind: `index` is what stands below.
    pub(super) fn open_behind(
        disk: &SimulatedDisk,
        index: &Arc<MapIndex>,
        now: Timestamp,
        below: impl Index + 'static,
    ) -> Self {
        let mut opened = open_on(disk, index, disk.operations() + 11).unwrap();
        let bounds = Bounds { positions: 5, ..Bounds::default() };
        let behind = WriteBehind::without_thread(below, bounds).unwrap();
        behind.expect_misses(&opened.applier.keys.often_new());
        opened.applier.index = Arc::new(behind);
        Self::of(disk, index, (opened, now), true)
    }

    /// With workflows that a test has changed.
    pub(super) fn with_sources(sources: &Sources) -> Self {
        let (disk, index) = new_directory(simulated());
        let opened = open_on(&disk, &index, 11).unwrap();
        Self::started(&disk, &index, (opened, at(BEGIN)), true, sources)
    }

    fn of(
        disk: &SimulatedDisk,
        index: &Arc<MapIndex>,
        opened: (Opened, Timestamp),
        deduplicates: bool,
    ) -> Self {
        Self::started(disk, index, opened, deduplicates, sources())
    }

    fn started(
        disk: &SimulatedDisk,
        index: &Arc<MapIndex>,
        (opened, now): (Opened, Timestamp),
        deduplicates: bool,
        sources: &Sources,
    ) -> Self {
        let replayed = opened.replayed;
        let core = Core::new(opened, Box::new(move |_| deduplicates)).unwrap();
        let (disk, index) = (disk.clone(), Arc::clone(index));
        let mut house = Self {
            disk,
            index,
            core,
            now,
            monotonic_us: 0,
            performed: Vec::new(),
            called: Vec::new(),
            holds_calls: false,
            broken: None,
            replayed,
        };
        let outputs = house.core.start(house.reading(), Some(sources));
        house.note(outputs);
        house
    }

    /// Ends the process and starts anew on the same disk and index.
    pub(super) fn restart(self) -> Self {
        let House { disk, index, core, now, .. } = self;
        drop(core);
        disk.kill();
        Self::open(&disk, &index, now).unwrap()
    }

    pub(super) fn reading(&self) -> Reading {
        Reading { wall: self.now, monotonic_us: self.monotonic_us }
    }

    /// Lets both clocks go on together.
    pub(super) fn pass(&mut self, us: i64) {
        self.now = Timestamp::from_micros(self.now.micros() + us);
        self.monotonic_us += us;
    }

    fn note(&mut self, outputs: Vec<Output>) -> Vec<(u64, Result<Accepted, Rejected>)> {
        self.core.kept_streams();
        let mut answers = Vec::new();
        for output in outputs {
            match output {
                Output::Answer { ticket, result } => answers.push((ticket, result)),
                Output::Perform(perform) => self.performed.push(perform),
                Output::Call(call) => self.called.push(call),
                Output::Broken { because } => self.broken = Some(because),
            }
        }
        answers
    }

    /// One step with several commands; their answers in order of their tickets, which are their places.
    pub(super) fn submit_all(&mut self, submissions: Vec<Submission>) -> Vec<Result<Accepted, Rejected>> {
        let count = submissions.len();
        let inputs = (0..)
            .zip(submissions)
            .map(|(ticket, submission)| Input::Submit { submission: Box::new(submission), ticket });
        let outputs = self.core.step(inputs.collect(), self.reading());
        let answers: BTreeMap<_, _> = self.note(outputs).into_iter().collect();
        assert_eq!(answers.len(), count, "each is answered once");
        answers.into_values().collect()
    }

    pub(super) fn submit(&mut self, submission: Submission) -> Result<Accepted, Rejected> {
        let input = Input::Submit { submission: Box::new(submission), ticket: TICKET };
        let outputs = self.core.step(vec![input], self.reading());
        let mut answers = self.note(outputs);
        assert_eq!(answers.len(), 1, "a command is answered once");
        let (ticket, result) = answers.remove(0);
        assert_eq!(ticket, TICKET);
        result
    }

    pub(super) fn run(&mut self, person: &str, command: Command) -> Accepted {
        let name = command.name();
        self.submit(super::by(person, command)).unwrap_or_else(|error| panic!("{name}: {error:?}"))
    }

    pub(super) fn give(&mut self, inputs: Vec<Input>) {
        let outputs = self.core.step(inputs, self.reading());
        assert!(self.note(outputs).is_empty(), "nobody asked");
    }

    pub(super) fn give_quietly(&mut self, inputs: Vec<Input>) {
        let outputs = self.core.step(inputs, self.reading());
        self.note(outputs);
    }

    pub(super) fn give_own(&mut self, part: SystemPart, command: Command) {
        self.give(vec![system(part, command)]);
    }

    pub(super) fn step(&mut self) {
        self.give(Vec::new());
    }

    /// Answers the calls that were handed out, as a script says.
    pub(super) fn answer_calls(&mut self, scripted: &Scripted) -> usize {
        let called = std::mem::take(&mut self.called);
        let count = called.len();
        for call in called {
            let answer = scripted.answer(&call);
            self.give_own(SystemPart::Dispatcher, PluginCall::answered(call.id, call.stream, answer));
        }
        count
    }

    /// Delivers what was handed out, and records that.
    pub(super) fn deliver(&mut self) -> usize {
        let performed = std::mem::take(&mut self.performed);
        let count = performed.len();
        if !self.holds_calls {
            self.answer_calls(&Scripted::proposing("lida", "olma"));
        }
        let done = performed.into_iter().map(|perform| {
            let (stream, id) = (perform.stream, perform.notice.id);
            system(SystemPart::Dispatcher, Command::FinishEffect { stream, id, outcome: EffectOutcome::Done })
        });
        let done = done.collect();
        self.give(done);
        count
    }

    /// Lets the clocks run to an instant; timers fire on the way, effects are delivered at once.
    pub(super) fn run_to(&mut self, to: Timestamp) {
        while let Some(next) = self.core.next_wake().filter(|next| *next <= to) {
            let next = next.max(self.now);
            self.pass(next.micros() - self.now.micros());
            self.step();
            self.deliver();
        }
        self.pass(to.micros() - self.now.micros());
    }

    pub(super) fn state(&self, stream: &StreamId) -> StreamState {
        let shared = self.core.shared();
        let mut state = shared.applier.state(stream).unwrap().expect("the stream exists");
        shared.sealer.open(&mut state).unwrap();
        state
    }

    pub(super) fn case(&self, number: u64) -> CaseState {
        match self.state(&super::case(number)) {
            StreamState::Case(case) => *case,
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn records(&self) -> Vec<(u64, journal::Hash, Record)> {
        let records = self.core.shared().reader.records(1).map(Result::unwrap);
        records.map(|one| (one.position, one.hash, Record::from_bytes(&one.payload).unwrap())).collect()
    }
}
