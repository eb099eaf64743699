//! What scenarios reach.

use super::{SCENARIOS, SETTING, run};
use crate::{Coverage, Kind, Rehearsal, Report};

fn coverage(of: impl Fn(&str) -> bool) -> Coverage {
    let reports: Vec<Report> = SCENARIOS.iter().filter(|scenario| of(&scenario.name)).map(run).collect();
    Rehearsal::of(&SETTING).coverage(&reports)
}

fn missing(coverage: &Coverage) -> Vec<String> {
    coverage.missing().map(|point| point.missing().en).collect()
}

#[test]
fn the_shipped_scenarios_reach_everything() {
    let coverage = coverage(|_| true);
    assert_eq!(missing(&coverage), Vec::<String>::new());
    assert!(coverage.is_full());
    let (reached, all) = coverage.total();
    assert!(reached == all && all > 80, "{reached} of {all}");
}

#[test]
fn what_one_scenario_does_not_reach_is_named_with_its_line() {
    let coverage = coverage(|name| name == "s1");
    let missing = missing(&coverage);
    for part in [
        "the condition of `hear` always holds",
        "`permission` never comes out as `refused`",
        "the deadline `assessment` is never missed",
        "the event `moved_away` never happens",
        "step `board_decision` never opens",
    ] {
        assert!(missing.iter().any(|one| one == part), "no `{part}` in {missing:#?}");
    }
    assert!(!coverage.is_full());
    assert_eq!(coverage.count(Kind::Letter), (1, 1));
    let hear = coverage.missing().find(|point| point.kind == Kind::Branch && point.name == "hear").unwrap();
    let line = coverage.lines[hear];
    let file = std::fs::read_to_string(super::workflows().join("one-plan/workflow.yaml")).unwrap();
    assert!(file.lines().nth(line - 1).unwrap().trim().starts_with("when:"), "line {line}");
}
