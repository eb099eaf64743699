//! Decision tables.

use dmn::{DecisionTable, Model};
use feel::Type;

use crate::decide::{Decided, Names, Stop};

/// Decides by a table.
pub(crate) fn decide(
    _model: &Model,
    _table: &DecisionTable,
    _names: &Names,
    _wanted: Option<&Type>,
) -> Decided {
    Err(Stop::Unsupported("decision tables".to_owned()))
}
