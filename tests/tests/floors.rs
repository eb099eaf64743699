//! The rules of the house that a compiler does not know: floors, sizes and names of files.
//!
//! A room (a crate under `daemon/`) names only rooms on lower floors. `docs/design/0002-floors.md` says why.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

/// Every room and its floor. A room that is planned may stand here before it exists, never the other way round.
const FLOORS: [(&str, u8); 23] = [
    ("model", 0),
    ("calendar", 0),
    ("feel", 0),
    ("wire", 0),
    ("letter", 0),
    ("table", 1),
    ("definition", 2),
    ("dmn", 2),
    ("draw", 3),
    ("access", 3),
    ("engine", 4),
    ("rehearsal", 5),
    ("journal", 5),
    ("store", 5),
    ("plugin-host", 5),
    ("scheduler", 5),
    ("notify", 5),
    ("runtime", 6),
    ("backup", 7),
    ("api", 7),
    ("ui", 7),
    ("cli", 7),
    ("helhed", 8),
];

/// The package of the integration tests: it looks at every room, so no room may look at it.
const LOOKS_AT_ALL: &str = "tests";

/// What writes files by chance, for tests: a room names it among what its tests need, or not at all.
const FOR_TESTS_ALONE: &str = "by-chance";

/// Lines of the longest source file. One that wants more has two subjects.
const FILE_LINES_MAX: usize = 450;

#[test]
fn every_room_names_only_lower_floors() {
    let aliases = Aliases::of_workspace(&read(&root().join("Cargo.toml")));
    let faults: Vec<String> = rooms()
        .iter()
        .flat_map(|room| {
            let folder = name_of(room);
            edge_faults(&folder, &read(&room.join("Cargo.toml")), &aliases)
        })
        .collect();
    assert!(faults.is_empty(), "{}", list(&faults));
}

#[test]
fn what_is_for_tests_alone_is_not_shipped() {
    let is_shipped = |manifest: &str| {
        let manifest = table(manifest);
        let shipped =
            ["dependencies", "build-dependencies"].into_iter().filter_map(|kind| manifest.get(kind));
        shipped.filter_map(Value::as_table).any(|edges| edges.contains_key(FOR_TESTS_ALONE))
    };
    assert!(is_shipped("[dependencies]\nby-chance.workspace = true"), "the rule sees what it is to see");
    assert!(!is_shipped("[dev-dependencies]\nby-chance.workspace = true"), "tests may have it");
    let faults: Vec<String> = rooms()
        .iter()
        .filter(|room| is_shipped(&read(&room.join("Cargo.toml"))))
        .map(|room| name_of(room))
        .collect();
    assert!(faults.is_empty(), "{}", list(&faults));
}

#[test]
fn no_source_file_is_too_long_or_named_mod() {
    let faults: Vec<String> = rooms()
        .iter()
        .flat_map(|room| sources(&room.join("src")))
        .filter_map(|path| file_fault(&path, read(&path).lines().count()))
        .collect();
    assert!(faults.is_empty(), "{}", list(&faults));
}

#[test]
fn the_architecture_page_shows_every_room_on_its_floor() {
    let page = read(&root().join("ARCHITECTURE.md"));
    let faults: Vec<String> = rooms()
        .iter()
        .map(|room| name_of(room))
        .filter_map(|room| {
            let row = format!("| `{room}` | {} |", floor_of(&room)?);
            (!page.contains(&row)).then(|| format!("`ARCHITECTURE.md` has no row that begins with `{row}`"))
        })
        .collect();
    assert!(faults.is_empty(), "{}", list(&faults));
}

#[test]
fn a_lower_room_and_a_stranger_are_welcome() {
    check("store", "[dependencies]\nmodel.workspace = true\nsled = '0.34'", &[]);
}

#[test]
fn an_upward_edge_is_caught() {
    check(
        "model",
        "[dependencies]\nengine.workspace = true",
        &["`model` (floor 0) names `engine` (floor 4)"],
    );
}

#[test]
fn a_sideways_edge_is_caught() {
    check(
        "store",
        "[dependencies]\njournal.workspace = true",
        &["`store` (floor 5) names `journal` (floor 5)"],
    );
}

