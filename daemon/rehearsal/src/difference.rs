//! What came out otherwise than a scenario says.

use model::deadline::Sentence;

/// One thing that is otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The line of the file that says it.
    pub line: usize,
    /// What is otherwise, as the file calls it: `deadlines.complaint.due`, `steps.decide`, `line`.
    pub what: String,
    /// What the file says.
    pub expected: Sentence,
    /// What came of it.
    pub found: Sentence,
}

impl Difference {
    pub(crate) fn new(line: usize, what: impl Into<String>, expected: Sentence, found: Sentence) -> Self {
        Self { line, what: what.into(), expected, found }
    }

    /// `line 34: deadlines.complaint.due: expected 2026-11-17, found 2026-11-18`, in both languages.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        let Self { line, what, expected, found } = self;
        let what = if what == LINE { String::new() } else { format!("{what}: ") };
        Sentence {
            da: format!("linje {line}: {what}forventet {}, fundet {}", expected.da, found.da),
            en: format!("line {line}: {what}expected {}, found {}", expected.en, found.en),
        }
    }
}

/// What a line that somebody plays is called: its number says the rest.
pub(crate) const LINE: &str = "line";

/// The same word in both languages: a day, a name of the file, a code.
pub(crate) fn word(text: impl Into<String>) -> Sentence {
    let text = text.into();
    Sentence { da: text.clone(), en: text }
}

pub(crate) fn words(da: &str, en: &str) -> Sentence {
    Sentence { da: da.to_owned(), en: en.to_owned() }
}
