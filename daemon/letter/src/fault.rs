//! What is wrong with a template, and where.

/// What kind of fault. `docs/errors/<code>.md` explains each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultCode {
    /// It is no template.
    Syntax,
    /// A name, an attribute, a filter or a test that does not exist.
    UnknownName,
    /// A value that cannot stand here.
    WrongType,
    /// A value that may be missing is read without asking first.
    Unguarded,
    /// Something that no letter may do.
    Forbidden,
    /// Longer than a template may be.
    TooLarge,
}

impl FaultCode {
    /// The code as it stands in findings and in the documentation.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "letter-syntax",
            Self::UnknownName => "unknown-name",
            Self::WrongType => "wrong-type",
            Self::Unguarded => "letter-unguarded",
            Self::Forbidden => "letter-forbidden",
            Self::TooLarge => "too-large",
        }
    }
}

/// One fault of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind.
    pub code: FaultCode,
    /// First byte of the place.
    pub start: usize,
    /// The byte after the place.
    pub end: usize,
    /// What is wrong, lowercase, the words of the template in backticks.
    pub message: String,
    /// The way out.
    pub remedy: String,
    /// For an unknown name: the words that could be meant. Whoever shows the fault looks for the nearest.
    pub candidates: Vec<String>,
}

impl Fault {
    /// The same with a place that lies in the source: the template engine has been seen to name an end before its start.
    pub(crate) fn within(self, source: &str) -> Self {
        let start = source.floor_char_boundary(self.start);
        let end = source.ceil_char_boundary(self.end.max(start));
        Self { start, end, ..self }
    }

    /// Line and column of its place, both from 1, the column in characters.
    #[must_use]
    pub fn line_and_column(&self, source: &str) -> (usize, usize) {
        let before = source.get(..self.start).unwrap_or(source);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before.get(line_start..).unwrap_or_default().chars().count() + 1)
    }
}
