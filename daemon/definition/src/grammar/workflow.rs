//! The keys of a workflow file.

use super::Shape::{
    Cells, Choices, Count, Expression, Flag, List, ListOf, Map, Name, Names, OneOf, PathOr, Record as Keys,
    Text, Whole,
};
use super::stage::STAGE;
use super::words::{CHECK, LADDER, NOTIFY, PAUSE, REOPEN};
use super::{Record, may, must};

use table::{Aggregate, HitPolicy};

/// `workflow.yaml`.
pub(crate) static WORKFLOW: Record = Record {
    what: "a workflow",
    keys: &[
        must("workflow", Text, "The workflow's own name, for ever: letters, digits, `-` and `_`."),
        must("title", Text, "What people call it, in Danish; `texts/en.yaml` holds the English."),
        must("rule_pack", Text, "The rule pack that every legal number comes from, such as `dk-2026-07`."),
        may("kle", Text, "KLE subject, such as `27.69.00`."),
        must("opens", Names, "Events that start a case, any of them."),
        must("events", Map(&EVENT), "What can happen to a case, and who may report it."),
        may(
            "until",
            Names,
            "What ends the case, any of these: an event, `STEP.done`, a date fact or `2 years after opened` when that day is over, a condition. Open work is closed with the reason.",
        ),
        may("types", Choices, "Choice types: a list of words, or each word with its title."),
        must("roles", Map(&ROLE), "Roles; the municipality says who holds them."),
        must("facts", Map(&FACT), "The case file."),
        may(
            "checks",
            Map(&CHECK),
            "What should hold of every case: reported where a case is explained, and never in the way.",
        ),
        may("pause", Map(&PAUSE), "What holds a part of the case from an event to another, by name."),
        must("stages", Map(&STAGE), "Stages in the order of reading; `after` says what waits for what."),
    ],
    later: &["reopen", "sample", "plugins", "was", "tolerance", "expires"],
};

static EVENT: Record = Record {
    what: "an event",
    keys: &[
        may("title", Text, "What people call it, in Danish."),
        may("by", Names, "Roles that may report it; absent means every role on the case."),
        may("about", Text, "`STEP.parts`: it is a complaint about parts of that decision."),
        may(
            "was",
            Names,
            "What it was called in an earlier version of the file: a comparison tells it as renamed.",
        ),
    ],
    later: &[],
};

static ROLE: Record = Record {
    what: "a role",
    keys: &[
        may("title", Text, "What people call it, in Danish."),
        may("sees", Names, "Facts it sees beside those of the forms it fills in; `all` for every fact."),
        may("holders", OneOf(&["one"]), "`one`: one person holds it for the whole case."),
        may("deputy", OneOf(&["required"]), "`required`: whoever holds it must have a deputy."),
        may(
            "not",
            Names,
            "Roles as which whoever holds this one may not have worked on the same case: nobody judges their own work.",
        ),
        may(
            "blind",
            Flag,
            "`true`: whoever judges in it sees nothing of what others in it came to until their own part is done.",
        ),
        may(
            "with",
            Name,
            "The role beside which only this one acts: whoever completes its steps names who of it took part.",
        ),
        may(
            "needs",
            Names,
            "What whoever is given the role has to have: words under `competences` in `municipality.yaml`.",
        ),
        may(
            "max_cases",
            Count,
            "How many open cases one person may carry: whoever has so many is given the role only with a reason. A number, or a name from `limits` of the rule pack.",
        ),
    ],
    later: &["was"],
};

