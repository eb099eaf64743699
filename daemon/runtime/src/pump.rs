//! Threads around the core: one writer behind a bounded queue, one dispatcher, one that flushes the index, one that
//! exports the state.

mod helpers;
mod over;
mod writer;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use model::Timestamp;
use notify::Receiver;
use scheduler::Clock;

use crate::answer::{Accepted, Rejected, Submission};
use crate::core::shared::Shared;
use crate::core::{Core, Input, QUEUE_MAX};
use crate::plugins::Plugins;
use crate::query::WorkflowView;
use crate::room::{Room, RoomLimits, is_needed_without_room};
use crate::rules::Sources;
use crate::survey::{LastTrial, TRIAL, TRIAL_FILE};
use writer::Writer;

/// Called once with what came of a command.
type Answer = Box<dyn FnOnce(Result<Accepted, Rejected>) + Send>;

/// An answer that is given once, whatever happens to the one who owes it.
pub(crate) struct Reply {
    answer: Option<Answer>,
    /// Whether the command was given to the core: what came of it is then unknown until the next start.
    is_begun: bool,
}

impl Reply {
    fn new(answer: Answer) -> Self {
        Self { answer: Some(answer), is_begun: false }
    }

    fn give(mut self, result: Result<Accepted, Rejected>) {
        if let Some(answer) = self.answer.take() {
            answer(result);
        }
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        let Some(answer) = self.answer.take() else { return };
        answer(Err(if self.is_begun {
            Rejected::ReadOnly { because: "the writer ended; the next start tells".to_owned() }
        } else {
            Rejected::Stopping
        }));
    }
}

/// What the writer thread is told.
pub(crate) enum Message {
    Submit(Box<Submission>, Reply),
    Later(Input),
    /// What came of an effect that was handed out; nothing if it was left for the next start.
    Done(Option<Input>),
    /// Let everything due until this instant happen, then answer how many timers fired.
    Advance(Timestamp, SyncSender<Result<Advanced, Rejected>>),
    /// Say whether a command could be made durable now.
    Trial(SyncSender<Result<(), String>>),
    Stop,
}

/// How a runtime is started.
pub struct RuntimeOptions {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Who delivers notices.
    pub receiver: Arc<dyn Receiver>,
    /// Who runs plugins.
    pub plugins: Arc<dyn Plugins>,
    /// Below how much room on the disk what happens.
    pub room: RoomLimits,
    /// What to put into force at start.
    pub sources: Option<Sources>,
    /// The folder that workflows are put into force from, while it works.
    pub folder: PathBuf,
    /// Workflows with an error: shown, and not put into force.
    pub refused: Vec<WorkflowView>,
}

/// What advancing the clock did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advanced {
    /// What the clock says now.
    pub now: Timestamp,
    /// Records that timers made on the way.
    pub timers_fired: u64,
}

/// The clock, as people see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockView {
    /// Now.
    pub now: Timestamp,
    /// Whether it stands still until it is advanced.
    pub simulated: bool,
    /// Why timers and effects are held, if they are.
    pub held: Option<String>,
}

/// Whether the daemon works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Whether it takes commands. On a full disk it does not, and does again when there is room.
    pub accepting: bool,
    /// The journal's last record.
    pub position: u64,
    /// The last record in the index.
    pub applied: u64,
    /// Why it takes none.
    pub because: Option<String>,
}

/// The running daemon. Clones share it.
#[derive(Clone)]
pub struct Runtime {
    pub(crate) shared: Arc<Shared>,
    pub(crate) clock: Arc<dyn Clock>,
    /// Workflows that were not put into force at the start, for who asks.
    pub(crate) refused: Arc<[WorkflowView]>,
    /// Where workflows are read.
    pub(crate) folder: Arc<Path>,
    pub(crate) inbox: SyncSender<Message>,
    pub(crate) last_trial: Arc<Mutex<LastTrial>>,
    state: Arc<State>,
    threads: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

#[derive(Default)]
struct State {
    is_stopping: AtomicBool,
    broken: Mutex<Option<String>>,
    /// Whether it was no disk that refused, but a fault of our own.
    is_fault: AtomicBool,
}

impl State {
    fn broken(&self) -> Option<String> {
        self.broken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The first reason stays: what follows from it says less.
    fn break_off(&self, because: String) {
        tracing::error!(because, "nothing more is acknowledged; stop and look at the disk");
        self.broken.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(because);
    }
}

/// Says so when the writer ends by a panic: nothing can be acknowledged then.
struct Watch(Arc<State>);

impl Drop for Watch {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.is_fault.store(true, Ordering::Release);
            self.0.break_off("the writer ended by a panic".to_owned());
        }
    }
}

