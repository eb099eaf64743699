//! Comparisons, `between` and `in`: can the two sides ever meet, and have they an order?

use super::{Checked, Checker};
use crate::fault::{Fault, FaultCode};
use crate::formula::{Formula, Trial};
use crate::syntax::{Cell, Expression, Form, Relation, Span, TESTED, Test};
use crate::types::Type;
use crate::value::Value;

impl Checker<'_> {
    pub(super) fn comparison(
        &mut self,
        span: Span,
        left: &Expression,
        (relation, right): (Relation, &Expression),
    ) -> Option<Checked> {
        // The side whose type is known on its own goes first and lends its choice type to the other.
        let (checked_left, checked_right) = if self.is_bare_word(left) && !self.is_bare_word(right) {
            let checked_right = self.check(right, None);
            (self.beside(left, checked_right.as_ref()), checked_right)
        } else {
            let checked_left = self.check(left, None);
            let checked_right = self.beside(right, checked_left.as_ref());
            (checked_left, checked_right)
        };
        let (checked_left, checked_right) = (checked_left?, checked_right?);
        self.comparable(span, (left, &checked_left), (relation, right, &checked_right))?;
        let formula =
            Formula::Comparison(Box::new(checked_left.formula), relation, Box::new(checked_right.formula));
        Some(Checked { formula, kind: Type::Boolean })
    }

    /// Checks what stands beside another value. If that is unknown, a bare word is not judged.
    fn beside(&mut self, expression: &Expression, other: Option<&Checked>) -> Option<Checked> {
        if other.is_none() && self.is_bare_word(expression) {
            return None;
        }
        self.check(expression, other.map(|other| other.kind.when_present()))
    }

    fn comparable(
        &mut self,
        span: Span,
        (left, checked_left): (&Expression, &Checked),
        (relation, right, checked_right): (Relation, &Expression, &Checked),
    ) -> Option<()> {
        let sides = [(left, &checked_left.kind), (right, &checked_right.kind)];
        let mut is_right = true;
        for (side, kind) in sides {
            if is_right && relation.needs_order() {
                is_right &= self.has_order(side, kind, relation);
            }
        }
        if !is_right {
            return None;
        }
        if checked_left.kind.can_equal(&checked_right.kind) {
            return Some(());
        }
        self.impossible(span, (left, &checked_left.kind), (right, &checked_right.kind));
        None
    }

    /// Whether the value may stand beside `<` and its like; pushes the fault if not.
    pub(super) fn has_order(&mut self, side: &Expression, kind: &Type, relation: Relation) -> bool {
        if kind.may_be_missing() {
            self.possibly_missing(side, kind);
            return false;
        }
        if !kind.is_ordered() {
            self.faults.push(Fault::new(
                FaultCode::WrongType,
                side.span,
                format!("this is {kind}, which has no order, so `{}` says nothing", relation.as_str()),
                "compare it with `=`, `!=` or `in`",
            ));
            return false;
        }
        true
    }

    fn impossible(
        &mut self,
        span: Span,
        (left, left_kind): (&Expression, &Type),
        (right, right_kind): (&Expression, &Type),
    ) {
        let message = format!(
            "{} and {} can never be equal, nor one more than the other",
            left_kind.when_present(),
            right_kind.when_present()
        );
        let mut fault =
            Fault::new(FaultCode::ImpossibleComparison, span, message, "compare values of the same type");
        match (left_kind.when_present(), right_kind.when_present()) {
            (Type::Choice(choice), Type::Text) => self.suggest_word(&mut fault, choice, right),
            (Type::Text, Type::Choice(choice)) => self.suggest_word(&mut fault, choice, left),
            (Type::Date, Type::DateTime) | (Type::DateTime, Type::Date) => {
                "compare two dates, or two moments".clone_into(&mut fault.help);
            }
            (Type::DayDuration, Type::MonthDuration) | (Type::MonthDuration, Type::DayDuration) => {
                "a month has no fixed number of days; use one kind of duration".clone_into(&mut fault.help);
            }
            _ => {}
        }
        self.faults.push(fault);
    }

    fn suggest_word(&self, fault: &mut Fault, choice: &str, text: &Expression) {
        let words = self.scope.words_of(choice);
        if words.is_empty() {
            fault.help = format!("compare it with another {choice}, or with `null`");
            return;
        }
        fault.help =
            format!("write a word of `{choice}` without quotes: {}", crate::nearest::listing(&words));
        if let Form::Literal(Value::Text(spelling)) = &text.form {
            fault.nearest = crate::nearest::nearest(spelling, &words).map(str::to_owned);
        }
    }

    pub(super) fn between(
        &mut self,
        value: &Expression,
        low: &Expression,
        high: &Expression,
    ) -> Option<Checked> {
        let checked = self.check(value, None);
        let low = self.bound(value, checked.as_ref(), (Relation::AtLeast, low));
        let high = self.bound(value, checked.as_ref(), (Relation::AtMost, high));
        let trial = Trial::Range((Relation::AtLeast, low?), (Relation::AtMost, high?));
        Some(Checked { formula: Formula::In(Box::new(checked?.formula), vec![trial]), kind: Type::Boolean })
    }

    /// One bound of a range, or the operand of a test such as `> 3`.
    fn bound(
        &mut self,
        value: &Expression,
        checked: Option<&Checked>,
        (relation, bound): (Relation, &Expression),
    ) -> Option<Formula> {
        let checked_bound = self.beside(bound, checked)?;
        let faults_before = self.faults.len();
        self.comparable(bound.span, (value, checked?), (relation, bound, &checked_bound))?;
        debug_assert_eq!(self.faults.len(), faults_before, "what passed has no fault");
        Some(checked_bound.formula)
    }

    pub(super) fn membership(&mut self, value: &Expression, tests: &[Test]) -> Option<Checked> {
        if let [Test::Value(list)] = tests
            && self.is_bare_word(value)
            && !self.is_bare_word(list)
        {
            let checked_list = self.check(list, None);
            let checked = self.beside(value, checked_list.as_ref())?;
            let trial = self.value_trial((value, &checked), list, checked_list?)?;
            return Some(Checked {
                formula: Formula::In(Box::new(checked.formula), vec![trial]),
                kind: Type::Boolean,
            });
        }
        let checked = self.check(value, None);
        let mut trials = Vec::new();
        for test in tests {
            let faults_before = self.faults.len();
            trials.extend(self.trial(value, checked.as_ref(), test));
            // What is wrong with the value itself is wrong in every test alike: say it once.
            let is_about_the_value =
                self.faults.iter().skip(faults_before).any(|fault| fault.start == value.span.start);
            if is_about_the_value {
                return None;
            }
        }
        let checked = checked?;
        (trials.len() == tests.len()).then_some(Checked {
            formula: Formula::In(Box::new(checked.formula), trials),
            kind: Type::Boolean,
        })
    }

    /// The tests of a cell, over a value of type `input` that is called `?`. One that is missing passes `null` and no
    /// comparison: whether any row takes it is for the table to say.
    pub(crate) fn cell(&mut self, cell: &Cell, input: &Type) -> Option<Vec<Trial>> {
        let input = input.when_present();
        self.push(TESTED, (input.clone(), Span::new(0, 0)), false);
        let place = cell.tests.first().map_or(Span::new(0, 0), Test::span);
        let value =
            Expression { form: Form::Name(TESTED.to_owned()), span: Span::new(place.start, place.start) };
        let checked = Checked { formula: Formula::Local(0), kind: input.clone() };
        let mut trials = Vec::new();
        for test in &cell.tests {
            trials.extend(self.cell_trial((&value, &checked), test));
        }
        self.locals.pop();
        (trials.len() == cell.tests.len()).then_some(trials)
    }

    /// As after `in`; and what is true or false where the value is neither is a condition of its own.
    fn cell_trial(&mut self, (value, checked): (&Expression, &Checked), test: &Test) -> Option<Trial> {
        let Test::Value(other) = test else { return self.trial(value, Some(checked), test) };
        let checked_other = self.beside(other, Some(checked))?;
        let is_truth = |kind: &Type| *kind.when_present() == Type::Boolean;
        if is_truth(&checked_other.kind) && !is_truth(&checked.kind) {
            return Some(Trial::Condition(checked_other.formula));
        }
        self.value_trial((value, checked), other, checked_other)
    }

    fn trial(&mut self, value: &Expression, checked: Option<&Checked>, test: &Test) -> Option<Trial> {
        match test {
            Test::Value(other) => {
                let checked_other = self.beside(other, checked)?;
                self.value_trial((value, checked?), other, checked_other)
            }
            Test::Relation(relation, other) => {
                Some(Trial::Relation(*relation, self.bound(value, checked, (*relation, other))?))
            }
            Test::Condition(condition) => {
                let checked = self.require(condition, &Type::Boolean.or_missing())?;
                Some(Trial::Condition(checked.formula))
            }
            Test::Range { low, low_included, high, high_included } => {
                let low_relation = if *low_included { Relation::AtLeast } else { Relation::Greater };
                let high_relation = if *high_included { Relation::AtMost } else { Relation::Less };
                let low = self.bound(value, checked, (low_relation, low))?;
                let high = self.bound(value, checked, (high_relation, high))?;
                Some(Trial::Range((low_relation, low), (high_relation, high)))
            }
        }
    }

    /// A plain value after `in`: the value is equal to it, or among its members if it is a list.
    fn value_trial(
        &mut self,
        (value, checked): (&Expression, &Checked),
        other: &Expression,
        checked_other: Checked,
    ) -> Option<Trial> {
        if let Type::Range(of) = checked_other.kind.when_present()
            && !matches!(checked.kind.when_present(), Type::Range(_))
        {
            let as_bound = Checked { formula: Formula::Constant(Value::Null), kind: (**of).clone() };
            self.comparable(other.span, (value, checked), (Relation::AtLeast, other, &as_bound))?;
            return Some(Trial::Within(checked_other.formula));
        }
        if let Type::List(member) = checked_other.kind.when_present()
            && (member.can_equal(&checked.kind) || !matches!(checked.kind.when_present(), Type::List(_)))
        {
            if checked_other.kind.may_be_missing() {
                self.possibly_missing(other, &checked_other.kind);
                return None;
            }
            let as_member = Checked { formula: Formula::Constant(Value::Null), kind: (**member).clone() };
            self.comparable(other.span, (value, checked), (Relation::Equal, other, &as_member))?;
            return Some(Trial::Among(checked_other.formula));
        }
        self.comparable(other.span, (value, checked), (Relation::Equal, other, &checked_other))?;
        Some(Trial::Equals(checked_other.formula))
    }
}
