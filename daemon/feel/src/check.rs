//! The static check: every name known, every type right, nothing possibly missing where a value is needed.
//!
//! A check that fails pushes its fault and gives nothing; whoever depends on it stays silent, so that one mistake is
//! one fault.

mod arithmetic;
mod call;
mod compare;
mod known;
mod make;
mod names;
mod special;

use std::collections::BTreeSet;

use crate::fault::{Fault, FaultCode};
use crate::formula::{Branches, Formula};
use crate::scope::Scope;
use crate::syntax::{Expression, Form, Quantifier, Span, Word};
use crate::types::Type;
use crate::value::Value;

/// An expression that passed, and the type of its value.
pub(crate) struct Checked {
    pub(crate) formula: Formula,
    pub(crate) kind: Type,
}

/// The check of one expression.
pub(crate) struct Checker<'s> {
    scope: &'s Scope,
    pub(crate) faults: Vec<Fault>,
    pub(crate) names: BTreeSet<String>,
    /// What earlier conditions proved to be present.
    known: Vec<String>,
    /// Names that the expression gives itself, outermost first.
    locals: Vec<Local>,
}

/// A name that the expression gives itself: a quantified variable, an earlier value of a group, a filtered member.
pub(super) struct Local {
    name: String,
    kind: Type,
    /// Whether the values of the group are named without it, as in a filter.
    is_open: bool,
    /// Whether it was read.
    is_used: bool,
}

impl<'s> Checker<'s> {
    pub(crate) fn new(scope: &'s Scope) -> Self {
        Self { scope, faults: Vec::new(), names: BTreeSet::new(), known: Vec::new(), locals: Vec::new() }
    }

    /// Checks an expression. `hint` is what the place would like: it only gives bare words their choice type.
    pub(crate) fn check(&mut self, expression: &Expression, hint: Option<&Type>) -> Option<Checked> {
        let checked = self.formed(expression, hint)?;
        if checked.kind.may_be_missing() && self.is_known(expression) {
            let kind = checked.kind.when_present().clone();
            return Some(Checked { kind, ..checked });
        }
        Some(checked)
    }

    /// Checks an expression whose value must be of type `wanted`.
    pub(crate) fn require(&mut self, expression: &Expression, wanted: &Type) -> Option<Checked> {
        let checked = self.check(expression, Some(wanted))?;
        if checked.kind.fits(wanted) {
            return Some(checked);
        }
        let present = checked.kind.when_present();
        if checked.kind.may_be_missing() && (*present == Type::Null || present.fits(wanted)) {
            self.possibly_missing(expression, &checked.kind);
        } else {
            self.wrong_type(expression, &checked.kind, &wanted.to_string());
        }
        None
    }

    /// Checks an expression whose value must be there, whatever its type.
    fn present(&mut self, expression: &Expression, hint: Option<&Type>) -> Option<Checked> {
        let checked = self.check(expression, hint)?;
        if checked.kind.may_be_missing() {
            self.possibly_missing(expression, &checked.kind);
            return None;
        }
        Some(checked)
    }

    fn formed(&mut self, expression: &Expression, hint: Option<&Type>) -> Option<Checked> {
        match &expression.form {
            Form::Faulty => None,
            Form::Literal(value) => Some(literal(value)),
            Form::Name(name) => self.name(name, expression.span, hint),
            Form::Path { of, parts } => self.path(of, parts),
            Form::Negation(operand) => self.negation(operand),
            Form::Not(operand) => {
                let (mut formulas, kind) = self.logic(std::slice::from_ref(&**operand), hint, None)?;
                Some(Checked { formula: Formula::Not(Box::new(formulas.pop()?)), kind })
            }
            Form::Arithmetic { first, rest } => self.arithmetic(first, rest),
            Form::Comparison { left, relation, right } => {
                self.comparison(expression.span, left, (*relation, right))
            }
            Form::Between { value, low, high } => self.between(value, low, high),
            Form::In { value, tests } => self.membership(value, tests),
            Form::All(operands) => {
                let (formulas, kind) = self.logic(operands, hint, Some(true))?;
                Some(Checked { formula: Formula::All(formulas), kind })
            }
            Form::Any(operands) => {
                let (formulas, kind) = self.logic(operands, hint, Some(false))?;
                Some(Checked { formula: Formula::Any(formulas), kind })
            }
            Form::If { condition, then, otherwise } => self.conditional(condition, (then, otherwise), hint),
            Form::Quantified { quantifier, variable, list, condition } => {
                self.quantified(*quantifier, variable, (list, condition))
            }
            Form::List(members) => self.list(members, hint),
            Form::Filter { of, condition } => self.filter(of, condition),
            Form::For { iterators, body } => self.iteration(iterators, body),
            Form::Context(entries) => self.context(entries),
            Form::Range(between) => self.range(between, hint),
            Form::InstanceOf { value, kind } => self.instance_of(value, kind),
            Form::Call { function, arguments, names } => self.call(function, arguments, names),
        }
    }

    /// Operands of `and`, `or` and `not`. After each, the next may rely on it having been `passes`.
    ///
    /// Where a boolean is needed, an operand that may be missing is a fault; elsewhere the whole may be missing.
    fn logic(
        &mut self,
        operands: &[Expression],
        hint: Option<&Type>,
        passes: Option<bool>,
    ) -> Option<(Vec<Formula>, Type)> {
        let known_before = self.known.len();
        let is_needed = hint == Some(&Type::Boolean);
        let wanted = if is_needed { Type::Boolean } else { Type::Boolean.or_missing() };
        let mut kind = Type::Boolean;
        let mut formulas = Vec::new();
        for operand in operands {
            if let Some(checked) = self.require(operand, &wanted) {
                if checked.kind.may_be_missing() {
                    kind = Type::Boolean.or_missing();
                }
                formulas.push(checked.formula);
            }
            if let Some(passes) = passes {
                self.learn(operand, passes);
            }
        }
        self.known.truncate(known_before);
        (formulas.len() == operands.len()).then_some((formulas, kind))
    }

