//! Idempotency keys in the index: remembered for ninety days, then forgotten.
//!
//! Beside the row of a key stands one by its instant, so that old ones are found. What is left after some records
//! depends on the records alone and not on how they were grouped: a rebuilt index is the same.

use model::{ContentHash, Timestamp};
use store::{Batch, FirstRow, KeyRange, Keys};

use super::{Applier, Placed};

/// How long a key is remembered, in microseconds: 90 days.
pub(crate) const KEPT_US: i64 = 90 * 24 * 3_600_000_000;

/// The attribute under which keys stand by their instant.
const BY_INSTANT: &[u8] = b"request";

/// What the row of a key says: its record, when that was, and the HMAC of the command.
pub(crate) fn parse(row: &[u8]) -> Option<(u64, Timestamp, ContentHash)> {
    let (position, rest) = row.split_first_chunk::<8>()?;
    let (recorded_at, command) = rest.split_first_chunk::<8>()?;
    let recorded_at = Timestamp::from_micros(i64::from_be_bytes(*recorded_at));
    Some((u64::from_be_bytes(*position), recorded_at, ContentHash(command.try_into().ok()?)))
}

pub(super) fn remember(keys: Keys, batch: &mut Batch, one: &Placed) {
    let Some(known) = &one.record.idempotency else { return };
    let mut row = one.position.to_be_bytes().to_vec();
    row.extend(one.record.recorded_at.micros().to_be_bytes());
    row.extend(known.command.0);
    batch.put(keys.idempotency(&known.key.0), row);
    batch
        .put(keys.attribute(BY_INSTANT, &instant(one.record.recorded_at.micros()), &known.key.0), Vec::new());
}

/// The rows of keys by their instant.
pub(super) fn remembered(keys: Keys) -> KeyRange {
    let from = keys.attribute(BY_INSTANT, &[], &[]);
    KeyRange { from, to: keys.attribute(BY_INSTANT, &instant(i64::MAX), &[]) }
}

/// Deletes what is older than ninety days before the last record: as many as grew old since the record before.
pub(super) fn forget_old(
    applier: &Applier,
    oldest: &mut FirstRow,
    batch: &mut Batch,
    placed: &[Placed],
) -> Result<(), store::Error> {
    let Some(last) = placed.last() else { return Ok(()) };
    let limit = last.record.recorded_at.micros().saturating_sub(KEPT_US);
    let keys = applier.keys;
    let mut old = Vec::new();
    let all = remembered(keys);
    let to = keys.attribute(BY_INSTANT, &instant(limit), &[]);
    if oldest.key(&*applier.index, &all)?.is_some_and(|oldest| oldest < to.as_slice()) {
        for (row, _) in applier.index.scan(&all.from, &to, usize::MAX)? {
            // The HMAC is the last 32 bytes.
            if let Some((_, key)) = row.split_last_chunk::<32>() {
                let key = *key;
                old.push((row, key));
            }
        }
    }
    for one in placed {
        let at = one.record.recorded_at.micros();
        if let Some(known) = one.record.idempotency.filter(|_| at < limit) {
            old.push((keys.attribute(BY_INSTANT, &instant(at), &known.key.0), known.key.0));
        }
    }
    for (row, key) in old {
        batch.delete(row);
        let request = keys.idempotency(&key);
        let stored = match batch.get(&request) {
            Some(stored) => stored.map(<[u8]>::to_vec),
            None => applier.index.get(&request)?,
        };
        // A key that was used again since is a new one.
        if stored.as_deref().and_then(parse).is_some_and(|(_, at, _)| at.micros() < limit) {
            batch.delete(request);
        }
    }
    Ok(())
}

/// Bytes that sort as instants do.
fn instant(us: i64) -> [u8; 8] {
    (us ^ i64::MIN).to_be_bytes()
}
