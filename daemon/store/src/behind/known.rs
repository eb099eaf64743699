//! Which keys there are, roughly: a Bloom filter that says of most keys that are not there that they are not.
//!
//! Most reads of the writer look for what is new: a key of a command that nobody gave before, the state of a case that
//! is being opened. sled holds every reader back while a batch is put into it; whoever asks here need not go there.

use std::hash::{DefaultHasher, Hasher};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::{Batch, KeyRange};

/// Words of 64 bits: 4 MiB. Of a million keys it takes one in 5,000 that is not there for one that may be; of ten
/// million a third. Then the index is read, as it was before.
const WORDS: u64 = 1 << 19;

/// Bits of a key.
const HASHES: u64 = 4;

/// Keys of some ranges that an index may have.
pub(super) struct Known {
    ranges: Vec<KeyRange>,
    words: Vec<AtomicU64>,
    /// Every key of the ranges is in it.
    is_complete: AtomicBool,
}

impl Known {
    pub(super) fn of(ranges: Vec<KeyRange>) -> Self {
        let words = (0..WORDS).map(|_word| AtomicU64::new(0)).collect();
        Self { ranges, words, is_complete: AtomicBool::new(false) }
    }

    pub(super) fn ranges(&self) -> &[KeyRange] {
        &self.ranges
    }

    pub(super) fn add(&self, key: &[u8]) {
        for (word, bit) in places(key) {
            if let Some(word) = self.words.get(word) {
                word.fetch_or(bit, Ordering::Relaxed);
            }
        }
    }

    /// Adds what a batch writes; what it deletes stays known.
    pub(super) fn add_batch(&self, batch: &Batch) {
        for range in &self.ranges {
            for (key, value) in batch.between(&range.from, &range.to) {
                if value.is_some() {
                    self.add(key);
                }
            }
        }
    }

    /// Notes a key that is about to be there, if it is in a range.
    pub(super) fn note(&self, key: &[u8]) {
        if self.covers(key) {
            self.add(key);
        }
    }

    fn covers(&self, key: &[u8]) -> bool {
        self.ranges.iter().any(|range| *range.from <= *key && *key < *range.to)
    }

    /// From now on a key that is not known is not there.
    pub(super) fn complete(&self) {
        self.is_complete.store(true, Ordering::Release);
    }

    /// Whether the index certainly has no such key. The lock under which batches are added orders this after them.
    pub(super) fn lacks(&self, key: &[u8]) -> bool {
        let has = |(word, bit): (usize, u64)| {
            self.words.get(word).is_none_or(|word| word.load(Ordering::Relaxed) & bit != 0)
        };
        self.is_complete.load(Ordering::Acquire) && self.covers(key) && !places(key).all(has)
    }
}

/// Where the bits of a key stand: the word, and the bit in it. Two halves of one hash give them all (Kirsch and
/// Mitzenmacher, *Less hashing, same performance*, 2006).
fn places(key: &[u8]) -> impl Iterator<Item = (usize, u64)> {
    let mut hasher = DefaultHasher::new();
    hasher.write(key);
    let hash = hasher.finish();
    let step = hash.rotate_left(32) | 1;
    (0..HASHES).map(move |number| {
        let place = hash.wrapping_add(step.wrapping_mul(number));
        let word = usize::try_from((place >> 6) % WORDS).unwrap_or_default();
        (word, 1 << (place % 64))
    })
}

#[cfg(test)]
mod tests {
    use super::Known;
    use crate::{Batch, KeyRange};

    fn key(number: u32) -> Vec<u8> {
        [b"key".as_slice(), &number.to_be_bytes()].concat()
    }

    #[test]
    fn nothing_that_is_there_is_lacking_and_most_of_the_rest_is() {
        let known = Known::of(vec![KeyRange { from: b"key".to_vec(), to: b"kez".to_vec() }]);
        let mut batch = Batch::new(1);
        for number in 0..20_000 {
            known.add(&key(number));
            batch.put(key(20_000 + number), "");
        }
        batch.delete(key(100_000));
        batch.put("other", "");
        known.add_batch(&batch);
        assert!(!known.lacks(&key(99_999)), "not everything is known yet");
        known.complete();
        assert!((0..40_000).all(|number| !known.lacks(&key(number))));
        let wrong = (100_000..200_000).filter(|number| !known.lacks(&key(*number))).count();
        assert!(wrong < 20, "{wrong} of 100,000 may be there");
        assert!(!known.lacks(b"elsewhere"), "of other keys nothing is said");
    }
}
