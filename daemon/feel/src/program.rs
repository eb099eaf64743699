//! The door: a text goes in, a checked program or all its faults come out.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Checker;
use crate::evaluate::{self, Environment, EvaluationError};
use crate::fault::Fault;
use crate::formula::Formula;
use crate::parse::parse;
use crate::possible::words_in;
use crate::scope::Scope;
use crate::types::Type;
use crate::value::Value;

/// A checked expression, ready to be evaluated any number of times.
#[derive(Clone, Debug)]
pub struct Program {
    source: String,
    formula: Formula,
    result: Type,
    names: BTreeSet<String>,
    /// The words of the choice types that it reads.
    words: BTreeMap<String, Vec<String>>,
}

/// Checks an expression of any type.
///
/// # Errors
///
/// Every fault that can be told apart, in the order of the source; never an empty list. A syntax fault hides the
/// faults of meaning.
pub fn compile(source: &str, scope: &Scope) -> Result<Program, Vec<Fault>> {
    compiled(source, None, scope)
}

/// Checks an expression that must give a value of type `expected`, as a guard must give a boolean.
///
/// # Errors
///
/// As [`compile`], and a fault where the result has another type or may be missing.
pub fn compile_as(source: &str, expected: &Type, scope: &Scope) -> Result<Program, Vec<Fault>> {
    compiled(source, Some(expected), scope)
}

fn compiled(source: &str, expected: Option<&Type>, scope: &Scope) -> Result<Program, Vec<Fault>> {
    let reading = parse(source, scope);
    let mut faults = reading.faults;
    let mut checker = Checker::new(scope);
    let outcome = reading.tree.and_then(|expression| match expected {
        Some(expected) => checker.require(&expression, expected),
        None => checker.check(&expression, None),
    });
    faults.append(&mut checker.faults);
    faults.sort_by_key(|fault| (fault.start, fault.end));
    match outcome {
        Some(proven) if faults.is_empty() => Ok(Program {
            source: source.to_owned(),
            words: words_in(&proven.formula, |kind| {
                scope.words_of(kind).into_iter().map(str::to_owned).collect()
            }),
            formula: proven.formula,
            result: proven.kind,
            names: checker.names,
        }),
        Some(_) | None => Err(faults),
    }
}

impl Program {
    /// The type of what it gives. The value may still be null where a declared name turns out to be missing.
    #[must_use]
    pub fn result_type(&self) -> &Type {
        &self.result
    }

    /// The text it was compiled from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    pub(crate) fn formula(&self) -> &Formula {
        &self.formula
    }

    pub(crate) fn words(&self) -> &BTreeMap<String, Vec<String>> {
        &self.words
    }

    /// The names it reads, as dotted paths (`target_group.outcome`), without the parts of dates and durations.
    ///
    /// Names handed to functions as words, such as `consent(joint_assessment)`, are not among them.
    #[must_use]
    pub fn names(&self) -> &BTreeSet<String> {
        &self.names
    }

    /// Evaluates it.
    ///
    /// A name that is missing though its type does not say so makes what depends on it null, as in DMN: a guard that
    /// gives null is not met.
    ///
    /// # Errors
    ///
    /// [`EvaluationError`] says which bound was met, which arithmetic is impossible, or what the host did wrong.
    pub fn evaluate(&self, environment: &dyn Environment) -> Result<Value, EvaluationError> {
        evaluate::evaluate(&self.formula, environment)
    }
}
