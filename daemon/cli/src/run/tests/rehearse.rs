//! Playing scenarios needs no daemon.

use std::fs;
use std::path::Path;

use super::workflow::{changed_in, copy_folder, ours};
use super::{Told, run};

fn test(path: &Path, more: &str) -> Told {
    let words = ["helhed", "--lang", "en", "workflow", "test", path.to_str().unwrap()];
    run(words.into_iter().chain(more.split_whitespace()), "")
}

const S1: &str = "one-plan/scenarios/s1.yaml";

#[test]
fn our_own_scenarios_come_out_and_reach_everything() {
    for path in [ours(), ours().join("one-plan"), ours().join("one-plan/scenarios")] {
        let told = test(&path, "--full-coverage");
        assert_eq!((told.code, told.err.as_str()), (0, ""), "{}", told.out);
        for part in ["✓ s1 ", "✓ missed ", "scenarios: all as written", "  all ", " 100 %"] {
            assert!(told.out.contains(part), "no `{part}` in\n{}", told.out);
        }
        assert!(!told.out.contains("not reached"), "{}", told.out);
    }
}

#[test]
fn what_comes_out_otherwise_is_told_with_its_line() {
    let copy = changed_in(S1, "complaint: { due: 2026-11-17", "complaint: { due: 2026-11-18");
    let told = test(&copy.path().join("one-plan"), "");
    assert_eq!(told.code, 1);
    let expected = "deadlines.complaint.due: expected 2026-11-18, found 2026-11-17";
    assert!(told.out.contains(expected), "{}", told.out);
    assert!(told.out.contains("\n      in one-plan/scenarios/s1.yaml\n      line "), "{}", told.out);
    assert!(told.out.contains("✗ s1 ") && told.out.contains("✓ s2 "), "{}", told.out);
    assert!(told.out.contains(" scenarios: 1 otherwise than written"), "{}", told.out);
    assert_eq!(test(&copy.path().join("one-plan"), "--scenario s2").code, 0);
}

#[test]
fn what_is_not_reached_is_named_and_fails_only_where_asked() {
    let told = test(&ours().join("one-plan"), "--scenario s1 --scenario missed --coverage");
    assert_eq!(told.code, 0, "{}", told.err);
    for part in [
        "✓ s1 ",
        "✓ missed ",
        "not reached in one-plan/workflow.yaml",
        ": step `board_decision` never opens",
        ": the condition of `hear` always holds",
    ] {
        assert!(told.out.contains(part), "no `{part}` in\n{}", told.out);
    }
    // What never opens is never done either: that need not be said.
    assert!(!told.out.contains("`board_decision` is never done"), "{}", told.out);
    let told = test(&ours().join("one-plan"), "--scenario s1 --full-coverage");
    assert_eq!((told.code, told.err.as_str()), (1, "error: the scenarios do not reach everything\n"));
}

#[test]
fn a_change_of_the_rules_is_told_by_the_scenarios() {
    let copy = changed_in("rules/dk-2026-07.yaml", "amount: 1 working day", "amount: 2 working days");
    let told = test(&copy.path().join("one-plan"), "--scenario s1");
    assert_eq!(told.code, 1, "{}", told.err);
    let expected = "deadlines.acknowledge.due: expected 2026-08-04, found 2026-08-05";
    assert!(told.out.contains(expected), "{}", told.out);
}

#[test]
fn a_deadline_that_has_another_name_now_is_a_finding() {
    let due = ("due: assessment after permission", "due: 6 weeks after permission");
    let copy = changed_in("one-plan/workflow.yaml", due.0, due.1);
    let told = test(&copy.path().join("one-plan"), "--scenario s1");
    assert_eq!(told.code, 1);
    assert!(told.out.contains("`assessment` is no deadline of this workflow"), "{}", told.out);
    assert!(told.err.contains("the files have 1 error"), "{}", told.err);
}

#[test]
fn files_with_errors_are_not_played() {
    let copy = changed_in("one-plan/workflow.yaml", "        by: specialist", "        by: specalist");
    let told = test(&copy.path().join("one-plan"), "");
    assert_eq!(told.code, 1);
    assert!(told.out.contains("did you mean `specialist`?"), "{}", told.out);
    assert!(told.err.starts_with("nothing was played: the files have "), "{}", told.err);
}

