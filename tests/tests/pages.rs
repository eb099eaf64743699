//! Pages are worked through as their reader would: every command is typed, every change is made, and what the page
//! shows is what comes.

#[path = "pages/plans.rs"]
mod plans;
#[path = "pages/prepare.rs"]
mod prepare;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use plans::{EDIT_A_WORKFLOW, ELSEWHERE, OPERATE, README, TRY_IT, WRITE_A_PLUGIN, YOUR_FIRST_WORKFLOW};
use tests::page::reader::{Plan, Reader};
use tests::page::{Act, steps};
use tests::places;

/// Pages that a test below works through.
static WORKED: [&Plan; 6] =
    [&README, &TRY_IT, &YOUR_FIRST_WORKFLOW, &EDIT_A_WORKFLOW, &OPERATE, &WRITE_A_PLUGIN];

/// Where pages lie, from the root.
const FOLDERS: [&str; 5] = [".", "docs", "docs/guides", "docs/design", "docs/errors"];

fn work_through(plan: &'static Plan, folder: &Path) {
    let text = fs::read_to_string(places::root().join(plan.page)).expect(plan.page);
    Reader::new(plan, folder).read(&text).unwrap_or_else(|why| places::fail(&why));
}

fn in_a_new_folder(plan: &'static Plan) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    work_through(plan, folder.path());
}

#[test]
fn a_stranger_reads_the_readme() {
    let makefile = fs::read_to_string(places::root().join("Makefile")).expect("the Makefile is there");
    // What stands for `make` here is what the Makefile does.
    for recipe in ["exec $(HELHED) demo\n", "exec $(HELHED) serve --data $(DATA) --workflows $(WORKFLOWS)\n"]
    {
        assert!(makefile.contains(recipe), "the Makefile has no `{recipe}`");
    }
    in_a_new_folder(&README);
}

#[test]
fn a_case_worker_tries_it() {
    in_a_new_folder(&TRY_IT);
}

#[test]
fn an_admin_edits_a_workflow() {
    in_a_new_folder(&EDIT_A_WORKFLOW);
}

#[test]
fn an_admin_writes_their_first_workflow() {
    in_a_new_folder(&YOUR_FIRST_WORKFLOW);
}

#[test]
fn an_operator_operates_it() {
    in_a_new_folder(&OPERATE);
}

#[test]
fn a_developer_writes_a_plugin() {
    let Some(folder) = prepare::folder_for_plugins() else { return };
    work_through(&WRITE_A_PLUGIN, &folder);
}

#[test]
fn every_page_with_commands_is_worked_through_or_says_why_not() {
    let mut told = BTreeSet::new();
    for folder in FOLDERS {
        for entry in fs::read_dir(places::root().join(folder)).expect("the folder can be listed") {
            let path = entry.expect("the folder can be listed").path();
            if path.extension().is_none_or(|end| end != "md") {
                continue;
            }
            let page = path.strip_prefix(places::root()).expect("it lies in the root").to_path_buf();
            let page = page.strip_prefix(".").unwrap_or(&page).display().to_string();
            let text = fs::read_to_string(&path).expect("a page is text");
            if steps(&text).iter().any(|step| matches!(step.act, Act::Type { .. })) {
                told.insert(page);
            }
        }
    }
    let worked = WORKED.iter().map(|plan| plan.page).chain(ELSEWHERE.iter().map(|(page, _)| *page));
    assert_eq!(told, worked.map(str::to_owned).collect::<BTreeSet<_>>());
}

/// What is wrong with a page of these lines.
fn fault(lines: &str) -> String {
    static PLANTED: Plan = Plan::of("a page");
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    Reader::new(&PLANTED, folder.path()).read(lines).expect_err("the page is wrong")
}

#[test]
fn a_wrong_page_is_found() {
    let page = "\n```console\n$ helhed workflow check workflows\n`workflows`: 0 errors, 1 warning\n```\n";
    assert!(fault(page).starts_with("a page:3: `helhed workflow check workflows` shows"), "{}", fault(page));
    assert!(fault("```sh\nhelhed workflow check nowhere\n```\n").contains("ends with"));
    assert!(fault("```console\n$ helhed brew tea\nerror: no\n```\n").contains("and the page\nerror: no"));
    assert!(fault("```console\n$ helhed --version\nerror: no\n```\n").contains("ends with 0"));
    assert!(fault("```sh\nhelhed serve --workflows nowhere\n```\n").contains("does not serve"));
    let change = "`workflows/municipality.yaml`\n\n```diff\n-name: Nowhere\n+name: Here\n```\n";
    assert!(fault(change).contains("0 times"));
}

#[test]
fn a_plan_for_what_a_page_no_longer_says_is_found() {
    static STALE: Plan = Plan { elsewhere: &[("make tea", "nobody drinks it")], ..Plan::of("a page") };
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let fault = Reader::new(&STALE, folder.path()).read("```sh\ntrue\n```\n").expect_err("it is stale");
    assert!(fault.contains("`make tea`"), "{fault}");
}
