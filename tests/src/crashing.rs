//! The runtime's core over a disk and an index that lose power, with everything that is asked of it asked again.

use std::sync::Arc;

use journal::{ClockMode, Disk, Kept, SimulatedDisk, SystemChance, Unsynced, WrappingKey};
use model::effect::EffectOutcome;
use model::{Actor, Command, SystemPart, Timestamp};
use notify::{Failure, Notice, Receiver};
use runtime::{
    Accepted, Core, CreateOptions, Input, NoPlugins, OpenedBy, Output, PluginCall, Rejected, RoomLimits,
    Runtime, RuntimeOptions, Scripted, Sources, Submission,
};
use scheduler::{Reading, SimulatedClock};
use store::MapIndex;

use crate::places;

/// Length of a journal segment: the least that a configuration allows.
const SEGMENT_BYTES: u32 = 4 * 1024 * 1024;

/// Steps without an end in sight after which a test gives up: a timer that fires for ever.
const STEPS_MAX: usize = 10_000;

/// A daemon's core without threads, whose machine fails whenever the test says.
pub struct Crashing {
    segment_bytes: u32,
    disk: SimulatedDisk,
    index: Arc<MapIndex>,
    core: Option<Core>,
    sources: Sources,
    now: Timestamp,
    chance: Dice,
    next_ticket: u64,
    /// How often the power was cut.
    pub crashes: u32,
    /// Effects that were handed out, every repetition counted.
    pub deliveries: u32,
    /// Plugin calls that were handed out, every repetition counted.
    pub calls: u32,
}

impl Crashing {
    /// A new directory on a simulated clock; the seed decides what each crash keeps.
    ///
    /// # Panics
    ///
    /// If the directory cannot be made.
    #[must_use]
    pub fn start(at: Timestamp, seed: u64) -> Self {
        Self::start_with(at, seed, SEGMENT_BYTES)
    }

    /// The same, with segments of another length.
    ///
    /// # Panics
    ///
    /// If the directory cannot be made.
    #[must_use]
    pub fn start_with(at: Timestamp, seed: u64, segment_bytes: u32) -> Self {
        let disk = SimulatedDisk::new();
        let shared: Arc<dyn Disk> = Arc::new(disk.clone());
        let clock = ClockMode::Simulated { start_us: at.micros() };
        let options = CreateOptions { partition: 901, clock, segment_bytes };
        runtime::create(&shared, &options, wrapping(), &mut SystemChance).expect("a directory can be made");
        let sources = Sources::read(&places::workflows()).expect("the workflows can be read");
        let mut crashing = Self {
            segment_bytes,
            disk,
            index: Arc::new(MapIndex::new()),
            core: None,
            sources,
            now: at,
            chance: Dice(seed),
            next_ticket: 1,
            crashes: 0,
            deliveries: 0,
            calls: 0,
        };
        crashing.open();
        crashing
    }

    fn open(&mut self) {
        let disk: Arc<dyn Disk> = Arc::new(self.disk.clone());
        let index = OpenedBy::Map(Arc::clone(&self.index));
        let mut quiet = |_: u64, _: u64| {};
        let opened =
            runtime::open(&disk, index, wrapping(), (Box::new(SystemChance), self.segment_bytes), &mut quiet);
        let opened = opened.unwrap_or_else(|why| places::fail(&format!("after a crash: {why}")));
        let mut core = Core::new(opened, Box::new(|_| true)).expect("the core starts");
        let outputs = core.start(reading(self.now), Some(&self.sources));
        self.core = Some(core);
        self.take(outputs);
    }

    /// The daemon's core.
    ///
    /// # Panics
    ///
    /// If it is not open.
    pub fn core(&mut self) -> &mut Core {
        self.core.as_mut().expect("the core is open between crashes")
    }

    /// The disk, which may be copied with everything that lies on it.
    #[must_use]
    pub fn disk(&self) -> &SimulatedDisk {
        &self.disk
    }

    /// Cuts the power, keeps what chance keeps of everything unsynced, and starts again.
    ///
    /// # Panics
    ///
    /// If the directory does not open again.
    pub fn crash(&mut self) {
        self.core = None;
        let chance = &mut self.chance;
        self.disk.crash(|unsynced| keep(chance, unsynced));
        let kept = chance.below(self.index.unsynced() + 1);
        self.index.crash(kept);
        self.crashes += 1;
        self.open();
    }

    /// Once in so many times.
    pub fn happens_once_in(&mut self, times: usize) -> bool {
        self.chance.below(times) == 0
    }

    /// Lets the clock run to an instant: everything due happens on the way; sometimes the power fails there too.
    ///
    /// # Panics
    ///
    /// If the timers do not come to an end.
    pub fn advance(&mut self, to: Timestamp) {
        for _ in 0..STEPS_MAX {
            let Some(next) = self.core().next_wake().filter(|next| *next <= to) else {
                self.now = self.now.max(to);
                return;
            };
            self.now = self.now.max(next);
            let now = reading(self.now);
            let outputs = self.core().step(Vec::new(), now);
            if self.happens_once_in(3) {
                drop(outputs);
                self.crash();
            } else {
                self.take(outputs);
            }
        }
        places::fail("timers go on firing for ever");
    }

