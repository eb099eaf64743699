//! What an expression sees: facts, what steps left, consents.

use std::collections::BTreeMap;

use definition::{Definition, FactKind, Kind, Source, Step};
use feel::{Environment, EvaluationError, Program};
use model::step::SlotState;
use model::{CaseState, CitizenState, Date, FactName, Number, StepName, Timestamp, Value};
use rust_decimal::Decimal;

/// A case as expressions see it.
pub(crate) struct CaseView<'a> {
    pub(crate) case: &'a CaseState,
    pub(crate) citizen: Option<&'a CitizenState>,
    pub(crate) definition: &'a Definition,
    pub(crate) today: Date,
    pub(crate) now: Timestamp,
}

impl CaseView<'_> {
    /// Whether a condition holds. Unknown is no: a guard opens only for what is known.
    ///
    /// # Errors
    ///
    /// [`EvaluationError`] if the budget ran out or a number overflowed.
    pub(crate) fn holds(&self, condition: &Program) -> Result<bool, EvaluationError> {
        condition.evaluate(self).map(|value| value == feel::Value::Boolean(true))
    }

    fn fact(&self, name: &str) -> feel::Value {
        let Some((name, rule)) = self.definition.facts.get_key_value(name) else { return feel::Value::Null };
        match &rule.source {
            Source::Calculated(program) => program.evaluate(self).unwrap_or(feel::Value::Null),
            Source::Register => {
                let born = self.citizen.and_then(|citizen| citizen.birth_date.value());
                born.map_or(feel::Value::Null, |born| to_feel(born, &rule.kind))
            }
            Source::Asked => self.asked(name, &rule.kind),
        }
    }

    /// A fact that several people contributed is the list of what they gave.
    fn asked(&self, name: &FactName, kind: &FactKind) -> feel::Value {
        if let Some(fact) = self.case.facts.get(&(name.clone(), 0)) {
            return fact.value.value().map_or(feel::Value::Null, |value| to_feel(value, kind));
        }
        let given: Vec<feel::Value> = self
            .case
            .facts
            .iter()
            .filter(|((fact, _), known)| fact == name && !crate::follow::is_empty(&known.value))
            .filter_map(|(_, fact)| fact.value.value().map(|value| to_feel(value, kind)))
            .collect();
        if given.is_empty() { feel::Value::Null } else { feel::Value::List(given) }
    }

    fn step_value(&self, step: &Step, what: &str) -> feel::Value {
        let Some(state) = self.case.steps.get(&step.name) else { return feel::Value::Null };
        if what == "done" {
            return state.settled_on.map_or(feel::Value::Null, |day| feel::Value::Date(day.0));
        }
        if let Kind::Contributions { .. } = step.kind {
            // What nobody waits for any more, because enough came, did not come either.
            let is_missing = |slot: &&model::step::Slot| match slot.state {
                SlotState::Missing { .. } => true,
                SlotState::Open => state.status.is_settled(),
                SlotState::Given { .. } => false,
            };
            let missing = state.slots.values().filter(is_missing).count();
            match what {
                "count" => return number(state.given()),
                "missing" => return number(missing),
                _other => {}
            }
        }
        if let (Kind::Plan { .. }, "count") = (&step.kind, what) {
            return number(self.case.plans.get(&step.name).map_or(0, |plan| plan.measures.len()));
        }
        if let (Kind::Quota { of, .. }, "count") = (&step.kind, what) {
            return number(crate::count::counted(of, step, (self.case, self.definition)));
        }
        if let (Kind::Decision { .. }, "complaint") = (&step.kind, what) {
            return match crate::complaint_in_time(self.case, &step.name) {
                Some(in_time) => feel::Value::Choice(if in_time { "in_time" } else { "late" }.to_owned()),
                None => feel::Value::Null,
            };
        }
        if let Kind::Table(rule) = &step.kind {
            let output = rule.outputs.iter().find(|output| output.name == what);
            let value = state.outputs.get(what).and_then(|value| value.value());
            return match (output, value) {
                (Some(output), Some(value)) => to_feel(value, &output.kind),
                _ => feel::Value::Null,
            };
        }
        if let Some(day) = state.moments.get(what) {
            return feel::Value::Date(day.0);
        }
        let Some(value) = state.outputs.get(what).and_then(|output| output.value()) else {
            return feel::Value::Null;
        };
        match (value, what) {
            // Answers and outcomes are words of a choice; everything else is text.
            (
                Value::Text(word),
                "answer" | "outcome" | "result" | "for_citizen" | "recommendation" | "way",
            ) => feel::Value::Choice(word.clone()),
            (value, _) => to_feel(value, &FactKind::Text),
        }
    }

    /// The facts that a plan leans on.
    fn facts_used(&self, step: &str) -> feel::Value {
        let plan = self.case.plans.get(&StepName::from(step));
        let used = plan.map(|plan| plan.facts_used.as_slice()).unwrap_or_default();
        feel::Value::List(
            used.iter()
                .map(|used| {
                    feel::Value::Context(BTreeMap::from([
                        ("fact".to_owned(), feel::Value::Text(used.fact.to_string())),
                        ("adverse".to_owned(), feel::Value::Boolean(used.adverse)),
                        ("known_to_party".to_owned(), feel::Value::Boolean(used.known_to_party)),
                    ]))
                })
                .collect(),
        )
    }
}

