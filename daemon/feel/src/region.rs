//! Which values a test passes, as far as that follows from constants alone: what the proof of a table stands on.

use std::cmp::Ordering;

use crate::evaluate::order;
use crate::formula::{Formula, Trial};
use crate::syntax::Relation;
use crate::value::Value;

/// Intervals of one region at most: an intersection may hold as many as both sides together.
const INTERVALS_MAX: usize = 2_048;

/// A set of present values. Whether null passes a test is not told here: ask [`crate::Tests::matches`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Whether it is everything but the intervals.
    pub is_negated: bool,
    /// In no order; they may touch or overlap.
    pub intervals: Vec<Interval>,
}

/// The values between two bounds. A single value has itself as both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Where it begins; open towards the smallest if there is none.
    pub low: Option<Bound>,
    /// Where it ends; open towards the largest if there is none.
    pub high: Option<Bound>,
}

/// One end of an interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The value there.
    pub value: Value,
    /// Whether that value is in the interval.
    pub is_included: bool,
}

impl Interval {
    fn only(value: Value) -> Self {
        let bound = Bound { value, is_included: true };
        Self { low: Some(bound.clone()), high: Some(bound) }
    }

    fn related(relation: Relation, value: Value) -> Option<Self> {
        let bound = |is_included| Some(Bound { value: value.clone(), is_included });
        match relation {
            Relation::Less => Some(Self { low: None, high: bound(false) }),
            Relation::AtMost => Some(Self { low: None, high: bound(true) }),
            Relation::Greater => Some(Self { low: bound(false), high: None }),
            Relation::AtLeast => Some(Self { low: bound(true), high: None }),
            Relation::Equal => Some(Self::only(value)),
            Relation::Unequal => None,
        }
    }

    /// Whether the value is in it; a value without an order to the bounds is only in itself.
    fn holds(&self, value: &Value) -> bool {
        let is_single = self.low.is_some() && self.low == self.high;
        if let (true, Some(bound)) = (is_single, &self.low) {
            return bound.is_included && bound.value == *value;
        }
        let above = |bound: &Bound| match order(value, &bound.value) {
            Some(Ordering::Greater) => true,
            Some(Ordering::Equal) => bound.is_included,
            Some(Ordering::Less) | None => false,
        };
        let below = |bound: &Bound| match order(value, &bound.value) {
            Some(Ordering::Less) => true,
            Some(Ordering::Equal) => bound.is_included,
            Some(Ordering::Greater) | None => false,
        };
        *value != Value::Null && self.low.as_ref().is_none_or(above) && self.high.as_ref().is_none_or(below)
    }

    fn and(&self, other: &Self) -> Option<Self> {
        let low = tighter(self.low.as_ref(), other.low.as_ref(), Ordering::Greater).ok()?;
        let high = tighter(self.high.as_ref(), other.high.as_ref(), Ordering::Less).ok()?;
        Some(Self { low, high })
    }
}

/// Two values have no order, so that nothing can be said.
struct Unordered;

/// The bound that leaves less, if there is one.
fn tighter(left: Option<&Bound>, right: Option<&Bound>, wins: Ordering) -> Result<Option<Bound>, Unordered> {
    let (Some(left), Some(right)) = (left, right) else { return Ok(left.or(right).cloned()) };
    Ok(Some(match order(&left.value, &right.value).ok_or(Unordered)? {
        Ordering::Equal if left.is_included => right.clone(),
        Ordering::Equal => left.clone(),
        ordering if ordering == wins => left.clone(),
        Ordering::Less | Ordering::Greater => right.clone(),
    }))
}

impl Region {
    /// No value at all.
    #[must_use]
    pub const fn nothing() -> Self {
        Self { is_negated: false, intervals: Vec::new() }
    }

    fn one(interval: Interval) -> Self {
        Self { is_negated: false, intervals: vec![interval] }
    }

    fn each(values: Vec<Value>) -> Self {
        let present = values.into_iter().filter(|value| *value != Value::Null);
        Self { is_negated: false, intervals: present.map(Interval::only).collect() }
    }

    /// Whether the value is in it.
    #[must_use]
    pub fn holds(&self, value: &Value) -> bool {
        self.intervals.iter().any(|interval| interval.holds(value)) != self.is_negated
    }

    /// Everything else.
    #[must_use]
    pub fn complement(self) -> Self {
        Self { is_negated: !self.is_negated, ..self }
    }

    /// What is in either; `None` where that has no such form.
    #[must_use]
    pub fn or(self, other: Self) -> Option<Self> {
        match (self.is_negated, other.is_negated) {
            (false, false) => Self::joined(self, other),
            _ => self.complement().and(other.complement()).map(Self::complement),
        }
    }

    /// What is in both; `None` where that has no such form.
    #[must_use]
    pub fn and(self, other: Self) -> Option<Self> {
        match (self.is_negated, other.is_negated) {
            (true, true) => Self::joined(self.complement(), other.complement()).map(Self::complement),
            (false, false) => Self::common(&self, &other),
            (false, true) => Self::without(self, other),
            (true, false) => Self::without(other, self),
        }
    }

    /// What is in the first, which is not negated, and in the second, which is.
    fn without(mut first: Self, second: Self) -> Option<Self> {
        if first.intervals.iter().all(|interval| interval.single().is_some()) {
            first.intervals.retain(|interval| interval.single().is_some_and(|value| second.holds(value)));
            return Some(first);
        }
        Self::common(&first, &second.turned()?)
    }

    fn joined(mut self, mut other: Self) -> Option<Self> {
        self.intervals.append(&mut other.intervals);
        (self.intervals.len() <= INTERVALS_MAX).then_some(self)
    }

