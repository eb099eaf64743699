//! The tree of an expression after the check: every name resolved, every choice known, ready to evaluate.

use crate::builtins::Builtin;
use crate::syntax::{Operator, Quantifier, Relation};
use crate::types::Type;
use crate::value::Value;

/// A checked expression.
#[derive(Clone, Debug)]
pub(crate) enum Formula {
    Constant(Value),
    /// A declared name, asked of the environment, and the type it promised.
    Read(String, Type),
    /// A quantified variable, counted from the outermost.
    Local(usize),
    Part(Box<Formula>, Part),
    Negation(Box<Formula>),
    Not(Box<Formula>),
    Arithmetic(Box<Formula>, Vec<(Operator, Formula)>),
    Comparison(Box<Formula>, Relation, Box<Formula>),
    In(Box<Formula>, Vec<Trial>),
    All(Vec<Formula>),
    Any(Vec<Formula>),
    If(Box<Branches>),
    Quantified(Quantifier, Box<Formula>, Box<Formula>),
    List(Vec<Formula>),
    Builtin(&'static Builtin, Vec<Formula>),
    Host(Box<HostCall>),
}

/// The three expressions of an `if`.
#[derive(Clone, Debug)]
pub(crate) struct Branches {
    pub(crate) condition: Formula,
    pub(crate) then: Formula,
    pub(crate) otherwise: Formula,
}

/// A call of a function of the host, and the type it promised.
#[derive(Clone, Debug)]
pub(crate) struct HostCall {
    pub(crate) function: String,
    pub(crate) arguments: Vec<Formula>,
    pub(crate) result: Type,
}

/// A checked test of `in` or `between`.
#[derive(Clone, Debug)]
pub(crate) enum Trial {
    /// Equal to the value.
    Equals(Formula),
    /// Among the members of the list.
    Among(Formula),
    Relation(Relation, Formula),
    /// A condition over the tested value.
    Condition(Formula),
    /// Both bounds, each with the relation that the value must have to it.
    Range((Relation, Formula), (Relation, Formula)),
}

/// What is reached into by `.`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// A named value of a group.
    Named(String),
    Year,
    Month,
    Day,
    /// 1 for Monday to 7 for Sunday (ISO 8601).
    Weekday,
    /// Whole days of a duration.
    Days,
    /// Whole hours beyond the days.
    Hours,
    /// Whole minutes beyond the hours.
    Minutes,
    /// Whole years of a duration.
    Years,
    /// Months beyond the years.
    Months,
}

impl Part {
    /// The parts that values of a type have, besides the named values of a group.
    pub(crate) fn of(kind: &Type) -> &'static [(&'static str, Self)] {
        match kind {
            Type::Date => &[
                ("year", Self::Year),
                ("month", Self::Month),
                ("day", Self::Day),
                ("weekday", Self::Weekday),
            ],
            Type::DayDuration => &[("days", Self::Days), ("hours", Self::Hours), ("minutes", Self::Minutes)],
            Type::MonthDuration => &[("years", Self::Years), ("months", Self::Months)],
            Type::Null
            | Type::Boolean
            | Type::Number
            | Type::Text
            | Type::DateTime
            | Type::Choice(_)
            | Type::List(_)
            | Type::Context(_)
            | Type::Optional(_) => &[],
        }
    }
}
