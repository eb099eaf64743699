//! The tree of an expression after the check: every name resolved, every choice known, ready to evaluate.

use regex::Regex;

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
    /// The members that meet a condition; the member is the innermost local.
    Filter(Box<Formula>, Box<Formula>),
    /// The member at a position, counted from 1, or from -1 at the end.
    Index(Box<Formula>, Box<Formula>),
    /// One part of each member.
    Each(Box<Formula>, Part),
    For(Vec<Walk>, Box<Formula>),
    /// Each value is a local for those after it.
    Context(Vec<(String, Formula)>),
    Range(Box<Limits>),
    /// Whether there is a value: its type is known to be the one asked for.
    IsPresent(Box<Formula>),
    /// A value that is taken as a list of its own.
    Single(Box<Formula>),
    Pattern(Box<Pattern>),
    /// A group with one more value, where the keys lead to.
    Put(Box<(Formula, Vec<String>, Formula)>),
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
    /// Among the members of the list; in one of them, if they are ranges.
    Among(Formula),
    /// In the range.
    Within(Formula),
    Relation(Relation, Formula),
    /// A condition over the tested value.
    Condition(Formula),
    /// Both bounds, each with the relation that the value must have to it.
    Range((Relation, Formula), (Relation, Formula)),
}

/// What a `for` goes through.
#[derive(Clone, Debug)]
pub(crate) enum Walk {
    Members(Formula),
    Span(Formula, Formula),
}

/// The bounds of a range.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) low: Option<Formula>,
    pub(crate) low_included: bool,
    pub(crate) high: Option<Formula>,
    pub(crate) high_included: bool,
}

/// A function over a pattern that was read when the expression was checked.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    pub(crate) regex: Regex,
    pub(crate) input: Formula,
    pub(crate) does: PatternUse,
}

/// What is done where a pattern matches.
#[derive(Clone, Debug)]
pub(crate) enum PatternUse {
    Matches,
    Replace(Formula),
    Split,
}

/// What is reached into by `.`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// A named value of a group.
    Named(String),
    Year,
    Hour,
    Minute,
    Second,
    /// The offset from UTC, as a duration.
    Offset,
    /// The name of the zone, if it has one.
    Timezone,
    /// Whole seconds beyond the minutes.
    Seconds,
    Start,
    End,
    StartIncluded,
    EndIncluded,
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

/// The parts of a date.
const OF_DATE: &[(&str, Part)] =
    &[("year", Part::Year), ("month", Part::Month), ("day", Part::Day), ("weekday", Part::Weekday)];

/// The parts of a time of day.
const OF_TIME: &[(&str, Part)] = &[("hour", Part::Hour), ("minute", Part::Minute), ("second", Part::Second)];

/// The parts of a zone.
const OF_ZONE: &[(&str, Part)] = &[("time offset", Part::Offset), ("timezone", Part::Timezone)];

/// The parts of a range.
const OF_RANGE: &[(&str, Part)] = &[
    ("start", Part::Start),
    ("end", Part::End),
    ("start included", Part::StartIncluded),
    ("end included", Part::EndIncluded),
];

impl Part {
    /// The parts that values of a type have, besides the named values of a group.
    pub(crate) fn of(kind: &Type) -> Vec<(&'static str, Self)> {
        match kind {
            Type::Date => OF_DATE.to_vec(),
            Type::DayDuration => vec![
                ("days", Self::Days),
                ("hours", Self::Hours),
                ("minutes", Self::Minutes),
                ("seconds", Self::Seconds),
            ],
            Type::MonthDuration => vec![("years", Self::Years), ("months", Self::Months)],
            Type::DateTime => [OF_DATE, OF_TIME, OF_ZONE].concat(),
            Type::LocalDateTime => [OF_DATE, OF_TIME].concat(),
            Type::ZonedTime => [OF_TIME, OF_ZONE].concat(),
            Type::Time => OF_TIME.to_vec(),
            Type::Range(_) => OF_RANGE.to_vec(),
            Type::Null
            | Type::Boolean
            | Type::Number
            | Type::Text
            | Type::Choice(_)
            | Type::List(_)
            | Type::Context(_)
            | Type::Optional(_) => Vec::new(),
        }
    }

    /// The type of this part of a value of type `kind`.
    pub(crate) fn kind(&self, kind: &Type) -> Type {
        match (self, kind) {
            (Self::Offset, _) => Type::DayDuration.or_missing(),
            (Self::Timezone, _) => Type::Text.or_missing(),
            (Self::StartIncluded | Self::EndIncluded, _) => Type::Boolean,
            (Self::Start | Self::End, Type::Range(of)) => of.as_ref().clone().or_missing(),
            _ => Type::Number,
        }
    }
}
