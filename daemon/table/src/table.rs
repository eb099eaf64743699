//! A checked table.

use feel::{Program, Tests, Type, Value};

use crate::draft::{Aggregate, HitPolicy, Place};

/// A table whose every expression is checked, ready to be evaluated any number of times.
///
/// It has at most [`crate::RULES_MAX`] rules and [`crate::COLUMNS_MAX`] columns.
#[derive(Clone, Debug)]
pub struct Table {
    pub(crate) policy: HitPolicy,
    /// Where the policy stands.
    pub(crate) place: Place,
    pub(crate) inputs: Vec<Input>,
    pub(crate) outputs: Vec<Output>,
    pub(crate) rules: Vec<Rule>,
}

/// A column that is tested.
#[derive(Clone, Debug)]
pub struct Input {
    /// The expression as it is written.
    pub expression: String,
    /// What people call it, where that is said.
    pub label: Option<String>,
    /// Where it stands.
    pub place: Place,
    /// The type of its value.
    pub kind: Type,
    /// The words, where it is of a choice type.
    pub words: Vec<String>,
    pub(crate) program: Program,
    pub(crate) allowed: Option<Tests>,
}

/// A column that is given.
#[derive(Clone, Debug)]
pub struct Output {
    /// Its name; only a single output may have an empty one.
    pub name: String,
    /// The type of what one rule gives; [`Table::answer_type`] is that of the answer.
    ///
    /// Bare words without a declared type make a choice type with the name of the column.
    pub kind: Type,
    /// The words, where it is of a choice type: those of the type, or those of the column, in their order.
    pub words: Vec<String>,
    /// The values in the order of priority; empty where there is none.
    pub(crate) priority: Vec<Value>,
    pub(crate) allowed: Option<Tests>,
    pub(crate) default: Option<Program>,
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Where it begins.
    pub place: Place,
    /// What it rests on, where that is said.
    pub basis: Option<String>,
    /// A remark, or its name.
    pub annotation: Option<String>,
    pub(crate) cells: Vec<Cell>,
    pub(crate) entries: Vec<Entry>,
}

/// What a rule tests in one column.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) place: Place,
    /// `None` passes anything.
    pub(crate) tests: Option<Tests>,
}

/// What a rule gives in one column.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) place: Place,
    pub(crate) program: Program,
    /// The value, where it is always the same.
    pub(crate) constant: Option<Value>,
}

impl Table {
    /// What it means that several rules hit.
    #[must_use]
    pub fn policy(&self) -> HitPolicy {
        self.policy
    }

    /// The columns that are tested, in their order.
    #[must_use]
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// The columns that are given, in their order.
    #[must_use]
    pub fn outputs(&self) -> &[Output] {
        &self.outputs
    }

    /// The rules, in their order.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The names that any expression reads, each once, in alphabetical order.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let inputs = self.inputs.iter().flat_map(|input| {
            input.program.names().iter().chain(input.allowed.iter().flat_map(Tests::names))
        });
        let outputs = self.outputs.iter().flat_map(|output| {
            let default = output.default.iter().flat_map(Program::names);
            default.chain(output.allowed.iter().flat_map(Tests::names))
        });
        let rules = self.rules.iter().flat_map(|rule| {
            let tests = rule.cells.iter().filter_map(|cell| cell.tests.as_ref());
            let entries = rule.entries.iter().flat_map(|entry| entry.program.names());
            tests.flat_map(Tests::names).chain(entries)
        });
        let mut names: Vec<&str> = inputs.chain(outputs).chain(rules).map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The type of an output in the answer, where some rule hits for every input if `is_complete`.
    ///
    /// [`crate::Report::completeness`] knows whether one does.
    #[must_use]
    pub fn answer_type(&self, output: &Output, is_complete: bool) -> Type {
        let is_there = is_complete || output.default.is_some();
        let one = |kind: Type| if is_there { kind } else { kind.or_missing() };
        match self.policy {
            HitPolicy::Unique | HitPolicy::Any | HitPolicy::First | HitPolicy::Priority => {
                one(output.kind.clone())
            }
            HitPolicy::RuleOrder | HitPolicy::OutputOrder => output.kind.clone().list(),
            HitPolicy::Collect(aggregate) => match aggregate {
                Aggregate::List => output.kind.clone().list(),
                Aggregate::Count => Type::Number,
                Aggregate::Sum | Aggregate::Min | Aggregate::Max => one(output.kind.clone()),
            },
        }
    }
}
