//! The threads around the core: queues that fill, stops, panics, and a clock that is advanced.

use std::ops::Deref;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use notify::Receiver;
use scheduler::SimulatedClock;

use super::effects::Counting;
use super::house::House;
use super::script::{ASSESSING, register, tell};
use super::{FIRST, at, by, note, sources};
use crate::answer::{Accepted, Rejected};
use crate::core::QUEUE_MAX;
use crate::plugins::{NoPlugins, Plugins};
use crate::pump::{Runtime, RuntimeOptions};
use crate::room::RoomLimits;
use crate::rules::Sources;

/// A runtime that is stopped when the test is over.
pub(super) struct Running {
    runtime: Runtime,
}

impl Running {
    pub(super) fn of(house: House, receiver: Arc<dyn Receiver>) -> Self {
        Self::with(house, receiver, Arc::new(NoPlugins))
    }

    pub(super) fn with(house: House, receiver: Arc<dyn Receiver>, plugins: Arc<dyn Plugins>) -> Self {
        Self::start(house, (receiver, plugins), Path::new(""))
    }

    /// Over a folder of workflows that the test may change.
    pub(super) fn over(house: House, folder: &Path) -> Self {
        Self::start(house, (Arc::new(Counting::new()), Arc::new(NoPlugins)), folder)
    }

    fn start(house: House, connected: (Arc<dyn Receiver>, Arc<dyn Plugins>), folder: &Path) -> Self {
        Self::begin(house, connected, (folder, sources()))
    }

    /// With workflows that a test has changed, as the house was begun with.
    pub(super) fn with_sources(house: House, sources: &Sources) -> Self {
        let connected: (Arc<dyn Receiver>, Arc<dyn Plugins>) =
            (Arc::new(Counting::new()), Arc::new(NoPlugins));
        Self::begin(house, connected, (Path::new(""), sources))
    }

    fn begin(
        house: House,
        (receiver, plugins): (Arc<dyn Receiver>, Arc<dyn Plugins>),
        (folder, sources): (&Path, &Sources),
    ) -> Self {
        let clock = Arc::new(SimulatedClock::at(house.now));
        let options = RuntimeOptions {
            clock,
            receiver,
            plugins,
            room: RoomLimits::default(),
            sources: Some(sources.clone()),
            folder: folder.to_path_buf(),
            refused: Vec::new(),
        };
        Self { runtime: Runtime::start(house.core, options) }
    }

    pub(super) fn counting(house: House) -> Self {
        Self::of(house, Arc::new(Counting::new()))
    }
}

impl Deref for Running {
    type Target = Runtime;

    fn deref(&self) -> &Runtime {
        &self.runtime
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.runtime.stop();
    }
}

fn received() -> House {
    let mut house = House::new();
    tell(&mut house, 3);
    house
}

/// Keeps the writer busy with an answer until the sender is used or dropped.
fn block(running: &Runtime) -> Sender<()> {
    let (entered, is_in) = channel();
    let (release, wait) = channel();
    running.submit(
        by("pasi", note(FIRST, "holder skriveren")),
        Box::new(move |_| {
            entered.send(()).unwrap();
            let _released = wait.recv();
        }),
    );
    is_in.recv().unwrap();
    release
}

type Results = Arc<Mutex<Vec<Result<Accepted, Rejected>>>>;

/// A citizen whom nobody has registered yet.
fn somebody() -> model::Command {
    static LAST: AtomicU32 = AtomicU32::new(1_000);
    register(&format!("770592{:04}", LAST.fetch_add(1, Ordering::SeqCst)), "I Kø")
}

fn submit_noting(running: &Runtime, results: &Results) {
    let results = Arc::clone(results);
    running.submit(by("pasi", somebody()), Box::new(move |result| results.lock().unwrap().push(result)));
}

#[test]
fn a_full_queue_says_so_at_once_and_takes_commands_again_later() {
    let running = Running::counting(received());
    let release = block(&running);
    let results = Results::default();
    let mut sent = 0;
    while results.lock().unwrap().is_empty() {
        submit_noting(&running, &results);
        sent += 1;
        assert!(sent <= QUEUE_MAX + 1, "the queue has a bound");
    }
    assert_eq!(*results.lock().unwrap(), [Err(Rejected::Busy { retry_after_s: 1 })]);
    assert_eq!(sent, QUEUE_MAX + 1);
    drop(release);
    // An advance waits for its place in the queue, where a command would be turned away.
    running.advance_clock(running.now()).unwrap();
    running.submit_and_wait(by("pasi", note(FIRST, "efter køen"))).unwrap();
    let results = results.lock().unwrap();
    assert_eq!(results.len(), QUEUE_MAX + 1);
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), QUEUE_MAX);
}