    fn conditional(
        &mut self,
        condition: &Expression,
        (then, otherwise): (&Expression, &Expression),
        hint: Option<&Type>,
    ) -> Option<Checked> {
        let checked_condition = self.require(condition, &Type::Boolean);
        let known_before = self.known.len();
        self.learn(condition, true);
        let checked_then = self.check(then, hint);
        self.known.truncate(known_before);
        self.learn(condition, false);
        let otherwise_hint = hint.or(checked_then.as_ref().map(|checked| checked.kind.when_present()));
        let checked_otherwise = self.check(otherwise, otherwise_hint);
        self.known.truncate(known_before);
        let (condition, then, other) = (checked_condition?, checked_then?, checked_otherwise?);
        let Some(kind) = then.kind.joined(&other.kind) else {
            self.wrong_type(otherwise, &other.kind, &format!("{}, as after `then`", then.kind));
            return None;
        };
        let branches =
            Branches { condition: condition.formula, then: then.formula, otherwise: other.formula };
        Some(Checked { formula: Formula::If(Box::new(branches)), kind })
    }

    fn quantified(
        &mut self,
        quantifier: Quantifier,
        variable: &Word,
        (list, condition): (&Expression, &Expression),
    ) -> Option<Checked> {
        let (checked_list, member) = self.members(list)?;
        self.free(variable)?;
        self.push(&variable.text, (member, variable.span), false);
        let condition = self.require(condition, &Type::Boolean);
        self.locals.pop();
        let formula = Formula::Quantified(quantifier, Box::new(checked_list), Box::new(condition?.formula));
        Some(Checked { formula, kind: Type::Boolean })
    }

    fn list(&mut self, members: &[Expression], hint: Option<&Type>) -> Option<Checked> {
        let hint = match hint.map(Type::when_present) {
            Some(Type::List(member)) => Some(&**member),
            other => other,
        };
        let mut kind: Option<Type> = None;
        let mut formulas = Vec::new();
        for member in members {
            let found_hint = kind.clone();
            let Some(checked) = self.check(member, hint.or(found_hint.as_ref())) else { continue };
            // A lone null must not look like the members of an empty list.
            let is_lone_null = checked.kind == Type::Null;
            let own = if is_lone_null { Type::Optional(Box::new(Type::Null)) } else { checked.kind };
            let joined = kind.as_ref().map_or(Some(own.clone()), |kind| kind.joined(&own));
            if joined.is_some() {
                kind = joined;
                formulas.push(checked.formula);
            } else {
                let wanted = kind.as_ref().map_or(String::new(), Type::to_string);
                self.wrong_type(member, &own, &format!("{wanted}, as the members before it"));
            }
        }
        let kind = kind.unwrap_or(Type::Null).list();
        (formulas.len() == members.len()).then_some(Checked { formula: Formula::List(formulas), kind })
    }

    fn possibly_missing(&mut self, expression: &Expression, kind: &Type) {
        let name = known::key(expression);
        let message = match &name {
            _ if *kind == Type::Null => "null stands where a value is needed".to_owned(),
            Some(name) => format!("`{name}` may be missing"),
            None => "this may be missing".to_owned(),
        };
        let name = name.unwrap_or_else(|| "it".to_owned());
        let help = format!("test it first: `{name} != null and …`, or `if {name} = null then … else …`");
        self.faults.push(Fault::new(FaultCode::PossiblyMissing, expression.span, message, help));
    }

    fn wrong_type(&mut self, expression: &Expression, kind: &Type, wanted: &str) {
        if self.refuse_context(expression.span, kind, known::key(expression).as_deref()) {
            return;
        }
        let (message, help) = if wanted == "boolean" {
            let help = "compare it with something, as in `… > 1` or `… = given`";
            (
                format!("here must stand true or false, and this gives a value of the type {kind}"),
                help.to_owned(),
            )
        } else {
            (
                format!("this is {kind}, and must be {wanted}"),
                format!("write an expression that gives {wanted}"),
            )
        };
        self.faults.push(Fault::new(FaultCode::WrongType, expression.span, message, help));
    }

    /// A group of values is never a value: `target_group` alone says nothing, `target_group.outcome` does.
    fn refuse_context(&mut self, span: Span, kind: &Type, name: Option<&str>) -> bool {
        let Some(parts) = kind.context_within() else { return false };
        let names: Vec<&str> = parts.keys().map(String::as_str).collect();
        let help = match (kind.when_present(), names.first(), name) {
            (Type::List(_), _, _) => "use `some` or `every` to look at its members".to_owned(),
            (_, Some(first), Some(name)) => {
                format!(
                    "name one of its values, as `{name}.{first}`; it has {}",
                    crate::nearest::listing(&names)
                )
            }
            _ => "name one of its values".to_owned(),
        };
        let message = name.map_or("this is a whole group of values".to_owned(), |name| {
            format!("`{name}` is a whole group of values")
        });
        self.faults.push(Fault::new(FaultCode::WrongType, span, message, help));
        true
    }
}

fn literal(value: &Value) -> Checked {
    Checked { formula: Formula::Constant(value.clone()), kind: value.type_of_literal() }
}