static FACT: Record = Record {
    what: "a fact",
    keys: &[
        may("title", Text, "What people call it, in Danish."),
        may(
            "type",
            Text,
            "`text`, `number`, `date`, `boolean`, `person`, `person holding ROLE`, a choice type, or `list of` one of these.",
        ),
        may("min", Whole, "Lowest number, or fewest in a list."),
        may("max", Whole, "Highest number, or most in a list."),
        may("earliest", Text, "First day of a date: a day, `today`, or `2 weeks before ANCHOR`."),
        may("latest", Text, "Last day of a date: a day, `today`, or `6 months after ANCHOR`."),
        must("class", OneOf(&["P0", "P1", "P2", "P3", "P4", "P5"]), "Data class: who may ever see it."),
        may("optional", Flag, "`true`: a form may leave it empty."),
        may("from", OneOf(&["register"]), "`register`: from the citizen register, never asked."),
        may("value", Expression, "Calculated from facts that stand above it, never asked."),
        may("help", Text, "What helps whoever fills it in, in Danish."),
        may("when", Expression, "A form asks for it only where this holds; facts above it can be named."),
        may(
            "was",
            Names,
            "What it was called in an earlier version of the file: a comparison tells it as renamed.",
        ),
    ],
    later: &[],
};

/// Keys that say what a step is; exactly one stands in each.
pub(crate) const KINDS: &[&str] = &[
    "form",
    "contributions",
    "consent",
    "allocation",
    "plan",
    "citizen",
    "hearing",
    "decision",
    "review",
    "milestone",
    "reassessment",
    "forwarding",
    "board",
    "plugin",
    "table",
    "contact",
    "panel",
    "quota",
    "wait",
    "notify",
    "case",
];

/// Kinds that the language has and this version cannot run.
pub(crate) const KINDS_LATER: &[&str] = &["transfer", "handover", "letter", "case"];

