//! A decision as a record: parts with their places in the streams, personal values sealed.

use engine::Decision;
use journal::KeyId;
use model::privates::Privates;
use model::record::{Idempotency, PARTS_MAX, Versioned};
use model::{Command, ContentHash, Part, Private, Record, StreamId};

use super::Core;
use super::group::{Group, internal};
use crate::answer::{Rejected, Submission};
use crate::seal::{Place, SealError, Sealer};

/// The fields of the envelope that is the record's command and purpose.
const COMMAND_FIELD: u16 = 0;
const PURPOSE_FIELD: u16 = 1;

impl Core {
    pub(super) fn encode(
        &self,
        group: &Group,
        submission: &Submission,
        decision: &Decision,
        idempotency: Option<Idempotency>,
    ) -> Result<Record, Rejected> {
        if decision.events.len() > PARTS_MAX {
            return Err(Rejected::Internal {
                because: format!("more than {PARTS_MAX} streams in one record"),
            });
        }
        let mut parts = Vec::with_capacity(decision.events.len());
        for (stream, events) in &decision.events {
            let current = self.recent.borrow_mut().sealed(&self.shared.applier, stream);
            let current = current.map_err(|error| internal(&error))?;
            let (version, previous) = current
                .as_ref()
                .map_or((0, ContentHash([0; 32])), |state| (state.version(), state.last_record()));
            let key = match (current.as_ref().and_then(|state| state.key()), stream) {
                (Some(key), _) => KeyId(key),
                (None, StreamId::Case(_) | StreamId::Citizen(_)) => {
                    self.shared.sealer.new_key(stream).map_err(|error| internal(&error))?
                }
                (None, _) => self.shared.sealer.authority,
            };
            let place = Place { stream, version: version.saturating_add(1), key };
            let mut sealed = Vec::with_capacity(events.len());
            let is_gone = self.is_gone(submission, key)?;
            for (number, event) in events.iter().enumerate() {
                let mut event = event.clone();
                self.seal((&place, is_gone), &mut event, |sealer, place, event| {
                    sealer.seal_event(place, number, event)
                })?;
                sealed.push(Versioned(event));
            }
            parts.push(Part {
                stream: stream.clone(),
                version: place.version,
                previous,
                events: sealed,
                key: key.0,
            });
        }
        let place = self.main_place(&parts)?;
        let sealer = &self.shared.sealer;
        let bytes = model::record::to_bytes(&submission.command);
        let command_sealed =
            sealer.seal_bytes(&place, COMMAND_FIELD, &bytes).map_err(|error| internal(&error))?;
        let purpose = submission.purpose.as_ref();
        let purpose =
            purpose.map(|purpose| sealer.seal_bytes(&place, PURPOSE_FIELD, purpose.as_bytes())).transpose();
        let purpose = purpose.map_err(|error| internal(&error))?;
        let mut effects = decision.effects.clone();
        for (ordinal, effect) in effects.iter_mut().enumerate() {
            let key = parts.iter().find(|part| part.stream == effect.stream).map_or(1, |part| part.key);
            let stream = effect.stream.clone();
            let at = Place { stream: &stream, version: place.version, key: KeyId(key) };
            let is_gone = self.is_gone(submission, at.key)?;
            self.seal((&at, is_gone), effect, |sealer, at, effect| sealer.seal_effect(at, ordinal, effect))?;
        }
        Ok(Record {
            recorded_at: group.now,
            wall_at: (group.wall != group.now).then_some(group.wall),
            happened_on: decision.happened_on,
            actor: submission.actor.clone(),
            purpose,
            idempotency,
            command: submission.command.name().to_owned(),
            command_sealed,
            parts,
            effects,
        })
    }

    /// Whether what is about to be erased has lost its key already: it was destroyed after the backup that the directory
    /// came out of. What its end says of it is gone too.
    fn is_gone(&self, submission: &Submission, key: KeyId) -> Result<bool, Rejected> {
        let is_erasure = matches!(submission.command, Command::Erase { .. });
        Ok(is_erasure && !self.shared.sealer.is_live(key).map_err(|error| internal(&error))?)
    }

    fn seal<T: Privates>(
        &self,
        (place, is_gone): (&Place<'_>, bool),
        noun: &mut T,
        seal: impl FnOnce(&Sealer, &Place<'_>, &mut T) -> Result<(), SealError>,
    ) -> Result<(), Rejected> {
        if is_gone {
            noun.each_private(&mut |private| *private = Private::Erased);
            return Ok(());
        }
        seal(&self.shared.sealer, place, noun).map_err(|error| internal(&error))
    }

    /// The stream under whose key command and purpose are sealed: the first case, else the first citizen, whose key
    /// lives; what ends an erasure is the authority's.
    fn main_place<'a>(&self, parts: &'a [Part]) -> Result<Place<'a>, Rejected> {
        let cases = parts.iter().filter(|part| matches!(part.stream, StreamId::Case(_)));
        let citizens = parts.iter().filter(|part| matches!(part.stream, StreamId::Citizen(_)));
        let sealer = &self.shared.sealer;
        for part in cases.chain(citizens) {
            if sealer.is_live(KeyId(part.key)).map_err(|error| internal(&error))? {
                return Ok(Place { stream: &part.stream, version: part.version, key: KeyId(part.key) });
            }
        }
        let (stream, version) =
            parts.first().map_or((&StreamId::Organisation, 0), |part| (&part.stream, part.version));
        Ok(Place { stream, version, key: sealer.authority })
    }
}
