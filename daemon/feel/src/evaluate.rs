//! What a checked expression gives, within a budget.

mod arithmetic;
mod make;
mod read;

pub(crate) use make::position;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use thiserror::Error;

use crate::builtins::{Builtin, Takes};
use crate::formula::{Branches, Formula, HostCall, Part, Trial};
use crate::syntax::{Quantifier, Relation};
use crate::value::{Range, Value};

/// Steps of one evaluation: one per operator, call, and value looked at or copied. A guard takes tens.
pub const STEPS_MAX: usize = 10_000;

/// Members of a list, written in the source or given by the environment.
pub const LIST_ITEMS_MAX: usize = 1_000;

/// Bytes of a text that an expression may build.
pub const TEXT_BYTES_MAX: usize = 64 * 1024;

/// Levels of lists and groups inside each other in a value of the environment.
pub const VALUE_DEPTH_MAX: usize = 32;

/// Where values and functions come from.
pub trait Environment {
    /// The value of a declared name, under the name that the scope declared; null if it is missing.
    fn value(&self, name: &str) -> Value;

    /// Calls a declared function. A missing argument is handed over as null.
    ///
    /// # Errors
    ///
    /// A sentence for the reader; it becomes [`EvaluationError::Host`].
    fn call(&self, function: &str, arguments: &[Value]) -> Result<Value, String>;
}

/// Why a checked expression has no value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EvaluationError {
    /// It takes more than [`STEPS_MAX`] steps.
    #[error("the expression takes more than {STEPS_MAX} steps; shorten the lists it goes through")]
    Budget,
    /// A value of the environment is nested deeper than [`VALUE_DEPTH_MAX`].
    #[error("a value is nested deeper than {VALUE_DEPTH_MAX} levels")]
    Depth,
    /// A number, date or duration left its range.
    #[error("a number, date or duration is out of range")]
    Overflow,
    /// A division by zero.
    #[error("a number is divided by zero; test the divisor first")]
    DivisionByZero,
    /// A power whose exponent is no whole number.
    #[error("the exponent of `**` must be a whole number")]
    FractionalExponent,
    /// A list has more than [`LIST_ITEMS_MAX`] members.
    #[error("a list has more than {LIST_ITEMS_MAX} members")]
    ListTooLong,
    /// A text that was put together has more than [`TEXT_BYTES_MAX`] bytes.
    #[error("a text has more than {TEXT_BYTES_MAX} bytes")]
    TextTooLong,
    /// The environment gave another type of value than the scope declared, or an operand is none that was checked.
    #[error("{0} gave a value of another type than was declared")]
    WrongType(String),
    /// An argument of a built-in function is outside of what it takes.
    #[error("an argument of `{0}` is outside of what it takes")]
    Argument(&'static str),
    /// A function of the host failed.
    #[error("{0}")]
    Host(String),
}

type Evaluated = Result<Value, EvaluationError>;

/// One evaluation: what is left of the budget, the quantified variables, the values read so far.
struct Evaluation<'p> {
    environment: &'p dyn Environment,
    steps: usize,
    locals: Vec<Value>,
    read: BTreeMap<&'p str, Value>,
}

/// Evaluates a checked expression.
pub(crate) fn evaluate(formula: &Formula, environment: &dyn Environment) -> Evaluated {
    let mut evaluation =
        Evaluation { environment, steps: STEPS_MAX, locals: Vec::new(), read: BTreeMap::new() };
    evaluation.value(formula)
}

/// Tries the tests of a cell, any of which is enough. No tests at all are not met.
pub(crate) fn tests(
    trials: &[Trial],
    input: &Value,
    environment: &dyn Environment,
) -> Result<Option<bool>, EvaluationError> {
    let locals = vec![input.clone()];
    let mut evaluation = Evaluation { environment, steps: STEPS_MAX, locals, read: BTreeMap::new() };
    evaluation.any_trial(input, trials)
}

