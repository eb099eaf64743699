//! Values, and how they are written in FEEL.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::types::Type;

/// A value that an expression reads or gives.
///
/// Equality is the `=` of FEEL for two present values of one type; `1.0` equals `1.00`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing, or not known.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A decimal number of at most 28 digits.
    Number(Decimal),
    /// A text.
    Text(String),
    /// A civil date.
    Date(Date),
    /// An instant: microseconds since 1970-01-01T00:00:00Z.
    DateTime(i64),
    /// A duration in microseconds.
    DayDuration(i64),
    /// A duration in months.
    MonthDuration(i32),
    /// A word of a choice type.
    Choice(String),
    /// A list.
    List(Vec<Value>),
    /// A group of named values.
    Context(BTreeMap<String, Value>),
}

/// Microseconds of a second.
pub(crate) const SECOND_MICROS: i64 = 1_000_000;
/// Microseconds of a minute.
pub(crate) const MINUTE_MICROS: i64 = 60 * SECOND_MICROS;
/// Microseconds of an hour.
pub(crate) const HOUR_MICROS: i64 = 60 * MINUTE_MICROS;
/// Microseconds of a day of 24 hours.
pub(crate) const DAY_MICROS: i64 = 24 * HOUR_MICROS;

impl Value {
    /// The type of a constant; choices, lists and contexts take theirs from where they stand.
    pub(crate) fn type_of_literal(&self) -> Type {
        match self {
            Self::Null | Self::List(_) | Self::Context(_) => Type::Null,
            Self::Boolean(_) => Type::Boolean,
            Self::Number(_) => Type::Number,
            Self::Text(_) => Type::Text,
            Self::Date(_) => Type::Date,
            Self::DateTime(_) => Type::DateTime,
            Self::DayDuration(_) => Type::DayDuration,
            Self::MonthDuration(_) => Type::MonthDuration,
            Self::Choice(name) => Type::Choice(name.clone()),
        }
    }
}

/// Writes the value as FEEL would spell it; choices are bare words.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(truth) => write!(f, "{truth}"),
            Self::Number(number) => write!(f, "{}", number.normalize()),
            Self::Text(text) => write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
            Self::Date(date) => write!(f, "date(\"{date}\")"),
            Self::DateTime(micros) => match Timestamp::from_microsecond(*micros) {
                Ok(instant) => write!(f, "date and time(\"{instant}\")"),
                Err(_) => write!(f, "date and time beyond the calendar"),
            },
            Self::DayDuration(micros) => write_days(f, *micros),
            Self::MonthDuration(months) => write_months(f, *months),
            Self::Choice(word) => f.write_str(word),
            Self::List(members) => {
                f.write_str("[")?;
                for (index, member) in members.iter().enumerate() {
                    write!(f, "{}{member}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            Self::Context(parts) => {
                f.write_str("{")?;
                for (index, (name, part)) in parts.iter().enumerate() {
                    write!(f, "{}{name}: {part}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str("}")
            }
        }
    }
}

fn write_days(f: &mut fmt::Formatter<'_>, micros: i64) -> fmt::Result {
    let sign = if micros < 0 { "-" } else { "" };
    let day = DAY_MICROS.unsigned_abs();
    let (days, rest) = (micros.unsigned_abs() / day, micros.unsigned_abs() % day);
    write!(f, "duration(\"{sign}P")?;
    if days > 0 || rest == 0 {
        write!(f, "{days}D")?;
    }
    if rest > 0 {
        f.write_str("T")?;
        let (hour, minute) = (HOUR_MICROS.unsigned_abs(), MINUTE_MICROS.unsigned_abs());
        let (hours, minutes, rest) = (rest / hour, rest % hour / minute, rest % minute);
        if hours > 0 {
            write!(f, "{hours}H")?;
        }
        if minutes > 0 {
            write!(f, "{minutes}M")?;
        }
        if rest > 0 {
            write!(f, "{}S", Decimal::new(i64::try_from(rest).unwrap_or(0), 6).normalize())?;
        }
    }
    f.write_str("\")")
}

fn write_months(f: &mut fmt::Formatter<'_>, months: i32) -> fmt::Result {
    let sign = if months < 0 { "-" } else { "" };
    let (years, rest) = (months.unsigned_abs() / 12, months.unsigned_abs() % 12);
    write!(f, "duration(\"{sign}P")?;
    if years > 0 {
        write!(f, "{years}Y")?;
    }
    if rest > 0 || years == 0 {
        write!(f, "{rest}M")?;
    }
    f.write_str("\")")
}
