//! The keys of a file of translations.

use super::Shape::{MapOfTexts, OneOf, Text, Texts};
use super::{Record, may, must};

/// `texts/en.yaml`.
pub(crate) static TEXTS: Record = Record {
    what: "a file of texts",
    keys: &[
        must("language", OneOf(&["en"]), "The language of the texts."),
        must("title", Text, "What the workflow is called."),
        may("events", Texts, "Titles of events."),
        may("types", MapOfTexts, "Titles of the words of each choice type."),
        may("roles", Texts, "Titles of roles."),
        may("facts", Texts, "Titles of facts."),
        may("help", Texts, "What helps whoever fills in a fact."),
        may("stages", Texts, "Titles of stages."),
        may("steps", Texts, "Titles of steps."),
        may("pause", Texts, "Titles of pauses."),
        may("notices", Texts, "What a step of the kind `notify` tells, by its name."),
    ],
    later: &[],
};
