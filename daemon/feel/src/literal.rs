//! Dates, instants and durations from their ISO 8601 spellings.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::lex::digits;
use crate::value::{DAY_MICROS, HOUR_MICROS, MINUTE_MICROS, SECOND_MICROS, Value};

/// The functions whose argument is a literal text, with what the text must look like.
pub(crate) const CONSTRUCTORS: [(&str, Constructor, &str); 3] = [
    ("date", date, "write it as `date(\"2026-08-03\")`"),
    (
        "date and time",
        date_and_time,
        "write it with its offset from UTC, as `date and time(\"2026-08-03T09:00:00+02:00\")`",
    ),
    (
        "duration",
        duration,
        "write it as `duration(\"P3D\")`, `duration(\"PT72H\")`, `duration(\"P4W\")` or `duration(\"P1Y6M\")`; months do not mix with days",
    ),
];

/// Reads a value from a text, if the text has one.
pub(crate) type Constructor = fn(&str) -> Option<Value>;

/// Reads what stands after `@`: whichever of the three it is.
pub(crate) fn at_literal(text: &str) -> Option<Value> {
    CONSTRUCTORS.iter().find_map(|(_, read, _)| read(text))
}

/// `2026-08-03`, years 0 to 9999.
fn date(text: &str) -> Option<Value> {
    let mut fields = text.splitn(3, '-');
    let (year, month, day) = (fields.next()?, fields.next()?, fields.next()?);
    if (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return None;
    }
    Date::new(digits(year)?, digits(month)?, digits(day)?).ok().map(Value::Date)
}

/// RFC 3339: a date, `T`, a time of day and an offset or `Z`.
fn date_and_time(text: &str) -> Option<Value> {
    let (civil, _) = text.split_once('T')?;
    date(civil)?;
    let instant: Timestamp = text.parse().ok()?;
    Some(Value::DateTime(instant.as_microsecond()))
}

/// `P3D`, `P4W`, `PT72H30M`, `PT0.5S`, `P1Y6M`, each with an optional `-` before it.
fn duration(text: &str) -> Option<Value> {
    let (sign, body) = match text.strip_prefix('-') {
        Some(body) => (-1, body),
        None => (1, text),
    };
    let body = body.strip_prefix('P')?;
    let (calendar, clock) = match body.split_once('T') {
        Some((calendar, clock)) => (calendar, Some(clock)),
        None => (body, None),
    };
    let [years, months, weeks, days] = amounts(calendar, ['Y', 'M', 'W', 'D'])?;
    let is_of_months = years.is_some() || months.is_some();
    if is_of_months {
        if weeks.is_some() || days.is_some() || clock.is_some() {
            return None;
        }
        let total = whole(years)?.checked_mul(12)?.checked_add(whole(months)?)?.checked_mul(sign)?;
        return i32::try_from(total).ok().map(Value::MonthDuration);
    }
    let mut micros = whole(weeks)?.checked_mul(7)?.checked_add(whole(days)?)?.checked_mul(DAY_MICROS)?;
    if let Some(clock) = clock {
        let [hours, minutes, seconds] = amounts(clock, ['H', 'M', 'S'])?;
        if hours.is_none() && minutes.is_none() && seconds.is_none() {
            return None;
        }
        micros = micros.checked_add(whole(hours)?.checked_mul(HOUR_MICROS)?)?;
        micros = micros.checked_add(whole(minutes)?.checked_mul(MINUTE_MICROS)?)?;
        micros = micros.checked_add(seconds.map_or(Some(0), seconds_micros)?)?;
    } else if weeks.is_none() && days.is_none() {
        return None;
    }
    micros.checked_mul(sign).map(Value::DayDuration)
}

/// Cuts `1Y6M` into the texts before each of `units`, which come in this order and at most once.
fn amounts<const N: usize>(text: &str, units: [char; N]) -> Option<[Option<&str>; N]> {
    let mut rest = text;
    let found = units.map(|unit| {
        let (amount, after) = rest.split_once(unit)?;
        let is_amount = !amount.is_empty() && amount.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        if !is_amount {
            return None;
        }
        rest = after;
        Some(amount)
    });
    rest.is_empty().then_some(found)
}

fn whole(amount: Option<&str>) -> Option<i64> {
    amount.map_or(Some(0), digits)
}

fn seconds_micros(text: &str) -> Option<i64> {
    let Some((seconds, fraction)) = text.split_once('.') else {
        return digits::<i64>(text)?.checked_mul(SECOND_MICROS);
    };
    if fraction.len() > 6 {
        return None;
    }
    let micros: i64 = digits(&format!("{fraction:0<6}"))?;
    if fraction.is_empty() {
        return None;
    }
    digits::<i64>(seconds)?.checked_mul(SECOND_MICROS)?.checked_add(micros)
}