#[test]
fn what_waits_at_a_stop_is_finished_and_each_is_answered_once() {
    let running = Running::counting(received());
    let release = block(&running);
    let results = Results::default();
    for _ in 0..10 {
        submit_noting(&running, &results);
    }
    let stopping = Runtime::clone(&running);
    let stop = thread::spawn(move || stopping.stop());
    while running.health().accepting {
        thread::yield_now();
    }
    submit_noting(&running, &results);
    drop(release);
    stop.join().unwrap();
    let results = results.lock().unwrap();
    assert_eq!(results.len(), 11);
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 10);
    assert_eq!(results[0], Err(Rejected::Stopping));
    drop(results);
    assert_eq!(running.submit_and_wait(by("pasi", note(FIRST, "for sent"))), Err(Rejected::Stopping));
    running.stop();
}

#[test]
fn a_stop_while_the_queue_overflows_answers_everybody() {
    let running = Running::counting(received());
    let asked = Arc::new(AtomicU32::new(0));
    let answered = Arc::new(AtomicU32::new(0));
    let clients: Vec<_> = (0..4)
        .map(|_| {
            let (runtime, asked, answered) =
                (Runtime::clone(&running), Arc::clone(&asked), Arc::clone(&answered));
            thread::spawn(move || {
                for _ in 0..200 {
                    asked.fetch_add(1, Ordering::SeqCst);
                    let answered = Arc::clone(&answered);
                    let count = Box::new(move |_| {
                        answered.fetch_add(1, Ordering::SeqCst);
                    });
                    runtime.submit(by("pasi", somebody()), count);
                }
            })
        })
        .collect();
    running.submit_and_wait(by("pasi", note(FIRST, "y"))).ok();
    running.stop();
    for client in clients {
        client.join().unwrap();
    }
    assert_eq!(answered.load(Ordering::SeqCst), asked.load(Ordering::SeqCst));
}

#[test]
fn a_writer_that_panics_is_said_to_be_broken_and_leaves_nobody_waiting() {
    let running = Running::counting(received());
    let release = block(&running);
    let results = Results::default();
    running.submit(by("pasi", note(FIRST, "x")), Box::new(|_| panic!("on purpose")));
    submit_noting(&running, &results);
    drop(release);
    while running.broken().is_none() {
        thread::yield_now();
    }
    let answer = running.submit_and_wait(by("pasi", note(FIRST, "y")));
    assert!(matches!(answer, Err(Rejected::ReadOnly { .. })), "{answer:?}");
    while results.lock().unwrap().is_empty() {
        thread::yield_now();
    }
    assert_eq!(results.lock().unwrap().len(), 1);
    assert!(!running.health().accepting && !running.is_mendable());
}

#[test]
fn advancing_the_clock_fires_everything_due_in_order_and_answers_at_rest() {
    let mut house = House::new();
    tell(&mut house, ASSESSING);
    let begin = house.core.head().position + 1;
    let receiver = Arc::new(Counting::new());
    let running = Running::of(house, Arc::clone(&receiver) as Arc<dyn Receiver>);
    let to = at("2026-10-30T12:00:00Z");
    let advanced = running.advance_clock(to).unwrap();
    assert_eq!((advanced.now, running.now()), (to, to));
    let records = running.shared.reader.records(begin).map(|record| record.unwrap().payload);
    let records: Vec<_> = records.map(|bytes| model::Record::from_bytes(&bytes).unwrap()).collect();
    let timers: Vec<_> = records.iter().filter(|record| record.command == "fire_timer").collect();
    assert!(timers.len() >= 3);
    assert_eq!(advanced.timers_fired, u64::try_from(timers.len()).unwrap());
    assert!(timers.windows(2).all(|pair| pair[0].recorded_at <= pair[1].recorded_at));
    assert!(timers.iter().any(|record| record.recorded_at < to), "each at its own instant, not at the end");
    let intended: usize = timers.iter().map(|record| record.effects.len()).sum();
    assert_eq!(receiver.delivered.lock().unwrap().len(), intended);
    let again = running.advance_clock(to).unwrap();
    assert_eq!(again.timers_fired, 0);
    assert_eq!(running.advance_clock(at("2026-01-01T00:00:00Z")).unwrap().now, to, "it only goes forward");
}

#[test]
fn a_second_start_puts_nothing_new_into_force() {
    let house = received();
    let head = house.core.head();
    let house = house.restart();
    assert_eq!(house.core.head(), head);
    let running = Running::counting(house);
    assert_eq!(running.health().position, head.position);
    assert_eq!(running.municipality(), "Eksempelby Kommune");
    assert_eq!(running.workflows().len(), 3);
}

#[test]
fn a_clean_stop_leaves_nothing_to_read_again() {
    let house = received();
    let (disk, index, now) = (house.disk.clone(), Arc::clone(&house.index), house.now);
    drop(Running::counting(house));
    disk.crash_losing_unsynced();
    index.crash(0);
    let house = House::open(&disk, &index, now).unwrap();
    assert_eq!(house.replayed, 0);
}
