//! Arithmetic of numbers, texts, dates and durations. Nothing wraps and nothing is lost silently.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Span};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Evaluated, EvaluationError, TEXT_BYTES_MAX};
use crate::moment::{Moment, ZonedTime, nanos_of_day};
use crate::syntax::Operator;
use crate::value::{DAY_MICROS, Value};

/// Nanoseconds of a microsecond.
const MICRO_NANOS: i64 = 1_000;

/// The value with its sign turned; null stays null.
pub(super) fn negated(value: &Value) -> Evaluated {
    match value {
        Value::Number(number) => Ok(Value::Number(-*number)),
        Value::DayDuration(micros) => checked(micros.checked_neg().map(Value::DayDuration)),
        Value::MonthDuration(months) => checked(months.checked_neg().map(Value::MonthDuration)),
        Value::Null => Ok(Value::Null),
        Value::Boolean(_)
        | Value::Text(_)
        | Value::Date(_)
        | Value::DateTime(_)
        | Value::LocalDateTime(_)
        | Value::ZonedTime(_)
        | Value::Time(_)
        | Value::Choice(_)
        | Value::List(_)
        | Value::Range(_)
        | Value::Context(_) => Err(mismatch()),
    }
}

/// Both values under one operator; null with anything is null.
pub(super) fn combined(left: Value, operator: Operator, right: Value) -> Evaluated {
    if left == Value::Null || right == Value::Null {
        return Ok(Value::Null);
    }
    match operator {
        Operator::Plus => plus(left, right),
        Operator::Minus => minus(left, right),
        Operator::Times => times(left, right),
        Operator::Divide => divided(left, right),
        Operator::Power => power(&left, &right),
    }
}

fn mismatch() -> EvaluationError {
    EvaluationError::WrongType("an operand".to_owned())
}

fn checked(value: Option<Value>) -> Evaluated {
    value.ok_or(EvaluationError::Overflow)
}

fn plus(left: Value, right: Value) -> Evaluated {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => checked(left.checked_add(right).map(Value::Number)),
        (Value::Text(left), Value::Text(right)) => {
            if left.len() + right.len() > TEXT_BYTES_MAX {
                return Err(EvaluationError::TextTooLong);
            }
            Ok(Value::Text(left + &right))
        }
        (Value::Date(date), Value::DayDuration(micros)) | (Value::DayDuration(micros), Value::Date(date)) => {
            days_later(date, micros)
        }
        (Value::Date(date), Value::MonthDuration(months))
        | (Value::MonthDuration(months), Value::Date(date)) => months_later(date, months),
        (Value::DateTime(moment), Value::DayDuration(micros))
        | (Value::DayDuration(micros), Value::DateTime(moment)) => {
            let later = moment.micros().checked_add(micros).map(|micros| moment.at(micros));
            checked(later.filter(|later| later.civil().is_some()).map(Value::DateTime))
        }
        (Value::DateTime(moment), Value::MonthDuration(months))
        | (Value::MonthDuration(months), Value::DateTime(moment)) => {
            let civil = moment.civil().and_then(|civil| civil.checked_add(month_span(months)?).ok());
            let later = civil.and_then(|civil| Moment::of_civil(civil, moment.zone().clone()));
            checked(later.map(Value::DateTime))
        }
        (Value::LocalDateTime(civil), Value::DayDuration(micros))
        | (Value::DayDuration(micros), Value::LocalDateTime(civil)) => {
            let span = Span::new().try_microseconds(micros).ok();
            checked(span.and_then(|span| civil.checked_add(span).ok()).map(Value::LocalDateTime))
        }
        (Value::LocalDateTime(civil), Value::MonthDuration(months))
        | (Value::MonthDuration(months), Value::LocalDateTime(civil)) => {
            let later = month_span(months).and_then(|span| civil.checked_add(span).ok());
            checked(later.map(Value::LocalDateTime))
        }
        (Value::Time(time), Value::DayDuration(micros)) | (Value::DayDuration(micros), Value::Time(time)) => {
            Ok(Value::Time(time_later(time, micros)))
        }
        (Value::ZonedTime(zoned), Value::DayDuration(micros))
        | (Value::DayDuration(micros), Value::ZonedTime(zoned)) => {
            Ok(Value::ZonedTime(ZonedTime { time: time_later(zoned.time, micros), zone: zoned.zone }))
        }
        (Value::DayDuration(left), Value::DayDuration(right)) => {
            checked(left.checked_add(right).map(Value::DayDuration))
        }
        (Value::MonthDuration(left), Value::MonthDuration(right)) => {
            checked(left.checked_add(right).map(Value::MonthDuration))
        }
        _ => Err(mismatch()),
    }
}

