//! From tokens to the tree: recursive descent with a bound on nesting.

mod compound;
mod membership;
mod primary;

use crate::fault::{Fault, FaultCode};
use crate::lex::{Lexeme, Sign, Token, begins_name, goes_on_name, lex};
use crate::scope::Scope;
use crate::syntax::{Cell, Expression, Form, Operator, Relation, Span};

/// Bytes of one expression. A condition longer than a page cannot be reviewed.
pub const SOURCE_BYTES_MAX: usize = 4 * 1024;

/// Levels of parentheses, calls, lists, `if`, quantifiers and signs inside each other.
pub const DEPTH_MAX: usize = 32;

/// Words that are never names.
const KEYWORDS: [&str; 16] = [
    "and",
    "or",
    "not",
    "in",
    "between",
    "if",
    "then",
    "else",
    "some",
    "every",
    "satisfies",
    "true",
    "false",
    "null",
    "for",
    "return",
];

/// A parsed piece, or the syntax fault that ended the parse.
type Parsed<T> = Result<T, Fault>;

/// What was read: a tree if the text is an expression, and every fault that did not end the parse.
pub(crate) struct Reading<T> {
    pub(crate) tree: Option<T>,
    pub(crate) faults: Vec<Fault>,
}

struct Parser {
    lexemes: Vec<Lexeme>,
    next: usize,
    depth: usize,
    faults: Vec<Fault>,
    /// How often `?` was read: a test of a cell that has it is a condition.
    questions: usize,
    /// Filters so far: each makes the tree deeper where it stands.
    filters: usize,
    /// Whether a `[` here ends a range, as in `[1..5[`.
    ends_at_bracket: bool,
    /// Names with signs or keywords in them, as tokens, the longest first.
    odd_names: Vec<(Vec<Token>, String)>,
}

/// Reads the whole of `source` as one expression.
pub(crate) fn parse(source: &str, scope: &Scope) -> Reading<Expression> {
    read(source, scope, Parser::expression)
}

/// Reads the whole of `source` as the tests of a cell.
pub(crate) fn parse_cell(source: &str, scope: &Scope) -> Reading<Cell> {
    read(source, scope, Parser::cell)
}

fn read<T>(source: &str, scope: &Scope, whole: fn(&mut Parser) -> Parsed<T>) -> Reading<T> {
    if source.len() > SOURCE_BYTES_MAX {
        let fault = Fault::new(
            FaultCode::TooLong,
            Span::new(0, source.len()),
            format!("the expression has {} bytes; at most {SOURCE_BYTES_MAX} are read", source.len()),
            "split it into calculated facts with names",
        );
        return Reading { tree: None, faults: vec![fault] };
    }
    let lexemes = match lex(source) {
        Ok(lexemes) => lexemes,
        Err(faults) => return Reading { tree: None, faults },
    };
    let mut parser = Parser {
        lexemes,
        next: 0,
        depth: 0,
        faults: Vec::new(),
        questions: 0,
        filters: 0,
        ends_at_bracket: false,
        odd_names: odd_names(scope),
    };
    let tree = whole(&mut parser).and_then(|tree| match parser.peek() {
        Token::End => Ok(tree),
        Token::Word(_) | Token::Number(_) | Token::Text(_) | Token::Sign(_) => {
            Err(parser.unexpected("end here, or go on with an operator such as `and`, `=` or `+`"))
        }
    });
    match tree {
        Ok(tree) => Reading { tree: Some(tree), faults: parser.faults },
        Err(fault) => {
            parser.faults.push(fault);
            Reading { tree: None, faults: parser.faults }
        }
    }
}

/// Whether words alone do not make a name: `profit/loss`, `income and debt`.
pub(crate) fn is_odd(name: &str) -> bool {
    let is_plain = |word: &str| {
        !KEYWORDS.contains(&word) && word.starts_with(begins_name) && word.chars().all(goes_on_name)
    };
    !name.split(['.', ' ']).all(is_plain)
}

