//! Checking workflow files needs no daemon.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Told, run};

/// The workflows of the repository.
pub(super) fn ours() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows")
}

fn check(path: &Path, more: &str) -> Told {
    let words = ["helhed", "--lang", "en", "workflow", "check", path.to_str().unwrap()];
    run(words.into_iter().chain(more.split_whitespace()), "")
}

/// A copy of our workflows with `old` replaced by `new` in the workflow.
fn changed(old: &str, new: &str) -> tempfile::TempDir {
    changed_in("one-plan/workflow.yaml", old, new)
}

pub(super) fn changed_in(file: &str, old: &str, new: &str) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    copy_folder(&ours(), copy.path());
    let file = copy.path().join(file);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(old), "the workflow has no `{old}` any more");
    fs::write(&file, text.replacen(old, new, 1)).unwrap();
    copy
}

pub(super) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn our_own_workflows_have_no_errors() {
    for path in [ours(), ours().join("one-plan"), ours().join("one-plan/workflow.yaml")] {
        let told = check(&path, "");
        assert_eq!(told.code, 0, "{}{}", told.out, told.err);
        assert!(told.err.contains(": 0 errors, "), "{}", told.err);
    }
}

#[test]
fn a_misspelt_name_is_shown_in_its_place_with_the_nearest() {
    let copy = changed("\nstages:", "\nstagse:");
    let told = check(&copy.path().join("one-plan"), "");
    assert_eq!(told.code, 1);
    for part in ["unknown-key", "stagse:", "`stages`", "/one-plan/workflow.yaml:"] {
        assert!(told.out.contains(part), "no `{part}` in\n{}", told.out);
    }
    assert!(told.err.contains(" error"), "{}", told.err);
}

#[test]
fn a_letter_is_checked_with_its_workflow() {
    let letter = "one-plan/letters/decision.html";
    let misspelt = check(changed_in(letter, "{{ part.name }}", "{{ part.nmae }}").path(), "");
    assert_eq!(misspelt.code, 1);
    for part in ["unknown-name", "/one-plan/letters/decision.html:", "did you mean `name`?", "^^^^"] {
        assert!(misspelt.out.contains(part), "no `{part}` in\n{}", misspelt.out);
    }
    let silent = check(changed_in(letter, "{{ texts.complaint_how }}", "").path(), "");
    assert_eq!(silent.code, 1);
    for part in ["letter-missing-part", "complaint guidance", "FVL §25", "show `texts.complaint_how`"] {
        assert!(silent.out.contains(part), "no `{part}` in\n{}", silent.out);
    }
}

#[test]
fn findings_are_json_for_programs() {
    let copy = changed("\nstages:", "\nstagse:");
    let told = check(copy.path(), "--json");
    assert_eq!((told.code, told.err.as_str()), (1, ""));
    let findings: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    let unknown =
        findings.as_array().unwrap().iter().find(|finding| finding["code"] == "unknown-key").unwrap();
    assert_eq!(unknown["nearest"], "stages");
    assert_eq!(unknown["file"], copy.path().join("one-plan/workflow.yaml").to_str().unwrap());
}

#[test]
fn a_folder_without_a_municipality_is_a_usage_error() {
    let empty = tempfile::tempdir().unwrap();
    let told = check(empty.path(), "");
    assert_eq!(told.code, 2);
    assert!(told.err.contains("municipality.yaml"), "{}", told.err);
    assert_eq!(check(&empty.path().join("nothing"), "").code, 2);
}
