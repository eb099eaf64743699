//! Values, and how they are written in FEEL.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::{self, Date};
use rust_decimal::Decimal;

use crate::moment::{Moment, ZonedTime};
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
    /// An instant and the zone in which it was said.
    DateTime(Moment),
    /// A date and a time of day without an offset.
    LocalDateTime(civil::DateTime),
    /// A time of day with an offset or a zone.
    ZonedTime(ZonedTime),
    /// A time of day without an offset.
    Time(civil::Time),
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
    /// What lies between two values.
    Range(Box<Range>),
}

/// What lies between two values of one type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// Where it begins; `None` if it has no beginning.
    pub low: Option<Value>,
    /// Whether the beginning is in it.
    pub low_included: bool,
    /// Where it ends; `None` if it has no end.
    pub high: Option<Value>,
    /// Whether the end is in it.
    pub high_included: bool,
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
            Self::LocalDateTime(_) => Type::LocalDateTime,
            Self::ZonedTime(_) => Type::ZonedTime,
            Self::Time(_) => Type::Time,
            Self::DayDuration(_) => Type::DayDuration,
            Self::MonthDuration(_) => Type::MonthDuration,
            Self::Choice(name) => Type::Choice(name.clone()),
            Self::Range(range) => {
                let bound = range.low.as_ref().or(range.high.as_ref());
                Type::Range(Box::new(bound.map_or(Type::Null, Self::type_of_literal)))
            }
        }
    }

    /// The value as `string()` gives it: as in FEEL, but a text, date, time or duration without quotes and function.
    pub(crate) fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Date(date) => date.to_string(),
            Self::DateTime(moment) => plain_moment(moment),
            Self::LocalDateTime(civil) => civil.to_string(),
            Self::ZonedTime(zoned) => format!("{}{}", zoned.time, zoned.zone),
            Self::Time(time) => time.to_string(),
            Self::DayDuration(micros) => Days(*micros).to_string(),
            Self::MonthDuration(months) => Months(*months).to_string(),
            Self::Null
            | Self::Boolean(_)
            | Self::Number(_)
            | Self::Choice(_)
            | Self::List(_)
            | Self::Context(_)
            | Self::Range(_) => self.to_string(),
        }
    }
}

fn plain_moment(moment: &Moment) -> String {
    match moment.civil() {
        Some(civil) => format!("{civil}{}", moment.zone()),
        None => "beyond the calendar".to_owned(),
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
            Self::Date(_) => write!(f, "date(\"{}\")", self.plain()),
            Self::DateTime(_) | Self::LocalDateTime(_) => write!(f, "date and time(\"{}\")", self.plain()),
            Self::ZonedTime(_) | Self::Time(_) => write!(f, "time(\"{}\")", self.plain()),
            Self::DayDuration(_) | Self::MonthDuration(_) => write!(f, "duration(\"{}\")", self.plain()),
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
            Self::Range(range) => range.fmt(f),
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let related = |included, sign: &str| format!("({sign}{}", if included { "= " } else { " " });
        match (&self.low, &self.high) {
            (Some(low), Some(high)) => write!(
                f,
                "{}{low}..{high}{}",
                if self.low_included { "[" } else { "(" },
                if self.high_included { "]" } else { ")" }
            ),
            (Some(low), None) => write!(f, "{}{low})", related(self.low_included, ">")),
            (None, Some(high)) => write!(f, "{}{high})", related(self.high_included, "<")),
            (None, None) => f.write_str("(null..null)"),
        }
    }
}

struct Days(i64);

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let day = DAY_MICROS.unsigned_abs();
        let (days, rest) = (self.0.unsigned_abs() / day, self.0.unsigned_abs() % day);
        write!(f, "{sign}P")?;
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
        Ok(())
    }
}

struct Months(i32);

impl fmt::Display for Months {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (years, rest) = (self.0.unsigned_abs() / 12, self.0.unsigned_abs() % 12);
        write!(f, "{sign}P")?;
        if years > 0 {
            write!(f, "{years}Y")?;
        }
        if rest > 0 || years == 0 {
            write!(f, "{rest}M")?;
        }
        Ok(())
    }
}
