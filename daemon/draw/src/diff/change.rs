//! A change, and how changes are gathered.

use core::fmt::Debug;

use definition::{Ladder, Renamed};
use model::deadline::Sentence;

use super::renames;
use crate::words::{both, same};

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// In what.
    pub what: What,
    /// Its name in the file.
    pub name: String,
    /// Whether it is new, gone or different.
    pub how: How,
    /// The difference in words.
    pub sentence: Sentence,
}

/// What kind of thing differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The workflow itself.
    Workflow,
    /// An event.
    Event,
    /// A choice type.
    Type,
    /// A role.
    Role,
    /// A fact of the case file.
    Fact,
    /// A stage.
    Stage,
    /// A step.
    Step,
    /// What holds a part of the case.
    Pause,
    /// Something that should hold of every case.
    Check,
    /// The template of a letter.
    Letter,
    /// The rule pack itself.
    RulePack,
    /// A deadline.
    Deadline,
    /// A ladder of reminders.
    Ladder,
    /// A way in which letters travel.
    Channel,
    /// A text about rights.
    Text,
}

impl What {
    /// Its word for programs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Workflow => "workflow",
            Self::Event => "event",
            Self::Type => "type",
            Self::Role => "role",
            Self::Fact => "fact",
            Self::Stage => "stage",
            Self::Step => "step",
            Self::Pause => "pause",
            Self::Check => "check",
            Self::Letter => "letter",
            Self::RulePack => "rule_pack",
            Self::Deadline => "deadline",
            Self::Ladder => "ladder",
            Self::Channel => "channel",
            Self::Text => "text",
        }
    }

    /// What people call it in Danish and in English, and how something of it is new in Danish.
    const fn called(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Workflow => ("forløbet", "workflow", "nyt"),
            Self::Event => ("hændelsen", "event", "ny"),
            Self::Type => ("valgtypen", "choice type", "ny"),
            Self::Role => ("rollen", "role", "ny"),
            Self::Fact => ("oplysningen", "fact", "ny"),
            Self::Stage => ("fasen", "stage", "ny"),
            Self::Step => ("trinnet", "step", "nyt"),
            Self::Pause => ("pausen", "pause", "ny"),
            Self::Check => ("kontrollen", "check", "ny"),
            Self::Letter => ("brevet", "letter", "nyt"),
            Self::RulePack => ("regelpakken", "rule pack", "ny"),
            Self::Deadline => ("fristen", "deadline", "ny"),
            Self::Ladder => ("rykkertrappen", "reminder ladder", "ny"),
            Self::Channel => ("forsendelsen", "channel", "ny"),
            Self::Text => ("teksten", "text", "ny"),
        }
    }
}

/// What became of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is different.
    Changed,
    /// It has another name.
    Renamed,
}

impl How {
    /// Its word for programs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Renamed => "renamed",
        }
    }
}

/// What a sentence is about.
pub(super) struct Thing {
    what: What,
    name: String,
}

impl Thing {
    pub(super) fn new(what: What, name: &str) -> Self {
        Self { what, name: name.to_owned() }
    }

    fn subject(&self) -> Sentence {
        let (da, en, _) = self.what.called();
        both(format!("{da} `{}`", self.name), format!("{en} `{}`", self.name))
    }
}

/// In Danish and in English.
pub(super) type Words<'w> = (&'w str, &'w str);

/// How something that joined a list, and something that left it, is told.
pub(super) struct Lists<'w> {
    pub(super) joined: Words<'w>,
    pub(super) left: Words<'w>,
    /// Where the order matters.
    pub(super) order: Option<Words<'w>>,
}

/// Changes as they are found.
#[derive(Default)]
pub(super) struct Changes {
    found: Vec<Change>,
    /// Ladders that differ under a name of their own, old and new: they are told once, not for each deadline.
    pub(super) ladders: Vec<(Ladder, Ladder)>,
    /// What was called otherwise in the old version.
    pub(super) renames: Vec<Renamed>,
}

impl Changes {
    /// All of them; a number that several steps use is told once.
    pub(super) fn finish(self) -> Vec<Change> {
        let mut told: Vec<Change> = Vec::new();
        for change in self.found {
            if !told.contains(&change) {
                told.push(change);
            }
        }
        told
    }

    pub(super) fn added(&mut self, thing: &Thing, title: Option<&Sentence>) {
        let (_, _, new) = thing.what.called();
        let (da, en) = title.map_or_else(Default::default, |title| {
            (format!(": ”{}”", title.da), format!(": “{}”", title.en))
        });
        self.tell(thing, How::Added, &both(format!("er {new}{da}"), format!("is new{en}")));
    }

    /// Tells what a thing was called, where it has another name.
    pub(super) fn was(&mut self, thing: &Thing) {
        let is_it = |one: &&Renamed| renames::what(one.what) == thing.what && one.to == thing.name;
        let Some(from) = self.renames.iter().find(is_it).map(|one| one.from.clone()) else { return };
        self.tell(
            thing,
            How::Renamed,
            &both(format!("hed før `{from}`"), format!("was called `{from}` before")),
        );
    }

    pub(super) fn removed(&mut self, thing: &Thing) {
        self.tell(thing, How::Removed, &both("er væk", "is gone"));
    }

