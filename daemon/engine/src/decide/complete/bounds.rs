//! What a value has to be beside its type: a date lies within its bounds, a person is known and holds the role.

use calendar::Calendar;
use definition::{Anchor, Bound, BoundDay, Due, FactKind, FactRule, Step};
use model::{Date, Directory, FactName, PersonId, Value};

use crate::ages::{Known, anchor_date};
use crate::clock::out_of_range;
use crate::refusal::Refusal;
use crate::world::World;

/// What a date is compared in: the case, and what is filled in together with it.
pub(crate) struct Filled<'a> {
    pub(crate) known: Known<'a>,
    /// The step that asks; nothing where its workflow has it no more.
    pub(crate) step: Option<&'a Step>,
    pub(crate) given: &'a [(&'a FactName, Value)],
}

impl Filled<'_> {
    /// What is wrong with a value that has the type of its fact; nothing where it is right.
    ///
    /// # Errors
    ///
    /// A refusal if a bound leaves the years that the calendar knows.
    pub(crate) fn outside(
        &self,
        rule: &FactRule,
        value: &Value,
        world: &World<'_>,
    ) -> Result<Option<String>, Refusal> {
        if let Some(fault) = not_this_person(&rule.kind, value, world.directory) {
            return Ok(Some(fault));
        }
        let Some(day) = as_day(value) else { return Ok(None) };
        if let Some(bound) = &rule.earliest
            && let Some(first) = self.day_of(bound, (world.today, world.calendar))?
            && day < first
        {
            return Ok(Some(told(day, "earliest", first, bound)));
        }
        if let Some(bound) = &rule.latest
            && let Some(last) = self.day_of(bound, (world.today, world.calendar))?
            && day > last
        {
            return Ok(Some(told(day, "latest", last, bound)));
        }
        Ok(None)
    }

    /// The day of a bound, once what it counts from has one.
    ///
    /// # Errors
    ///
    /// A refusal if it leaves the years that the calendar knows.
    pub(super) fn day_of(
        &self,
        bound: &Bound,
        (today, calendar): (Date, &Calendar),
    ) -> Result<Option<Date>, Refusal> {
        let due = match &bound.day {
            BoundDay::Fixed(day) => return Ok(Some(*day)),
            BoundDay::Today => return Ok(Some(today)),
            BoundDay::Counted(due) => due,
        };
        let Some(from) = self.from(due) else { return Ok(None) };
        let counted =
            calendar::derive(&due.rule.rule, from.0, &[], calendar).map_err(|error| out_of_range(&error))?;
        Ok(Some(Date(counted.due)))
    }

    fn from(&self, due: &Due) -> Option<Date> {
        let day = |anchor: &Anchor| {
            if let Anchor::Fact(fact) = anchor
                && let Some((_, value)) = self.given.iter().find(|(given, _)| *given == fact)
            {
                return as_day(value);
            }
            anchor_date(anchor, self.step?, self.known)
        };
        day(&due.anchor).or_else(|| day(due.otherwise.as_ref()?))
    }
}

/// Why nobody is meant by a value, or somebody who does not hold the role; nothing where the fact is no person.
fn not_this_person(kind: &FactKind, value: &Value, directory: &Directory) -> Option<String> {
    match kind {
        FactKind::Person { holding } => {
            let id = PersonId::new(value.as_text()?);
            if !directory.people.contains_key(&id) {
                return Some(format!(
                    "is `{}`, and nobody here has that identifier",
                    id.as_str().escape_debug()
                ));
            }
            let role = holding.as_ref().filter(|role| !directory.holds(&id, role, None))?;
            let people = directory.people.keys().filter(|known| directory.holds(known, role, None));
            let people: Vec<&str> = people.map(PersonId::as_str).collect();
            Some(format!(
                "is `{id}`, who does not hold the role `{role}`; those who do are {}",
                people.join(", ")
            ))
        }
        FactKind::List { of, .. } => {
            value.as_list().unwrap_or_default().iter().find_map(|item| not_this_person(of, item, directory))
        }
        FactKind::Text
        | FactKind::Number { .. }
        | FactKind::Date
        | FactKind::Boolean
        | FactKind::Choice(_) => None,
    }
}

fn as_day(value: &Value) -> Option<Date> {
    if let Value::Date(day) = value { Some(*day) } else { None }
}

/// The bound with its day, as it is written, and on what it rests where the rule pack says so.
fn told(day: Date, which: &str, bound_on: Date, bound: &Bound) -> String {
    let why = match &bound.day {
        BoundDay::Fixed(_) => return format!("is {day}; the {which} is {bound_on}"),
        BoundDay::Counted(due)
            if !due.rule.basis.ends_with(&bound.text) && bound.text.starts_with(&due.rule.name) =>
        {
            format!("{} ({})", bound.text, due.rule.basis)
        }
        BoundDay::Today | BoundDay::Counted(_) => bound.text.clone(),
    };
    format!("is {day}; the {which} is {bound_on}, {why}")
}
