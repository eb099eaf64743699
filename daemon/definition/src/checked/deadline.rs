//! What the deadlines of a workflow are called on a case: each has a name of its own.

use super::{Awaited, DeadlineRule, Definition, Kind, Step};

impl Definition {
    /// What a deadline of a step is called in its first round: the name of its rule; with the step's name behind it
    /// where a step before this one has a deadline by the same rule, so that none takes the place of another.
    #[must_use]
    pub fn deadline_name(&self, rule: &DeadlineRule, step: &Step) -> String {
        let before = self.order.iter().take_while(|name| **name != step.name);
        let mut rules = before.filter_map(|name| self.steps.get(name)).flat_map(Step::deadline_rules);
        if rules.any(|other| other.name == rule.name) {
            format!("{}_{}", rule.name, step.name)
        } else {
            rule.name.clone()
        }
    }
}

impl Step {
    /// The rules of a step's deadlines: its own, and what its kind brings with it.
    pub fn deadline_rules(&self) -> impl Iterator<Item = &DeadlineRule> {
        let complaint =
            if let Kind::Decision { complaint, .. } = &self.kind { complaint.as_ref() } else { None };
        let day = if let Kind::Wait(Awaited::Day(due)) = &self.kind { Some(due) } else { None };
        let review = if let Kind::Review { rule, .. } = &self.kind { Some(&**rule) } else { None };
        let due = self.due.iter().chain(complaint.map(|due| &**due)).chain(day.map(|due| &**due));
        due.map(|due| &due.rule).chain(review)
    }
}
