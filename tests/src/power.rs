//! What a power cut could have left of a real daemon's directory: its operations are traced, and images are made of them.

pub mod image;
pub mod trace;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::places;

/// Builds the library that is preloaded into the daemon and writes its operations down.
///
/// # Panics
///
/// If there is no C compiler, or it refuses.
#[must_use]
pub fn shim(folder: &Path) -> PathBuf {
    let library = folder.join("trace.so");
    let source = places::root().join("tests/shim/trace.c");
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
