//! Where things lie in the repository, and the program under test.

use std::path::{Path, PathBuf};

use definition::Scenario;

/// The folder of the workspace.
///
/// # Panics
///
/// Never: the tests stand in it.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests stand one folder below the workspace")
}

/// The folder of workflows.
#[must_use]
pub fn workflows() -> PathBuf {
    root().join("workflows")
}

/// The program, as `cargo build --workspace` leaves it beside the tests.
///
/// # Panics
///
/// If it is not there, with what to type.
#[must_use]
pub fn program() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows where it lies");
    let beside = test.parent().expect("a program lies in a folder");
    // Tests lie in `deps` of the target folder, programs in it.
    let folder = if beside.ends_with("deps") { beside.parent().unwrap_or(beside) } else { beside };
    let program = folder.join("helhed");
    assert!(
        program.is_file(),
        "the program `{}` is not built: `cargo build -p helhed` makes it, and tests of a package alone do not",
        program.display()
    );
    program
}

/// Every scenario beside the example workflows, by path.
///
/// # Panics
///
/// If one cannot be read, with every fault of it; or if there is none.
#[must_use]
pub fn scenarios() -> Vec<Scenario> {
    let mut files = Vec::new();
    for workflow in std::fs::read_dir(workflows()).expect("the folder of workflows is there") {
        let folder = workflow.expect("the folder can be listed").path().join("scenarios");
        let Ok(listing) = std::fs::read_dir(&folder) else { continue };
        let found = listing.map(|entry| entry.expect("the folder can be listed").path());
        files.extend(found.filter(|path| path.extension().is_some_and(|extension| extension == "yaml")));
    }
    files.sort();
    assert!(!files.is_empty(), "no scenario in `{}`", workflows().display());
    let read = |file: &PathBuf| {
        let path = file.strip_prefix(workflows()).expect("a scenario lies beside its workflow");
        let path = path.to_string_lossy();
        helhed::demo::read_scenario(&workflows(), &path).unwrap_or_else(|why| fail(&format!("{path}: {why}")))
    };
    files.iter().map(read).collect()
}

/// Copies a folder with everything in it.
///
/// # Panics
///
/// If that fails.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("the folder can be listed") {
        let path = entry.expect("the folder can be listed").path();
        let target = to.join(path.file_name().expect("an entry has a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("a file can be copied");
        }
    }
}

/// Ends the test with a sentence.
///
/// # Panics
///
/// Always: that is what it is for.
#[expect(clippy::panic, reason = "a test that cannot go on says why and fails")]
pub fn fail(why: &str) -> ! {
    panic!("{why}")
}

/// A folder whose files stay in memory, where there is one with room: for what is made by the hundred and whose syncs show
/// nothing. Else one on the disk.
///
/// # Panics
///
/// If none can be made.
#[must_use]
pub fn in_memory() -> tempfile::TempDir {
    const NEEDED_BYTES: u64 = 512 * 1024 * 1024;
    let shared = Path::new("/dev/shm");
    let free = rustix::fs::statvfs(shared).map_or(0, |about| about.f_bavail.saturating_mul(about.f_frsize));
    let made = if free >= NEEDED_BYTES { tempfile::tempdir_in(shared) } else { tempfile::tempdir() };
    made.expect("a temporary folder can be made")
}
