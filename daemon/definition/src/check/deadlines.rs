//! What deadlines are called on a case, in every round: each has a name of its own, or one would take the place of another.

use super::names::Names;
use crate::checked::{DeadlineRule, Definition, Kind, Step};
use crate::finding::{DUPLICATE_NAME, Report};
use crate::text::Span;

/// The names that one deadline of a step has over its rounds: `talk`, `talk_2`, `talk_3`; a review counts from 1.
struct Called<'d> {
    step: &'d Step,
    first: String,
    /// Whether the first round is called without a number.
    is_bare: bool,
    /// From which round on they are numbered, where there are several.
    numbered_from: Option<u32>,
}

/// Reports deadlines of which two could have the same name.
pub(super) fn check(names: &Names<'_>, definition: &Definition, report: &mut Report<'_>) {
    let steps = definition.order.iter().filter_map(|name| definition.steps.get(name));
    let called: Vec<Called<'_>> =
        steps.flat_map(|step| step.deadline_rules().map(|rule| called(rule, step, definition))).collect();
    for (at, later) in called.iter().enumerate() {
        let mut before = called.iter().take(at);
        let Some((other, name)) = before.find_map(|one| Some((one, one.shared_with(later)?))) else {
            continue;
        };
        let (own, other) = (&later.step.name, &other.step.name);
        let span = names.step(own.as_str()).map_or_else(Span::default, |(_, step)| step.entry.key.span);
        let (message, remedy) = if own == other {
            // A day that is waited for has no deadline beside it: that is told where it is read.
            if matches!(later.step.kind, Kind::Wait(_)) {
                continue;
            }
            let message = format!("two deadlines of `{own}` would both be called `{name}`");
            (message, "take another deadline of the rule pack for one of them".to_owned())
        } else {
            let message = format!("a deadline of `{own}` and one of `{other}` would both be called `{name}`");
            (message, format!("give `{own}` or `{other}` another name; the title is what people read"))
        };
        report.error(DUPLICATE_NAME, span, message, remedy);
    }
}

fn called<'d>(rule: &DeadlineRule, step: &'d Step, definition: &Definition) -> Called<'d> {
    let is_review = if let Kind::Review { rule: own, .. } = &step.kind { **own == *rule } else { false };
    let comes_again = step.repeats.is_some() || !step.again.is_empty() || step.expires.is_some();
    Called {
        step,
        first: definition.deadline_name(rule, step),
        is_bare: !is_review,
        numbered_from: if is_review { Some(1) } else { comes_again.then_some(2) },
    }
}

impl Called<'_> {
    /// A name that both could have.
    fn shared_with(&self, other: &Self) -> Option<String> {
        if other.is_bare && self.can_be(&other.first) {
            return Some(other.first.clone());
        }
        if self.is_bare && other.can_be(&self.first) {
            return Some(self.first.clone());
        }
        let both_from = self.numbered_from.zip(other.numbered_from).map(|(one, two)| one.max(two));
        both_from.filter(|_| self.first == other.first).map(|from| format!("{}_{from}", self.first))
    }

    fn can_be(&self, name: &str) -> bool {
        if name == self.first {
            return self.is_bare;
        }
        let number = name.strip_prefix(&self.first).and_then(|rest| rest.strip_prefix('_'));
        let round = number.and_then(|number| Some((number, number.parse::<u32>().ok()?)));
        self.numbered_from
            .zip(round)
            .is_some_and(|(from, (number, round))| round >= from && round.to_string() == number)
    }
}
