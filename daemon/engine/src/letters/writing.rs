//! What stands in every letter: who it is from, whom it is for, who can be called, what the law says of rights.

use std::collections::BTreeMap;

use definition::{Channel, Definition, RulePack, Step};
use letter::{Day, Value};
use model::directory::{Person, Sender};
use model::{CaseState, CitizenState, Date, PersonId};

use super::{Lack, facts, version_of};
use crate::world::World;

/// What stands where something is still missing in a draft.
const MISSING: &str = "[mangler]";

/// A letter in the making.
pub(crate) struct Writing<'a> {
    pub(crate) world: &'a World<'a>,
    pub(crate) case: &'a CaseState,
    pub(crate) citizen: Option<&'a CitizenState>,
    pub(crate) definition: &'a Definition,
    pub(crate) pack: &'a RulePack,
    pub(crate) step: &'a Step,
    pub(crate) by: &'a PersonId,
    pub(crate) subject: &'a str,
    /// The way in which it goes, by its name in the rule pack, and the address on it.
    pub(crate) channel: &'a str,
    pub(crate) address: &'a [String],
}

impl Writing<'_> {
    /// The values of every letter, and what they lack.
    pub(crate) fn common(&self, lacks: &mut Vec<Lack>) -> BTreeMap<String, Value> {
        let channel = self.pack.channels.get(self.channel);
        let before = self.case.letters.values();
        let before =
            before.filter(|one| one.subject == self.subject && one.step.as_ref() == Some(&self.step.name));
        let replaces = before.map(|one| one.sent_on).max();
        let texts =
            self.pack.texts.iter().map(|(name, one)| (name.as_str(), Value::text(one.text.da.clone())));
        let case = Value::record([
            ("id", Value::text(self.case.id.to_string())),
            ("title", Value::text(self.definition.title.da.clone())),
        ]);
        BTreeMap::from([
            ("sender".to_owned(), self.sender(lacks)),
            ("recipient".to_owned(), self.recipient(channel, lacks)),
            ("case".to_owned(), case),
            ("sent_on".to_owned(), day(self.world.today)),
            ("channel".to_owned(), text_or_missing(channel.map(|channel| channel.title.da.as_str()))),
            ("version".to_owned(), Value::Number(version_of(self.case, self.subject, Some(&self.step.name)))),
            ("replaces".to_owned(), replaces.map_or(Value::Nothing, day)),
            ("signed_by".to_owned(), self.signed_by()),
            ("contact".to_owned(), self.contact(lacks)),
            ("goals".to_owned(), self.goals()),
            ("facts".to_owned(), facts::values(self)),
            ("limits".to_owned(), facts::limits(self)),
            ("texts".to_owned(), Value::record(texts)),
        ])
    }

    fn sender(&self, lacks: &mut Vec<Lack>) -> Value {
        let sender = self.world.directory.sender.as_ref();
        if sender.is_none() {
            lacks.push(Lack::new(
                "sender",
                "hvem brevet er fra (skrives i kommunens fil)",
                "who the letter is from: add `sender:` to the municipality file",
            ));
        }
        let line = |of: fn(&Sender) -> &str| text_or_missing(sender.map(of));
        let address = sender.map(|sender| sender.address.as_slice()).unwrap_or_default();
        let unit = self.world.directory.units.get(&self.case.unit);
        Value::record([
            ("name", line(|sender| &sender.name)),
            ("unit", text_or_missing(unit.map(|unit| unit.title.as_str()))),
            ("address", lines(address)),
            ("phone", line(|sender| &sender.phone)),
            ("hours", line(|sender| &sender.hours)),
            ("website", line(|sender| &sender.website)),
            ("citizen_adviser", line(|sender| &sender.citizen_adviser)),
            ("data_notice", line(|sender| &sender.data_notice)),
        ])
    }

    /// Whom it is for. The address is given at each dispatch: it may have become protected since the last.
    fn recipient(&self, channel: Option<&Channel>, lacks: &mut Vec<Lack>) -> Value {
        let name = self.citizen.and_then(|citizen| citizen.name.as_text());
        if name.is_none() {
            lacks.push(Lack::new("recipient", "borgerens navn", "the citizen's name"));
        }
        let needs_address = channel.is_some_and(|channel| channel.needs_address);
        if needs_address && self.address.is_empty() {
            lacks.push(Lack::new(
                "address",
                "borgerens adresse, som den er i dag",
                "the address of the citizen as it is today, for a letter on paper",
            ));
        }
        let takes_digital = self.citizen.is_none_or(|citizen| citizen.digital_post);
        if channel.is_some() && !needs_address && !takes_digital {
            lacks.push(Lack::new(
                "channel",
                "en anden måde at sende på: borgeren er fritaget for Digital Post",
                "another channel: the citizen is exempt from Digital Post",
            ));
        }
        let address = if needs_address { self.address } else { &[] };
        Value::record([("name", text_or_missing(name)), ("address", lines(address))])
    }

    /// The person who signs: a human being, always (law 4 of the product).
    fn signed_by(&self) -> Value {
        let person = self.world.directory.people.get(self.by);
        Value::record([
            ("name", Value::text(person.map_or(self.by.as_str(), |person| person.name.as_str()))),
            ("title", self.title()),
        ])
    }

    /// The one whom the citizen can call: who holds the case, or else who signs.
    fn contact(&self, lacks: &mut Vec<Lack>) -> Value {
        let holder = self.step.by.as_ref().and_then(|role| self.case.holders.get(role));
        let id = holder.map_or(self.by, |holder| &holder.person);
        let person: Option<&Person> = self.world.directory.people.get(id);
        let unit = self.world.directory.units.get(&self.case.unit);
        let phone = person
            .and_then(|person| person.phone.as_deref())
            .or_else(|| unit.and_then(|unit| unit.phone.as_deref()));
        if phone.is_none() {
            lacks.push(Lack::new(
                "contact/phone",
                format!("telefonnummer til {id} eller til enheden (skrives i kommunens fil)"),
                format!("a phone number of `{id}` or of the unit: add `phone:` to the municipality file"),
            ));
        }
        Value::record([
            ("name", Value::text(person.map_or(id.as_str(), |person| person.name.as_str()))),
            ("title", self.title()),
            ("phone", text_or_missing(phone)),
            ("email", Value::optional(person.and_then(|person| person.email.as_deref()))),
        ])
    }

    fn title(&self) -> Value {
        let role = self.step.by.as_ref().and_then(|role| self.definition.roles.get(role));
        Value::text(role.map_or("Sagsbehandler", |role| role.title.da.as_str()))
    }

    /// What the citizen said they want, in their own words.
    fn goals(&self) -> Value {
        let words = self.case.goals.values().filter_map(|goal| goal.words.as_text());
        Value::List(words.map(Value::text).collect())
    }
}

/// A date in the words of a Danish letter.
pub(crate) fn day(date: Date) -> Value {
    Value::Date(Day { day: calendar::date_da(date.0), weekday: calendar::day_da(date.0) })
}

fn lines(lines: &[String]) -> Value {
    Value::List(lines.iter().map(Value::text).collect())
}

/// Something that a letter cannot be sent without; a draft says that it is missing.
pub(super) fn text_or_missing(text: Option<&str>) -> Value {
    Value::text(text.filter(|text| !text.trim().is_empty()).unwrap_or(MISSING))
}