    fn common(left: &Self, right: &Self) -> Option<Self> {
        let mut intervals = Vec::new();
        for one in &left.intervals {
            for other in &right.intervals {
                let both = match (one.single(), other.single()) {
                    (Some(value), _) => other.holds(value).then(|| one.clone()),
                    (_, Some(value)) => one.holds(value).then(|| other.clone()),
                    (None, None) => Some(one.and(other)?),
                };
                intervals.extend(both);
                if intervals.len() > INTERVALS_MAX {
                    return None;
                }
            }
        }
        Some(Self { is_negated: false, intervals })
    }

    /// The same region without the negation, where its values have an order.
    fn turned(self) -> Option<Self> {
        let whole = Interval { low: None, high: None };
        let mut left = vec![whole];
        for gone in &self.intervals {
            let (low, high) = (gone.low.as_ref(), gone.high.as_ref());
            let has_order = |bound: &&Bound| order(&bound.value, &bound.value).is_some();
            if !low.iter().chain(&high).all(has_order) {
                return None;
            }
            let turn = |bound: &Bound| Bound { value: bound.value.clone(), is_included: !bound.is_included };
            let below = low.map(|bound| Interval { low: None, high: Some(turn(bound)) });
            let above = high.map(|bound| Interval { low: Some(turn(bound)), high: None });
            let sides: Vec<Interval> = below.into_iter().chain(above).collect();
            let mut next = Vec::new();
            for part in &left {
                for side in &sides {
                    next.push(part.and(side)?);
                }
            }
            if next.len() > INTERVALS_MAX {
                return None;
            }
            left = next;
        }
        Some(Self { is_negated: false, intervals: left })
    }
}

impl Interval {
    fn single(&self) -> Option<&Value> {
        let bound = self.low.as_ref().filter(|bound| bound.is_included)?;
        (self.low == self.high).then_some(&bound.value)
    }
}

/// The values of `tested` that pass a trial.
pub(crate) fn of_trial(trial: &Trial, tested: &Formula) -> Option<Region> {
    match trial {
        Trial::Equals(value) => Some(of_relation(Relation::Equal, constant(value)?)),
        Trial::Among(Formula::List(members)) => {
            let members = members.iter().map(|member| constant(member).cloned()).collect::<Option<_>>();
            members.map(Region::each)
        }
        Trial::Among(list) => {
            let Value::List(members) = constant(list)? else { return None };
            Some(Region::each(members.clone()))
        }
        Trial::Relation(relation, value) => Some(of_relation(*relation, constant(value)?)),
        Trial::Range((low_relation, low), (high_relation, high)) => {
            let low = of_relation(*low_relation, constant(low)?);
            low.and(of_relation(*high_relation, constant(high)?))
        }
        Trial::Within(_) => None,
        Trial::Condition(condition) => of_condition(condition, tested),
    }
}

fn of_relation(relation: Relation, value: &Value) -> Region {
    if *value == Value::Null {
        // Of the values that are there, none is null.
        return of_truth(relation == Relation::Unequal);
    }
    match Interval::related(relation, value.clone()) {
        Some(interval) => Region::one(interval),
        None => Region::one(Interval::only(value.clone())).complement(),
    }
}

/// `and`, `or` and `not` of tests of the same value against constants.
fn of_condition(condition: &Formula, tested: &Formula) -> Option<Region> {
    if is_same(condition, tested) {
        return Some(of_relation(Relation::Equal, &Value::Boolean(true)));
    }
    match condition {
        Formula::Constant(value) => Some(of_truth(*value == Value::Boolean(true))),
        Formula::Not(operand) => of_condition(operand, tested).map(Region::complement),
        Formula::All(operands) => {
            operands.iter().try_fold(of_truth(true), |all, operand| all.and(of_condition(operand, tested)?))
        }
        Formula::Any(operands) => {
            operands.iter().try_fold(of_truth(false), |any, operand| any.or(of_condition(operand, tested)?))
        }
        Formula::Comparison(left, relation, right) => {
            if is_same(left, tested) {
                return Some(of_relation(*relation, constant(right)?));
            }
            is_same(right, tested).then_some(())?;
            Some(of_relation(relation.mirrored(), constant(left)?))
        }
        Formula::In(value, trials) if is_same(value, tested) => {
            trials.iter().try_fold(of_truth(false), |any, trial| any.or(of_trial(trial, tested)?))
        }
        Formula::In(..)
        | Formula::Read(..)
        | Formula::Local(_)
        | Formula::Part(..)
        | Formula::Negation(_)
        | Formula::Arithmetic(..)
        | Formula::If(_)
        | Formula::Quantified(..)
        | Formula::List(_)
        | Formula::Filter(..)
        | Formula::Index(..)
        | Formula::Each(..)
        | Formula::For(..)
        | Formula::Context(_)
        | Formula::Range(_)
        | Formula::IsPresent(_)
        | Formula::Single(_)
        | Formula::Pattern(_)
        | Formula::Put(_)
        | Formula::Builtin(..)
        | Formula::Host(_) => None,
    }
}

fn of_truth(truth: bool) -> Region {
    let nothing = Region::nothing();
    if truth { nothing.complement() } else { nothing }
}

fn constant(formula: &Formula) -> Option<&Value> {
    if let Formula::Constant(value) = formula { Some(value) } else { None }
}

fn is_same(formula: &Formula, tested: &Formula) -> bool {
    match (formula, tested) {
        (Formula::Local(own), Formula::Local(other)) => own == other,
        (Formula::Read(own, _), Formula::Read(other, _)) => own == other,
        _ => false,
    }
}
