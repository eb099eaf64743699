//! What each kind of step says about itself, key by key. A new kind needs its words here and nowhere else in this room.

use definition::{Anchor, Awaited, Counted, Due, Kind, PanelMode, TableRule};
use model::deadline::Sentence;
use model::{FactName, StepName};

use crate::names::{self, Named};
use crate::words::both;

/// One thing that a kind says.
pub(crate) struct Detail {
    /// The key in the file: what is compared with what.
    pub(crate) key: &'static str,
    pub(crate) phrase: Phrase,
    pub(crate) value: Value,
}

/// How a detail is told: alone, and when something joined its list or left it.
#[derive(Clone, Copy)]
pub(crate) struct Phrase {
    pub(crate) alone: (&'static str, &'static str),
    pub(crate) joined: (&'static str, &'static str),
    pub(crate) left: (&'static str, &'static str),
}

/// The value of a detail.
#[derive(PartialEq)]
pub(crate) enum Value {
    Nothing,
    One(Named),
    Several(Vec<Named>),
    Words(Sentence),
    Deadline(Box<Due>),
    /// A first length from an anchor, and each further.
    Series(calendar::Amount, Anchor, calendar::Amount),
}

/// Of which family a kind is: whose hands the case is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Family {
    Work,
    Citizen,
    Decision,
    People,
    Time,
}

/// What a kind is called, and its family.
pub(crate) fn called(kind: &Kind) -> (Sentence, Family) {
    let (da, en, family) = match kind {
        Kind::Form { .. } => ("Skema", "Form", Family::Work),
        Kind::Contributions { .. } => ("Bidrag", "Contributions", Family::Work),
        Kind::Consent { .. } => ("Samtykke", "Consent", Family::Citizen),
        Kind::Allocation { .. } => ("Udpegning", "Allocation", Family::People),
        Kind::Plan { .. } => ("Plan", "Plan", Family::Work),
        Kind::Citizen { .. } => ("Borgerens svar", "Citizen's answer", Family::Citizen),
        Kind::Hearing { .. } => ("Partshøring", "Hearing", Family::Citizen),
        Kind::Decision { .. } => ("Afgørelse", "Decision", Family::Decision),
        Kind::Review { .. } => ("Opfølgning", "Review", Family::Time),
        Kind::Milestone => ("Milepæl", "Milestone", Family::Time),
        Kind::Reassessment { .. } => ("Genvurdering", "Re-assessment", Family::Decision),
        Kind::Forwarding { .. } => ("Videresendelse", "Forwarding", Family::Decision),
        Kind::Board { .. } => ("Klagemyndighed", "Complaint board", Family::Decision),
        Kind::Plugin { .. } => ("Forslag fra plugin", "Plugin proposes", Family::People),
        Kind::Table(_) => ("Beslutningstabel", "Decision table", Family::Decision),
        Kind::Contact { .. } => ("Samtale eller besøg", "Contact", Family::Citizen),
        Kind::Panel { .. } => ("Fælles møde", "Panel", Family::Decision),
        Kind::Quota { .. } => ("Antal", "Quota", Family::Time),
        Kind::Wait(_) => ("Venter", "Wait", Family::Time),
        Kind::Case { .. } => ("Sag i et andet forløb", "Linked case", Family::People),
        Kind::Notify { .. } => ("Besked", "Notice", Family::People),
    };
    (both(da, en), family)
}

