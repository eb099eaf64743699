//! What scenarios reached of a workflow, and what none of them did.
//!
//! Everything there is comes from the definition (`points`), everything that was reached from what was recorded
//! (`watch`): a scenario says nothing about coverage and cannot claim any.

mod points;
mod watch;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use crate::setting::Setting;

pub(crate) use watch::Watch;

/// What can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A step opened, and was done.
    Step,
    /// A condition held and did not; another way was taken.
    Branch,
    /// A step came out in one of its ways.
    Outcome,
    /// A deadline was met, and was not.
    Deadline,
    /// A letter was sent.
    Letter,
    /// An event happened.
    Event,
    /// A row of a decision table decided.
    Row,
}

impl Kind {
    /// Every kind, in the order in which it is told.
    pub const ALL: [Self; 7] =
        [Self::Step, Self::Branch, Self::Outcome, Self::Deadline, Self::Letter, Self::Event, Self::Row];
}

/// One thing that can be reached.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// What kind of thing.
    pub kind: Kind,
    /// The name in the workflow: of a step, a stage, a deadline, a letter, an event.
    pub name: String,
    /// What of it: `opened`, `when_false`, `met`, an outcome.
    pub what: String,
}

impl Point {
    pub(crate) fn new(kind: Kind, name: impl Into<String>, what: impl Into<String>) -> Self {
        Self { kind, name: name.into(), what: what.into() }
    }
}

/// Coverage of one workflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Everything that there is, and whether it was reached.
    pub points: BTreeMap<Point, bool>,
    /// The line of the workflow's file on which a point stands, where that is known.
    pub lines: BTreeMap<Point, usize>,
}

impl Coverage {
    pub(crate) fn of<'p>(setting: &Setting, seen: impl Iterator<Item = &'p Point>) -> Self {
        let seen: BTreeSet<&Point> = seen.collect();
        let there = points::all(&setting.definition);
        let lines = there.iter().filter_map(|(point, path)| {
            // `steps.decide.complaint` stands under `steps.decide` where it has no line of its own.
            let above = path.rsplit_once('.').map_or("", |(above, _)| above);
            let line = setting.places.get(path).or_else(|| setting.places.get(above))?;
            Some((point.clone(), *line))
        });
        let lines = lines.collect();
        let points = there.into_keys().map(|point| (point.clone(), seen.contains(&point))).collect();
        Self { points, lines }
    }

    /// How many points of a kind were reached, and how many there are.
    #[must_use]
    pub fn count(&self, kind: Kind) -> (usize, usize) {
        let of_kind = self.points.iter().filter(|(point, _)| point.kind == kind);
        of_kind.fold((0, 0), |(reached, all), (_, is_reached)| (reached + usize::from(*is_reached), all + 1))
    }

    /// How many points were reached, and how many there are.
    #[must_use]
    pub fn total(&self) -> (usize, usize) {
        let counts = Kind::ALL.into_iter().map(|kind| self.count(kind));
        counts.fold((0, 0), |(reached, all), (more, of)| (reached + more, all + of))
    }

    /// What no scenario reached.
    pub fn missing(&self) -> impl Iterator<Item = &Point> {
        self.points.iter().filter(|(_, is_reached)| !**is_reached).map(|(point, _)| point)
    }

    /// Whether everything was reached.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.missing().next().is_none()
    }
}
