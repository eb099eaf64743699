//! The page of figures, `docs/feel-conformance.md`.

use super::{directories, levels, put};
use crate::folder::Run;
use crate::judge::Verdict;
use crate::profile::Profile;

/// The page, as it must stand in the repository.
#[must_use]
pub fn page(run: &Run, profile: &Profile) -> String {
    let mut text = String::new();
    put(&mut text, "# How much of DMN and FEEL\n");
    for (level, score) in levels(run) {
        put(&mut text, &format!("level {level} {}", score.said()));
    }
    for ((level, directory), score) in directories(run) {
        put(&mut text, &format!("{level} {directory} {}", score.passed));
    }
    for (reason, sentence) in &profile.reasons {
        let count =
            run.cases.iter().filter(|judged| judged.verdict == Verdict::OutOfProfile(reason.clone())).count();
        put(&mut text, &format!("{reason} {count} {sentence}"));
    }
    text
}