/// The declared names that words alone do not make.
fn odd_names(scope: &Scope) -> Vec<(Vec<Token>, String)> {
    let tokens = |name: &str| {
        let lexemes = lex(name).ok()?.into_iter().map(|lexeme| lexeme.token);
        Some((lexemes.filter(|token| *token != Token::End).collect::<Vec<_>>(), name.to_owned()))
    };
    let mut names: Vec<_> = scope.odd_names().filter_map(tokens).collect();
    names.sort_by_key(|(tokens, _)| std::cmp::Reverse(tokens.len()));
    names
}

impl Parser {
    fn peek(&self) -> &Token {
        self.peek_at(0)
    }

    fn peek_at(&self, ahead: usize) -> &Token {
        self.lexemes.get(self.next + ahead).map_or(&Token::End, |lexeme| &lexeme.token)
    }

    fn span(&self) -> Span {
        let last = self.lexemes.get(self.next).or_else(|| self.lexemes.last());
        last.map_or(Span::new(0, 0), |lexeme| lexeme.span)
    }

    fn advance(&mut self) -> Span {
        let span = self.span();
        self.next += 1;
        span
    }

    fn at_sign(&self, sign: Sign) -> bool {
        *self.peek() == Token::Sign(sign)
    }

    fn word(&self) -> Option<&str> {
        self.word_at(0)
    }

    fn word_at(&self, ahead: usize) -> Option<&str> {
        match self.peek_at(ahead) {
            Token::Word(word) => Some(word),
            Token::Number(_) | Token::Text(_) | Token::Sign(_) | Token::End => None,
        }
    }

    fn at_word(&self, keyword: &str) -> bool {
        self.word() == Some(keyword)
    }

    fn take_sign(&mut self, sign: Sign) -> Option<Span> {
        if self.at_sign(sign) { Some(self.advance()) } else { None }
    }

    fn expect_sign(&mut self, sign: Sign) -> Parsed<Span> {
        let help = format!("write `{}` here", sign.as_str());
        self.take_sign(sign).ok_or_else(|| self.unexpected(&help))
    }

    fn expect_word(&mut self, keyword: &str) -> Parsed<Span> {
        if self.at_word(keyword) {
            return Ok(self.advance());
        }
        Err(self.unexpected(&format!("write `{keyword}` here")))
    }

    fn unexpected(&self, help: &str) -> Fault {
        let message = format!("{} was not expected here", self.peek().described());
        Fault::new(FaultCode::Syntax, self.span(), message, help)
    }

