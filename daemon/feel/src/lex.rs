//! From characters to tokens with byte spans.

use std::str::FromStr;

use rust_decimal::Decimal;

use crate::fault::{Fault, FaultCode};
use crate::syntax::Span;

/// One token and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Lexeme {
    pub(crate) token: Token,
    pub(crate) span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// A name or a keyword.
    Word(String),
    Number(Decimal),
    Text(String),
    Sign(Sign),
    /// The end of the source.
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    LeftParenthesis,
    RightParenthesis,
    LeftBracket,
    RightBracket,
    Comma,
    Dot,
    DotDot,
    At,
    Question,
    Colon,
    LeftBrace,
    RightBrace,
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    Plus,
    Minus,
    Times,
    Divide,
    Power,
}

/// Longer signs before those they begin with.
const SIGNS: [(&str, Sign); 23] = [
    ("**", Sign::Power),
    ("..", Sign::DotDot),
    ("!=", Sign::Unequal),
    ("<=", Sign::AtMost),
    (">=", Sign::AtLeast),
    ("(", Sign::LeftParenthesis),
    (")", Sign::RightParenthesis),
    ("[", Sign::LeftBracket),
    ("]", Sign::RightBracket),
    (",", Sign::Comma),
    (".", Sign::Dot),
    ("@", Sign::At),
    ("?", Sign::Question),
    (":", Sign::Colon),
    ("{", Sign::LeftBrace),
    ("}", Sign::RightBrace),
    ("=", Sign::Equal),
    ("<", Sign::Less),
    (">", Sign::Greater),
    ("+", Sign::Plus),
    ("-", Sign::Minus),
    ("*", Sign::Times),
    ("/", Sign::Divide),
];

/// What people write who know another language, and what it is called here.
const FOREIGN: [(&str, &str); 15] = [
    ("==", "write `=`"),
    ("=>", "write `>=`"),
    ("=<", "write `<=`"),
    ("<>", "write `!=`"),
    ("&&", "write `and`"),
    ("||", "write `or`"),
    ("≤", "write `<=`"),
    ("≥", "write `>=`"),
    ("≠", "write `!=`"),
    ("–", "write `-`"),
    ("'", "write texts in double quotes: \"text\""),
    ("“", "write texts in straight quotes: \"text\""),
    ("”", "write texts in straight quotes: \"text\""),
    ("„", "write texts in straight quotes: \"text\""),
    ("%", "write the share as a number, such as `0.05`"),
];

struct Lexer<'s> {
    source: &'s str,
    at: usize,
    lexemes: Vec<Lexeme>,
    faults: Vec<Fault>,
}

/// Cuts `source` into tokens; the last is [`Token::End`].
///
/// # Errors
///
/// Every character that begins no token, and every number or text that has no value.
pub(crate) fn lex(source: &str) -> Result<Vec<Lexeme>, Vec<Fault>> {
    let mut lexer = Lexer { source, at: 0, lexemes: Vec::new(), faults: Vec::new() };
    while let Some(first) = lexer.rest().chars().next() {
        lexer.one(first);
    }
    lexer.push(Token::End, source.len());
    if lexer.faults.is_empty() { Ok(lexer.lexemes) } else { Err(lexer.faults) }
}

