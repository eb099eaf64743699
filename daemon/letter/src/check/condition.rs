//! What is known to be there where a condition holds, and where it does not.

use std::collections::BTreeSet;

use minijinja::machinery::ast::{BinOpKind, Expr, UnaryOpKind};

use super::{Checker, Place};
use crate::fault::FaultCode;
use crate::render::TESTS;
use crate::shape::Shape;

/// Keys of what is there when a condition holds, and when it does not.
#[derive(Default)]
pub(super) struct Truth {
    pub(super) when_true: BTreeSet<String>,
    pub(super) when_false: BTreeSet<String>,
}

impl Checker<'_> {
    /// Checks a condition.
    pub(super) fn condition(&mut self, expr: &Expr<'_>) -> Truth {
        match expr {
            Expr::UnaryOp(operation) if matches!(operation.op, UnaryOpKind::Not) => {
                let Truth { when_true, when_false } = self.condition(&operation.expr);
                Truth { when_true: when_false, when_false: when_true }
            }
            Expr::BinOp(operation) if matches!(operation.op, BinOpKind::ScAnd) => {
                let left = self.condition(&operation.left);
                let right = self.given(&left.when_true, &operation.right);
                let when_true = left.when_true.union(&right.when_true).cloned().collect();
                let when_false = left.when_false.intersection(&right.when_false).cloned().collect();
                Truth { when_true, when_false }
            }
            Expr::BinOp(operation) if matches!(operation.op, BinOpKind::ScOr) => {
                let left = self.condition(&operation.left);
                let right = self.given(&left.when_false, &operation.right);
                let when_true = left.when_true.intersection(&right.when_true).cloned().collect();
                let when_false = left.when_false.union(&right.when_false).cloned().collect();
                Truth { when_true, when_false }
            }
            Expr::Test(test) if TESTS.contains(&test.name) => {
                let tested = self.expression(&test.expr);
                Truth { when_true: BTreeSet::new(), when_false: key_of(tested.place) }
            }
            Expr::BinOp(operation) if matches!(operation.op, BinOpKind::Eq | BinOpKind::Ne) => {
                self.equality(&operation.left, &operation.right, matches!(operation.op, BinOpKind::Eq))
            }
            Expr::Var(_) | Expr::GetAttr(_) => {
                let asked = self.expression(expr);
                Truth { when_true: key_of(asked.place), when_false: BTreeSet::new() }
            }
            Expr::Const(_)
            | Expr::Slice(_)
            | Expr::UnaryOp(_)
            | Expr::BinOp(_)
            | Expr::Compare(_)
            | Expr::IfExpr(_)
            | Expr::Filter(_)
            | Expr::Test(_)
            | Expr::GetItem(_)
            | Expr::Call(_)
            | Expr::List(_)
            | Expr::Tuple(_)
            | Expr::Map(_) => {
                self.expression(expr);
                Truth::default()
            }
        }
    }

    /// Checks a condition where more is known.
    fn given(&mut self, known: &BTreeSet<String>, expr: &Expr<'_>) -> Truth {
        let before = self.present.clone();
        self.present.extend(known.iter().cloned());
        let truth = self.condition(expr);
        self.present = before;
        truth
    }

    /// `part.outcome == "granted"`: the word must be one that the choice has, and the value is there where it is equal.
    pub(super) fn equality(&mut self, left: &Expr<'_>, right: &Expr<'_>, equal: bool) -> Truth {
        let (one, other) = (self.expression(left), self.expression(right));
        let plain = |shape: Option<Shape>| match shape {
            Some(Shape::Optional(shape)) => Some(*shape),
            shape => shape,
        };
        let is_optional = matches!(one.shape, Some(Shape::Optional(_)));
        match (plain(one.shape), plain(other.shape), other.literal) {
            (Some(Shape::Choice(words)), Some(Shape::Text), Some(word)) => {
                if !words.contains(&word) {
                    self.unknown(right.span(), (&word, "word of this choice"), words);
                }
            }
            (Some(Shape::Text), Some(Shape::Text), _)
            | (Some(Shape::Number), Some(Shape::Number), _)
            | (Some(Shape::Flag), Some(Shape::Flag), _)
            | (None, _, _)
            | (_, None, _) => {}
            (Some(one), Some(other), _) => {
                let message = format!("{} is never equal to {}", one.noun(), other.noun());
                let remedy = "compare a choice with one of its words, or a number with a number";
                self.fault(right.span(), FaultCode::WrongType, message, remedy);
            }
        }
        let known = key_of(one.place.filter(|_| is_optional));
        if equal {
            Truth { when_true: known, when_false: BTreeSet::new() }
        } else {
            Truth { when_true: BTreeSet::new(), when_false: known }
        }
    }
}

fn key_of(place: Option<Place>) -> BTreeSet<String> {
    place.into_iter().map(|place| place.key).collect()
}
