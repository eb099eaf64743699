use model::{OrganisationState, PersonId};

use super::*;
use crate::core::Core;

impl Core {
    /// What is kept is what the index has, and no more of it than may be. Answers the streams that are kept.
    pub(crate) fn kept_streams(&self) -> BTreeMap<StreamId, bool> {
        let recent = self.recent.borrow();
        let applier = &self.shared.applier;
        assert_eq!(recent.entries.len(), recent.by_use.len());
        assert_eq!(recent.entries.values().map(|entry| entry.bytes).sum::<usize>(), recent.bytes);
        let streams = recent.entries.iter().map(|(stream, entry)| {
            let mut stored = applier.state(stream).unwrap().expect("only what the index has is kept");
            assert_eq!(*entry.sealed, stored, "{stream}");
            assert!(!stored.is_erasing(), "{stream}");
            applier.sealer.open(&mut stored).unwrap();
            assert!(entry.opened.as_ref().is_none_or(|opened| *opened == stored), "{stream}");
            (stream.clone(), entry.opened.is_some())
        });
        for (stream, bytes) in recent.warm.states() {
            let stored = applier.state(stream).unwrap().expect("only what the index has is kept");
            assert_eq!(decode(stream, bytes).unwrap(), stored, "{stream}");
            assert!(!stored.is_erasing() && !recent.entries.contains_key(stream), "{stream}");
        }
        streams.collect()
    }

    /// Brings up to date a second time what is already; that fails.
    pub(crate) fn apply_again(&mut self, placed: &super::super::Placed) {
        let applied = self.shared.applier.apply(std::slice::from_ref(placed), self.recent.get_mut());
        assert!(matches!(applied, Err(ApplyError::Misfit { .. })));
    }
}

fn person(number: usize) -> StreamId {
    StreamId::Person(PersonId::new(format!("p{number}")))
}

/// Keeps a state that is encoded in so many bytes.
fn keep(recent: &mut Recent, number: usize, bytes: usize) {
    let state = Arc::new(StreamState::Organisation(OrganisationState::empty()));
    recent.keep(&person(number), state, None, bytes);
}

#[test]
fn what_was_used_longest_ago_makes_room() {
    let mut recent = Recent::default();
    for number in 0..STREAMS_MAX {
        keep(&mut recent, number, 1);
    }
    assert!(recent.used(&person(0)).is_some());
    keep(&mut recent, STREAMS_MAX, 1);
    assert_eq!(recent.entries.len(), STREAMS_MAX);
    assert!(recent.entries.contains_key(&person(0)) && !recent.entries.contains_key(&person(1)));
    assert!(recent.warm.take(&person(1)).is_some(), "as bytes it is kept");
    keep(&mut recent, STREAMS_MAX + 1, BYTES_MAX / BYTES_PER_ENCODED);
    let most = BYTES_MAX / BYTES_PER_ENCODED * BYTES_PER_ENCODED;
    assert_eq!((recent.entries.len(), recent.by_use.len(), recent.bytes), (1, 1, most));
    keep(&mut recent, STREAMS_MAX + 2, BYTES_MAX);
    assert_eq!((recent.entries.len(), recent.by_use.len(), recent.bytes), (0, 0, 0));
}
