//! Inputs for which no rule hits.

use super::bits::Bits;
use super::cover::{Ground, Hole, Walk, walk};
use super::describe::described;
use super::{Completeness, Finding, FindingCode, LISTED_MAX, LOOKS_MAX, Proof, Severity};

impl Proof<'_> {
    /// Adds the gaps to the findings, and says whether there is none.
    pub(super) fn gaps(&self, findings: &mut Vec<Finding>) -> Completeness {
        let whole: Vec<Bits> = self.axes.iter().map(super::Axis::without_fractions).collect();
        let all: Vec<Bits> = self.axes.iter().map(super::Axis::all).collect();
        let rules = Bits::all(self.table.rules.len());
        let of_whole = self.walk((&whole, &all), &rules);
        if !of_whole.holes.is_empty() {
            self.tell(&of_whole, FindingCode::Gap, findings);
            return Completeness::Open;
        }
        if !of_whole.is_done {
            self.give_up(findings);
            return Completeness::NotProved;
        }
        let of_fractions = if whole == all { None } else { Some(self.walk((&all, &all), &rules)) };
        let has_fractions = of_fractions.as_ref().is_some_and(|walk| !walk.holes.is_empty());
        if let Some(found) = &of_fractions {
            if has_fractions {
                self.tell(found, FindingCode::GapOfFractions, findings);
            } else if !found.is_done {
                self.give_up(findings);
                return Completeness::NotProved;
            }
        }
        // Rules of which a cell is not known cover nothing for certain.
        if self.known != rules {
            let ground = if has_fractions { &whole } else { &all };
            let certain = self.walk((ground, ground), &self.known);
            if !certain.is_done || !certain.holes.is_empty() {
                return Completeness::NotProved;
            }
        }
        if has_fractions { Completeness::OfWholeNumbers } else { Completeness::Complete }
    }

    fn walk(&self, (within, around): (&[Bits], &[Bits]), rules: &Bits) -> Walk {
        let mut looks_left = LOOKS_MAX;
        let ground = Ground { passes: &self.passes, within, around };
        walk(&ground, rules, LISTED_MAX + 1, &mut looks_left)
    }

    fn tell(&self, walk: &Walk, code: FindingCode, findings: &mut Vec<Finding>) {
        let (severity, help) = self.weight(code);
        let finding = |message, example| Finding {
            severity,
            code,
            place: self.table.place,
            message,
            help: help.to_owned(),
            rules: Vec::new(),
            example,
        };
        for hole in walk.holes.iter().take(LISTED_MAX) {
            let mut message = self.said(hole);
            if code == FindingCode::GapOfFractions {
                message.push_str(", which lies between whole numbers");
            }
            findings.push(finding(message, self.example(&hole.0)));
        }
        if walk.holes.len() > LISTED_MAX {
            findings.push(finding(format!("there are more gaps than these {LISTED_MAX}"), Vec::new()));
        } else if !walk.is_done {
            self.give_up(findings);
        }
    }

    /// How much a gap matters under the policy of the table, and what to do.
    fn weight(&self, code: FindingCode) -> (Severity, &'static str) {
        let has_defaults = self.table.outputs.iter().all(|output| output.default.is_some());
        let is_single = self.table.policy.is_single();
        match code {
            _ if has_defaults => (Severity::Information, "the outputs then have their defaults"),
            _ if !is_single => (Severity::Information, "the answer is then made of no rule"),
            FindingCode::GapOfFractions => (
                Severity::Information,
                "if the value may have a fraction, let one rule begin where the other ends",
            ),
            FindingCode::Gap | FindingCode::Overlap | FindingCode::NeverFires | FindingCode::NotProved => (
                Severity::Warning,
                "add a rule, or one without tests at the end, or give each output a default",
            ),
        }
    }

    fn said(&self, hole: &Hole) -> String {
        let columns = self.table.inputs.iter().zip(self.axes.iter().zip(&hole.0));
        let conditions = columns.filter(|(_, (axis, pieces))| **pieces != axis.all());
        let conditions: Vec<String> = conditions
            .map(|(input, (axis, pieces))| format!("`{}` is `{}`", input.expression, described(axis, pieces)))
            .collect();
        if conditions.is_empty() {
            return "no rule hits, whatever the input".to_owned();
        }
        format!("no rule hits where {}", conditions.join(" and "))
    }

    fn give_up(&self, findings: &mut Vec<Finding>) {
        findings.push(Finding {
            severity: Severity::Information,
            code: FindingCode::NotProved,
            place: self.table.place,
            message: format!("not proved: to find every gap takes more than {LOOKS_MAX} looks"),
            help: "split the table, or add a rule without tests at the end".to_owned(),
            rules: Vec::new(),
            example: Vec::new(),
        });
    }
}
