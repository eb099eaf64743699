//! The table of pages is the folder of pages. `UPDATE=1` writes it again.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use super::{nearest, page};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The source of the table, as the folder gives it.
fn table() -> String {
    let listed = fs::read_dir(root().join("../../docs/errors")).unwrap();
    let mut codes: Vec<String> = listed
        .filter_map(|entry| {
            entry
                .unwrap()
                .file_name()
                .to_str()?
                .strip_suffix(".md")
                .filter(|code| *code != "README")
                .map(str::to_owned)
        })
        .collect();
    codes.sort();
    let mut table = "//! Every page by its code. Written by a test: `UPDATE=1 cargo nextest run -p cli`.\n\n\
        /// Code and page.\npub(super) static PAGES: &[(&str, &str)] = &[\n"
        .to_owned();
    for code in codes {
        writeln!(table, "    (\"{code}\", include_str!(\"../../../../docs/errors/{code}.md\")),").unwrap();
    }
    table + "];\n"
}

#[test]
fn the_table_lists_every_page() {
    let file = root().join("src/pages/table.rs");
    let table = table();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &table).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    assert!(written == table, "`{}` is behind `docs/errors`: run with UPDATE=1", file.display());
}

#[test]
fn every_code_of_workflow_files_has_a_page() {
    if std::env::var_os("UPDATE").is_some() {
        // The table that is being written is not yet the one that is compiled in.
        return;
    }
    for code in definition::every_code() {
        let page = page(code).unwrap_or_else(|| panic!("`{code}` has no page"));
        assert!(!page.title().is_empty() && !page.meaning().is_empty(), "{code}");
    }
}

#[test]
fn a_code_is_found_however_it_was_copied() {
    for typed in
        ["unknown-key", "error[unknown-key]", "error[unknown-key]: `x` is no key", "/errors/unknown-key"]
    {
        assert_eq!(page(typed).map(|page| page.code), Some("unknown-key"), "{typed}");
    }
    assert_eq!(page("docs/errors/unknown-key.md").map(|page| page.code), Some("unknown-key"));
    assert_eq!(page("UNKNOWN_KEY").map(|page| page.code), Some("unknown-key"));
    assert!(page("tea").is_none());
    assert_eq!((nearest("unknwon-key"), nearest("entirely-different")), (Some("unknown-key"), None));
}

#[test]
fn a_page_is_taken_apart() {
    let page = page("cut-by-hash").unwrap();
    assert_eq!(page.title(), "a value cut at its hash sign");
    assert!(
        page.meaning().starts_with("A `#` with a blank before it begins a comment"),
        "{}",
        page.meaning()
    );
    assert!(!page.meaning().contains("```"));
}