    /// Parses one level further in.
    fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= DEPTH_MAX {
            return Err(Fault::new(
                FaultCode::TooDeep,
                self.span(),
                format!("the expression is nested deeper than {DEPTH_MAX} levels"),
                "split it into calculated facts with names",
            ));
        }
        self.depth += 1;
        let parsed = inner(self);
        self.depth -= 1;
        parsed
    }

    fn expression(&mut self) -> Parsed<Expression> {
        self.nested(|parser| parser.within_brackets(false, Self::disjunction))
    }

    /// Parses with another meaning of `[`.
    fn within_brackets<T>(
        &mut self,
        ends_at_bracket: bool,
        inner: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<T> {
        let before = std::mem::replace(&mut self.ends_at_bracket, ends_at_bracket);
        let parsed = inner(self);
        self.ends_at_bracket = before;
        parsed
    }

    fn disjunction(&mut self) -> Parsed<Expression> {
        self.joined("or", Self::conjunction, Form::Any)
    }

    fn conjunction(&mut self) -> Parsed<Expression> {
        self.joined("and", Self::comparison, Form::All)
    }

    fn joined(
        &mut self,
        keyword: &str,
        operand: fn(&mut Self) -> Parsed<Expression>,
        form: fn(Vec<Expression>) -> Form,
    ) -> Parsed<Expression> {
        let first = operand(self)?;
        if !self.at_word(keyword) {
            return Ok(first);
        }
        let mut span = first.span;
        let mut operands = vec![first];
        while self.at_word(keyword) {
            self.advance();
            let next = operand(self)?;
            span = span.to(next.span);
            operands.push(next);
        }
        Ok(Expression { form: form(operands), span })
    }

    fn comparison(&mut self) -> Parsed<Expression> {
        let left = self.sum()?;
        if self.at_word("instance") && self.word_at(1) == Some("of") {
            return self.instance_of(left);
        }
        let compared = if let Some(relation) = self.relation() {
            self.advance();
            let right = self.sum()?;
            let span = left.span.to(right.span);
            Expression {
                form: Form::Comparison { left: Box::new(left), relation, right: Box::new(right) },
                span,
            }
        } else if self.at_word("between") {
            self.between(left)?
        } else if self.at_word("in") {
            self.membership(left)?
        } else {
            return Ok(left);
        };
        if self.relation().is_some() || self.at_word("between") || self.at_word("in") {
            return Err(
                self.unexpected("a comparison has two sides; join two with `and`, or use parentheses")
            );
        }
        Ok(compared)
    }

    fn relation(&self) -> Option<Relation> {
        let Token::Sign(sign) = self.peek() else { return None };
        match sign {
            Sign::Equal => Some(Relation::Equal),
            Sign::Unequal => Some(Relation::Unequal),
            Sign::Less => Some(Relation::Less),
            Sign::AtMost => Some(Relation::AtMost),
            Sign::Greater => Some(Relation::Greater),
            Sign::AtLeast => Some(Relation::AtLeast),
            Sign::LeftParenthesis
            | Sign::RightParenthesis
            | Sign::LeftBracket
            | Sign::RightBracket
            | Sign::Comma
            | Sign::Dot
            | Sign::DotDot
            | Sign::At
            | Sign::Question
            | Sign::Colon
            | Sign::LeftBrace
            | Sign::RightBrace
            | Sign::Plus
            | Sign::Minus
            | Sign::Times
            | Sign::Divide
            | Sign::Power => None,
        }
    }

    fn between(&mut self, value: Expression) -> Parsed<Expression> {
        self.expect_word("between")?;
        let low = self.sum()?;
        self.expect_word("and")?;
        let high = self.sum()?;
        let span = value.span.to(high.span);
        let form = Form::Between { value: Box::new(value), low: Box::new(low), high: Box::new(high) };
        Ok(Expression { form, span })
    }

    fn sum(&mut self) -> Parsed<Expression> {
        self.chain(&[(Sign::Plus, Operator::Plus), (Sign::Minus, Operator::Minus)], Self::product)
    }

    fn product(&mut self) -> Parsed<Expression> {
        self.chain(&[(Sign::Times, Operator::Times), (Sign::Divide, Operator::Divide)], Self::power)
    }

    fn power(&mut self) -> Parsed<Expression> {
        self.chain(&[(Sign::Power, Operator::Power)], Self::unary)
    }

    /// Operators of one rank, taken from left to right.
    fn chain(
        &mut self,
        operators: &[(Sign, Operator)],
        operand: fn(&mut Self) -> Parsed<Expression>,
    ) -> Parsed<Expression> {
        let first = operand(self)?;
        let mut span = first.span;
        let mut rest = Vec::new();
        while let Some((_, operator)) = operators.iter().find(|(sign, _)| self.at_sign(*sign)) {
            self.advance();
            let next = operand(self)?;
            span = span.to(next.span);
            rest.push((*operator, next));
        }
        if rest.is_empty() {
            return Ok(first);
        }
        Ok(Expression { form: Form::Arithmetic { first: Box::new(first), rest }, span })
    }

    /// A sign binds tighter than `**`, as in DMN: `-2 ** 2` is 4.
    fn unary(&mut self) -> Parsed<Expression> {
        let Some(sign) = self.take_sign(Sign::Minus) else { return self.reached() };
        let operand = self.nested(Self::unary)?;
        let span = sign.to(operand.span);
        Ok(Expression { form: Form::Negation(Box::new(operand)), span })
    }
}
