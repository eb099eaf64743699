//! The writer's thread: it takes what waits, steps the core and answers.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver as Inbox, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use model::Timestamp;
use scheduler::{Clock, sleep_until};

use super::{Advanced, Message, Reply, State};
use crate::answer::{Rejected, Submission};
use crate::core::{Core, Input, Output, Perform, QUEUE_MAX};
use crate::plugins::PluginCall;

/// How long a stop waits for the effect that is being performed.
const STOP_WAIT: Duration = Duration::from_secs(10);

/// The one writer.
pub(super) struct Writer {
    pub(super) core: Core,
    pub(super) clock: Arc<dyn Clock>,
    /// As many effects as the outbox holds may wait there.
    pub(super) to_dispatch: Sender<Perform>,
    /// Plugins to call.
    pub(super) to_plugins: Sender<PluginCall>,
    /// Answers to what is in the core: at most what one step takes.
    pub(super) answers: BTreeMap<u64, Reply>,
    pub(super) state: Arc<State>,
    pub(super) next_ticket: u64,
    /// Effects that are with the dispatcher or with a plugin.
    pub(super) performing: u64,
    pub(super) stops: bool,
}

impl Writer {
    pub(super) fn run(mut self, messages: &Inbox<Message>, first: Vec<Output>) {
        self.deliver(first);
        while !self.stops && self.state.broken().is_none() {
            let wait = sleep_until(self.core.next_wake(), self.now());
            match messages.recv_timeout(wait) {
                Ok(message) => self.take(message, messages),
                Err(RecvTimeoutError::Timeout) => self.step(Vec::new()),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.end(messages);
    }

    /// One message and what waits behind it, in one step.
    fn take(&mut self, first: Message, messages: &Inbox<Message>) {
        let mut inputs = Vec::new();
        let mut advances = Vec::new();
        for message in std::iter::once(first).chain(messages.try_iter().take(QUEUE_MAX)) {
            if let Message::Advance(to, answer) = message {
                advances.push((to, answer));
            } else {
                inputs.extend(self.input(message));
            }
        }
        self.step(inputs);
        for (to, answer) in advances {
            let result = self.advance(to, messages);
            // Whoever asked may have gone; the clock stands where it stands.
            let _gone = answer.send(result);
        }
    }

    /// What a message gives the core to do.
    fn input(&mut self, message: Message) -> Option<Input> {
        match message {
            Message::Submit(submission, reply) => Some(self.ticketed(submission, reply)),
            Message::Later(input) => Some(input),
            Message::Done(input) => {
                self.performing = self.performing.saturating_sub(1);
                input
            }
            // One advance at a time: this one came while another waits for effects.
            Message::Advance(_, answer) => {
                let _gone = answer.send(Err(Rejected::Busy { retry_after_s: 1 }));
                None
            }
            Message::Trial(answer) => {
                // Whoever asked may have gone.
                let _gone = answer.send(self.core.trial());
                None
            }
            Message::Stop => {
                self.stops = true;
                None
            }
        }
    }

    /// What the clock says, never before the last record.
    fn now(&self) -> Timestamp {
        self.clock.read().wall.max(self.core.last_recorded())
    }

    fn ticketed(&mut self, submission: Box<Submission>, mut reply: Reply) -> Input {
        let ticket = self.next_ticket;
        self.next_ticket = ticket.wrapping_add(1) % u64::MAX;
        reply.is_begun = true;
        self.answers.insert(ticket, reply);
        self.core.shared().meters.taken();
        Input::Submit { submission, ticket }
    }

    fn step(&mut self, inputs: Vec<Input>) {
        let outputs = self.core.step(inputs, self.clock.read());
        self.deliver(outputs);
    }

    fn deliver(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Answer { ticket, result } => {
                    if let Some(reply) = self.answers.remove(&ticket) {
                        reply.give(result);
                    }
                }
                Output::Perform(effect) => {
                    if self.to_dispatch.send(effect).is_ok() {
                        self.performing = self.performing.saturating_add(1);
                    }
                }
                Output::Call(call) => {
                    if self.to_plugins.send(call).is_ok() {
                        self.performing = self.performing.saturating_add(1);
                    }
                }
                Output::Broken { because } => self.state.break_off(because),
            }
        }
    }

    /// Steps a simulated clock from timer to timer until the instant, and answers when everything is at rest.
    fn advance(&mut self, to: Timestamp, messages: &Inbox<Message>) -> Result<Advanced, Rejected> {
        let clock = Arc::clone(&self.clock);
        let Some(clock) = clock.simulated() else { return Err(Rejected::NotSimulated) };
        let before = self.core.timers_fired();
        self.rest(messages, None);
        while let Some(next) = self.core.next_wake().filter(|next| *next <= to) {
            if let Some(because) = self.state.broken().or_else(|| self.core.shared().hindrance()) {
                return Err(Rejected::ReadOnly { because });
            }
            if self.stops {
                return Err(Rejected::Stopping);
            }
            clock.advance_to(next);
            self.step(Vec::new());
            self.rest(messages, None);
        }
        if let Some(because) = self.state.broken() {
            return Err(Rejected::ReadOnly { because });
        }
        clock.advance_to(to);
        let now = self.now();
        self.core.shared().note_now(now);
        Ok(Advanced { now, timers_fired: self.core.timers_fired().saturating_sub(before) })
    }

    /// Waits until no effect is with the dispatcher or a plugin, or until a moment.
    fn rest(&mut self, messages: &Inbox<Message>, until: Option<Instant>) {
        while self.performing > 0 && self.state.broken().is_none() {
            let received = match until {
                Some(until) => messages.recv_timeout(until.saturating_duration_since(Instant::now())).ok(),
                None => messages.recv().ok(),
            };
            let Some(first) = received else { return };
            let waiting = std::iter::once(first).chain(messages.try_iter().take(QUEUE_MAX));
            let inputs = waiting.filter_map(|message| self.input(message)).collect();
            self.step(inputs);
        }
    }

    /// Ends in order: the effect that is being performed gets its result recorded, later ones wait for the next start.
    fn end(mut self, messages: &Inbox<Message>) {
        self.state.is_stopping.store(true, Ordering::Release);
        self.rest(messages, Some(Instant::now() + STOP_WAIT));
        let broken = self.state.broken();
        for message in messages.try_iter() {
            if let (Message::Submit(_, reply), Some(because)) = (message, &broken) {
                reply.give(Err(Rejected::ReadOnly { because: because.clone() }));
            }
        }
        self.answers.clear();
        if broken.is_none()
            && let Err(because) = self.core.close()
        {
            tracing::error!(because, "the directory could not be closed cleanly; the next start recovers it");
        }
    }
}
