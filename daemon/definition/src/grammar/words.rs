//! The keys of what stands below single words of a workflow.

use super::Shape::{Expression, Names, Text};
use super::{Record, may, must};

/// Who is reminded of a step's deadline.
pub(super) static LADDER: Record = Record {
    what: "a ladder",
    keys: &[
        may(
            "remind",
            Names,
            "Roles that are reminded before the deadline is over, on the days of the rule pack.",
        ),
        may("escalate", Names, "Roles that hear that it was missed."),
    ],
    later: &[],
};

/// What should hold of every case.
pub(super) static CHECK: Record = Record {
    what: "a check",
    keys: &[
        must("holds", Expression, "The condition that should hold; facts may be missing."),
        must("basis", Text, "What it rests on: a law, a method, an agreement."),
    ],
    later: &[],
};
