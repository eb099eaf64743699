//! A decision table of a step, once it has been checked.

use std::sync::Arc;

use model::ContentHash;

use super::FactKind;

/// A decision table with what the engine and its readers need of it. Cheap to copy.
#[derive(Clone, Debug)]
pub struct TableRule {
    /// The table.
    pub table: Arc<table::Table>,
    /// The file in the bundle, such as `tables/target_group.csv`; `None` where the rules stand in the step itself.
    pub path: Option<String>,
    /// The version: SHA-256 of what is written.
    pub hash: ContentHash,
    /// What the step leaves, in the order of the columns.
    pub outputs: Vec<TableOutput>,
}

/// A column that a table gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableOutput {
    /// Its name; the step leaves it as `STEP.NAME`.
    pub name: String,
    /// What it holds. Words that no type of the workflow has make a choice type `STEP.NAME` of their own.
    pub kind: FactKind,
}

/// Two tables are the same if the same is written.
impl PartialEq for TableRule {
    fn eq(&self, other: &Self) -> bool {
        (&self.path, &self.hash, &self.outputs) == (&other.path, &other.hash, &other.outputs)
    }
}

impl Eq for TableRule {}
