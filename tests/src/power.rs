//! What a power cut could have left of a real daemon's directory: its operations are traced, and images are made of them.

pub mod image;
pub mod trace;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::places;

/// Builds a library of `tests/shim` that is preloaded into the daemon: `trace` writes its operations down, `fault` lets
/// them fail.
///
/// # Panics
///
/// If there is no C compiler, or it refuses.
#[must_use]
pub fn shim(name: &str, folder: &Path) -> PathBuf {
    let library = folder.join(format!("{name}.so"));
    let source = places::root().join("tests/shim").join(format!("{name}.c"));
    let mut compiler = Command::new("cc");
    compiler
        .args(["-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o"])
        .arg(&library)
        .arg(&source);
    compiler.args(["-ldl", "-lpthread"]);
    let built = compiler.output().unwrap_or_else(|why| places::fail(&format!("no C compiler: {why}")));
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    library
}
