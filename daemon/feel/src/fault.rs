//! What is wrong with an expression, where, and what to write instead.

use std::fmt;

use crate::syntax::Span;

/// One thing that is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of fault it is.
    pub code: FaultCode,
    /// First byte of the place in the source.
    pub start: usize,
    /// The byte after the place; equal to `start` where something is missing at the end.
    pub end: usize,
    /// What is wrong: lowercase, the words of the source in backticks.
    pub message: String,
    /// The right word, where one is near enough to be meant.
    pub nearest: Option<String>,
    /// The way out.
    pub help: String,
}

/// The kinds of fault. Each has a stable code and a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultCode {
    /// The text is not an expression.
    Syntax,
    /// A number, text, date or duration is written in a way that has no value.
    BadLiteral,
    /// A name, or a part of a value, does not exist.
    UnknownName,
    /// A function does not exist.
    UnknownFunction,
    /// A word is not among the words of the choice type.
    UnknownChoice,
    /// The name of a quantified variable is already in use.
    NameTaken,
    /// A value has another type than the place needs.
    WrongType,
    /// A function is called with the wrong number or form of arguments.
    WrongArguments,
    /// A value that may be missing stands where there must be one.
    PossiblyMissing,
    /// The two sides of a comparison can never meet.
    ImpossibleComparison,
    /// The expression is nested deeper than [`crate::DEPTH_MAX`].
    TooDeep,
    /// The source or a list in it is too long.
    TooLong,
}

impl FaultCode {
    /// Every code, in the order of the index.
    pub const ALL: [Self; 12] = [
        Self::Syntax,
        Self::BadLiteral,
        Self::UnknownName,
        Self::UnknownFunction,
        Self::UnknownChoice,
        Self::NameTaken,
        Self::WrongType,
        Self::WrongArguments,
        Self::PossiblyMissing,
        Self::ImpossibleComparison,
        Self::TooDeep,
        Self::TooLong,
    ];

    /// The stable spelling in files, problems and page names.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "feel-syntax",
            Self::BadLiteral => "feel-bad-literal",
            Self::UnknownName => "feel-unknown-name",
            Self::UnknownFunction => "feel-unknown-function",
            Self::UnknownChoice => "feel-unknown-choice",
            Self::NameTaken => "feel-name-taken",
            Self::WrongType => "feel-wrong-type",
            Self::WrongArguments => "feel-wrong-arguments",
            Self::PossiblyMissing => "feel-possibly-missing",
            Self::ImpossibleComparison => "feel-impossible-comparison",
            Self::TooDeep => "feel-too-deep",
            Self::TooLong => "feel-too-long",
        }
    }
}

impl fmt::Display for FaultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Fault {
    pub(crate) fn new(
        code: FaultCode,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            code,
            start: span.start,
            end: span.end,
            message: message.into(),
            nearest: None,
            help: help.into(),
        }
    }

    /// A fault about a word that does not exist, with the nearest of `candidates` that do.
    pub(crate) fn unknown(
        code: FaultCode,
        span: Span,
        (word, noun): (&str, &str),
        candidates: &[&str],
    ) -> Self {
        let nearest = crate::nearest::nearest(word, candidates);
        let help = match nearest {
            Some(right) => format!("did you mean `{right}`?"),
            None if candidates.is_empty() => format!("there is no {noun} to choose from here"),
            None if candidates.len() == 1 => format!("write {}", crate::nearest::listing(candidates)),
            None => format!("it must be one of {}", crate::nearest::listing(candidates)),
        };
        Self {
            nearest: nearest.map(str::to_owned),
            ..Self::new(code, span, format!("`{word}` is no {noun}"), help)
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message, self.help)
    }
}