#[test]
fn an_edge_for_tests_or_for_building_only_is_caught() {
    check("access", "[dev-dependencies]\nruntime.workspace = true", &["`runtime` (floor 6)"]);
    check("access", "[build-dependencies]\nruntime.workspace = true", &["`runtime` (floor 6)"]);
}

#[test]
fn an_edge_for_one_platform_is_caught() {
    check("feel", "[target.'cfg(unix)'.dependencies]\napi.workspace = true", &["`api` (floor 7)"]);
    check("feel", "[target.'cfg(unix)'.dev-dependencies]\napi.workspace = true", &["`api` (floor 7)"]);
}

#[test]
fn an_edge_under_another_name_is_caught() {
    let here = "[dependencies]\nheart = { package = 'engine', path = '../engine' }";
    check("model", here, &["`engine` (floor 4)"]);
    let in_the_workspace = "[dependencies]\nbrain.workspace = true";
    check("model", in_the_workspace, &["`engine` (floor 4)"]);
}

#[test]
fn an_edge_to_the_integration_tests_is_caught() {
    check("helhed", "[dev-dependencies]\ntests = { path = '../../tests' }", &["`helhed` names `tests`"]);
}

#[test]
fn a_room_without_a_floor_is_caught() {
    check("attic", "[dependencies]", &["`attic` has no floor"]);
    let path_edge = "[dependencies]\nattic = { path = '../attic' }";
    check("engine", path_edge, &["`engine` names `attic`, which has no floor"]);
}

#[test]
fn a_room_whose_folder_has_another_name_is_caught() {
    let faults = edge_faults("hall", "[package]\nname = 'model'", &Aliases::default());
    assert!(list(&faults).contains("folder `hall` holds the package `model`"), "{}", list(&faults));
}

#[test]
fn every_fault_is_reported_in_one_run() {
    let two = "[dependencies]\napi.workspace = true\n[dev-dependencies]\ncli.workspace = true";
    check("model", two, &["`api` (floor 7)", "`cli` (floor 7)"]);
}

#[test]
fn a_long_file_and_a_mod_rs_are_caught() {
    let file = Path::new("daemon/model/src/case.rs");
    assert_eq!(file_fault(file, FILE_LINES_MAX), None);
    assert!(file_fault(file, FILE_LINES_MAX + 1).is_some_and(|fault| fault.contains("has 451 lines")));
    let module = Path::new("daemon/model/src/case/mod.rs");
    assert!(file_fault(module, 3).is_some_and(|fault| fault.contains("`case.rs`")));
}

/// Checks the manifest of `room` in a workspace that knows every room, and `engine` also as `brain`.
fn check(room: &str, dependencies: &str, expected: &[&str]) {
    let names: Vec<String> =
        FLOORS.iter().map(|(name, _)| format!("{name} = {{ path = 'daemon/{name}' }}")).collect();
    let workspace = format!(
        "[workspace.dependencies]\n{}\nbrain = {{ package = 'engine', path = 'daemon/engine' }}",
        names.join("\n")
    );
    let manifest = format!("[package]\nname = '{room}'\n{dependencies}");
    let faults = edge_faults(room, &manifest, &Aliases::of_workspace(&workspace));
    assert_eq!(faults.len(), expected.len(), "{}", list(&faults));
    for (fault, part) in faults.iter().zip(expected) {
        assert!(fault.contains(part), "`{fault}` does not say `{part}`");
    }
}

/// Names under which `[workspace.dependencies]` hands out a package of another name.
#[derive(Default)]
struct Aliases(BTreeMap<String, String>);

impl Aliases {
    fn of_workspace(manifest: &str) -> Self {
        let manifest = table(manifest);
        let shared = manifest.get("workspace").and_then(|workspace| workspace.get("dependencies"));
        let renamed = shared.and_then(Value::as_table).into_iter().flatten().filter_map(|(name, shape)| {
            let package = shape.get("package").and_then(Value::as_str)?;
            Some((name.clone(), package.to_owned()))
        });
        Self(renamed.collect())
    }

