//! Letters: made from the values that are recorded, refused while a legal part is missing, kept as they were sent.
//!
//! A step says what its letter is about ([`Writing`]) and gives the values of its own; what stands in every letter is
//! added here. [`send_letter`] is the one way out: it makes the HTML, numbers it and emits the event that keeps it.

mod decision;
mod facts;
mod writing;

use std::collections::BTreeMap;

use definition::LetterTemplate;
use letter::{RenderError, Value};
use model::deadline::Sentence;
use model::letter::LETTERS_MAX;
use model::{CaseId, CaseState, ContentHash, Event, PersonId, Private, StepName};
use sha2::{Digest, Sha256};

use crate::refusal::Refusal;
use crate::world::Draft;

pub(crate) use decision::{Made, decision_values};
pub(crate) use writing::{Writing, day};

/// The language in which letters are written; templates are in it.
pub(crate) const LANGUAGE: &str = "da";

/// A letter as it would be sent, marked as a draft, with what it still lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterPreview {
    /// The page.
    pub html: String,
    /// What is missing or wrong: the place in the answers and what it is.
    pub missing: Vec<String>,
}

/// Something that a letter lacks by law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lack {
    /// The place in the answers, such as `parts/0/reasons`; or the part of the letter.
    pub(crate) at: String,
    /// What is missing there, and where the law asks for it.
    pub(crate) what: Sentence,
}

impl Lack {
    pub(crate) fn new(at: impl Into<String>, da: impl Into<String>, en: impl Into<String>) -> Self {
        Self { at: at.into(), what: Sentence { da: da.into(), en: en.into() } }
    }

    /// As it stands in a list of what is missing.
    pub(crate) fn line(&self) -> String {
        format!("{}: {}", self.at, self.what.en)
    }
}

/// Refuses while a legal part is missing, and names each.
pub(crate) fn refuse_lacks(lacks: &[Lack]) -> Result<(), Refusal> {
    if lacks.is_empty() {
        return Ok(());
    }
    let said = |words: fn(&Lack) -> &str| lacks.iter().map(words).collect::<Vec<_>>().join("; ");
    Err(Refusal::conflict(
        "letter-part-missing",
        format!("Brevet kan ikke sendes endnu. Der mangler: {}.", said(|lack| &lack.what.da)),
        format!("the letter cannot be sent yet; it lacks {}", said(|lack| &lack.what.en)),
    )
    .missing(lacks.iter().map(Lack::line)))
}

/// What a letter is about, and how it goes out.
pub(crate) struct Outgoing<'a> {
    /// `decision`, `complaint_receipt`: a code.
    pub(crate) subject: &'static str,
    /// The step that sends it, where one does.
    pub(crate) step: Option<&'a StepName>,
    /// The template's path and the template.
    pub(crate) template: (&'a str, &'a LetterTemplate),
    /// How it is sent.
    pub(crate) channel: &'a str,
    /// Who signs it.
    pub(crate) by: &'a PersonId,
    /// Everything that it may say.
    pub(crate) values: Value,
}

/// Makes a letter and keeps it: number, version and the page as it was sent. Returns its number.
///
/// It bears the day of today: a letter is never dated back.
pub(crate) fn send_letter(draft: &mut Draft<'_>, id: CaseId, letter: &Outgoing<'_>) -> Result<u32, Refusal> {
    let case = draft.case(id)?;
    let number = case.letters.keys().next_back().map_or(1, |last| last.saturating_add(1));
    if case.letters.len() >= LETTERS_MAX {
        return Err(Refusal::conflict(
            "case-file-full",
            "Sagen kan ikke rumme flere breve.",
            format!("the case has sent {LETTERS_MAX} letters, the most that a case holds"),
        ));
    }
    let version = version_of(case, letter.subject, letter.step);
    let (path, template) = letter.template;
    let html = page(template, &letter.values)?;
    let sent = Event::LetterSent {
        number,
        subject: letter.subject.to_owned(),
        step: letter.step.cloned(),
        version,
        template: path.to_owned(),
        template_hash: template.hash,
        channel: letter.channel.to_owned(),
        sent_on: draft.world.today,
        by: letter.by.clone(),
        language: LANGUAGE.to_owned(),
        recipient: Private::Clear(recipient(&letter.values)),
        sha256: Private::text(digest(&html).to_string()),
        html: Private::text(html),
    };
    draft.on_case(id, sent);
    Ok(number)
}

/// The version that the next letter about something in a step has, from 1.
pub(crate) fn version_of(case: &CaseState, subject: &str, step: Option<&StepName>) -> u32 {
    let before = case.letters.values().filter(|one| one.subject == subject && one.step.as_ref() == step);
    before.map(|one| one.version).max().map_or(1, |last| last.saturating_add(1))
}

/// The page of a letter.
pub(crate) fn page(template: &LetterTemplate, values: &Value) -> Result<String, Refusal> {
    template.template.render(values).map_err(|error| match error {
        RenderError::TooLong => Refusal::invalid(
            "letter-too-long",
            "Brevet er for langt; det længste er 64 KB. Skriv kortere.",
            "the letter is longer than 64 KiB; write less, or send a part of it as a document",
        ),
        RenderError::Unfit(_) | RenderError::Failed(_) => Refusal::conflict(
            "letter-not-made",
            "Brevet kunne ikke dannes ud fra skabelonen; driften skal se på den.",
            format!("{error}; whoever writes the template has to look at it"),
        ),
    })
}

/// SHA-256 of a page.
pub(crate) fn digest(html: &str) -> ContentHash {
    ContentHash(Sha256::digest(html.as_bytes()).into())
}

/// Whom the letter is for, as it stands on it.
fn recipient(values: &Value) -> model::Value {
    let Value::Record(fields) = values else { return model::Value::Null };
    let Some(Value::Record(recipient)) = fields.get("recipient") else { return model::Value::Null };
    let plain = |value: &Value| match value {
        Value::Text(text) => model::Value::text(text.clone()),
        Value::List(lines) => model::Value::List(
            lines
                .iter()
                .filter_map(|line| {
                    if let Value::Text(line) = line { Some(model::Value::text(line.clone())) } else { None }
                })
                .collect(),
        ),
        Value::Nothing | Value::Number(_) | Value::Flag(_) | Value::Date(_) | Value::Record(_) => {
            model::Value::Null
        }
    };
    let named: BTreeMap<String, model::Value> =
        recipient.iter().map(|(name, value)| (name.clone(), plain(value))).collect();
    model::Value::Record(named)
}

/// What stands across a letter that was not sent.
const WATERMARK: &str = "<style>.kladde-helhed { position: fixed; top: 38%; left: 0; width: 100%; text-align: center; \
    font: bold 7rem sans-serif; letter-spacing: .2em; color: #8a1c1c; opacity: .16; transform: rotate(-24deg); \
    pointer-events: none; } .kladde-linje { margin: 0 0 1rem; padding: .4rem .8rem; border: 2px solid #8a1c1c; \
    color: #8a1c1c; font: bold 1rem sans-serif; }</style><div class=\"kladde-helhed\" aria-hidden=\"true\">KLADDE</div>\
    <p class=\"kladde-linje\" lang=\"da\">Kladde. Brevet er ikke sendt. <span lang=\"en\">Draft: not sent.</span></p>";

/// Marks a page as a draft that nobody can take for a letter.
pub(crate) fn marked_as_draft(html: &str) -> String {
    let body = html.find("<body").and_then(|at| html.get(at..)?.find('>').map(|end| at + end + 1));
    let (head, rest) = html.split_at(body.unwrap_or(0));
    format!("{head}{WATERMARK}{rest}")
}
