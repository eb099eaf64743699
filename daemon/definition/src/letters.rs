//! What a letter may say, and what the law wants it to say: the shapes of its values and its legal parts.
//!
//! A template is checked against these shapes when its workflow is loaded; the engine fills the same shapes when a letter
//! is sent. Only a citizen's own facts of the classes P0 to P3 can stand in a letter, and of the deadlines only the
//! citizen's own right to complain: an internal target never looks like a limit of a right.

use letter::Shape;

/// A part that a decision's letter must show, by law or by practice.
#[derive(Clone, Copy, Debug)]
pub struct LegalPart {
    /// Its name, as in findings and refusals.
    pub name: &'static str,
    /// What it is.
    pub what: &'static str,
    /// Where the law asks for it.
    pub basis: &'static str,
    /// The values that the template has to show.
    pub shows: &'static [&'static str],
    /// The kind of step without which it is not asked for.
    pub only_with: Option<&'static str>,
}

const fn part(
    name: &'static str,
    what: &'static str,
    basis: &'static str,
    shows: &'static [&'static str],
) -> LegalPart {
    LegalPart { name, what, basis, shows, only_with: None }
}

/// The legal parts of a decision's letter.
pub const DECISION_PARTS: &[LegalPart] = &[
    part("sender", "who the letter is from", "practice", &["sender.name", "sender.address[]"]),
    part("date", "the day on which it is sent", "practice", &["sent_on"]),
    part("case", "the number of the case", "practice", &["case.id"]),
    part("recipient", "who it is for", "practice", &["recipient.name", "recipient.address[]"]),
    part(
        "result",
        "what each part comes to, with its provision and its days",
        "FVL §24",
        &["parts[].name", "parts[].result", "parts[].basis", "parts[].amount", "parts[].from", "parts[].to"],
    ),
    part(
        "reasons",
        "the reasons for what is not granted in full: why, the main considerations, the facts given weight",
        "FVL §§22 and 24",
        &["parts[].reasons", "parts[].considerations", "parts[].facts"],
    ),
    LegalPart {
        only_with: Some("hearing"),
        ..part(
            "hearing",
            "what the citizen said in the hearing and how it counted",
            "FVL §19",
            &["hearing.said", "hearing.considered"],
        )
    },
    LegalPart {
        only_with: Some("board"),
        ..part(
            "board's findings",
            "how the findings of the complaint board were followed in a new decision",
            "RSL §66, practice",
            &["board_considered", "replaces"],
        )
    },
    part(
        "complaint guidance",
        "where and how the citizen can complain, also orally, and until when",
        "FVL §25",
        &["texts.complaint_where", "texts.complaint_how", "complaint.period", "complaint.until"],
    ),
    part(
        "rights",
        "access to the file, a companion or representative, the citizens' adviser",
        "FVL §§8 and 9",
        &["texts.access", "texts.companion", "sender.citizen_adviser"],
    ),
    part(
        "data notice",
        "where the citizen reads how their data are used",
        "GDPR 13 and 14",
        &["sender.data_notice"],
    ),
    part("contact", "whom the citizen can call", "practice", &["contact.name", "contact.phone"]),
];

/// What every letter of a case may say. `facts` and `texts` are those of the workflow and of its rule pack.
#[must_use]
pub fn common(facts: Shape, texts: Shape) -> Vec<(&'static str, Shape)> {
    let person = || Shape::record([("name", Shape::Text), ("title", Shape::Text)]);
    vec![
        (
            "sender",
            Shape::record([
                ("name", Shape::Text),
                ("unit", Shape::Text),
                ("address", Shape::Text.list()),
                ("phone", Shape::Text),
                ("hours", Shape::Text),
                ("website", Shape::Text),
                ("citizen_adviser", Shape::Text),
                ("data_notice", Shape::Text),
            ]),
        ),
        ("recipient", Shape::record([("name", Shape::Text), ("address", Shape::Text.list())])),
        ("case", Shape::record([("id", Shape::Text), ("title", Shape::Text)])),
        ("sent_on", Shape::Date),
        ("channel", Shape::Text),
        ("version", Shape::Number),
        ("replaces", Shape::Date.optional()),
        ("signed_by", person()),
        (
            "contact",
            Shape::record([
                ("name", Shape::Text),
                ("title", Shape::Text),
                ("phone", Shape::Text),
                ("email", Shape::Text.optional()),
            ]),
        ),
        ("goals", Shape::Text.list()),
        ("facts", facts),
        ("texts", texts),
    ]
}

/// Words of an outcome.
pub const OUTCOMES: [&str; 3] = ["granted", "partly", "refused"];

/// What the letter of a decision may say.
#[must_use]
pub fn decision(facts: Shape, texts: Shape, limits: Shape) -> Shape {
    let outcome = || Shape::Choice(OUTCOMES.map(str::to_owned).to_vec());
    let part = Shape::record([
        ("number", Shape::Number),
        ("name", Shape::Text),
        ("about", Shape::Text.optional()),
        ("department", Shape::Text.optional()),
        ("outcome", outcome()),
        ("result", Shape::Text),
        ("basis", Shape::Text),
        ("reasons", Shape::Text.optional()),
        ("discretion", Shape::Flag),
        ("considerations", Shape::Text.optional()),
        ("facts", Shape::Text.optional()),
        ("amount", Shape::Text.optional()),
        ("from", Shape::Date.optional()),
        ("to", Shape::Date.optional()),
    ]);
    let hearing = Shape::record([
        ("sent_on", Shape::Date),
        ("replied_on", Shape::Date.optional()),
        ("said", Shape::Text.optional()),
        ("considered", Shape::Text.optional()),
    ]);
    let complaint = Shape::record([
        ("period", Shape::Text),
        ("received_on", Shape::Date),
        ("until", Shape::Date),
        ("basis", Shape::Text),
    ]);
    let mut fields = common(facts, texts);
    fields.extend([
        ("limits", limits),
        ("outcome", outcome()),
        ("parts", part.list()),
        ("hearing", hearing.optional()),
        ("board_considered", Shape::Text.optional()),
        ("complaint", complaint),
    ]);
    Shape::record(fields)
}
