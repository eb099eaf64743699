//! The threads beside the writer: one performs effects, one flushes the index now and then.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver as Inbox, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use model::SystemPart;
use notify::Receiver;

use super::{Message, Reply, State};
use crate::core::shared::Shared;
use crate::core::{Input, Perform, own, system};
use crate::dispatch::{Deliver, perform};
use crate::plugins::{PluginCall, Plugins};
use crate::room::{Level, Room};

/// How often it is asked how much room there is: one call of the system.
const ROOM_LOOK_EVERY: Duration = Duration::from_secs(1);

/// How often it is asked whether a state export is due.
const EXPORT_LOOK_EVERY: Duration = Duration::from_secs(30);

/// How often the index is flushed while there is something to flush.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(10);

/// Performs effects one after the other; results go back to the writer. When the runtime stops, what waits is left for
/// the next start.
pub(super) fn dispatch(
    receiver: &dyn Receiver,
    effects: &Inbox<Perform>,
    (shared, state): (&Shared, &State),
    inbox: &SyncSender<Message>,
) {
    for effect in effects {
        let is_stopping = state.is_stopping.load(Ordering::Acquire);
        let input = if is_stopping { None } else { Some(outcome(receiver, effect, (shared, inbox))) };
        if inbox.send(Message::Done(input)).is_err() {
            return;
        }
    }
}

fn outcome(
    receiver: &dyn Receiver,
    effect: Perform,
    (shared, inbox): (&Shared, &SyncSender<Message>),
) -> Input {
    let begin = |command| {
        let (send, receive) = sync_channel(1);
        // The writer may be gone before the answer; nothing is begun then.
        let reply = Reply::new(Box::new(move |result| {
            let _gone = send.send(result.is_ok());
        }));
        let message = Message::Submit(Box::new(own(SystemPart::Dispatcher, command)), reply);
        shared.meters.queued();
        inbox.send(message).is_ok() && receive.recv().unwrap_or(false)
    };
    match perform(receiver, &effect, begin) {
        Deliver::Ended(command) => system(SystemPart::Dispatcher, *command),
        Deliver::Later => Input::TryLater { id: effect.notice.id, stream: effect.stream },
    }
}

/// Hands calls to whoever runs plugins, on a thread of its own: it may answer at once. When the runtime stops, what
/// waits is left for the next start.
pub(super) fn call_plugins(
    plugins: &dyn Plugins,
    calls: &Inbox<PluginCall>,
    state: &State,
    inbox: &SyncSender<Message>,
) {
    for call in calls {
        if state.is_stopping.load(Ordering::Acquire) {
            if inbox.send(Message::Done(None)).is_err() {
                return;
            }
            continue;
        }
        let (id, stream, inbox) = (call.id, call.stream.clone(), inbox.clone());
        let answered = move |answer| {
            let command = PluginCall::answered(id, stream, answer);
            // A writer that is gone takes no answer: the next start calls again.
            let _gone = inbox.send(Message::Done(Some(system(SystemPart::Dispatcher, command))));
        };
        plugins.call(call, Box::new(answered));
    }
}

/// Flushes the index now and then, so that a start after a crash has little to read again.
pub(super) fn checkpoint(shared: &Shared, state: &State, inbox: &SyncSender<Message>) {
    let mut last = 0;
    while !state.is_stopping.load(Ordering::Acquire) && state.broken().is_none() {
        thread::park_timeout(CHECKPOINT_EVERY);
        if let Err(error) = shared.looks.checkpoint() {
            tracing::warn!(because = %error, "the log of looks has no new checkpoint; it is tried again");
        }
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
                tracing::warn!(because = %error, "the index could not be flushed; it is tried again");
            }
        }
    }
}

/// Looks how much room there is on the disk, and says so when that changes.
pub(super) fn look_for_room(shared: &Shared) {
    let Some(room) = shared.room.get() else { return };
    // A system that cannot say lets the daemon find out as it writes.
    let Ok(Some(free)) = shared.disk.free_bytes() else { return };
    let mebibytes = free / (1024 * 1024);
    match room.note(free) {
        Some(Level::Enough) => tracing::info!(mebibytes, "there is enough room on the disk again"),
        Some(Level::Scarce) => {
            tracing::warn!(mebibytes, "room on the disk grows scarce; make some before it is none");
        }
        Some(Level::None) => tracing::error!(
            mebibytes,
            "only the reserve is left on the disk: new work is refused until there is room; deadlines and reads go on"
        ),
        None => {}
    }
}

/// Looks for room every second, until the runtime stops.
pub(super) fn watch_room(shared: &Shared, state: &State) {
    while !state.is_stopping.load(Ordering::Acquire) {
        thread::park_timeout(ROOM_LOOK_EVERY);
        look_for_room(shared);
    }
}

/// Writes the state to a file now and then, so that a rebuild need not begin at the first record. It reads beside the
/// writer and is given up when the runtime stops.
pub(super) fn export(shared: &Shared, state: &State) {
    // Where room is scarce it is the first to do without.
    let has_room = || shared.room.get().map(Room::level).is_none_or(|level| level == Level::Enough);
    let goes_on = || !state.is_stopping.load(Ordering::Acquire) && state.broken().is_none();
    let mut last = Instant::now();
    while goes_on() {
        thread::park_timeout(EXPORT_LOOK_EVERY);
        if !goes_on()
            || !has_room()
            || !shared.exports.is_due(shared.applier.applied().unwrap_or(0), last.elapsed())
        {
            continue;
        }
        let began = Instant::now();
        match shared.export_state(&goes_on) {
            Ok(Some(made)) => {
                last = began;
                let (position, rows, bytes) = (made.position, made.rows, made.bytes);
                let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
                tracing::info!(position, rows, bytes, ms, "the state was exported for the next rebuild");
            }
            Ok(None) => {}
            Err(why) => tracing::warn!(because = %why, "the state was not exported; it is tried again"),
        }
    }
}
