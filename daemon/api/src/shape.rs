//! From the model to the shapes of `wire`: by hand, one file per subject (S3).

pub(crate) mod case;
pub(crate) mod citizen;
pub(crate) mod deadline;
pub(crate) mod effect;
pub(crate) mod event;
pub(crate) mod plugin;
pub(crate) mod row;
pub(crate) mod step;
pub(crate) mod task;
pub(crate) mod workflow;

use model::deadline::Sentence;

/// A sentence in both languages.
pub(crate) fn sentence(sentence: &Sentence) -> wire::Sentence {
    wire::Sentence { da: sentence.da.clone(), en: sentence.en.clone() }
}

/// Anything as its text.
#[expect(clippy::needless_pass_by_value, reason = "takes numbers, and references to names, alike")]
pub(crate) fn text(thing: impl ToString) -> String {
    thing.to_string()
}

/// Anything that may be missing as its text.
pub(crate) fn maybe(thing: Option<impl ToString>) -> Option<String> {
    thing.map(|thing| thing.to_string())
}
