//! Steps of a series and periods, each counted from its own first day.

use crate::Date;
use crate::derive::step_civil;
use crate::error::ClockError;
use crate::rule::{Amount, Unit};

/// The date of step `n` of a series, before any roll: `first` after the anchor, and `every` for each step after that.
///
/// Steps count from 1. Every step is counted from the anchor, never from the step before: a series from 31 January
/// every month falls on 28 February and then on 31 March. Months and years are added together, then weeks and days.
///
/// # Errors
///
/// [`ClockError::NoStepZero`] for `n` = 0. [`ClockError::NeedsCalendar`] for working days and
/// [`ClockError::NeedsInstant`] for hours. [`ClockError::OutOfRange`] if the step leaves 1900 to 2200.
pub fn series(first: Amount, every: Amount, n: u32, anchor: Date) -> Result<Date, ClockError> {
    let repeats = n.checked_sub(1).ok_or(ClockError::NoStepZero)?;
    let (first_months, first_days) = months_and_days(first)?;
    let (every_months, every_days) = months_and_days(every)?;
    let total = |once: i64, each: i64| each.saturating_mul(i64::from(repeats)).saturating_add(once);
    step_civil(anchor, total(first_months, every_months), total(first_days, every_days))
}

/// The last day of a period whose first day counts: three years from 1 September 2025 end with 31 August 2028.
///
/// A period of no length ends the day before it begins.
///
/// # Errors
///
/// As for [`series`].
pub fn last_day_of_period(length: Amount, first_day: Date) -> Result<Date, ClockError> {
    let day_after = series(length, length, 1, first_day)?;
    step_civil(day_after, 0, -1)
}

fn months_and_days(amount: Amount) -> Result<(i64, i64), ClockError> {
    let count = i64::from(amount.count);
    match amount.unit {
        Unit::Days => Ok((0, count)),
        Unit::Weeks => Ok((0, count * 7)),
        Unit::Months => Ok((count, 0)),
        Unit::Years => Ok((count * 12, 0)),
        Unit::WorkingDays => Err(ClockError::NeedsCalendar),
        Unit::Hours => Err(ClockError::NeedsInstant),
    }
}
