//! The folder of workflows while the daemon works: a change is checked and told in the log; what is in force goes on.
//!
//! Nothing is put into force by saving a file: that is an act of its own (`helhed workflow activate`).

use std::path::{Path, PathBuf};
use std::time::Duration;

use definition::{Seen, Severity, look};
use runtime::Sources;
use tokio::sync::watch;

/// How often the files are looked at: nobody waits for the log of a daemon.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Findings that are told one by one; `helhed workflow check` tells all.
const TOLD_MAX: usize = 10;

/// What changed and whether it has come to rest.
#[derive(Default)]
struct Changes {
    checked: Seen,
    last: Seen,
}

impl Changes {
    fn since(seen: Seen) -> Self {
        Self { last: seen.clone(), checked: seen }
    }

    /// Whether the files are others than those that were checked, and stay as they are: an editor or a copy may be in
    /// the middle of its work.
    fn are_done(&mut self, seen: Seen) -> bool {
        let is_at_rest = seen == self.last;
        self.last = seen;
        if !is_at_rest || self.last == self.checked {
            return false;
        }
        self.checked.clone_from(&self.last);
        true
    }
}

/// Watches until the daemon stops.
pub(crate) async fn watch(folder: PathBuf, mut stopped: watch::Receiver<bool>) {
    let mut changes = Changes::since(look(&folder));
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    loop {
        tokio::select! {
            _ended = stopped.wait_for(|stop| *stop) => return,
            _ = ticks.tick() => {}
        }
        let place = folder.clone();
        let Ok(seen) = tokio::task::spawn_blocking(move || look(&place)).await else { continue };
        if changes.are_done(seen) {
            let place = folder.clone();
            let _told = tokio::task::spawn_blocking(move || tell(&check(&place))).await;
        }
    }
}

/// What a check of the changed files came to.
#[derive(Debug, PartialEq, Eq)]
struct Checked {
    folder: String,
    errors: usize,
    warnings: usize,
    /// The first findings, each in a line.
    told: Vec<String>,
    /// Why nothing could be checked.
    unreadable: Option<String>,
}

fn check(folder: &Path) -> Checked {
    let place = folder.display().to_string();
    let sources = match Sources::read(folder) {
        Ok(sources) => sources,
        Err(why) => {
            let unreadable = Some(why.to_string());
            return Checked { folder: place, errors: 0, warnings: 0, told: Vec::new(), unreadable };
        }
    };
    let count = |severity| sources.findings.iter().filter(|finding| finding.severity == severity).count();
    let of_weight = sources.findings.iter().filter(|finding| finding.severity != Severity::Information);
    let line = |finding: &definition::Finding| {
        let (file, line, code) = (&finding.file, finding.line, finding.code);
        format!("{file}:{line}: {code}: {}; {}", finding.message, finding.remedy)
    };
    Checked {
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        told: of_weight.take(TOLD_MAX).map(line).collect(),
        folder: place,
        unreadable: None,
    }
}

/// Findings are about files of the municipality, and hold nothing of a case.
fn tell(checked: &Checked) {
    let Checked { folder, errors, warnings, told, unreadable } = checked;
    if let Some(why) = unreadable {
        tracing::warn!(
            folder,
            why,
            "the workflows have changed and cannot be read; what is in force goes on"
        );
        return;
    }
    for finding in told {
        tracing::warn!(finding, "found in the changed workflows");
    }
    if *errors > 0 {
        tracing::warn!(
            folder,
            errors,
            warnings,
            "the workflows have changed and have errors: they cannot be put into force; \
             `helhed workflow check` shows each with its place; what is in force goes on"
        );
    } else {
        tracing::info!(
            folder,
            errors,
            warnings,
            "the workflows have changed and were checked; what is in force goes on; `helhed workflow activate` shows what \
             would change, and puts it into force"
        );
    }
}

#[cfg(test)]
mod tests;
