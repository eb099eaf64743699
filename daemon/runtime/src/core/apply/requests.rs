//! Idempotency keys in the index: remembered for ninety days, then forgotten.
//!
//! Beside the rows of the keys stand lists of them in the order of their records, so that old ones are found: one row
//! for sixteen records, because a row for each would be every fourth of the index. What is left after some records
//! depends on the records alone and not on how they were grouped: a rebuilt index is the same.

use model::{ContentHash, Timestamp};
use store::{Batch, KeyRange, Keys};

use super::{Applier, Placed};

/// How long a key is remembered, in microseconds: 90 days.
pub(crate) const KEPT_US: i64 = 90 * 24 * 3_600_000_000;

/// The attribute under which keys stand in the order of their records.
const IN_ORDER: &[u8] = b"request";

/// Records whose keys share a row of the order: it is written again with each of them.
const RECORDS_IN_ROW: u64 = 16;

/// Bytes of a key in the order: its instant, then its HMAC.
const ENTRY_BYTES: usize = 8 + 32;

/// Rows of the order that are read at once.
const ROWS_AT_ONCE: usize = 1_000;

/// What is known of the oldest key that is remembered: no later than this. Nothing is known at first.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Oldest(Option<i64>);

/// What the row of a key says: its record, when that was, and the HMAC of the command.
pub(crate) fn parse(row: &[u8]) -> Option<(u64, Timestamp, ContentHash)> {
    let (position, rest) = row.split_first_chunk::<8>()?;
    let (recorded_at, command) = rest.split_first_chunk::<8>()?;
    let recorded_at = Timestamp::from_micros(i64::from_be_bytes(*recorded_at));
    Some((u64::from_be_bytes(*position), recorded_at, ContentHash(command.try_into().ok()?)))
}

pub(super) fn remember(applier: &Applier, batch: &mut Batch, one: &Placed) -> Result<(), store::Error> {
    let Some(known) = &one.record.idempotency else { return Ok(()) };
    let keys = applier.keys;
    let at = one.record.recorded_at.micros();
    let mut row = one.position.to_be_bytes().to_vec();
    row.extend(at.to_be_bytes());
    row.extend(known.command.0);
    batch.put(keys.idempotency(&known.key.0), row);
    let place = keys.attribute(IN_ORDER, &(one.position / RECORDS_IN_ROW).to_be_bytes(), &[]);
    let mut order = stored(applier, batch, &place)?.unwrap_or_default();
    order.extend(at.to_be_bytes());
    order.extend(known.key.0);
    batch.put(place, order);
    Ok(())
}

/// A row as it will be when the batch is committed.
fn stored(applier: &Applier, batch: &Batch, key: &[u8]) -> Result<Option<Vec<u8>>, store::Error> {
    match batch.get(key) {
        Some(stored) => Ok(stored.map(<[u8]>::to_vec)),
        None => applier.index.get(key),
    }
}

/// The keys of a row of the order, each with its instant.
fn entries(order: &[u8]) -> impl Iterator<Item = (i64, [u8; 32])> {
    order.chunks_exact(ENTRY_BYTES).filter_map(|entry| {
        let (at, key) = entry.split_first_chunk::<8>()?;
        Some((i64::from_be_bytes(*at), key.try_into().ok()?))
    })
}

impl Oldest {
    /// Whether there may be a key from before an instant. The index is asked where nothing is known.
    fn is_before(&mut self, applier: &Applier, limit: i64) -> Result<bool, store::Error> {
        if self.0.is_none() {
            let all = in_order(applier.keys);
            let first = applier.index.scan(&all.from, &all.to, 1)?.into_iter().next();
            self.0 = first.and_then(|(_, order)| entries(&order).map(|(at, _)| at).min());
        }
        Ok(self.0.is_some_and(|oldest| oldest < limit))
    }
}

/// All rows of the order.
fn in_order(keys: Keys) -> KeyRange {
    let from = keys.attribute(IN_ORDER, &[], &[]);
    KeyRange { from, to: keys.attribute(IN_ORDER, &u64::MAX.to_be_bytes(), &[]) }
}

/// Deletes what is older than ninety days before the last record: as many as grew old since the record before.
/// The instants of records never go backwards, so the old ones stand first.
pub(super) fn forget_old(
    applier: &Applier,
    oldest: &mut Oldest,
    batch: &mut Batch,
    placed: &[Placed],
) -> Result<(), store::Error> {
    let Some(last) = placed.last() else { return Ok(()) };
    let limit = last.record.recorded_at.micros().saturating_sub(KEPT_US);
    let are_old = placed.first().is_some_and(|first| first.record.recorded_at.micros() < limit);
    if !are_old && !oldest.is_before(applier, limit)? {
        return Ok(());
    }
    *oldest = Oldest::default();
    let range = in_order(applier.keys);
    let mut from = range.from.clone();
    loop {
        // Rows that the batch brings are in no index yet, and stand behind those that are.
        let found = applier.index.scan(&from, &range.to, ROWS_AT_ONCE)?;
        let Some((last, _)) = found.last() else { break };
        from = range.after(last).from;
        for (place, _) in found {
            if !forget_in(applier, batch, place, limit)? {
                return Ok(());
            }
        }
    }
    let brought: Vec<Vec<u8>> = batch.written(&range).map(<[u8]>::to_vec).collect();
    for place in brought {
        if !forget_in(applier, batch, place, limit)? {
            break;
        }
    }
    Ok(())
}

/// Forgets the old keys of a row of the order; answers whether all of them were old.
fn forget_in(applier: &Applier, batch: &mut Batch, place: Vec<u8>, limit: i64) -> Result<bool, store::Error> {
    let order = stored(applier, batch, &place)?.unwrap_or_default();
    let (old, young): (Vec<_>, Vec<_>) = entries(&order).partition(|(at, _)| *at < limit);
    for (_, key) in &old {
        let request = applier.keys.idempotency(key);
        // A key that was used again since is a new one.
        let known = stored(applier, batch, &request)?;
        if known.as_deref().and_then(parse).is_some_and(|(_, at, _)| at.micros() < limit) {
            batch.delete(request);
        }
    }
    if young.is_empty() {
        batch.delete(place);
        return Ok(true);
    }
    if !old.is_empty() {
        let left = young.iter().flat_map(|(at, key)| at.to_be_bytes().into_iter().chain(*key));
        batch.put(place, left.collect::<Vec<u8>>());
    }
    Ok(false)
}
