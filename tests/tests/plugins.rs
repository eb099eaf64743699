//! The committed components are those that the sources make.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

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
            line.expect("the lock has a line for it").to_owned()
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

/// A component of 150 KB whose one function keeps 20,000 values alive across 10,000 loops: compiling it takes minutes and
/// gigabytes.
fn bomb() -> Vec<u8> {
    const VALUES: u32 = 20_000;
    const LOOPS: usize = 10_000;
    let mut body = [leb(1), leb(VALUES), vec![0x7f]].concat();
    for _ in 0..LOOPS {
        body.extend([0x03, 0x40, 0x20, 0x00, 0x0d, 0x00, 0x0b]);
    }
    for value in 0..VALUES {
        body.extend([vec![0x20], leb(value), vec![0x1a]].concat());
    }
    body.push(0x0b);
    let sized =
        |bytes: &[u8]| [leb(u32::try_from(bytes.len()).expect("it is small")), bytes.to_vec()].concat();
    let section = |number: u8, bytes: &[u8]| [vec![number], sized(bytes)].concat();
    let code = [leb(1), sized(&body)].concat();
    let module =
        [b"\0asm\x01\0\0\0".to_vec(), section(1, &[1, 0x60, 0, 0]), section(3, &[1, 0]), section(10, &code)]
            .concat();
    [b"\0asm\x0d\0\x01\0".to_vec(), section(1, &module)].concat()
}

/// A number as wasm writes it.
fn leb(mut number: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(number & 0x7f).expect("seven bits");
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// Runs the child that compiles, with lower limits.
fn compile(component: &[u8], limits: &[&str]) -> std::process::Output {
    let mut command = tests::child::program();
    command
        .arg("compile-worker")
        .args(limits)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program is built");
    let mut stdin = child.stdin.take().expect("standard input is a pipe");
    // A child that ended early reads no more.
    let _closed = stdin.write_all(component);
    drop(stdin);
    child.wait_with_output().expect("the child ends")
}

#[test]
fn the_child_compiles_what_is_sound_and_says_what_is_not() {
    let sound =
        fs::read(root().join("workflows/plugins/coordinator-allocation.wasm")).expect("it is committed");
    let compiled = compile(&sound, &[]);
    assert!(compiled.status.success() && compiled.stdout.len() > sound.len());
    let refused = compile(b"(component)", &[]);
    assert!(!refused.status.success() && refused.stdout.is_empty());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("refused: it is no component"));
}

#[test]
fn a_compile_bomb_ends_the_child_within_its_limits() {
    for limits in [["--cpu-seconds", "2"], ["--address-space-mib", "200"]] {
        let ended = compile(&bomb(), &limits);
        assert!(!ended.status.success() && ended.stdout.is_empty(), "{limits:?}");
        // The system ended it: it came to no verdict of its own.
        assert!(ended.status.code().is_none_or(|code| code != 0), "{:?}", ended.status);
    }
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
    let listing =
        files.iter().fold(String::new(), |text, (path, bytes)| format!("{text}{}  {path}\n", hex(bytes)));
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
    let read = fs::read_to_string(path);
    assert!(read.is_ok(), "{}: {read:?}", path.display());
    read.unwrap_or_default()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
