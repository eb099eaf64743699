//! Values of the host: taken in, compared with what the scope declared, reached into.

use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;

use super::{Evaluated, Evaluation, EvaluationError, LIST_ITEMS_MAX, VALUE_DEPTH_MAX, weight};
use crate::formula::Part;
use crate::moment::{Moment, Zone};
use crate::types::Type;
use crate::value::{DAY_MICROS, HOUR_MICROS, MINUTE_MICROS, Range, SECOND_MICROS, Value};

impl<'p> Evaluation<'p> {
    /// The value of a name, asked for once per evaluation.
    pub(super) fn read(&mut self, name: &'p str, kind: &Type) -> Evaluated {
        if let Some(value) = self.read.get(name).cloned() {
            self.spend(weight(&value))?;
            return Ok(value);
        }
        let value = self.environment.value(name);
        self.accept(&value, kind, name)?;
        self.read.insert(name, value.clone());
        Ok(value)
    }

    /// One value of a group that has a name in the expression; null if it is missing.
    pub(super) fn part_of_local(&mut self, slot: usize, name: &str) -> Evaluated {
        let Some(Value::Context(parts)) = self.locals.get(slot) else { return Ok(Value::Null) };
        let part = parts.get(name).cloned().unwrap_or(Value::Null);
        self.spend(weight(&part))?;
        Ok(part)
    }

    /// Refuses a value that is not what was declared. Null is always accepted: it means missing.
    pub(super) fn accept(&mut self, value: &Value, kind: &Type, giver: &str) -> Result<(), EvaluationError> {
        if self.is_of(value, kind, VALUE_DEPTH_MAX)? {
            return Ok(());
        }
        Err(EvaluationError::WrongType(format!("`{giver}`")))
    }

    fn is_of(&mut self, value: &Value, kind: &Type, depth_left: usize) -> Result<bool, EvaluationError> {
        let kind = kind.when_present();
        Ok(match (value, kind) {
            (Value::Null, _)
            | (Value::Boolean(_), Type::Boolean)
            | (Value::Number(_), Type::Number)
            | (Value::Text(_), Type::Text)
            | (Value::Date(_), Type::Date)
            | (Value::DateTime(_), Type::DateTime)
            | (Value::LocalDateTime(_), Type::LocalDateTime)
            | (Value::ZonedTime(_), Type::ZonedTime)
            | (Value::Time(_), Type::Time)
            | (Value::DayDuration(_), Type::DayDuration)
            | (Value::MonthDuration(_), Type::MonthDuration)
            | (Value::Choice(_), Type::Choice(_)) => true,
            (Value::List(members), Type::List(member_kind)) => {
                let depth_left = depth_left.checked_sub(1).ok_or(EvaluationError::Depth)?;
                if members.len() > LIST_ITEMS_MAX {
                    return Err(EvaluationError::ListTooLong);
                }
                self.spend(members.len())?;
                for member in members {
                    if !self.is_of(member, member_kind, depth_left)? {
                        return Ok(false);
                    }
                }
                true
            }
            (Value::Range(range), Type::Range(of)) => {
                let bounds = [&range.low, &range.high];
                let is_of = |bound: &Value| bound.type_of_literal() == **of;
                bounds.into_iter().flatten().all(is_of)
            }
            (Value::Context(parts), Type::Context(kinds)) => {
                let depth_left = depth_left.checked_sub(1).ok_or(EvaluationError::Depth)?;
                self.spend(kinds.len())?;
                for (name, kind) in kinds {
                    if let Some(part) = parts.get(name)
                        && !self.is_of(part, kind, depth_left)?
                    {
                        return Ok(false);
                    }
                }
                true
            }
            _ => false,
        })
    }
}

