//! Values that an expression makes: filtered and walked lists, groups, ranges; and `instance of`.

use super::{Checked, Checker};
use crate::fault::{Fault, FaultCode};
use crate::formula::{Formula, Limits, Walk};
use crate::syntax::{Between, Expression, Form, Relation, Source, Span, Word};
use crate::types::Type;
use crate::value::Value;

/// What a filtered member is called, besides the names of its values.
const ITEM: &str = "item";

impl Checker<'_> {
    /// A list, or a range that can be gone through, and the type of its members.
    pub(super) fn members(&mut self, list: &Expression) -> Option<(Formula, Type)> {
        let checked = self.present(list, None)?;
        if let Type::List(member) = checked.kind {
            return Some((checked.formula, *member));
        }
        if let Type::Range(of) = &checked.kind
            && matches!(**of, Type::Number | Type::Date)
        {
            return Some((checked.formula, (**of).clone()));
        }
        self.wrong_type(list, &checked.kind, "a list");
        None
    }

    /// Refuses a name that already means something else.
    pub(super) fn free(&mut self, name: &Word) -> Option<()> {
        if !self.is_name(&name.text) {
            return Some(());
        }
        self.faults.push(Fault::new(
            FaultCode::NameTaken,
            name.span,
            format!("`{}` is already the name of something else", name.text),
            "call the members something else",
        ));
        None
    }

    pub(super) fn filter(&mut self, of: &Expression, condition: &Expression) -> Option<Checked> {
        let checked = self.present(of, None)?;
        // A value that is no list is taken as a list of its own (DMN 1.5 §10.3.2.5).
        let (list, member) = if let Type::List(member) = checked.kind {
            (checked.formula, *member)
        } else {
            (Formula::Single(Box::new(checked.formula)), checked.kind)
        };
        let known_before = self.known.clone();
        self.hide(ITEM);
        if let Type::Context(parts) = member.when_present() {
            for name in parts.keys() {
                self.hide(name);
            }
        }
        self.push(ITEM, (member.clone(), of.span), true);
        let found = self.check(condition, Some(&Type::Boolean));
        let is_about_the_member = self.locals.pop().is_some_and(|item| item.is_used);
        self.known = known_before;
        let found = found?;
        let (list, test) = (Box::new(list), Box::new(found.formula));
        if found.kind == Type::Boolean {
            return Some(Checked { formula: Formula::Filter(list, test), kind: member.list() });
        }
        if found.kind == Type::Number && !is_about_the_member {
            return Some(Checked { formula: Formula::Index(list, test), kind: member.or_missing() });
        }
        if found.kind.may_be_missing() {
            self.possibly_missing(condition, &found.kind);
        } else {
            self.wrong_type(condition, &found.kind, "a condition, or the number of a member");
        }
        None
    }

    pub(super) fn iteration(&mut self, iterators: &[(Word, Source)], body: &Expression) -> Option<Checked> {
        let before = self.locals.len();
        let mut walks = Vec::new();
        for (variable, source) in iterators {
            let found = self.walk(source);
            let (walk, member) = found.zip(self.free(variable)).map(|(found, ())| found)?;
            walks.push(walk);
            self.push(&variable.text, (member, variable.span), false);
        }
        let body = self.check(body, None);
        self.locals.truncate(before);
        let body = body?;
        Some(Checked { formula: Formula::For(walks, Box::new(body.formula)), kind: body.kind.list() })
    }

    fn walk(&mut self, source: &Source) -> Option<(Walk, Type)> {
        match source {
            Source::Members(list) => {
                let (formula, member) = self.members(list)?;
                Some((Walk::Members(formula), member))
            }
            Source::Span(low, high) => {
                let checked = self.present(low, None)?;
                if !matches!(checked.kind, Type::Number | Type::Date) {
                    self.wrong_type(low, &checked.kind, "a number or a date");
                    return None;
                }
                let end = self.require(high, &checked.kind)?;
                Some((Walk::Span(checked.formula, end.formula), checked.kind))
            }
        }
    }

    pub(super) fn context(&mut self, entries: &[(Word, Expression)]) -> Option<Checked> {
        let before = self.locals.len();
        let known_before = self.known.clone();
        let mut formulas = Vec::new();
        let mut parts = std::collections::BTreeMap::new();
        for (name, value) in entries {
            let checked = self.check(value, None);
            let taken = parts.contains_key(&name.text);
            if taken {
                let message = format!("`{}` is in the group already", name.text);
                self.faults.push(Fault::new(FaultCode::NameTaken, name.span, message, "name it once"));
            }
            let kind = checked.as_ref().map_or(Type::Null, |checked| checked.kind.clone());
            parts.insert(name.text.clone(), kind.clone());
            self.hide(&name.text);
            self.push(&name.text, (kind, name.span), false);
            formulas.extend(checked.filter(|_| !taken).map(|checked| (name.text.clone(), checked.formula)));
        }
        self.locals.truncate(before);
        self.known = known_before;
        (formulas.len() == entries.len())
            .then(|| Checked { formula: Formula::Context(formulas), kind: Type::Context(parts) })
    }

    pub(super) fn range(&mut self, between: &Between, hint: Option<&Type>) -> Option<Checked> {
        let hint = match hint.map(Type::when_present) {
            Some(Type::Range(of)) => Some(&**of),
            other => other,
        };
        let mut kind: Option<Type> = None;
        let mut formulas = Vec::new();
        for bound in [&between.low, &between.high] {
            let Some(bound) = bound else {
                formulas.push(None);
                continue;
            };
            let found_hint = kind.clone();
            let checked = self.check(bound, found_hint.as_ref().or(hint))?;
            let relation = Relation::AtLeast;
            if checked.kind != Type::Null && !self.has_order(bound, &checked.kind, relation) {
                return None;
            }
            if kind.as_ref().is_some_and(|kind| !kind.can_equal(&checked.kind)) {
                self.wrong_type(bound, &checked.kind, "of the same type as the other bound");
                return None;
            }
            if checked.kind != Type::Null {
                kind = Some(checked.kind);
            }
            formulas.push(Some(checked.formula));
        }
        self.ascends(between)?;
        let high = formulas.pop()?;
        let limits = Limits {
            low: formulas.pop()?,
            low_included: between.low_included,
            high,
            high_included: between.high_included,
        };
        let kind = Type::Range(Box::new(kind.unwrap_or(Type::Null)));
        Some(Checked { formula: Formula::Range(Box::new(limits)), kind })
    }

    /// A range of literals that ends before it begins has no values.
    fn ascends(&mut self, between: &Between) -> Option<()> {
        let literal = |bound: &Option<Expression>| match bound.as_ref().map(|bound| &bound.form) {
            Some(Form::Literal(value)) => Some(value.clone()),
            _ => None,
        };
        let (Some(low), Some(high)) = (literal(&between.low), literal(&between.high)) else {
            return Some(());
        };
        if crate::evaluate::order(&low, &high) != Some(std::cmp::Ordering::Greater) {
            return Some(());
        }
        let span = between.low.as_ref().map_or(Span::new(0, 0), |low| low.span);
        let message = format!("the range ends at {high}, before it begins at {low}");
        self.faults.push(Fault::new(FaultCode::BadLiteral, span, message, "turn the two round"));
        None
    }

    /// Whether a value is of a type follows from what is known of it, but for whether there is one.
    pub(super) fn instance_of(&mut self, value: &Expression, kind: &Type) -> Option<Checked> {
        let checked = self.check(value, None)?;
        let present = checked.kind.when_present();
        let is_any = is_any(kind);
        let formula = if *kind == Type::Null {
            let null = Box::new(Formula::Constant(Value::Null));
            Formula::Comparison(Box::new(checked.formula), Relation::Equal, null)
        } else if is_any || conforms(present, kind) {
            Formula::IsPresent(Box::new(checked.formula))
        } else {
            Formula::Constant(Value::Boolean(false))
        };
        Some(Checked { formula, kind: Type::Boolean })
    }
}

/// Whether it is the type of everything that is there, as `Any` is read.
fn is_any(kind: &Type) -> bool {
    matches!(kind, Type::Optional(inner) if **inner == Type::Null)
}

/// Whether present values of one type are of the other (conformance, DMN 1.5 §10.3.2.9). What a zone makes two types
/// of here is one there.
fn conforms(own: &Type, wanted: &Type) -> bool {
    match (own, wanted) {
        (Type::Null, _)
        | (Type::DateTime | Type::LocalDateTime, Type::DateTime)
        | (Type::Time | Type::ZonedTime, Type::ZonedTime) => true,
        (Type::List(own), Type::List(wanted)) | (Type::Range(own), Type::Range(wanted)) => {
            conforms(own.when_present(), wanted)
        }
        (Type::Context(own), Type::Context(wanted)) => wanted
            .iter()
            .all(|(name, wanted)| own.get(name).is_some_and(|own| conforms(own.when_present(), wanted))),
        (own, wanted) => own == wanted || is_any(wanted),
    }
}
