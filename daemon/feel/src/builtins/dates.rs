//! Dates, times and durations from their parts (DMN 1.5 §10.3.4.1) and to words (§10.3.4.7).

use jiff::civil::{self, Date, DateTime, Time};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::{Builtin, Gives, Outcome, Parameter, Takes, all, mismatch};
use crate::evaluate::EvaluationError;
use crate::literal;
use crate::moment::{Moment, Zone, ZonedTime};
use crate::types::Type;
use crate::value::{SECOND_MICROS, Value};

const DAYS_OR_TEXT: &[Type] = &[Type::Date, Type::DateTime, Type::LocalDateTime, Type::Text];
const DAYS: &[Type] = &[Type::Date, Type::DateTime, Type::LocalDateTime];
const TIMES: &[Type] = &[Type::Time, Type::ZonedTime];
const CLOCKS: &[Type] = &[Type::DateTime, Type::LocalDateTime, Type::Time, Type::ZonedTime];
const OFFSET: &[Type] = &[Type::DayDuration];
const DAY: &[Parameter] = &[Parameter("date", Takes::Of(DAYS))];
const CLOCK: [Parameter; 3] = [
    Parameter("hour", Takes::Number),
    Parameter("minute", Takes::Number),
    Parameter("second", Takes::Number),
];

pub(super) static BUILTINS: [Builtin; 13] = [
    all("date", &[Parameter("from", Takes::Of(DAYS_OR_TEXT))], Gives::DateOf, date_of),
    all(
        "date",
        &[
            Parameter("year", Takes::Number),
            Parameter("month", Takes::Number),
            Parameter("day", Takes::Number),
        ],
        Gives::Date,
        date,
    ),
    all("time", &[Parameter("from", Takes::Of(CLOCKS))], Gives::TimeOf, time_of),
    all("time", &CLOCK, Gives::Time, time),
    all(
        "time",
        &[
            Parameter("hour", Takes::Number),
            Parameter("minute", Takes::Number),
            Parameter("second", Takes::Number),
            Parameter("offset", Takes::Of(OFFSET)),
        ],
        Gives::ZonedTime,
        zoned_time,
    ),
    all(
        "date and time",
        &[Parameter("date", Takes::Of(DAYS)), Parameter("time", Takes::Of(TIMES))],
        Gives::Moment,
        date_and_time,
    ),
    all(
        "years and months duration",
        &[Parameter("from", Takes::Of(DAYS)), Parameter("to", Takes::Of(DAYS))],
        Gives::Months,
        months_between,
    ),
    all("day of year", DAY, Gives::Number, |arguments| {
        of_day(arguments, |date| Value::Number(Decimal::from(date.day_of_year())))
    }),
    all("week of year", DAY, Gives::Number, |arguments| {
        of_day(arguments, |date| Value::Number(Decimal::from(date.iso_week_date().week())))
    }),
    // In English, as the standard asks.
    all("day of week", DAY, Gives::Text, |arguments| {
        of_day(arguments, |date| Value::Text(date.strftime("%A").to_string()))
    }),
    all("month of year", DAY, Gives::Text, |arguments| {
        of_day(arguments, |date| Value::Text(date.strftime("%B").to_string()))
    }),
    all("last day of month", DAY, Gives::Number, |arguments| {
        of_day(arguments, |date| Value::Number(Decimal::from(date.days_in_month())))
    }),
    all(
        "years",
        &[Parameter("from", Takes::Of(&[Type::Date])), Parameter("to", Takes::Of(&[Type::Date]))],
        Gives::Number,
        years,
    ),
];

fn day_of(value: &Value) -> Result<Date, EvaluationError> {
    if let Value::Date(date) = value {
        return Ok(*date);
    }
    if let Value::LocalDateTime(civil) = value {
        return Ok(civil.date());
    }
    let Value::DateTime(moment) = value else {
        return Err(EvaluationError::WrongType("a built-in function".to_owned()));
    };
    moment.civil().map(DateTime::date).ok_or(EvaluationError::Overflow)
}

fn of_day(arguments: &[Value], result: impl FnOnce(Date) -> Value) -> Outcome {
    let [value] = arguments else { return mismatch() };
    day_of(value).map(result)
}