impl Runtime {
    /// Starts the threads around a core and takes up its work.
    #[must_use]
    pub fn start(mut core: Core, options: RuntimeOptions) -> Self {
        let (inbox, messages) = sync_channel(QUEUE_MAX);
        let (to_dispatch, effects) = channel();
        let (to_plugins, calls) = channel();
        let state = Arc::new(State::default());
        let shared = core.shared();
        if let Some(clock) = options.clock.simulated() {
            clock.advance_to(core.last_recorded());
        }
        shared.note_now(options.clock.read().wall);
        shared.room.get_or_init(|| Room::new(options.room));
        helpers::look_for_room(&shared);
        let outputs = core.start(options.clock.read(), options.sources.as_ref());
        let runtime = Self {
            shared: Arc::clone(&shared),
            clock: Arc::clone(&options.clock),
            refused: options.refused.into(),
            folder: options.folder.into(),
            inbox: inbox.clone(),
            last_trial: Arc::default(),
            state: Arc::clone(&state),
            threads: Arc::default(),
        };
        let writer = Writer {
            core,
            clock: options.clock,
            to_dispatch,
            to_plugins,
            answers: BTreeMap::new(),
            state: Arc::clone(&state),
            next_ticket: 0,
            performing: 0,
            stops: false,
        };
        let (receiver, plugins) = (options.receiver, options.plugins);
        let (caller_state, caller_inbox) = (Arc::clone(&state), inbox.clone());
        let (writer_watch, dispatcher_inbox, dispatcher_state) =
            (Watch(Arc::clone(&state)), inbox.clone(), Arc::clone(&state));
        let dispatcher_shared = Arc::clone(&shared);
        let exporter = (Arc::clone(&shared), Arc::clone(&state));
        let watcher = (Arc::clone(&shared), Arc::clone(&state));
        let threads = [
            thread::spawn(move || {
                let _watch = writer_watch;
                writer.run(&messages, outputs);
            }),
            thread::spawn(move || {
                helpers::dispatch(
                    &*receiver,
                    &effects,
                    (&dispatcher_shared, &dispatcher_state),
                    &dispatcher_inbox,
                );
            }),
            thread::spawn(move || helpers::call_plugins(&*plugins, &calls, &caller_state, &caller_inbox)),
            thread::spawn(move || helpers::export(&exporter.0, &exporter.1)),
            thread::spawn(move || helpers::watch_room(&watcher.0, &watcher.1)),
            thread::spawn(move || helpers::checkpoint(&shared, &state, &inbox)),
        ];
        runtime.threads.lock().unwrap_or_else(PoisonError::into_inner).extend(threads);
        runtime
    }

    /// Hands a command to the writer; `answer` is called exactly once, from the writer's thread, after the sync.
    ///
    /// Never waits: with [`QUEUE_MAX`] commands waiting the answer is [`Rejected::Busy`] at once.
    pub fn submit(&self, submission: Submission, answer: Answer) {
        let (meters, command) = (self.shared.meters.clone(), submission.command.name());
        let answer: Answer = Box::new(move |result| {
            meters.command_ended(command, &result);
            answer(result);
        });
        if let Some(because) = self.state.broken() {
            return answer(Err(Rejected::ReadOnly { because }));
        }
        if self.state.is_stopping.load(Ordering::Acquire) {
            return answer(Err(Rejected::Stopping));
        }
        if let Some((free, needed)) = self.shared.lack_of_room()
            && !is_needed_without_room(&submission.command)
        {
            return answer(Err(Rejected::NoRoom { free, needed }));
        }
        let message = Message::Submit(Box::new(submission), Reply::new(answer));
        self.shared.meters.queued();
        // A reply that is dropped with its message says that the daemon stops.
        if let Err(refused) = self.inbox.try_send(message) {
            self.shared.meters.taken();
            if let TrySendError::Full(Message::Submit(_, reply)) = refused {
                reply.give(Err(Rejected::Busy { retry_after_s: 1 }));
            }
        }
    }

