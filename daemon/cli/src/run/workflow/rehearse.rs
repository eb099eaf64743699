//! `helhed workflow test`: the scenarios beside a workflow, played.

mod junit;
mod page;

use std::path::Path;
use std::time::{Duration, Instant};

use definition::{Folder, Scenario, ScenarioFile, Severity, read_scenarios};
use rehearsal::{Coverage, Rehearsal, Report, Setting};
use serde_json::json;

use super::{Checked, Session, checked, count, loaded, only_workflow, show_findings, unreadable};
use crate::command::rehearse::{TestArgs, TestFormat};
use crate::exit::Exit;
use crate::show;
use crate::trouble::Trouble;

/// A scenario with what came of it.
pub(super) struct Played {
    pub(super) file: String,
    pub(super) title: model::deadline::Sentence,
    pub(super) report: Report,
    pub(super) took: Duration,
}

/// The scenarios of one workflow.
pub(super) struct Tested {
    pub(super) workflow: String,
    pub(super) played: Vec<Played>,
    pub(super) coverage: Coverage,
}

impl Tested {
    pub(super) fn failed(&self) -> usize {
        self.played.iter().filter(|played| !played.report.came_out()).count()
    }
}

/// Plays what was asked for.
pub(super) fn test(session: &mut Session<'_>, args: &TestArgs) -> Result<Exit, Trouble> {
    let (root, folder) = loaded(&args.path)?;
    let Some(tales) = sound(session, (&root, &folder), (&args.path, Some(&args.scenarios)))? else {
        return Ok(Exit::Other);
    };
    if tales.iter().all(|(_, scenarios)| scenarios.is_empty()) {
        return Err(nothing(args, &folder, &root));
    }
    // A workflow without scenarios is told of, but where others were asked for by name.
    let is_told = |(_, scenarios): &&Tale| args.scenarios.is_empty() || !scenarios.is_empty();
    let tested: Vec<Tested> =
        tales.iter().filter(is_told).map(|(setting, scenarios)| play(setting, scenarios)).collect();
    tell(session, args, &tested)?;
    let failed: usize = tested.iter().map(Tested::failed).sum();
    let is_full = tested.iter().all(|tested| tested.coverage.is_full());
    if failed == 0 && (is_full || !args.full_coverage) {
        return Ok(Exit::Done);
    }
    if !session.cli.json && args.format == TestFormat::Text {
        let why = if failed > 0 {
            ("fejl: ikke alt går som skrevet", "error: not everything comes out as written")
        } else {
            ("fejl: scenarierne når ikke alt", "error: the scenarios do not reach everything")
        };
        session.talk(why.0, why.1)?;
    }
    Ok(Exit::Other)
}

/// A workflow with its scenarios by file.
pub(super) type Tale = (Setting, Vec<(String, Scenario)>);

/// The workflows that were asked for, with their scenarios: those of these names, all where none is named, none at all
/// where nobody asked. `None` where those files have errors, which are shown.
pub(super) fn sound(
    session: &mut Session<'_>,
    (root, folder): (&Path, &Folder),
    (asked, wanted): (&Path, Option<&[String]>),
) -> Result<Option<Vec<Tale>>, Trouble> {
    let only = only_workflow(asked, root, folder);
    let mut found = checked(folder, root, only.as_deref());
    let mut tales = Vec::new();
    for name in folder.workflows.keys().filter(|name| only.as_ref().is_none_or(|only| only == *name)) {
        let Some(setting) = Setting::of(folder, name) else { continue };
        let place = root.join(name);
        let files = match wanted {
            Some(_) => read_scenarios(&place, &setting.definition, &setting.municipality)
                .map_err(|error| unreadable(&place, &error))?,
            None => Vec::new(),
        };
        let mut scenarios = Vec::new();
        for file in files.into_iter().filter(|file| is_wanted(file, wanted.unwrap_or_default())) {
            found.push(Checked::of(&place, &file.bundle, &file.loaded.findings));
            scenarios.extend(file.loaded.value.map(|scenario| (file.file, scenario)));
        }
        tales.push((setting, scenarios));
    }
    let errors = count(&found, Severity::Error);
    if errors == 0 {
        return Ok(Some(tales));
    }
    if session.cli.json {
        let findings: Vec<_> = found.into_iter().flat_map(|checked| checked.findings).collect();
        writeln!(session.out, "{}", json!({ "findings": definition::findings_json(&findings) }))?;
        return Ok(None);
    }
    show_findings(session, &found)?;
    session.talk(
        &format!("intet er prøvet: filerne har {errors} fejl"),
        &format!("nothing was played: the files have {}", super::counted(errors, "error", "errors")),
    )?;
    Ok(None)
}