/// Null if it is a text and no date.
fn date_of(arguments: &[Value]) -> Outcome {
    if let [Value::Text(text)] = arguments {
        return Ok(literal::date(text).unwrap_or(Value::Null));
    }
    of_day(arguments, Value::Date)
}

fn date(arguments: &[Value]) -> Outcome {
    let [Value::Number(year), Value::Number(month), Value::Number(day)] = arguments else {
        return mismatch();
    };
    let whole = |number: &Decimal| number.fract().is_zero().then(|| number.to_i16()).flatten();
    let part = |number: &Decimal| whole(number).and_then(|part| i8::try_from(part).ok());
    let date = || Date::new(whole(year)?, part(month)?, part(day)?).ok();
    date().map(Value::Date).ok_or(EvaluationError::Argument("date"))
}

fn time_of(arguments: &[Value]) -> Outcome {
    match arguments {
        [time @ (Value::Time(_) | Value::ZonedTime(_))] => Ok(time.clone()),
        [Value::LocalDateTime(civil)] => Ok(Value::Time(civil.time())),
        [Value::DateTime(moment)] => {
            let time = moment.civil().ok_or(EvaluationError::Overflow)?.time();
            Ok(Value::ZonedTime(ZonedTime { time, zone: moment.zone().clone() }))
        }
        _ => mismatch(),
    }
}

fn clock(arguments: &[Value]) -> Option<Time> {
    let [Value::Number(hour), Value::Number(minute), Value::Number(second)] = arguments else { return None };
    let part = |number: &Decimal| number.fract().is_zero().then(|| number.to_i8()).flatten();
    let nanos = second.fract().checked_mul(Decimal::from(1_000_000_000))?.to_i32()?;
    civil::Time::new(part(hour)?, part(minute)?, second.trunc().to_i8()?, nanos).ok()
}

fn time(arguments: &[Value]) -> Outcome {
    clock(arguments).map(Value::Time).ok_or(EvaluationError::Argument("time"))
}

fn zoned_time(arguments: &[Value]) -> Outcome {
    let [parts @ .., Value::DayDuration(offset)] = arguments else { return mismatch() };
    let zoned = || {
        let seconds =
            i32::try_from(offset / SECOND_MICROS).ok().filter(|seconds| seconds.abs() <= 14 * 3_600)?;
        Some(ZonedTime { time: clock(parts)?, zone: Zone::Offset(seconds) })
    };
    zoned().map(Value::ZonedTime).ok_or(EvaluationError::Argument("time"))
}

fn date_and_time(arguments: &[Value]) -> Outcome {
    let [day, time] = arguments else { return mismatch() };
    let day = day_of(day)?;
    if let Value::Time(time) = time {
        return Ok(Value::LocalDateTime(day.to_datetime(*time)));
    }
    let Value::ZonedTime(zoned) = time else { return mismatch() };
    Moment::of_civil(day.to_datetime(zoned.time), zoned.zone.clone())
        .map(Value::DateTime)
        .ok_or(EvaluationError::Overflow)
}

/// Whole months from the first to the second.
fn months_between(arguments: &[Value]) -> Outcome {
    let [from, to] = arguments else { return mismatch() };
    let (from, to) = (day_of(from)?, day_of(to)?);
    let (early, late, sign) = if to >= from { (from, to, 1) } else { (to, from, -1) };
    let months = (i32::from(late.year()) - i32::from(early.year())) * 12 + i32::from(late.month())
        - i32::from(early.month())
        - i32::from(late.day() < early.day());
    Ok(Value::MonthDuration(sign * months))
}

/// Whole years from the first date to the second, negative when the second is earlier.
///
/// Who is born on 29 February completes a year on 1 March where there is no such day.
fn years(arguments: &[Value]) -> Outcome {
    let [Value::Date(from), Value::Date(to)] = arguments else { return mismatch() };
    let years = if to >= from { whole_years(*from, *to) } else { -whole_years(*to, *from) };
    Ok(Value::Number(Decimal::from(years)))
}

fn whole_years(from: Date, to: Date) -> i32 {
    let is_before_the_day = (to.month(), to.day()) < (from.month(), from.day());
    i32::from(to.year()) - i32::from(from.year()) - i32::from(is_before_the_day)
}
