//! The keys of a stage.

use super::Shape::{Expression, Flag, Map, Names, Record as Keys, Text};
use super::workflow::STEP;
use super::{Record, may, must};

pub(crate) static STAGE: Record = Record {
    what: "a stage",
    keys: &[
        may("title", Text, "What people call it, in Danish."),
        may(
            "after",
            Names,
            "What must be settled first: stages, steps or events; `any of [a, b]` for one of them.",
        ),
        may("when", Expression, "The condition under which it applies; skipped otherwise."),
        may("requires", Text, "`consent(PURPOSE)`: it waits for the consent, and withdrawal closes it."),
        may(
            "until",
            Names,
            "What ends it, any of these: `STEP.done` with a step of this stage, or an event.",
        ),
        may(
            "ended_early",
            Keys(&ENDED_EARLY),
            "Who may end it before its work is done, with a reason: what is open in it is closed.",
        ),
        may("repeats", Flag, "`true`: it begins anew with each further event that it comes after."),
        may("steps", Map(&STEP), "Its steps."),
        may(
            "stages",
            Map(&STAGE),
            "Stages that it holds: they begin only while it is active, end with it, and begin anew with it.",
        ),
        may(
            "was",
            Names,
            "What it was called in an earlier version of the file: a comparison tells it as renamed.",
        ),
    ],
    later: &["reopen", "sample"],
};

static ENDED_EARLY: Record = Record {
    what: "an early end",
    keys: &[
        must("by", Names, "Who may end the stage, any of these roles."),
        may("ask", Names, "Facts that are asked for then."),
    ],
    later: &[],
};
