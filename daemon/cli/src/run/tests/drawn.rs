//! Workflows for the eye and in words need no daemon.

use std::fs;
use std::path::{Path, PathBuf};

use super::workflow::{changed, copy_folder, ours};
use super::{Told, run};

fn told(words: &[&str]) -> Told {
    run(["helhed", "--lang", "en"].into_iter().chain(words.iter().copied()), "")
}

fn graph(path: &Path, more: &[&str]) -> Told {
    told(&[&["workflow", "graph", path.to_str().unwrap()], more].concat())
}

fn diff(old: &Path, new: &Path, more: &[&str]) -> Told {
    told(&[&["workflow", "diff", old.to_str().unwrap(), new.to_str().unwrap()], more].concat())
}

fn one_plan() -> PathBuf {
    ours().join("one-plan")
}

#[test]
fn a_workflow_is_drawn_in_each_format() {
    for path in [one_plan(), one_plan().join("workflow.yaml")] {
        let picture = graph(&path, &[]);
        assert_eq!((picture.code, picture.err.as_str()), (0, ""));
        assert!(picture.out.starts_with("<svg ") && picture.out.contains("Appoint a coordinator"));
    }
    let danish = graph(&one_plan(), &["--lang", "da"]);
    assert!(danish.out.contains("Teamleder"), "{}", danish.out);
    assert!(graph(&one_plan(), &["--format", "mermaid"]).out.starts_with("flowchart LR\n"));
    let words = graph(&one_plan(), &["--format", "text"]).out;
    assert!(words.contains("Step: Register the referral\n"), "{words}");
}

#[test]
fn a_picture_goes_into_the_file_that_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("one-plan.svg");
    let told = graph(&one_plan(), &["--output", file.to_str().unwrap()]);
    assert_eq!((told.code, told.out.as_str()), (0, ""));
    assert!(told.err.contains("the workflow is drawn in"), "{}", told.err);
    assert_eq!(fs::read_to_string(&file).unwrap(), graph(&one_plan(), &[]).out);
    let nowhere = folder.path().join("nowhere/one-plan.svg");
    let told = graph(&one_plan(), &["--output", nowhere.to_str().unwrap()]);
    assert_eq!(told.code, 1);
    assert!(told.err.contains("name a file that you may write"), "{}", told.err);
}

#[test]
fn a_workflow_with_errors_is_not_drawn() {
    let copy = changed("\nstages:", "\nstagse:");
    let told = graph(&copy.path().join("one-plan"), &[]);
    assert_eq!((told.code, told.out.as_str()), (1, ""));
    assert!(told.err.contains("helhed workflow check"), "{}", told.err);
}

#[test]
fn of_several_workflows_one_must_be_named() {
    let copy = changed("title: Plan\n", "title: Plan\n");
    copy_folder(&copy.path().join("one-plan"), &copy.path().join("other"));
    let told = graph(copy.path(), &[]);
    assert_eq!(told.code, 2);
    assert!(told.err.contains("/one-plan`") && told.err.contains("/other`"), "{}", told.err);
    assert_eq!(graph(&copy.path().join("other"), &[]).code, 0);
    assert_eq!(graph(&copy.path().join("nothing"), &[]).code, 2);
    for more in ["other", "mentor", "benefit-triage"] {
        std::fs::remove_dir_all(copy.path().join(more)).unwrap();
    }
    assert_eq!(graph(copy.path(), &[]).code, 0, "it holds only one");
    assert_eq!(graph(&ours().join("rules"), &[]).code, 2, "it is no workflow");
}

#[test]
fn what_differs_is_said_in_words() {
    let copy = changed("due: assessment after permission", "due: 6 weeks after permission");
    let new = copy.path().join("one-plan");
    let told = diff(&one_plan(), &new, &[]);
    assert_eq!(
        (told.code, told.out.as_str()),
        (
            0,
            "step `findings`: deadline: 8 weeks after `permission` (`assessment`) → 6 weeks after `permission`\n"
        )
    );
    let danish = diff(&one_plan(), &new, &["--lang", "da"]);
    assert!(danish.out.starts_with("trinnet `findings`: frist: 8 uger efter"), "{}", danish.out);
    let json = diff(&one_plan(), &new, &["--json"]);
    let list: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let change = &list[0];
    assert_eq!(
        (&change["what"], &change["name"], &change["change"]),
        (&"step".into(), &"findings".into(), &"changed".into())
    );
    assert!(change["da"].is_string() && change["en"].is_string());
}

#[test]
fn a_number_of_the_rule_pack_is_told_once() {
    let copy = super::workflow::changed_in(
        "rules/dk-2026-07.yaml",
        "    amount: 1 working day\n",
        "    amount: 2 working days\n",
    );
    let told = diff(&one_plan(), &copy.path().join("one-plan"), &[]);
    assert_eq!(told.out, "deadline `acknowledge`: 1 working day → 2 working days\n");
}

#[test]
fn nothing_differs_is_said_too() {
    let told = diff(&one_plan(), &one_plan().join("workflow.yaml"), &[]);
    assert_eq!((told.code, told.out.as_str()), (0, "no difference\n"));
    assert_eq!(diff(&one_plan(), &one_plan(), &["--json"]).out, "[]\n");
}

#[test]
fn a_copy_that_stands_alone_is_read_with_the_rule_packs_of_the_other() {
    let alone = tempfile::tempdir().unwrap();
    copy_folder(&one_plan(), &alone.path().join("before"));
    let before = alone.path().join("before");
    assert_eq!(diff(&before, &one_plan(), &[]).out, "no difference\n");
    assert_eq!(diff(&one_plan(), &before, &[]).out, "no difference\n");
    let told = diff(&before, &before, &[]);
    assert_eq!(told.code, 2);
    assert!(told.err.contains("municipality.yaml"), "{}", told.err);
}

#[test]
fn the_names_of_a_rule_pack_are_listed() {
    let rules = |more: &[&str]| told(&[&["workflow", "rules", ours().to_str().unwrap()], more].concat());
    let page = rules(&[]);
    assert_eq!((page.code, page.err.as_str()), (0, ""));
    assert!(page.out.contains("|`triage_talks`|Talks before the final triage|2|"), "{}", page.out);
    assert!(rules(&["--lang", "da"]).out.contains("## Grænser"));
    let list: serde_json::Value = serde_json::from_str(&rules(&["--json"]).out).unwrap();
    let limits = list[0]["limits"].as_array().unwrap();
    assert!(
        limits.iter().any(|limit| limit["name"] == "clarification_age" && limit["value"] == "30"),
        "{list}"
    );
    assert_eq!(rules(&["--pack", "dk-2026-07"]).out, page.out);
    let other = rules(&["--pack", "dk-1999"]);
    assert_eq!((other.code, other.out.as_str()), (2, ""));
    assert!(other.err.contains("write one of `dk-2026-07`"), "{}", other.err);
    let copy = folder_with_a_faulty_pack();
    let faulty = told(&["workflow", "rules", copy.path().to_str().unwrap()]);
    assert_eq!(faulty.code, 1);
    assert!(faulty.err.contains("helhed workflow check"), "{}", faulty.err);
}

fn folder_with_a_faulty_pack() -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    copy_folder(&ours(), copy.path());
    let file = copy.path().join("rules/dk-2026-07.yaml");
    let text = fs::read_to_string(&file).unwrap().replacen("mark: F", "mark: Q", 1);
    fs::write(&file, text).unwrap();
    copy
}
