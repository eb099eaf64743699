//! The smallest pieces: literals, names, calls, lists, `if` and quantifiers.

use super::{KEYWORDS, Parsed, Parser};
use crate::builtins;
use crate::evaluate::LIST_ITEMS_MAX;
use crate::fault::{Fault, FaultCode};
use crate::lex::{Sign, Token};
use crate::literal::{self, CONSTRUCTORS};
use crate::syntax::{Expression, Form, Quantifier, Span, TESTED, Word};
use crate::value::Value;

impl Parser {
    /// A primary expression and the parts reached into: `a.b.c`.
    pub(super) fn reached(&mut self) -> Parsed<Expression> {
        let of = self.primary()?;
        let mut parts = Vec::new();
        let mut span = of.span;
        while self.take_sign(Sign::Dot).is_some() {
            let Some(text) = self.word().map(str::to_owned) else {
                return Err(self.unexpected("write the name of a part after `.`"));
            };
            let part = Word { text, span: self.advance() };
            span = span.to(part.span);
            parts.push(part);
        }
        if self.at_sign(Sign::LeftBracket) && !self.ends_a_range() {
            return Err(self.unexpected("filters are not part of this profile; use `some` or `every`"));
        }
        if parts.is_empty() {
            return Ok(of);
        }
        Ok(Expression { form: Form::Path { of: Box::new(of), parts }, span })
    }

    /// Whether the `[` here may be the open end of a range, as in `[1..5[`.
    fn ends_a_range(&self) -> bool {
        let earlier = self.lexemes.iter().take(self.next).rev();
        earlier
            .take_while(|lexeme| lexeme.token != Token::Sign(Sign::Comma))
            .any(|lexeme| lexeme.token == Token::Sign(Sign::DotDot))
    }

    fn primary(&mut self) -> Parsed<Expression> {
        match self.peek().clone() {
            Token::Number(number) => Ok(self.literal(Value::Number(number))),
            Token::Text(text) => Ok(self.literal(Value::Text(text))),
            Token::Word(word) => self.worded(&word),
            Token::Sign(Sign::LeftParenthesis) => self.parenthesised(),
            Token::Sign(Sign::LeftBracket) => {
                let start = self.advance();
                let (members, end) = self.listed(Sign::RightBracket)?;
                Ok(Expression { form: Form::List(members), span: start.to(end) })
            }
            Token::Sign(Sign::At) => self.at_literal(),
            Token::Sign(Sign::Question) => {
                self.questions += 1;
                Ok(Expression { form: Form::Name(TESTED.to_owned()), span: self.advance() })
            }
            Token::Sign(_) | Token::End => Err(self.unexpected("a value is missing here")),
        }
    }

    fn literal(&mut self, value: Value) -> Expression {
        Expression { form: Form::Literal(value), span: self.advance() }
    }

    fn parenthesised(&mut self) -> Parsed<Expression> {
        let start = self.advance();
        let mut inner = self.expression()?;
        let end = self.expect_sign(Sign::RightParenthesis)?;
        inner.span = start.to(end);
        Ok(inner)
    }

    fn at_literal(&mut self) -> Parsed<Expression> {
        let start = self.advance();
        let Token::Text(text) = self.peek().clone() else {
            return Err(self.unexpected("write a date or duration in quotes after `@`, as `@\"2026-08-03\"`"));
        };
        let span = start.to(self.advance());
        let help = "write a date, a date and time with its offset, or a duration, as `@\"2026-08-03\"`";
        Ok(self.constant(literal::at_literal(&text), span, help))
    }

    fn constant(&mut self, value: Option<Value>, span: Span, help: &str) -> Expression {
        let Some(value) = value else {
            let message = "the text is no such date or duration";
            self.faults.push(Fault::new(FaultCode::BadLiteral, span, message, help));
            return Expression { form: Form::Faulty, span };
        };
        Expression { form: Form::Literal(value), span }
    }

    fn worded(&mut self, word: &str) -> Parsed<Expression> {
        match word {
            "true" => Ok(self.literal(Value::Boolean(true))),
            "false" => Ok(self.literal(Value::Boolean(false))),
            "null" => Ok(self.literal(Value::Null)),
            "if" => self.nested(Self::conditional),
            "some" => self.nested(|parser| parser.quantified(Quantifier::Some)),
            "every" => self.nested(|parser| parser.quantified(Quantifier::Every)),
            "not" => self.negated(),
            "for" => Err(self.unexpected("`for` is not part of this profile; use `some` or `every`")),
            keyword if KEYWORDS.contains(&keyword) => Err(self.unexpected("a value is missing here")),
            _ => match self.function_name() {
                Some(function) => self.call(function),
                None => Ok(Expression { form: Form::Name(word.to_owned()), span: self.advance() }),
            },
        }
    }

