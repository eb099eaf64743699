//! The smallest pieces: literals, names, calls, lists, `if` and quantifiers.

use super::{DEPTH_MAX, KEYWORDS, Parsed, Parser};
use crate::builtins;
use crate::evaluate::LIST_ITEMS_MAX;
use crate::fault::{Fault, FaultCode};
use crate::lex::{Lexeme, Sign, Token};
use crate::literal::{self, CONSTRUCTORS};
use crate::syntax::{Expression, Form, Quantifier, Span, TESTED, Word};
use crate::value::Value;

impl Parser {
    /// A primary expression, the parts reached into and the filters: `a.b[c > 3].d`.
    pub(super) fn reached(&mut self) -> Parsed<Expression> {
        let mut whole = self.primary()?;
        loop {
            if self.take_sign(Sign::Dot).is_some() {
                whole = self.part(whole)?;
            } else if self.at_sign(Sign::LeftBracket) && !self.ends_at_bracket {
                whole = self.filtered(whole)?;
            } else {
                return Ok(whole);
            }
        }
    }

    fn part(&mut self, of: Expression) -> Parsed<Expression> {
        let Some(part) = self.run() else {
            return Err(self.unexpected("write the name of a part after `.`"));
        };
        let span = of.span.to(part.span);
        // Parts after each other are flat, so that a long path is not a deep tree.
        if let Form::Path { of, mut parts } = of.form {
            parts.push(part);
            return Ok(Expression { form: Form::Path { of, parts }, span });
        }
        Ok(Expression { form: Form::Path { of: Box::new(of), parts: vec![part] }, span })
    }

    fn filtered(&mut self, of: Expression) -> Parsed<Expression> {
        self.filters += 1;
        if self.filters > DEPTH_MAX {
            let message = format!("there are more than {DEPTH_MAX} filters");
            let help = "split it into calculated facts with names";
            return Err(Fault::new(FaultCode::TooDeep, self.span(), message, help));
        }
        self.advance();
        let condition = Box::new(self.expression()?);
        let span = of.span.to(self.expect_sign(Sign::RightBracket)?);
        Ok(Expression { form: Form::Filter { of: Box::new(of), condition }, span })
    }

    fn primary(&mut self) -> Parsed<Expression> {
        match self.peek().clone() {
            Token::Number(number) => Ok(self.literal(Value::Number(number))),
            Token::Text(text) => Ok(self.literal(Value::Text(text))),
            Token::Word(word) => self.worded(&word),
            Token::Sign(Sign::LeftBracket | Sign::LeftParenthesis | Sign::RightBracket)
                if self.opens_range() =>
            {
                self.nested(Self::range_value)
            }
            Token::Sign(Sign::LeftParenthesis) => self.parenthesised(),
            Token::Sign(Sign::LeftBrace) => self.nested(Self::context),
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

    /// Whether a range stands here. A `]` that opens none is a mistake of another kind.
    fn opens_range(&self) -> bool {
        let is_near = |lexeme: &Lexeme| lexeme.token == Token::Sign(Sign::DotDot);
        self.at_range() && self.lexemes.iter().skip(self.next).any(is_near)
    }

    fn literal(&mut self, value: Value) -> Expression {
        Expression { form: Form::Literal(value), span: self.advance() }
    }

    fn parenthesised(&mut self) -> Parsed<Expression> {
        let start = self.advance();
        if self.relation().is_some() {
            return self.nested(|parser| parser.half_range(start));
        }
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
            "for" => self.nested(Self::iteration),
            "function" if self.opens_call_at(1) => {
                Err(self.unexpected("functions are not written here; ask for a built-in one"))
            }
            keyword if KEYWORDS.contains(&keyword) => Err(self.unexpected("a value is missing here")),
            _ => match self.function_name() {
                Some(function) => self.call(function),
                None => self.named(),
            },
        }
    }

    fn named(&mut self) -> Parsed<Expression> {
        let is_here = |(tokens, _): &&(Vec<Token>, String)| {
            tokens.iter().enumerate().all(|(ahead, token)| self.peek_at(ahead) == token)
        };
        let odd = self.odd_names.iter().find(is_here).cloned();
        if let Some((tokens, name)) = odd.filter(|(tokens, _)| tokens.len() >= self.run_length()) {
            let mut span = self.span();
            for _ in tokens {
                span = span.to(self.advance());
            }
            return Ok(Expression { form: Form::Name(name), span });
        }
        match self.run() {
            Some(Word { text, span }) => Ok(Expression { form: Form::Name(text), span }),
            None => Err(self.unexpected("a value is missing here")),
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

    /// The words before a `(`, if they can be the name of a function; takes them.
    ///
    /// Built-in names may hold spaces and keywords (`date and time`); others end at a keyword.
    fn function_name(&mut self) -> Option<Word> {
        let known = builtins::names().chain(CONSTRUCTORS.iter().map(|(name, _, _)| *name));
        let mut longest = 0;
        for name in known {
            if !name.split(' ').enumerate().all(|(ahead, part)| self.word_at(ahead) == Some(part)) {
                continue;
            }
            let count = name.split(' ').count();
            if count > longest && self.opens_call_at(count) {
                longest = count;
            }
        }
        if longest == 0 {
            longest = self.run_length();
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
        let is_named = self.run_length() > 0 && *self.peek_at(self.run_length()) == Token::Sign(Sign::Colon);
        let (arguments, names, end) = if is_named {
            self.named_arguments()?
        } else {
            let (arguments, end) = self.listed(Sign::RightParenthesis)?;
            (arguments, Vec::new(), end)
        };
        let span = function.span.to(end);
        let constructor = CONSTRUCTORS.iter().find(|(name, _, _)| *name == function.text);
        if let (Some((_, read, help)), [only]) = (constructor, arguments.as_slice())
            && let Form::Literal(Value::Text(text)) = &only.form
            && names.first().is_none_or(|name| name.text == "from")
        {
            let constant = self.constant(read(text), only.span, help);
            return Ok(Expression { span, ..constant });
        }
        Ok(Expression { form: Form::Call { function, arguments, names }, span })
    }

    /// `name: value` between commas; the opening parenthesis is already taken.
    fn named_arguments(&mut self) -> Parsed<(Vec<Expression>, Vec<Word>, Span)> {
        let (mut arguments, mut names) = (Vec::new(), Vec::new());
        loop {
            let Some(name) = self.run() else {
                return Err(self.unexpected("name every argument, or none"));
            };
            self.expect_sign(Sign::Colon)?;
            names.push(name);
            arguments.push(self.expression()?);
            if self.take_sign(Sign::Comma).is_none() {
                return Ok((arguments, names, self.expect_sign(Sign::RightParenthesis)?));
            }
            if names.len() >= LIST_ITEMS_MAX {
                return Err(self.unexpected("there are too many arguments"));
            }
        }
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
