//! Answers, put together.

use crate::{Completion, Field, Handover, Outcome, Value};

/// A text in Danish and English.
#[must_use]
pub fn texts(da: impl Into<String>, en: impl Into<String>) -> Vec<(String, String)> {
    vec![("da".to_owned(), da.into()), ("en".to_owned(), en.into())]
}

/// A person has to decide, and reads why.
#[must_use]
pub fn hand_over(da: impl Into<String>, en: impl Into<String>) -> Outcome {
    Outcome::HandOver(Handover { to: None, reason: texts(da, en) })
}

/// Something proposed.
#[derive(Debug)]
pub struct Proposal {
    set: Vec<Field>,
    because: Vec<(String, String)>,
}

impl Proposal {
    /// A proposal with its reason: one sentence in Danish and one in English.
    #[must_use]
    pub fn because(da: impl Into<String>, en: impl Into<String>) -> Self {
        Self { set: Vec::new(), because: texts(da, en) }
    }

    /// Proposes a person, a unit or a case.
    #[must_use]
    pub fn reference(mut self, key: &str, to: impl Into<String>) -> Self {
        self.set.push(Field { key: key.to_owned(), value: Value::Reference(to.into()) });
        self
    }
}

impl From<Proposal> for Outcome {
    fn from(proposal: Proposal) -> Self {
        Self::Complete(Completion { set: proposal.set, because: proposal.because })
    }
}
