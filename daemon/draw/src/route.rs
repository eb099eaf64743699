//! Arrows: along the gutters between columns and the channels between rows, never through a box.
//!
//! Each gutter and each channel has as many tracks as it needs. Arrows to the same place share a track; others that would lie
//! on each other do not.

use std::collections::BTreeMap;

use definition::{Again, Definition, Step};

use crate::layout::{Grid, Node, Place};
use crate::names::befores;
use crate::notes::reopenings;

/// An arrow from one place to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    pub(crate) from: Place,
    pub(crate) to: Place,
    /// Whether it lets its end begin anew, and does not come before it.
    pub(crate) again: bool,
}

/// On which side of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
}

/// The way of an arrow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Straight down within the column.
    Down(usize),
    /// Out at a side into a gutter, perhaps along a channel into another, and in at a side.
    Round { exit: Side, entry: Side, gutters: (usize, usize), channel: Option<usize> },
}

/// All arrows with their ways and tracks.
pub(crate) struct Routes {
    pub(crate) edges: Vec<(Edge, Way)>,
    gutters: Tracks,
    channels: Tracks,
}

impl Routes {
    /// The track of an arrow in a gutter.
    pub(crate) fn in_gutter(&self, gutter: usize, edge: &Edge) -> usize {
        self.gutters.of(gutter, edge)
    }

    /// The track of an arrow in a channel.
    pub(crate) fn in_channel(&self, channel: usize, edge: &Edge) -> usize {
        self.channels.of(channel, edge)
    }

    /// Tracks in a gutter.
    pub(crate) fn gutter_tracks(&self, gutter: usize) -> usize {
        self.gutters.count(gutter)
    }

    /// Tracks in a channel.
    pub(crate) fn channel_tracks(&self, channel: usize) -> usize {
        self.channels.count(channel)
    }
}

/// Finds the way of every arrow.
pub(crate) fn routes(definition: &Definition, grid: &Grid) -> Routes {
    let mut edges: Vec<(Edge, Way)> = Vec::new();
    let mut gutters = Wanted::default();
    let mut channels = Wanted::default();
    for edge in self::edges(definition) {
        let (Some(from), Some(to)) = (grid.node(&edge.from), grid.node(&edge.to)) else { continue };
        if edges.iter().any(|(known, _)| *known == edge) {
            continue;
        }
        let way = way(&edge, from, to, grid);
        if let Way::Round { gutters: (out, into), channel, .. } = &way {
            if let Some(channel) = channel {
                gutters.want(*out, &edge, down(from.row, *channel));
                gutters.want(*into, &edge, down(to.row, *channel));
                channels.want(*channel, &edge, (*out.min(into), *out.max(into)));
            } else if from.row != to.row || edge.again {
                let rows = (10 * from.row.min(to.row) + 1, 10 * from.row.max(to.row) + 9);
                gutters.want(*out, &edge, rows);
            }
        }
        edges.push((edge, way));
    }
    Routes { edges, gutters: gutters.given(), channels: channels.given() }
}

/// What a line between a row and a channel covers. Channel `n` lies above row `n`.
fn down(row: usize, channel: usize) -> (usize, usize) {
    if channel <= row { (10 * channel, 10 * row + 9) } else { (10 * row + 1, 10 * channel) }
}

/// Every arrow of a workflow, in file order.
pub(crate) fn edges(definition: &Definition) -> Vec<Edge> {
    let mut edges = Vec::new();
    for stage in &definition.stages {
        let to = Place::Stage(stage.name.clone());
        let before = befores(&stage.after).0;
        // What another stage holds begins with it, and stands below it.
        if before.is_empty() && stage.parent.is_none() {
            edges.push(Edge { from: Place::Start, to: to.clone(), again: false });
        }
        edges.extend(before.iter().map(|before| Edge { from: place(before), to: to.clone(), again: false }));
        for step in stage.steps.iter().filter_map(|name| definition.steps.get(name)) {
            edges.extend(to_step(definition, step));
        }
    }
    edges
}

