//! Facts of the case file: what a form, a contribution or a contact asks for.

use std::collections::BTreeMap;

use definition::{Anchor, Bound, BoundDay, Due, FactRule, Source};
use model::{Date, FactName, Value};

use super::super::bounds::Filled;
use super::{AskedFact, Edge, Field, Fields, Present, Takes, note};
use crate::ages::{Known, born};
use crate::explain::{Subject, asks};

/// The fact that says how old the citizen is; an age in a bound tells it, too.
const BIRTH_DATE: &str = "birth_date";

impl Fields<'_> {
    /// Facts that a person fills in, in the order in which they are asked.
    pub(super) fn facts(&self, ask: &[FactName]) -> Vec<Field> {
        let known = ask.iter().filter_map(|name| self.asking.subject.definition.facts.get_key_value(name));
        let asked = known.filter(|(_, rule)| matches!(rule.source, Source::Asked));
        asked.map(|(name, rule)| self.fact(name, rule)).collect()
    }

    /// A talk or a visit: one that did not take place asks for no more.
    pub(super) fn contact(&self, ways: &[String], ask: &[FactName]) -> Vec<Field> {
        let held = Field::new("held", ("fandt den sted", "did it take place"), Takes::Boolean)
            .or(Value::Boolean(true))
            .helped(
                "Svar nej, når den ikke blev til noget: så er den stadig skyldig.",
                "Answer no where it came to nothing: it is still owed then.",
            );
        let facts = self.facts(ask).into_iter();
        let facts = facts.map(|field| field.only_where("held", vec![Value::Boolean(true)]));
        let way = Field::new("way", ("hvordan", "how"), Takes::plain(ways));
        [way, held].into_iter().chain(facts).chain([note()]).collect()
    }

    fn fact(&self, name: &FactName, rule: &FactRule) -> Field {
        let slot = self.task.slot.unwrap_or(0);
        let subject = self.asking.subject;
        let place = (name.clone(), slot);
        let present = subject.case.facts.get(&place).map(|fact| {
            if (self.reads.fact)(name, slot) { Present::Value(fact.value.clone()) } else { Present::Hidden }
        });
        let asked = self
            .tells_asked(rule)
            .then(|| asks(subject, self.asking.now, (&self.step.name, name), &BTreeMap::new()));
        Field {
            name: name.to_string(),
            title: rule.title.clone(),
            help: rule.help.clone(),
            required: !rule.optional,
            fact: Some(AskedFact {
                class: Some(rule.class),
                when: rule.when.as_ref().map(|when| when.source().to_owned()),
                asked,
                earliest: rule.earliest.as_ref().map(|bound| self.edge(bound)),
                latest: rule.latest.as_ref().map(|bound| self.edge(bound)),
            }),
            present,
            ..Field::new("", ("", ""), self.asking.takes(&rule.kind))
        }
    }

    /// Whether a condition may be told from: to whoever completes the task a refusal would tell it; to others only what
    /// rests on facts that they see.
    fn tells_asked(&self, rule: &FactRule) -> bool {
        let Some(when) = &rule.when else { return true };
        let facts = &self.asking.subject.definition.facts;
        let names = when.names();
        let mut read = names.iter().filter_map(|name| facts.get_key_value(name.as_str()));
        self.reads.completes || read.all(|(name, _)| (self.reads.fact)(name, 0))
    }

    /// A bound with its day, where what it counts from has one and the reader may know it.
    fn edge(&self, bound: &Bound) -> Edge {
        let day = if self.tells_day(bound) { self.day_of(bound) } else { None };
        Edge { text: bound.text.clone(), day }
    }

    fn day_of(&self, bound: &Bound) -> Option<Date> {
        let Subject { case, citizen, definition, directory: _ } = self.asking.subject;
        let known = Known { case, definition, born: born(citizen) };
        let filled = Filled { known, step: Some(self.step), given: &[] };
        let today = Date(calendar::civil_date(self.asking.now.micros()));
        // A bound that leaves the years of the calendar is refused when it is used.
        filled.day_of(bound, (today, self.asking.calendar)).ok().flatten()
    }

    fn tells_day(&self, bound: &Bound) -> bool {
        let BoundDay::Counted(due) = &bound.day else { return true };
        let Due { anchor, otherwise, .. } = &**due;
        self.reads.completes
            || (self.sees_anchor(anchor) && otherwise.iter().all(|one| self.sees_anchor(one)))
    }

    fn sees_anchor(&self, anchor: &Anchor) -> bool {
        match anchor {
            Anchor::Fact(fact) => (self.reads.fact)(fact, 0),
            Anchor::Turns(_) => (self.reads.fact)(&FactName::new(BIRTH_DATE), 0),
            // Days of steps and events stand on every page of the case.
            Anchor::Opened | Anchor::Done(_) | Anchor::Moment(..) | Anchor::Event(_) | Anchor::Last(_) => {
                self.reads.file
            }
        }
    }
}
