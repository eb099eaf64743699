//! The built-in functions (DMN 1.5 §10.3.4): one table of names, parameters, results and implementations.

mod dates;
mod lists;
mod numbers;
mod ranges;
mod texts;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::evaluate::EvaluationError;
use crate::types::Type;
use crate::value::Value;

/// One built-in function, or one of the ways to call it.
#[derive(Debug)]
pub(crate) struct Builtin {
    pub(crate) name: &'static str,
    pub(crate) parameters: &'static [Parameter],
    /// How many must be given.
    pub(crate) required: usize,
    /// Whether the last may be given again and again.
    pub(crate) repeats: bool,
    pub(crate) gives: Gives,
    /// Called with present values only, except where the parameter allows null.
    pub(crate) run: fn(&[Value]) -> Outcome,
}

/// One parameter: the name it has in a call with names, and what it takes.
#[derive(Debug)]
pub(crate) struct Parameter(pub(crate) &'static str, pub(crate) Takes);

/// What a built-in takes in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    Number,
    Text,
    TextOrNull,
    /// A value of one of these types.
    Of(&'static [Type]),
    /// Any value that is there.
    Present,
    /// Any value, null too.
    Anything,
    /// A list of anything.
    List,
    /// Something that may be a member of the list before it.
    Member,
    /// Another list, whose members may join those of the list before it.
    Lists,
    /// A list of numbers, or the numbers one by one.
    Numbers,
    /// A list of values with an order, or the values one by one.
    Ordered,
    /// A list of truths, or the truths one by one.
    Truths,
    /// A value with an order, or a range of such.
    PointOrRange,
    Range,
    Context,
    /// A text in quotes, read when the expression is checked.
    Pattern,
}

/// What a built-in gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gives {
    Boolean,
    Number,
    Text,
    Date,
    Months,
    /// A member of its list; null if the list is empty.
    Member,
    /// A number; null if the list is empty.
    Total,
    /// A truth, or null if one of them is missing.
    Truth,
    /// What its first argument is.
    Same,
    /// A list of the members of all its lists.
    Joined,
    /// Its list, with the other arguments as members.
    Appended,
    /// Its list, with the last argument as a member.
    Inserted,
    /// A list of what is in its lists, and in theirs.
    Flat,
    Numbers,
    Texts,
    MaybeNumber,
    /// The date of its argument; null if that is a text and no date.
    DateOf,
    /// By the time it is given.
    Moment,
    Time,
    ZonedTime,
    /// The time of day of its argument.
    TimeOf,
    /// A list of groups of a key and a value.
    Entries,
}

type Outcome = Result<Value, EvaluationError>;

impl Takes {
    /// Whether null is an argument like others.
    pub(crate) fn allows_null(self) -> bool {
        matches!(self, Self::Anything | Self::Member | Self::TextOrNull)
    }
}

impl Builtin {
    /// What it takes at this place.
    pub(crate) fn takes(&self, at: usize) -> Option<Takes> {
        let last = self.parameters.last().filter(|_| self.repeats);
        self.parameters.get(at).or(last).map(|parameter| parameter.1)
    }

    /// Whether it takes so many arguments.
    pub(crate) fn accepts(&self, arguments: usize) -> bool {
        arguments >= self.required && (self.repeats || arguments <= self.parameters.len())
    }
}

/// A function whose arguments are all required.
const fn all(
    name: &'static str,
    parameters: &'static [Parameter],
    gives: Gives,
    run: fn(&[Value]) -> Outcome,
) -> Builtin {
    Builtin { name, parameters, required: parameters.len(), repeats: false, gives, run }
}

/// A function whose last argument may be left out.
const fn last_optional(
    name: &'static str,
    parameters: &'static [Parameter],
    gives: Gives,
    run: fn(&[Value]) -> Outcome,
) -> Builtin {
    Builtin { name, parameters, required: parameters.len() - 1, repeats: false, gives, run }
}

/// A function whose last argument may be repeated.
const fn repeating(
    name: &'static str,
    parameters: &'static [Parameter],
    gives: Gives,
    run: fn(&[Value]) -> Outcome,
) -> Builtin {
    Builtin { name, parameters, required: parameters.len(), repeats: true, gives, run }
}

/// Every built-in, room by room.
fn every() -> impl Iterator<Item = &'static Builtin> {
    let rooms: [&[Builtin]; 5] =
        [&numbers::BUILTINS, &texts::BUILTINS, &lists::BUILTINS, &ranges::BUILTINS, &dates::BUILTINS];
    rooms.into_iter().flatten()
}

/// The ways to call the function of this name.
pub(crate) fn find(name: &str) -> Vec<&'static Builtin> {
    every().filter(|builtin| builtin.name == name).collect()
}

/// The names of all built-ins, each once, in order.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    static NAMES: LazyLock<BTreeSet<&'static str>> =
        LazyLock::new(|| every().map(|builtin| builtin.name).collect());
    NAMES.iter().copied()
}

/// Only reached when a host breaks its promise in a way that the reading of values does not see.
fn mismatch() -> Outcome {
    Err(EvaluationError::WrongType("a built-in function".to_owned()))
}