fn to_step(definition: &Definition, step: &Step) -> Vec<Edge> {
    let to = Place::Step(step.name.clone());
    let before = befores(&step.after).0.iter().map(place);
    let mut edges: Vec<Edge> = before.map(|from| Edge { from, to: to.clone(), again: false }).collect();
    edges.extend(reopenings(definition, step).into_iter().filter_map(|again| {
        let from = match again {
            Again::Event(event) => Place::Event(event.clone()),
            Again::Moment(step, _) | Again::Step(step) => Place::Step(step.clone()),
            Again::Stage(stage) => Place::Stage(stage.clone()),
            Again::Person(_) => return None,
        };
        Some(Edge { from, to: to.clone(), again: true })
    }));
    edges
}

fn place(before: &definition::Before) -> Place {
    match before {
        definition::Before::Step(name) => Place::Step(name.clone()),
        definition::Before::Stage(name) => Place::Stage(name.clone()),
        definition::Before::Event(name) => Place::Event(name.clone()),
    }
}

fn way(edge: &Edge, from: &Node, to: &Node, grid: &Grid) -> Way {
    let (from_first, from_last) = from.columns;
    let (to_first, to_last) = to.columns;
    let (exit, entry, gutters) = if to_first > from_last {
        (Side::Right, Side::Left, (from_last + 1, to_first))
    } else if to_last < from_first {
        (Side::Left, Side::Right, (from_first, to_last + 1))
    } else if edge.again {
        (Side::Right, Side::Right, (from_last + 1, to_last + 1))
    } else {
        // The narrower of the two is within the wider.
        let column = from_first.max(to_first);
        if from.row < to.row && is_free(grid, column, (from.row, to.row)) {
            return Way::Down(column);
        }
        (Side::Left, Side::Left, (from_first, to_first))
    };
    let channel = (gutters.0 != gutters.1).then_some(to.row);
    Way::Round { exit, entry, gutters, channel }
}

/// Whether nothing stands in a column between two rows.
fn is_free(grid: &Grid, column: usize, (above, below): (usize, usize)) -> bool {
    !grid.nodes.iter().any(|node| {
        let (first, last) = node.columns;
        (first..=last).contains(&column) && node.row > above && node.row < below
    })
}

/// To what arrows lead that share a track.
type Bundle = (Place, bool);

/// Stretches that are wanted, by gutter or channel.
#[derive(Default)]
struct Wanted(BTreeMap<(usize, Bundle), (usize, usize)>);

impl Wanted {
    fn want(&mut self, place: usize, edge: &Edge, (from, to): (usize, usize)) {
        let stretch = self.0.entry((place, (edge.to.clone(), edge.again))).or_insert((from, to));
        *stretch = (stretch.0.min(from), stretch.1.max(to));
    }

    /// Gives each bundle the first track on which it is alone for all of its stretch.
    fn given(self) -> Tracks {
        let mut stretches: Vec<_> = self.0.into_iter().collect();
        stretches.sort_by(|(one, a), (other, b)| (one.0, a, &one.1).cmp(&(other.0, b, &other.1)));
        let mut taken: BTreeMap<usize, Vec<Vec<(usize, usize)>>> = BTreeMap::new();
        let mut tracks = BTreeMap::new();
        for ((place, bundle), (from, to)) in stretches {
            let here = taken.entry(place).or_default();
            let is_free = |track: &Vec<(usize, usize)>| track.iter().all(|(a, b)| to < *a || from > *b);
            let at = here.iter().position(is_free).unwrap_or(here.len());
            match here.get_mut(at) {
                Some(track) => track.push((from, to)),
                None => here.push(vec![(from, to)]),
            }
            tracks.insert((place, bundle), at);
        }
        let counts = taken.into_iter().map(|(place, tracks)| (place, tracks.len())).collect();
        Tracks { tracks, counts }
    }
}

/// Tracks that were given, and how many there are at each place.
struct Tracks {
    tracks: BTreeMap<(usize, Bundle), usize>,
    counts: BTreeMap<usize, usize>,
}

impl Tracks {
    fn of(&self, place: usize, edge: &Edge) -> usize {
        self.tracks.get(&(place, (edge.to.clone(), edge.again))).copied().unwrap_or(0)
    }

    fn count(&self, place: usize) -> usize {
        self.counts.get(&place).copied().unwrap_or(0)
    }
}
