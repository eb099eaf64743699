//! `helhed workflow`: checking, drawing, comparing and playing files needs no daemon.

mod activate;
mod diff;
mod graph;
mod new;
mod one;
mod rehearse;
mod rules;
mod sarif;
mod trial;
mod watch;

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use definition::{
    Bundle, Finding, Folder, Severity, findings_json, fold_translations, load_folder, render_findings,
};
use hyper::Method;
use wire::WorkflowList;

use super::Session;
use crate::client::Order;
use crate::command::checking::{CheckArgs, Format};
use crate::command::office::WorkflowCommand;
use crate::exit::Exit;
use crate::http::path;
use crate::show;
use crate::trouble::Trouble;

/// Does a command on workflows.
pub(crate) fn run(session: &mut Session<'_>, command: &WorkflowCommand) -> Result<Exit, Trouble> {
    match command {
        WorkflowCommand::Check(args) if args.watch => watch::run(session, args),
        WorkflowCommand::Check(args) => check(session, args),
        WorkflowCommand::New(args) => new::run(session, args),
        WorkflowCommand::Graph(args) => graph::graph(session, args),
        WorkflowCommand::Diff(args) => diff::diff(session, args),
        WorkflowCommand::Rules { path, pack } => rules::run(session, path, pack.as_deref()),
        WorkflowCommand::Test(args) => rehearse::test(session, args),
        WorkflowCommand::Try(args) => trial::run(session, args),
        WorkflowCommand::Activate(args) => activate::run(session, args),
        WorkflowCommand::Withdraw { workflow, writing } => {
            let place = path(&[&"workflows", workflow, &"withdraw"]);
            session.give(Order::bare(Method::POST, place, writing))?;
            Ok(Exit::Done)
        }
        WorkflowCommand::List => {
            session.ask::<WorkflowList>(&path(&[&"workflows"]), show::workflow_list)?;
            Ok(Exit::Done)
        }
    }
}

/// Files with what was found in them, by the paths that one can open.
struct Checked {
    bundle: Bundle,
    findings: Vec<Finding>,
}

impl Checked {
    /// `bundle` was read in `folder`.
    fn of(folder: &Path, bundle: &Bundle, findings: &[Finding]) -> Self {
        let place = |file: &str| folder.join(file).display().to_string();
        let files = bundle.files.iter().map(|(file, bytes)| (place(file), bytes.clone())).collect();
        let findings =
            findings.iter().map(|finding| Finding { file: place(&finding.file), ..finding.clone() });
        Self { bundle: Bundle { files }, findings: findings.collect() }
    }
}

fn check(session: &mut Session<'_>, args: &CheckArgs) -> Result<Exit, Trouble> {
    let asked = args.path.as_path();
    let (root, folder) = loaded(asked)?;
    let checked = checked(&folder, &root, only_workflow(asked, &root, &folder).as_deref());
    let errors = count(&checked, Severity::Error);
    match if session.cli.json { Format::Json } else { args.format } {
        Format::Json => {
            let findings: Vec<Finding> = checked.into_iter().flat_map(|checked| checked.findings).collect();
            writeln!(session.out, "{}", findings_json(&findings))?;
        }
        Format::Sarif => writeln!(session.out, "{:#}", sarif::log(&checked))?,
        Format::Human => tell(session, asked, &checked)?,
    }
    Ok(if errors == 0 { Exit::Done } else { Exit::Other })
}

/// Shows people what was found, and how much.
fn tell(session: &mut Session<'_>, asked: &Path, checked: &[Checked]) -> Result<(), Trouble> {
    let errors = count(checked, Severity::Error);
    let warnings = count(checked, Severity::Warning);
    show_findings(session, checked)?;
    let place = asked.display();
    session.talk(
        &format!("`{place}`: {errors} fejl, {}", counted(warnings, "advarsel", "advarsler")),
        &format!(
            "`{place}`: {}, {}",
            counted(errors, "error", "errors"),
            counted(warnings, "warning", "warnings")
        ),
    )?;
    let mut findings = checked.iter().flat_map(|checked| &checked.findings);
    let first_error = findings.clone().find(|finding| finding.severity == Severity::Error);
    let Some(first) = first_error.or_else(|| findings.next()) else { return Ok(()) };
    session.talk(
        &format!("mere om et fund: `helhed explain {}`", first.code),
        &format!("more about a finding: `helhed explain {}`", first.code),
    )
}

