//! Where everything stands: stages are columns, roles are lanes, and the steps of a stage go downwards.

use std::collections::{BTreeMap, BTreeSet};

use definition::{After, Again, Before, Definition, Kind, Stage, Step};
use model::{EventName, RoleName, StageName, StepName};

use crate::kinds;
use crate::names::{self, Named, befores};
use crate::notes::{self, Note, Sign, titled};
use crate::text::Measure;
use crate::words::{Lang, both};

/// Width of a box, in pixels: six stages fit on an ordinary screen.
pub(crate) const BOX_WIDTH: i32 = 190;

/// Width of the columns at both ends, in pixels.
pub(crate) const END_WIDTH: i32 = 150;

/// Room between the edge of a box and its text, in pixels.
pub(crate) const PADDING: i32 = 10;

/// Room for the sign before a note, in pixels.
pub(crate) const SIGN_WIDTH: i32 = 15;

/// Steps of one role in one stage that stand below each other; more begin another column, so that the picture stays
/// about as high as a screen or two.
const STACK_MAX: usize = 8;

/// Events that the box at either end lists; all of them stand in the text equivalent.
const LISTED_MAX: usize = 8;

/// What stands at a place of the picture.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Start,
    End,
    Event(EventName),
    Stage(StageName),
    Step(StepName),
}

/// How a line of a box looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Kind,
    Title,
    Note,
}

impl Style {
    /// Size of its font, in pixels.
    pub(crate) const fn size(self) -> i32 {
        match self {
            Self::Kind | Self::Note => 11,
            Self::Title => 13,
        }
    }

    /// From one line to the next, in pixels.
    pub(crate) const fn leading(self) -> i32 {
        match self {
            Self::Kind => 16,
            Self::Title => 17,
            Self::Note => 14,
        }
    }

    const fn lines_max(self) -> usize {
        match self {
            Self::Kind => 1,
            Self::Title => 6,
            // A condition may be as long as a page; all of it stands in the text equivalent.
            Self::Note => 8,
        }
    }

    pub(crate) const fn is_bold(self) -> bool {
        match self {
            Self::Kind | Self::Title => true,
            Self::Note => false,
        }
    }
}

/// A line of a box.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) style: Style,
    pub(crate) sign: Option<Sign>,
    /// Whether it stands beside a sign, or below one.
    pub(crate) indented: bool,
    pub(crate) text: String,
}

/// A box in the grid.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) place: Place,
    /// First and last column.
    pub(crate) columns: (usize, usize),
    pub(crate) row: usize,
    pub(crate) lines: Vec<Line>,
}

impl Node {
    /// Height of its text with the room around it, in pixels.
    pub(crate) fn height(&self) -> i32 {
        let lines = self.lines.iter().zip(self.lines.iter().skip(1).map(Some).chain([None]));
        // A note that begins after something else stands a little apart.
        let leading = lines.map(|(line, next)| {
            line.style.leading() + if next.is_some_and(|next| next.sign.is_some()) { NOTE_GAP } else { 0 }
        });
        leading.sum::<i32>() + 2 * PADDING - 2
    }
}

/// Room above a note, in pixels.
pub(crate) const NOTE_GAP: i32 = 3;

/// A lane: whose work it is.
#[derive(Debug)]
pub(crate) struct Lane {
    pub(crate) title: String,
    pub(crate) first: usize,
    pub(crate) rows: usize,
}

/// Everything in rows and columns.
#[derive(Debug)]
pub(crate) struct Grid {
    pub(crate) nodes: Vec<Node>,
    pub(crate) lanes: Vec<Lane>,
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    /// Titles of roles without a step.
    pub(crate) idle: Vec<String>,
}

impl Grid {
    pub(crate) fn node(&self, place: &Place) -> Option<&Node> {
        self.nodes.iter().find(|node| node.place == *place)
    }
}

