//! The committed components are those that the sources make.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// What makes a component another one, beside the folder of the plugin itself.
const SHARED: [&str; 4] = ["sdk/wit", "sdk/rust", "plugins/Cargo.toml", "plugins/Cargo.lock"];

/// The first-party plugins; `.ci/plugins` builds the same.
const PLUGINS: [&str; 1] = ["coordinator-allocation"];

#[test]
fn the_committed_components_are_those_of_the_sources() {
    for plugin in PLUGINS {
        let lock = read(&root().join(format!("workflows/plugins/{plugin}.lock")));
        let noted = |key: &str| {
            let line = lock.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' '));
            line.unwrap_or_else(|| panic!("the lock of `{plugin}` has no `{key}`")).to_owned()
        };
        assert_eq!(
            noted("source"),
            source_hash(plugin),
            "REBUILD: the sources of `{plugin}` are others than its component was built from. Run `make plugins` \
             and commit workflows/plugins/{plugin}.wasm and .lock"
        );
        let component = root().join(format!("workflows/plugins/{plugin}.wasm"));
        let bytes = fs::read(&component).expect("the component is committed");
        assert_eq!(noted("component"), hex(&bytes), "REBUILD: `{plugin}.wasm` is not the one of its lock");
    }
}

#[test]
fn another_source_asks_for_a_rebuild() {
    let one = hash_of(&[("plugins/a/src/lib.rs".to_owned(), b"fn a() {}".to_vec())]);
    let other = hash_of(&[("plugins/a/src/lib.rs".to_owned(), b"fn b() {}".to_vec())]);
    assert_ne!(one, other);
}

/// The hash as `.ci/plugins` takes it: of the lines that `sha256sum` prints for the files, in order of path.
fn source_hash(plugin: &str) -> String {
    let mut files = Vec::new();
    for place in SHARED.iter().map(|place| (*place).to_owned()).chain([format!("plugins/{plugin}")]) {
        collect(&root(), Path::new(&place), &mut files);
    }
    files.sort();
    hash_of(&files)
}

fn hash_of(files: &[(String, Vec<u8>)]) -> String {
    let listing: String = files.iter().map(|(path, bytes)| format!("{}  {path}\n", hex(bytes))).collect();
    hex(listing.as_bytes())
}

fn collect(root: &Path, place: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    let path = root.join(place);
    if path.is_dir() {
        for entry in fs::read_dir(&path).expect("the folder can be listed") {
            let name = entry.expect("an entry").file_name();
            if name != "target" {
                collect(root, &place.join(name), files);
            }
        }
        return;
    }
    let is_source =
        path.extension().is_some_and(|kind| ["rs", "toml", "wit", "lock"].iter().any(|one| kind == *one));
    if is_source {
        files.push((place.display().to_string(), fs::read(&path).expect("a source can be read")));
    }
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
