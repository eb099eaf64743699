//! A folder of cases: `compliance-level-N/NAME/*.xml`, each with its models.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use dmn::Model;

use crate::cases;
use crate::judge::{Judge, Judged, Verdict};
use crate::profile::{FUNCTIONS, Profile};

/// Directories of cases; the whole kit has some 180.
const DIRECTORIES_MAX: usize = 1_000;

/// What came of a folder.
#[derive(Debug, Default)]
pub struct Run {
    /// Every case, in the order of levels, directories and files.
    pub cases: Vec<Judged>,
    /// Files that could not be read, each with why.
    pub unread: Vec<String>,
    /// Entries of the profile that cover no failure.
    pub stale: Vec<String>,
}

/// Runs the cases below `folder` whose directory's name contains `only`.
///
/// # Errors
///
/// If the folder or a file in it cannot be read from disk. A file that is no model or holds no cases is named in
/// [`Run::unread`].
pub fn run(folder: &Path, profile: &Profile, only: Option<&str>) -> io::Result<Run> {
    let judge = Judge::new();
    let mut run = Run::default();
    for level_path in listed(folder)? {
        let Some(level) = level_of(&level_path) else { continue };
        for directory in listed(&level_path)?.into_iter().filter(|path| path.is_dir()).take(DIRECTORIES_MAX) {
            let name = last(&directory);
            if only.is_none_or(|only| name.contains(only)) {
                run_directory(&mut run, &judge, &directory, level)?;
            }
        }
    }
    apply(&mut run, profile, only.is_some());
    Ok(run)
}

/// The entries of a folder, by name.
fn listed(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn last(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn level_of(path: &Path) -> Option<u8> {
    last(path).strip_prefix("compliance-level-")?.parse().ok()
}

fn run_directory(run: &mut Run, judge: &Judge, directory: &Path, level: u8) -> io::Result<()> {
    for path in listed(directory)?.into_iter().filter(|path| path.extension().is_some_and(|end| end == "xml"))
    {
        let file = match cases::read(&fs::read_to_string(&path)?) {
            Ok(file) => file,
            Err(error) => {
                run.unread.push(format!("{}: {error}", path.display()));
                continue;
            }
        };
        let model_path = directory.join(&file.model);
        let model = match dmn::read(&fs::read_to_string(&model_path)?) {
            Ok(model) => model,
            Err(faults) => {
                let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
                run.unread.push(format!("{}: {}", model_path.display(), said.join("; ")));
                Model::default()
            }
        };
        for case in &file.cases {
            let (uses_functions, nodes) = judge.judge(&model, case);
            let is_right = !nodes.is_empty() && nodes.iter().all(|node| node.agrees);
            run.cases.push(Judged {
                level,
                directory: last(directory),
                case: case.id.clone(),
                verdict: if is_right { Verdict::Pass } else { Verdict::Fail },
                uses_functions,
                nodes,
            });
        }
    }
    Ok(())
}

/// Lets the profile have its say: failures that it covers are out, and entries that cover none are stale.
fn apply(run: &mut Run, profile: &Profile, is_part: bool) {
    let mut used = vec![false; profile.out.len()];
    for judged in run.cases.iter_mut().filter(|judged| judged.verdict == Verdict::Fail) {
        if judged.uses_functions {
            judged.verdict = Verdict::OutOfProfile(FUNCTIONS.to_owned());
            continue;
        }
        let Some(index) = profile.covering(judged) else { continue };
        if let (Some(entry), Some(is_used)) = (profile.out.get(index), used.get_mut(index)) {
            judged.verdict = Verdict::OutOfProfile(entry.reason.clone());
            *is_used = true;
        }
    }
    // A part of the folder cannot say that an entry for the rest is stale.
    if is_part {
        return;
    }
    for (entry, is_used) in profile.out.iter().zip(used) {
        if !is_used {
            run.stale.push(format!(
                "`{}` ({}) covers no failure that an earlier entry does not: take it away",
                entry.at, entry.reason
            ));
        }
    }
    let is_given =
        |reason: &String| reason == FUNCTIONS || profile.out.iter().any(|entry| entry.reason == *reason);
    for reason in profile.reasons.keys().filter(|reason| !is_given(reason)) {
        run.stale.push(format!("no entry gives the reason `{reason}`: take it away"));
    }
}
