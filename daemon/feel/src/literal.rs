//! Dates, instants and durations from their ISO 8601 spellings.

use jiff::civil::{self, Date};
use rust_decimal::Decimal;

use crate::evaluate::order;
use crate::lex::digits;
use crate::moment::{Moment, Zone, ZonedTime};
use crate::value::{DAY_MICROS, HOUR_MICROS, MINUTE_MICROS, Range, SECOND_MICROS, Value};

/// The functions whose argument may be a literal text, with what the text must look like.
pub(crate) const CONSTRUCTORS: [(&str, Constructor, &str); 5] = [
    ("date", date, "write it as `date(\"2026-08-03\")`"),
    (
        "date and time",
        date_and_time,
        "write it with its offset from UTC, as `date and time(\"2026-08-03T09:00:00+02:00\")`",
    ),
    ("time", time, "write it as `time(\"09:00:00\")` or `time(\"09:00:00+02:00\")`"),
    (
        "duration",
        duration,
        "write it as `duration(\"P3D\")`, `duration(\"PT72H\")`, `duration(\"P4W\")` or `duration(\"P1Y6M\")`; months do not mix with days",
    ),
    ("range", range, "write it as `range(\"[1..5]\")`"),
];

/// Reads a value from a text, if the text has one.
pub(crate) type Constructor = fn(&str) -> Option<Value>;

/// Reads what stands after `@`: whichever of the four it is.
pub(crate) fn at_literal(text: &str) -> Option<Value> {
    [date, date_and_time, time, duration].iter().find_map(|read| read(text))
}

/// `2026-08-03`, years -9999 to 9999.
pub(crate) fn date(text: &str) -> Option<Value> {
    civil_date(text).map(Value::Date)
}

fn civil_date(text: &str) -> Option<Date> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let mut fields = text.splitn(3, '-');
    let (year, month, day) = (fields.next()?, fields.next()?, fields.next()?);
    if (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return None;
    }
    Date::new(sign * digits::<i16>(year)?, digits(month)?, digits(day)?).ok()
}

/// A date, `T`, a time of day and perhaps an offset, `Z` or `@` and a zone (ISO 8601, RFC 9557). A date alone is its
/// midnight.
pub(crate) fn date_and_time(text: &str) -> Option<Value> {
    let Some((civil, clock)) = text.split_once('T') else {
        return civil_date(text).map(|date| Value::LocalDateTime(date.at(0, 0, 0, 0)));
    };
    let date = civil_date(civil)?;
    let time = time(clock)?;
    if let Value::Time(time) = time {
        return Some(Value::LocalDateTime(date.to_datetime(time)));
    }
    let Value::ZonedTime(zoned) = time else { return None };
    Moment::of_civil(date.to_datetime(zoned.time), zoned.zone).map(Value::DateTime)
}

/// `09:00:00`, `09:00:00.5`, and perhaps an offset, `Z` or `@` and a zone.
pub(crate) fn time(text: &str) -> Option<Value> {
    let end = text.find(['Z', 'z', '+', '-', '@']).unwrap_or(text.len());
    let (clock, zone) = text.split_at_checked(end)?;
    let (whole, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut fields = whole.splitn(3, ':');
    let mut field = || fields.next().filter(|field| field.len() == 2).and_then(digits::<i8>);
    let (hour, minute, second) = (field()?, field()?, field()?);
    if fraction.is_empty() || fraction.len() > 9 {
        return None;
    }
    let nanos = digits::<i32>(&format!("{fraction:0<9}"))?;
    let time = civil::Time::new(hour, minute, second, nanos).ok()?;
    if zone.is_empty() {
        return Some(Value::Time(time));
    }
    Some(Value::ZonedTime(ZonedTime { time, zone: Zone::read(zone)? }))
}

/// `[1..5]`, `(1..5)`, `]1..5[` of literals of one type (DMN 1.5 §10.3.2.7), or one bound: `[..5]`, `(1..)`.
fn range(text: &str) -> Option<Value> {
    let text = text.trim();
    let low_included = match text.chars().next()? {
        '[' => true,
        '(' | ']' => false,
        _ => return None,
    };
    let high_included = match text.chars().last()? {
        ']' => true,
        ')' | '[' => false,
        _ => return None,
    };
    let (low, high) = text.get(1..text.len() - 1)?.split_once("..")?;
    let bound = |text: &str| match text.trim() {
        "" => Some(None),
        text => literal(text).map(Some),
    };
    let (low, high) = (bound(low)?, bound(high)?);
    let is_right = match (&low, &high) {
        (Some(low), Some(high)) => order(low, high).is_some_and(std::cmp::Ordering::is_le),
        (Some(_), None) => !high_included,
        (None, Some(_)) => !low_included,
        (None, None) => false,
    };
    is_right.then(|| Value::Range(Box::new(Range { low, low_included, high, high_included })))
}

/// One literal of an ordered type.
fn literal(text: &str) -> Option<Value> {
    let inner = |text: &str| {
        let quoted = text.trim().strip_prefix('"')?.strip_suffix('"')?;
        (!quoted.contains(['"', '\\'])).then(|| quoted.to_owned())
    };
    if let Some(rest) = text.strip_prefix('@') {
        return at_literal(&inner(rest)?);
    }
    if let Some(text) = inner(text) {
        return Some(Value::Text(text));
    }
    for (name, read, _) in CONSTRUCTORS.iter().filter(|(name, _, _)| *name != "range") {
        let call = text.strip_prefix(name).and_then(|rest| rest.trim().strip_prefix('('));
        if let Some(argument) = call.and_then(|rest| rest.strip_suffix(')')) {
            return read(&inner(argument)?);
        }
    }
    Decimal::from_str_exact(text).ok().map(Value::Number)
}

/// `P3D`, `P4W`, `PT72H30M`, `PT0.5S`, `P1Y6M`, each with an optional `-` before it.
pub(crate) fn duration(text: &str) -> Option<Value> {
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
    digits::<i64>(seconds)?.checked_mul(SECOND_MICROS)?.checked_add(micros)
}