    /// Gives a command and waits for its answer. Effects that it leads to wait until [`Crashing::settle`].
    ///
    /// # Errors
    ///
    /// Why it was turned down.
    ///
    /// # Panics
    ///
    /// If there is no answer.
    pub fn submit(
        &mut self,
        actor: &Actor,
        key: &str,
        command: Command,
    ) -> (Result<Accepted, Rejected>, Vec<Output>) {
        let submission = Submission {
            actor: actor.clone(),
            purpose: None,
            idempotency_key: Some(key.to_owned()),
            expected_version: None,
            command,
        };
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        let now = reading(self.now);
        let outputs = self.core().step(vec![Input::Submit { submission: Box::new(submission), ticket }], now);
        let mut answer = None;
        let mut rest = Vec::new();
        for output in outputs {
            match output {
                Output::Answer { ticket: known, result } if known == ticket => answer = Some(result),
                Output::Answer { .. } | Output::Perform(_) | Output::Call(_) | Output::Broken { .. } => {
                    rest.push(output);
                }
            }
        }
        (answer.expect("every command is answered in its step"), rest)
    }

    /// Delivers what the core hands out, until it hands out nothing more.
    ///
    /// # Panics
    ///
    /// If the core breaks.
    pub fn take(&mut self, outputs: Vec<Output>) {
        let mut waiting = outputs;
        for _ in 0..STEPS_MAX {
            let Some(output) = waiting.pop() else { return };
            match output {
                Output::Answer { .. } => {}
                Output::Perform(effect) => {
                    self.deliveries += 1;
                    let finished = Command::FinishEffect {
                        stream: effect.stream,
                        id: effect.notice.id,
                        outcome: EffectOutcome::Done,
                    };
                    let dispatcher = Actor::System(SystemPart::Dispatcher);
                    let key = format!("effect-{}-{}", self.crashes, self.next_ticket);
                    let (done, more) = self.submit(&dispatcher, &key, finished);
                    assert!(done.is_ok(), "an effect that ended is noted: {done:?}");
                    waiting.extend(more);
                }
                Output::Call(call) => {
                    self.calls += 1;
                    let answer = Scripted::proposing("lida", "olma").answer(&call);
                    let answered = PluginCall::answered(call.id, call.stream, answer);
                    let dispatcher = Actor::System(SystemPart::Dispatcher);
                    let key = format!("call-{}-{}", self.crashes, self.next_ticket);
                    let (done, more) = self.submit(&dispatcher, &key, answered);
                    assert!(done.is_ok(), "a plugin's answer is noted: {done:?}");
                    waiting.extend(more);
                }
                Output::Broken { because } => places::fail(&format!("the core broke: {because}")),
            }
        }
        places::fail("effects go on for ever");
    }

    /// The runtime around the core as it stands, for reading.
    ///
    /// # Panics
    ///
    /// If the core is not open.
    #[must_use]
    pub fn into_runtime(mut self) -> Runtime {
        let core = self.core.take().expect("the core is open between crashes");
        let options = RuntimeOptions {
            clock: Arc::new(SimulatedClock::at(self.now)),
            receiver: Arc::new(Silent),
            plugins: Arc::new(NoPlugins),
            room: RoomLimits::default(),
            sources: None,
            folder: std::path::PathBuf::new(),
            refused: Vec::new(),
        };
        Runtime::start(core, options)
    }
}

/// Nobody hears anything, and nothing fails.
pub(crate) struct Silent;

impl Receiver for Silent {
    fn deduplicates(&self, _: model::EffectKind) -> bool {
        true
    }

    fn deliver(&self, _: &Notice) -> Result<(), Failure> {
        Ok(())
    }
}

pub(crate) fn wrapping() -> WrappingKey {
    WrappingKey::from_bytes([7; 32])
}

fn reading(now: Timestamp) -> Reading {
    Reading { wall: now, monotonic_us: now.micros() }
}

/// What a power cut leaves of something unsynced.
pub(crate) fn keep(chance: &mut Dice, unsynced: Unsynced) -> Kept {
    match (chance.below(3), unsynced) {
        (0, _) => Kept::Nothing,
        (1, Unsynced::Sector { bytes, .. }) => Kept::Torn { bytes: chance.below(bytes + 1) },
        (_, _) => Kept::Whole,
    }
}

/// Chance that a seed repeats.
#[derive(Clone, Copy, Debug)]
pub struct Dice(pub u64);

impl Dice {
    /// Dice with the seed of `HELHED_SEED`, else with one of their own; the seed is printed.
    ///
    /// # Panics
    ///
    /// If the machine has no chance to give.
    #[must_use]
    #[expect(clippy::print_stdout, reason = "the test runner shows it when the test fails")]
    pub fn seeded() -> Self {
        let given = std::env::var("HELHED_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| {
            let mut bytes = [0; 8];
            getrandom::fill(&mut bytes).expect("the machine has chance to give");
            u64::from_be_bytes(bytes)
        });
        println!("seed {seed}: HELHED_SEED={seed} repeats it");
        Self(seed)
    }

    /// The next number (splitmix64).
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `end`, without it.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.number() % end).unwrap_or(0)
    }
}