impl<'s> Lexer<'s> {
    fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or("")
    }

    /// Takes one token, space or foreign sign; always moves on.
    fn one(&mut self, first: char) {
        if first.is_whitespace() {
            self.at += first.len_utf8();
        } else if begins_name(first) {
            self.word();
        } else if first.is_ascii_digit() || self.begins_fraction() {
            self.number();
        } else if first == '"' {
            self.text();
        } else {
            self.sign(first);
        }
    }

    fn push(&mut self, token: Token, end: usize) {
        self.lexemes.push(Lexeme { token, span: Span::new(self.at, end) });
        self.at = end;
    }

    fn fault(&mut self, code: FaultCode, end: usize, (message, help): (String, &str)) {
        self.faults.push(Fault::new(code, Span::new(self.at, end), message, help));
        self.at = end;
    }

    /// `.5`, but not the `.` of a path or the dots of a range.
    fn begins_fraction(&self) -> bool {
        let after = self.rest().strip_prefix('.').and_then(|rest| rest.chars().next());
        let is_apart = self.lexemes.last().is_none_or(|last| {
            last.span.end < self.at || matches!(&last.token, Token::Sign(sign) if !sign.closes())
        });
        is_apart && after.is_some_and(|digit| digit.is_ascii_digit())
    }

    fn word(&mut self) {
        let rest = self.rest();
        let length = rest.find(|c: char| !goes_on_name(c)).unwrap_or(rest.len());
        self.push(Token::Word(rest.get(..length).unwrap_or("").to_owned()), self.at + length);
    }

    fn number(&mut self) {
        let rest = self.rest();
        let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let mut length = digits(rest);
        if let Some(fraction) = rest.get(length..).and_then(|tail| tail.strip_prefix('.')) {
            let fraction_length = digits(fraction);
            if fraction_length > 0 {
                length += 1 + fraction_length;
            }
        }
        let exponent = exponent_length(rest.get(length..).unwrap_or(""));
        let (spelling, end) = (rest.get(..length + exponent).unwrap_or(""), self.at + length + exponent);
        let number =
            if exponent > 0 { Decimal::from_scientific(spelling) } else { Decimal::from_str_exact(spelling) };
        match number {
            Ok(number) => self.push(Token::Number(number), end),
            Err(_) => self.fault(
                FaultCode::BadLiteral,
                end,
                ("the number has more digits than can be kept exactly".to_owned(), "use at most 28 digits"),
            ),
        }
    }

    fn text(&mut self) {
        let mut text = String::new();
        let mut escapes = Escapes::default();
        let mut characters = self.rest().char_indices().skip(1);
        while let Some((offset, character)) = characters.next() {
            match character {
                '"' => return self.push(Token::Text(text), self.at + offset + 1),
                '\\' => match characters.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 'r')) => text.push('\r'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, same @ ('"' | '\'' | '\\'))) => text.push(same),
                    Some((_, kind @ ('u' | 'U'))) => {
                        let digits = if kind == 'u' { 4 } else { 6 };
                        let code: String = characters.by_ref().take(digits).map(|(_, digit)| digit).collect();
                        escapes.push(self.at + offset, &code, &mut text, &mut self.faults);
                    }
                    Some((after, other)) => {
                        let message = format!("`\\{other}` is no escape in a text");
                        let (start, end) = (self.at + offset, self.at + after + other.len_utf8());
                        let help = "write `\\\\` for a backslash, `\\\"` for a quote";
                        self.faults.push(Fault::new(
                            FaultCode::BadLiteral,
                            Span::new(start, end),
                            message,
                            help,
                        ));
                    }
                    None => {}
                },
                other => text.push(other),
            }
        }
        let message = "the text is not closed".to_owned();
        self.fault(FaultCode::Syntax, self.source.len(), (message, "close it with `\"`"));
    }

    fn sign(&mut self, first: char) {
        let rest = self.rest();
        if let Some((foreign, help)) = FOREIGN.iter().find(|(foreign, _)| rest.starts_with(foreign)) {
            let message = format!("`{foreign}` is not written here");
            return self.fault(FaultCode::Syntax, self.at + foreign.len(), (message, help));
        }
        if let Some((spelling, sign)) = SIGNS.iter().find(|(spelling, _)| rest.starts_with(spelling)) {
            return self.push(Token::Sign(*sign), self.at + spelling.len());
        }
        let message = format!("`{}` is not written here", first.escape_debug());
        let help = if first == '!' { "write `not(...)` or `!=`" } else { "take it away" };
        self.fault(FaultCode::Syntax, self.at + first.len_utf8(), (message, help));
    }
}

/// The first half of a character that is written as two escapes (UTF-16), until the second comes.
#[derive(Default)]
struct Escapes {
    half: Option<u32>,
}

impl Escapes {
    /// Adds the character of `\\uXXXX` or `\\UXXXXXX`.
    fn push(&mut self, at: usize, code: &str, text: &mut String, faults: &mut Vec<Fault>) {
        let mut number = u32::from_str_radix(code, 16).ok();
        if let (Some(high), Some(low @ 0xDC00..=0xDFFF)) = (self.half.take(), number) {
            number = Some(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00));
        }
        if let Some(high @ 0xD800..=0xDBFF) = number {
            self.half = Some(high);
        } else if let Some(character) = number.and_then(char::from_u32) {
            text.push(character);
        } else {
            let span = Span::new(at, at + 2);
            let message = "this is the number of no character";
            faults.push(Fault::new(FaultCode::BadLiteral, span, message, "write the character itself"));
        }
    }
}

/// Whether a name may begin so: a letter, `_`, or what lies beyond the basic plane (DMN 1.5 §10.3.1.2, rule 28).
pub(crate) fn begins_name(character: char) -> bool {
    character.is_alphabetic() || character == '_' || character >= '\u{10000}'
}

/// Whether a name may go on so.
pub(crate) fn goes_on_name(character: char) -> bool {
    begins_name(character) || character.is_numeric()
}

/// Characters of `e6`, `E-3` and their like at the beginning of a text.
fn exponent_length(rest: &str) -> usize {
    let Some(after) = rest.strip_prefix(['e', 'E']) else { return 0 };
    let unsigned = after.strip_prefix(['+', '-']).unwrap_or(after);
    let digits = unsigned.find(|c: char| !c.is_ascii_digit()).unwrap_or(unsigned.len());
    let ends = unsigned.chars().nth(digits).is_none_or(|next| !next.is_alphanumeric() && next != '_');
    if digits == 0 || !ends { 0 } else { rest.len() - unsigned.len() + digits }
}

impl Token {
    /// The token as a message names it.
    pub(crate) fn described(&self) -> String {
        match self {
            Self::Word(word) => format!("`{word}`"),
            Self::Number(number) => format!("`{number}`"),
            Self::Text(_) => "the text".to_owned(),
            Self::Sign(sign) => format!("`{}`", sign.as_str()),
            Self::End => "the end".to_owned(),
        }
    }
}

impl Sign {
    /// Whether a value may end with it, so that a `.` after it reaches in.
    fn closes(self) -> bool {
        matches!(self, Self::RightParenthesis | Self::RightBracket | Self::RightBrace | Self::Question)
    }

    pub(crate) fn as_str(self) -> &'static str {
        SIGNS.iter().find(|(_, sign)| *sign == self).map_or("", |(spelling, _)| spelling)
    }
}

/// Reads whole digits, for the literals of dates and durations.
pub(crate) fn digits<N: FromStr>(text: &str) -> Option<N> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain { text.parse().ok() } else { None }
}
