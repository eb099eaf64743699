//! What a condition proves to be present, so that it may be used afterwards.
//!
//! Only tests that are never null themselves prove anything (`f != null`, `f = 3`); what is joined of them by `and`,
//! `or` and `not` then proves the same whether it came out false or null.

use super::Checker;
use crate::syntax::{Expression, Form, Relation};
use crate::value::Value;

impl Checker<'_> {
    /// Remembers what is present if the condition came out as `outcome`.
    pub(super) fn learn(&mut self, condition: &Expression, outcome: bool) {
        match &condition.form {
            Form::Not(operand) => self.learn(operand, !outcome),
            Form::All(operands) if outcome => operands.iter().for_each(|operand| self.learn(operand, true)),
            Form::Any(operands) if !outcome => operands.iter().for_each(|operand| self.learn(operand, false)),
            Form::Comparison { left, relation, right } => {
                self.learn_comparison((left, right), *relation, outcome);
            }
            Form::Faulty
            | Form::Literal(_)
            | Form::Name(_)
            | Form::Path { .. }
            | Form::Negation(_)
            | Form::Arithmetic { .. }
            | Form::Between { .. }
            | Form::In { .. }
            | Form::All(_)
            | Form::Any(_)
            | Form::If { .. }
            | Form::Quantified { .. }
            | Form::List(_)
            | Form::Filter { .. }
            | Form::For { .. }
            | Form::Context(_)
            | Form::Range(_)
            | Form::InstanceOf { .. }
            | Form::Call { .. } => {}
        }
    }

    fn learn_comparison(
        &mut self,
        (left, right): (&Expression, &Expression),
        relation: Relation,
        outcome: bool,
    ) {
        let is_equal = match relation {
            Relation::Equal => outcome,
            Relation::Unequal => !outcome,
            Relation::Less | Relation::AtMost | Relation::Greater | Relation::AtLeast => return,
        };
        for (tested, other) in [(left, right), (right, left)] {
            let Form::Literal(value) = &other.form else { continue };
            let is_present = (*value == Value::Null) != is_equal;
            if is_present && let Some(key) = key(tested) {
                self.known.push(key);
            }
        }
    }

    /// Whether an earlier condition proved that the value of this expression is present.
    pub(super) fn is_known(&self, expression: &Expression) -> bool {
        !self.known.is_empty() && key(expression).is_some_and(|key| self.known.contains(&key))
    }

    /// Forgets what was proved of a name, because it means something else from here on.
    pub(super) fn hide(&mut self, name: &str) {
        let is_of = |key: &String| {
            key.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '(']))
        };
        self.known.retain(|key| !is_of(key));
    }

    pub(super) fn is_known_key(&self, key: &str) -> bool {
        self.known.iter().any(|known| known == key)
    }
}

/// A spelling that is the same for expressions with the same value: names, paths and calls of them.
pub(super) fn key(expression: &Expression) -> Option<String> {
    match &expression.form {
        Form::Name(name) => Some(name.clone()),
        Form::Path { of, parts } => {
            let mut text = key(of)?;
            for part in parts {
                text.push('.');
                text.push_str(&part.text);
            }
            Some(text)
        }
        Form::Literal(value) => Some(value.to_string()),
        Form::Call { function, arguments, names: _ } => {
            let arguments = arguments.iter().map(key).collect::<Option<Vec<_>>>()?;
            Some(format!("{}({})", function.text, arguments.join(", ")))
        }
        Form::Faulty
        | Form::Negation(_)
        | Form::Not(_)
        | Form::Arithmetic { .. }
        | Form::Comparison { .. }
        | Form::Between { .. }
        | Form::In { .. }
        | Form::All(_)
        | Form::Any(_)
        | Form::If { .. }
        | Form::Quantified { .. }
        | Form::List(_)
        | Form::Filter { .. }
        | Form::For { .. }
        | Form::Context(_)
        | Form::Range(_)
        | Form::InstanceOf { .. } => None,
    }
}
