//! Erasing: a case or a person is forgotten, and stays so whatever happens.

use std::collections::BTreeSet;
use std::sync::Arc;

use journal::{Disk, FoundKey, KeyId, KeyRing, Manifest, SimulatedDisk};
use model::{Actor, CaseState, Command, Event, PersonId, Record, StreamId};
use runtime::Rejected;

use super::ledger::Entry;
use super::machine::{Machine, same};
use crate::crashing::{Dice, wrapping};

/// The authority's own key, which is never destroyed.
const AUTHORITY: u64 = 1;

impl Machine {
    /// An administrator has a case or a citizen forgotten, now and then without the right to.
    pub(super) fn erase(&mut self, chance: &mut Dice) -> Result<(), String> {
        let Some(place) = self.courses.get(chance.below(self.courses.len())).map(|course| course.place)
        else {
            return Ok(());
        };
        let stream =
            if chance.below(3) == 0 { StreamId::Citizen(place.citizen) } else { StreamId::Case(place.case) };
        let by = Actor::Person(PersonId::new(if chance.below(8) == 0 { "kako" } else { "drsy" }));
        let erase = Command::Erase { stream: stream.clone(), basis: "GDPR art. 17".to_owned() };
        let key = self.new_key();
        let given = self.give(&by, &key, &erase)?;
        // Whoever lost the answer and asks again hears that it went with what was erased: so it was done.
        if given.is_ok() || given == Err(Rejected::IdempotencyGone) {
            if by == Actor::Person(PersonId::new("kako")) {
                return Err("whoever may not erase did".to_owned());
            }
            let cases = self.cases_of(&stream)?;
            self.ledger.forget(&stream, &cases);
        }
        self.settle()
    }

    /// Asks again for something acknowledged: the same answer, or that it is gone where something of it was erased.
    pub(super) fn ask_again(&mut self, entry: &Entry) -> Result<(), String> {
        let is_gone = self.is_gone(entry)?;
        match self.give(&entry.actor, &entry.key, &entry.command)? {
            Ok(again) if again.repeated && !is_gone => same(&entry.accepted, &again),
            Err(Rejected::IdempotencyGone) if is_gone => Ok(()),
            other => {
                Err(format!("{:?} was acknowledged, erased: {is_gone}, and is now {other:?}", entry.key))
            }
        }
    }

    /// Whether the record of an acknowledgement touches what was erased.
    fn is_gone(&mut self, entry: &Entry) -> Result<bool, String> {
        let read = |machine: &mut Self| machine.core().reader().read(entry.accepted.position);
        let record = self.reading_twice(read)?;
        let record = Record::from_bytes(&record.payload).map_err(|why| why.to_string())?;
        Ok(record.parts.iter().any(|part| self.ledger.erased.contains(&part.stream)))
    }

    /// Reads for the examination: a failure that was planned for the daemon may hit that instead, once.
    fn reading_twice<T>(
        &mut self,
        read: impl Fn(&mut Self) -> Result<T, journal::Error>,
    ) -> Result<T, String> {
        let first = read(self);
        if first.is_err() && self.is_failing {
            self.heal();
            return read(self).map_err(|why| why.to_string());
        }
        first.map_err(|why| why.to_string())
    }

    /// Every case of a citizen, those among them that a step of another opened; none of a case.
    fn cases_of(&mut self, stream: &StreamId) -> Result<Vec<StreamId>, String> {
        let StreamId::Citizen(citizen) = stream else { return Ok(Vec::new()) };
        let read = |machine: &mut Self| machine.core().reader().records(1).collect::<Result<Vec<_>, _>>();
        let mut cases = Vec::new();
        for record in self.reading_twice(read)? {
            let record = Record::from_bytes(&record.payload).map_err(|why| why.to_string())?;
            let is_theirs =
                |event: &Event| matches!(event, Event::CaseOpened { citizen: of, .. } if of == citizen);
            let opened =
                record.parts.iter().filter(|part| part.events.iter().any(|event| is_theirs(&event.0)));
            cases.extend(opened.map(|part| part.stream.clone()));
        }
        Ok(cases)
    }

    /// The keys under which values of what was erased were ever sealed.
    fn erased_keys(&mut self) -> Result<BTreeSet<u64>, String> {
        let mut keys = BTreeSet::new();
        let read = |machine: &mut Self| machine.core().reader().records(1).collect::<Result<Vec<_>, _>>();
        for record in self.reading_twice(read)? {
            let record = Record::from_bytes(&record.payload).map_err(|why| why.to_string())?;
            let gone = record.parts.iter().filter(|part| self.ledger.erased.contains(&part.stream));
            keys.extend(gone.map(|part| part.key).filter(|key| *key > AUTHORITY));
        }
        Ok(keys)
    }

    /// Every key of what was erased is destroyed on a disk.
    pub(super) fn keys_are_destroyed(&mut self, disk: SimulatedDisk) -> Result<(), String> {
        let keys = self.erased_keys()?;
        let disk: Arc<dyn Disk> = Arc::new(disk);
        let manifest = Manifest::load(&*disk, runtime::REQUIRED).map_err(|why| why.to_string())?;
        let ring = KeyRing::open(disk, manifest.store_id, wrapping()).map_err(|why| why.to_string())?;
        for key in keys {
            if let FoundKey::Live(_) = ring.key(KeyId(key)).map_err(|why| format!("key {key}: {why}"))? {
                return Err(format!("key {key} was to be destroyed, and opens"));
            }
        }
        Ok(())
    }
}

/// What an erased case still shows that it must not.
pub(super) fn still_shown(state: &CaseState) -> Option<String> {
    if state.is_open() {
        return Some("it was erased, and is open".to_owned());
    }
    let notes = state.notes.values().map(|note| &note.text);
    let words = notes.chain(state.goals.values().map(|goal| &goal.words));
    words
        .into_iter()
        .any(|text| text.as_text().is_some())
        .then(|| "it was erased, and shows words".to_owned())
}
