//! The keys of a rule pack.

use super::Shape::{Date, Flag, List, Map, MapOfRecords, OneOf, Record as Keys, Text};
use super::{Record, may, must};

/// `rules/NAME.yaml`.
pub(crate) static RULE_PACK: Record = Record {
    what: "a rule pack",
    keys: &[
        must("rule_pack", Text, "Its name, such as `dk-2026-07`."),
        must("valid_from", Date, "First day on which it applies to new cases."),
        must(
            "ladders",
            MapOfRecords(&RUNG),
            "Ladders of reminders; `default` is every deadline's unless it says another.",
        ),
        must("channels", Map(&CHANNEL), "How letters travel, and when they are presumed to have arrived."),
        must("deadlines", Map(&DEADLINE), "Legal numbers by name."),
        may(
            "limits",
            Map(&LIMIT),
            "Other numbers by name: `limits.NAME` in a condition, `NAME` under `max_cases` and `at_least`.",
        ),
        may("texts", Map(&TEXT), "What letters say about rights, by name, in the words of the municipality."),
    ],
    later: &["valid_until"],
};

static TITLE: Record = Record {
    what: "a title",
    keys: &[must("da", Text, "In Danish."), must("en", Text, "In English.")],
    later: &[],
};

const MARKS: &[&str] = &["F", "K", "C"];

static RUNG: Record = Record {
    what: "a rung",
    keys: &[
        must("when", Text, "`14 days before`, `on the day` or `first working day after`."),
        may("at", Text, "The time in Denmark, `08:00` unless said."),
        must("to", List, "Who hears of it: `owner`, `deputy`, `leader`, `citizen`."),
        may("missed", Flag, "`true`: the rung after the deadline, which must be answered with a reason."),
    ],
    later: &[],
};

static CHANNEL: Record = Record {
    what: "a channel",
    keys: &[
        must("title", Keys(&TITLE), "What it is called."),
        must("received_after", Text, "How long after sending a letter is presumed to have arrived."),
        must("basis", Text, "Legal basis."),
        must("mark", OneOf(MARKS), "`F` found, `K` known and not re-checked, `C` customary."),
        may("note", Text, "What to re-check, for the reader."),
        may("needs_address", Flag, "`true`: such a letter needs the address of whom it is for."),
    ],
    later: &[],
};

static TEXT: Record = Record {
    what: "a text of letters",
    keys: &[
        must("da", Text, "In Danish."),
        must("en", Text, "In English."),
        must("basis", Text, "Legal basis."),
        must("mark", OneOf(MARKS), "`F` found, `K` known and not re-checked, `C` customary."),
        may("note", Text, "What to re-check, for the reader."),
    ],
    later: &[],
};

static LIMIT: Record = Record {
    what: "a limit",
    keys: &[
        must("title", Keys(&TITLE), "What it is called."),
        must("value", Text, "The number, such as `25` or `0.5`."),
        must("basis", Text, "Legal basis."),
        must("mark", OneOf(MARKS), "`F` found, `K` known and not re-checked, `C` customary."),
        may("note", Text, "What to re-check, for the reader."),
    ],
    later: &[],
};

static DEADLINE: Record = Record {
    what: "a deadline",
    keys: &[
        must("title", Keys(&TITLE), "What it is called."),
        must("amount", Text, "How long: `4 weeks`, `10 working days`."),
        may(
            "direction",
            OneOf(&["after", "before"]),
            "On which side of its anchor it lies; `after` unless said.",
        ),
        must(
            "roll",
            OneOf(&["next_working_day", "previous_working_day", "none"]),
            "What happens when the last day is closed.",
        ),
        must(
            "kind",
            OneOf(&["statutory", "set", "published", "internal", "period_end", "age", "review"]),
            "What kind of clock it is; only `statutory` may cut off a right.",
        ),
        may("obliged", OneOf(&["citizen"]), "`citizen`: a right runs out or an answer is awaited."),
        must("basis", Text, "Legal basis."),
        must("mark", OneOf(MARKS), "`F` found, `K` known and not re-checked, `C` customary."),
        may("ladder", Text, "Its ladder, `default` unless said."),
        may("note", Text, "What to re-check, for the reader."),
    ],
    later: &["tolerance", "expires"],
};
