//! Why a command was refused: what is missing, who could do it, what would help.

use access::Denial;
use model::deadline::Sentence;

/// What a caller can do about a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// The thing named does not exist.
    NotFound,
    /// Somebody else may; see `who`.
    Forbidden,
    /// Not in this state: look again, something has to happen first.
    Conflict,
    /// The input is wrong: correct it and send it again.
    Invalid,
    /// It is erased.
    Gone,
}

/// Why a command was refused. It changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// A stable code; `docs/errors/<code>.md` explains it.
    pub code: &'static str,
    /// What a caller can do.
    pub kind: RefusalKind,
    /// One sentence for a person.
    pub detail: Sentence,
    /// What is missing or wrong, by name: fields, steps, facts.
    pub missing: Vec<String>,
    /// Who could.
    pub who: Vec<String>,
}

impl Refusal {
    fn new(kind: RefusalKind, code: &'static str, da: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            code,
            kind,
            detail: Sentence { da: da.into(), en: en.into() },
            missing: Vec::new(),
            who: Vec::new(),
        }
    }

    /// The thing named does not exist.
    #[must_use]
    pub fn not_found(code: &'static str, da: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(RefusalKind::NotFound, code, da, en)
    }

    /// Not in this state.
    #[must_use]
    pub fn conflict(code: &'static str, da: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(RefusalKind::Conflict, code, da, en)
    }

    pub(crate) fn invalid(code: &'static str, da: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(RefusalKind::Invalid, code, da, en)
    }

    pub(crate) fn gone(code: &'static str, da: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(RefusalKind::Gone, code, da, en)
    }

    /// With what is missing or wrong, by name.
    #[must_use]
    pub fn missing(mut self, missing: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.missing.extend(missing.into_iter().map(Into::into));
        self
    }

    pub(crate) fn who(mut self, who: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.who.extend(who.into_iter().map(Into::into));
        self
    }
}

impl From<Denial> for Refusal {
    fn from(denial: Denial) -> Self {
        Self {
            code: denial.code,
            kind: RefusalKind::Forbidden,
            detail: denial.because,
            missing: Vec::new(),
            who: denial.who,
        }
    }
}
