//! What the proof had to leave out, so that silence is never taken for proof.

use super::{Finding, FindingCode, Proof, Severity, cell};
use crate::draft::{HitPolicy, Place};

/// Cells that are named; more are counted.
const NAMED_MAX: usize = 8;

impl Proof<'_> {
    /// Adds one finding for each column of which cells are not known, and one for outputs that decide and are not.
    pub(super) fn unproved(&self, findings: &mut Vec<Finding>) {
        for (column, (axis, input)) in self.axes.iter().zip(&self.table.inputs).enumerate() {
            let rules = self.table.rules.iter().enumerate();
            let unknown = rules.filter(|(number, _)| cell(axis, *number).is_none());
            let unknown = unknown.filter_map(|(number, rule)| {
                let cell = rule.cells.get(column)?;
                let tests = cell.tests.as_ref()?;
                Some((number, cell.place, tests.source().trim().to_owned()))
            });
            let unknown: Vec<(usize, Place, String)> = unknown.collect();
            let why = axis.closed.clone().unwrap_or_else(|| "they depend on more than constants".to_owned());
            findings.extend(not_proved(&format!("cells of `{}`", input.expression), &why, &unknown));
        }
        if self.table.policy != HitPolicy::Priority {
            return;
        }
        for (column, output) in self.table.outputs.iter().enumerate() {
            let rules = self.table.rules.iter().enumerate();
            let unknown = rules.filter_map(|(number, rule)| {
                let entry = rule.entries.get(column).filter(|entry| entry.constant.is_none())?;
                Some((number, entry.place, entry.program.source().trim().to_owned()))
            });
            let unknown: Vec<(usize, Place, String)> = unknown.collect();
            let why = "so it is not known which rules go before them";
            findings.extend(not_proved(&format!("values of `{}`", output.name), why, &unknown));
        }
    }
}

fn not_proved(what: &str, why: &str, unknown: &[(usize, Place, String)]) -> Option<Finding> {
    let (_, first, _) = unknown.first()?;
    let mut named: Vec<String> =
        unknown.iter().take(NAMED_MAX).map(|(_, place, source)| format!("`{source}` ({place})")).collect();
    if unknown.len() > NAMED_MAX {
        named.push(format!("{} more", unknown.len() - NAMED_MAX));
    }
    Some(Finding {
        severity: Severity::Information,
        code: FindingCode::NotProved,
        place: *first,
        message: format!("not proved for these {what}: {}; {why}", named.join(", ")),
        help: "test constants where you can, or read the rules with these cells with care".to_owned(),
        rules: unknown.iter().map(|(rule, ..)| *rule).collect(),
        example: Vec::new(),
    })
}
