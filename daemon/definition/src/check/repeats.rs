//! Conditions under `repeats`: something that happens meanwhile has to be able to end them.

use model::StepName;

use super::names::Names;
use super::order::Order;
use crate::checked::{Definition, Kind, Repeat, Source, Step};
use crate::finding::{ENDLESS_REPEATS, Report};

/// Names that time changes.
const OF_TIME: [&str; 2] = ["today", "now"];

/// Functions whose answer people change at any time; the words that they are given are no names.
const OF_PEOPLE: [&str; 2] = ["consent(", "facts_used("];

/// What is looked at: one step that repeats, and the workflow around it.
struct Repeating<'a> {
    names: &'a Names<'a>,
    order: &'a Order,
    definition: &'a Definition,
    own: &'a Step,
}

/// Warns of conditions that are as true after a round as before it, whatever the round brings.
pub(super) fn check((names, order): (&Names<'_>, &Order), definition: &Definition, report: &mut Report<'_>) {
    for own in definition.order.iter().filter_map(|name| definition.steps.get(name)) {
        let Some(Repeat::While(condition)) = &own.repeats else { continue };
        let repeating = Repeating { names, order, definition, own };
        if OF_PEOPLE.iter().any(|function| condition.source().contains(function))
            || condition.names().iter().any(|name| repeating.may_change(name))
        {
            continue;
        }
        let Some((_, entry)) = names.step(own.name.as_str()) else { continue };
        let span = entry.tree().text("repeats").map_or(entry.entry.key.span, |text| text.span);
        let message = format!(
            "no round of `{}` can change whether `{}`: it comes back for ever, or never",
            own.name,
            condition.source()
        );
        let remedy = "name what the step asks for or leaves, or write `true` and say under `until` what ends its stage";
        report.warning(ENDLESS_REPEATS, span, message, remedy);
    }
}

impl Repeating<'_> {
    /// Whether a name can have another value after a round.
    fn may_change(&self, name: &str) -> bool {
        if OF_TIME.contains(&name) {
            return true;
        }
        if let Some((step, what)) = name.split_once('.') {
            // A complaint comes when it comes.
            let step = self.definition.steps.get(step);
            return what == "complaint" || step.is_some_and(|step| self.may_come(step));
        }
        let Some(rule) = self.definition.facts.get(name) else { return false };
        match &rule.source {
            // A fact names only facts that stand above it, so this ends.
            Source::Calculated(program) => program.names().iter().any(|name| self.may_change(name)),
            Source::Register => false,
            Source::Asked => {
                let mut steps = self.definition.steps.values();
                steps.any(|step| asks(step, name) && self.may_come(step))
            }
        }
    }

    /// Whether a step may still be done once the rounds have begun: it is this one, it comes again, or nothing says that
    /// it is over before.
    fn may_come(&self, step: &Step) -> bool {
        let place = |name: &StepName| self.names.step(name.as_str()).map(|(at, _)| self.order.step(at));
        let is_over = place(&step.name)
            .zip(place(&self.own.name))
            .is_some_and(|(other, own)| self.order.is_before(other, own));
        step.name == self.own.name || step.repeats.is_some() || !step.again.is_empty() || !is_over
    }
}

fn asks(step: &Step, fact: &str) -> bool {
    matches!(
        &step.kind,
        Kind::Form { ask } | Kind::Contact { ask, .. } | Kind::Contributions { ask, .. }
            if ask.iter().any(|asked| asked.as_str() == fact)
    )
}
