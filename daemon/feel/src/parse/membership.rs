//! What may stand after `in`: lists, ranges and unary tests.

use super::{Parsed, Parser};
use crate::evaluate::LIST_ITEMS_MAX;
use crate::lex::{Sign, Token};
use crate::syntax::{Between, Cell, Expression, Form, Relation, Span, Test};

impl Parser {
    pub(super) fn membership(&mut self, value: Expression) -> Parsed<Expression> {
        self.expect_word("in")?;
        let mut tests = Vec::new();
        if self.at_range() {
            tests.push(self.test()?);
        } else if self.take_sign(Sign::LeftParenthesis).is_some() {
            self.tests(Sign::RightParenthesis, &mut tests)?;
        } else if self.take_sign(Sign::LeftBracket).is_some() {
            if self.take_sign(Sign::RightBracket).is_none() {
                self.tests(Sign::RightBracket, &mut tests)?;
            }
        } else {
            tests.push(self.test()?);
        }
        let span = value.span.to(self.last_span());
        Ok(Expression { form: Form::In { value: Box::new(value), tests }, span })
    }

    /// What stands in a cell of a decision table: `-`, tests between commas, or `not(...)` around them.
    pub(super) fn cell(&mut self) -> Parsed<Cell> {
        if self.at_sign(Sign::Minus) && *self.peek_at(1) == Token::End {
            self.advance();
            return Ok(Cell { is_negated: true, tests: Vec::new() });
        }
        let is_negated = self.negates_all();
        if is_negated {
            self.advance();
            self.advance();
        }
        let mut tests = vec![self.cell_test()?];
        while self.take_sign(Sign::Comma).is_some() {
            if tests.len() >= LIST_ITEMS_MAX {
                return Err(self.unexpected("put fewer tests into one cell"));
            }
            tests.push(self.cell_test()?);
        }
        if is_negated {
            self.expect_sign(Sign::RightParenthesis)?;
        }
        Ok(Cell { is_negated, tests })
    }

    /// One test of a cell. Unlike after `in`, a whole condition may stand there.
    fn cell_test(&mut self) -> Parsed<Test> {
        if self.at_range() || self.relation().is_some() {
            return self.test();
        }
        let questions = self.questions;
        let expression = self.expression()?;
        let is_condition = self.questions > questions;
        Ok(if is_condition { Test::Condition(expression) } else { Test::Value(expression) })
    }

    /// Whether a `not(` here is closed by the last sign of the source.
    fn negates_all(&self) -> bool {
        if !self.at_word("not") || *self.peek_at(1) != Token::Sign(Sign::LeftParenthesis) {
            return false;
        }
        let mut open = 0_usize;
        for (ahead, lexeme) in self.lexemes.iter().skip(self.next).enumerate() {
            match lexeme.token {
                Token::Sign(Sign::LeftParenthesis) => open += 1,
                Token::Sign(Sign::RightParenthesis) => {
                    open = open.saturating_sub(1);
                    if open == 0 {
                        return *self.peek_at(ahead + 1) == Token::End;
                    }
                }
                Token::Word(_) | Token::Number(_) | Token::Text(_) | Token::Sign(_) | Token::End => {}
            }
        }
        false
    }

    fn tests(&mut self, close: Sign, tests: &mut Vec<Test>) -> Parsed<()> {
        loop {
            tests.push(self.test()?);
            if self.take_sign(Sign::Comma).is_none() {
                self.expect_sign(close)?;
                return Ok(());
            }
        }
    }

    fn test(&mut self) -> Parsed<Test> {
        if self.at_range() {
            return self.range();
        }
        match self.relation() {
            Some(relation) => {
                self.advance();
                Ok(Test::Relation(relation, self.sum()?))
            }
            None => Ok(Test::Value(self.nested(Self::sum)?)),
        }
    }

    /// A range that stands as a value of its own.
    pub(super) fn range_value(&mut self) -> Parsed<Expression> {
        let start = self.span();
        let Test::Range { low, low_included, high, high_included } = self.range()? else {
            return Err(self.unexpected("write a range as `[1..5]`"));
        };
        let span = start.to(self.last_span());
        let (low, high) = (Some(low), Some(high));
        let form = Form::Range(Box::new(Between { low, low_included, high, high_included }));
        Ok(Expression { form, span })
    }

    /// `(> 5)`: a range with one bound.
    pub(super) fn half_range(&mut self, start: Span) -> Parsed<Expression> {
        let relation = self.relation().filter(|relation| *relation != Relation::Unequal);
        let Some(relation) = relation else { return Err(self.unexpected("a value is missing here")) };
        self.advance();
        let bound = self.expression()?;
        let end = self.expect_sign(Sign::RightParenthesis)?;
        let included = matches!(relation, Relation::AtMost | Relation::AtLeast | Relation::Equal);
        let is_low = matches!(relation, Relation::Greater | Relation::AtLeast | Relation::Equal);
        let is_high = matches!(relation, Relation::Less | Relation::AtMost | Relation::Equal);
        let between = Between {
            low: is_low.then(|| bound.clone()),
            low_included: is_low && included,
            high: is_high.then_some(bound),
            high_included: is_high && included,
        };
        Ok(Expression { form: Form::Range(Box::new(between)), span: start.to(end) })
    }

    pub(super) fn last_span(&self) -> Span {
        let last = self.next.checked_sub(1).and_then(|last| self.lexemes.get(last));
        last.map_or(Span::new(0, 0), |lexeme| lexeme.span)
    }

    fn range(&mut self) -> Parsed<Test> {
        let low_included = self.at_sign(Sign::LeftBracket);
        self.advance();
        let low = self.nested(|parser| parser.within_brackets(false, Self::sum))?;
        self.expect_sign(Sign::DotDot)?;
        let high = self.nested(|parser| parser.within_brackets(true, Self::sum))?;
        let high_included = self.at_sign(Sign::RightBracket);
        let closes = high_included || self.at_sign(Sign::RightParenthesis) || self.at_sign(Sign::LeftBracket);
        if !closes {
            return Err(self.unexpected("close the range with `]` (included) or `)` (not included)"));
        }
        self.advance();
        Ok(Test::Range { low, low_included, high, high_included })
    }

    /// Whether the bracket here opens a range: its `..` comes before its first comma and its end.
    ///
    /// Looking ahead instead of trying both keeps the parse linear in the nesting.
    pub(super) fn at_range(&self) -> bool {
        if self.at_sign(Sign::RightBracket) {
            return true;
        }
        if !self.at_sign(Sign::LeftBracket) && !self.at_sign(Sign::LeftParenthesis) {
            return false;
        }
        let mut open = 0_usize;
        for lexeme in self.lexemes.iter().skip(self.next) {
            let Token::Sign(sign) = &lexeme.token else { continue };
            if matches!(sign, Sign::LeftBracket | Sign::LeftParenthesis | Sign::LeftBrace) {
                open += 1;
            } else if matches!(sign, Sign::RightBracket | Sign::RightParenthesis | Sign::RightBrace) {
                open = open.saturating_sub(1);
                if open == 0 {
                    return false;
                }
            } else if open == 1 && *sign == Sign::Comma {
                return false;
            } else if open == 1 && *sign == Sign::DotDot {
                return true;
            }
        }
        false
    }
}
