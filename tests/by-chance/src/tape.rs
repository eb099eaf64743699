//! Choices taken from a list of numbers: where the list is over, the first choice is taken each time.
//!
//! So the shortest list with the lowest numbers is the smallest file, and a failure shrinks to it by itself.

/// Choices that are taken one after the other.
pub struct Tape<'t> {
    numbers: &'t [u16],
    at: usize,
}

impl<'t> Tape<'t> {
    /// Choices by a list.
    #[must_use]
    pub const fn of(numbers: &'t [u16]) -> Self {
        Self { numbers, at: 0 }
    }

    /// Whether every number of the list was taken.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.at >= self.numbers.len()
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(number) % bound.max(1)
    }

    /// Whether something happens that happens once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) + 1 == times
    }

    /// One of a list that is not empty.
    pub fn of_these<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}