    /// Submits a command and waits for its answer.
    ///
    /// # Errors
    ///
    /// [`Rejected`]: nothing was changed, but for [`Rejected::ReadOnly`], after which only a restart can tell.
    pub fn submit_and_wait(&self, submission: Submission) -> Result<Accepted, Rejected> {
        let (send, receive) = sync_channel(1);
        self.submit(
            submission,
            Box::new(move |result| {
                // Whoever asked may have gone; the command stands all the same.
                let _gone = send.send(result);
            }),
        );
        receive.recv().unwrap_or(Err(Rejected::Stopping))
    }

    /// What the clock says: on a simulated clock the instant of the last step.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.read().wall.max(self.shared.last_now())
    }

    /// Lets a simulated clock run to an instant: everything due happens on the way, in order.
    ///
    /// # Errors
    ///
    /// [`Rejected::NotSimulated`] on a real clock.
    pub fn advance_clock(&self, to: Timestamp) -> Result<Advanced, Rejected> {
        if self.clock.simulated().is_none() {
            return Err(Rejected::NotSimulated);
        }
        let (send, receive) = sync_channel(1);
        self.inbox.send(Message::Advance(to, send)).map_err(|_| Rejected::Stopping)?;
        receive.recv().unwrap_or(Err(Rejected::Stopping))
    }

    /// The clock, as people see it.
    #[must_use]
    pub fn clock(&self) -> ClockView {
        ClockView {
            now: self.now(),
            simulated: self.clock.simulated().is_some(),
            held: self.shared.in_force().organisation.clock_held.clone(),
        }
    }

    /// Whether the daemon works.
    #[must_use]
    pub fn health(&self) -> Health {
        let no_room = || {
            let (free, needed) = self.shared.lack_of_room()?;
            Some(Rejected::NoRoom { free, needed }.detail().en)
        };
        let because = self.state.broken().or_else(|| self.shared.hindrance()).or_else(no_room);
        Health {
            accepting: because.is_none() && !self.state.is_stopping.load(Ordering::Acquire),
            position: self.shared.reader.head().position,
            applied: self.shared.applier.applied().unwrap_or(0),
            because,
        }
    }

    /// Bytes that were free on the disk when somebody last looked, which is every second.
    #[must_use]
    pub fn free_bytes(&self) -> Option<u64> {
        self.shared.room.get().and_then(Room::free)
    }

    /// Why nothing can be written any more, if so. Questions are answered all the same, as far as their looks can be
    /// written down. Only a runtime over the directory opened again can tell what became of what was under way.
    #[must_use]
    pub fn broken(&self) -> Option<String> {
        self.state.broken()
    }

    /// Nothing is acknowledged from here on.
    pub(crate) fn break_off(&self, because: &str) {
        self.state.break_off(because.to_owned());
    }

    /// Whether opening the directory again may help: a disk refused, and not our own code failed.
    #[must_use]
    pub fn is_mendable(&self) -> bool {
        !self.state.is_fault.load(Ordering::Acquire)
    }

    /// Whether the disk takes a small file that is written, synced and renamed. Past the writer, which has ended where
    /// this is asked.
    ///
    /// # Errors
    ///
    /// What the disk said.
    pub fn try_disk(&self) -> std::io::Result<()> {
        self.shared.disk.write_whole(TRIAL_FILE, TRIAL)
    }

    /// Whether nobody else holds this runtime or reads in it: its directory is free once this one is dropped. Asked
    /// after [`Runtime::stop`].
    #[must_use]
    pub fn is_last(&self) -> bool {
        Arc::strong_count(&self.shared) == 1
    }

    /// Stops in order: what waits is finished, the index is flushed, the journal is marked as clean.
    pub fn stop(&self) {
        self.state.is_stopping.store(true, Ordering::Release);
        let _stopped = self.inbox.send(Message::Stop);
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            thread.thread().unpark();
            if thread.join().is_err() {
                tracing::error!("a thread of the runtime ended by a panic");
            }
        }
    }
}
