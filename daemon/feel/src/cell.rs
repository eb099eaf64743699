//! The tests in a cell of a decision table: the same grammar as after `in`, and conditions over `?`.

use std::collections::BTreeSet;

use crate::check::Checker;
use crate::evaluate::{self, Environment, EvaluationError};
use crate::fault::Fault;
use crate::formula::{Formula, Trial};
use crate::parse::parse_cell;
use crate::region::{self, Region};
use crate::scope::Scope;
use crate::types::Type;
use crate::value::Value;

/// Checked tests of one value, ready to be tried any number of times (unary tests, DMN 1.5 §8.3.3).
#[derive(Clone, Debug)]
pub struct Tests {
    source: String,
    is_negated: bool,
    trials: Vec<Trial>,
    names: BTreeSet<String>,
}

/// Checks the tests of a cell against the type of what they test.
///
/// `-` passes everything; `"a", "b"` passes each of them; `> 3`, `[1..5]`, `not(3, 7)`; a list passes its members; a
/// condition may ask about the value itself as `?`.
///
/// # Errors
///
/// As [`crate::compile`].
pub fn compile_tests(source: &str, input: &Type, scope: &Scope) -> Result<Tests, Vec<Fault>> {
    let reading = parse_cell(source, scope);
    let mut faults = reading.faults;
    let mut checker = Checker::new(scope);
    let trials = reading.tree.map(|cell| (cell.is_negated, checker.cell(&cell, input)));
    faults.append(&mut checker.faults);
    faults.sort_by_key(|fault| (fault.start, fault.end));
    match trials {
        Some((is_negated, Some(trials))) if faults.is_empty() => {
            Ok(Tests { source: source.to_owned(), is_negated, trials, names: checker.names })
        }
        Some(_) | None => Err(faults),
    }
}

impl Tests {
    /// The text they were compiled from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The names they read besides `?`, as [`crate::Program::names`].
    #[must_use]
    pub fn names(&self) -> &BTreeSet<String> {
        &self.names
    }

    /// Whether a value passes; `None` where that is neither true nor false, because something is missing.
    ///
    /// # Errors
    ///
    /// As [`crate::Program::evaluate`].
    pub fn matches(
        &self,
        input: &Value,
        environment: &dyn Environment,
    ) -> Result<Option<bool>, EvaluationError> {
        let met = evaluate::tests(&self.trials, input, environment)?;
        Ok(if self.is_negated { met.map(|met| !met) } else { met })
    }

    /// The values that pass, where the tests are of constants alone; `None` where that cannot be said.
    #[must_use]
    pub fn region(&self) -> Option<Region> {
        let mut passed = Region::nothing();
        for trial in &self.trials {
            passed = passed.or(region::of_trial(trial, &Formula::Local(0))?)?;
        }
        Some(if self.is_negated { passed.complement() } else { passed })
    }
}
