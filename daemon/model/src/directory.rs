//! The municipality's people and units, as the one writer sees them.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{PersonId, RoleName, UnitId};
use crate::plugin::Plugin;
use crate::time::Date;

/// A member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// Official name, as it stands on letters.
    pub name: String,
    /// Work address for notices.
    pub email: Option<String>,
    /// Which roles they hold, and in which unit.
    pub roles: BTreeSet<(RoleName, UnitId)>,
    /// Who stands in for them.
    pub deputy: Option<PersonId>,
    /// What they know well: words of the workflows' choice types.
    pub competences: BTreeSet<String>,
    /// Agreed hours a week, where they are not full-time.
    pub weekly_hours: Option<u32>,
    /// Since when they do this work.
    pub employed_since: Option<Date>,
    /// Whether they may run the system: tokens, activation, erasure.
    pub admin: bool,
    /// Whether they may read everything with a purpose and change nothing.
    pub auditor: bool,
    /// Telephone at work, as it stands on letters.
    pub phone: Option<String>,
}

/// A unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Which unit.
    pub id: UnitId,
    /// What it is called.
    pub title: String,
    /// Who leads it.
    pub leader: Option<PersonId>,
    /// Telephone of the unit, where a member of staff has none of their own.
    pub phone: Option<String>,
}

/// Who a letter is from: what stands at its head and its foot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The authority.
    pub name: String,
    /// Its address, a line each.
    pub address: Vec<String>,
    /// Its telephone.
    pub phone: String,
    /// When it answers.
    pub hours: String,
    /// Its website.
    pub website: String,
    /// The citizens' adviser: who, and how to reach them.
    pub citizen_adviser: String,
    /// Where the citizen reads how their data are used (GDPR 13 and 14).
    pub data_notice: String,
}

/// People and units in force, with what the writer knows of their load.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Directory {
    /// People by identifier.
    pub people: BTreeMap<PersonId, Person>,
    /// Units by identifier.
    pub units: BTreeMap<UnitId, Unit>,
    /// Open cases coordinated, by person.
    pub load: BTreeMap<PersonId, u32>,
    /// Who letters are from; without it none can be sent.
    pub sender: Option<Sender>,
    /// Plugins by the municipality's name for them, with their grants.
    pub plugins: BTreeMap<String, Plugin>,
    /// The secret by which cases are drawn for a sample; all zeros where nothing is kept.
    pub seed: [u8; 32],
}

impl Directory {
    /// Whether a person holds a role, in the unit or in any where `unit` is `None`.
    #[must_use]
    pub fn holds(&self, person: &PersonId, role: &RoleName, unit: Option<&UnitId>) -> bool {
        self.people.get(person).is_some_and(|person| {
            person.roles.iter().any(|(held, place)| held == role && unit.is_none_or(|unit| unit == place))
        })
    }

    /// Who holds a role in a unit, in order of identifier.
    pub fn holders<'a>(&'a self, role: &'a RoleName, unit: &'a UnitId) -> impl Iterator<Item = &'a PersonId> {
        self.people
            .values()
            .filter(move |person| person.roles.iter().any(|(held, place)| held == role && place == unit))
            .map(|person| &person.id)
    }
}
