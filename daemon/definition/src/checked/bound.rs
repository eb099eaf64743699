//! Between which days a date fact lies.

use super::Due;
use model::Date;

/// A day before or after which a date fact does not lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// As it is written: `6 months after period_start`.
    pub text: String,
    /// Which day it is.
    pub day: BoundDay,
}

/// The day of a bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BoundDay {
    /// Always the same.
    Fixed(Date),
    /// The day on which the answer is given.
    Today,
    /// Counted from an anchor; while that has no day there is no bound.
    Counted(Box<Due>),
}
