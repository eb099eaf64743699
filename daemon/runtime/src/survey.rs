//! What stands in the index, counted when somebody asks; and a trial of the path that every command takes.

use std::sync::mpsc::{RecvTimeoutError, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use engine::StreamState;
use model::case::CaseStatus;
use model::{CaseId, StreamId};
use store::KeyRange;

use crate::meters::Meters;
use crate::pump::{Message, Runtime};
use crate::rows;

/// Rows counted of one kind; with more the count stays here. Reading a case's state takes some microseconds.
const COUNTED_MAX: u64 = 200_000;

/// Rows read at once while counting.
const PAGE: usize = 1_000;

/// How long a trial waits for the writer and its disk.
const TRIAL_WAIT: Duration = Duration::from_secs(5);

/// A trial younger than this answers for the next one: a second. Whoever asks often does not wear the disk out.
const TRIAL_AGE: Duration = Duration::from_secs(1);

/// The file that a trial writes. Its bytes mean nothing and it does not grow.
pub(crate) const TRIAL_FILE: &str = "trial";

/// What it holds.
pub(crate) const TRIAL: &[u8] = b"helhed\n";

/// What stands in the index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// Timers that are armed.
    pub timers: u64,
    /// When the next is due, in microseconds since 1970-01-01T00:00:00Z.
    pub next_due_us: Option<i64>,
    /// Effects that have not ended.
    pub effects: u64,
    /// Cases that are open.
    pub open_cases: u64,
    /// Cases that were set aside.
    pub quarantined: u64,
}

/// Why a trial failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrialError {
    /// The queue of the writer is full.
    #[error("the queue of the writer is full")]
    Busy,
    /// The writer did not answer in time.
    #[error("the writer did not answer within {} s", TRIAL_WAIT.as_secs())]
    Late,
    /// The daemon stops, or its writer has ended.
    #[error("the writer has ended")]
    Ended,
    /// The disk.
    #[error("the disk took no write: {0}")]
    Disk(String),
}

/// The last trial, for who asks again at once.
#[derive(Default)]
pub(crate) struct LastTrial(Option<(Instant, Result<(), TrialError>)>);

impl Runtime {
    /// The counters.
    #[must_use]
    pub fn meters(&self) -> &Meters {
        &self.shared.meters
    }

    /// Counts what stands in the index: at most 200,000 of a kind. It reads; the writer is not asked.
    ///
    /// # Errors
    ///
    /// If the index cannot be read.
    pub fn survey(&self) -> Result<Survey, store::Error> {
        let applier = &self.shared.applier;
        let mut survey = Survey::default();
        self.each(applier.keys.timers().range(), |key, _| {
            survey.timers += 1;
            if survey.next_due_us.is_none() {
                survey.next_due_us = applier.keys.parse_timer(key).map(|timer| timer.due_us);
            }
        })?;
        self.each(applier.keys.outbox_rows().range(), |_, _| survey.effects += 1)?;
        let cases = applier.keys.states(rows::kind(&StreamId::Case(CaseId(0))));
        self.each(cases.range(), |_, bytes| {
            let Ok(StreamState::Case(case)) = rows::decode(&StreamId::Case(CaseId(0)), bytes) else { return };
            survey.open_cases += u64::from(case.is_open());
            survey.quarantined += u64::from(matches!(case.status, CaseStatus::Quarantined { .. }));
        })?;
        Ok(survey)
    }

    fn each(&self, mut range: KeyRange, mut visit: impl FnMut(&[u8], &[u8])) -> Result<(), store::Error> {
        let mut counted = 0;
        while counted < COUNTED_MAX {
            let rows = self.shared.applier.index.scan(&range.from, &range.to, PAGE)?;
            let Some((last, _)) = rows.last() else { return Ok(()) };
            range = range.after(last);
            for (key, value) in &rows {
                counted += 1;
                visit(key, value);
            }
        }
        Ok(())
    }

    /// Tries whether a command could be made durable now: through the queue, by the writer, with a small file that is
    /// written, synced and renamed on the same disk. Nothing is added to the journal.
    ///
    /// Waits five seconds at most. A trial younger than a second answers for the next one.
    ///
    /// # Errors
    ///
    /// [`TrialError`]: what would hinder a command.
    pub fn try_commit(&self) -> Result<(), TrialError> {
        let mut last = self.last_trial.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((at, result)) = &last.0
            && at.elapsed() < TRIAL_AGE
        {
            return result.clone();
        }
        let result = self.trial();
        last.0 = Some((Instant::now(), result.clone()));
        result
    }

    /// The next trial is a new one, however soon it comes.
    #[cfg(test)]
    pub(crate) fn forget_trial(&self) {
        *self.last_trial.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = LastTrial::default();
    }

    fn trial(&self) -> Result<(), TrialError> {
        if let Some(because) = self.broken() {
            return Err(TrialError::Disk(because));
        }
        let (send, receive) = sync_channel(1);
        match self.inbox.try_send(Message::Trial(send)) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => return Err(TrialError::Busy),
            Err(TrySendError::Disconnected(_)) => return Err(TrialError::Ended),
        }
        match receive.recv_timeout(TRIAL_WAIT) {
            Ok(result) => result.map_err(TrialError::Disk),
            Err(RecvTimeoutError::Timeout) => Err(TrialError::Late),
            Err(RecvTimeoutError::Disconnected) => Err(TrialError::Ended),
        }
    }
}
