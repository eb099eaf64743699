//! The keys of the municipality file.

use super::Shape::{Days, Flag, Map, MapOfNames, Name, Record as Keys, Text, Whole};
use super::{Record, may, must};

/// `municipality.yaml`.
pub(crate) static MUNICIPALITY: Record = Record {
    what: "a municipality",
    keys: &[
        must("municipality", Whole, "Municipality code, such as `901`."),
        must("name", Text, "What it is called."),
        may(
            "synthetic",
            Flag,
            "`true`: everybody in it is invented, and synthetic CPR numbers are accepted.",
        ),
        must("units", Map(&UNIT), "Units."),
        must("people", Map(&PERSON), "Members of staff, by an identifier that is not their name."),
        may("closing_days", Days, "Days on which it is closed beside the public ones, with their names."),
        may("sender", Keys(&SENDER), "Who letters are from; without it no letter can be sent."),
    ],
    later: &["teams", "absence", "service_targets", "plugins", "confirmed"],
};

static UNIT: Record = Record {
    what: "a unit",
    keys: &[
        must("title", Text, "What it is called."),
        may("leader", Name, "Who leads it; escalations go there."),
        may("phone", Text, "Telephone, for members of staff who have none of their own."),
    ],
    later: &[],
};

static PERSON: Record = Record {
    what: "a person",
    keys: &[
        must("name", Text, "Official name, as it stands on letters."),
        may("email", Text, "Work address for notices."),
        may("roles", MapOfNames, "Roles, each with the unit or the units in which it is held."),
        may("deputy", Name, "Who stands in."),
        may("admin", Flag, "`true`: may run the system."),
        may("auditor", Flag, "`true`: may read everything with a purpose and change nothing."),
        may("phone", Text, "Telephone at work, as it stands on letters."),
    ],
    later: &["absence"],
};

static SENDER: Record = Record {
    what: "the sender of letters",
    keys: &[
        must("address", Text, "The address, as it stands on an envelope: a block with a line each."),
        must("phone", Text, "The main telephone."),
        must("hours", Text, "When it answers, such as `Mandag til fredag kl. 9–14`."),
        must("website", Text, "The website."),
        must("citizen_adviser", Text, "The citizens' adviser: who, and how to reach them."),
        must("data_notice", Text, "Where the citizen reads how their data are used (GDPR 13 and 14)."),
    ],
    later: &["logo"],
};
