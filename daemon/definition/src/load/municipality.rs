//! The municipality from its tree.

use std::collections::{BTreeMap, BTreeSet};

use model::directory::{Person, Sender, Unit};
use model::{Date, PersonId, RoleName, UnitId};

use crate::finding::{BAD_VALUE, Report, UNKNOWN_NAME};
use crate::municipality::{Confirmed, Municipality};
use crate::text::{Entry, Text, Tree};

/// Reads a municipality; every name that nobody has is reported.
pub(super) fn read(tree: &Tree, report: &mut Report<'_>) -> Option<Municipality> {
    let people_entries = tree.get("people").map(Tree::entries).unwrap_or_default();
    let unit_entries = tree.get("units").map(Tree::entries).unwrap_or_default();
    let known = Known { people: keys(people_entries), units: keys(unit_entries) };
    let units: BTreeMap<UnitId, Unit> =
        unit_entries.iter().filter_map(|entry| unit(entry, &known, report)).collect();
    let people: BTreeMap<PersonId, Person> =
        people_entries.iter().filter_map(|entry| person(entry, &known, report)).collect();
    let closing_days = tree.get("closing_days").map(Tree::entries).unwrap_or_default();
    let closing_days = closing_days
        .iter()
        .filter_map(|entry| Some((entry.key.text.parse::<Date>().ok()?, entry.value.as_text()?.text.clone())))
        .collect();
    let code = tree.text("municipality")?;
    let code = code.text.parse::<u16>().ok().filter(|code| (1..=999).contains(code)).or_else(|| {
        let message = format!("`{}` is no municipality code", code.text);
        report.error(BAD_VALUE, code.span, message, "write its three digits, such as `901`");
        None
    })?;
    let name = tree.text("name")?.text.clone();
    let plugins = super::plugin::read(tree, report);
    let synthetic = flag(tree, "synthetic");
    let sender = tree.get("sender").and_then(|sender| sender_of(sender, &name));
    let confirmed = tree.get("confirmed").map(Tree::entries).unwrap_or_default();
    let confirmed = confirmed.iter().flat_map(|kind| {
        let entries = kind.value.entries().iter();
        entries
            .filter_map(|entry| Some(((kind.key.text.clone(), entry.key.text.clone()), confirmation(entry)?)))
    });
    let confirmed = confirmed.collect();
    Some(Municipality { code, name, synthetic, units, people, closing_days, sender, plugins, confirmed })
}

/// A confirmation; a key that is missing has been reported.
fn confirmation(entry: &Entry) -> Option<Confirmed> {
    let text = |key: &str| entry.value.text(key).map(|text| text.text.clone());
    let on = text("on")?.parse().ok()?;
    Some(Confirmed { value: text("value")?, by: text("by")?, on })
}

/// Who letters are from; a key that is missing has been reported.
fn sender_of(tree: &Tree, name: &str) -> Option<Sender> {
    let line = |key: &str| tree.text(key).map(|text| text.text.clone());
    Some(Sender {
        name: name.to_owned(),
        address: line("address")?.lines().map(|line| line.trim().to_owned()).collect(),
        phone: line("phone")?,
        hours: line("hours")?,
        website: line("website")?,
        citizen_adviser: line("citizen_adviser")?,
        data_notice: line("data_notice")?,
    })
}

/// A telephone number: digits, blanks and a `+`.
fn phone(tree: &Tree, report: &mut Report<'_>) -> Option<String> {
    let text = tree.text("phone")?;
    let digits = text.text.chars().filter(char::is_ascii_digit).count();
    let is_number = text.text.chars().all(|sign| sign.is_ascii_digit() || matches!(sign, ' ' | '+' | '-'));
    if !is_number || !(6..=15).contains(&digits) {
        let message = format!("`{}` is no telephone number", text.text.escape_debug());
        report.error(BAD_VALUE, text.span, message, "write it like `99 01 02 03`");
    }
    Some(text.text.clone())
}

/// Names that may be used.
struct Known<'t> {
    people: Vec<&'t str>,
    units: Vec<&'t str>,
}

fn keys(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.key.as_str()).collect()
}

fn unit(entry: &Entry, known: &Known<'_>, report: &mut Report<'_>) -> Option<(UnitId, Unit)> {
    let id = UnitId::new(entry.key.as_str());
    let leader = entry.value.text("leader").map(|leader| person_id(leader, known, report));
    let title = entry.value.text("title")?.text.clone();
    let phone = phone(&entry.value, report);
    Some((id.clone(), Unit { id, title, leader, phone }))
}

fn person(entry: &Entry, known: &Known<'_>, report: &mut Report<'_>) -> Option<(PersonId, Person)> {
    let tree = &entry.value;
    let mut roles = BTreeSet::new();
    for role in tree.get("roles").map(Tree::entries).unwrap_or_default() {
        for unit in role.value.texts() {
            if !known.units.contains(&unit.as_str()) {
                report.unknown(UNKNOWN_NAME, unit, "unit", &known.units);
            }
            roles.insert((RoleName::new(role.key.as_str()), UnitId::new(unit.as_str())));
        }
    }
    let id = PersonId::new(entry.key.as_str());
    let deputy = tree.text("deputy").map(|deputy| {
        if deputy.text == entry.key.text {
            let message = format!("`{}` cannot stand in for themselves", deputy.text);
            report.error(BAD_VALUE, deputy.span, message, "name somebody else");
        }
        person_id(deputy, known, report)
    });
    let email = tree.text("email").map(|email| {
        if !email.text.contains('@') || email.text.contains(char::is_whitespace) {
            let message = format!("`{}` is no e-mail address", email.text.escape_debug());
            report.error(BAD_VALUE, email.span, message, "write it like `name@example.invalid`");
        }
        email.text.clone()
    });
    let name = tree.text("name")?.text.clone();
    let (admin, auditor) = (flag(tree, "admin"), flag(tree, "auditor"));
    let phone = phone(tree, report);
    let competences = tree.texts_of("competences").into_iter().map(|word| word.text.clone()).collect();
    let weekly_hours = tree.text("weekly_hours").and_then(|hours| {
        let read = hours.text.parse::<u32>().ok().filter(|hours| (1..=60).contains(hours));
        if read.is_none() {
            report.error(BAD_VALUE, hours.span, "nobody works so many hours a week", "write 1 to 60");
        }
        read
    });
    let employed_since = tree.text("employed_since").and_then(|day| day.text.parse().ok());
    let person = Person {
        id: id.clone(),
        name,
        email,
        roles,
        deputy,
        competences,
        weekly_hours,
        employed_since,
        admin,
        auditor,
        phone,
    };
    Some((id, person))
}

fn person_id(text: &Text, known: &Known<'_>, report: &mut Report<'_>) -> PersonId {
    if !known.people.contains(&text.as_str()) {
        report.unknown(UNKNOWN_NAME, text, "person", &known.people);
    }
    PersonId::new(text.as_str())
}

fn flag(tree: &Tree, key: &str) -> bool {
    tree.text(key).is_some_and(|word| word.text == "true")
}
