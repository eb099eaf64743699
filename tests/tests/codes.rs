//! Every code that a person can meet has a page, and every page a code: the sources compared with `docs/errors/`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The pages, and their index.
const PAGES: &str = "docs/errors";
const INDEX: &str = "docs/errors/README.md";

/// What makes a refusal; its first argument is the code.
const REFUSALS: [&str; 4] =
    ["Refusal::not_found(", "Refusal::conflict(", "Refusal::invalid(", "Refusal::gone("];

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let pages = pages();
    let faults = differences(&codes(), &pages.keys().cloned().collect());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_index_lists_every_page() {
    let index = index(&pages());
    let path = root().join(INDEX);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &index).expect(INDEX);
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == index, "`{INDEX}` is behind the pages; rewrite it with UPDATE=1, and read the diff");
}

#[test]
fn codes_are_found_where_they_are_made() {
    let engine = r#"
        Refusal::conflict(
            "task-not-open",
            "Opgaven er ikke åben.",
            format!("the task `{task}` is not open"),
        )
        Refusal::gone("erased", "Slettet.", "erased")
        Denial { code: "alone", because }
        require(goals, 1, "plan-without-goals", "goals")
        .missing(["birth_date"])
    "#;
    let found: Vec<String> = codes_of_refusals(engine).into_iter().collect();
    assert_eq!(found, ["alone", "erased", "plan-without-goals", "task-not-open"]);

    let table = r#"
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code,
            Self::Stale { .. } => "stale",
        }
    }
    fn other(&self) -> &'static str { "other" }
    "#;
    assert_eq!(codes_of_table(table).into_iter().collect::<Vec<_>>(), ["stale"]);
}

#[test]
fn a_missing_and_an_idle_page_are_caught() {
    let set = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(differences(&set(&["stale"]), &set(&["stale"])), Vec::<String>::new());
    let faults = differences(&set(&["stale", "erased"]), &set(&["stale", "tea"]));
    assert_eq!(faults.len(), 2);
    assert!(faults[0].contains("erased.md"), "{}", faults[0]);
    assert!(faults[1].contains("tea.md"), "{}", faults[1]);
}

/// What is missing on either side.
fn differences(codes: &BTreeSet<String>, pages: &BTreeSet<String>) -> Vec<String> {
    let missing = codes
        .difference(pages)
        .map(|code| format!("`{code}` is told to people and has no page: write `{PAGES}/{code}.md`"));
    let idle = pages
        .difference(codes)
        .map(|code| format!("nothing answers with `{code}`: remove `{PAGES}/{code}.md`, or find out why"));
    missing.chain(idle).collect()
}

/// Every code of files, of the engine, of access, of the runtime and of the HTTP interface.
fn codes() -> BTreeSet<String> {
    let mut codes: BTreeSet<String> = definition::every_code().map(str::to_owned).collect();
    let mut rooms = Vec::new();
    for room in ["daemon/engine/src", "daemon/access/src", "daemon/runtime/src/activation"] {
        sources(&root().join(room), &mut rooms);
    }
    rooms.push(root().join("daemon/runtime/src/activation.rs"));
    let before = codes.len();
    for file in rooms {
        codes.extend(codes_of_refusals(&fs::read_to_string(&file).expect("a source file can be read")));
    }
    assert!(codes.len() > before, "the engine refuses something");
    for table in ["daemon/runtime/src/answer.rs", "daemon/api/src/problem.rs"] {
        let found = codes_of_table(&fs::read_to_string(root().join(table)).expect(table));
        assert!(!found.is_empty(), "`{table}` has a function `code` with the codes in it");
        codes.extend(found);
    }
    codes
}

/// Source files below a folder, without the tests.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a room has sources") {
        let path = entry.expect("the folder can be listed").path();
        if path.file_stem().is_some_and(|stem| stem == "tests") {
            continue;
        }
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Codes in the sources of engine and access: what a refusal or a denial is made with, and every literal of words
/// with hyphens. Nothing else there is written so.
fn codes_of_refusals(source: &str) -> BTreeSet<String> {
    let made = REFUSALS.iter().chain(&["code: "]).flat_map(|maker| source.split(maker).skip(1));
    let first = made.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
    let hyphened = source.split('"').filter(|text| text.contains('-'));
    first.chain(hyphened).filter(|text| is_code(text)).map(str::to_owned).collect()
}

/// The literals in the function `code` of a table from kinds to codes.
fn codes_of_table(source: &str) -> BTreeSet<String> {
    let body = source.split_once("fn code(").map(|(_, rest)| rest.split("\n    }\n").next().unwrap_or(rest));
    let literals = body.unwrap_or_default().split('"').skip(1).step_by(2);
    literals.filter(|text| is_code(text)).map(str::to_owned).collect()
}

/// Small letters, in words joined by hyphens.
fn is_code(text: &str) -> bool {
    text.split('-').all(|word| !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase()))
}

/// The pages by code, each with its title.
fn pages() -> BTreeMap<String, String> {
    let listing = fs::read_dir(root().join(PAGES)).expect(PAGES);
    let names = listing.map(|entry| entry.expect("the folder can be listed").file_name());
    let mut pages = BTreeMap::new();
    for name in names {
        let name = name.to_string_lossy().into_owned();
        let Some(code) = name.strip_suffix(".md").filter(|code| *code != "README") else { continue };
        let text = fs::read_to_string(root().join(PAGES).join(&name)).expect("a page can be read");
        let title = text.lines().next().and_then(|line| line.split_once("`: ")).map(|(_, title)| title);
        pages.insert(code.to_owned(), title.unwrap_or_default().to_owned());
    }
    pages
}

/// The index page.
fn index(pages: &BTreeMap<String, String>) -> String {
    let mut index = "# Errors by code\n\n\
        The same code stands in a finding of a workflow file, in a problem of the HTTP interface and in a message of the\n\
        command line. Each page says what it means, when it comes, and the way out. A test keeps this list.\n\n\
        | code | what happened |\n|---|---|\n"
        .to_owned();
    for (code, title) in pages {
        index.extend(["| [`", code, "`](", code, ".md) | ", title, " |\n"]);
    }
    index
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests stand one folder below the workspace")
}