    /// The package that a dependency means: its own `package`, the workspace's, or its name.
    fn package(&self, name: &str, shape: &Value) -> String {
        let own = shape.get("package").and_then(Value::as_str);
        own.or_else(|| self.0.get(name).map(String::as_str)).unwrap_or(name).to_owned()
    }
}

/// Everything that is wrong with the edges of one manifest.
fn edge_faults(folder: &str, manifest: &str, aliases: &Aliases) -> Vec<String> {
    let manifest = table(manifest);
    let name = manifest.get("package").and_then(|package| package.get("name")).and_then(Value::as_str);
    if name != Some(folder) {
        let name = name.unwrap_or("(no name)");
        return vec![format!("the folder `{folder}` holds the package `{name}`: give both the same name")];
    }
    let Some(floor) = floor_of(folder) else {
        return vec![format!("`{folder}` has no floor: add it to FLOORS here and to ARCHITECTURE.md")];
    };
    edges(&manifest)
        .into_iter()
        .filter_map(|(name, shape)| edge_fault(folder, floor, &aliases.package(name, shape), shape))
        .collect()
}

fn edge_fault(room: &str, floor: u8, package: &str, shape: &Value) -> Option<String> {
    if package == LOOKS_AT_ALL {
        return Some(format!("`{room}` names `{package}`, which looks at every room: move the test there"));
    }
    let Some(other) = floor_of(package) else {
        let is_ours = shape.get("path").is_some();
        return is_ours
            .then(|| format!("`{room}` names `{package}`, which has no floor: add it to FLOORS here"));
    };
    (other >= floor).then(|| {
        format!(
            "`{room}` (floor {floor}) names `{package}` (floor {other}): \
             a room names only lower floors, so move what they share down, or the caller up"
        )
    })
}

/// Every dependency of a manifest: ordinary, for tests, for building, and the same for one platform.
fn edges(manifest: &Table) -> Vec<(&str, &Value)> {
    let platforms = manifest.get("target").and_then(Value::as_table).into_iter().flatten();
    std::iter::once(manifest)
        .chain(platforms.filter_map(|(_, platform)| platform.as_table()))
        .flat_map(|owner| {
            ["dependencies", "dev-dependencies", "build-dependencies"]
                .into_iter()
                .filter_map(|kind| owner.get(kind).and_then(Value::as_table))
        })
        .flatten()
        .map(|(name, shape)| (name.as_str(), shape))
        .collect()
}

fn file_fault(path: &Path, lines: usize) -> Option<String> {
    let shown = path.strip_prefix(root()).unwrap_or(path).display();
    if path.ends_with("mod.rs") {
        let module = path.parent().map(name_of).unwrap_or_default();
        return Some(format!("`{shown}`: call it `{module}.rs`, beside the folder"));
    }
    (lines > FILE_LINES_MAX).then(|| {
        format!("`{shown}` has {lines} lines, more than {FILE_LINES_MAX}: split it, by verb if it decides")
    })
}

fn floor_of(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

/// Folders under `daemon/` in the order of their names. Never empty.
fn rooms() -> Vec<PathBuf> {
    let mut rooms: Vec<PathBuf> =
        entries(&root().join("daemon")).into_iter().filter(|path| path.is_dir()).collect();
    rooms.sort();
    assert!(
        !rooms.is_empty(),
        "no crate under `daemon/`: the floors would hold because nothing stands on them"
    );
    rooms
}

/// Rust files under a folder, at any depth.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        for path in entries(&folder) {
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    assert!(folder.is_dir(), "the folder `{}` is not there", folder.display());
    let listing = fs::read_dir(folder).expect("a folder of the repository can be listed");
    listing.map(|entry| entry.expect("a folder of the repository can be listed").path()).collect()
}

fn read(path: &Path) -> String {
    assert!(path.is_file(), "the file `{}` is not there", path.display());
    fs::read_to_string(path).expect("a file of the repository is readable text")
}

fn table(text: &str) -> Table {
    text.parse().expect("a manifest that cargo accepts is TOML")
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests stand one folder below the workspace")
}

fn list(faults: &[String]) -> String {
    format!("{} fault(s)\n{}", faults.len(), faults.join("\n"))
}
