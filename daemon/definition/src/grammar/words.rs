//! The keys of what stands below single words of a workflow.

use super::Shape::{Expression, Flag, Names, Text};
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

/// What lets a step that was done begin anew.
pub(super) static REOPEN: Record = Record {
    what: "what reopens a step",
    keys: &[
        may("on", Names, "Named days of other steps, such as `board.remitted`, or events."),
        may("by", Names, "Roles that may let it begin anew by hand, with a reason."),
        may(
            "restart",
            Names,
            "Steps whose deadline then counts from that day, this one among them; no other does.",
        ),
    ],
    later: &[],
};

/// What holds a part of the case.
pub(super) static PAUSE: Record = Record {
    what: "a pause",
    keys: &[
        may("title", Text, "What people call it, in Danish."),
        must("from", Names, "Events with which it begins, any of them."),
        must("to", Names, "Events with which it ends, any of them."),
        must("holds", Names, "Stages and steps that stand still meanwhile; everything else goes on."),
        must(
            "moves_deadlines",
            Flag,
            "`true`: their deadlines are later by the days of the pause; `false`: every deadline stands.",
        ),
    ],
    later: &[],
};

/// Members of staff are told something.
pub(super) static NOTIFY: Record = Record {
    what: "a notice",
    keys: &[
        must("to", Names, "The roles whose holders are told."),
        may("text", Text, "What they are told, in Danish; nothing of the case stands in it."),
    ],
    later: &[],
};
