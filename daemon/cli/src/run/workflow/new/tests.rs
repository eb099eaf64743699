//! What `workflow new` writes is sound where it is written.

use std::fs;
use std::path::Path;

use definition::{Bundle, load_folder, load_scenario};

use crate::run::tests::workflow::copy_of_ours;
use crate::run::tests::{Told, run};

fn new(name: &str, folder: &Path) -> Told {
    let words = ["helhed", "--lang", "en", "workflow", "new", name, "--folder", folder.to_str().unwrap()];
    run(words.into_iter(), "")
}

#[test]
fn what_is_written_checks_without_a_finding() {
    let copy = copy_of_ours();
    for name in ["home-care", "støtte_kontakt"] {
        let told = new(name, copy.path());
        assert_eq!(told.code, 0, "{}{}", told.out, told.err);
        assert!(told.err.contains("nothing was found"), "{}", told.err);
        assert!(told.err.contains("--watch"), "it says what to do next: {}", told.err);
        assert_eq!(told.out.lines().count(), 3, "{}", told.out);
        assert!(told.out.lines().all(|file| Path::new(file).is_file()), "{}", told.out);
    }
    let folder = load_folder(copy.path()).unwrap();
    let found: Vec<_> = folder.findings().collect();
    assert!(found.is_empty(), "{found:#?}");
    let written = &folder.workflows["home-care"];
    assert_eq!(written.loaded.value.as_ref().unwrap().title.da, "Home care");
    let marks = written.bundle.text("workflow.yaml").unwrap();
    assert!(!marks.contains("{name}") && !marks.contains("{acknowledge}"), "every mark is filled in");
}

#[test]
fn its_scenario_can_be_read_and_names_people_of_the_municipality() {
    let copy = copy_of_ours();
    assert_eq!(new("home-care", copy.path()).code, 0);
    let bundle = Bundle::read_file(copy.path(), "home-care/scenarios/first.yaml").unwrap();
    let loaded = load_scenario(&bundle);
    assert!(loaded.findings.is_empty(), "{:#?}", loaded.findings);
    let scenario = loaded.value.unwrap();
    let people = load_folder(copy.path()).unwrap().municipality.loaded.value.unwrap().people;
    let names: Vec<_> = scenario.lines.iter().filter_map(|line| line.by.clone()).collect();
    assert!(!names.is_empty() && names.iter().all(|name| people.contains_key(name)), "{names:?}");
}

#[test]
fn nothing_is_written_over() {
    let copy = copy_of_ours();
    let before = fs::read(copy.path().join("one-plan/workflow.yaml")).unwrap();
    let told = new("one-plan", copy.path());
    assert_eq!(told.code, 2);
    assert!(told.err.contains("nothing is ever written over"), "{}", told.err);
    assert_eq!(fs::read(copy.path().join("one-plan/workflow.yaml")).unwrap(), before);
}

#[test]
fn a_name_that_is_none_and_a_folder_that_is_none_are_refused() {
    let copy = copy_of_ours();
    for name in ["../elsewhere", "2nd", "a b", "a/b", ""] {
        assert_eq!(new(name, copy.path()).code, 2, "{name}");
    }
    let empty = tempfile::tempdir().unwrap();
    let told = new("home-care", empty.path());
    assert_eq!(told.code, 2);
    assert!(told.err.contains("`--folder`"), "{}", told.err);
    assert_eq!(fs::read_dir(empty.path()).unwrap().count(), 0, "nothing was written");
}

#[test]
fn a_municipality_without_the_roles_is_told_what_to_do() {
    let copy = copy_of_ours();
    let file = copy.path().join("municipality.yaml");
    let text = fs::read_to_string(&file).unwrap().replace("caseworker", "adviser");
    fs::write(&file, text).unwrap();
    let told = new("home-care", copy.path());
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.err.contains("nobody in Eksempelby Kommune holds the role `caseworker`"), "{}", told.err);
    assert!(told.err.contains("see the findings above"), "{}", told.err);
}