/// Keys of a record of which exactly one must stand there; none for all but a step.
pub(crate) fn exactly_one_of(record: &'static Record) -> &'static [&'static str] {
    if core::ptr::eq(record, &raw const STEP) { KINDS } else { &[] }
}

pub(super) static STEP: Record = Record {
    what: "a step",
    keys: &[
        may("title", Text, "What people call it, in Danish."),
        may("by", Name, "The role whose work it is; `milestone`, `table`, `wait` and `notify` need none."),
        may(
            "after",
            Names,
            "What must be settled first: steps, stages or events; `any of [a, b]` for one of them.",
        ),
        may("when", Expression, "The condition under which it applies; skipped otherwise."),
        may(
            "due",
            Text,
            "`NAME after ANCHOR` of the rule pack, or `8 weeks after ANCHOR`; `last STEP, else ANCHOR` counts from the round before.",
        ),
        may("tolerance", Text, "`14 days`: so long after `due` it still counts as done in time."),
        may(
            "expires",
            Text,
            "`6 months after STEP`: until when what it leaves can be relied on; then it begins anew.",
        ),
        may(
            "ladder",
            PathOr(&LADDER),
            "Who is reminded of its deadline: the name of a ladder of the rule pack, or `remind` and `escalate` with roles.",
        ),
        may(
            "was",
            Names,
            "What it was called in an earlier version of the file: a comparison tells it as renamed.",
        ),
        may(
            "sample",
            Text,
            "`5 %`: it opens for so many of a hundred cases, drawn by chance; skipped otherwise.",
        ),
        may("optional", Flag, "`true`: a person starts it where needed."),
        may("required", Flag, "`false`: its stage does not wait for it."),
        may("form", Keys(&FORM), "Facts are asked for."),
        may("contributions", Keys(&CONTRIBUTIONS), "Several people contribute, one for each item of a list."),
        may("consent", Keys(&CONSENT), "The citizen is asked for consent."),
        may("allocation", Keys(&ALLOCATION), "One person is given a role on the case, by hand."),
        may("plan", Keys(&PLAN), "Goals and measures become a plan."),
        may("citizen", Keys(&CITIZEN), "The citizen answers."),
        may("hearing", Keys(&HEARING), "Adverse facts are put to the citizen."),
        may("decision", Keys(&DECISION), "A decision with several parts, in one letter."),
        may("review", Keys(&REVIEW), "A follow-up that comes back."),
        may("milestone", Flag, "`true`: a point that is reached when what comes before is."),
        may("reassessment", Keys(&REASSESSMENT), "A complaint is looked at again by who decided."),
        may("forwarding", Keys(&FORWARDING), "A complaint is sent on to the complaint board."),
        may("board", Keys(&BOARD), "The complaint board's decision is awaited and written down."),
        may("contact", Keys(&CONTACT), "A talk or a visit: whether it took place, how, and what was said."),
        may(
            "panel",
            Keys(&PANEL),
            "Several people of different fields meet and say together what should be.",
        ),
        may("quota", Keys(&QUOTA), "So many of something are owed; done when they are there."),
        may("wait", Keys(&WAIT), "The case waits for an event or a day, and goes on by itself."),
        may(
            "case",
            Keys(&CASE),
            "A case of another workflow for the same citizen; its end settles the step.",
        ),
        may("notify", Keys(&NOTIFY), "Members of staff are told; nobody has to do anything."),
        may("repeats", Expression, "`true`, or a condition: the next round opens when one is done."),
        may("reopen", Keys(&REOPEN), "What lets it begin anew after it was done."),
        may("plugin", Keys(&PLUGIN), "A plugin proposes who is given a role; a person confirms."),
        may(
            "table",
            PathOr(&TABLE),
            "A decision table answers: `tables/NAME.csv` beside this file, or its rules here; `by` says who decides where no rule does.",
        ),
    ],
    later: &["transfer", "handover", "letter", "case", "was", "right_when"],
};

static FORM: Record =
    Record { what: "a form", keys: &[must("ask", Names, "Facts that it asks for.")], later: &["on"] };

static CONTRIBUTIONS: Record = Record {
    what: "a step of contributions",
    keys: &[
        must("for_each", Name, "The list fact: one contribution for each of its items."),
        must("ask", Names, "Facts that each contribution holds."),
        must("go_on_without", Name, "The role that may go on without one that did not come."),
        may("join", Text, "How many are enough: `all` unless said, `any` for the first, or a number."),
    ],
    later: &[],
};

static CONSENT: Record = Record {
    what: "a consent step",
    keys: &[
        must("ask", Names, "Purposes; the first is the one that the answer is about."),
        may("else", Text, "`skip STAGE`: what a refusal skips."),
    ],
    later: &[],
};

static ALLOCATION: Record = Record {
    what: "an allocation",
    keys: &[must("role", Name, "The role that somebody is given.")],
    later: &["needs", "else"],
};

static PLAN: Record = Record {
    what: "a plan",
    keys: &[
        must("own_goals", Text, "`1..`: at least so many goals in the citizen's own words."),
        must("measures", Text, "`1..`: at least so many measures."),
        may("from", Name, "The step of contributions that it builds on."),
    ],
    later: &[],
};

static CITIZEN: Record =
    Record { what: "a citizen step", keys: &[must("answers", List, "Possible answers.")], later: &["ask"] };

static HEARING: Record = Record {
    what: "a hearing",
    keys: &[
        must("of", OneOf(&["citizen"]), "Who is heard."),
        must("plan", Name, "The plan whose facts are put to them."),
    ],
    later: &[],
};

static DECISION: Record = Record {
    what: "a decision",
    keys: &[
        must("parts", Text, "`STEP.measures`: the plan whose measures are decided."),
        may(
            "complaint",
            Text,
            "`NAME after received`: the citizen's complaint deadline, by its name in the rule pack.",
        ),
        may("letter", Text, "`letters/NAME.html` beside this file: the template of the letter that is sent."),
    ],
    later: &["right_when"],
};

static REASSESSMENT: Record = Record {
    what: "a re-assessment",
    keys: &[must("of", Name, "The decision that was complained about.")],
    later: &[],
};

static FORWARDING: Record = Record {
    what: "a forwarding",
    keys: &[must("of", Name, "The decision that was complained about.")],
    later: &[],
};

static BOARD: Record = Record {
    what: "a board's decision",
    keys: &[must("of", Name, "The decision that was complained about.")],
    later: &[],
};

static REVIEW: Record = Record {
    what: "a review",
    keys: &[
        must("first", Text, "`3 months after ANCHOR`: the first one."),
        must("every", Text, "`6 months`: each further one."),
    ],
    later: &[],
};

static PLUGIN: Record = Record {
    what: "a plugin step",
    keys: &[
        must("use", Text, "The plugin, by its name in `municipality.yaml`."),
        may("reads", Names, "Facts that it is told, within what the municipality granted."),
        must("proposes", Name, "The role that it proposes somebody for."),
        must("confirm", Name, "The role that confirms, changes or declines what is proposed."),
        must("else", Name, "The role that does it by hand where there is no proposal."),
    ],
    later: &["with"],
};

/// The spellings of what it means that several rules hit; those of the crate `table`.
const HITS: &[&str] = &[
    HitPolicy::Unique.as_str(),
    HitPolicy::Any.as_str(),
    HitPolicy::First.as_str(),
    HitPolicy::Priority.as_str(),
    HitPolicy::Collect(Aggregate::List).as_str(),
    HitPolicy::Collect(Aggregate::Sum).as_str(),
    HitPolicy::Collect(Aggregate::Min).as_str(),
    HitPolicy::Collect(Aggregate::Max).as_str(),
    HitPolicy::Collect(Aggregate::Count).as_str(),
    HitPolicy::RuleOrder.as_str(),
    HitPolicy::OutputOrder.as_str(),
];

static TABLE: Record = Record {
    what: "a decision table",
    keys: &[
        must("hit", OneOf(HITS), "What it means that several rules hit: `first` takes the first of them."),
        must("inputs", Cells, "What the rules look at: facts, or other values in FEEL."),
        must("outputs", Cells, "What the rules give: names, or `NAME: TYPE`."),
        must("rules", ListOf(&RULE), "The rules, in their order."),
    ],
    later: &["allowed", "default", "label"],
};

static RULE: Record = Record {
    what: "a rule of a table",
    keys: &[
        may(
            "if",
            Cells,
            "One test for each input, such as `\">= 25\"`; `\"-\"` is anything. Absent: always.",
        ),
        must("then", Cells, "One value for each output."),
        must("basis", Text, "What the rule rests on: a law, an agreement, a practice."),
        may("note", Text, "A remark for people."),
    ],
    later: &[],
};

static CONTACT: Record = Record {
    what: "a contact",
    keys: &[
        must("ways", List, "Ways in which it can take place, such as `[visit, phone]`."),
        may("ask", Names, "Facts that are written down where it took place."),
    ],
    later: &["with"],
};

static PANEL: Record = Record {
    what: "a panel",
    keys: &[
        must("mode", OneOf(&["advisory", "deciding"]), "`advisory`: it recommends; `deciding`: it decides."),
        must("members", Names, "Roles that have a seat in it."),
        must("outcomes", List, "What it can come to."),
        may("quorum", Whole, "How many have to be there for it to come to something."),
    ],
    later: &[],
};

static QUOTA: Record = Record {
    what: "a quota",
    keys: &[
        must("of", Name, "The step whose rounds are counted, or the event whose happenings are."),
        must("at_least", Count, "How many are owed: a number, or a name from `limits` of the rule pack."),
    ],
    later: &["within"],
};

static WAIT: Record = Record {
    what: "a wait",
    keys: &[must("until", Text, "The event, the date fact, or `8 weeks after ANCHOR`.")],
    later: &[],
};

static CASE: Record = Record {
    what: "a linked case",
    keys: &[
        must("workflow", Text, "Its workflow, as its folder is called."),
        must("event", Name, "The event of that workflow that opens it."),
    ],
    later: &["with"],
};
