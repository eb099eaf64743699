//! The tree of an expression as it was written.

use crate::types::Type;
use crate::value::Value;

/// A place in the source, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Span {
    pub(crate) const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// From the beginning of this place to the end of the other.
    pub(crate) const fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end }
    }
}

/// One expression and where it stands, with its parentheses.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    pub(crate) form: Form,
    pub(crate) span: Span,
}

/// A word and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// The forms of expression. Chains of one operator are flat, so that nesting alone makes depth.
#[derive(Clone, Debug)]
pub(crate) enum Form {
    /// Something that was already reported as a fault.
    Faulty,
    Literal(Value),
    Name(String),
    Path {
        of: Box<Expression>,
        parts: Vec<Word>,
    },
    Negation(Box<Expression>),
    Not(Box<Expression>),
    Arithmetic {
        first: Box<Expression>,
        rest: Vec<(Operator, Expression)>,
    },
    Comparison {
        left: Box<Expression>,
        relation: Relation,
        right: Box<Expression>,
    },
    Between {
        value: Box<Expression>,
        low: Box<Expression>,
        high: Box<Expression>,
    },
    In {
        value: Box<Expression>,
        tests: Vec<Test>,
    },
    All(Vec<Expression>),
    Any(Vec<Expression>),
    If {
        condition: Box<Expression>,
        then: Box<Expression>,
        otherwise: Box<Expression>,
    },
    Quantified {
        quantifier: Quantifier,
        variable: Word,
        list: Box<Expression>,
        condition: Box<Expression>,
    },
    List(Vec<Expression>),
    /// The members of a list that meet a condition, or the one at a position.
    Filter {
        of: Box<Expression>,
        condition: Box<Expression>,
    },
    For {
        iterators: Vec<(Word, Source)>,
        body: Box<Expression>,
    },
    Context(Vec<(Word, Expression)>),
    Range(Box<Between>),
    InstanceOf {
        value: Box<Expression>,
        kind: Type,
    },
    /// `names` stands before each argument, or is empty.
    Call {
        function: Word,
        arguments: Vec<Expression>,
        names: Vec<Word>,
    },
}

/// What a `for` goes through.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// The members of a list, or of a range of whole numbers or dates.
    Members(Expression),
    /// From one number or date to another, up or down.
    Span(Expression, Expression),
}

/// A range as it was written. A side that is open has no bound.
#[derive(Clone, Debug)]
pub(crate) struct Between {
    pub(crate) low: Option<Expression>,
    pub(crate) low_included: bool,
    pub(crate) high: Option<Expression>,
    pub(crate) high_included: bool,
}

/// What stands after `in`.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    /// Equal to the value, or among its members.
    Value(Expression),
    Relation(Relation, Expression),
    /// A condition over `?`.
    Condition(Expression),
    Range {
        low: Expression,
        low_included: bool,
        high: Expression,
        high_included: bool,
    },
}

impl Test {
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Value(of) | Self::Relation(_, of) | Self::Condition(of) => of.span,
            Self::Range { low, high, .. } => low.span.to(high.span),
        }
    }
}

/// The tests in a cell of a decision table. None at all and negated: anything passes.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) is_negated: bool,
    pub(crate) tests: Vec<Test>,
}

/// What `?` is called among the local names: the value that a cell tests.
pub(crate) const TESTED: &str = "?";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Plus,
    Minus,
    Times,
    Divide,
    Power,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quantifier {
    Some,
    Every,
}

impl Operator {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::Divide => "/",
            Self::Power => "**",
        }
    }
}

impl Relation {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }

    /// The relation that the right side has to the left.
    pub(crate) const fn mirrored(self) -> Self {
        match self {
            Self::Equal | Self::Unequal => self,
            Self::Less => Self::Greater,
            Self::AtMost => Self::AtLeast,
            Self::Greater => Self::Less,
            Self::AtLeast => Self::AtMost,
        }
    }

    /// Whether it asks for an order, and not only for equality.
    pub(crate) const fn needs_order(self) -> bool {
        match self {
            Self::Equal | Self::Unequal => false,
            Self::Less | Self::AtMost | Self::Greater | Self::AtLeast => true,
        }
    }
}
