//! Why a text is not YAML, in the words of the person who wrote it.

use granit_parser::ErrorKind;

use super::tree::Span;
use crate::finding::{NOT_YAML, Report};

/// Signs with which no unquoted value may begin: YAML keeps them for itself.
const SIGNS: [char; 8] = ['%', '@', '`', '>', '|', '&', '*', '!'];

const COLUMNS: &str = "lines that belong together begin in one column; indent with blanks";

/// Reports what stopped the reader at a byte.
pub(super) fn report(report: &mut Report<'_>, kind: &ErrorKind, at: usize) {
    let source = report.source;
    let here = Line::at(source, at);
    let is_tab = matches!(
        kind,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabInPlainScalar
            | ErrorKind::TabAtBlockScalarStart
    );
    let after_tab = source.get(at..).is_some_and(|rest| rest.starts_with('\t'));
    if is_tab || after_tab {
        let (message, remedy) = ("a tab stands where blanks are needed", "indent with blanks");
        return report.error(NOT_YAML, Span::new(at, at), message, remedy);
    }
    // YAML often stumbles in the line after the one that is to blame.
    let lines = [Some(here), here.before(source)];
    let awkward = lines.into_iter().flatten().find_map(|line| line.awkward(source));
    let (span, message, remedy) = if let Some(found) = unclosed(kind, here, source) {
        found
    } else if let Some((span, message)) = awkward {
        (span, message, "put quotes around the value")
    } else if let Some(found) = here.before(source).and_then(|line| line.open_bracket(source)) {
        found
    } else if let Some(found) = here.narrow_colon(kind, source) {
        found
    } else if let Some((message, remedy)) = structure(kind) {
        (Span::new(at, at), message, remedy)
    } else {
        let remedy = "compare the line with its neighbours: indentation, colons, quotes and brackets";
        (Span::new(at, at), format!("this is not YAML: {kind}"), remedy)
    };
    report.error(NOT_YAML, span, message, remedy);
}

/// Most lines that are looked through for the beginning of a quote.
const QUOTE_LINES_MAX: usize = 500;

/// The quote that is never closed, where it begins: the nearest line above whose value begins with one and has no second.
fn unclosed(kind: &ErrorKind, here: Line, source: &str) -> Option<(Span, String, &'static str)> {
    let is_quote = matches!(
        kind,
        ErrorKind::UnclosedQuotedScalar
            | ErrorKind::DocumentIndicatorInQuotedScalar
            | ErrorKind::InvalidQuotedScalarIndent
            | ErrorKind::InvalidTrailingSingleQuotedScalar
            | ErrorKind::InvalidTrailingDoubleQuotedScalar
    );
    let mut lines = core::iter::successors(Some(here), |line| line.before(source)).take(QUOTE_LINES_MAX);
    let (span, quote) = lines.find_map(|line| line.open_quote(source)).filter(|_| is_quote)?;
    let message = format!("the quote {quote} is opened here and not closed in this line");
    Some((span, message, "close it at the end of its value"))
}

/// What is wrong with quotes, brackets and columns.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the parser's list is not ours: it may grow, and most is never met"
)]
fn structure(kind: &ErrorKind) -> Option<(String, &'static str)> {
    let (message, remedy) = match kind {
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "something stands behind the closing quote",
            "put the whole value in quotes; a `'` inside single quotes is written `''`",
        ),
        ErrorKind::UnknownQuotedScalarEscape | ErrorKind::InvalidQuotedScalarHexEscape => {
            ("`\\` means something of its own inside double quotes", "write it twice, or use single quotes")
        }
        ErrorKind::UnclosedFlowCollection { open } => {
            return Some((format!("`{open}` is opened and never closed"), "close it at the end of its list"));
        }
        ErrorKind::UnexpectedEofFlowSequence | ErrorKind::ExpectedFlowSequenceSeparator => (
            "a list that began with `[` is not ended by `]`",
            "put a comma between its members, and `]` at the end",
        ),
        ErrorKind::UnexpectedEofFlowMapping | ErrorKind::ExpectedFlowMappingSeparator => {
            ("keys that began with `{` are not ended by `}`", "put a comma between them, and `}` at the end")
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            return Some((format!("`{open}` is closed by `{close}`"), "close each bracket by its own kind"));
        }
        ErrorKind::MisplacedFlowCollectionEnd => {
            ("a bracket is closed that was never opened", "remove it, or open it before")
        }
        ErrorKind::InvalidIndentation
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::BlockSequenceEntryNotAllowed
        | ErrorKind::InvalidFlowScalarIndent
        | ErrorKind::InvalidBlockScalarIndent
        | ErrorKind::MappingValueNotAllowed
        | ErrorKind::MappingKeyNotAllowed => ("this line does not fit to the one before it", COLUMNS),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey | ErrorKind::ExpectedDocumentStart => {
            ("a colon is missing here", "write a key, a colon, a blank and the value: `title: Henvendelse`")
        }
        _ => return None,
    };
    Some((message.to_owned(), remedy))
}

