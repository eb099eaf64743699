//! A typed profile of FEEL, the expression language of DMN 1.x: parse with spans, check against a scope, evaluate.
//!
//! [`compile`] turns a text into a [`Program`] or into every [`Fault`] it can find; a program that compiled can only
//! fail for the reasons in [`EvaluationError`]. Nothing here reads a clock, a file or the network: values and functions
//! come from an [`Environment`], which is asked for exactly the names that the [`Scope`] declared.
//!
//! The profile is typed: what DMN finds out when it evaluates, and answers with null, is refused here when the text is
//! compiled, wherever that can be known, and an impossible operation is an [`EvaluationError`] and not null.
//! It differs from DMN 1.5 in these places besides: choices are bare words checked against their type; `years(from, to)`
//! and `P4W` exist; `**` goes from left to right and takes whole exponents; the members of a list have one type; what has
//! a zone is another type than what has none; patterns, and the texts of `date and time`, `time`, `duration` and `range`,
//! are literals; there are no functions of one's own, no sorting by one, and no `now()` and `today()`, which are names.
//! `docs/feel-conformance.md` says what that comes to on the cases of the DMN TCK.

mod builtins;
mod cell;
mod check;
mod evaluate;
mod fault;
mod formula;
mod lex;
mod literal;
mod moment;
mod nearest;
mod parse;
mod possible;
mod program;
mod region;
mod scope;
mod syntax;
mod types;
mod value;

pub use cell::{Tests, compile_tests};
pub use evaluate::{
    Environment, EvaluationError, LIST_ITEMS_MAX, STEPS_MAX, TEXT_BYTES_MAX, VALUE_DEPTH_MAX, order,
};
pub use fault::{Fault, FaultCode};
pub use moment::{Moment, Zone, ZonedTime};
pub use parse::{DEPTH_MAX, SOURCE_BYTES_MAX};
pub use possible::{Bounds, Possible};
pub use program::{Program, compile, compile_as};
pub use region::{Bound, Interval, Region};
pub use scope::{FunctionSignature, Parameter, Scope};
pub use types::Type;
pub use value::{Range, Value};

#[cfg(test)]
mod tests;
