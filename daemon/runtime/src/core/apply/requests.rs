//! Idempotency keys in the index: remembered for ninety days, then forgotten.
//!
//! They stand in the order of their records, sixteen records to a row, and are found by a table that the writer makes of
//! these rows at its start (`core/requests.rs`). A row of its own under each key was every third of the index and lay
//! somewhere else than the one before it: twice the work for each commit (`benches/RESULTS.md`). What is left after some
//! records depends on the records alone and not on how they were grouped: a rebuilt index is the same.

use store::{Batch, Index, Keys};

use super::{Applier, Placed};

/// How long a key is remembered, in microseconds: 90 days.
pub(crate) const KEPT_US: i64 = 90 * 24 * 3_600_000_000;

/// Records whose keys share a row: it is written again with each of them.
const RECORDS_IN_ROW: u64 = 16;

/// Bytes of a key in its row: its record's place among the sixteen, its instant, its HMAC.
const ENTRY_BYTES: usize = 1 + 8 + 32;

/// Rows that are read at once.
const ROWS_AT_ONCE: usize = 1_000;

/// What is known of the oldest key that is remembered: no later than this. Nothing is known at first.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Oldest(Option<i64>);

/// A key that is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    /// The HMAC of who asked and the key.
    pub(crate) key: [u8; 32],
    /// Its record.
    pub(crate) position: u64,
    /// When that was, in microseconds.
    at: i64,
}

impl Request {
    #[cfg(test)]
    pub(crate) fn for_tests(key: [u8; 32], position: u64) -> Self {
        Self { key, position, at: 0 }
    }

    fn to_bytes(self) -> [u8; ENTRY_BYTES] {
        let place = u8::try_from(self.position % RECORDS_IN_ROW).unwrap_or(u8::MAX);
        let mut bytes = [0; ENTRY_BYTES];
        let fields = std::iter::once(place).chain(self.at.to_be_bytes()).chain(self.key);
        bytes.iter_mut().zip(fields).for_each(|(byte, field)| *byte = field);
        bytes
    }

    fn from_bytes(row: u64, bytes: &[u8]) -> Option<Self> {
        let (place, rest) = bytes.split_first()?;
        let (at, key) = rest.split_first_chunk::<8>()?;
        let position = row.checked_mul(RECORDS_IN_ROW)?.checked_add(u64::from(*place))?;
        Some(Self { key: key.try_into().ok()?, position, at: i64::from_be_bytes(*at) })
    }
}

pub(super) fn remember(applier: &Applier, batch: &mut Batch, one: &Placed) -> Result<(), store::Error> {
    let Some(known) = &one.record.idempotency else { return Ok(()) };
    let request = Request { key: known.key.0, position: one.position, at: one.record.recorded_at.micros() };
    let place = applier.keys.requests(one.position / RECORDS_IN_ROW);
    let mut row = stored(applier, batch, &place)?.unwrap_or_default();
    row.extend(request.to_bytes());
    batch.put(place, row);
    Ok(())
}

/// A row as it will be when the batch is committed.
fn stored(applier: &Applier, batch: &Batch, key: &[u8]) -> Result<Option<Vec<u8>>, store::Error> {
    match batch.get(key) {
        Some(stored) => Ok(stored.map(<[u8]>::to_vec)),
        None => applier.index.get(key),
    }
}

/// The keys of a row.
fn entries(keys: Keys, key: &[u8], row: &[u8]) -> Vec<Request> {
    let place = keys.request_rows().tail(key).and_then(|tail| tail.try_into().ok()).map(u64::from_be_bytes);
    let Some(place) = place else { return Vec::new() };
    row.chunks_exact(ENTRY_BYTES).filter_map(|bytes| Request::from_bytes(place, bytes)).collect()
}

/// Every key that an index remembers, in the order of their records.
pub(crate) fn each(
    keys: Keys,
    index: &dyn Index,
    mut visit: impl FnMut(&Request),
) -> Result<(), store::Error> {
    let mut range = keys.request_rows().range();
    loop {
        let found = index.scan(&range.from, &range.to, ROWS_AT_ONCE)?;
        let Some((last, _)) = found.last() else { return Ok(()) };
        range = range.after(last);
        for (key, row) in &found {
            entries(keys, key, row).iter().for_each(&mut visit);
        }
    }
}

impl Oldest {
    /// Whether there may be a key from before an instant. The index is asked where nothing is known.
    fn is_before(&mut self, applier: &Applier, limit: i64) -> Result<bool, store::Error> {
        if self.0.is_none() {
            let all = applier.keys.request_rows().range();
            let first = applier.index.scan(&all.from, &all.to, 1)?.into_iter().next();
            let entries = first.map(|(key, row)| entries(applier.keys, &key, &row));
            self.0 = entries.and_then(|entries| entries.iter().map(|request| request.at).min());
        }
        Ok(self.0.is_some_and(|oldest| oldest < limit))
    }
}

/// Deletes what is older than ninety days before the last record, and answers it: as many as grew old since the record
/// before. The instants of records never go backwards, so the old ones stand first.
pub(super) fn forget_old(
    applier: &Applier,
    oldest: &mut Oldest,
    batch: &mut Batch,
    placed: &[Placed],
) -> Result<Vec<Request>, store::Error> {
    let mut forgotten = Vec::new();
    let Some(last) = placed.last() else { return Ok(forgotten) };
    let limit = last.record.recorded_at.micros().saturating_sub(KEPT_US);
    let are_old = placed.first().is_some_and(|first| first.record.recorded_at.micros() < limit);
    if !are_old && !oldest.is_before(applier, limit)? {
        return Ok(forgotten);
    }
    *oldest = Oldest::default();
    let range = applier.keys.request_rows().range();
    let mut from = range.from.clone();
    loop {
        // Rows that the batch brings are in no index yet, and stand behind those that are.
        let found = applier.index.scan(&from, &range.to, ROWS_AT_ONCE)?;
        let Some((last, _)) = found.last() else { break };
        from = range.after(last).from;
        for (place, _) in found {
            if !forget_in(applier, batch, place, (limit, &mut forgotten))? {
                return Ok(forgotten);
            }
        }
    }
    let brought: Vec<Vec<u8>> = batch.written(&range).map(<[u8]>::to_vec).collect();
    for place in brought {
        if !forget_in(applier, batch, place, (limit, &mut forgotten))? {
            break;
        }
    }
    Ok(forgotten)
}

/// Forgets the old keys of a row; answers whether all of them were old.
fn forget_in(
    applier: &Applier,
    batch: &mut Batch,
    place: Vec<u8>,
    (limit, forgotten): (i64, &mut Vec<Request>),
) -> Result<bool, store::Error> {
    let row = stored(applier, batch, &place)?.unwrap_or_default();
    let (old, young): (Vec<_>, Vec<_>) =
        entries(applier.keys, &place, &row).into_iter().partition(|request| request.at < limit);
    let has_old = !old.is_empty();
    forgotten.extend(old);
    if young.is_empty() {
        batch.delete(place);
        return Ok(true);
    }
    if has_old {
        batch.put(place, young.into_iter().flat_map(Request::to_bytes).collect::<Vec<u8>>());
    }
    Ok(false)
}
