//! The keys of what stands below single words of a workflow.

use super::Shape::Names;
use super::{Record, may};

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
