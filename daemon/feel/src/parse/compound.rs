//! What is made of several expressions: `if`, quantifiers, `for`, groups of values, `instance of`.

use super::{KEYWORDS, Parsed, Parser};
use crate::evaluate::LIST_ITEMS_MAX;
use crate::fault::{Fault, FaultCode};
use crate::lex::{Sign, Token};
use crate::syntax::{Expression, Form, Quantifier, Source, Word};
use crate::types::Type;

/// Lists that one `for`, `some` or `every` goes through: each multiplies the work.
const ITERATORS_MAX: usize = 8;

/// Type names of more than one word, and of one.
const TYPES: [(&str, Type); 13] = [
    ("years and months duration", Type::MonthDuration),
    ("year and month duration", Type::MonthDuration),
    ("days and time duration", Type::DayDuration),
    ("day and time duration", Type::DayDuration),
    ("date and time", Type::DateTime),
    ("string", Type::Text),
    ("text", Type::Text),
    ("number", Type::Number),
    ("boolean", Type::Boolean),
    ("date", Type::Date),
    ("time", Type::ZonedTime),
    ("Null", Type::Null),
    ("null", Type::Null),
];

impl Parser {
    pub(super) fn conditional(&mut self) -> Parsed<Expression> {
        let start = self.expect_word("if")?;
        let condition = Box::new(self.expression()?);
        self.expect_word("then")?;
        let then = Box::new(self.expression()?);
        self.expect_word("else")?;
        let otherwise = Box::new(self.expression()?);
        let span = start.to(otherwise.span);
        Ok(Expression { form: Form::If { condition, then, otherwise }, span })
    }

    /// Several lists are several quantifiers, one inside the other.
    pub(super) fn quantified(&mut self, quantifier: Quantifier) -> Parsed<Expression> {
        let start = self.advance();
        let example = "as in `some f in list satisfies …`";
        let mut iterators = Vec::new();
        loop {
            let variable = self.variable(example)?;
            self.expect_word("in")?;
            iterators.push((variable, self.range_or_sum()?));
            self.bounded(iterators.len())?;
            if self.take_sign(Sign::Comma).is_none() {
                break;
            }
        }
        self.expect_word("satisfies")?;
        let condition = self.expression()?;
        let span = start.to(condition.span);
        Ok(iterators.into_iter().rev().fold(condition, |condition, (variable, list)| {
            let (list, condition) = (Box::new(list), Box::new(condition));
            Expression { form: Form::Quantified { quantifier, variable, list, condition }, span }
        }))
    }

    pub(super) fn iteration(&mut self) -> Parsed<Expression> {
        let start = self.advance();
        let mut iterators = Vec::new();
        loop {
            let variable = self.variable("as in `for f in list return …`")?;
            self.expect_word("in")?;
            let first = self.range_or_sum()?;
            let source = match self.take_sign(Sign::DotDot) {
                Some(_) => Source::Span(first, self.sum()?),
                None => Source::Members(first),
            };
            iterators.push((variable, source));
            self.bounded(iterators.len())?;
            if self.take_sign(Sign::Comma).is_none() {
                break;
            }
        }
        self.expect_word("return")?;
        let body = Box::new(self.expression()?);
        let span = start.to(body.span);
        Ok(Expression { form: Form::For { iterators, body }, span })
    }

    fn bounded(&self, iterators: usize) -> Parsed<()> {
        if iterators <= ITERATORS_MAX {
            return Ok(());
        }
        let message = format!("more than {ITERATORS_MAX} lists are gone through at once");
        Err(Fault::new(FaultCode::TooDeep, self.span(), message, "split it into calculated facts with names"))
    }

    fn variable(&mut self, example: &str) -> Parsed<Word> {
        match self.run() {
            Some(word) => Ok(word),
            None => Err(self.unexpected(&format!("name what each member is called, {example}"))),
        }
    }

