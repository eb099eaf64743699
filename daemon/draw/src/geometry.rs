//! From rows, columns and tracks to pixels.

use crate::layout::{BOX_WIDTH, END_WIDTH, Grid, Node, Place};
use crate::route::{Edge, Routes, Side, Way};

/// Room around the picture, in pixels.
pub(crate) const MARGIN: i32 = 20;

/// Height of the title above the grid, in pixels.
const HEAD_HEIGHT: i32 = 64;

/// From one track to the next, in pixels.
const TRACK: i32 = 8;

/// Room in a gutter beside its tracks: before them, and behind them for the heads of arrows.
const GUTTER: (i32, i32) = (9, 15);

/// Room in a channel beside its tracks: above them, and below them for the heads of arrows.
const CHANNEL: (i32, i32) = (6, 14);

/// Smallest height of a row: a name of a lane has four lines beside it.
const ROW_HEIGHT_MIN: i32 = 62;

/// A point of the picture.
pub(crate) type Point = (i32, i32);

/// A rectangle of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) width: i32,
    pub(crate) height: i32,
}

/// Begin and size of something that lies in a row of such things.
type Stretch = (i32, i32);

/// Where each row, column, gutter and channel lies.
pub(crate) struct Geometry {
    columns: Vec<Stretch>,
    gutters: Vec<Stretch>,
    rows: Vec<Stretch>,
    channels: Vec<Stretch>,
    /// Right edge of the grid.
    pub(crate) right: i32,
    /// Lower edge of the grid.
    pub(crate) bottom: i32,
}

impl Geometry {
    /// Gives each row and column the room that its boxes and its arrows need.
    pub(crate) fn of(grid: &Grid, routes: &Routes) -> Self {
        let (mut columns, mut gutters) = (Vec::new(), Vec::new());
        let mut x = MARGIN;
        for column in 0..grid.columns {
            let before = if column == 0 { 0 } else { room(GUTTER, routes.gutter_tracks(column)) };
            gutters.push((x, before));
            x += before;
            let is_end = column == 0 || column + 1 == grid.columns;
            let width = if is_end { END_WIDTH } else { BOX_WIDTH };
            columns.push((x, width));
            x += width;
        }
        gutters.push((x, room(GUTTER, routes.gutter_tracks(grid.columns))));
        let (mut rows, mut channels) = (Vec::new(), Vec::new());
        let mut y = HEAD_HEIGHT;
        for row in 0..grid.rows {
            let above = if row == 0 { 0 } else { room(CHANNEL, routes.channel_tracks(row)) };
            let begins_lane = grid.lanes.iter().any(|lane| lane.first == row);
            let above = if begins_lane { above + LANE_GAP } else { above };
            channels.push((y, above));
            y += above;
            let boxes = grid.nodes.iter().filter(|node| node.row == row).map(Node::height);
            let height = boxes.max().unwrap_or(0).max(ROW_HEIGHT_MIN);
            rows.push((y, height));
            y += height;
        }
        Self { columns, gutters, rows, channels, right: x, bottom: y + LANE_GAP }
    }

    /// Where a box lies. Boxes of a row of stages are equally high.
    pub(crate) fn area(&self, node: &Node) -> Area {
        let (first, last) = node.columns;
        let (x, _) = at(&self.columns, first);
        let (end, width) = at(&self.columns, last);
        let (y, row_height) = at(&self.rows, node.row);
        let is_stage = matches!(node.place, Place::Stage(_) | Place::Start | Place::End);
        let height = if is_stage { row_height } else { node.height() };
        Area { x, y, width: end + width - x, height }
    }

    /// Upper edge and height of rows with the channel above them.
    pub(crate) fn band(&self, first: usize, rows: usize) -> Stretch {
        let (top, _) = at(&self.channels, first);
        let (y, height) = at(&self.rows, (first + rows).saturating_sub(1));
        // The gap belongs to the lane above: arrows that enter a lane lie in its own channel.
        (top + LANE_GAP / 2, y + height - top)
    }

    /// The corners of an arrow, from its beginning to its head.
    pub(crate) fn points(&self, routes: &Routes, (edge, way): &(Edge, Way), grid: &Grid) -> Vec<Point> {
        let (Some(from), Some(to)) = (grid.node(&edge.from), grid.node(&edge.to)) else { return Vec::new() };
        let (from, to) = (self.area(from), self.area(to));
        match way {
            Way::Down(column) => {
                let (x, width) = at(&self.columns, *column);
                vec![(x + width / 2, from.y + from.height), (x + width / 2, to.y)]
            }
            Way::Round { exit, entry, gutters: (out, into), channel } => {
                let begin = (side(from, *exit), from.y + port_out(*exit, edge));
                let head = (side(to, *entry), to.y + port_in(*entry, edge));
                let first = self.in_gutter(*out, routes.in_gutter(*out, edge));
                match channel {
                    None if begin.1 == head.1 => vec![begin, head],
                    None => vec![begin, (first, begin.1), (first, head.1), head],
                    Some(channel) => {
                        let (y, _) = at(&self.channels, *channel);
                        let begins_lane = grid.lanes.iter().any(|lane| lane.first == *channel);
                        let gap = if begins_lane { LANE_GAP } else { 0 };
                        let y = y + gap + CHANNEL.0 + TRACK * count(routes.in_channel(*channel, edge));
                        let second = self.in_gutter(*into, routes.in_gutter(*into, edge));
                        vec![begin, (first, begin.1), (first, y), (second, y), (second, head.1), head]
                    }
                }
            }
        }
    }

    fn in_gutter(&self, gutter: usize, track: usize) -> i32 {
        at(&self.gutters, gutter).0 + GUTTER.0 + TRACK * count(track)
    }
}

/// Room above the first row of a lane, in pixels.
const LANE_GAP: i32 = 8;

fn room((before, behind): (i32, i32), tracks: usize) -> i32 {
    before + behind + TRACK * count(tracks).saturating_sub(1).max(0)
}

fn side(area: Area, side: Side) -> i32 {
    match side {
        Side::Left => area.x,
        Side::Right => area.x + area.width,
    }
}

/// How far below the top of a box an arrow leaves it: arrows onwards leave at the height of the kind, so that neighbours are
/// joined by a straight line.
fn port_out(side: Side, edge: &Edge) -> i32 {
    match (side, edge.again) {
        (Side::Right, false) => 18,
        (Side::Left, false) | (_, true) => 40,
    }
}

/// How far below the top of a box an arrow comes in.
fn port_in(side: Side, edge: &Edge) -> i32 {
    match (side, edge.again) {
        (Side::Left, false) => 18,
        (Side::Right, false) | (_, true) => 30,
    }
}

fn at(stretches: &[Stretch], place: usize) -> Stretch {
    stretches.get(place).copied().unwrap_or_default()
}

/// A number of things as pixels are counted; a checked workflow has at most 500 steps.
pub(crate) fn count(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
