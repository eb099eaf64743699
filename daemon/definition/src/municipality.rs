//! The municipality: units, people, the roles they hold, closing days.

use std::collections::BTreeMap;

use calendar::Calendar;
use model::directory::{Directory, Person, Sender, Unit};
use model::{Date, PersonId, UnitId};

/// A checked municipality file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Municipality {
    /// Municipality code, such as 901.
    pub code: u16,
    /// What it is called.
    pub name: String,
    /// Whether everybody in it is invented: synthetic CPR numbers are accepted.
    pub synthetic: bool,
    /// Units.
    pub units: BTreeMap<UnitId, Unit>,
    /// People.
    pub people: BTreeMap<PersonId, Person>,
    /// Days on which the municipality is closed beside the public ones.
    pub closing_days: BTreeMap<Date, String>,
    /// Who letters are from.
    pub sender: Option<Sender>,
}

impl Municipality {
    /// People and units, with no load counted yet.
    #[must_use]
    pub fn directory(&self) -> Directory {
        Directory {
            people: self.people.clone(),
            units: self.units.clone(),
            load: BTreeMap::new(),
            sender: self.sender.clone(),
        }
    }

    /// The Danish calendar with this municipality's closing days.
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        self.closing_days
            .iter()
            .fold(Calendar::danish(), |calendar, (day, name)| calendar.with_closing_day(day.0, name.clone()))
    }
}
