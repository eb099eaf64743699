//! A typed profile of FEEL, the expression language of DMN 1.x: parse with spans, check against a scope, evaluate.
//!
//! [`compile`] turns a text into a [`Program`] or into every [`Fault`] it can find; a program that compiled can only
//! fail for the reasons in [`EvaluationError`]. Nothing here reads a clock, a file or the network: values and functions
//! come from an [`Environment`], which is asked for exactly the names that the [`Scope`] declared.
//!
//! The profile differs from DMN 1.5 in these places: choices are bare words checked against their type; `years(from, to)`
//! and `P4W` exist; `date and time` needs an offset and has no calendar parts; temporal functions take literals only;
//! ranges stand only after `in`; division by zero is an error and not null.

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
pub use program::{Program, compile, compile_as};
pub use region::{Bound, Interval, Region};
pub use scope::{FunctionSignature, Parameter, Scope};
pub use types::Type;
pub use value::{Range, Value};

#[cfg(test)]
mod tests;
