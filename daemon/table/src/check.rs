//! What is true of a table for every input: gaps, overlaps, rules that never fire.
//!
//! Each input column is cut into pieces within which every rule says the same: single values, and what lies between
//! them. A rule is then a box of pieces, and what it covers follows from constants alone. Cells that read other names
//! are not known: what holds whatever they say is found, and for the rest it is said that it was not proved.

mod axis;
mod between;
mod bits;
mod cover;
mod describe;
mod finding;
mod gaps;
mod masked;
mod overlaps;
mod unproved;

use axis::Axis;
use bits::Bits;

use crate::table::Table;

pub use finding::{Completeness, Example, Finding, FindingCode, Report, Severity};

/// Gaps that are listed, and overlaps. Whoever has closed so many asks again.
pub const LISTED_MAX: usize = 20;

/// Combinations looked at for each question, gaps and rules that never fire: a fraction of a second. Beyond that the
/// answer is that it was not proved.
pub const LOOKS_MAX: usize = 200_000;

impl Table {
    /// Finds gaps, overlaps and rules that never fire, each with an example where there is one.
    ///
    /// Gaps are a warning under policies with one answer unless every output has a default, else an information;
    /// overlaps are an error under `unique`, and under `any` where the rules give different values. What could not be
    /// proved is always among the findings.
    #[must_use]
    pub fn check(&self) -> Report {
        let proof = Proof::of(self);
        let mut findings = Vec::new();
        let completeness = proof.gaps(&mut findings);
        proof.overlaps(&mut findings);
        proof.empty(&mut findings);
        proof.masked(&mut findings);
        proof.unproved(&mut findings);
        findings.sort_by_key(|finding| (finding.place, finding.severity, finding.code));
        Report { findings, completeness }
    }
}

/// A table cut into pieces.
struct Proof<'t> {
    table: &'t Table,
    axes: Vec<Axis>,
    /// By column and piece: the rules that pass, or may pass as far as is known.
    passes: Vec<Vec<Bits>>,
    /// The rules of which every cell is known.
    known: Bits,
    /// The rules of which no cell is known to pass nothing.
    alive: Bits,
}

impl<'t> Proof<'t> {
    fn of(table: &'t Table) -> Self {
        let rules = table.rules.len();
        let inputs = table.inputs.iter().enumerate();
        let axes: Vec<Axis> = inputs.map(|(column, input)| Axis::of(table, column, input)).collect();
        let passes = axes.iter().map(|axis| {
            let piece = |piece| Bits::of(rules, |rule| cell(axis, rule).is_none_or(|cell| cell.holds(piece)));
            (0..axis.pieces.len()).map(piece).collect()
        });
        let passes = passes.collect();
        let known = Bits::of(rules, |rule| axes.iter().all(|axis| cell(axis, rule).is_some()));
        let alive = Bits::of(rules, |rule| {
            axes.iter().all(|axis| cell(axis, rule).is_none_or(|cell| !cell.is_empty()))
        });
        Self { table, axes, passes, known, alive }
    }

    /// What a rule may cover: in each column the pieces that pass, or all where that is not known.
    fn reach(&self, rule: usize) -> Vec<Bits> {
        self.axes.iter().map(|axis| cell(axis, rule).cloned().unwrap_or_else(|| axis.all())).collect()
    }

    /// An input out of these pieces; none where a column has no piece.
    fn example(&self, pieces: &[Bits]) -> Vec<Example> {
        let columns = self.table.inputs.iter().zip(self.axes.iter().zip(pieces));
        let value = |(input, (axis, pieces)): (&crate::Input, (&Axis, &Bits))| Example {
            input: input.expression.clone(),
            value: axis.example(pieces),
        };
        columns.map(value).collect()
    }

    /// A rule as messages name it.
    fn named(&self, rule: usize) -> String {
        let line = self.table.rules.get(rule).map_or(0, |rule| rule.place.line);
        format!("rule {} (line {line})", rule + 1)
    }
}

/// The pieces that a rule passes in a column, where they are known.
fn cell(axis: &Axis, rule: usize) -> Option<&Bits> {
    axis.cells.get(rule).and_then(Option::as_ref)
}

#[cfg(test)]
mod tests;
