//! Records into the index: the same for the writer, recovery and rebuild.

pub(crate) mod recent;
pub(crate) mod requests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::fold::{Misfit, fold_part};
use engine::{At, FOLD, StreamState};
use journal::{Reader, StoreId};
use model::{CitizenId, ContentHash, PersonId, Record, StreamId};
use store::{Batch, Blinding, Index, Keys};

use self::recent::Recent;
use crate::rows::{Rows, decode, encode, holders, kind, rows_of, state_key};
use crate::seal::{SealError, Sealer};

/// Records that are applied in one batch of the index while catching up.
const CATCH_UP_RECORDS: usize = 512;

/// Why a record cannot be applied.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The index.
    #[error(transparent)]
    Index(#[from] store::Error),
    /// The journal.
    #[error(transparent)]
    Journal(#[from] journal::Error),
    /// Sealing.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A record or a state cannot be read.
    #[error("at position {position}: {why}")]
    Unreadable {
        /// Of the record.
        position: u64,
        /// What was found.
        why: model::record::Unreadable,
    },
    /// A part does not follow its stream.
    #[error("the record at position {position} does not fit `{stream}`: {misfit}; rebuild the index")]
    Misfit {
        /// Of the record.
        position: u64,
        /// Which stream.
        stream: StreamId,
        /// What does not fit.
        misfit: Misfit,
    },
}

/// A record with its place.
pub(crate) struct Placed {
    pub(crate) record: Record,
    pub(crate) epoch: u32,
    pub(crate) position: u64,
    pub(crate) hash: ContentHash,
}

/// What applying records came to.
#[derive(Default)]
pub(crate) struct Applied {
    /// The states afterwards, sealed.
    pub(crate) states: BTreeMap<StreamId, Arc<StreamState>>,
    /// Whose load is another now.
    pub(crate) people: Vec<PersonId>,
    /// Keys of requests that grew old.
    pub(crate) forgotten: Vec<requests::Request>,
}

/// States before and after some records.
#[derive(Default)]
struct Folding {
    before: BTreeMap<StreamId, Option<Arc<StreamState>>>,
    after: BTreeMap<StreamId, StreamState>,
}

/// Applies records to the index.
pub(crate) struct Applier {
    pub(crate) index: Arc<dyn Index>,
    pub(crate) keys: Keys,
    pub(crate) sealer: Arc<Sealer>,
    pub(crate) blinding: Blinding,
}

/// The names of the index's own rows.
const FOLD_ROW: &[u8] = b"fold";
const STORE_ROW: &[u8] = b"store";
const CASES_ROW: &[u8] = b"last_case";
const CITIZENS_ROW: &[u8] = b"last_citizen";

impl Applier {
    pub(crate) fn new(index: Arc<dyn Index>, sealer: Arc<Sealer>, partition: u16) -> Self {
        let blinding = sealer.blinding();
        let keys = Keys::new(partition);
        index.expect_misses(&keys.often_new());
        Self { index, keys, sealer, blinding }
    }

    pub(crate) fn applied(&self) -> Result<u64, store::Error> {
        self.index.applied()
    }

    pub(crate) fn checkpoint(&self) -> Result<(), store::Error> {
        self.index.checkpoint()
    }

    /// Why the index cannot be used, if it cannot: it is another store's, or another fold made it.
    pub(crate) fn unfit(&self, store: StoreId) -> Result<Option<String>, store::Error> {
        let fold = self.index.get(&self.keys.meta(FOLD_ROW))?;
        if self.applied()? == 0 {
            // Rows at no position are those of an export that was being read when the daemon ended.
            let own = [FOLD_ROW, STORE_ROW].map(|row| self.keys.meta(row));
            let rows = self.index.scan(&[], &[u8::MAX; 4], own.len() + 1)?;
            if rows.iter().any(|(key, _)| !own.contains(key)) {
                return Ok(Some("it was being filled when the daemon ended".to_owned()));
            }
            if fold.is_none() {
                return Ok(None);
            }
        }
        if fold.as_deref() != Some(FOLD.to_be_bytes().as_slice()) {
            return Ok(Some("another version of the program made the index".to_owned()));
        }
        if self.index.get(&self.keys.meta(STORE_ROW))?.as_deref() != Some(store.0.as_slice()) {
            return Ok(Some("the index belongs to another data directory".to_owned()));
        }
        Ok(None)
    }

    /// Marks a fresh index as this store's.
    pub(crate) fn claim(&self, store: StoreId) -> Result<(), store::Error> {
        if self.applied()? > 0 || self.index.get(&self.keys.meta(FOLD_ROW))?.is_some() {
            return Ok(());
        }
        let mut batch = Batch::new(0);
        batch.put(self.keys.meta(FOLD_ROW), FOLD.to_be_bytes());
        batch.put(self.keys.meta(STORE_ROW), store.0);
        self.index.commit(batch)
    }

    /// The state of a stream as it is stored: sealed.
    pub(crate) fn state(&self, stream: &StreamId) -> Result<Option<StreamState>, ApplyError> {
        let Some(bytes) = self.index.get(&state_key(self.keys, stream))? else { return Ok(None) };
        decode(stream, &bytes).map(Some).map_err(|why| ApplyError::Unreadable { position: 0, why })
    }

    /// Who has a CPR number, by its blinded row.
    pub(crate) fn citizen_with(&self, digits: &str) -> Result<Option<CitizenId>, store::Error> {
        let range = self.keys.attributes(b"cpr", &self.blinding.blind(digits.as_bytes()));
        let keys = range.range();
        let rows = self.index.scan(&keys.from, &keys.to, 1)?;
        let tail = rows.first().and_then(|(key, _)| range.tail(key)).and_then(|tail| tail.try_into().ok());
        Ok(tail.map(|number| CitizenId(u64::from_be_bytes(number))))
    }

    /// A number that the index keeps beside its streams.
    pub(crate) fn highest(&self, citizens: bool) -> Result<u64, store::Error> {
        let row = if citizens { CITIZENS_ROW } else { CASES_ROW };
        let bytes = self.index.get(&self.keys.meta(row))?;
        Ok(bytes.and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_be_bytes))
    }

    /// Applies records that are durable. What the writer keeps of streams changes here and nowhere else: with the
    /// index, and when that fails it is forgotten.
    pub(crate) fn apply(&self, placed: &[Placed], recent: &mut Recent) -> Result<Applied, ApplyError> {
        let applied = self.commit(placed, recent);
        if applied.is_err() {
            recent.clear();
        }
        applied
    }

    fn commit(&self, placed: &[Placed], recent: &mut Recent) -> Result<Applied, ApplyError> {
        let Some(last) = placed.last() else { return Ok(Applied::default()) };
        let mut batch = Batch::new(last.position);
        let mut folding = Folding::default();
        for one in placed {
            self.fold(one, (&mut folding, recent), &mut batch)?;
            requests::remember(self, &mut batch, one)?;
        }
        let forgotten = requests::forget_old(self, &mut recent.oldest, &mut batch, placed)?;
        let mut people = BTreeSet::new();
        let mut states = BTreeMap::new();
        for (stream, state) in folding.after {
            let before = folding.before.get(&stream).and_then(Option::as_deref);
            let bytes = self.put_state(&mut batch, before, (&stream, &state))?;
            let (held, holds) = (before.map(holders).unwrap_or_default(), holders(&state));
            people.extend(held.symmetric_difference(&holds).cloned());
            states.insert(stream, (Arc::new(state), bytes));
        }
        recent.timer.note(&batch, &self.keys.timers().range());
        self.index.commit(batch)?;
        // The twin before is then nobody else's and need not be copied.
        drop(folding.before);
        for (stream, (state, bytes)) in &states {
            recent.replace(&self.sealer, stream, (state, *bytes));
        }
        let states = states.into_iter().map(|(stream, (state, _))| (stream, state)).collect();
        Ok(Applied { states, people: people.into_iter().collect(), forgotten })
    }

    /// Brings the states that a record touches up to date.
    fn fold(
        &self,
        one: &Placed,
        (folding, recent): (&mut Folding, &mut Recent),
        batch: &mut Batch,
    ) -> Result<(), ApplyError> {
        let at = At {
            epoch: one.epoch,
            position: one.position,
            recorded_at: one.record.recorded_at,
            actor: one.record.actor.clone(),
        };
        for part in &one.record.parts {
            let stream = &part.stream;
            if !folding.before.contains_key(stream) {
                folding.before.insert(stream.clone(), recent.sealed(self, stream)?);
            }
            let before = || folding.before.get(stream).and_then(Option::as_deref).cloned();
            let state = folding.after.remove(stream).or_else(before);
            let folded = fold_part(state, part, &one.record, (&at, one.hash));
            let folded = folded.map_err(|misfit| ApplyError::Misfit {
                position: one.position,
                stream: stream.clone(),
                misfit,
            })?;
            folding.after.insert(stream.clone(), folded);
            let key = self.keys.stream_position(kind(stream), &stream.key(), part.version);
            batch.put(key, one.position.to_be_bytes());
        }
        Ok(())
    }

    /// Writes a state and the rows that follow from it, and deletes those that do so no more. Answers the state's bytes.
    fn put_state(
        &self,
        batch: &mut Batch,
        before: Option<&StreamState>,
        (stream, state): (&StreamId, &StreamState),
    ) -> Result<usize, ApplyError> {
        let (old, new) = match before {
            // Both have the row of the number or neither has: it need not be opened to leave it alone.
            Some(before) if has_same_number(before, state) => {
                (rows_of(self.keys, before, None), rows_of(self.keys, state, None))
            }
            Some(before) => (self.rows(before)?, self.rows(state)?),
            None => (Rows::new(), self.rows(state)?),
        };
        for key in old.keys().filter(|key| !new.contains_key(*key)) {
            batch.delete(key.clone());
        }
        for (key, value) in new {
            if old.get(&key) != Some(&value) {
                batch.put(key, value);
            }
        }
        let encoded = encode(state);
        let bytes = encoded.len();
        batch.put(state_key(self.keys, stream), encoded);
        if before.is_none() {
            self.count(batch, stream)?;
        }
        Ok(bytes)
    }

    /// Keeps the highest numbers given: a new stream's may be one.
    fn count(&self, batch: &mut Batch, stream: &StreamId) -> Result<(), store::Error> {
        let (number, citizens, row) = match stream {
            StreamId::Case(case) => (case.0, false, CASES_ROW),
            StreamId::Citizen(citizen) => (citizen.0, true, CITIZENS_ROW),
            StreamId::Contact(_)
            | StreamId::Organisation
            | StreamId::Unit(_)
            | StreamId::Person(_)
            | StreamId::Plugin(_)
            | StreamId::Job(_) => return Ok(()),
        };
        let in_batch = batch.get(&self.keys.meta(row)).flatten().and_then(|bytes| bytes.try_into().ok());
        let known = in_batch.map_or_else(|| self.highest(citizens), |bytes| Ok(u64::from_be_bytes(bytes)))?;
        if number > known {
            batch.put(self.keys.meta(row), number.to_be_bytes());
        }
        Ok(())
    }

    /// The rows beside a state; a citizen's number is opened for its blinded row while its key lives.
    fn rows(&self, state: &StreamState) -> Result<Rows, ApplyError> {
        let StreamState::Citizen(citizen) = state else { return Ok(rows_of(self.keys, state, None)) };
        let mut opened = citizen.as_ref().clone();
        if !citizen.erasing {
            self.sealer.open(&mut opened)?;
        }
        let cpr = opened.cpr.as_text().map(|cpr| (&self.blinding, cpr));
        Ok(rows_of(self.keys, state, cpr))
    }

    /// Applies what the journal has up to a position and the index has not. Answers how many records.
    pub(crate) fn catch_up(
        &self,
        reader: &Reader,
        until: u64,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<u64, ApplyError> {
        let from = self.applied()?.saturating_add(1);
        let last = reader.head().position.min(until);
        let mut recent = Recent::default();
        let mut waiting = Vec::new();
        let mut replayed = 0_u64;
        for record in reader.records(from) {
            let record = record?;
            let position = record.position;
            if position > until {
                break;
            }
            let decoded = Record::from_bytes(&record.payload)
                .map_err(|why| ApplyError::Unreadable { position, why })?;
            let hash = ContentHash(record.hash.0);
            waiting.push(Placed { record: decoded, epoch: record.epoch, position, hash });
            replayed = replayed.saturating_add(1);
            if waiting.len() >= CATCH_UP_RECORDS {
                self.apply(&waiting, &mut recent)?;
                waiting.clear();
                progress(position, last);
            }
        }
        self.apply(&waiting, &mut recent)?;
        if replayed > 0 {
            progress(last, last);
        }
        Ok(replayed)
    }
}

/// Whether two states of a citizen have their number in the same envelope, and neither is to be erased.
fn has_same_number(before: &StreamState, after: &StreamState) -> bool {
    let (StreamState::Citizen(before), StreamState::Citizen(after)) = (before, after) else { return false };
    !before.erasing && !after.erasing && before.cpr == after.cpr
}
