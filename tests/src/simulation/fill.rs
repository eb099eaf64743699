//! Answers to what a task asks, from its page alone: what fits, and once in a while what does not.

use std::collections::{BTreeMap, BTreeSet};

use engine::asked::{Field, Present, Takes};
use model::{Date, Number, Value};
use rust_decimal::Decimal;

use crate::crashing::Dice;

/// Most items of a list beyond the fewest.
const MORE_MAX: usize = 2;

/// Days before and after today in which a day lies that nothing bounds.
const DAYS: usize = 200;

/// Whoever fills in a task.
pub(super) struct Filling<'a> {
    pub(super) chance: &'a mut Dice,
    /// Who fills it in: nobody is named beside themselves.
    pub(super) person: &'a str,
    /// Words that nobody else ever writes.
    pub(super) words: &'a str,
    pub(super) today: Date,
    /// Facts that a refusal asked for, and those that it did not want.
    pub(super) wanted: BTreeSet<String>,
    pub(super) unwanted: BTreeSet<String>,
}

impl Filling<'_> {
    /// Answers to the fields of a task.
    pub(super) fn answers(&mut self, fields: &[Field]) -> Value {
        let mut given = BTreeMap::new();
        self.fields(fields, &mut given, false);
        Value::Record(given)
    }

    fn fields(&mut self, fields: &[Field], given: &mut BTreeMap<String, Value>, is_inside: bool) {
        let way = fields.iter().find(|field| !field.either.is_empty());
        let way = way.and_then(|field| field.either.get(self.chance.below(field.either.len())).copied());
        for field in fields {
            let is_this_way = field.either.is_empty() || way == Some(field.name.as_str());
            let is_asked = field.only.as_ref().is_none_or(|only| only.holds(given.get(only.field)));
            if !is_this_way || !is_asked || !self.is_wanted(field) || given.contains_key(&field.name) {
                continue;
            }
            let has_to = field.required
                || !field.either.is_empty()
                // The reason that whoever takes another has to give, and the one for a case too many.
                || matches!(field.name.as_str(), "reason" | "over_limit" | "deputy") && way != Some("decline");
            let is_plain = matches!(field.takes, Takes::Boolean | Takes::Text);
            if !has_to && (is_inside && !is_plain || self.chance.below(2) == 0) {
                continue;
            }
            if let Some(value) = self.field(field, given) {
                given.insert(field.name.clone(), value);
            }
        }
    }

    /// Whether a fact is asked as the case stands, or as a refusal said.
    fn is_wanted(&self, field: &Field) -> bool {
        let Some(fact) = field.fact.as_ref().filter(|fact| fact.when.is_some()) else { return true };
        self.wanted.contains(&field.name) || fact.asked == Some(true) && !self.unwanted.contains(&field.name)
    }

    fn field(&mut self, field: &Field, given: &BTreeMap<String, Value>) -> Option<Value> {
        if field.name == "confirm" {
            return Some(Value::Boolean(true));
        }
        match &field.takes {
            Takes::Date => Some(Value::Date(self.day(field, given))),
            Takes::Person { people, .. } => {
                let taken = ["person"].iter().filter_map(|name| given.get(*name)?.as_text());
                let taken: BTreeSet<&str> =
                    taken.chain((field.name == "with").then_some(self.person)).collect();
                let left: Vec<&str> =
                    people.iter().map(|one| one.word.as_str()).filter(|one| !taken.contains(one)).collect();
                Some(Value::text(left.get(self.chance.below(left.len())).copied().unwrap_or("nobody")))
            }
            Takes::List { of, min, max } => {
                let least = min.map_or(0, |min| usize::try_from(min).unwrap_or_default());
                let more = if *max == *min { 0 } else { self.chance.below(MORE_MAX + 1) };
                let most = max.map_or(usize::MAX, |max| usize::try_from(max).unwrap_or(usize::MAX));
                let items =
                    (0..(least + more).min(most)).filter_map(|at| self.item(of, beginning(field, at)));
                let items: Vec<Value> = items.collect();
                Some(Value::List(if is_of_words(of) { each_once(of, items.len().max(least)) } else { items }))
            }
            takes @ (Takes::Text
            | Takes::Number { .. }
            | Takes::Boolean
            | Takes::Choice(_)
            | Takes::Record(_)) => self.item(takes, None),
        }
    }

    /// One value of a kind; nothing where there is none to choose.
    fn item(&mut self, takes: &Takes, begun: Option<&Value>) -> Option<Value> {
        match takes {
            Takes::Text => Some(Value::text(self.words)),
            Takes::Number { min, max } => {
                let least = min.unwrap_or(0);
                let room = max.map_or(9, |max| max.saturating_sub(least));
                let more = self.chance.below(usize::try_from(room).unwrap_or_default() + 1);
                let number = least + i64::try_from(more).unwrap_or_default();
                Some(Value::Number(Number(Decimal::from(number))))
            }
            Takes::Date => Some(Value::Date(self.today)),
            Takes::Boolean => Some(Value::Boolean(self.chance.below(2) == 0)),
            Takes::Choice(words) | Takes::Person { people: words, .. } => {
                Some(Value::text(words.get(self.chance.below(words.len()))?.word.clone()))
            }
            Takes::List { of, .. } => Some(Value::List(self.item(of, None).into_iter().collect())),
            Takes::Record(fields) => {
                let mut given = begun.and_then(Value::as_record).cloned().unwrap_or_default();
                self.fields(fields, &mut given, true);
                Some(Value::Record(given))
            }
        }
    }

    /// A day within what bounds it, as far as the page says; the first of two days that belong together is given first.
    fn day(&mut self, field: &Field, given: &BTreeMap<String, Value>) -> Date {
        let fact = field.fact.clone().unwrap_or_default();
        let beside = |text: &str| {
            let (_, day) = given.iter().find(|(name, _)| text.split(' ').any(|word| word == *name))?;
            if let Value::Date(day) = day { Some(*day) } else { None }
        };
        let first = fact.earliest.and_then(|edge| beside(&edge.text).or(edge.day));
        let last = fact.latest.and_then(|edge| if beside(&edge.text).is_some() { None } else { edge.day });
        let more = i64::try_from(self.chance.below(DAYS)).unwrap_or_default();
        let plus = |day: Date, days: i64| Date(day.0.saturating_add(jiff::Span::new().days(days)));
        match (first, last) {
            (Some(first), last) => {
                let day = plus(first, more / 2);
                last.map_or(day, |last| if day > last { last } else { day })
            }
            (None, Some(last)) => plus(last, -more),
            (None, None) => plus(self.today, more - i64::try_from(DAYS / 2).unwrap_or_default()),
        }
    }
}