/// What a kind says about itself.
#[expect(clippy::too_many_lines, reason = "one arm for each kind, and nothing is decided in them")]
pub(crate) fn details(kind: &Kind) -> Vec<Detail> {
    match kind {
        Kind::Form { ask } => vec![asks(ask)],
        Kind::Contributions { for_each, ask, join, go_on_without } => vec![
            one("for_each", ("ét bidrag for hver af", "one contribution for each of"), fact(for_each)),
            asks(ask),
            one(
                "go_on_without",
                ("kan gå videre uden et bidrag", "may go on without a contribution"),
                Named::Role(go_on_without.clone()),
            ),
            enough("join", ("bidrag, der er nok", "contributions that are enough"), *join),
        ],
        Kind::Consent { ask, refused_skips } => vec![
            several("ask", CONSENTS, ask.iter().cloned().map(Named::Word)),
            maybe(
                "else",
                ("et nej springer over", "a refusal skips"),
                refused_skips.clone().map(Named::Stage),
            ),
        ],
        Kind::Allocation { role } => {
            vec![one("role", ("giver rollen", "gives the role"), Named::Role(role.clone()))]
        }
        Kind::Plan { own_goals, measures, from } => vec![
            least(
                "own_goals",
                ("mål med borgerens egne ord", "goals in the citizen's own words"),
                *own_goals,
            ),
            least("measures", ("indsatser", "measures"), *measures),
            maybe("from", ("bygger på", "builds on"), from.clone().map(Named::Step)),
        ],
        Kind::Citizen { answers } => {
            vec![several("answers", ANSWERS, answers.iter().cloned().map(Named::Word))]
        }
        Kind::Hearing { of_plan } => {
            vec![one(
                "plan",
                ("fremlægger oplysninger fra", "puts forward the facts of"),
                Named::Step(of_plan.clone()),
            )]
        }
        Kind::Decision { parts_of, complaint, letter } => vec![
            one("parts", ("afgør indsatserne i", "decides the measures of"), Named::Step(parts_of.clone())),
            Detail {
                key: "complaint",
                phrase: alone(("klagefrist", "time to complain")),
                value: complaint.as_ref().map_or(Value::Nothing, |due| Value::Deadline(due.clone())),
            },
            maybe("letter", ("brev", "letter"), letter.clone().map(Named::Letter)),
        ],
        Kind::Review { first, every, anchor, .. } => vec![Detail {
            key: "review",
            phrase: alone(("opfølgning", "follow-up")),
            value: Value::Series(*first, anchor.clone(), *every),
        }],
        Kind::Milestone => Vec::new(),
        Kind::Reassessment { of } | Kind::Forwarding { of } | Kind::Board { of } => vec![of_decision(of)],
        Kind::Plugin { plugin, reads, proposes, confirm, otherwise } => vec![
            one("use", ("plugin", "plugin"), Named::Word(plugin.clone())),
            several("reads", READS, reads.iter().cloned().map(Named::Fact)),
            one(
                "proposes",
                ("foreslår en til rollen", "proposes somebody for"),
                Named::Role(proposes.clone()),
            ),
            one("confirm", ("bekræftes af", "confirmed by"), Named::Role(confirm.clone())),
            one("else", ("ellers i hånden af", "otherwise by hand by"), Named::Role(otherwise.clone())),
        ],
        Kind::Table(rule) => vec![table(rule)],
        Kind::Contact { ways, ask } => {
            vec![several("ways", WAYS, ways.iter().cloned().map(Named::Word)), asks(ask)]
        }
        Kind::Panel { mode, members, outcomes, quorum } => vec![
            Detail { key: "mode", phrase: alone(("mødet", "the panel")), value: Value::Words(panel(*mode)) },
            several("members", MEMBERS, members.iter().cloned().map(Named::Role)),
            several("outcomes", ANSWERS, outcomes.iter().cloned().map(Named::Word)),
            enough("quorum", ("til stede", "present"), *quorum),
        ],
        Kind::Quota { of, at_least } => {
            let counted = match of {
                Counted::Step(step) => Named::Step(step.clone()),
                Counted::Event(event) => Named::Event(event.clone()),
            };
            vec![one("of", ("tæller", "counts"), counted), least("at_least", ("antal", "number"), *at_least)]
        }
        Kind::Wait(Awaited::Event(event)) => {
            vec![one("until", ("venter på", "waits for"), Named::Event(event.clone()))]
        }
        Kind::Wait(Awaited::Day(due)) => vec![Detail {
            key: "until",
            phrase: alone(("venter til", "waits until")),
            value: Value::Deadline(due.clone()),
        }],
        Kind::Case { workflow, event } => vec![
            one("workflow", ("åbner en sag i", "opens a case of"), Named::Word(workflow.to_string())),
            one("event", ("ved hændelsen", "by the event"), Named::Word(event.to_string())),
        ],
        Kind::Notify { to, text } => {
            let said = text.clone().map_or(Value::Nothing, |text| Value::Words(names::quoted(&text)));
            vec![
                several("to", TOLD, to.iter().cloned().map(Named::Role)),
                Detail { key: "text", phrase: alone(("siger", "says")), value: said },
            ]
        }
    }
}

