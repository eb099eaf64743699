//! Rules that never give the answer.

use super::bits::Bits;
use super::cover::{Ground, walk};
use super::{Finding, FindingCode, LOOKS_MAX, Proof, Severity, cell};
use crate::draft::{HitPolicy, Place};
use crate::evaluate::rank;

/// Rules that are named together; more are counted.
const NAMED_MAX: usize = 6;

/// Where a rule stands when several hit: by its outputs, then by its number.
type Standing = (Vec<usize>, usize);

impl Proof<'_> {
    /// Adds the rules with a cell that no value passes.
    pub(super) fn empty(&self, findings: &mut Vec<Finding>) {
        for (number, rule) in self.table.rules.iter().enumerate() {
            let columns = self.axes.iter().zip(&self.table.inputs).zip(&rule.cells);
            let empty = |axis| cell(axis, number).is_some_and(Bits::is_empty);
            for ((_, input), cell) in columns.filter(|((axis, _), _)| empty(axis)) {
                let tests = cell.tests.as_ref().map_or("", |tests| tests.source().trim());
                let input = &input.expression;
                let message =
                    format!("{} never fires: no value of `{input}` passes `{tests}`", self.named(number));
                let help = "correct the test, or take the rule away";
                findings.push(never(number, cell.place, (message, help), Vec::new()));
            }
        }
    }

    /// Adds the rules that others go before wherever they would hit.
    pub(super) fn masked(&self, findings: &mut Vec<Finding>) {
        let Some(order) = self.order() else { return };
        let rules = self.table.rules.len();
        let mut looks_left = LOOKS_MAX;
        // What goes before a rule that never fires also goes before all that it would go before.
        let mut silent = Bits::none(rules);
        for (number, rule) in self.table.rules.iter().enumerate() {
            let Some(Some(own)) = order.get(number) else { continue };
            if !self.alive.holds(number) {
                continue;
            }
            let reach = self.reach(number);
            let goes_before = |other: usize| {
                let before =
                    order.get(other).is_some_and(|other| other.as_ref().is_some_and(|other| other < own));
                before && !silent.holds(other) && self.meets(other, &reach)
            };
            let before = Bits::of(rules, goes_before);
            if before.is_empty() {
                continue;
            }
            let whole = before.iter().find(|other| self.covers(*other, &reach));
            let by: Vec<usize> = if let Some(only) = whole {
                vec![only]
            } else {
                let ground = Ground { passes: &self.passes, within: &reach, around: &reach };
                let walk = walk(&ground, &before, 1, &mut looks_left);
                if !walk.is_done {
                    findings.push(self.masks_given_up());
                    return;
                }
                if !walk.holes.is_empty() {
                    continue;
                }
                before.iter().collect()
            };
            let message =
                format!("{} never fires: {} wherever it would", self.named(number), self.in_front(&by));
            let help = "move it up, narrow the rules before it, or take it away";
            findings.push(never(number, rule.place, (message, help), self.example(&reach)));
            silent.insert(number);
        }
    }

    /// Which rule gives the answer where several hit: the one with the least; `None` for rules of which that is not
    /// known, and for policies under which every rule that hits takes part.
    fn order(&self) -> Option<Vec<Option<Standing>>> {
        let rules = self.table.rules.iter().enumerate();
        match self.table.policy {
            HitPolicy::First => Some(rules.map(|(number, _)| Some((Vec::new(), number))).collect()),
            HitPolicy::Priority => {
                let order = rules.map(|(number, rule)| {
                    let values = rule.entries.iter().map(|entry| entry.constant.as_ref());
                    let values: Option<Vec<_>> = values.collect();
                    values.map(|values| (rank(&self.table.outputs, values.into_iter()), number))
                });
                Some(order.collect())
            }
            HitPolicy::Unique
            | HitPolicy::Any
            | HitPolicy::Collect(_)
            | HitPolicy::RuleOrder
            | HitPolicy::OutputOrder => None,
        }
    }

    /// Whether the rule hits for certain somewhere in these pieces: each of its cells is known.
    fn meets(&self, rule: usize, pieces: &[Bits]) -> bool {
        let mut columns = self.axes.iter().zip(pieces);
        columns.all(|(axis, pieces)| cell(axis, rule).is_some_and(|cell| cell.intersects(pieces)))
    }

    fn covers(&self, rule: usize, pieces: &[Bits]) -> bool {
        let mut columns = self.axes.iter().zip(pieces);
        columns.all(|(axis, pieces)| cell(axis, rule).is_some_and(|cell| pieces.is_within(cell)))
    }

    /// `rule 1 (line 2) goes before it`, or several that do so together.
    fn in_front(&self, rules: &[usize]) -> String {
        let names: Vec<String> = rules.iter().take(NAMED_MAX).map(|rule| self.named(*rule)).collect();
        match (names.as_slice(), rules.len().saturating_sub(NAMED_MAX)) {
            ([only], _) => format!("{only} goes before it"),
            (_, 0) => format!("{} together go before it", names.join(", ")),
            (_, more) => format!("{} and {more} more together go before it", names.join(", ")),
        }
    }

    fn masks_given_up(&self) -> Finding {
        Finding {
            severity: Severity::Information,
            code: FindingCode::NotProved,
            place: self.table.place,
            message: format!(
                "not proved: to find every rule that never fires takes more than {LOOKS_MAX} looks"
            ),
            help: "split the table, or test fewer values".to_owned(),
            rules: Vec::new(),
            example: Vec::new(),
        }
    }
}

fn never(
    rule: usize,
    place: Place,
    (message, help): (String, &str),
    example: Vec<super::Example>,
) -> Finding {
    Finding {
        severity: Severity::Warning,
        code: FindingCode::NeverFires,
        place,
        message,
        help: help.to_owned(),
        rules: vec![rule],
        example,
    }
}
