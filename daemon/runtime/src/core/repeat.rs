//! A repeated request is known by its key and answered from its record; nothing is done twice.

use model::record::Idempotency;
use model::{Command, Record};

use super::Core;
use super::accepted::accepted;
use super::apply::requests::KEPT_US;
use super::group::{Group, internal};
use crate::answer::{Accepted, Rejected, Submission};

/// Longest key.
const KEY_BYTES_MAX: usize = 128;

impl Core {
    /// The key and the command as they are stored: HMACs, so that the index says nothing about either.
    pub(super) fn idempotency(&self, submission: &Submission) -> Result<Option<Idempotency>, Rejected> {
        let Some(key) = &submission.idempotency_key else { return Ok(None) };
        if key.is_empty() || key.len() > KEY_BYTES_MAX || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Rejected::IdempotencyInvalid);
        }
        let sealer = &self.shared.sealer;
        let actor = submission.actor.to_string();
        let command = model::record::to_bytes(&submission.command);
        Ok(Some(Idempotency {
            key: sealer.mac(b"idempotency", &[actor.as_bytes(), key.as_bytes()]),
            command: sealer.mac(b"command", &[&command]),
        }))
    }

    /// The answer of the record that had the same key.
    pub(super) fn repeated(
        &self,
        group: &Group,
        submission: &Submission,
        known: &Idempotency,
    ) -> Result<Option<Accepted>, Rejected> {
        for position in self.requests.records(&known.key.0) {
            let record = self.shared.reader.read(position).map_err(|error| internal(&error))?;
            let record = Record::from_bytes(&record.payload).map_err(|error| internal(&error))?;
            let Some(found) = record.idempotency.filter(|found| found.key == known.key) else { continue };
            if group.now.micros().saturating_sub(record.recorded_at.micros()) > KEPT_US {
                return Ok(None);
            }
            if found.command != known.command {
                return Err(Rejected::IdempotencyMismatch);
            }
            return self.answer_again(&submission.command, &record, position).map(Some);
        }
        Ok(None)
    }

    fn answer_again(&self, command: &Command, record: &Record, position: u64) -> Result<Accepted, Rejected> {
        for part in &record.parts {
            let state = self.shared.applier.state(&part.stream).map_err(|error| internal(&error))?;
            if state.is_some_and(|state| state.is_erasing()) {
                return Err(Rejected::IdempotencyGone);
            }
        }
        // The HMAC said that it is the same command.
        Ok(Accepted { repeated: true, ..accepted(command, &record.parts, position) })
    }
}