    /// Says something about a thing.
    pub(super) fn says(&mut self, thing: &Thing, da: impl Into<String>, en: impl Into<String>) {
        self.tell(thing, How::Changed, &both(da, en));
    }

    fn tell(&mut self, thing: &Thing, how: How, said: &Sentence) {
        let subject = thing.subject();
        let gap = |said: &str| if said.starts_with(':') { "" } else { " " };
        let sentence = both(
            format!("{}{}{}", subject.da, gap(&said.da), said.da),
            format!("{}{}{}", subject.en, gap(&said.en), said.en),
        );
        self.found.push(Change { what: thing.what, name: thing.name.clone(), how, sentence });
    }

    /// A property whose value differs: `8 weeks → 6 weeks`.
    pub(super) fn value(&mut self, thing: &Thing, property: Words<'_>, old: &Sentence, new: &Sentence) {
        let old = &renames::renamed(old, &self.renames);
        if old == new {
            return;
        }
        let named = |property: &str| {
            if property.is_empty() { ":".to_owned() } else { format!(": {property}:") }
        };
        let (da, en) = (named(property.0), named(property.1));
        self.says(thing, format!("{da} {} → {}", old.da, new.da), format!("{en} {} → {}", old.en, new.en));
    }

    /// A property whose value is a name or a text of the file, or nothing.
    pub(super) fn names(&mut self, thing: &Thing, property: Words<'_>, old: Option<&str>, new: Option<&str>) {
        let shown =
            |text: Option<&str>| text.map_or_else(|| both("ingen", "none"), |text| same(format!("`{text}`")));
        self.value(thing, property, &shown(old), &shown(new));
    }

    /// What people call it.
    pub(super) fn title(&mut self, thing: &Thing, old: &Sentence, new: &Sentence) {
        let (da, en) = (old.da != new.da, old.en != new.en);
        if !da && !en {
            return;
        }
        // Where only one language differs, both sentences show that one.
        let (to_da, from_da, in_da) =
            if da { (&new.da, &old.da, "") } else { (&new.en, &old.en, " på engelsk") };
        let (to_en, from_en, in_en) =
            if en { (&new.en, &old.en, "") } else { (&new.da, &old.da, " in Danish") };
        self.says(
            thing,
            format!("hedder nu ”{to_da}”{in_da} (før: ”{from_da}”)"),
            format!("is now called “{to_en}”{in_en} (before: “{from_en}”)"),
        );
    }

    /// A list whose members are told one by one.
    pub(super) fn list(&mut self, thing: &Thing, lists: &Lists<'_>, old: &[Sentence], new: &[Sentence]) {
        let old: Vec<Sentence> = old.iter().map(|one| renames::renamed(one, &self.renames)).collect();
        let old = old.as_slice();
        for joined in new.iter().filter(|one| !old.contains(one)) {
            let (da, en) = lists.joined;
            self.says(thing, format!("{da} {}", joined.da), format!("{en} {}", joined.en));
        }
        for left in old.iter().filter(|one| !new.contains(one)) {
            let (da, en) = lists.left;
            self.says(thing, format!("{da} {}", left.da), format!("{en} {}", left.en));
        }
        let kept = |list: &[Sentence], other: &[Sentence]| -> Vec<Sentence> {
            list.iter().filter(|one| other.contains(one)).cloned().collect()
        };
        let (before, after) = (kept(old, new), kept(new, old));
        if let Some((da, en)) = lists.order
            && before != after
        {
            let row = |side: fn(&Sentence) -> &str| after.iter().map(side).collect::<Vec<_>>().join(", ");
            self.says(thing, format!("{da} {}", row(|one| &one.da)), format!("{en} {}", row(|one| &one.en)));
        }
    }

    /// A flag.
    pub(super) fn flag(&mut self, thing: &Thing, (old, new): (bool, bool), set: Words<'_>, unset: Words<'_>) {
        if old == new {
            return;
        }
        let (da, en) = if new { set } else { unset };
        self.says(thing, da, en);
    }

    /// Whatever else differs between two values in which everything that was told is alike.
    ///
    /// The language grows: what a newer key says is told without its words rather than not at all.
    pub(super) fn rest<T: Debug>(&mut self, thing: &Thing, old: &T, new: &T) {
        if format!("{old:?}") != format!("{new:?}") {
            self.says(
                thing,
                "er ændret på en måde, som der endnu ikke er ord for; sammenlign filerne",
                "has changed in a way that there are no words for yet; compare the files",
            );
        }
    }
}

/// Names as they stand in a sentence.
pub(super) fn ticked<T: ToString>(names: impl IntoIterator<Item = T>) -> Vec<Sentence> {
    names.into_iter().map(|name| same(format!("`{}`", name.to_string()))).collect()
}

/// Members of two lists by name: new ones and kept ones in the new order, then those that are gone.
pub(super) fn paired<'t, T>(
    old: impl Fn(&str) -> Option<&'t T>,
    new: impl Fn(&str) -> Option<&'t T>,
    names: (Vec<String>, Vec<String>),
) -> Vec<(String, Option<&'t T>, Option<&'t T>)> {
    let (before, after) = names;
    let gone: Vec<String> = before.into_iter().filter(|name| !after.contains(name)).collect();
    after
        .into_iter()
        .chain(gone)
        .map(|name| {
            let pair = (old(&name), new(&name));
            (name, pair.0, pair.1)
        })
        .collect()
}
