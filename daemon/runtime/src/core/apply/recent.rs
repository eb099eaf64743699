//! The streams that the writer used last, as the index has them: spared from being read, decoded and opened again.
//!
//! Beside them stand the first rows that the writer asks for in every group: whether a timer is due, whether an old
//! request is to be forgotten. Only the [`Applier`] changes it, where it commits a batch: an entry is the index's state or there is none. A stream
//! whose erasure was ordered is never kept. Readers go to the index.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::StreamState;
use model::privates::Privates;
use model::{Private, StreamId};
use store::FirstRow;

use super::requests::Oldest;
use super::{Applier, ApplyError};
use crate::rows::{decode, encode, state_key};
use crate::seal::{SealError, Sealer};

#[cfg(test)]
mod tests;
mod warm;

use warm::Warm;

/// Streams kept opened at most.
const STREAMS_MAX: usize = 10_000;

/// Estimated bytes kept at most: some hundreds of cases, more than are worked on at one moment.
const BYTES_MAX: usize = 24 * 1024 * 1024;

/// How much larger a state and its opened twin are together in memory than one of them is encoded: its maps have nodes for
/// eleven entries each. Measured with the case of five stages (`benches/RESULTS.md`).
const BYTES_PER_ENCODED: usize = 25;

/// Streams by their last use.
#[derive(Default)]
pub(crate) struct Recent {
    entries: BTreeMap<StreamId, Entry>,
    /// What made room there, as bytes. A stream is in one or the other.
    warm: Warm,
    by_use: BTreeMap<u64, StreamId>,
    uses: u64,
    bytes: usize,
    /// The timer that is due first.
    pub(crate) timer: FirstRow,
    /// The request that is remembered for longest.
    pub(super) oldest: Oldest,
}

struct Entry {
    sealed: Arc<StreamState>,
    /// The same with its personal values opened, once the writer asked for it.
    opened: Option<StreamState>,
    bytes: usize,
    used: u64,
}

impl Recent {
    /// The state of a stream as it is stored: sealed.
    pub(crate) fn sealed(
        &mut self,
        applier: &Applier,
        stream: &StreamId,
    ) -> Result<Option<Arc<StreamState>>, ApplyError> {
        if let Some(entry) = self.used(stream) {
            return Ok(Some(Arc::clone(&entry.sealed)));
        }
        let warm = self.warm.take(stream);
        let stored =
            warm.map_or_else(|| applier.index.get(&state_key(applier.keys, stream)), |bytes| Ok(Some(bytes)));
        let Some(bytes) = stored? else { return Ok(None) };
        let state = decode(stream, &bytes).map_err(|why| ApplyError::Unreadable { position: 0, why })?;
        let state = Arc::new(state);
        self.keep(stream, Arc::clone(&state), None, bytes.len());
        Ok(Some(state))
    }

    /// The state of a stream with its personal values opened; what is erased says so.
    pub(crate) fn opened(
        &mut self,
        applier: &Applier,
        stream: &StreamId,
    ) -> Result<Option<StreamState>, ApplyError> {
        if let Some(Entry { opened: Some(opened), .. }) = self.used(stream) {
            return Ok(Some(opened.clone()));
        }
        let Some(sealed) = self.sealed(applier, stream)? else { return Ok(None) };
        let mut opened = Arc::unwrap_or_clone(sealed);
        applier.sealer.open(&mut opened)?;
        if let Some(entry) = self.entries.get_mut(stream) {
            entry.opened = Some(opened.clone());
        }
        Ok(Some(opened))
    }

    /// Forgets everything: what the index has is in doubt, or a key is about to be destroyed.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Takes over a state that the index has just been given, of so many bytes.
    pub(super) fn replace(&mut self, sealer: &Sealer, stream: &StreamId, state: (&Arc<StreamState>, usize)) {
        let (state, bytes) = state;
        let before = self.remove(stream);
        self.warm.take(stream);
        if state.is_erasing() {
            return;
        }
        let opened = before.and_then(|entry| {
            let opened = entry.opened?;
            // Whoever asks next for what cannot be opened is told why.
            reopen(sealer, (entry.sealed, opened), state).ok()
        });
        self.keep(stream, Arc::clone(state), opened, bytes);
    }

    fn used(&mut self, stream: &StreamId) -> Option<&Entry> {
        let entry = self.entries.get_mut(stream)?;
        self.by_use.remove(&entry.used);
        self.uses = self.uses.saturating_add(1);
        entry.used = self.uses;
        self.by_use.insert(entry.used, stream.clone());
        Some(entry)
    }

    fn keep(
        &mut self,
        stream: &StreamId,
        sealed: Arc<StreamState>,
        opened: Option<StreamState>,
        encoded_bytes: usize,
    ) {
        if sealed.is_erasing() {
            return;
        }
        self.uses = self.uses.saturating_add(1);
        let bytes = encoded_bytes.saturating_mul(BYTES_PER_ENCODED);
        self.bytes = self.bytes.saturating_add(bytes);
        self.by_use.insert(self.uses, stream.clone());
        self.entries.insert(stream.clone(), Entry { sealed, opened, bytes, used: self.uses });
        while self.entries.len() > STREAMS_MAX || self.bytes > BYTES_MAX {
            let Some((_, oldest)) = self.by_use.pop_first() else { return };
            if let Some(entry) = self.entries.get(&oldest) {
                self.warm.put(oldest.clone(), encode(&entry.sealed));
            }
            self.remove(&oldest);
        }
    }

    fn remove(&mut self, stream: &StreamId) -> Option<Entry> {
        let entry = self.entries.remove(stream)?;
        self.by_use.remove(&entry.used);
        self.bytes = self.bytes.saturating_sub(entry.bytes);
        Some(entry)
    }
}

/// The opened twin of a state. A value in the same envelope as in the state before is taken from its twin: no two
/// values share an envelope, so only what is new is opened.
fn reopen(
    sealer: &Sealer,
    (before, mut opened): (Arc<StreamState>, StreamState),
    state: &StreamState,
) -> Result<StreamState, SealError> {
    let mut before = Arc::unwrap_or_clone(before);
    let envelopes = take_privates(&mut before);
    let values = take_privates(&mut opened);
    let mut known = BTreeMap::new();
    if envelopes.len() == values.len() {
        for (envelope, value) in envelopes.into_iter().zip(values) {
            if let Private::Sealed(envelope) = envelope {
                known.insert(envelope, value);
            }
        }
    }
    let mut twin = state.clone();
    twin.each_private(&mut |private| {
        if let Private::Sealed(envelope) = private
            && let Some(value) = known.get(envelope.as_slice())
        {
            *private = value.clone();
        }
    });
    sealer.open(&mut twin)?;
    Ok(twin)
}

/// The personal values of a state that is needed no more, in the order in which every state of its kind shows them.
fn take_privates(state: &mut StreamState) -> Vec<Private> {
    let mut privates = Vec::new();
    state.each_private(&mut |private| privates.push(std::mem::replace(private, Private::Erased)));
    privates
}
