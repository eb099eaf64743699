//! DMN files: models of decisions in XML, read into plain structs, and decision tables written.
//!
//! [`read()`] takes DMN 1.1 to 1.6 and gives a [`Model`] or every [`Fault`] it can find. FEEL is kept as the text that
//! stands in the file, with its place: this crate knows how a model is written, not what it means. What it does not
//! read is named in [`Model::not_read`] or as [`Form::Unsupported`], never dropped in silence.
//!
//! [`write()`] gives decision tables as DMN 1.5, in a form that reads back as it was. [`to_draft`] and [`from_draft`] are
//! the bridge to `table`, which checks and evaluates.

mod bounds;
mod draft;
mod expression;
mod fault;
mod model;
mod places;
mod read;
mod table;
mod write;

pub use bounds::{ATTRIBUTES_MAX, DEPTH_MAX, FILE_BYTES_MAX, NAMESPACES_MAX, NODES_MAX};
pub use draft::{add_types, from_draft, to_draft, type_ref};
pub use expression::{
    Binding, Conditional, ContextEntry, Expression, Filter, Form, Function, FunctionKind, Invocation,
    Iteration, Relation,
};
pub use fault::Fault;
pub use model::{
    Decision, DecisionService, Import, InputData, ItemDefinition, KnowledgeModel, Model, NotRead,
    Requirement, RequirementKind, Target, Variable,
};
pub use places::{Place, Text};
pub use read::read;
pub use table::{Aggregation, DecisionTable, HitPolicy, TableInput, TableOutput, TableRule};
pub use write::{TableDecision, TableModel, WriteError, write};

#[cfg(test)]
mod tests;