/// The folder that was asked for, or in which the workflow lies that was, read.
fn loaded(asked: &Path) -> Result<(PathBuf, Folder), Trouble> {
    let root = root_of(asked)?;
    let folder = load_folder(&root).map_err(|error| unreadable(&root, &error))?;
    if asked.is_dir() && holds_nothing(asked, &root, &folder) {
        let place = asked.display();
        return Err(Trouble::usage(
            format!("der er ingen `workflow.yaml` i `{place}`"),
            format!("there is no `workflow.yaml` in `{place}`"),
        ));
    }
    Ok((root, folder))
}

fn unreadable(path: &Path, error: &io::Error) -> Trouble {
    let place = path.display();
    Trouble::usage(
        format!("`{place}` kan ikke læses ({error})"),
        format!("`{place}` cannot be read ({error})"),
    )
}

fn show_findings(session: &mut Session<'_>, checked: &[Checked]) -> Result<(), Trouble> {
    // `NO_COLOR` is honoured as https://no-color.org asks: set and not empty.
    let colours = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    for checked in checked.iter().filter(|checked| !checked.findings.is_empty()) {
        let findings = fold_translations(&checked.findings);
        writeln!(session.out, "{}\n", render_findings(&findings, &checked.bundle, colours))?;
    }
    Ok(())
}

/// The nearest folder, upwards from what was asked for, that holds a municipality: everything is checked against it.
fn root_of(asked: &Path) -> Result<PathBuf, Trouble> {
    let place = asked.display();
    let absolute = asked.canonicalize().map_err(|error| unreadable(asked, &error))?;
    let depth = absolute.ancestors().position(|folder| folder.join("municipality.yaml").is_file());
    let Some(depth) = depth else {
        return Err(Trouble::usage(
            format!(
                "hverken `{place}` eller en mappe over den har en `municipality.yaml`; nævn mappen med forløbene"
            ),
            format!(
                "neither `{place}` nor a folder above it has a `municipality.yaml`; name the folder of workflows"
            ),
        ));
    };
    // What was typed is shorter to read than the absolute path, where it reaches that far up.
    let typed = asked.ancestors().nth(depth).filter(|typed| !typed.as_os_str().is_empty());
    let found = absolute.ancestors().nth(depth).unwrap_or(&absolute);
    Ok(match typed {
        Some(typed) if typed.canonicalize().is_ok_and(|typed| typed == found) => typed.to_path_buf(),
        _elsewhere => found.to_path_buf(),
    })
}

/// Whether a folder inside the one of workflows is neither one of them nor one of what they are checked against.
fn holds_nothing(asked: &Path, root: &Path, folder: &Folder) -> bool {
    let (Ok(asked), Ok(root)) = (asked.canonicalize(), root.canonicalize()) else { return false };
    let inside = asked.strip_prefix(&root).ok().and_then(|inside| inside.components().next());
    let first = inside.and_then(|first| first.as_os_str().to_str());
    first.is_some_and(|first| !folder.workflows.contains_key(first) && !["rules", "plugins"].contains(&first))
}

/// The one workflow that was asked for, if it was only one.
fn only_workflow(asked: &Path, root: &Path, folder: &Folder) -> Option<String> {
    let (asked, root) = (asked.canonicalize().ok()?, root.canonicalize().ok()?);
    let inside = asked.strip_prefix(&root).ok()?;
    let first = inside.components().next()?.as_os_str().to_str()?;
    folder.workflows.contains_key(first).then(|| first.to_owned())
}

/// Municipality and rule packs always: a workflow is only as right as what it is checked against.
fn checked(folder: &Folder, root: &Path, only: Option<&str>) -> Vec<Checked> {
    let kept = &folder.municipality;
    let mut checked = vec![Checked::of(root, &kept.bundle, &kept.loaded.findings)];
    checked.extend(folder.packs.values().map(|kept| Checked::of(root, &kept.bundle, &kept.loaded.findings)));
    let wanted = folder.workflows.iter().filter(|(name, _)| only.is_none_or(|only| only == name.as_str()));
    checked.extend(
        wanted.map(|(name, kept)| Checked::of(&root.join(name), &kept.bundle, &kept.loaded.findings)),
    );
    checked
}

fn count(checked: &[Checked], severity: Severity) -> usize {
    checked
        .iter()
        .flat_map(|checked| &checked.findings)
        .filter(|finding| finding.severity == severity)
        .count()
}

fn counted(count: usize, one: &str, many: &str) -> String {
    let noun = if count == 1 { one } else { many };
    format!("{count} {noun}")
}
