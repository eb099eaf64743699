//! Threads around the core: one writer behind a bounded queue, one dispatcher, one that flushes the index.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{
    Receiver as Inbox, RecvTimeoutError, Sender, SyncSender, TrySendError, channel, sync_channel,
};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use model::{Actor, Command, SystemPart, Timestamp};
use notify::Receiver;
use scheduler::{Clock, sleep_until};

use crate::answer::{Accepted, Rejected, Submission};
use crate::core::shared::Shared;
use crate::core::{Core, Input, Output, Perform, QUEUE_MAX, system};
use crate::dispatch::{Deliver, perform};
use crate::rules::Sources;

/// How often the index is flushed while there is something to flush.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(10);

/// Called once with what came of a command.
type Answer = Box<dyn FnOnce(Result<Accepted, Rejected>) + Send>;

/// What the writer thread is told.
enum Message {
    Submit(Box<Submission>, Answer),
    Later(Input),
    /// What came of an effect that was handed out.
    Done(Input),
    /// Let everything due until this instant happen, then answer how many timers fired.
    Advance(Timestamp, SyncSender<Result<Advanced, Rejected>>),
    Stop,
}

/// How a runtime is started.
pub struct RuntimeOptions {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Who delivers notices.
    pub receiver: Arc<dyn Receiver>,
    /// What to put into force at start.
    pub sources: Option<Sources>,
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
    /// Whether it takes commands.
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
    inbox: SyncSender<Message>,
    state: Arc<State>,
    threads: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

#[derive(Default)]
struct State {
    is_stopping: AtomicBool,
    broken: Mutex<Option<String>>,
    next_ticket: AtomicU64,
}

impl State {
    fn broken(&self) -> Option<String> {
        self.broken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Runtime {
    /// Starts the threads around a core and takes up its work.
    #[must_use]
    pub fn start(mut core: Core, options: RuntimeOptions) -> Self {
        let (inbox, messages) = sync_channel(QUEUE_MAX);
        let (to_dispatch, effects) = channel();
        let state = Arc::new(State::default());
        let shared = core.shared();
        shared.note_now(options.clock.read().wall);
        let outputs = core.start(options.clock.read(), options.sources.as_ref());
        let runtime = Self {
            shared: Arc::clone(&shared),
            clock: Arc::clone(&options.clock),
            inbox: inbox.clone(),
            state: Arc::clone(&state),
            threads: Arc::default(),
        };
        let writer = Writer {
            core,
            clock: options.clock,
            to_dispatch,
            answers: BTreeMap::new(),
            state: Arc::clone(&state),
            performing: 0,
        };
        let receiver = options.receiver;
        let dispatcher_inbox = inbox.clone();
        let threads = [
            thread::spawn(move || writer.run(&messages, outputs)),
            thread::spawn(move || dispatch(&*receiver, &effects, &dispatcher_inbox)),
            thread::spawn(move || checkpoint(&shared, &state, &inbox)),
        ];
        runtime.threads.lock().unwrap_or_else(PoisonError::into_inner).extend(threads);
        runtime
    }

    /// Hands a command to the writer; `answer` is called exactly once, from the writer's thread, after the sync.
    ///
    /// Never waits: with [`QUEUE_MAX`] commands waiting the answer is [`Rejected::Busy`] at once.
    pub fn submit(&self, submission: Submission, answer: Answer) {
        if let Some(because) = self.state.broken() {
            return answer(Err(Rejected::ReadOnly { because }));
        }
        if self.state.is_stopping.load(Ordering::Acquire) {
            return answer(Err(Rejected::Stopping));
        }
        match self.inbox.try_send(Message::Submit(Box::new(submission), answer)) {
            Ok(()) => {}
            Err(TrySendError::Full(Message::Submit(_, answer))) => {
                answer(Err(Rejected::Busy { retry_after_s: 1 }))
            }
            Err(TrySendError::Disconnected(Message::Submit(_, answer))) => answer(Err(Rejected::Stopping)),
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {}
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
            held: self.shared.in_force().organisation.clock_held,
        }
    }

    /// Whether the daemon works.
    #[must_use]
    pub fn health(&self) -> Health {
        let because = self.state.broken();
        Health {
            accepting: because.is_none() && !self.state.is_stopping.load(Ordering::Acquire),
            position: self.shared.reader.head().position,
            applied: self.shared.applier.applied().unwrap_or(0),
            because,
        }
    }

    /// Why nothing can be written any more, if so: the process should end, non-zero.
    #[must_use]
    pub fn broken(&self) -> Option<String> {
        self.state.broken()
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

/// The one writer.
struct Writer {
    core: Core,
    clock: Arc<dyn Clock>,
    to_dispatch: Sender<Perform>,
    answers: BTreeMap<u64, Answer>,
    state: Arc<State>,
    /// Effects that are with the dispatcher.
    performing: u64,
}

impl Writer {
    fn run(mut self, messages: &Inbox<Message>, first: Vec<Output>) {
        self.deliver(first);
        loop {
            let wait = sleep_until(self.core.next_wake(), self.now());
            let first = match messages.recv_timeout(wait) {
                Ok(message) => Some(message),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            let mut inputs = Vec::new();
            let mut advances = Vec::new();
            let mut stops = false;
            for message in first.into_iter().chain(messages.try_iter().take(QUEUE_MAX)) {
                match message {
                    Message::Submit(submission, answer) => inputs.push(self.ticketed(submission, answer)),
                    Message::Later(input) => inputs.push(input),
                    Message::Done(input) => inputs.push(self.done(input)),
                    Message::Advance(to, answer) => advances.push((to, answer)),
                    Message::Stop => stops = true,
                }
            }
            self.step(inputs);
            for (to, answer) in advances {
                let advanced = self.advance(to, messages);
                let _gone = answer.send(advanced);
            }
            if stops || self.state.broken().is_some() {
                break;
            }
        }
        self.end(messages);
    }

    fn now(&self) -> Timestamp {
        self.clock.read().wall
    }

    fn ticketed(&mut self, submission: Box<Submission>, answer: Answer) -> Input {
        let ticket = self.state.next_ticket.fetch_add(1, Ordering::Relaxed);
        self.answers.insert(ticket, answer);
        Input::Submit { submission, ticket }
    }

    fn done(&mut self, input: Input) -> Input {
        self.performing = self.performing.saturating_sub(1);
        input
    }

    fn step(&mut self, inputs: Vec<Input>) {
        let outputs = self.core.step(inputs, self.clock.read());
        self.deliver(outputs);
    }

    fn deliver(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Answer { ticket, result } => {
                    if let Some(answer) = self.answers.remove(&ticket) {
                        answer(result);
                    }
                }
                Output::Perform(effect) => {
                    if self.to_dispatch.send(effect).is_ok() {
                        self.performing = self.performing.saturating_add(1);
                    }
                }
                Output::Broken { because } => {
                    tracing::error!(because, "nothing more is acknowledged; stop and look at the disk");
                    *self.state.broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(because);
                }
            }
        }
    }

    /// Steps a simulated clock from timer to timer until the instant, and answers when everything is at rest.
    fn advance(&mut self, to: Timestamp, messages: &Inbox<Message>) -> Result<Advanced, Rejected> {
        let clock = Arc::clone(&self.clock);
        let Some(clock) = clock.simulated() else { return Err(Rejected::NotSimulated) };
        let before = self.core.head().position;
        self.rest(messages);
        while let Some(next) = self.core.next_wake().filter(|next| *next <= to) {
            if let Some(because) = self.state.broken() {
                return Err(Rejected::ReadOnly { because });
            }
            clock.advance_to(next);
            self.step(Vec::new());
            self.rest(messages);
        }
        clock.advance_to(to);
        self.core.shared().note_now(to);
        let timers_fired = self.core.head().position.saturating_sub(before);
        Ok(Advanced { now: clock.read().wall, timers_fired })
    }

    /// Waits until no effect is with the dispatcher.
    fn rest(&mut self, messages: &Inbox<Message>) {
        while self.performing > 0 && self.state.broken().is_none() {
            let Ok(message) = messages.recv() else { return };
            let mut inputs = Vec::new();
            for message in std::iter::once(message).chain(messages.try_iter().take(QUEUE_MAX)) {
                match message {
                    Message::Submit(submission, answer) => inputs.push(self.ticketed(submission, answer)),
                    Message::Later(input) => inputs.push(input),
                    Message::Done(input) => inputs.push(self.done(input)),
                    Message::Advance(_, answer) => {
                        drop(answer.send(Err(Rejected::Busy { retry_after_s: 1 })))
                    }
                    Message::Stop => self.state.is_stopping.store(true, Ordering::Release),
                }
            }
            self.step(inputs);
        }
    }

    fn end(self, messages: &Inbox<Message>) {
        let broken = self.state.broken();
        for message in messages.try_iter() {
            if let Message::Submit(_, answer) = message {
                answer(Err(match &broken {
                    Some(because) => Rejected::ReadOnly { because: because.clone() },
                    None => Rejected::Stopping,
                }));
            }
        }
        if broken.is_none()
            && let Err(because) = self.core.close()
        {
            tracing::error!(because, "the directory could not be closed cleanly; the next start recovers it");
        }
    }
}

/// Performs effects one after the other; results go back to the writer.
fn dispatch(receiver: &dyn Receiver, effects: &Inbox<Perform>, inbox: &SyncSender<Message>) {
    for effect in effects {
        let begin = |command| {
            let (send, receive) = sync_channel(1);
            let answer: Answer = Box::new(move |result| drop(send.send(result.is_ok())));
            inbox.send(Message::Submit(Box::new(own(command)), answer)).is_ok()
                && receive.recv().unwrap_or(false)
        };
        let done = perform(receiver, &effect, begin);
        let input = match done {
            Deliver::Ended(command) => system(SystemPart::Dispatcher, *command),
            Deliver::Later => Input::TryLater { id: effect.notice.id, stream: effect.stream },
        };
        if inbox.send(Message::Done(input)).is_err() {
            return;
        }
    }
}

fn own(command: Command) -> Submission {
    Submission {
        actor: Actor::System(SystemPart::Dispatcher),
        purpose: None,
        idempotency_key: None,
        expected_version: None,
        command,
    }
}

/// Flushes the index now and then, so that a start after a crash has little to read again.
fn checkpoint(shared: &Shared, state: &State, inbox: &SyncSender<Message>) {
    let mut last = 0;
    while !state.is_stopping.load(Ordering::Acquire) && state.broken().is_none() {
        thread::park_timeout(CHECKPOINT_EVERY);
        let head = shared.reader.head();
        let applied = shared.applier.applied().unwrap_or(0);
        if head.position == last || applied < head.position {
            continue;
        }
        match shared.applier.checkpoint() {
            Ok(()) => {
                last = head.position;
                if inbox.send(Message::Later(Input::Checkpointed { head })).is_err() {
                    return;
                }
            }
            Err(error) => {
                tracing::warn!(because = %error, "the index could not be flushed; it is tried again")
            }
        }
    }
}