/// Lays a workflow out.
pub(crate) fn grid(definition: &Definition, lang: Lang) -> Grid {
    let whose = lanes(definition);
    let mut placed = Placed::default();
    for stage in definition.held_by(None) {
        placed.stage(definition, stage, 0);
    }
    let Placed { columns, depth, steps, stages } = placed;
    let columns = columns + 1;
    let end = columns;
    let columns_of: BTreeMap<&StageName, usize> =
        stages.iter().map(|(stage, (first, _), _)| (&stage.name, *first)).collect();
    let below = stages.iter().map(|(_, _, deep)| deep + 1).max().unwrap_or(1);
    let (mut nodes, header) = events(definition, &columns_of, lang);
    nodes.push(start(definition, header, lang));
    nodes.extend(ending(definition, (end, header), lang));
    for (stage, columns, deep) in stages {
        let mut lines = wrapped(Style::Title, lang.of(&titled(&stage.title, stage.name.as_str())), BOX_WIDTH);
        lines.extend(noted(&notes::of_stage(definition, stage), lang));
        nodes.push(Node { place: Place::Stage(stage.name.clone()), columns, row: header + deep, lines });
    }
    let lanes_begin = header + below;
    let mut first = lanes_begin;
    let mut first_of = BTreeMap::new();
    let mut shown = Vec::new();
    for by in whose {
        let rows = depth.get(by).copied().unwrap_or(1);
        shown.push(Lane { title: lane_title(definition, by.as_ref(), lang), first, rows });
        first_of.insert(by, first);
        first += rows;
    }
    for (step, column, row) in steps {
        let row = row + first_of.get(&step.by).copied().unwrap_or(lanes_begin);
        let lines = step_lines(definition, step, lang);
        nodes.push(Node { place: Place::Step(step.name.clone()), columns: (column, column), row, lines });
    }
    let idle = idle(definition, lang);
    Grid { nodes, lanes: shown, columns: end + 1, rows: first, idle }
}

/// Stages and steps in their columns. A stage that others hold stands below them, over as many columns as they have.
#[derive(Default)]
struct Placed<'d> {
    /// The last column so far; the first one is that of the beginning.
    columns: usize,
    /// How many rows each lane has.
    depth: BTreeMap<&'d Option<RoleName>, usize>,
    /// Steps with their columns and their rows within the lane.
    steps: Vec<(&'d Step, usize, usize)>,
    /// Stages with their first and last column, and in how many others they stand.
    stages: Vec<(&'d Stage, (usize, usize), usize)>,
}

impl<'d> Placed<'d> {
    fn stage(&mut self, definition: &'d Definition, stage: &'d Stage, deep: usize) {
        let first = self.columns + 1;
        let mut stacked: BTreeMap<&Option<RoleName>, usize> = BTreeMap::new();
        let mut last = if stage.steps.is_empty() { self.columns } else { first };
        for step in stage.steps.iter().filter_map(|name| definition.steps.get(name)) {
            let at = stacked.entry(&step.by).or_default();
            let (column, row) = (first + *at / STACK_MAX, *at % STACK_MAX);
            *at += 1;
            last = last.max(column);
            let deepest = self.depth.entry(&step.by).or_default();
            *deepest = (*deepest).max(row + 1);
            self.steps.push((step, column, row));
        }
        self.columns = last;
        let place = self.stages.len();
        self.stages.push((stage, (first, last), deep));
        for held in definition.held_by(Some(&stage.name)) {
            self.stage(definition, held, deep + 1);
        }
        if let Some((_, columns, _)) = self.stages.get_mut(place) {
            columns.1 = self.columns;
        }
    }
}

/// Roles with work, in the order in which their first step stands in the file.
fn lanes(definition: &Definition) -> Vec<&Option<RoleName>> {
    let mut seen = BTreeSet::new();
    let steps = definition.order.iter().filter_map(|name| definition.steps.get(name));
    steps.map(|step| &step.by).filter(|by| seen.insert(*by)).collect()
}

fn lane_title(definition: &Definition, by: Option<&RoleName>, lang: Lang) -> String {
    let title = by.map_or_else(
        || both("Sker af sig selv", "Happens by itself"),
        |role| titled(&Named::Role(role.clone()).title(definition), role.as_str()),
    );
    lang.of(&title).to_owned()
}

fn idle(definition: &Definition, lang: Lang) -> Vec<String> {
    let has_work = |role: &RoleName| definition.steps.values().any(|step| step.by.as_ref() == Some(role));
    let idle = definition.roles.iter().filter(|(role, _)| !has_work(role));
    idle.map(|(role, rule)| lang.of(&titled(&rule.title, role.as_str())).to_owned()).collect()
}

/// Events that something waits for, each above the stage that it concerns first; and the row below them.
fn events(definition: &Definition, places: &BTreeMap<&StageName, usize>, lang: Lang) -> (Vec<Node>, usize) {
    let mut found: Vec<(&EventName, usize)> = Vec::new();
    let mut wait = |event: &'_ EventName, stage: &StageName| {
        let known = definition.events.get_key_value(event).map(|(event, _)| event);
        if let (Some(event), Some(column)) = (known, places.get(stage))
            && found.iter().all(|(seen, _)| *seen != event)
        {
            found.push((event, *column));
        }
    };
    for stage in &definition.stages {
        waited(&stage.after).for_each(|event| wait(event, &stage.name));
        for step in stage.steps.iter().filter_map(|name| definition.steps.get(name)) {
            waited(&step.after).for_each(|event| wait(event, &stage.name));
            for again in notes::reopenings(definition, step) {
                if let Again::Event(event) = again {
                    wait(event, &stage.name);
                }
            }
        }
    }
    let mut stacked: BTreeMap<usize, usize> = BTreeMap::new();
    let stacks: Vec<_> = found
        .into_iter()
        .map(|(event, column)| {
            let above = stacked.entry(column).or_default();
            *above += 1;
            (event, column, *above)
        })
        .collect();
    let header = stacked.values().copied().max().unwrap_or(0);
    let nodes = stacks.into_iter().map(|(event, column, above)| {
        let mut lines = wrapped(Style::Kind, lang.say("Hændelse", "Event"), BOX_WIDTH);
        let title = Named::Event(event.clone()).title(definition);
        lines.extend(wrapped(Style::Title, lang.of(&titled(&title, event.as_str())), BOX_WIDTH));
        Node { place: Place::Event(event.clone()), columns: (column, column), row: header - above, lines }
    });
    (nodes.collect(), header)
}

