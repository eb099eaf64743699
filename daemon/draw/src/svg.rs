//! The picture: SVG with its text equivalent inside, without scripts, styles or fonts of its own.
//!
//! Colours say nothing that words and shapes do not, and hold 4.5 to 1 against what they stand on (WCAG 2.2 §1.4.3).

use std::fmt::Write as _;

use definition::Definition;

use crate::geometry::{Area, Geometry, MARGIN, Point};
use crate::kinds::{self, Family};
use crate::layout::{self, Grid, Lane, NOTE_GAP, Node, PADDING, Place, SIGN_WIDTH, Style};
use crate::legend;
use crate::notes;
use crate::route::{self, Edge, Routes};
use crate::signs;
use crate::text::{Measure, xml};
use crate::told;
use crate::words::Lang;

const INK: &str = "#1b2430";
const LINE: &str = "#3a4450";
const HEADING: &str = "#24405c";

/// Fonts that are there; the last one is everywhere.
const FONTS: &str = "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif";

/// Draws a workflow.
///
/// Stages are columns, roles are lanes; arrows show what comes after what. The same definition gives the same bytes.
#[must_use]
pub fn svg(definition: &Definition, lang: Lang) -> String {
    let grid = layout::grid(definition, lang);
    let routes = route::routes(definition, &grid);
    let geometry = Geometry::of(&grid, &routes);
    let width = geometry.right + MARGIN;
    let has_again = routes.edges.iter().any(|(edge, _)| edge.again);
    let (legend, height) = legend::drawn(&grid, has_again, lang, (geometry.right, geometry.bottom + 8));
    let picture = Picture { definition, lang, grid: &grid, geometry: &geometry };
    let mut page = picture.opening(width, height);
    picture.heading(&mut page, width);
    for (at, lane) in grid.lanes.iter().enumerate() {
        picture.lane(&mut page, at, lane);
    }
    picture.arrows(&mut page, &routes);
    for node in &grid.nodes {
        picture.node(&mut page, node);
    }
    put(&mut page, &format!(r#"<g font-size="11" fill="{LINE}">"#));
    page.push_str(&legend);
    put(&mut page, "</g>\n</svg>");
    page
}

struct Picture<'p> {
    definition: &'p Definition,
    lang: Lang,
    grid: &'p Grid,
    geometry: &'p Geometry,
}

impl Picture<'_> {
    fn opening(&self, width: i32, height: i32) -> String {
        let name = xml(self.definition.workflow.as_str());
        let title = xml(self.lang.of(&self.definition.title));
        let told: Vec<String> = told::told(self.definition, self.lang).iter().map(|line| xml(line)).collect();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" lang=\"{}\" width=\"{width}\" \
             height=\"{height}\" viewBox=\"0 0 {width} {height}\" aria-labelledby=\"{name}-title {name}-desc\" \
             font-family=\"{FONTS}\">\n<title id=\"{name}-title\">{title}</title>\n<desc id=\"{name}-desc\">{}</desc>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n",
            self.lang.code(),
            told.join("\n"),
        )
    }

    fn heading(&self, page: &mut String, width: i32) {
        let measure = Measure { size: 20, bold: true, room: width - 2 * MARGIN, lines_max: 1 };
        let title = measure.lines(self.lang.of(&self.definition.title)).concat();
        put(
            page,
            &format!(
                r#"<text x="{MARGIN}" y="32" font-size="20" font-weight="bold" fill="{INK}">{}</text>"#,
                xml(&title)
            ),
        );
        let pack = self.lang.say("Regelpakke", "Rule pack");
        let mut parts = vec![format!("{pack} {}", self.definition.rule_pack)];
        parts.extend(self.definition.kle.as_ref().map(|kle| format!("KLE {kle}")));
        parts.push(
            self.lang
                .say("faser er kolonner, roller er baner", "stages are columns, roles are lanes")
                .to_owned(),
        );
        let measure = Measure { size: 12, bold: false, room: width - 2 * MARGIN, lines_max: 1 };
        let parts = measure.lines(&parts.join(" · ")).concat();
        put(
            page,
            &format!(r#"<text x="{MARGIN}" y="51" font-size="12" fill="{LINE}">{}</text>"#, xml(&parts)),
        );
    }

    fn lane(&self, page: &mut String, at: usize, lane: &Lane) {
        let (y, height) = self.geometry.band(lane.first, lane.rows);
        let fill = if at.is_multiple_of(2) { "#eef1f5" } else { "#f8f9fb" };
        let width = self.geometry.right - MARGIN + 8;
        put(
            page,
            &format!(
                r##"<rect x="{}" y="{y}" width="{width}" height="{height}" fill="{fill}"/><path d="M{} {y}h{width}" stroke="#c3cad3" fill="none"/>"##,
                MARGIN - 4,
                MARGIN - 4,
            ),
        );
        let measure = Measure { size: 13, bold: true, room: layout::END_WIDTH - 12, lines_max: 4 };
        for (line, y) in measure.lines(&lane.title).iter().zip((y + 28..).step_by(16)) {
            put(
                page,
                &format!(
                    r#"<text x="{}" y="{y}" font-size="13" font-weight="bold" fill="{INK}">{}</text>"#,
                    MARGIN + 6,
                    xml(line)
                ),
            );
        }
    }

    fn arrows(&self, page: &mut String, routes: &Routes) {
        put(page, &format!(r#"<g fill="none" stroke="{LINE}" stroke-width="1.5" stroke-linejoin="round">"#));
        let mut heads = String::new();
        for routed in &routes.edges {
            let points = self.geometry.points(routes, routed, self.grid);
            let Edge { again, .. } = routed.0;
            let dashes = if again { r#" stroke-dasharray="5 3""# } else { "" };
            put(page, &format!(r#"<path d="{}"{dashes}/>"#, rounded(&points)));
            heads.push_str(&head(&points));
        }
        put(page, "</g>");
        put(page, &format!(r#"<path d="{heads}" fill="{LINE}"/>"#));
    }

    fn node(&self, page: &mut String, node: &Node) {
        let area = self.geometry.area(node);
        let told = self.told(node);
        if let Some((id, title, desc)) = &told {
            let id = xml(&format!("{}-{id}", self.definition.workflow));
            put(
                page,
                &format!(
                    "<g id=\"{id}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\"><title id=\"{id}-title\">{}\
                     </title><desc id=\"{id}-desc\">{}</desc>",
                    xml(title),
                    xml(desc)
                ),
            );
        } else {
            put(page, "<g>");
        }
        let colour = self.frame(page, node, area);
        lines(page, node, area, colour);
        put(page, "</g>");
    }

    /// The words of a box for whoever does not see it: its id, its title and the rest.
    fn told(&self, node: &Node) -> Option<(String, String, String)> {
        let (definition, lang) = (self.definition, self.lang);
        match &node.place {
            Place::Step(name) => {
                let step = definition.steps.get(name)?;
                let told = told::step_told(definition, step, lang);
                Some((format!("step-{name}"), lang.of(&step.title).to_owned(), told))
            }
            Place::Stage(name) => {
                let stage = definition.stages.iter().find(|stage| stage.name == *name)?;
                let told = told::stage_told(definition, stage, lang);
                Some((format!("stage-{name}"), lang.of(&stage.title).to_owned(), told))
            }
            Place::Start => {
                let title = lang.say("Begyndelse", "Beginning").to_owned();
                Some(("start".to_owned(), title, told::opens(definition, lang)))
            }
            Place::End => Some((
                "end".to_owned(),
                lang.say("Slutning", "End").to_owned(),
                told::ends(definition, lang)?,
            )),
            Place::Event(name) => {
                let rule = definition.events.get(name)?;
                let by = notes::recorders(definition, name);
                let told = format!("{} {}.", lang.say("Noteres af", "Recorded by"), lang.of(&by));
                Some((format!("event-{name}"), lang.of(&rule.title).to_owned(), told))
            }
        }
    }

    /// The box itself; and the colour of its words.
    fn frame(&self, page: &mut String, node: &Node, area: Area) -> Colours {
        let Area { x, y, width, height } = area;
        let rect =
            |extra: &str| format!(r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" {extra}/>"#);
        match &node.place {
            Place::Stage(_) => {
                put(page, &rect(&format!(r#"rx="4" fill="{HEADING}""#)));
                Colours { kind: "#ffffff", rest: "#ffffff" }
            }
            Place::Start | Place::End => {
                put(page, &rect(&format!(r#"rx="14" fill="none" stroke="{HEADING}" stroke-width="2""#)));
                Colours { kind: HEADING, rest: INK }
            }
            Place::Event(_) => {
                put(page, &rect(r##"rx="14" fill="#ffffff" stroke="#5b4a00" stroke-width="1.5""##));
                Colours { kind: "#5b4a00", rest: INK }
            }
            Place::Step(name) => {
                let Some(step) = self.definition.steps.get(name) else {
                    return Colours { kind: INK, rest: INK };
                };
                let colour = family(kinds::called(&step.kind).1);
                let dashes = if step.optional { r#" stroke-dasharray="6 4""# } else { "" };
                let frame =
                    format!(r##"rx="5" fill="#ffffff" stroke="{colour}" stroke-width="1.5"{dashes}"##);
                put(page, &rect(&frame));
                let bar = format!("M{x} {}v{}", y + 5, height - 10);
                put(page, &format!(r#"<path d="{bar}" stroke="{colour}" stroke-width="5"/>"#));
                if layout::is_proposed(step) {
                    let (width, height) = (width - 6, height - 6);
                    put(
                        page,
                        &format!(
                            r#"<rect x="{}" y="{}" width="{width}" height="{height}" rx="3" fill="none" stroke="{colour}"/>"#,
                            x + 3,
                            y + 3
                        ),
                    );
                }
                Colours { kind: colour, rest: INK }
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Colours {
    kind: &'static str,
    rest: &'static str,
}

const fn family(family: Family) -> &'static str {
    match family {
        Family::Work => "#1d5589",
        Family::Citizen => "#1c6440",
        Family::Decision => "#8a2456",
        Family::People => "#503c96",
        Family::Time => "#5b4a00",
    }
}

fn lines(page: &mut String, node: &Node, area: Area, colours: Colours) {
    let left = area.x + PADDING;
    let mut y = area.y + PADDING - 3;
    for (at, line) in node.lines.iter().enumerate() {
        if at > 0 && line.sign.is_some() {
            y += NOTE_GAP;
        }
        y += line.style.leading();
        let base = y - 3;
        let colour = if line.style == Style::Kind { colours.kind } else { colours.rest };
        if let Some(sign) = line.sign {
            put(page, &signs::drawn(sign, (left, base - 9), colour));
        }
        let x = if line.indented { left + SIGN_WIDTH } else { left };
        let weight = if line.style.is_bold() { r#" font-weight="bold""# } else { "" };
        put(
            page,
            &format!(
                r#"<text x="{x}" y="{base}" font-size="{}"{weight} fill="{colour}">{}</text>"#,
                line.style.size(),
                xml(&line.text)
            ),
        );
    }
}

/// A line along points, its corners rounded.
fn rounded(points: &[Point]) -> String {
    let mut path = String::new();
    let following = points.iter().skip(1).map(Some).chain([None]);
    let mut before: Option<Point> = None;
    for (point, next) in points.iter().zip(following) {
        let (x, y) = *point;
        let _written = match (before, next) {
            (None, _) => write!(path, "M{x} {y}"),
            (Some(_), None) => write!(path, "L{x} {y}"),
            (Some(last), Some(next)) => {
                let ((ax, ay), (bx, by)) = (towards(*point, last), towards(*point, *next));
                write!(path, "L{ax} {ay}Q{x} {y} {bx} {by}")
            }
        };
        before = Some(*point);
    }
    path
}

/// A few pixels from one point towards another, at most half the way.
fn towards((x, y): Point, (to_x, to_y): Point) -> Point {
    let step = |from: i32, to: i32| from + ((to - from) / 2).clamp(-6, 6);
    (step(x, to_x), step(y, to_y))
}

/// The head of an arrow, at the last of its points.
fn head(points: &[Point]) -> String {
    let [.., before, (x, y)] = points else { return String::new() };
    if before.1 == *y && before.0 < *x {
        format!("M{x} {y}l-8 -4v8z")
    } else if before.1 == *y {
        format!("M{x} {y}l8 -4v8z")
    } else if before.1 < *y {
        format!("M{x} {y}l-4 -8h8z")
    } else {
        format!("M{x} {y}l-4 8h8z")
    }
}

/// Adds a line to the picture.
fn put(page: &mut String, line: &str) {
    page.push_str(line);
    page.push('\n');
}
