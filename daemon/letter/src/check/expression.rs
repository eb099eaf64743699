//! What an expression comes to, and which paths it reads.

use minijinja::machinery::Span;
use minijinja::machinery::ast::{BinOp, BinOpKind, CallArg, Expr, Filter, GetAttr, IfExpr, UnaryOpKind, Var};
use minijinja::value::ValueKind;

use super::{Checker, Place};
use crate::fault::FaultCode;
use crate::render::{FILTERS, TESTS};
use crate::shape::Shape;

/// What is known of an expression.
#[derive(Default)]
pub(super) struct Typed {
    /// `None` after a fault: nothing more is said about it.
    pub(super) shape: Option<Shape>,
    /// Where it comes from, if it is read as it stands.
    pub(super) place: Option<Place>,
    /// What people read where it is shown.
    pub(super) shows: Vec<String>,
    /// The text, where it is written in the template.
    pub(super) literal: Option<String>,
    /// Whether it is a text in its lines: each shows the text.
    pub(super) of_lines: bool,
}

impl Typed {
    fn of(shape: Shape) -> Self {
        Self { shape: Some(shape), ..Self::default() }
    }
}

impl Checker<'_> {
    /// A value for people to read.
    pub(super) fn show(&mut self, expr: &Expr<'_>) {
        let typed = self.expression(expr);
        let (message, remedy) = match &typed.shape {
            None | Some(Shape::Text | Shape::Number) => {
                self.shows.extend(typed.shows);
                return;
            }
            Some(Shape::Optional(_)) => return self.unguarded(expr.span()),
            Some(Shape::Date) => (
                "a date is shown in words".to_owned(),
                "write `| day`, or `| weekday` to say the weekday too",
            ),
            Some(Shape::Choice(_)) => (
                "this is a word of the program, not for people".to_owned(),
                "ask `{% if … == \"word\" %}` and write what people read",
            ),
            Some(shape @ (Shape::Flag | Shape::List(_) | Shape::Record(_))) => (
                format!("{} cannot be shown", shape.noun()),
                "show one of its values, loop over it, or ask for it in `{% if … %}`",
            ),
        };
        self.fault(expr.span(), FaultCode::WrongType, message, remedy);
    }

    fn unguarded(&mut self, span: Span) {
        let (start, end) = super::bytes(span);
        let written = self.source.get(start..end).unwrap_or("this").to_owned();
        let message = format!("`{written}` may be missing");
        let remedy = format!("put it between `{{% if {written} %}}` and `{{% endif %}}`");
        self.fault(span, FaultCode::Unguarded, message, &remedy);
    }

    pub(super) fn expression(&mut self, expr: &Expr<'_>) -> Typed {
        match expr {
            Expr::Var(name) => self.name(name, expr.span()),
            Expr::GetAttr(attribute) => self.attribute(attribute, expr.span()),
            Expr::Filter(filter) => self.filter(filter, expr.span()),
            Expr::IfExpr(choice) => self.choice(choice, expr.span()),
            Expr::BinOp(operation) => self.operation(operation, expr),
            Expr::Const(written) => match written.value.kind() {
                ValueKind::String => {
                    Typed { literal: written.value.as_str().map(str::to_owned), ..Typed::of(Shape::Text) }
                }
                ValueKind::Number => Typed::of(Shape::Number),
                ValueKind::Bool => Typed::of(Shape::Flag),
                ValueKind::Undefined
                | ValueKind::None
                | ValueKind::Bytes
                | ValueKind::Seq
                | ValueKind::Map
                | ValueKind::Iterable
                | ValueKind::Plain
                | ValueKind::Invalid
                | _ => self.no_value(expr.span(), "a value written like this"),
            },
            Expr::UnaryOp(operation) => match operation.op {
                UnaryOpKind::Not => {
                    self.condition(expr);
                    Typed::of(Shape::Flag)
                }
                UnaryOpKind::Neg => self.no_value(expr.span(), "arithmetic"),
            },
            Expr::Test(test) => {
                if !TESTS.contains(&test.name) {
                    let known = TESTS.map(str::to_owned).to_vec();
                    self.unknown(expr.span(), (test.name, "test"), known);
                }
                self.expression(&test.expr);
                Typed::of(Shape::Flag)
            }
            Expr::Compare(_) => self.no_value(expr.span(), "a comparison of three"),
            Expr::Slice(_) | Expr::GetItem(_) => self.no_value(expr.span(), "`[…]`"),
            Expr::Call(_) => self.no_value(expr.span(), "a call"),
            Expr::List(_) | Expr::Tuple(_) | Expr::Map(_) => {
                self.no_value(expr.span(), "a list written here")
            }
        }
    }

    fn no_value(&mut self, span: Span, what: &str) -> Typed {
        let message = format!("{what} is nothing that a letter may do");
        let remedy = "read values by their names; what must be calculated comes from the case";
        self.fault(span, FaultCode::Forbidden, message, remedy);
        Typed::default()
    }

    fn name(&mut self, name: &Var<'_>, span: Span) -> Typed {
        let found =
            self.find(name.id).map(|bound| (bound.shape.clone(), bound.place.clone(), bound.shows.clone()));
        let Some((shape, place, shows)) = found else {
            let known: Vec<String> = self.frames.iter().flat_map(|frame| frame.keys().cloned()).collect();
            self.unknown(span, (name.id, "value of a letter"), known);
            return Typed::default();
        };
        self.read(shape, place, shows)
    }

    fn attribute(&mut self, attribute: &GetAttr<'_>, span: Span) -> Typed {
        let of = self.expression(&attribute.expr);
        let fields = match of.shape {
            Some(Shape::Record(fields)) => fields,
            Some(Shape::Optional(shape)) => {
                self.unguarded(attribute.expr.span());
                let Shape::Record(fields) = *shape else { return Typed::default() };
                fields
            }
            Some(
                shape @ (Shape::Text
                | Shape::Number
                | Shape::Flag
                | Shape::Date
                | Shape::Choice(_)
                | Shape::List(_)),
            ) => {
                let message = format!("{} has no `{}`", shape.noun(), attribute.name);
                let remedy = if matches!(shape, Shape::List(_)) {
                    "loop over it: `{% for x in … %}`"
                } else {
                    "show it as it is"
                };
                self.fault(span, FaultCode::WrongType, message, remedy);
                return Typed::default();
            }
            None => return Typed::default(),
        };
        let Some(shape) = fields.get(attribute.name).cloned() else {
            self.unknown(span, (attribute.name, "value here"), fields.into_keys().collect());
            return Typed::default();
        };
        let place = of.place.unwrap_or_else(|| Place::made("")).field(attribute.name);
        self.read(Some(shape), place, None)
    }

    /// A value read as it stands; what was asked for before is there.
    fn read(&mut self, shape: Option<Shape>, place: Place, shows: Option<Vec<String>>) -> Typed {
        if place.is_given() {
            self.reads.insert(place.path.clone());
        }
        let shape = match shape {
            Some(Shape::Optional(shape)) if self.present.contains(&place.key) => Some(*shape),
            shape => shape,
        };
        let shows = shows.unwrap_or_else(|| {
            let own = place.is_given().then(|| place.path.clone());
            own.into_iter().collect()
        });
        Typed { shape, place: Some(place), shows, ..Typed::default() }
    }

    fn filter(&mut self, filter: &Filter<'_>, span: Span) -> Typed {
        let Some(inner) = &filter.expr else { return self.no_value(span, "a filter of nothing") };
        let of = self.expression(inner);
        if !FILTERS.contains(&filter.name) {
            self.unknown(span, (filter.name, "filter of a letter"), FILTERS.map(str::to_owned).to_vec());
            return Typed::default();
        }
        let takes_text = filter.name == "join";
        let is_given = match filter.args.as_slice() {
            [] => !takes_text,
            [CallArg::Pos(Expr::Const(written))] => takes_text && written.value.as_str().is_some(),
            _others => false,
        };
        if !is_given {
            let message = format!("`{}` is used in another way", filter.name);
            let remedy = "write `| join(\", \")`; the other filters take nothing in brackets";
            self.fault(span, FaultCode::WrongType, message, remedy);
        }
        let Some(shape) = of.shape else { return Typed::default() };
        if matches!(shape, Shape::Optional(_)) {
            self.unguarded(inner.span());
            return Typed { shows: of.shows, ..Typed::default() };
        }
        match (filter.name, shape) {
            ("day" | "weekday", Shape::Date) | ("lower" | "capitalize", Shape::Text) => {
                Typed { shows: of.shows, ..Typed::of(Shape::Text) }
            }
            ("lines", Shape::Text) => {
                Typed { shows: of.shows, place: of.place, of_lines: true, ..Typed::of(Shape::Text.list()) }
            }
            ("length", Shape::List(_)) => Typed::of(Shape::Number),
            ("join", Shape::List(item)) if *item == Shape::Text => {
                let shows = of.place.map(|place| format!("{}[]", place.path)).into_iter().collect();
                Typed { shows, ..Typed::of(Shape::Text) }
            }
            (name, shape) => {
                let message = format!("`{name}` does nothing with {}", shape.noun());
                let remedy = "`day` and `weekday` take a date, `lines`, `lower` and `capitalize` a text, \
                              `length` a list, `join` a list of texts";
                self.fault(span, FaultCode::WrongType, message, remedy);
                Typed { shows: of.shows, ..Typed::default() }
            }
        }
    }

    /// `a if condition else b`.
    fn choice(&mut self, choice: &IfExpr<'_>, span: Span) -> Typed {
        let truth = self.condition(&choice.test_expr);
        let Some(otherwise) = &choice.false_expr else {
            let message = "nothing is said for the case that the condition does not hold";
            self.fault(span, FaultCode::WrongType, message, "write `a if condition else b`");
            return Typed::default();
        };
        let before = self.present.clone();
        self.present.extend(truth.when_true);
        let one = self.expression(&choice.true_expr);
        self.present.clone_from(&before);
        self.present.extend(truth.when_false);
        let other = self.expression(otherwise);
        self.present = before;
        let shows = one.shows.into_iter().chain(other.shows).collect();
        let shape = match (one.shape, other.shape) {
            (Some(one), Some(other)) if one == other => Some(one),
            (Some(one), Some(other)) => {
                let message = format!("one way this is {}, the other way {}", one.noun(), other.noun());
                self.fault(span, FaultCode::WrongType, message, "let both be of the same kind");
                None
            }
            (None, _) | (_, None) => None,
        };
        Typed { shape, shows, ..Typed::default() }
    }

    fn operation(&mut self, operation: &BinOp<'_>, expr: &Expr<'_>) -> Typed {
        match operation.op {
            BinOpKind::Eq | BinOpKind::Ne => {
                self.equality(&operation.left, &operation.right, true);
                Typed::of(Shape::Flag)
            }
            BinOpKind::ScAnd | BinOpKind::ScOr => {
                self.condition(expr);
                Typed::of(Shape::Flag)
            }
            BinOpKind::Lt | BinOpKind::Lte | BinOpKind::Gt | BinOpKind::Gte => {
                for side in [&operation.left, &operation.right] {
                    let typed = self.expression(side);
                    if typed.shape.is_some_and(|shape| shape != Shape::Number) {
                        let message = "only numbers are compared by size";
                        self.fault(side.span(), FaultCode::WrongType, message, "compare `list | length`");
                    }
                }
                Typed::of(Shape::Flag)
            }
            BinOpKind::Concat => {
                let mut shows = Vec::new();
                for side in [&operation.left, &operation.right] {
                    let typed = self.expression(side);
                    match typed.shape {
                        None | Some(Shape::Text | Shape::Number) => {}
                        Some(Shape::Optional(_)) => self.unguarded(side.span()),
                        Some(shape) => {
                            let message = format!("{} is no text", shape.noun());
                            self.fault(side.span(), FaultCode::WrongType, message, "join texts only");
                        }
                    }
                    shows.extend(typed.shows);
                }
                Typed { shows, ..Typed::of(Shape::Text) }
            }
            BinOpKind::Add
            | BinOpKind::Sub
            | BinOpKind::Mul
            | BinOpKind::Div
            | BinOpKind::FloorDiv
            | BinOpKind::Rem
            | BinOpKind::Pow => self.no_value(expr.span(), "arithmetic"),
            BinOpKind::In => self.no_value(expr.span(), "`in`"),
        }
    }
}