    fn negated(&mut self) -> Parsed<Expression> {
        let start = self.advance();
        if !self.at_sign(Sign::LeftParenthesis) {
            return Err(self.unexpected("write `not(...)` with parentheses"));
        }
        self.advance();
        let inner = self.expression()?;
        let span = start.to(self.expect_sign(Sign::RightParenthesis)?);
        Ok(Expression { form: Form::Not(Box::new(inner)), span })
    }

    fn conditional(&mut self) -> Parsed<Expression> {
        let start = self.expect_word("if")?;
        let condition = Box::new(self.expression()?);
        self.expect_word("then")?;
        let then = Box::new(self.expression()?);
        self.expect_word("else")?;
        let otherwise = Box::new(self.expression()?);
        let span = start.to(otherwise.span);
        Ok(Expression { form: Form::If { condition, then, otherwise }, span })
    }

    fn quantified(&mut self, quantifier: Quantifier) -> Parsed<Expression> {
        let start = self.advance();
        let name = self.word().filter(|word| !KEYWORDS.contains(word)).map(str::to_owned);
        let Some(text) = name else {
            return Err(
                self.unexpected("name what each member is called, as in `some f in list satisfies …`")
            );
        };
        let variable = Word { text, span: self.advance() };
        self.expect_word("in")?;
        let list = Box::new(self.sum()?);
        if self.at_sign(Sign::Comma) {
            return Err(
                self.unexpected("take one list at a time: put a second `some` or `every` after `satisfies`")
            );
        }
        self.expect_word("satisfies")?;
        let condition = Box::new(self.expression()?);
        let span = start.to(condition.span);
        Ok(Expression { form: Form::Quantified { quantifier, variable, list, condition }, span })
    }

    /// The words before a `(`, if they can be the name of a function; takes them.
    ///
    /// Built-in names may hold spaces and keywords (`date and time`); others end at a keyword.
    fn function_name(&mut self) -> Option<Word> {
        let known = builtins::names().chain(CONSTRUCTORS.iter().map(|(name, _, _)| *name));
        let mut longest = 0;
        for name in known {
            let count = name.split(' ').count();
            let matches = name.split(' ').enumerate().all(|(ahead, part)| self.word_at(ahead) == Some(part));
            if matches && count > longest && self.opens_call_at(count) {
                longest = count;
            }
        }
        if longest == 0 {
            let is_name = |word: &str| !KEYWORDS.contains(&word);
            longest =
                (0..self.lexemes.len()).take_while(|ahead| self.word_at(*ahead).is_some_and(is_name)).count();
        }
        if !self.opens_call_at(longest) {
            return None;
        }
        let text = (0..longest).filter_map(|ahead| self.word_at(ahead)).collect::<Vec<_>>().join(" ");
        let mut span = self.span();
        for _ in 0..longest {
            span = span.to(self.advance());
        }
        Some(Word { text, span })
    }

    fn opens_call_at(&self, ahead: usize) -> bool {
        *self.peek_at(ahead) == Token::Sign(Sign::LeftParenthesis)
    }

    fn call(&mut self, function: Word) -> Parsed<Expression> {
        self.expect_sign(Sign::LeftParenthesis)?;
        let (mut arguments, end) = self.listed(Sign::RightParenthesis)?;
        let span = function.span.to(end);
        let constructor = CONSTRUCTORS.iter().find(|(name, _, _)| *name == function.text);
        if let Some((_, read, help)) = constructor {
            let only = if arguments.len() == 1 { arguments.pop() } else { None };
            if let Some(Expression { form: Form::Literal(Value::Text(text)), span: text_span }) = only {
                let constant = self.constant(read(&text), text_span, help);
                return Ok(Expression { span, ..constant });
            }
            let message = format!("`{}` takes one text in quotes", function.text);
            self.faults.push(Fault::new(FaultCode::WrongArguments, span, message, *help));
            return Ok(Expression { form: Form::Faulty, span });
        }
        Ok(Expression { form: Form::Call { function, arguments }, span })
    }

    /// Expressions between commas up to `close`; the opening sign is already taken.
    fn listed(&mut self, close: Sign) -> Parsed<(Vec<Expression>, Span)> {
        let mut members = Vec::new();
        if let Some(end) = self.take_sign(close) {
            return Ok((members, end));
        }
        loop {
            if members.len() >= LIST_ITEMS_MAX {
                let message = format!("the list has more than {LIST_ITEMS_MAX} members");
                let help = "shorten it, or put it in a rule pack";
                return Err(Fault::new(FaultCode::TooLong, self.span(), message, help));
            }
            members.push(self.expression()?);
            if self.take_sign(Sign::Comma).is_none() {
                return Ok((members, self.expect_sign(close)?));
            }
        }
    }
}
