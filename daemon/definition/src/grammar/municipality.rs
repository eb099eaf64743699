//! The keys of the municipality file.

use super::Shape::{
    DashedMap, Date, Days, Flag, Map, MapOfNames, Name, Names, Record as Keys, Text, Texts, Whole,
};
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
        may(
            "confirmed",
            Keys(&CONFIRMED),
            "What nobody has verified in the rule pack (`K`, `C`) and the municipality stands by in its letters.",
        ),
        may("plugins", DashedMap(&PLUGIN), "Plugins that workflows may call, and what each is granted."),
    ],
    later: &["teams", "absence", "service_targets"],
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
        may(
            "competences",
            Names,
            "What they know well or have: words of the workflows' choice types, and of what roles need.",
        ),
        may("weekly_hours", Whole, "Agreed hours a week, where they are not full-time."),
        may("employed_since", Date, "Since when they do this work: who is new has less room."),
    ],
    later: &["absence"],
};

static CONFIRMED: Record = Record {
    what: "what is confirmed",
    keys: &[
        may("deadlines", Map(&CONFIRMATION), "Numbers of deadlines, by name."),
        may("channels", Map(&CONFIRMATION), "How long letters take, by channel."),
        may("limits", Map(&CONFIRMATION), "Other numbers, by name."),
        may("texts", Map(&CONFIRMATION), "Texts about rights, by name."),
    ],
    later: &[],
};

static CONFIRMATION: Record = Record {
    what: "a confirmation",
    keys: &[
        must(
            "value",
            Text,
            "What is confirmed, as the checker writes it: `4 weeks`, or the first eight digits of a text's hash.",
        ),
        must("by", Text, "Who confirmed it, for people: a person or an office."),
        must("on", Date, "When."),
    ],
    later: &[],
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

static PLUGIN: Record = Record {
    what: "a plugin",
    keys: &[
        must("file", Text, "Its component, under the folder of this file: `plugins/NAME.wasm`."),
        may("digest", Text, "SHA-256 that the file must have, as `helhed plugin inspect` prints it."),
        may("grants", Keys(&GRANTS), "What it may see and use; without it nothing."),
        may("with", Texts, "What is configured for it."),
    ],
    later: &[],
};

static GRANTS: Record = Record {
    what: "a grant",
    keys: &[
        may("facts", Names, "Facts that it may be told."),
        may("interfaces", Names, "Capabilities that it may use, such as `directory`."),
    ],
    later: &[],
};
