//! Keeps a panic, a hang or a second process away from the daemon.

#[cfg(test)]
mod tests;

use std::fs::{File, TryLockError};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::Error;

/// How long a former holder may take to let go: sled's threads outlive the drop of their index by a moment.
const LOCK_WITHIN: Duration = Duration::from_secs(2);

/// Between two looks at the lock.
const LOCK_PAUSE: Duration = Duration::from_millis(2);

/// Runs `work` on a thread of its own and waits for it no longer than `limit`.
///
/// Past the limit the thread is left to itself; what it returns then is dropped there.
pub(super) fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let (answer, answers) = mpsc::sync_channel(1);
    thread::Builder::new().name("index-guard".to_owned()).spawn(move || {
        let outcome = catch_unwind(AssertUnwindSafe(work));
        // Nobody listens any more once the limit has passed.
        let _ = answer.send(outcome);
    })?;
    match answers.recv_timeout(limit) {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_panic)) => Err(Error::unusable("sled panicked on it")),
        Err(RecvTimeoutError::Timeout) => {
            Err(Error::Stuck { waited_ms: u64::try_from(limit.as_millis()).unwrap_or(u64::MAX) })
        }
        Err(RecvTimeoutError::Disconnected) => Err(Error::unusable("sled's thread ended without an answer")),
    }
}

/// Waits a moment until nobody has sled's log locked. sled itself reports a held lock as any other I/O error.
pub(super) fn wait_for_lock(path: &Path) -> Result<(), Error> {
    let log = match File::open(path.join("db")) {
        Ok(log) => log,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let started = Instant::now();
    loop {
        match log.try_lock() {
            Ok(()) => return Ok(log.unlock()?),
            Err(TryLockError::WouldBlock) if started.elapsed() < LOCK_WITHIN => thread::sleep(LOCK_PAUSE),
            Err(TryLockError::WouldBlock) => return Err(Error::Busy),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
}