const CONSENTS: Phrase = Phrase {
    alone: ("beder om samtykke til", "asks consent to"),
    joined: ("beder nu også om samtykke til", "now also asks consent to"),
    left: ("beder ikke længere om samtykke til", "no longer asks consent to"),
};

const ANSWERS: Phrase = Phrase {
    alone: ("mulige svar", "possible answers"),
    joined: ("kan nu også besvares med", "can now also be answered with"),
    left: ("kan ikke længere besvares med", "can no longer be answered with"),
};

const WAYS: Phrase = Phrase {
    alone: ("kan foregå som", "can take place as"),
    joined: ("kan nu også foregå som", "can now also take place as"),
    left: ("kan ikke længere foregå som", "can no longer take place as"),
};

const MEMBERS: Phrase = Phrase {
    alone: ("plads til", "seats for"),
    joined: ("har nu også plads til", "now also has a seat for"),
    left: ("har ikke længere plads til", "no longer has a seat for"),
};

const TOLD: Phrase = Phrase {
    alone: ("giver besked til", "tells"),
    joined: ("giver nu også besked til", "now also tells"),
    left: ("giver ikke længere besked til", "no longer tells"),
};

fn panel(mode: PanelMode) -> Sentence {
    match mode {
        PanelMode::Advisory => both("indstiller", "recommends"),
        PanelMode::Deciding => both("afgør", "decides"),
    }
}

/// Where the rules stand, how many they are, and the first letters of their version.
fn table(rule: &TableRule) -> Detail {
    let version: String = rule.hash.to_string().chars().take(8).collect();
    let rules = rule.table.rules().len();
    let place = rule.path.as_ref().map_or_else(|| both("i trinnet", "in the step"), |path| both(path, path));
    let value = Value::Words(both(
        format!("{}, {rules} regler, udgave {version}", place.da),
        format!("{}, {rules} rules, version {version}", place.en),
    ));
    Detail { key: "table", phrase: alone(("regler", "rules")), value }
}

const READS: Phrase = Phrase {
    alone: ("plugin'et får at vide", "the plugin is told"),
    joined: ("giver nu også plugin'et", "now also tells the plugin"),
    left: ("giver ikke længere plugin'et", "no longer tells the plugin"),
};

const ASKS: Phrase = Phrase {
    alone: ("spørger om", "asks for"),
    joined: ("spørger nu også om", "now also asks for"),
    left: ("spørger ikke længere om", "no longer asks for"),
};

fn asks(ask: &[FactName]) -> Detail {
    several("ask", ASKS, ask.iter().cloned().map(Named::Fact))
}

fn of_decision(of: &StepName) -> Detail {
    one("of", ("gælder", "concerns"), Named::Step(of.clone()))
}

fn fact(name: &FactName) -> Named {
    Named::Fact(name.clone())
}

fn alone(alone: (&'static str, &'static str)) -> Phrase {
    Phrase { alone, joined: alone, left: alone }
}

fn one(key: &'static str, words: (&'static str, &'static str), value: Named) -> Detail {
    Detail { key, phrase: alone(words), value: Value::One(value) }
}

fn maybe(key: &'static str, words: (&'static str, &'static str), value: Option<Named>) -> Detail {
    Detail { key, phrase: alone(words), value: value.map_or(Value::Nothing, Value::One) }
}

fn several(key: &'static str, phrase: Phrase, value: impl Iterator<Item = Named>) -> Detail {
    Detail { key, phrase, value: Value::Several(value.collect()) }
}

/// A smallest number, where one is said.
fn enough(key: &'static str, words: (&'static str, &'static str), count: Option<u32>) -> Detail {
    match count {
        Some(count) => least(key, words, count),
        None => Detail { key, phrase: alone(words), value: Value::Nothing },
    }
}

fn least(key: &'static str, words: (&'static str, &'static str), count: u32) -> Detail {
    let value = Value::Words(both(format!("mindst {count}"), format!("at least {count}")));
    Detail { key, phrase: alone(words), value }
}
