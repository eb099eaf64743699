//! Growth as a picture: each figure over the number of open cases, as a part of its goal.

use std::fmt::Write as _;

use super::Size;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 250.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 60.0;

/// The lowest part of a goal that is drawn, as a power of ten.
const FLOOR: f64 = -3.0;
/// The highest.
const CEILING: f64 = 1.0;

struct Line {
    name: &'static str,
    colour: &'static str,
    goal: &'static str,
    parts: Vec<(u64, f64)>,
}

fn lines(sizes: &[Size]) -> Vec<Line> {
    let line = |name, colour, goal, part: &dyn Fn(&Size) -> f64| Line {
        name,
        colour,
        goal,
        parts: sizes.iter().map(|size| (size.cases, part(size))).collect(),
    };
    let first = sizes.first().map_or(1.0, |size| size.steps.per_second);
    vec![
        line("start", "#1f77b4", "2 s", &|size| size.start_clean_s / 2.0),
        line("start after a kill", "#ff7f0e", "10 s", &|size| size.start_killed_s / 10.0),
        line("index rebuild", "#2ca02c", "10 s", &|size| size.rebuild_s / 10.0),
        line("memory at start", "#d62728", "300 MiB", &|size| size.rss_start_mib / 300.0),
        line("worklist p99", "#9467bd", "5 ms", &|size| size.worklist.p99_ms / 5.0),
        line("case page p99", "#8c564b", "5 ms", &|size| size.case_page.p99_ms / 5.0),
        line("time of a step", "#000000", "as at first", &|size| first / size.steps.per_second.max(1.0)),
    ]
}

/// An SVG with a title and a description. Both axes are logarithmic; what lies below the line 1 keeps its goal.
#[must_use]
pub fn draw(sizes: &[Size], what: &str) -> String {
    let (from, to) = range(sizes);
    let x = |cases: u64| {
        let part = if to > from { (log10(cases) - from) / (to - from) } else { 0.5 };
        LEFT + part * (WIDTH - LEFT - RIGHT)
    };
    let y = |part: f64| {
        let power = part.max(1e-9).log10().clamp(FLOOR, CEILING);
        TOP + (CEILING - power) / (CEILING - FLOOR) * (HEIGHT - TOP - BOTTOM)
    };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n<title>Growth: each figure as a part of its goal, over the number of open cases</title>\n<desc>{what}</desc>\n<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>\n<text x=\"{LEFT}\" y=\"24\" font-size=\"14\">Part of the goal (below 1 it is kept), over open cases</text>\n"
    );
    let mut add = |text: String| {
        // Writing to a string cannot fail.
        let _written = writeln!(svg, "{text}");
    };
    for (part, label) in [(0.001, "0.001"), (0.01, "0.01"), (0.1, "0.1"), (1.0, "1"), (10.0, "10")] {
        let (at, right) = (y(part), WIDTH - RIGHT);
        let (width, colour) = if label == "1" { (2, "#888888") } else { (1, "#dddddd") };
        add(format!(
            "<line x1=\"{LEFT}\" x2=\"{right}\" y1=\"{at:.1}\" y2=\"{at:.1}\" stroke=\"{colour}\" stroke-width=\"{width}\"/>"
        ));
        add(format!("<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>", LEFT - 8.0, at + 4.0));
    }
    for size in sizes {
        let (at, below) = (x(size.cases), HEIGHT - BOTTOM + 20.0);
        add(format!("<text x=\"{at:.1}\" y=\"{below}\" text-anchor=\"middle\">{}</text>", size.cases));
    }
    let lines = lines(sizes);
    for line in &lines {
        let points: Vec<String> =
            line.parts.iter().map(|(cases, part)| format!("{:.1},{:.1}", x(*cases), y(*part))).collect();
        let (colour, path) = (line.colour, points.join(" "));
        add(format!("<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" points=\"{path}\"/>"));
        for point in &points {
            if let Some((x, y)) = point.split_once(',') {
                add(format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"3\" fill=\"{colour}\"/>"));
            }
        }
    }
    for (number, line) in (0_u32..).zip(&lines) {
        let (at, from) = (TOP + 14.0 + 22.0 * f64::from(number), WIDTH - RIGHT + 24.0);
        let Line { name, colour, goal, .. } = line;
        add(format!(
            "<rect x=\"{from}\" y=\"{:.1}\" width=\"12\" height=\"12\" fill=\"{colour}\"/>",
            at - 10.0
        ));
        add(format!("<text x=\"{}\" y=\"{at:.1}\">{name} (goal {goal})</text>", from + 20.0));
    }
    svg.push_str("</svg>\n");
    svg
}

fn log10(cases: u64) -> f64 {
    f64::from(u32::try_from(cases).unwrap_or(u32::MAX)).max(1.0).log10()
}

fn range(sizes: &[Size]) -> (f64, f64) {
    let first = sizes.first().map_or(0.0, |size| log10(size.cases));
    let last = sizes.last().map_or(1.0, |size| log10(size.cases));
    (first, last)
}