/// The order of two values of one type that has an order; `None` for others.
#[must_use]
pub fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => Some(left.cmp(right)),
        (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
        (Value::Date(left), Value::Date(right)) => Some(left.cmp(right)),
        (Value::DateTime(left), Value::DateTime(right)) => Some(left.micros().cmp(&right.micros())),
        (Value::LocalDateTime(left), Value::LocalDateTime(right)) => Some(left.cmp(right)),
        (Value::ZonedTime(left), Value::ZonedTime(right)) => Some(left.order(right)),
        (Value::Time(left), Value::Time(right)) => Some(left.cmp(right)),
        (Value::DayDuration(left), Value::DayDuration(right)) => Some(left.cmp(right)),
        (Value::MonthDuration(left), Value::MonthDuration(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

/// FEEL comparison: equality always answers; an order with null, or without an order, does not.
fn compare(left: &Value, relation: Relation, right: &Value) -> Option<bool> {
    let ordering = order(left, right);
    match relation {
        Relation::Equal => Some(left == right),
        Relation::Unequal => Some(left != right),
        Relation::Less => ordering.map(Ordering::is_lt),
        Relation::AtMost => ordering.map(Ordering::is_le),
        Relation::Greater => ordering.map(Ordering::is_gt),
        Relation::AtLeast => ordering.map(Ordering::is_ge),
    }
}

/// Whether a value lies in a range; neither, where one of them has no order to the other.
pub(crate) fn within(value: &Value, range: &Range) -> Option<bool> {
    let side = |bound: Option<&Value>, relation| match bound {
        Some(bound) => compare(value, relation, bound),
        None => Some(*value != Value::Null),
    };
    let low = if range.low_included { Relation::AtLeast } else { Relation::Greater };
    let high = if range.high_included { Relation::AtMost } else { Relation::Less };
    match (side(range.low.as_ref(), low), side(range.high.as_ref(), high)) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        (None, _) | (_, None) => None,
    }
}

/// `true`, `false`, or neither.
fn truth(value: &Value) -> Option<bool> {
    if let Value::Boolean(truth) = value { Some(*truth) } else { None }
}

fn from_truth(truth: Option<bool>) -> Value {
    truth.map_or(Value::Null, Value::Boolean)
}

impl<'p> Evaluation<'p> {
    fn spend(&mut self, steps: usize) -> Result<(), EvaluationError> {
        self.steps = self.steps.checked_sub(steps).ok_or(EvaluationError::Budget)?;
        Ok(())
    }

    /// Depth is bounded by the parser: the tree is no deeper than the nesting it allows.
    fn value(&mut self, formula: &'p Formula) -> Evaluated {
        self.spend(1)?;
        match formula {
            Formula::Constant(value) => Ok(value.clone()),
            Formula::Read(name, kind) => self.read(name, kind),
            Formula::Local(slot) => {
                let held = self.locals.get(*slot).map_or(0, weight);
                self.spend(held)?;
                Ok(self.locals.get(*slot).cloned().unwrap_or(Value::Null))
            }
            Formula::Part(of, part) => match (&**of, part) {
                // Of a member that was given a name, nothing but the part is copied.
                (Formula::Local(slot), Part::Named(name)) => self.part_of_local(*slot, name),
                (of, part) => {
                    let of = self.value(of)?;
                    read::part(of, part)
                }
            },
            Formula::Negation(operand) => arithmetic::negated(&self.value(operand)?),
            Formula::Not(operand) => Ok(from_truth(truth(&self.value(operand)?).map(|truth| !truth))),
            Formula::Arithmetic(first, rest) => {
                let mut total = self.value(first)?;
                for (operator, operand) in rest {
                    let operand = self.value(operand)?;
                    total = arithmetic::combined(total, *operator, operand)?;
                }
                Ok(total)
            }
            Formula::Comparison(left, relation, right) => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                self.spend(weight(&left))?;
                Ok(from_truth(compare(&left, *relation, &right)))
            }
            Formula::In(value, trials) => self.among(value, trials),
            Formula::All(operands) => self.decided(operands, false),
            Formula::Any(operands) => self.decided(operands, true),
            Formula::If(branches) => self.branch(branches),
            Formula::Quantified(quantifier, list, condition) => self.quantified(*quantifier, list, condition),
            Formula::List(members) => {
                members.iter().map(|member| self.value(member)).collect::<Result<_, _>>().map(Value::List)
            }
            Formula::Builtin(builtin, arguments) => self.builtin(builtin, arguments),
            Formula::Host(call) => self.host(call),
            Formula::Filter(list, condition) => self.filtered(list, condition),
            Formula::Index(list, index) => self.indexed(list, index),
            Formula::Each(list, part) => self.each(list, part),
            Formula::For(walks, body) => self.walked(walks, body),
            Formula::Context(entries) => self.grouped(entries),
            Formula::Range(limits) => self.limited(limits),
            Formula::IsPresent(value) => Ok(Value::Boolean(self.value(value)? != Value::Null)),
            Formula::Single(value) => Ok(Value::List(vec![self.value(value)?])),
            Formula::Pattern(pattern) => self.pattern(pattern),
            Formula::Put(put) => self.put(put),
        }
    }

    /// `and` (decided by a false) and `or` (decided by a true); undecided if any operand is neither.
    fn decided(&mut self, operands: &'p [Formula], decider: bool) -> Evaluated {
        let mut is_known = true;
        for operand in operands {
            match truth(&self.value(operand)?) {
                Some(truth) if truth == decider => return Ok(Value::Boolean(decider)),
                Some(_) => {}
                None => is_known = false,
            }
        }
        Ok(if is_known { Value::Boolean(!decider) } else { Value::Null })
    }

    /// The `else` branch is taken when the condition is false and when it is null (DMN 1.5 §10.3.2.5).
    fn branch(&mut self, branches: &'p Branches) -> Evaluated {
        let is_met = truth(&self.value(&branches.condition)?) == Some(true);
        self.value(if is_met { &branches.then } else { &branches.otherwise })
    }

    fn quantified(&mut self, quantifier: Quantifier, list: &'p Formula, condition: &'p Formula) -> Evaluated {
        let list = self.value(list)?;
        let Some(members) = self.members(list)? else { return Ok(Value::Null) };
        let decider = quantifier == Quantifier::Some;
        let mut is_known = true;
        for member in members {
            self.locals.push(member);
            let met = self.value(condition);
            self.locals.pop();
            match truth(&met?) {
                Some(truth) if truth == decider => return Ok(Value::Boolean(decider)),
                Some(_) => {}
                None => is_known = false,
            }
        }
        Ok(if is_known { Value::Boolean(!decider) } else { Value::Null })
    }

    fn among(&mut self, value: &'p Formula, trials: &'p [Trial]) -> Evaluated {
        let value = self.value(value)?;
        self.any_trial(&value, trials).map(from_truth)
    }

    fn any_trial(&mut self, value: &Value, trials: &'p [Trial]) -> Result<Option<bool>, EvaluationError> {
        let mut is_known = true;
        for trial in trials {
            match self.trial(value, trial)? {
                Some(true) => return Ok(Some(true)),
                Some(false) => {}
                None => is_known = false,
            }
        }
        Ok(is_known.then_some(false))
    }

    fn trial(&mut self, value: &Value, trial: &'p Trial) -> Result<Option<bool>, EvaluationError> {
        self.spend(1)?;
        match trial {
            Trial::Equals(other) => Ok(Some(*value == self.value(other)?)),
            Trial::Among(list) => {
                let list = self.value(list)?;
                self.spend(weight(&list))?;
                let Value::List(members) = list else { return Ok(None) };
                let is_met = |member: &Value| match (member, value) {
                    (Value::Range(_), Value::Range(_)) => Some(member == value),
                    (Value::Range(range), value) => within(value, range),
                    (member, value) => Some(member == value),
                };
                Ok(Some(members.iter().any(|member| is_met(member) == Some(true))))
            }
            Trial::Within(range) => {
                let Value::Range(range) = self.value(range)? else { return Ok(None) };
                Ok(within(value, &range))
            }
            Trial::Condition(condition) => Ok(truth(&self.value(condition)?)),
            Trial::Relation(relation, other) => Ok(compare(value, *relation, &self.value(other)?)),
            Trial::Range((low_relation, low), (high_relation, high)) => {
                let above = compare(value, *low_relation, &self.value(low)?);
                let below = compare(value, *high_relation, &self.value(high)?);
                Ok(match (above, below) {
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    (Some(true), Some(true)) => Some(true),
                    (None, _) | (_, None) => None,
                })
            }
        }
    }

    fn arguments(&mut self, arguments: &'p [Formula]) -> Result<Vec<Value>, EvaluationError> {
        arguments.iter().map(|argument| self.value(argument)).collect()
    }

    fn builtin(&mut self, builtin: &'p Builtin, arguments: &'p [Formula]) -> Evaluated {
        let arguments = self.arguments(arguments)?;
        for argument in &arguments {
            self.spend(weight(argument))?;
        }
        // Where null may stand, the function says what it means; everywhere else what comes of it is null.
        let is_missing = |(at, argument): (usize, &Value)| {
            *argument == Value::Null && !builtin.takes(at).is_some_and(Takes::allows_null)
        };
        if arguments.iter().enumerate().any(is_missing) {
            return Ok(Value::Null);
        }
        (builtin.run)(&arguments)
    }

    fn host(&mut self, call: &'p HostCall) -> Evaluated {
        let arguments = self.arguments(&call.arguments)?;
        let value = self.environment.call(&call.function, &arguments).map_err(EvaluationError::Host)?;
        self.accept(&value, &call.result, &call.function)?;
        Ok(value)
    }
}

/// Steps that looking through a value, or copying it, costs beyond the first: one for each value in it.
fn weight(value: &Value) -> usize {
    match value {
        Value::List(members) => members.len() + members.iter().map(weight).sum::<usize>(),
        Value::Context(parts) => parts.len() + parts.values().map(weight).sum::<usize>(),
        Value::Text(text) => text.len() / 1024,
        Value::Null
        | Value::Boolean(_)
        | Value::Number(_)
        | Value::Date(_)
        | Value::DateTime(_)
        | Value::LocalDateTime(_)
        | Value::ZonedTime(_)
        | Value::Time(_)
        | Value::DayDuration(_)
        | Value::MonthDuration(_)
        | Value::Choice(_)
        | Value::Range(_) => 0,
    }
}
