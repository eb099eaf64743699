//! Sets of rules, and sets of pieces of a column.

/// A set of small numbers below a length that all sets of one kind share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bits(Vec<u64>);

const WORD_BITS: usize = 64;

impl Bits {
    pub(super) fn none(length: usize) -> Self {
        Self(vec![0; length.div_ceil(WORD_BITS)])
    }

    pub(super) fn all(length: usize) -> Self {
        Self::of(length, |_| true)
    }

    /// Those below `length` that `is_in` takes.
    pub(super) fn of(length: usize, is_in: impl Fn(usize) -> bool) -> Self {
        let mut bits = Self::none(length);
        for number in (0..length).filter(|number| is_in(*number)) {
            bits.insert(number);
        }
        bits
    }

    pub(super) fn insert(&mut self, number: usize) {
        if let Some(word) = self.0.get_mut(number / WORD_BITS) {
            *word |= 1 << (number % WORD_BITS);
        }
    }

    pub(super) fn holds(&self, number: usize) -> bool {
        self.0.get(number / WORD_BITS).is_some_and(|word| word >> (number % WORD_BITS) & 1 == 1)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(super) fn and(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(own, other)| own & other).collect())
    }

    pub(super) fn or(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(own, other)| own | other).collect())
    }

    /// As many numbers as it has room for.
    pub(super) fn room(&self) -> usize {
        self.0.len() * WORD_BITS
    }

    pub(super) fn intersects(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(own, other)| own & other != 0)
    }

    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(own, other)| own & !other == 0)
    }

    /// The numbers in it, the least first.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        let words = self.0.iter().enumerate();
        words.flat_map(|(at, word)| {
            (0..WORD_BITS).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * WORD_BITS + bit)
        })
    }
}
