//! Whether a condition of the workflow holds on a case as it stands, and whether a form asks for a fact.

use std::collections::BTreeMap;

use feel::Program;
use model::case::Fact;
use model::{Date, FactName, Private, StepName, Timestamp, Value};

use super::Subject;
use crate::environment::CaseView;

/// Whether a condition holds at an instant; `None` where it cannot be evaluated. Unknown is no.
#[must_use]
pub fn holds(subject: Subject<'_>, now: Timestamp, condition: &Program) -> Option<bool> {
    let today = Date(calendar::civil_date(now.micros()));
    let Subject { case, citizen, definition, directory: _ } = subject;
    CaseView { case, citizen, definition, today, now }.holds(condition).ok()
}

/// Whether a form asks for a fact, with what is filled in before it; also where nobody can tell, for then the refusal
/// says why.
#[must_use]
pub fn asks(
    subject: Subject<'_>,
    now: Timestamp,
    (step, fact): (&StepName, &FactName),
    filled: &BTreeMap<String, Value>,
) -> bool {
    let rules = &subject.definition.facts;
    let Some(when) = rules.get(fact).and_then(|rule| rule.when.as_ref()) else { return true };
    let mut case = subject.case.clone();
    for (name, value) in filled {
        let Some((name, rule)) = rules.get_key_value(name.as_str()) else { continue };
        let given = Fact {
            value: Private::Clear(value.clone()),
            class: rule.class,
            step: step.clone(),
            round: 0,
            by: None,
            recorded_at: now,
            corrections: 0,
        };
        case.facts.insert((name.clone(), 0), given);
    }
    holds(Subject { case: &case, ..subject }, now, when).unwrap_or(true)
}
