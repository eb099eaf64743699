//! Which types an operator joins, and what comes of it.

use super::{Checked, Checker};
use crate::fault::{Fault, FaultCode};
use crate::formula::Formula;
use crate::syntax::{Expression, Form, Operator, Span};
use crate::types::Type;
use crate::value::Value;

impl Checker<'_> {
    pub(super) fn negation(&mut self, operand: &Expression) -> Option<Checked> {
        let checked = self.present(operand, None)?;
        if matches!(checked.kind, Type::Number | Type::DayDuration | Type::MonthDuration) {
            return Some(Checked {
                formula: Formula::Negation(Box::new(checked.formula)),
                kind: checked.kind,
            });
        }
        self.wrong_type(operand, &checked.kind, "a number or a duration");
        None
    }

    pub(super) fn arithmetic(
        &mut self,
        first: &Expression,
        rest: &[(Operator, Expression)],
    ) -> Option<Checked> {
        let checked_first = self.operand(first);
        let mut total = checked_first.as_ref().map(|checked| checked.kind.clone());
        let mut span = first.span;
        let mut formulas = Vec::new();
        for (operator, operand) in rest {
            let checked = self.operand(operand);
            if let (Some(left), Some(right)) = (&total, &checked) {
                self.refuse_exponent(*operator, operand);
                let joined = result(left, *operator, &right.kind);
                if joined.is_none() {
                    self.cannot_join((span, left), *operator, (operand.span, &right.kind));
                }
                total = joined;
            } else {
                total = None;
            }
            span = span.to(operand.span);
            formulas.extend(checked.map(|checked| (*operator, checked.formula)));
        }
        Some(Checked {
            formula: Formula::Arithmetic(Box::new(checked_first?.formula), formulas),
            kind: total?,
        })
    }

    fn operand(&mut self, operand: &Expression) -> Option<Checked> {
        let checked = self.present(operand, None)?;
        let name = super::known::key(operand);
        (!self.refuse_context(operand.span, &checked.kind, name.as_deref())).then_some(checked)
    }

    fn refuse_exponent(&mut self, operator: Operator, exponent: &Expression) {
        let Form::Literal(Value::Number(number)) = &exponent.form else { return };
        if operator == Operator::Power && !number.fract().is_zero() {
            self.faults.push(Fault::new(
                FaultCode::WrongType,
                exponent.span,
                "the exponent is no whole number",
                "numbers are kept exactly, so only whole exponents are allowed",
            ));
        }
    }

    /// Blames the right operand if the left could have been joined with something, and the left otherwise.
    fn cannot_join(
        &mut self,
        (left_span, left): (Span, &Type),
        operator: Operator,
        (right_span, right): (Span, &Type),
    ) {
        let sign = operator.as_str();
        let partners: Vec<String> = OPERANDS
            .iter()
            .filter(|candidate| result(left, operator, candidate).is_some())
            .map(Type::to_string)
            .collect();
        let (span, help) = match (left, right) {
            (Type::DayDuration, Type::MonthDuration) | (Type::MonthDuration, Type::DayDuration) => (
                right_span,
                "a month has no fixed number of days; add them one after the other to a date".to_owned(),
            ),
            _ if partners.is_empty() => (left_span, format!("`{sign}` does not work on {left}")),
            _ => (right_span, format!("after `{left} {sign}` there must be: {}", partners.join("; "))),
        };
        let message = format!("`{sign}` cannot join {left} and {right}");
        self.faults.push(Fault::new(FaultCode::WrongType, span, message, help));
    }
}

/// Types that some operator takes.
static OPERANDS: [Type; 9] = [
    Type::Number,
    Type::Text,
    Type::Date,
    Type::DateTime,
    Type::LocalDateTime,
    Type::ZonedTime,
    Type::Time,
    Type::DayDuration,
    Type::MonthDuration,
];

fn result(left: &Type, operator: Operator, right: &Type) -> Option<Type> {
    use Type::{Date, DateTime, DayDuration, LocalDateTime, MonthDuration, Number, Text, Time, ZonedTime};
    match operator {
        Operator::Plus => match (left, right) {
            (Number, Number) => Some(Number),
            (Text, Text) => Some(Text),
            (Date, DayDuration | MonthDuration) | (DayDuration | MonthDuration, Date) => Some(Date),
            (moment @ (DateTime | LocalDateTime), DayDuration | MonthDuration)
            | (DayDuration | MonthDuration, moment @ (DateTime | LocalDateTime)) => Some(moment.clone()),
            (time @ (ZonedTime | Time), DayDuration) | (DayDuration, time @ (ZonedTime | Time)) => {
                Some(time.clone())
            }
            (DayDuration, DayDuration) => Some(DayDuration),
            (MonthDuration, MonthDuration) => Some(MonthDuration),
            _ => None,
        },
        Operator::Minus => match (left, right) {
            (Number, Number) => Some(Number),
            (Date | LocalDateTime, Date | LocalDateTime)
            | (DateTime, DateTime)
            | (ZonedTime, ZonedTime)
            | (Time, Time)
            | (DayDuration, DayDuration) => Some(DayDuration),
            (Date, DayDuration | MonthDuration) => Some(Date),
            (moment @ (DateTime | LocalDateTime), DayDuration | MonthDuration) => Some(moment.clone()),
            (time @ (ZonedTime | Time), DayDuration) => Some(time.clone()),
            (MonthDuration, MonthDuration) => Some(MonthDuration),
            _ => None,
        },
        Operator::Times => match (left, right) {
            (Number, Number) => Some(Number),
            (DayDuration, Number) | (Number, DayDuration) => Some(DayDuration),
            (MonthDuration, Number) | (Number, MonthDuration) => Some(MonthDuration),
            _ => None,
        },
        Operator::Divide => match (left, right) {
            (Number, Number) | (DayDuration, DayDuration) | (MonthDuration, MonthDuration) => Some(Number),
            (DayDuration, Number) => Some(DayDuration),
            (MonthDuration, Number) => Some(MonthDuration),
            _ => None,
        },
        Operator::Power => match (left, right) {
            (Number, Number) => Some(Number),
            _ => None,
        },
    }
}
