//! How a case can begin, where nobody says how.

use std::collections::{BTreeMap, BTreeSet};

use model::directory::Person;
use model::{EventName, PersonId, UnitId};

use crate::setting::Setting;

/// The first event that opens a case, who may record it, and the unit in which most of the workflow's roles are held.
/// None where nobody may.
#[must_use]
pub fn opening(setting: &Setting) -> Option<(EventName, PersonId, UnitId)> {
    let definition = &setting.definition;
    let event = definition.opens.first()?;
    let mut roles: BTreeMap<&UnitId, BTreeSet<&str>> = BTreeMap::new();
    for (role, unit) in setting.municipality.people.values().flat_map(|person| &person.roles) {
        if definition.roles.contains_key(role) {
            roles.entry(unit).or_default().insert(role.as_str());
        }
    }
    // The first of those with the most: `max_by_key` would take the last.
    let most = roles.values().map(BTreeSet::len).max()?;
    let (unit, _) = roles.into_iter().find(|(_, held)| held.len() == most)?;
    let by = opener(setting, event, unit)?;
    Some((event.clone(), by, unit.clone()))
}

/// The first person who may open a case with an event in a unit.
pub(super) fn opener(setting: &Setting, event: &EventName, unit: &UnitId) -> Option<PersonId> {
    let rule = setting.definition.events.get(event)?;
    let may = |person: &&Person| {
        let held = person.roles.iter().filter(|(_, place)| place == unit);
        held.map(|(role, _)| role).any(|role| rule.by.is_empty() || rule.by.contains(role))
    };
    setting.municipality.people.values().find(may).map(|person| person.id.clone())
}
