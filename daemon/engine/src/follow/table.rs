//! A decision table answers when its step opens; what it was told, which rule answered and on what that rests is recorded.

use std::collections::BTreeMap;

use definition::{Step, TableRule};
use model::step::{StepStatus, TableAnswer, TableInput};
use model::{Event, Private};
use table::{DecisionError, Outcome};

use super::Round;
use crate::environment::{CaseView, from_feel};
use crate::refusal::Refusal;

/// Why a step that a table decided is done, as a code.
const DECIDED: &str = "decided";

impl Round<'_> {
    /// Asks the table of a step that has just opened. Where it has no answer, the step stays open for its role.
    pub(super) fn ask_table(
        &self,
        step: &Step,
        rule: &TableRule,
        view: &CaseView<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let decided = |answer: TableAnswer, outputs| Event::TableDecided {
            step: step.name.clone(),
            answer: Box::new(answer),
            outputs,
        };
        match rule.table.evaluate(view) {
            Ok(outcome) if has_answer(rule, &outcome) => Ok(vec![
                decided(answer(rule, &outcome, None), outputs(rule, &outcome)),
                self.settled(&step.name, StepStatus::Done, DECIDED),
            ]),
            Ok(outcome) => Ok(vec![decided(answer(rule, &outcome, Some("no_rule")), BTreeMap::new())]),
            // Nobody is there to decide by hand: as with a condition, nothing goes on over it.
            Err(error) if step.by.is_none() => Err(not_decided(step, &error)),
            Err(error) => {
                let outcome = Outcome { inputs: Vec::new(), rules: rules_of(&error), outputs: Vec::new() };
                Ok(vec![decided(answer(rule, &outcome, Some(code(&error))), BTreeMap::new())])
            }
        }
    }
}

fn answer(rule: &TableRule, outcome: &Outcome, failed: Option<&str>) -> TableAnswer {
    let told = rule.table.inputs().iter().zip(&outcome.inputs);
    let inputs = told.map(|(input, value)| TableInput {
        expression: input.expression.clone(),
        value: Private::Clear(from_feel(value)),
    });
    let mut basis: Vec<String> = Vec::new();
    for hit in outcome.rules.iter().filter_map(|hit| rule.table.rules().get(*hit)) {
        basis.extend(hit.basis.iter().filter(|text| !basis.contains(text)).cloned().collect::<Vec<_>>());
    }
    let number = |index: &usize| u32::try_from(index.saturating_add(1)).unwrap_or(u32::MAX);
    TableAnswer {
        table: rule.hash,
        inputs: inputs.collect(),
        rules: outcome.rules.iter().map(number).collect(),
        basis,
        failed: failed.map(str::to_owned),
    }
}

/// A policy of one rule has an answer if a rule hit, or if a default gives one.
fn has_answer(rule: &TableRule, outcome: &Outcome) -> bool {
    !rule.table.policy().is_single()
        || !outcome.rules.is_empty()
        || outcome.outputs.iter().any(|value| *value != feel::Value::Null)
}

fn outputs(rule: &TableRule, outcome: &Outcome) -> BTreeMap<String, Private> {
    let named = rule.outputs.iter().zip(&outcome.outputs);
    named.map(|(output, value)| (output.name.clone(), Private::Clear(from_feel(value)))).collect()
}

/// Why a table has no answer, as a code: the sentence of the error may hold values of the case.
fn code(error: &DecisionError) -> &'static str {
    match error {
        DecisionError::SeveralHit { .. } | DecisionError::Different { .. } => "several_rules",
        DecisionError::InputNotAllowed { .. } | DecisionError::OutputNotAllowed { .. } => "not_allowed",
        DecisionError::Input { .. }
        | DecisionError::Rule { .. }
        | DecisionError::Default { .. }
        | DecisionError::Aggregate { .. } => "not_evaluated",
    }
}

/// The rules that an error is about.
fn rules_of(error: &DecisionError) -> Vec<usize> {
    match error {
        DecisionError::SeveralHit { rules }
        | DecisionError::Different { rules }
        | DecisionError::Aggregate { rules, .. } => rules.clone(),
        DecisionError::Rule { rule, .. } | DecisionError::OutputNotAllowed { rule, .. } => vec![*rule],
        DecisionError::Input { .. }
        | DecisionError::InputNotAllowed { .. }
        | DecisionError::Default { .. } => Vec::new(),
    }
}

fn not_decided(step: &Step, error: &DecisionError) -> Refusal {
    Refusal::conflict(
        "table-not-evaluated",
        format!(
            "Beslutningstabellen »{}« kan ikke beregnes; en administrator skal se på den.",
            step.title.da
        ),
        format!(
            "the decision table of `{}` has no answer ({}); an administrator has to look at it",
            step.name,
            code(error)
        ),
    )
}
