//! The arithmetic of the legal clock: civil dates in Denmark, working days, deadlines, reminder ladders and series.
//!
//! Everything here is pure. No function reads a clock, a file or the time zone data of the machine:
//! dates, ledgers and calendars come in as arguments, dates and sentences go out.
//!
//! A deadline is derived, never typed in twice:
//! [`Rule`] + anchor date + ledger of [`Adjustment`]s + [`Calendar`] → [`Derived`], by [`derive()`].
//! The day of the anchor is day 0. Weeks end on the same weekday, months and years on the same date number or on the
//! last day of the month, and no unit is ever converted into another. Dates lie in the years 1900 to 2200.
//!
//! Instants are microseconds since 1970-01-01T00:00:00Z, and civil time is that of Europe/Copenhagen,
//! from the bundled time zone database only ([`tzdb_version`]).

mod calendar;
mod civil;
mod derive;
mod error;
mod ladder;
mod rule;
mod series;
mod why;
mod words;

pub use jiff::civil::Date;

pub use calendar::{Calendar, Closed, ClosedKind};
pub use civil::{
    birthday, civil_date, civil_date_time, end_of_day_us, instant_us, tzdb_version, years_between,
};
pub use derive::{Adjustment, Derived, derive, derive_hours};
pub use error::ClockError;
pub use ladder::{Rung, RungRule, RungWhen, rungs};
pub use rule::{Amount, Direction, Roll, Rule, Unit};
pub use series::{last_day_of_period, series};
pub use why::{DeadlineWords, Why, why};
pub use words::{date_da, date_en, day_da, day_en, month_da, month_en};

#[cfg(test)]
mod tests;