/// What the item of a list begins with, where the page says so.
fn beginning(field: &Field, at: usize) -> Option<&Value> {
    let Some(Present::Value(present)) = &field.present else { return None };
    present.value()?.as_list()?.get(at)
}

const fn is_of_words(takes: &Takes) -> bool {
    matches!(takes, Takes::Choice(_))
}

/// So many of the words, none of them twice.
fn each_once(takes: &Takes, count: usize) -> Vec<Value> {
    let Takes::Choice(words) = takes else { return Vec::new() };
    words.iter().take(count.max(1)).map(|word| Value::text(word.word.clone())).collect()
}

/// A field that may not be left out, whatever else is answered.
pub(super) fn never_left_out<'f>(fields: &'f [Field], chance: &mut Dice) -> Option<&'f Field> {
    let has_to: Vec<&Field> = fields
        .iter()
        .filter(|field| field.required && field.default.is_none() && field.only.is_none())
        .filter(|field| field.either.is_empty() && field.fact.as_ref().is_none_or(|fact| fact.when.is_none()))
        .collect();
    has_to.get(chance.below(has_to.len())).copied()
}

/// A value that a field never takes.
pub(super) fn of_another_kind(takes: &Takes) -> Value {
    match takes {
        Takes::Boolean | Takes::Number { .. } | Takes::List { .. } | Takes::Record(_) | Takes::Date => {
            Value::text("neither")
        }
        Takes::Text | Takes::Choice(_) | Takes::Person { .. } => Value::List(vec![Value::Boolean(true)]),
    }
}

/// Every text of a value, but for those under a name that is no answer of one's own.
pub(super) fn texts<'v>(value: &'v Value, found: &mut BTreeSet<&'v str>) {
    match value {
        Value::Text(text) => {
            found.insert(text);
        }
        Value::List(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Record(fields) => {
            // The citizen's own words are nobody's judgement.
            fields.iter().filter(|(name, _)| *name != "goals").for_each(|(_, value)| texts(value, found));
        }
        Value::Null | Value::Boolean(_) | Value::Number(_) | Value::Date(_) | Value::Instant(_) => {}
    }
}
