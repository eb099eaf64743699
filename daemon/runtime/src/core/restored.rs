//! A directory that came out of a backup: what it may not do by itself, and what was destroyed since.

use std::collections::BTreeSet;

use engine::StreamState;
use model::{CaseId, CitizenId, Command, EffectKind, StreamId, SystemPart, Timestamp};
use scheduler::Reading;

use super::group::{Group, Taken};
use super::{Core, own};
use crate::rows::{decode, kind};

/// States that are read at once.
const PAGE: usize = 256;

/// Under which provision something is erased that was erased before the restore: the order of then stands in records that
/// the backup did not have yet.
const ALREADY_ERASED: &str = "erased before the restore";

impl Core {
    /// What a directory does first that came out of a backup, which its epoch says: it records that, so that effects are
    /// held from here on, and ends every stream whose key was destroyed although its records do not say so, because that
    /// was ordered after the backup was made. Nothing fires meanwhile. Answers how many streams were ended; in any other
    /// directory nothing is done.
    ///
    /// A restore does it at once. One that was cut off leaves it to the first start, and so do erasures that were not all
    /// recorded: while effects are held they are looked for again.
    ///
    /// # Errors
    ///
    /// A sentence.
    pub fn take_over(&mut self, reading: Reading) -> Result<u64, String> {
        let head = self.head();
        if head.position > 0 && head.epoch < self.epoch {
            self.submit_alone(Command::NoteRestore { position: head.position }, reading.wall)?;
        }
        if self.shared.in_force().organisation.effects_held.is_none() {
            return Ok(0);
        }
        let destroyed = self.shared.sealer.keys.erased().into_iter().map(|id| id.0).collect();
        let mut erased = 0;
        for stream in self.with_keys(&destroyed)? {
            let basis = ALREADY_ERASED.to_owned();
            self.submit_alone(Command::Erase { stream, basis }, reading.wall)?;
            erased += 1;
        }
        Ok(erased)
    }

    /// How many effects have not ended and wait.
    ///
    /// # Errors
    ///
    /// A sentence.
    pub fn effects_waiting(&self) -> Result<u64, String> {
        let mut waiting = 0_u64;
        for stream in self.unfinished()? {
            let state = self.shared.applier.state(&stream).map_err(|error| error.to_string())?;
            let effects = state.as_ref().map(StreamState::effects).unwrap_or_default();
            let held = effects.iter().filter(|pending| pending.effect.kind != EffectKind::EraseKey).count();
            waiting = waiting.saturating_add(u64::try_from(held).unwrap_or(u64::MAX));
        }
        Ok(waiting)
    }

    fn submit_alone(&mut self, command: Command, wall: Timestamp) -> Result<(), String> {
        let mut group = Group::new(wall.max(self.last_recorded), wall);
        let taken = self.submit(&mut group, own(SystemPart::Operator, command), None);
        self.flush(&mut group);
        match (taken, &self.broken) {
            (Taken::Recorded | Taken::Nothing, None) => Ok(()),
            (Taken::Refused(code), None) => Err(format!("it was refused: {code}")),
            (_, Some(because)) => Err(because.clone()),
            (Taken::Unwritten, None) => Err("nothing can be written".to_owned()),
        }
    }

    /// Cases and citizens that live by one of these keys.
    fn with_keys(&self, keys: &BTreeSet<u64>) -> Result<Vec<StreamId>, String> {
        let mut found = Vec::new();
        if keys.is_empty() {
            return Ok(found);
        }
        let applier = &self.shared.applier;
        for first in [StreamId::Case(CaseId(0)), StreamId::Citizen(CitizenId(0))] {
            let prefix = applier.keys.states(kind(&first));
            let mut range = prefix.range();
            loop {
                let rows =
                    applier.index.scan(&range.from, &range.to, PAGE).map_err(|error| error.to_string())?;
                let Some((last, _)) = rows.last() else { break };
                range = range.after(last);
                for (key, bytes) in &rows {
                    let number =
                        prefix.tail(key).and_then(|tail| tail.try_into().ok()).map(u64::from_be_bytes);
                    let number = number.ok_or("a state in the index has another key")?;
                    let is_case = matches!(first, StreamId::Case(_));
                    let (case, citizen) = (CaseId(number), CitizenId(number));
                    let stream = if is_case { StreamId::Case(case) } else { StreamId::Citizen(citizen) };
                    let state: StreamState = decode(&stream, bytes).map_err(|error| error.to_string())?;
                    if state.key().is_some_and(|key| keys.contains(&key)) && !state.is_erasing() {
                        found.push(stream);
                    }
                }
            }
        }
        Ok(found)
    }
}
