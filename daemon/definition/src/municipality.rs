//! The municipality: units, people, the roles they hold, closing days.

use std::collections::BTreeMap;

use calendar::Calendar;
use model::directory::{Directory, Person, Sender, Unit};
use model::plugin::Plugin;
use model::{ContentHash, Date, PersonId, UnitId};

use crate::text::Span;

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
    /// Plugins by the name that workflows use.
    pub plugins: BTreeMap<String, PluginFile>,
    /// Numbers and texts of the rule pack that nobody has verified and that the municipality stands by: `deadlines`,
    /// `channels` or `texts`, and the name there.
    pub confirmed: BTreeMap<(String, String), Confirmed>,
}

/// That somebody stands by a number or a text of the rule pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// What was confirmed: another value is not.
    pub value: String,
    /// Who confirmed it.
    pub by: String,
    /// When.
    pub on: Date,
}

/// A plugin of the municipality, as its file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginFile {
    /// The component, below the folder of the municipality file.
    pub file: String,
    /// The hash that it must have.
    pub digest: Option<ContentHash>,
    /// What it is granted, and what is configured for it.
    pub grant: Plugin,
    /// Where it stands, for findings about its file.
    pub(crate) at: Span,
}

impl Municipality {
    /// People, units and plugins, with no load counted and no component in force yet.
    #[must_use]
    pub fn directory(&self) -> Directory {
        Directory {
            people: self.people.clone(),
            units: self.units.clone(),
            load: BTreeMap::new(),
            sender: self.sender.clone(),
            plugins: self.plugins.iter().map(|(name, plugin)| (name.clone(), plugin.grant.clone())).collect(),
            seed: [0; 32],
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