/// A line of a file.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    end: usize,
}

impl Line {
    /// The line in which a byte stands.
    fn at(source: &str, byte: usize) -> Self {
        let byte = (0..=byte.min(source.len())).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(0);
        let (before, after) = source.split_at(byte);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        Self { start, end: after.find('\n').map_or(source.len(), |at| byte + at) }
    }

    /// The nearest line above in which something stands.
    fn before(self, source: &str) -> Option<Self> {
        let above = source.get(..self.start)?.trim_end();
        if above.is_empty() { None } else { Some(Self::at(source, above.len())) }
    }

    /// The value that this line holds without quotes, where YAML cannot take it so.
    fn awkward(self, source: &str) -> Option<(Span, String)> {
        let (value, at) = self.value(source)?;
        let span = Span::new(at, at + value.len());
        let first = value.chars().next()?;
        let is_block = matches!(first, '>' | '|') && value.len() <= 3;
        if SIGNS.contains(&first) && !is_block {
            // A backtick in backticks is hard to read.
            let sign = if first == '`' { "a backtick".to_owned() } else { format!("`{first}`") };
            return Some((span, format!("a value that begins with {sign} cannot stand without quotes")));
        }
        let is_plain = !matches!(first, '"' | '\'' | '[' | '{' | '#') && !is_block;
        let without_comment = value.split(" #").next().unwrap_or(value);
        if is_plain && (without_comment.contains(": ") || without_comment.ends_with(':')) {
            return Some((span, "a second colon stands in this line".to_owned()));
        }
        None
    }

    /// A quote that begins the value of this line and has no second.
    fn open_quote(self, source: &str) -> Option<(Span, char)> {
        let (value, at) = self.value(source)?;
        let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''))?;
        let is_closed = value.get(1..).is_some_and(|rest| rest.contains(quote));
        if is_closed { None } else { Some((Span::new(at, at + value.len()), quote)) }
    }

    /// A bracket that begins the value of this line and has no second.
    fn open_bracket(self, source: &str) -> Option<(Span, String, &'static str)> {
        let (value, at) = self.value(source)?;
        let (open, close) = match value.chars().next()? {
            '[' => ('[', ']'),
            '{' => ('{', '}'),
            _other => return None,
        };
        if value.contains(close) {
            return None;
        }
        let message = format!("`{open}` is opened here and never closed");
        Some((Span::new(at, at + value.len()), message, "close it at the end of its list"))
    }

    /// A colon with no blank behind it, in a line that would have a key if it had one.
    fn narrow_colon(self, kind: &ErrorKind, source: &str) -> Option<(Span, String, &'static str)> {
        let is_meant = matches!(kind, ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey);
        let line = source.get(self.start..self.end).filter(|_| is_meant)?;
        let (key, _) = line.split_once(':')?;
        let at = self.start + key.len();
        let message = "behind this colon a blank is missing".to_owned();
        Some((Span::new(at, at + 1), message, "write a blank between the colon and the value"))
    }

    /// What stands behind the key or the dash of this line, and where.
    fn value(self, source: &str) -> Option<(&str, usize)> {
        let line = source.get(self.start..self.end)?.trim_end();
        let at = line.find(": ").or_else(|| line.find("- ")).map(|at| at + 2)?;
        let value = line.get(at..)?.trim_start();
        Some((value, self.start + line.len() - value.len()))
    }
}