fn waited(after: &After) -> impl Iterator<Item = &EventName> {
    befores(after).0.iter().filter_map(|before| match before {
        Before::Event(event) => Some(event),
        Before::Step(_) | Before::Stage(_) => None,
    })
}

fn start(definition: &Definition, row: usize, lang: Lang) -> Node {
    let lines =
        listing(definition, &definition.opens, lang.say("Sagen åbnes ved", "A case is opened by"), lang);
    Node { place: Place::Start, columns: (0, 0), row, lines }
}

fn ending(definition: &Definition, (column, row): (usize, usize), lang: Lang) -> Option<Node> {
    if definition.until.is_empty() && definition.ends.is_empty() {
        return None;
    }
    let heading = lang.say("Sagen slutter ved", "The case ends by");
    let mut lines = listing(definition, &definition.until, heading, lang);
    for ending in definition.ends.iter().take(LISTED_MAX) {
        let words = names::ending(ending, definition);
        lines.extend(wrapped(Style::Note, &format!("· {}", lang.of(&words)), END_WIDTH));
    }
    Some(Node { place: Place::End, columns: (column, column), row, lines })
}

/// Events below a heading.
fn listing(definition: &Definition, events: &[EventName], heading: &str, lang: Lang) -> Vec<Line> {
    let mut lines = wrapped(Style::Kind, heading, END_WIDTH);
    for event in events.iter().take(LISTED_MAX) {
        let title = titled(&Named::Event(event.clone()).title(definition), event.as_str());
        let mut event = wrapped(Style::Note, &format!("· {}", lang.of(&title)), END_WIDTH);
        lines.append(&mut event);
    }
    if events.len() > LISTED_MAX {
        let more = events.len() - LISTED_MAX;
        lines.extend(wrapped(Style::Note, &format!("… {} {more}", lang.say("og", "and")), END_WIDTH));
    }
    lines
}

fn step_lines(definition: &Definition, step: &Step, lang: Lang) -> Vec<Line> {
    let (kind, _) = kinds::called(&step.kind);
    let mut lines = wrapped(Style::Kind, lang.of(&kind), BOX_WIDTH);
    lines.extend(wrapped(Style::Title, lang.of(&titled(&step.title, step.name.as_str())), BOX_WIDTH));
    lines.extend(noted(&notes::of_step(definition, step), lang));
    lines
}

fn noted(notes: &[Note], lang: Lang) -> Vec<Line> {
    let mut lines = Vec::new();
    for note in notes {
        let Some(sign) = note.sign else { continue };
        let mut wrapped = wrapped(Style::Note, lang.of(&note.text), BOX_WIDTH - SIGN_WIDTH);
        if let Some(first) = wrapped.first_mut() {
            first.sign = Some(sign);
        }
        for line in &mut wrapped {
            line.indented = true;
        }
        lines.append(&mut wrapped);
    }
    lines
}

fn wrapped(style: Style, text: &str, width: i32) -> Vec<Line> {
    let room = width - 2 * PADDING;
    let measure = Measure { size: style.size(), bold: style.is_bold(), room, lines_max: style.lines_max() };
    let lines = measure.lines(text).into_iter();
    lines.map(|text| Line { style, sign: None, indented: false, text }).collect()
}

/// Whether a plugin has a hand in it: its box has a double border.
pub(crate) fn is_proposed(step: &Step) -> bool {
    matches!(step.kind, Kind::Plugin { .. })
}
