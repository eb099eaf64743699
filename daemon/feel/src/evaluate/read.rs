//! Values of the host: taken in, compared with what the scope declared, reached into.

use rust_decimal::Decimal;

use super::{Evaluated, Evaluation, EvaluationError, LIST_ITEMS_MAX, VALUE_DEPTH_MAX};
use crate::formula::Part;
use crate::types::Type;
use crate::value::{DAY_MICROS, HOUR_MICROS, MINUTE_MICROS, Value};

impl<'p> Evaluation<'p> {
    /// The value of a name, asked for once per evaluation.
    pub(super) fn read(&mut self, name: &'p str, kind: &Type) -> Evaluated {
        if let Some(value) = self.read.get(name) {
            return Ok(value.clone());
        }
        let value = self.environment.value(name);
        self.accept(&value, kind, name)?;
        self.read.insert(name, value.clone());
        Ok(value)
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
        (Value::Date(date), Part::Year) => i64::from(date.year()),
        (Value::Date(date), Part::Month) => i64::from(date.month()),
        (Value::Date(date), Part::Day) => i64::from(date.day()),
        (Value::Date(date), Part::Weekday) => i64::from(date.weekday().to_monday_one_offset()),
        (Value::DayDuration(micros), Part::Days) => micros / DAY_MICROS,
        (Value::DayDuration(micros), Part::Hours) => micros % DAY_MICROS / HOUR_MICROS,
        (Value::DayDuration(micros), Part::Minutes) => micros % HOUR_MICROS / MINUTE_MICROS,
        (Value::MonthDuration(months), Part::Years) => i64::from(months / 12),
        (Value::MonthDuration(months), Part::Months) => i64::from(months % 12),
        (Value::Null, _) => return Ok(Value::Null),
        _ => return Err(EvaluationError::WrongType("a value that is reached into".to_owned())),
    };
    Ok(Value::Number(Decimal::from(number)))
}
