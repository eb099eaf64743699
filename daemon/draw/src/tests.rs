//! The shipped workflow drawn and told, and what is said of every change to it.

mod changes;
mod mutations;
mod nested;
mod pauses;
mod picture;
mod roles;
mod room;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use definition::{Bundle, Definition, RulePack, load_folder, load_workflow};

/// The shipped workflows.
fn shipped() -> PathBuf {
    root().join("workflows")
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// A workflow as files, with the rule pack that it is checked against.
#[derive(Clone)]
struct Files {
    bundle: Bundle,
    pack: RulePack,
}

impl Files {
    /// The shipped workflow.
    fn one_plan() -> Self {
        Self::of("one-plan")
    }

    /// A shipped workflow.
    fn of(workflow: &str) -> Self {
        let folder = load_folder(&shipped()).unwrap();
        let pack = folder.packs["dk-2026-07"].loaded.value.clone().unwrap();
        Self { bundle: folder.workflows[workflow].bundle.clone(), pack }
    }

    /// With a text in one of its files replaced.
    fn with(&self, file: &str, old: &str, new: &str) -> Self {
        let text = self.bundle.text(file).unwrap();
        assert!(text.contains(old), "`{file}` has no `{old}` any more");
        let mut changed = self.clone();
        changed.bundle.files.insert(file.to_owned(), text.replacen(old, new, 1).into_bytes());
        changed
    }

    /// The definition, if there is no error in it.
    fn load(&self) -> Option<Definition> {
        load_workflow(&self.bundle, &self.pack, None).value
    }

    fn definition(&self) -> Definition {
        let loaded = load_workflow(&self.bundle, &self.pack, None);
        loaded.value.unwrap_or_else(|| panic!("{:#?}", loaded.findings))
    }
}

/// Compares a committed file with what is written now; `UPDATE=1` rewrites it.
fn check_committed(path: &Path, written: &str) {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, written).unwrap();
    }
    let kept = fs::read_to_string(path).unwrap_or_default();
    assert!(kept == written, "`{}` is out of step; run with UPDATE=1 and review the diff", path.display());
}