impl Environment for CaseView<'_> {
    fn value(&self, name: &str) -> feel::Value {
        match name {
            "today" => return feel::Value::Date(self.today.0),
            "now" => return moment(self.now),
            _other => {}
        }
        match name.split_once('.') {
            Some((step, what)) => match self.definition.steps.get(step) {
                Some(step) => self.step_value(step, what),
                None => feel::Value::Null,
            },
            None => self.fact(name),
        }
    }

    fn call(&self, function: &str, arguments: &[feel::Value]) -> Result<feel::Value, String> {
        let [feel::Value::Text(name)] = arguments else {
            return Err(format!("`{function}` takes one name"));
        };
        match function {
            "consent" => {
                Ok(feel::Value::Boolean(self.citizen.is_some_and(|citizen| citizen.consents_to(name))))
            }
            "facts_used" => Ok(self.facts_used(name)),
            _other => Err(format!("no function `{function}`")),
        }
    }
}

/// An instant as the clocks of Denmark show it: what a condition asks of its hour is asked there.
fn moment(at: Timestamp) -> feel::Value {
    feel::Value::DateTime(feel::Moment::in_zone(at.micros(), "Europe/Copenhagen"))
}

fn number(count: usize) -> feel::Value {
    feel::Value::Number(Decimal::from(count))
}

/// A value as a case holds it; a choice is its word. Durations and times have no form of their own there.
pub(crate) fn from_feel(value: &feel::Value) -> Value {
    match value {
        feel::Value::Null => Value::Null,
        feel::Value::Boolean(flag) => Value::Boolean(*flag),
        feel::Value::Number(number) => Value::Number(Number(*number)),
        feel::Value::Text(text) | feel::Value::Choice(text) => Value::Text(text.clone()),
        feel::Value::Date(day) => Value::Date(Date(*day)),
        feel::Value::List(items) => Value::List(items.iter().map(from_feel).collect()),
        feel::Value::Context(parts) => {
            Value::Record(parts.iter().map(|(name, value)| (name.clone(), from_feel(value))).collect())
        }
        feel::Value::DateTime(_)
        | feel::Value::LocalDateTime(_)
        | feel::Value::ZonedTime(_)
        | feel::Value::Time(_)
        | feel::Value::DayDuration(_)
        | feel::Value::MonthDuration(_)
        | feel::Value::Range(_) => Value::Text(value.to_string()),
    }
}

fn to_feel(value: &Value, kind: &FactKind) -> feel::Value {
    match (value, kind) {
        (Value::Null, _) => feel::Value::Null,
        (Value::Boolean(flag), _) => feel::Value::Boolean(*flag),
        (Value::Number(Number(number)), _) => feel::Value::Number(*number),
        (Value::Text(word), FactKind::Choice(_) | FactKind::Person { .. }) => {
            feel::Value::Choice(word.clone())
        }
        (Value::Text(text), _) => feel::Value::Text(text.clone()),
        (Value::Date(day), _) => feel::Value::Date(day.0),
        (Value::Instant(at), _) => moment(*at),
        (Value::List(items), FactKind::List { of, .. }) => {
            feel::Value::List(items.iter().map(|item| to_feel(item, of)).collect())
        }
        (Value::List(items), kind) => {
            feel::Value::List(items.iter().map(|item| to_feel(item, kind)).collect())
        }
        (Value::Record(record), kind) => feel::Value::Context(
            record.iter().map(|(name, value)| (name.clone(), to_feel(value, kind))).collect(),
        ),
    }
}