fn minus(left: Value, right: Value) -> Evaluated {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => checked(left.checked_sub(right).map(Value::Number)),
        (Value::Date(left), Value::Date(right)) => {
            let days = right.until(left).map_err(|_| EvaluationError::Overflow)?.get_days();
            checked(i64::from(days).checked_mul(DAY_MICROS).map(Value::DayDuration))
        }
        (Value::DateTime(left), Value::DateTime(right)) => {
            checked(left.micros().checked_sub(right.micros()).map(Value::DayDuration))
        }
        (Value::LocalDateTime(left), Value::LocalDateTime(right)) => civil_between(left, right),
        (Value::LocalDateTime(left), Value::Date(right)) => civil_between(left, right.at(0, 0, 0, 0)),
        (Value::Date(left), Value::LocalDateTime(right)) => civil_between(left.at(0, 0, 0, 0), right),
        (Value::Time(left), Value::Time(right)) => {
            Ok(Value::DayDuration((nanos_of_day(left) - nanos_of_day(right)) / MICRO_NANOS))
        }
        (Value::ZonedTime(left), Value::ZonedTime(right)) => {
            Ok(Value::DayDuration((left.nanos_utc() - right.nanos_utc()) / MICRO_NANOS))
        }
        (Value::DayDuration(left), Value::DayDuration(right)) => {
            checked(left.checked_sub(right).map(Value::DayDuration))
        }
        (Value::MonthDuration(left), Value::MonthDuration(right)) => {
            checked(left.checked_sub(right).map(Value::MonthDuration))
        }
        (left, right @ (Value::DayDuration(_) | Value::MonthDuration(_))) => plus(left, negated(&right)?),
        _ => Err(mismatch()),
    }
}

fn times(left: Value, right: Value) -> Evaluated {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => checked(left.checked_mul(right).map(Value::Number)),
        (duration, Value::Number(factor)) | (Value::Number(factor), duration) => {
            scaled(&duration, |amount| amount.checked_mul(factor))
        }
        _ => Err(mismatch()),
    }
}

fn divided(left: Value, right: Value) -> Evaluated {
    let quotient = |left: Decimal, right: Decimal| {
        if right.is_zero() {
            return Err(EvaluationError::DivisionByZero);
        }
        checked(left.checked_div(right).map(Value::Number))
    };
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => quotient(left, right),
        (Value::DayDuration(left), Value::DayDuration(right)) => quotient(left.into(), right.into()),
        (Value::MonthDuration(left), Value::MonthDuration(right)) => quotient(left.into(), right.into()),
        (_, Value::Number(divisor)) if divisor.is_zero() => Err(EvaluationError::DivisionByZero),
        (duration, Value::Number(divisor)) => scaled(&duration, |amount| amount.checked_div(divisor)),
        _ => Err(mismatch()),
    }
}

/// A duration made longer or shorter; what is less than a microsecond, or a month, is cut off.
fn scaled(duration: &Value, scale: impl FnOnce(Decimal) -> Option<Decimal>) -> Evaluated {
    match duration {
        Value::DayDuration(micros) => checked(
            scale((*micros).into()).and_then(|scaled| scaled.trunc().to_i64()).map(Value::DayDuration),
        ),
        Value::MonthDuration(months) => checked(
            scale((*months).into()).and_then(|scaled| scaled.trunc().to_i32()).map(Value::MonthDuration),
        ),
        Value::Null
        | Value::Boolean(_)
        | Value::Number(_)
        | Value::Text(_)
        | Value::Date(_)
        | Value::DateTime(_)
        | Value::LocalDateTime(_)
        | Value::ZonedTime(_)
        | Value::Time(_)
        | Value::Choice(_)
        | Value::List(_)
        | Value::Range(_)
        | Value::Context(_) => Err(mismatch()),
    }
}

/// Whole exponents only, by repeated squaring: at most 63 rounds.
fn power(base: &Value, exponent: &Value) -> Evaluated {
    let (Value::Number(base), Value::Number(exponent)) = (base, exponent) else { return Err(mismatch()) };
    if !exponent.fract().is_zero() {
        return Err(EvaluationError::FractionalExponent);
    }
    let exponent = exponent.to_i64().ok_or(EvaluationError::Overflow)?;
    if exponent < 0 && base.is_zero() {
        return Err(EvaluationError::DivisionByZero);
    }
    let mut rest = exponent.unsigned_abs();
    let mut square = Some(*base);
    let mut result = Decimal::ONE;
    while rest > 0 {
        let factor = square.ok_or(EvaluationError::Overflow)?;
        if rest % 2 == 1 {
            result = result.checked_mul(factor).ok_or(EvaluationError::Overflow)?;
        }
        rest /= 2;
        square = factor.checked_mul(factor);
    }
    if exponent >= 0 {
        return Ok(Value::Number(result));
    }
    checked(Decimal::ONE.checked_div(result).map(Value::Number))
}

fn civil_between(later: DateTime, earlier: DateTime) -> Evaluated {
    let between = later.duration_since(earlier);
    let micros = i64::try_from(between.as_micros()).ok();
    checked(micros.map(Value::DayDuration))
}

/// The clock goes round at midnight.
fn time_later(time: Time, micros: i64) -> Time {
    time.wrapping_add(SignedDuration::from_micros(micros))
}

fn month_span(months: i32) -> Option<Span> {
    Span::new().try_months(months).ok()
}

/// The date is taken as its midnight; the day on which the duration ends is the answer (DMN 1.5 §10.3.2.3).
fn days_later(date: Date, micros: i64) -> Evaluated {
    let span = Span::new().try_days(micros.div_euclid(DAY_MICROS)).map_err(|_| EvaluationError::Overflow)?;
    date.checked_add(span).map(Value::Date).map_err(|_| EvaluationError::Overflow)
}

/// The same day of a later month, or the last day where the month is shorter.
fn months_later(date: Date, months: i32) -> Evaluated {
    let span = Span::new().try_months(months).map_err(|_| EvaluationError::Overflow)?;
    date.checked_add(span).map(Value::Date).map_err(|_| EvaluationError::Overflow)
}
