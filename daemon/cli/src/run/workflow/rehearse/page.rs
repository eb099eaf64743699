//! What came of scenarios, for people and for programs.

use std::time::Duration;

use rehearsal::{Kind, Point};
use serde_json::{Value, json};

use super::super::counted;
use super::{Played, Tested};
use crate::lang::Lang;

/// Columns of a scenario's name.
const NAME: usize = 26;

/// Columns of a kind of points.
const KIND: usize = 20;

/// One line for each scenario, what is otherwise under it, and what was reached.
pub(super) fn page(tested: &Tested, names_missing: bool, lang: Lang) -> String {
    let mut page = vec![tested.workflow.clone()];
    for played in &tested.played {
        let sign = if played.report.came_out() { '✓' } else { '✗' };
        let took = milliseconds(played.took, lang);
        page.push(format!("  {sign} {:<NAME$} {took:>8} ms", played.report.scenario));
        if !played.report.came_out() {
            page.push(format!("      {} {}/scenarios/{}", lang.say("i", "in"), tested.workflow, played.file));
        }
        for difference in &played.report.differences {
            let sentence = difference.sentence();
            page.push(format!("      {}", lang.say(&sentence.da, &sentence.en)));
        }
    }
    let (all, failed) = (tested.played.len(), tested.failed());
    page.push(match (failed, lang) {
        (_, _) if all == 0 => lang.say("  ingen scenarier", "  no scenarios").to_owned(),
        (0, Lang::Da) => format!("{}: alt går som skrevet", counted(all, "scenarie", "scenarier")),
        (0, Lang::En) => format!("{}: all as written", counted(all, "scenario", "scenarios")),
        (_, Lang::Da) => {
            format!("{}: {failed} går anderledes end skrevet", counted(all, "scenarie", "scenarier"))
        }
        (_, Lang::En) => {
            format!("{}: {failed} otherwise than written", counted(all, "scenario", "scenarios"))
        }
    });
    if names_missing {
        reached(&mut page, tested, lang);
    } else {
        let (reached, all) = tested.coverage.total();
        let share = percent(reached, all);
        page.push(match lang {
            Lang::Da => {
                format!("dækning {share} % ({reached} af {all}); `--coverage` siger hvad der mangler")
            }
            Lang::En => format!("coverage {share} % ({reached} of {all}); `--coverage` names the rest"),
        });
    }
    format!("{}\n", page.join("\n"))
}

/// A short table of what was reached, and what was not by name, with its line in the workflow's file.
fn reached(page: &mut Vec<String>, tested: &Tested, lang: Lang) {
    let of = lang.say("af", "of");
    page.extend([String::new(), lang.say("dækning", "coverage").to_owned()]);
    let row = |title: &str, (reached, all): (usize, usize)| {
        let share = percent(reached, all);
        format!("  {title:<KIND$} {reached:>4} {of} {all:<4} {share:>4} %")
    };
    for kind in Kind::ALL {
        let counted = tested.coverage.count(kind);
        if counted.1 > 0 {
            let title = kind.title();
            page.push(row(lang.say(&title.da, &title.en), counted));
        }
    }
    page.push(row(lang.say("i alt", "all"), tested.coverage.total()));
    let missing: Vec<&Point> = tested.coverage.missing().collect();
    if missing.is_empty() {
        return;
    }
    let title = lang.say("ikke nået i", "not reached in");
    page.extend([String::new(), format!("{title} {}/workflow.yaml", tested.workflow)]);
    let told = missing.iter().filter(|point| !is_implied(point, &missing)).map(|point| {
        let sentence = point.missing();
        let said = lang.say(&sentence.da, &sentence.en).to_owned();
        (tested.coverage.lines.get(point).copied(), said)
    });
    let mut told: Vec<(Option<usize>, String)> = told.collect();
    told.sort();
    page.extend(told.into_iter().map(|(line, said)| match line {
        Some(line) => format!("  {} {line}: {said}", lang.say("linje", "line")),
        None => format!("  {said}"),
    }));
}

/// Whether something follows from what is told anyhow: a step that never opens is never done and comes out as nothing.
fn is_implied(point: &Point, missing: &[&Point]) -> bool {
    let is_of_step = matches!(point.kind, Kind::Step | Kind::Outcome) && point.what != "opened";
    let never_opens =
        |other: &&Point| other.kind == Kind::Step && other.name == point.name && other.what == "opened";
    is_of_step && missing.iter().any(never_opens)
}

/// Whole percent, and a hundred only where nothing is missing.
fn percent(reached: usize, all: usize) -> usize {
    reached.saturating_mul(100).checked_div(all).unwrap_or(100)
}

/// `4.1` or `4,1`: tenths of a millisecond.
pub(super) fn milliseconds(took: Duration, lang: Lang) -> String {
    let tenths = took.as_micros().div_ceil(100);
    format!("{}{}{}", tenths / 10, lang.say(",", "."), tenths % 10)
}

/// Everything that is known of the scenarios of a workflow.
pub(super) fn json_of(tested: &Tested) -> Value {
    let (reached, all) = tested.coverage.total();
    let kinds: Vec<Value> = Kind::ALL
        .into_iter()
        .map(|kind| {
            let (reached, all) = tested.coverage.count(kind);
            json!({ "kind": kind.title().en, "reached": reached, "all": all })
        })
        .collect();
    let missing: Vec<Value> = tested
        .coverage
        .missing()
        .map(|point| {
            let sentence = point.missing();
            json!({
                "kind": point.kind.title().en,
                "name": point.name,
                "what": point.what,
                "line": tested.coverage.lines.get(point),
                "sentence": sentence.en,
                "sentence_da": sentence.da,
            })
        })
        .collect();
    json!({
        "workflow": tested.workflow,
        "scenarios": tested.played.iter().map(scenario).collect::<Vec<_>>(),
        "coverage": { "reached": reached, "all": all, "kinds": kinds, "missing": missing },
    })
}

fn scenario(played: &Played) -> Value {
    let differences: Vec<Value> = played
        .report
        .differences
        .iter()
        .map(|one| {
            let sentence = one.sentence();
            json!({
                "line": one.line,
                "what": one.what,
                "expected": one.expected.en,
                "found": one.found.en,
                "sentence": sentence.en,
                "sentence_da": sentence.da,
            })
        })
        .collect();
    json!({
        "scenario": played.report.scenario,
        "title": played.title.en,
        "title_da": played.title.da,
        "file": played.file,
        "came_out": played.report.came_out(),
        "took_us": u64::try_from(played.took.as_micros()).unwrap_or(u64::MAX),
        "records": played.report.records,
        "effects": played.report.effects.len(),
        "differences": differences,
    })
}
