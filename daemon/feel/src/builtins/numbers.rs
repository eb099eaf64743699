//! Functions of numbers (DMN 1.5 §10.3.4.5).

use rust_decimal::prelude::{MathematicalOps, ToPrimitive as _};
use rust_decimal::{Decimal, RoundingStrategy};

use super::{Builtin, Gives, Outcome, Parameter, Takes, all, last_optional, mismatch};
use crate::evaluate::EvaluationError;
use crate::types::Type;
use crate::value::Value;

/// The largest scale of the standard; a number here has 28 digits, so that more round nothing.
const SCALE_MAX: i64 = 6_176;

/// The largest number of digits before the point that can be rounded away.
const DIGITS_MAX: i64 = 28;

const AMOUNTS: &[Type] = &[Type::Number, Type::DayDuration, Type::MonthDuration];
const ONE: &[Parameter] = &[Parameter("number", Takes::Number)];
const SCALED: &[Parameter] = &[Parameter("n", Takes::Number), Parameter("scale", Takes::Number)];

pub(super) static BUILTINS: [Builtin; 14] = [
    all("abs", &[Parameter("n", Takes::Of(AMOUNTS))], Gives::Same, abs),
    last_optional("ceiling", SCALED, Gives::Number, |arguments| {
        rounded(arguments, RoundingStrategy::ToPositiveInfinity, "ceiling")
    }),
    last_optional("floor", SCALED, Gives::Number, |arguments| {
        rounded(arguments, RoundingStrategy::ToNegativeInfinity, "floor")
    }),
    all("decimal", SCALED, Gives::Number, |arguments| {
        rounded(arguments, RoundingStrategy::MidpointNearestEven, "decimal")
    }),
    all("round up", SCALED, Gives::Number, |arguments| {
        rounded(arguments, RoundingStrategy::AwayFromZero, "round up")
    }),
    all("round down", SCALED, Gives::Number, |arguments| {
        rounded(arguments, RoundingStrategy::ToZero, "round down")
    }),
    all("round half up", SCALED, Gives::Number, |arguments| {
        rounded(arguments, RoundingStrategy::MidpointAwayFromZero, "round half up")
    }),
    all("round half down", SCALED, Gives::Number, |arguments| {
        rounded(arguments, RoundingStrategy::MidpointTowardZero, "round half down")
    }),
    all(
        "modulo",
        &[Parameter("dividend", Takes::Number), Parameter("divisor", Takes::Number)],
        Gives::Number,
        modulo,
    ),
    all("sqrt", ONE, Gives::Number, |arguments| of_one(arguments, "sqrt", MathematicalOps::sqrt)),
    all("log", ONE, Gives::Number, |arguments| of_one(arguments, "log", MathematicalOps::checked_ln)),
    all("exp", ONE, Gives::Number, |arguments| of_one(arguments, "exp", MathematicalOps::checked_exp)),
    all("odd", ONE, Gives::Boolean, |arguments| parity(arguments, 1)),
    all("even", ONE, Gives::Boolean, |arguments| parity(arguments, 0)),
];

fn abs(arguments: &[Value]) -> Outcome {
    match arguments {
        [Value::Number(number)] => Ok(Value::Number(number.abs())),
        [Value::DayDuration(micros)] => {
            micros.checked_abs().map(Value::DayDuration).ok_or(EvaluationError::Overflow)
        }
        [Value::MonthDuration(months)] => {
            months.checked_abs().map(Value::MonthDuration).ok_or(EvaluationError::Overflow)
        }
        _ => mismatch(),
    }
}

/// A negative scale rounds before the point: `floor(1234, -2)` is 1200.
fn rounded(arguments: &[Value], strategy: RoundingStrategy, name: &'static str) -> Outcome {
    let (number, scale) = match arguments {
        [Value::Number(number)] => (number, Decimal::ZERO),
        [Value::Number(number), Value::Number(scale)] => (number, *scale),
        _ => return mismatch(),
    };
    let whole = scale.to_i64().filter(|scale| (-DIGITS_MAX..=SCALE_MAX).contains(scale));
    let scale = whole.ok_or(EvaluationError::Argument(name))?;
    if let Ok(digits) = u32::try_from(scale) {
        return Ok(Value::Number(number.round_dp_with_strategy(digits, strategy)));
    }
    let unit = Decimal::TEN.checked_powi(-scale).ok_or(EvaluationError::Overflow)?;
    let units = number.checked_div(unit).ok_or(EvaluationError::Overflow)?;
    let whole = units.round_dp_with_strategy(0, strategy);
    whole.checked_mul(unit).map(Value::Number).ok_or(EvaluationError::Overflow)
}

/// With the sign of the divisor, as the standard has it.
fn modulo(arguments: &[Value]) -> Outcome {
    let [Value::Number(dividend), Value::Number(divisor)] = arguments else { return mismatch() };
    if divisor.is_zero() {
        return Err(EvaluationError::DivisionByZero);
    }
    let rest = dividend.checked_rem(*divisor).ok_or(EvaluationError::Overflow)?;
    let is_across = !rest.is_zero() && rest.is_sign_negative() != divisor.is_sign_negative();
    let rest = if is_across { rest.checked_add(*divisor) } else { Some(rest) };
    rest.map(Value::Number).ok_or(EvaluationError::Overflow)
}

fn of_one(
    arguments: &[Value],
    name: &'static str,
    result: impl FnOnce(&Decimal) -> Option<Decimal>,
) -> Outcome {
    let [Value::Number(number)] = arguments else { return mismatch() };
    result(number).map(Value::Number).ok_or(EvaluationError::Argument(name))
}

fn parity(arguments: &[Value], rest: u8) -> Outcome {
    let [Value::Number(number)] = arguments else { return mismatch() };
    let two = number.abs().checked_rem(Decimal::TWO);
    Ok(Value::Boolean(two == Some(Decimal::from(rest))))
}