fn play(setting: &Setting, scenarios: &[(String, Scenario)]) -> Tested {
    let rehearsal = Rehearsal::of(setting);
    let play = |(file, scenario): &(String, Scenario)| {
        let began = Instant::now();
        let report = rehearsal.run(scenario);
        Played { file: file.clone(), title: scenario.title.clone(), report, took: began.elapsed() }
    };
    let played: Vec<Played> = scenarios.iter().map(play).collect();
    let reports: Vec<Report> = played.iter().map(|played| played.report.clone()).collect();
    Tested {
        workflow: setting.definition.workflow.to_string(),
        coverage: rehearsal.coverage(&reports),
        played,
    }
}

/// Whether a scenario was asked for, by its name or that of its file; all are where none is named.
fn is_wanted(file: &ScenarioFile, wanted: &[String]) -> bool {
    let stem = file.file.strip_suffix(".yaml").unwrap_or(&file.file);
    let name = file.loaded.value.as_ref().map(|scenario| scenario.name.as_str());
    wanted.is_empty() || wanted.iter().any(|wanted| wanted == stem || Some(wanted.as_str()) == name)
}

/// Why there was nothing to play.
fn nothing(args: &TestArgs, folder: &Folder, root: &Path) -> Trouble {
    let place = args.path.display();
    let only = only_workflow(&args.path, root, folder);
    let names = folder.workflows.keys().filter(|name| only.as_ref().is_none_or(|only| only == *name));
    let files = names.filter_map(|name| {
        let setting = Setting::of(folder, name)?;
        read_scenarios(&root.join(name), &setting.definition, &setting.municipality).ok()
    });
    let known: Vec<String> =
        files.flatten().map(|file| format!("`{}`", file.file.trim_end_matches(".yaml"))).collect();
    if known.is_empty() || args.scenarios.is_empty() {
        return Trouble::usage(
            format!("`{place}` har ingen scenarier; lav et med `helhed workflow try`"),
            format!("`{place}` has no scenarios; make one with `helhed workflow try`"),
        );
    }
    let (asked, known) = (args.scenarios.join("`, `"), known.join(", "));
    Trouble::usage(
        format!("der er intet scenarie `{asked}`; der er {known}"),
        format!("there is no scenario `{asked}`; there are {known}"),
    )
}

fn tell(session: &mut Session<'_>, args: &TestArgs, tested: &[Tested]) -> Result<(), Trouble> {
    if session.cli.json {
        let workflows: Vec<_> = tested.iter().map(page::json_of).collect();
        return Ok(writeln!(session.out, "{}", json!({ "workflows": workflows }))?);
    }
    let text = match args.format {
        TestFormat::Junit => junit::page(tested, session.cli.lang),
        TestFormat::Text => {
            let pages = tested.iter().map(|tested| {
                let names_missing = args.coverage || args.full_coverage;
                page::page(tested, names_missing, session.cli.lang)
            });
            show::printable(&pages.collect::<Vec<_>>().join("\n"))
        }
    };
    Ok(session.out.write_all(text.as_bytes())?)
}
