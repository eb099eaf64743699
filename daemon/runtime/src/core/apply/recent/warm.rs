//! Streams that were used a while ago, as bytes: a tenth of the room that they take opened, and still no read of the index.

use std::collections::BTreeMap;

use model::StreamId;

/// Bytes kept at most: some thousands of cases.
const BYTES_MAX: usize = 12 * 1024 * 1024;

/// Encoded states, the longest kept first to go.
#[derive(Default)]
pub(super) struct Warm {
    states: BTreeMap<StreamId, (u64, Vec<u8>)>,
    by_age: BTreeMap<u64, StreamId>,
    given: u64,
    bytes: usize,
}

impl Warm {
    /// Keeps a state that makes room elsewhere.
    pub(super) fn put(&mut self, stream: StreamId, state: Vec<u8>) {
        self.take(&stream);
        self.given = self.given.saturating_add(1);
        self.bytes = self.bytes.saturating_add(state.len());
        self.by_age.insert(self.given, stream.clone());
        self.states.insert(stream, (self.given, state));
        while self.bytes > BYTES_MAX {
            let Some((_, oldest)) = self.by_age.pop_first() else { return };
            if let Some((_, state)) = self.states.remove(&oldest) {
                self.bytes = self.bytes.saturating_sub(state.len());
            }
        }
    }

    /// Gives a state back, or forgets one that is out of date.
    pub(super) fn take(&mut self, stream: &StreamId) -> Option<Vec<u8>> {
        let (age, state) = self.states.remove(stream)?;
        self.by_age.remove(&age);
        self.bytes = self.bytes.saturating_sub(state.len());
        Some(state)
    }

    #[cfg(test)]
    pub(super) fn states(&self) -> impl Iterator<Item = (&StreamId, &[u8])> {
        self.states.iter().map(|(stream, (_, state))| (stream, state.as_slice()))
    }
}

#[cfg(test)]
mod tests {
    use model::CaseId;

    use super::{BYTES_MAX, StreamId, Warm};

    #[test]
    fn the_oldest_makes_room_and_what_is_taken_is_gone() {
        let mut warm = Warm::default();
        let case = |number| StreamId::Case(CaseId(number));
        warm.put(case(1), vec![1; 10]);
        warm.put(case(2), vec![2; BYTES_MAX - 20]);
        warm.put(case(1), vec![3; 20]);
        assert_eq!(warm.bytes, BYTES_MAX);
        warm.put(case(3), vec![4; 1]);
        assert_eq!(warm.take(&case(2)), None, "it was given first");
        assert_eq!(warm.take(&case(1)), Some(vec![3; 20]));
        assert_eq!(warm.take(&case(1)), None);
        assert_eq!((warm.bytes, warm.by_age.len(), warm.states().count()), (1, 1, 1));
        warm.put(case(4), vec![5; BYTES_MAX + 1]);
        assert_eq!((warm.bytes, warm.states().count()), (0, 0), "what is too large is not kept");
    }
}
