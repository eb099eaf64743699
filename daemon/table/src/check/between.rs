//! A value between two others, for an example that a person can try.

use feel::{Moment, Type, Value};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};
use rust_decimal::Decimal;

/// Days are counted from here, so that the example of an open column is a date of our days.
const FIRST_DAY: Date = jiff::civil::date(2000, 1, 1);

const SECOND_MICROS: i128 = 1_000_000;
const HOUR_MICROS: i128 = 3_600 * SECOND_MICROS;
const DAY_MICROS: i128 = 24 * HOUR_MICROS;
const SECOND_NANOS: i128 = 1_000 * SECOND_MICROS;
const HOUR_NANOS: i128 = 3_600 * SECOND_NANOS;

/// A value of the type above `low` and below `high`; `None` if there is none.
///
/// Whole numbers, days, hours and seconds are preferred to parts of them.
pub(super) fn between(kind: &Type, low: Option<&Value>, high: Option<&Value>) -> Option<Value> {
    if *kind == Type::Number {
        return number(decimal(low), decimal(high)).map(Value::Number);
    }
    if *kind == Type::Text {
        return text(letters(low), letters(high)).map(Value::Text);
    }
    counted(kind, low, high)
}

/// Whether values of the type can be gone through: they have one order, and it is known what lies between two.
pub(super) fn is_known(kind: &Type) -> bool {
    matches!(kind, Type::Number | Type::Text) || !units(kind).is_empty()
}

/// Whether only fractions lie between two whole numbers.
pub(super) fn is_fraction(low: Option<&Value>, high: Option<&Value>) -> bool {
    let (Some(low), Some(high)) = (decimal(low), decimal(high)) else { return false };
    low.is_integer() && high.is_integer() && high.checked_sub(low) == Some(Decimal::ONE)
}

fn decimal(value: Option<&Value>) -> Option<Decimal> {
    if let Some(Value::Number(number)) = value { Some(*number) } else { None }
}

fn letters(value: Option<&Value>) -> Option<&str> {
    if let Some(Value::Text(text)) = value { Some(text) } else { None }
}

fn number(low: Option<Decimal>, high: Option<Decimal>) -> Option<Decimal> {
    let is_between =
        |number: &Decimal| low.is_none_or(|low| low < *number) && high.is_none_or(|high| *number < high);
    let whole = match (low, high) {
        (Some(low), _) => low.floor().checked_add(Decimal::ONE),
        (None, Some(high)) => high.ceil().checked_sub(Decimal::ONE),
        (None, None) => Some(Decimal::ZERO),
    };
    let half = || {
        let (low, high) = (low?, high?);
        low.checked_add(high.checked_sub(low)?.checked_div(Decimal::TWO)?)
    };
    whole.filter(is_between).or_else(|| half().filter(is_between)).map(|number| number.normalize())
}

fn text(low: Option<&str>, high: Option<&str>) -> Option<String> {
    let longer = |ending: &str| format!("{}{ending}", low.unwrap_or_default());
    // The last is the very next text, so that nothing lies between if it does not.
    let candidates =
        ["other".to_owned(), "A".to_owned(), String::new(), longer(" x"), longer(" "), longer("\0")];
    candidates.into_iter().find(|candidate| {
        let candidate = candidate.as_str();
        low.is_none_or(|low| low < candidate) && high.is_none_or(|high| candidate < high)
    })
}

/// Steps between examples of a type that can be counted, the finest last; none for other types.
fn units(kind: &Type) -> &'static [i128] {
    match kind {
        Type::Date | Type::MonthDuration => &[1],
        Type::DateTime => &[HOUR_MICROS, SECOND_MICROS, 1],
        Type::DayDuration => &[DAY_MICROS, HOUR_MICROS, SECOND_MICROS, 1],
        Type::LocalDateTime | Type::Time => &[HOUR_NANOS, SECOND_NANOS, 1],
        Type::Null
        | Type::Boolean
        | Type::Number
        | Type::Text
        | Type::ZonedTime
        | Type::Choice(_)
        | Type::List(_)
        | Type::Context(_)
        | Type::Range(_)
        | Type::Optional(_) => &[],
    }
}

fn counted(kind: &Type, low: Option<&Value>, high: Option<&Value>) -> Option<Value> {
    let (low, high) = (low.and_then(count), high.and_then(count));
    let step = |unit: &i128| {
        let candidate = match (low, high) {
            (Some(low), _) => low + unit,
            (None, Some(high)) => high - unit,
            (None, None) => 0,
        };
        let is_between = low.is_none_or(|low| low < candidate) && high.is_none_or(|high| candidate < high);
        if is_between { of_count(kind, candidate) } else { None }
    };
    units(kind).iter().find_map(step)
}

fn count(value: &Value) -> Option<i128> {
    match value {
        Value::Date(date) => FIRST_DAY.until(*date).ok().map(|span| i128::from(span.get_days())),
        Value::DateTime(moment) => Some(moment.micros().into()),
        Value::LocalDateTime(civil) => {
            civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp().as_nanosecond())
        }
        Value::Time(time) => Some(time.duration_since(Time::midnight()).as_nanos()),
        Value::DayDuration(micros) => Some((*micros).into()),
        Value::MonthDuration(months) => Some((*months).into()),
        Value::Null
        | Value::Boolean(_)
        | Value::Number(_)
        | Value::Text(_)
        | Value::ZonedTime(_)
        | Value::Choice(_)
        | Value::List(_)
        | Value::Context(_)
        | Value::Range(_) => None,
    }
}

/// `None` where the type has no such value.
fn of_count(kind: &Type, count: i128) -> Option<Value> {
    match kind {
        Type::Date => {
            let span = Span::new().try_days(i64::try_from(count).ok()?).ok()?;
            FIRST_DAY.checked_add(span).ok().map(Value::Date)
        }
        Type::DateTime => {
            let micros = i64::try_from(count).ok()?;
            Timestamp::from_microsecond(micros).ok().map(|_| Value::DateTime(Moment::utc(micros)))
        }
        Type::LocalDateTime => {
            let instant = Timestamp::from_nanosecond(count).ok()?;
            Some(Value::LocalDateTime(TimeZone::UTC.to_datetime(instant)))
        }
        Type::Time => {
            let since = SignedDuration::from_nanos(i64::try_from(count).ok()?);
            Time::midnight().checked_add(since).ok().map(Value::Time)
        }
        Type::DayDuration => i64::try_from(count).ok().map(Value::DayDuration),
        Type::MonthDuration => i32::try_from(count).ok().map(Value::MonthDuration),
        Type::Null
        | Type::Boolean
        | Type::Number
        | Type::Text
        | Type::ZonedTime
        | Type::Choice(_)
        | Type::List(_)
        | Type::Context(_)
        | Type::Range(_)
        | Type::Optional(_) => None,
    }
}