#[test]
fn a_name_that_means_nothing_is_a_finding_at_its_line() {
    let copy = changed_in(S1, "steps: { receive: done,", "steps: { recieve: done,");
    let told = test(&copy.path().join("one-plan"), "");
    assert_eq!(told.code, 1);
    for part in
        ["`recieve` is no step of this workflow", "did you mean `receive`?", "/one-plan/scenarios/s1.yaml:"]
    {
        assert!(told.out.contains(part), "no `{part}` in\n{}", told.out);
    }
    assert!(!told.out.contains('✓'), "{}", told.out);
}

#[test]
fn programs_read_json_and_junit() {
    let copy = changed_in(S1, "case: open", "case: closed");
    let told = test(&copy.path().join("one-plan"), "--json");
    assert_eq!((told.code, told.err.as_str()), (1, ""));
    let json: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    let scenarios = json["workflows"][0]["scenarios"].as_array().unwrap();
    let s1 = scenarios.iter().find(|one| one["scenario"] == "s1").unwrap();
    assert_eq!((s1["came_out"].as_bool(), s1["file"].as_str()), (Some(false), Some("s1.yaml")));
    assert_eq!(s1["differences"][0]["found"], "open");
    let coverage = &json["workflows"][0]["coverage"];
    assert_eq!(coverage["reached"], coverage["all"]);

    let told = test(&copy.path().join("one-plan"), "--format junit");
    assert_eq!(told.code, 1);
    for part in [
        "<testsuite name=\"one-plan\" tests=\"",
        "\" failures=\"1\" time=\"",
        "name=\"s1\" file=\"one-plan/scenarios/s1.yaml\"",
        "case: expected closed, found open\">",
        "</testsuites>\n",
    ] {
        assert!(told.out.contains(part), "no `{part}` in\n{}", told.out);
    }
}

#[test]
fn xml_holds_whatever_a_letter_says() {
    let copy = changed_in(S1, "says_once: [<caption>,", "says_once: [\"<b a='1'>&\",");
    let told = test(&copy.path().join("one-plan"), "--scenario s1 --format junit");
    assert!(told.out.contains("“&lt;b a='1'&gt;&amp;”"), "{}", told.out);
}

#[test]
fn a_workflow_without_scenarios_is_told_of() {
    let copy = changed_in("one-plan/workflow.yaml", "workflow: one-plan", "workflow: one-plan");
    copy_folder(&ours().join("one-plan"), &copy.path().join("another"));
    fs::remove_dir_all(copy.path().join("another/scenarios")).unwrap();
    let file = copy.path().join("another/workflow.yaml");
    let text = fs::read_to_string(&file).unwrap().replacen("workflow: one-plan", "workflow: another", 1);
    fs::write(&file, text).unwrap();
    let told = test(copy.path(), "");
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    assert!(told.out.starts_with("another\n  no scenarios\ncoverage 0 %"), "{}", told.out);
    assert!(told.out.contains("\none-plan\n  ✓ backdated "), "{}", told.out);
    assert_eq!(test(copy.path(), "--full-coverage").code, 1);
    let alone = test(&copy.path().join("another"), "");
    assert_eq!(alone.code, 2);
    assert!(alone.err.contains("has no scenarios; make one with `helhed workflow try`"), "{}", alone.err);
    let tried = ["helhed", "workflow", "try", copy.path().to_str().unwrap()];
    let tried = run(tried.into_iter(), "");
    assert!(
        tried.err.contains("there are `another`, `benefit-triage`, `mentor`, `one-plan`"),
        "{}",
        tried.err
    );
}

#[test]
fn a_scenario_that_there_is_not_is_a_usage_error() {
    let told = test(&ours().join("one-plan"), "--scenario nobody");
    assert_eq!(told.code, 2);
    assert!(told.err.contains("there is no scenario `nobody`; there are `backdated`, "), "{}", told.err);
}

#[test]
fn danish_is_spoken_too() {
    let copy = changed_in(S1, "case: open", "case: closed");
    let path = copy.path().join("one-plan");
    let path = path.to_str().unwrap();
    let words = ["helhed", "--lang", "da", "workflow", "test", path, "--scenario", "s1", "--coverage"];
    let told = run(words.into_iter(), "");
    for part in [
        ": case: forventet closed, fundet open",
        "1 scenarie: 1 går anderledes",
        "ikke nået i one-plan/workflow.yaml",
    ] {
        assert!(told.out.contains(part), "no `{part}` in\n{}", told.out);
    }
}
