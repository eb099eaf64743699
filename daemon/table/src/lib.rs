//! Decision tables: text in, checked table out, evaluation of given values, and a proof of what the rules leave open.
//!
//! [`csv::read`] makes a [`Draft`] of a file, and so may any other reader; [`Table::compile`] makes a [`Table`] of a draft
//! or names every [`Fault`]; [`Table::evaluate`] answers with what led to the answer; [`Table::check`] finds gaps,
//! overlaps and rules that never fire, each with an example, and says what it could not prove. Nothing here reads a
//! clock, a file or the network.

mod check;
mod compile;
pub mod csv;
mod draft;
mod evaluate;
mod fault;
mod table;

pub use check::{Completeness, Example, Finding, FindingCode, LISTED_MAX, LOOKS_MAX, Report, Severity};
pub use draft::{
    Aggregate, COLUMNS_MAX, Draft, HitPolicy, InputDraft, OutputDraft, Place, RULES_MAX, RuleDraft, Text,
};
pub use evaluate::{DecisionError, Outcome};
pub use fault::{Code, FAULTS_MAX, Fault, TableFaultCode};
pub use table::{Input, Output, Rule, Table};

#[cfg(test)]
mod tests;
