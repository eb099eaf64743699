//! The shipped files, and files with faults.

mod bombs;
mod faulty;
mod fit;
mod render;
mod scenario;
mod schema;
mod shipped;
mod tables;
mod trouble;

use std::path::PathBuf;

use crate::{Finding, Folder, load_folder};

/// The folder of the shipped workflows.
fn workflows() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../workflows")
}

fn folder() -> Folder {
    load_folder(&workflows()).unwrap()
}

/// One finding on one line.
fn line(finding: &Finding) -> String {
    let Finding { code, file, line, column, message, remedy, .. } = finding;
    let severity = match finding.severity {
        crate::Severity::Error => "error",
        crate::Severity::Warning => "warning",
        crate::Severity::Information => "information",
    };
    format!("{file}:{line}:{column} {severity} {code}: {message}; {remedy}")
}