/// One part of a value; null if the value or the part is missing.
pub(super) fn part(of: Value, part: &Part) -> Evaluated {
    let number = match (of, part) {
        (Value::Context(mut parts), Part::Named(name)) => {
            return Ok(parts.remove(name).unwrap_or(Value::Null));
        }
        (Value::Null, _) => return Ok(Value::Null),
        (Value::Range(range), part) => return part_of_range(*range, part),
        (Value::Date(date), part) => part_of_date(date, part),
        (Value::DateTime(moment), part) => return part_of_moment(&moment, part),
        (Value::LocalDateTime(civil), part) => part_of_civil(civil, part),
        (Value::Time(time), part) => part_of_time(time, part),
        (Value::ZonedTime(zoned), Part::Offset) => {
            return Ok(zoned.offset_seconds().map_or(Value::Null, offset));
        }
        (Value::ZonedTime(zoned), Part::Timezone) => return Ok(zone_name(&zoned.zone)),
        (Value::ZonedTime(zoned), part) => part_of_time(zoned.time, part),
        (Value::DayDuration(micros), Part::Days) => Some(micros / DAY_MICROS),
        (Value::DayDuration(micros), Part::Hours) => Some(micros % DAY_MICROS / HOUR_MICROS),
        (Value::DayDuration(micros), Part::Minutes) => Some(micros % HOUR_MICROS / MINUTE_MICROS),
        (Value::DayDuration(micros), Part::Seconds) => {
            let seconds = Decimal::new(micros % MINUTE_MICROS, 6);
            return Ok(Value::Number(seconds.normalize()));
        }
        (Value::MonthDuration(months), Part::Years) => Some(i64::from(months / 12)),
        (Value::MonthDuration(months), Part::Months) => Some(i64::from(months % 12)),
        _ => None,
    };
    let number = number.ok_or_else(no_part)?;
    Ok(Value::Number(Decimal::from(number)))
}

fn no_part() -> EvaluationError {
    EvaluationError::WrongType("a value that is reached into".to_owned())
}

fn part_of_date(date: Date, part: &Part) -> Option<i64> {
    let parts = [
        (Part::Year, i64::from(date.year())),
        (Part::Month, i64::from(date.month())),
        (Part::Day, i64::from(date.day())),
        (Part::Weekday, i64::from(date.weekday().to_monday_one_offset())),
    ];
    number_of(part, &parts)
}

fn part_of_time(time: Time, part: &Part) -> Option<i64> {
    let parts = [
        (Part::Hour, i64::from(time.hour())),
        (Part::Minute, i64::from(time.minute())),
        (Part::Second, i64::from(time.second())),
    ];
    number_of(part, &parts)
}

fn number_of(part: &Part, parts: &[(Part, i64)]) -> Option<i64> {
    parts.iter().find(|(name, _)| name == part).map(|(_, number)| *number)
}

fn part_of_civil(civil: DateTime, part: &Part) -> Option<i64> {
    part_of_date(civil.date(), part).or_else(|| part_of_time(civil.time(), part))
}

fn part_of_moment(moment: &Moment, part: &Part) -> Evaluated {
    if *part == Part::Offset {
        return Ok(moment.offset_seconds().map_or(Value::Null, offset));
    }
    if *part == Part::Timezone {
        return Ok(zone_name(moment.zone()));
    }
    let civil = moment.civil().ok_or(EvaluationError::Overflow)?;
    let number = part_of_civil(civil, part).ok_or_else(no_part)?;
    Ok(Value::Number(Decimal::from(number)))
}

fn part_of_range(range: Range, part: &Part) -> Evaluated {
    let parts = [
        (Part::Start, range.low.unwrap_or(Value::Null)),
        (Part::End, range.high.unwrap_or(Value::Null)),
        (Part::StartIncluded, Value::Boolean(range.low_included)),
        (Part::EndIncluded, Value::Boolean(range.high_included)),
    ];
    let found = parts.into_iter().find(|(name, _)| name == part);
    found.map(|(_, value)| value).ok_or_else(no_part)
}

fn offset(seconds: i32) -> Value {
    Value::DayDuration(i64::from(seconds) * SECOND_MICROS)
}

fn zone_name(zone: &Zone) -> Value {
    match zone {
        Zone::Named(name) => Value::Text(name.to_string()),
        Zone::Offset(_) => Value::Null,
    }
}
