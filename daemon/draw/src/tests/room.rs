//! Everything has its room: no box on another, no arrow through a box, no text outside its box.

use std::fmt::Write as _;

use definition::{Bundle, Definition, Severity, load_folder, load_workflow};

use super::{Files, shipped};
use crate::geometry::{Area, Geometry, Point};
use crate::layout::{self, BOX_WIDTH, PADDING, Place};
use crate::text::{Measure, width};
use crate::{Lang, mermaid, route, svg, told};

/// A workflow of `stages` times `steps` steps in seven roles, with long titles and arrows to and fro.
fn large(stages: usize, steps: usize) -> Definition {
    let mut text = String::from(
        "workflow: large\ntitle: Et forløb med et navn, som er så langt, at ingen linje har plads til hele navnet\n\
         rule_pack: dk-2026-07\nopens: [begun]\nevents:\n  begun: { by: [role_0] }\n  came: { by: [role_1] }\n\
         until: [died]\nroles:\n",
    );
    for role in 0..7 {
        writeln!(text, "  role_{role}: {{ title: Specialkonsulent for koordination og opfølgning {role} }}")
            .unwrap();
    }
    text.push_str("facts:\n");
    for fact in 0..stages * steps {
        writeln!(text, "  fact_{fact}: {{ type: text, class: P1 }}").unwrap();
    }
    text.push_str("stages:\n");
    // A small generator of numbers that always gives the same ones.
    let mut seed: usize = 7;
    let mut chance = |below: usize| {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        (seed / 65_536) % below
    };
    for stage in 0..stages {
        writeln!(text, "  stage_{stage}:\n    title: Beskæftigelsesindsatsplanlægning nummer {stage}")
            .unwrap();
        if stage > 0 {
            let before = chance(stage);
            let also = if before + 1 == stage { String::new() } else { format!(", stage_{before}") };
            writeln!(text, "    after: [stage_{}{also}]", stage - 1).unwrap();
        }
        text.push_str("    steps:\n");
        for step in 0..steps {
            let at = stage * steps + step;
            writeln!(
                text,
                "      step_{at}:\n        title: Helhedsvurderingssamtaleindkaldelse og gennemgang {at}"
            )
            .unwrap();
            match at {
                0 => {}
                7 => text.push_str("        after: [step_6, came]\n"),
                _ => writeln!(text, "        after: step_{}", chance(at)).unwrap(),
            }
            writeln!(text, "        form: {{ ask: [fact_{at}] }}\n        by: role_{}", chance(7)).unwrap();
        }
    }
    let pack = load_folder(&shipped()).unwrap().packs["dk-2026-07"].loaded.value.clone().unwrap();
    let loaded = load_workflow(&Bundle::of("workflow.yaml", text), &pack, None);
    loaded.value.unwrap_or_else(|| {
        panic!(
            "{:#?}",
            loaded
                .findings
                .iter()
                .filter(|finding| finding.severity == Severity::Error)
                .take(5)
                .collect::<Vec<_>>()
        )
    })
}

/// Whether two areas lie on each other.
fn overlap(one: Area, other: Area) -> bool {
    one.x < other.x + other.width
        && other.x < one.x + one.width
        && one.y < other.y + other.height
        && other.y < one.y + one.height
}

/// Whether a straight line goes through the inside of an area.
fn crosses(((ax, ay), (bx, by)): (Point, Point), area: Area) -> bool {
    ax.min(bx) < area.x + area.width
        && ax.max(bx) > area.x
        && ay.min(by) < area.y + area.height
        && ay.max(by) > area.y
}

pub(super) fn check(definition: &Definition) {
    for lang in [Lang::Da, Lang::En] {
        let grid = layout::grid(definition, lang);
        let routes = route::routes(definition, &grid);
        let geometry = Geometry::of(&grid, &routes);
        let areas: Vec<_> = grid.nodes.iter().map(|node| (node, geometry.area(node))).collect();
        for (at, (node, area)) in areas.iter().enumerate() {
            assert!(area.x >= 0 && area.x + area.width <= geometry.right, "{:?}", node.place);
            assert!(area.y >= 0 && area.y + area.height <= geometry.bottom, "{:?}", node.place);
            assert!(node.height() <= area.height, "{:?}", node.place);
            for (other, where_it_is) in &areas[at + 1..] {
                assert!(!overlap(*area, *where_it_is), "{:?} on {:?}", node.place, other.place);
            }
            for line in &node.lines {
                let wide = width(&line.text, line.style.is_bold()) * line.style.size() / 1_000;
                assert!(wide <= BOX_WIDTH - 2 * PADDING, "{}", line.text);
            }
        }
        assert_eq!(
            grid.nodes.iter().filter(|node| matches!(node.place, Place::Step(_))).count(),
            definition.steps.len()
        );
        let mut drawn = 0;
        for routed in &routes.edges {
            let points = geometry.points(&routes, routed, &grid);
            assert!(points.len() >= 2, "{routed:?}");
            drawn += 1;
            for line in points.windows(2) {
                assert!(line[0].0 == line[1].0 || line[0].1 == line[1].1, "{routed:?} {points:?}");
                for (node, area) in &areas {
                    assert!(!crosses((line[0], line[1]), *area), "{routed:?} goes through {:?}", node.place);
                }
            }
        }
        let mut edges = route::edges(definition);
        edges.sort();
        edges.dedup();
        assert_eq!(drawn, edges.len(), "every arrow is drawn");
    }
}

#[test]
fn the_shipped_workflow_has_room() {
    check(&Files::one_plan().definition());
}

#[test]
fn a_large_workflow_has_room() {
    let definition = large(10, 20);
    check(&definition);
    let picture = svg(&definition, Lang::Da);
    roxmltree::Document::parse(&picture).unwrap();
    assert!(mermaid(&definition, Lang::En).lines().count() > 400);
    assert!(told(&definition, Lang::En).len() > 400);
}

#[test]
fn one_stage_with_many_steps_takes_more_columns() {
    check(&large(1, 60));
    check(&large(20, 1));
}

#[test]
fn a_line_is_broken_at_blanks_and_a_long_word_anywhere() {
    let measure = Measure { size: 10, bold: false, room: 60, lines_max: 3 };
    assert_eq!(measure.lines("one two three"), ["one two", "three"]);
    let broken = measure.lines("indkaldelsesprocedure");
    assert_eq!(broken.concat(), "indkaldelsesprocedure");
    assert!(broken.len() > 1);
    let cut = measure.lines(&"word ".repeat(40));
    assert_eq!(cut.len(), 3);
    assert!(cut[2].ends_with('…'), "{cut:?}");
    assert_eq!(measure.lines("  "), Vec::<String>::new());
}
