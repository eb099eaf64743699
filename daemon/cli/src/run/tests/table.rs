//! Decision tables from and to DMN files need no daemon.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Told, run};

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn table(words: &[&str]) -> Told {
    run(["helhed", "--lang", "en", "table"].into_iter().chain(words.iter().copied()), "")
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The rules of a table, without who separates its cells.
fn rules(csv: &str) -> Vec<String> {
    let draft = table::csv::read(csv.as_bytes()).draft.unwrap();
    let cells = |rule: &table::RuleDraft| {
        let cells = rule.inputs.iter().chain(&rule.outputs).chain(&rule.basis).chain(&rule.annotation);
        cells.map(|cell| cell.text.clone()).collect::<Vec<_>>().join(" | ")
    };
    draft.rules.iter().map(cells).collect()
}

#[test]
fn a_shipped_table_goes_to_dmn_with_its_types_and_comes_back() {
    let place = tempfile::tempdir().unwrap();
    let (ours, dmn) = (root("workflows/one-plan/tables/target_group.csv"), place.path().join("target.dmn"));
    let told = table(&["export", text(&ours), "--output", text(&dmn)]);
    assert_eq!((told.code, told.err.as_str()), (0, ""), "{}", told.out);
    let written = fs::read_to_string(&dmn).unwrap();
    for part in
        ["typeRef=\"number\"", "\"must\", \"may\", \"ordinary\"", "hitPolicy=\"FIRST\"", "HOI agreement"]
    {
        assert!(written.contains(part), "no {part} in {written}");
    }
    let told = table(&["import", text(&dmn), "--into", text(&place.path().join("back"))]);
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    let back = fs::read_to_string(place.path().join("back/target_group.csv")).unwrap();
    assert_eq!(rules(&back), rules(&fs::read_to_string(&ours).unwrap()));
    assert!(back.contains("allowed:;;;;must, may, ordinary;"), "{back}");
}

#[test]
fn nothing_that_is_there_is_written_over() {
    let place = tempfile::tempdir().unwrap();
    let file = root("tests/tck/data/compliance-level-2/0004-simpletable-U/0004-simpletable-U.dmn");
    let into = text(place.path()).to_owned();
    let told = table(&["import", text(&file), "--into", &into]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.out.contains("Approval Status: ") && told.out.contains("is called `approval_status` here"));
    let again = table(&["import", text(&file), "--into", &into]);
    assert_eq!(again.code, 1);
    assert!(again.err.contains("is there already, and nothing was written"), "{}", again.err);
    let over = table(&["import", text(&file), "--into", &into, "--replace", "--comma"]);
    assert_eq!(over.code, 0, "{}", over.err);
    let written = fs::read_to_string(place.path().join("approval_status.csv")).unwrap();
    assert!(written.starts_with("hit: unique,Age,"), "{written}");
    let told = table(&["export", text(&place.path().join("approval_status.csv")), "--output", text(&file)]);
    assert_eq!(told.code, 1, "a file that is there: {}", told.err);
}

/// Every table of the models that the standard's kit decides by tables: what is written in FEEL stays as it is.
#[test]
fn tables_of_the_kit_come_and_go_as_they_are() {
    let mut tables = 0;
    for found in fs::read_dir(root("tests/tck/data/compliance-level-2")).unwrap() {
        let folder = found.unwrap().path();
        let Ok(files) = fs::read_dir(&folder) else { continue };
        for file in files.map(|file| file.unwrap().path()) {
            if file.extension().is_none_or(|ending| ending != "dmn") {
                continue;
            }
            let place = tempfile::tempdir().unwrap();
            let told = table(&["import", text(&file), "--into", text(place.path())]);
            assert_eq!(told.code, 0, "{file:?}: {}", told.err);
            for written in fs::read_dir(place.path()).unwrap().map(|written| written.unwrap().path()) {
                tables += 1;
                let csv = fs::read_to_string(&written).unwrap();
                let dmn = place.path().join("there.dmn");
                let told = table(&["export", text(&written), "--output", text(&dmn), "--replace"]);
                assert_eq!(told.code, 0, "{file:?}: {}", told.err);
                let back = place.path().join("back");
                let told = table(&["import", text(&dmn), "--into", text(&back), "--replace"]);
                assert_eq!(told.code, 0, "{file:?}: {}", told.err);
                let name = written.file_name().unwrap();
                let again = fs::read_to_string(back.join(name)).unwrap();
                assert_eq!(rules(&again), rules(&csv), "{file:?}");
            }
        }
    }
    assert!(tables >= 17, "{tables} tables");
}

#[test]
fn what_is_no_table_is_named_and_what_is_no_file_refused() {
    let place = tempfile::tempdir().unwrap();
    let file = root("tests/tck/data/compliance-level-2/0001-input-data-string/0001-input-data-string.dmn");
    let told = table(&["import", text(&file), "--into", text(place.path())]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.out.contains("not a decision table but an expression"), "{}", told.out);
    let broken = place.path().join("broken.dmn");
    fs::write(&broken, "<definitions").unwrap();
    let told = table(&["import", text(&broken), "--into", text(place.path())]);
    assert_eq!(told.code, 2, "{}", told.err);
    let json = run(
        ["helhed", "--json", "table", "import", text(&file), "--into", text(place.path())].into_iter(),
        "",
    );
    let page: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert!(page["tables"][0]["file"].is_null(), "{page}");
    assert!(page["tables"][0]["notes"][0].as_str().unwrap().contains("an expression"));
}
