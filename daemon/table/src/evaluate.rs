//! What a table answers, and why.

mod policy;

use feel::{Environment, EvaluationError, Value};
use thiserror::Error;

use crate::draft::HitPolicy;
use crate::table::{Rule, Table};

pub(crate) use policy::rank;

/// The answer of a table, with what led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The value of each input column.
    pub inputs: Vec<Value>,
    /// The rules that gave the answer, counted from 0, in the order of the answer. None if the defaults did.
    ///
    /// Under `first` and `priority` that is one rule, though others may hit; under `any` all that hit.
    pub rules: Vec<usize>,
    /// The value of each output column; a list for the policies that give lists.
    pub outputs: Vec<Value>,
}

/// Why a table has no answer. Rules are counted from 0 in the fields, and from 1 in the sentences.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DecisionError {
    /// An input cannot be evaluated.
    #[error("`{input}` cannot be worked out: {error}")]
    Input {
        /// The expression of the input.
        input: String,
        /// What is in the way.
        error: EvaluationError,
    },
    /// The value of an input is not among those that the table allows.
    #[error("`{input}` is {value}, which the table does not allow; correct the value, or allow it")]
    InputNotAllowed {
        /// The expression of the input.
        input: String,
        /// Its value.
        value: Value,
    },
    /// A cell or an output of a rule cannot be evaluated.
    #[error("rule {} cannot be worked out in the column `{column}`: {error}", rule + 1)]
    Rule {
        /// The rule.
        rule: usize,
        /// The expression of the input, or the name of the output.
        column: String,
        /// What is in the way.
        error: EvaluationError,
    },
    /// The default of an output cannot be evaluated.
    #[error("the default of `{output}` cannot be worked out: {error}")]
    Default {
        /// The name of the output.
        output: String,
        /// What is in the way.
        error: EvaluationError,
    },
    /// A rule gives a value that its column does not allow.
    #[error("rule {} gives {value} for `{output}`, which the table does not allow", rule + 1)]
    OutputNotAllowed {
        /// The rule.
        rule: usize,
        /// The name of the output.
        output: String,
        /// What it gives.
        value: Value,
    },
    /// Several rules of a unique table hit.
    #[error("the rules {} all hit, and only one may; make their tests exclude each other", listed(rules))]
    SeveralHit {
        /// All that hit.
        rules: Vec<usize>,
    },
    /// Rules hit that do not give the same, and all must.
    #[error(
        "the rules {} all hit and do not give the same; make their tests exclude each other",
        listed(rules)
    )]
    Different {
        /// All that hit.
        rules: Vec<usize>,
    },
    /// What the rules give cannot be added up or compared.
    #[error("what the rules {} give for `{output}` has no {what} that can be kept", listed(rules))]
    Aggregate {
        /// All that hit.
        rules: Vec<usize>,
        /// The name of the output.
        output: String,
        /// Sum, least or greatest.
        what: &'static str,
    },
}

fn listed(rules: &[usize]) -> String {
    rules.iter().map(|rule| (rule + 1).to_string()).collect::<Vec<_>>().join(", ")
}

/// What one rule gives, beside its number.
struct Hit {
    rule: usize,
    outputs: Vec<Value>,
}

impl Table {
    /// Evaluates the table: inputs first, then the rules in their order, then the outputs of those that hit.
    ///
    /// Each expression has the budget of FEEL, and there are at most [`crate::RULES_MAX`] times
    /// [`crate::COLUMNS_MAX`]. A test that is neither true nor false does not hit. Where no rule hits, an output has its
    /// default; else it is null, or under a policy that gives lists an empty list, and 0 under `collect count`.
    ///
    /// # Errors
    ///
    /// [`DecisionError`] says which expression or policy is in the way; the table has then no answer at all.
    pub fn evaluate(&self, environment: &dyn Environment) -> Result<Outcome, DecisionError> {
        let inputs = self.inputs_in(environment)?;
        let mut hits = Vec::new();
        for (index, rule) in self.rules.iter().enumerate() {
            if !self.is_hit((index, rule), &inputs, environment)? {
                continue;
            }
            let outputs = self.given((index, rule), environment)?;
            hits.push(Hit { rule: index, outputs });
            if self.policy == HitPolicy::First {
                break;
            }
        }
        let (rules, outputs) = if hits.is_empty() {
            (Vec::new(), self.defaults(environment)?)
        } else {
            policy::answer(self, hits)?
        };
        Ok(Outcome { inputs, rules, outputs })
    }

    fn inputs_in(&self, environment: &dyn Environment) -> Result<Vec<Value>, DecisionError> {
        let mut values = Vec::new();
        for input in &self.inputs {
            let failed = |error| DecisionError::Input { input: input.expression.clone(), error };
            let value = input.program.evaluate(environment).map_err(failed)?;
            if let Some(allowed) = &input.allowed
                && value != Value::Null
                && allowed.matches(&value, environment).map_err(failed)? != Some(true)
            {
                return Err(DecisionError::InputNotAllowed { input: input.expression.clone(), value });
            }
            values.push(value);
        }
        Ok(values)
    }

    fn is_hit(
        &self,
        (index, rule): (usize, &Rule),
        inputs: &[Value],
        environment: &dyn Environment,
    ) -> Result<bool, DecisionError> {
        for ((cell, input), value) in rule.cells.iter().zip(&self.inputs).zip(inputs) {
            let Some(tests) = &cell.tests else { continue };
            let failed = |error| DecisionError::Rule { rule: index, column: input.expression.clone(), error };
            if tests.matches(value, environment).map_err(failed)? != Some(true) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn given(
        &self,
        (index, rule): (usize, &Rule),
        environment: &dyn Environment,
    ) -> Result<Vec<Value>, DecisionError> {
        let mut values = Vec::new();
        for (entry, output) in rule.entries.iter().zip(&self.outputs) {
            let failed = |error| DecisionError::Rule { rule: index, column: output.name.clone(), error };
            let value = match &entry.constant {
                Some(constant) => constant.clone(),
                None => entry.program.evaluate(environment).map_err(failed)?,
            };
            if let Some(allowed) = &output.allowed
                && allowed.matches(&value, environment).map_err(failed)? != Some(true)
            {
                return Err(DecisionError::OutputNotAllowed {
                    rule: index,
                    output: output.name.clone(),
                    value,
                });
            }
            values.push(value);
        }
        Ok(values)
    }

    fn defaults(&self, environment: &dyn Environment) -> Result<Vec<Value>, DecisionError> {
        let default = |output: &crate::Output| match &output.default {
            Some(default) => default
                .evaluate(environment)
                .map_err(|error| DecisionError::Default { output: output.name.clone(), error }),
            None => Ok(policy::of_no_rule(self.policy)),
        };
        self.outputs.iter().map(default).collect()
    }
}