    fn range_or_sum(&mut self) -> Parsed<Expression> {
        if self.at_range() { self.nested(Self::range_value) } else { self.nested(Self::sum) }
    }

    /// Words beside each other make one name: `loan amount`. `instance of` and keywords end it.
    pub(super) fn run(&mut self) -> Option<Word> {
        let count = self.run_length();
        if count == 0 {
            return None;
        }
        let text = (0..count).filter_map(|ahead| self.word_at(ahead)).collect::<Vec<_>>().join(" ");
        let mut span = self.span();
        for _ in 0..count {
            span = span.to(self.advance());
        }
        Some(Word { text, span })
    }

    pub(super) fn run_length(&self) -> usize {
        let is_name = |ahead: &usize| {
            let ends = self.word_at(*ahead) == Some("instance") && self.word_at(ahead + 1) == Some("of");
            !ends && self.word_at(*ahead).is_some_and(|word| !KEYWORDS.contains(&word))
        };
        (0..self.lexemes.len()).take_while(is_name).count()
    }

    /// `{name: value, "any text": value}`.
    pub(super) fn context(&mut self) -> Parsed<Expression> {
        let start = self.advance();
        let mut entries: Vec<(Word, Expression)> = Vec::new();
        loop {
            if let Some(end) = self.take_sign(Sign::RightBrace) {
                return Ok(Expression { form: Form::Context(entries), span: start.to(end) });
            }
            let name = if let Token::Text(text) = self.peek().clone() {
                Word { text, span: self.advance() }
            } else {
                let found = self.run();
                found.ok_or_else(|| self.unexpected("name the value, as `{name: value}`"))?
            };
            if entries.len() >= LIST_ITEMS_MAX {
                let message = format!("the group has more than {LIST_ITEMS_MAX} values");
                return Err(Fault::new(FaultCode::TooLong, name.span, message, "shorten it"));
            }
            self.expect_sign(Sign::Colon)?;
            entries.push((name, self.expression()?));
            if !self.at_sign(Sign::RightBrace) {
                self.expect_sign(Sign::Comma)?;
            }
        }
    }

    pub(super) fn instance_of(&mut self, value: Expression) -> Parsed<Expression> {
        self.advance();
        self.advance();
        let kind = self.nested(Self::type_name)?;
        let span = value.span.to(self.last_span());
        Ok(Expression { form: Form::InstanceOf { value: Box::new(value), kind }, span })
    }

    fn type_name(&mut self) -> Parsed<Type> {
        for (name, kind) in TYPES {
            let count = name.split(' ').count();
            if name.split(' ').enumerate().all(|(ahead, part)| self.word_at(ahead) == Some(part)) {
                self.next += count;
                return Ok(kind);
            }
        }
        let help = "write a type, as `number`, `string`, `date` or `list<number>`";
        match self.word().map(str::to_owned).as_deref() {
            Some("Any") => {
                self.advance();
                Ok(Type::Optional(Box::new(Type::Null)))
            }
            Some("list") => Ok(self.inner_type()?.list()),
            Some("range") => Ok(Type::Range(Box::new(self.inner_type()?))),
            Some("context") => {
                self.advance();
                self.expect_sign(Sign::Less)?;
                let mut parts = std::collections::BTreeMap::new();
                loop {
                    let name = self.run().ok_or_else(|| self.unexpected("name a part"))?;
                    self.expect_sign(Sign::Colon)?;
                    parts.insert(name.text, self.nested(Self::type_name)?);
                    if self.take_sign(Sign::Comma).is_none() {
                        self.expect_sign(Sign::Greater)?;
                        return Ok(Type::Context(parts));
                    }
                }
            }
            Some(_) | None => Err(self.unexpected(help)),
        }
    }

    fn inner_type(&mut self) -> Parsed<Type> {
        self.advance();
        self.expect_sign(Sign::Less)?;
        let inner = self.nested(Self::type_name)?;
        self.expect_sign(Sign::Greater)?;
        Ok(inner)
    }
}
