//! What the clock refuses to compute.

use crate::Date;

/// Says why no date could be computed or no rule could be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// A date left the years in which the rules are meant to hold.
    #[error(
        "`{from}`, or the date counted from it, lies outside 1900 to 2200: check the date and the length"
    )]
    OutOfRange {
        /// The date from which the count began.
        from: Date,
    },
    /// Clock hours were asked of a date: only an instant can carry them.
    #[error(
        "hours are counted from a moment, not from a date: count them with `derive_hours` from the recorded time"
    )]
    NeedsInstant,
    /// Working days were asked for where no calendar is at hand.
    #[error("a series cannot be counted in working days: use days, weeks, months or years")]
    NeedsCalendar,
    /// A series has no step 0.
    #[error("a series begins with step 1: there is no step 0")]
    NoStepZero,
    /// A pause that ends before it begins.
    #[error("the pause from `{from}` ends before it begins, on `{to}`: correct one of the two dates")]
    PauseBackwards {
        /// The first day of the pause.
        from: Date,
        /// The day on which the clock was said to run again.
        to: Date,
    },
    /// A text that is not an amount of time.
    #[error(
        "`{text}` is not an amount of time: write a whole number and a unit, such as `8 weeks` or `1 working day`"
    )]
    NotAnAmount {
        /// What was written.
        text: String,
    },
    /// A length beyond what any case lasts.
    #[error("`{text}` is longer than anything lasts here: write 100 years at most")]
    TooLong {
        /// What was written.
        text: String,
    },
    /// A text that is not a way to roll.
    #[error("`{text}` is not a way to roll: write `next_working_day`, `previous_working_day` or `none`")]
    UnknownRoll {
        /// What was written.
        text: String,
    },
    /// A customary closing day that the calendar does not have.
    #[error("`{name}` is not a customary closing day of this calendar: write its Danish or English name")]
    UnknownCustomary {
        /// What was written.
        name: String,
    },
}
