//! Conditions that can never hold: what stands behind one never begins, or is never asked.

use feel::{Bounds, Possible, Program, Value};

use super::facts::LIMITS;
use super::names::Names;
use crate::checked::{Definition, FactKind};
use crate::finding::{NEVER_HOLDS, NOT_PROVED, Report};
use crate::text::Text;

/// Looks at every `when`. What compares with constants alone is decided; for the rest an example is looked for, and where
/// there is none, that is said.
pub(super) fn check(names: &Names<'_>, definition: &Definition, report: &mut Report<'_>) {
    for entry in &names.stages {
        let stage = definition.stages.iter().find(|stage| stage.name.as_str() == entry.key.text);
        let when = stage.and_then(|stage| stage.when.as_ref());
        guard(definition, when.zip(entry.value.text("when")), "the stage never begins", report);
    }
    for entry in &names.steps {
        let when = definition.steps.get(entry.name()).and_then(|step| step.when.as_ref());
        guard(definition, when.zip(entry.tree().text("when")), "the step never begins", report);
    }
    for entry in &names.facts {
        let when = definition.facts.get(entry.key.as_str()).and_then(|rule| rule.when.as_ref());
        guard(definition, when.zip(entry.value.text("when")), "nobody is ever asked", report);
    }
}

fn guard(definition: &Definition, when: Option<(&Program, &Text)>, so: &str, report: &mut Report<'_>) {
    let Some((program, text)) = when else { return };
    let condition = program.source();
    match program.can_hold(&|name| bounds(definition, name)) {
        Possible::Yes => {}
        Possible::No => {
            let message = format!("`{condition}` can never hold: {so}");
            report.warning(
                NEVER_HOLDS,
                text.span,
                message,
                "say what is meant, or remove what stands behind it",
            );
        }
        Possible::Fails(error) => {
            let message = format!("`{condition}` could not be evaluated in any case that was tried: {error}");
            report.warning(NEVER_HOLDS, text.span, message, "write a condition that can be evaluated");
        }
        Possible::NotProved => {
            let message = format!("it is not proved that `{condition}` can ever hold");
            let remedy = "play a scenario in which it does; nothing has to be mended if one does";
            report.information(NOT_PROVED, text.span, message, remedy);
        }
    }
}

/// What is known of a name beside its type.
fn bounds(definition: &Definition, name: &str) -> Bounds {
    if let Some(limit) = name.strip_prefix(LIMITS).and_then(|name| definition.limits.get(name)) {
        return Bounds::only(Value::Number(limit.value.0));
    }
    match definition.facts.get(name).map(|rule| &rule.kind) {
        Some(FactKind::Number { min, max }) => Bounds::between(*min, *max),
        Some(FactKind::List { min, max, .. }) => Bounds::between(min.map(i64::from), max.map(i64::from)),
        Some(
            FactKind::Text
            | FactKind::Date
            | FactKind::Boolean
            | FactKind::Choice(_)
            | FactKind::Person { .. },
        )
        | None => Bounds::default(),
    }
}
