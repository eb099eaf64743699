//! `docs/metrics.md` and the page that the daemon shows name the same metrics, and mean the same by them.

use std::collections::{BTreeMap, BTreeSet};

use helhed::client::Ask;
use tests::places::root;
use tests::{World, plain};

use super::MORNING;

/// What is said of a metric.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    kind: String,
    labels: BTreeSet<String>,
    unit: String,
}

fn shown(page: &str) -> BTreeMap<String, Said> {
    let mut said: BTreeMap<String, Said> = BTreeMap::new();
    for line in page.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').expect("a name and a type");
            let kind = kind.to_owned();
            said.insert(name.to_owned(), Said { kind, labels: BTreeSet::new(), unit: String::new() });
        } else if let Some(rest) = line.strip_prefix("# UNIT ") {
            let (name, unit) = rest.split_once(' ').expect("a name and a unit");
            unit.clone_into(&mut said.get_mut(name).expect("a type before its unit").unit);
        } else if !line.starts_with('#') {
            let sample = line.split(['{', ' ']).next().expect("a sample has a name");
            let family =
                said.keys().filter(|name| sample.starts_with(name.as_str())).max_by_key(|name| name.len());
            let family = family.expect("a type before its samples").clone();
            let labels =
                line.split_once('{').and_then(|(_, rest)| rest.rsplit_once('}')).map_or("", |(all, _)| all);
            // A value may hold braces and commas between quotes: every second piece is a value.
            let names = labels.split('"').step_by(2).filter_map(|piece| {
                piece
                    .trim_start_matches(',')
                    .strip_suffix('=')
                    .filter(|name| *name != "le")
                    .map(str::to_owned)
            });
            said.get_mut(&family).expect("it was just found").labels.extend(names);
        }
    }
    said
}

fn written(page: &str) -> BTreeMap<String, Said> {
    let rows = page.lines().filter(|line| line.starts_with("| `helhed_"));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [name, kind, labels, unit, meaning, act] = cells.as_slice() else {
            tests::places::fail(&format!("a row has six cells: {row}"))
        };
        assert!(!meaning.is_empty() && !act.is_empty(), "{row}");
        let plain = |text: &str| if text == "–" { String::new() } else { text.replace('`', "") };
        let labels = plain(labels).split(", ").filter(|label| !label.is_empty()).map(str::to_owned).collect();
        (plain(name), Said { kind: plain(kind), labels, unit: plain(unit) })
    })
    .collect()
}

#[test]
fn every_metric_is_explained_and_every_explanation_has_a_metric() {
    let world = World::at(MORNING);
    let case = world.coordinated_case(1);
    world.read("lida", &format!("/v1/cases/{case}"));
    assert_eq!(world.ask_openly(Ask::get(format!("/v1/no-such-thing/{case}"))).status, 404);
    let (status, page) = plain::get(world.admin(), "/metrics");
    assert_eq!(status, 200);
    let table = std::fs::read_to_string(root().join("docs/metrics.md")).expect("the page is there");
    let (shown, written) = (shown(&page), written(&table));
    for (name, said) in &shown {
        assert_eq!(written.get(name), Some(said), "`{name}` in docs/metrics.md");
    }
    let unknown: Vec<&String> = written.keys().filter(|name| !shown.contains_key(*name)).collect();
    assert!(unknown.is_empty(), "docs/metrics.md explains what is not there: {unknown:?}");
    // Who tries paths makes no new label, and no label says whose case it is.
    assert!(page.contains("route=\"none\",status=\"404\""), "{page}");
    assert!(page.contains("route=\"/v1/cases/{id}\""), "{page}");
    assert!(!page.contains(&case), "{page}");
    assert!(page.contains("helhed_cases_open 1"), "{page}");
}

#[test]
fn a_metric_without_a_row_and_a_row_without_a_metric_are_caught() {
    let page = "# TYPE helhed_x counter\nhelhed_x_total{route=\"/a/{id}\",status=\"2\"} 1\n";
    let said = shown(page);
    let labels = BTreeSet::from(["route".to_owned(), "status".to_owned()]);
    assert_eq!(said["helhed_x"], Said { kind: "counter".to_owned(), labels, unit: String::new() });
    let row = "| `helhed_x` | counter | `route`, `status` | – | a | b |\n";
    assert_eq!(written(row), said);
    assert_ne!(written(&row.replace("counter", "gauge")), said);
}
