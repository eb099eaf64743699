//! Values of every type that tell the cases of a condition apart: the constants in it, and what lies beside and between them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::Bounds;
use crate::types::Type;
use crate::value::Value;

/// Most members of a list that is tried.
const MEMBERS_MAX: usize = 500;

/// Most groups of values that are tried of one type, and most members that stand alone in a list.
const GROUPS_MAX: usize = 16;

/// The constants of a condition, by kind.
#[derive(Debug, Default)]
pub(super) struct Pool<'w> {
    numbers: BTreeSet<Decimal>,
    dates: BTreeSet<Date>,
    texts: BTreeSet<String>,
    others: Vec<Value>,
    words: BTreeMap<&'w str, &'w [String]>,
}

impl<'w> Pool<'w> {
    pub(super) fn of(constants: &[Value], words: &'w BTreeMap<String, Vec<String>>) -> Self {
        let words = words.iter().map(|(kind, words)| (kind.as_str(), words.as_slice())).collect();
        let mut pool = Self { words, ..Self::default() };
        for value in constants {
            pool.add(value);
        }
        pool
    }

    /// Whether lists as long as every constant are tried.
    pub(super) fn is_short(&self) -> bool {
        self.numbers.iter().all(|number| number.to_usize().is_none_or(|number| number < MEMBERS_MAX))
    }

    /// What bounds a name is a constant too.
    pub(super) fn add_bounds(&mut self, bounds: &Bounds) {
        self.numbers.extend(bounds.least.iter().chain(&bounds.most));
        if let Some(only) = &bounds.only {
            self.add(only);
        }
    }

    fn add(&mut self, value: &Value) {
        match value {
            Value::Number(number) => {
                self.numbers.insert(*number);
            }
            Value::Date(day) => {
                self.dates.insert(*day);
            }
            Value::Text(text) => {
                self.texts.insert(text.clone());
            }
            Value::List(items) => items.iter().for_each(|item| self.add(item)),
            Value::Context(parts) => parts.values().for_each(|part| self.add(part)),
            Value::Range(range) => range.low.iter().chain(&range.high).for_each(|bound| self.add(bound)),
            Value::DateTime(_)
            | Value::LocalDateTime(_)
            | Value::ZonedTime(_)
            | Value::Time(_)
            | Value::DayDuration(_)
            | Value::MonthDuration(_) => self.others.push(value.clone()),
            Value::Null | Value::Boolean(_) | Value::Choice(_) => {}
        }
    }

    /// Values of a type, with one of each case; null last where it may be missing.
    pub(super) fn values(&self, kind: &Type, bounds: &Bounds) -> Vec<Value> {
        match kind {
            Type::Null => vec![Value::Null],
            Type::Boolean => vec![Value::Boolean(true), Value::Boolean(false)],
            Type::Number => self.numbers_within(bounds),
            Type::Text => self.texts.iter().cloned().chain(["\u{0}".to_owned()]).map(Value::Text).collect(),
            Type::Date => self.days(),
            Type::Choice(name) => {
                let words = self.words.get(name.as_str()).copied().unwrap_or_default();
                // A type without words of its own, such as a person, has some value all the same.
                let none = if words.is_empty() { vec![String::new()] } else { Vec::new() };
                words.iter().cloned().chain(none).map(Value::Choice).collect()
            }
            Type::List(of) => self.lists(of, bounds),
            Type::Context(parts) => self.groups(parts),
            Type::Optional(of) => {
                let mut values = self.values(of, bounds);
                values.push(Value::Null);
                values
            }
            Type::DateTime
            | Type::LocalDateTime
            | Type::ZonedTime
            | Type::Time
            | Type::DayDuration
            | Type::MonthDuration
            | Type::Range(_) => self.others.iter().cloned().chain([Value::Null]).collect(),
        }
    }

    /// Each constant, a number between each two, and one beyond either end, as far as the bounds let them.
    fn numbers_within(&self, bounds: &Bounds) -> Vec<Value> {
        let mut numbers: BTreeSet<Decimal> = self.numbers.clone();
        let between = self.numbers.iter().zip(self.numbers.iter().skip(1));
        numbers.extend(between.filter_map(|(low, high)| low.checked_add(*high)?.checked_div(Decimal::TWO)));
        for edge in self.numbers.first().into_iter().chain(self.numbers.last()) {
            numbers.extend(edge.checked_sub(Decimal::ONE));
            numbers.extend(edge.checked_add(Decimal::ONE));
        }
        if numbers.is_empty() {
            numbers.insert(Decimal::ZERO);
        }
        let is_within = |number: &Decimal| {
            bounds.least.is_none_or(|least| *number >= least)
                && bounds.most.is_none_or(|most| *number <= most)
        };
        numbers.into_iter().filter(is_within).map(Value::Number).collect()
    }

    fn days(&self) -> Vec<Value> {
        let mut days: BTreeSet<Date> = self.dates.clone();
        for day in &self.dates {
            days.extend(day.yesterday());
            days.extend(day.tomorrow());
        }
        days.insert(Date::constant(2026, 8, 3));
        days.into_iter().map(Value::Date).collect()
    }

    /// A list of every length that a constant tells apart, and one of each value alone.
    fn lists(&self, of: &Type, bounds: &Bounds) -> Vec<Value> {
        let members = self.values(of, &Bounds::default());
        let mut lengths: BTreeSet<usize> = (0..=3).collect();
        for number in &self.numbers {
            if let Some(length) = number.floor().to_usize().filter(|length| *length < MEMBERS_MAX) {
                lengths.extend([length.saturating_sub(1), length, length.saturating_add(1)]);
            }
        }
        let bound = |number: Option<Decimal>| number.and_then(|number| number.to_usize());
        let (least, most) = (bound(bounds.least).unwrap_or(0), bound(bounds.most).unwrap_or(usize::MAX));
        lengths.extend([least.min(MEMBERS_MAX), most.min(MEMBERS_MAX)]);
        lengths.retain(|length| (least..=most).contains(length));
        let mut lists: Vec<Vec<Value>> = Vec::new();
        for length in lengths {
            if length == 1 {
                lists.extend(members.iter().take(GROUPS_MAX).map(|one| vec![one.clone()]));
            } else {
                lists.push(members.iter().cycle().take(length).cloned().collect());
            }
        }
        lists.into_iter().map(Value::List).collect()
    }

    fn groups(&self, parts: &BTreeMap<String, Type>) -> Vec<Value> {
        let mut groups: Vec<BTreeMap<String, Value>> = vec![BTreeMap::new()];
        for (name, kind) in parts {
            let values = self.values(kind, &Bounds::default());
            let with = |group: &BTreeMap<String, Value>, value: &Value| {
                let mut group = group.clone();
                group.insert(name.clone(), value.clone());
                group
            };
            let all = values
                .iter()
                .flat_map(|value| groups.iter().map(|group| with(group, value)).collect::<Vec<_>>());
            groups = all.take(GROUPS_MAX).collect();
        }
        groups.into_iter().map(Value::Context).collect()
    }
}
