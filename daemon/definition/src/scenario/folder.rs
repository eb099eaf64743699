//! The scenarios beside a workflow, read from its folder.

use std::io;
use std::path::Path;

use super::{Scenario, check_scenario, load_scenario};
use crate::bundle::{Bundle, yaml_files};
use crate::checked::Definition;
use crate::finding::Loaded;
use crate::municipality::Municipality;

/// Most scenarios beside one workflow: whoever has more should split the workflow.
const SCENARIOS_MAX: usize = 500;

/// A scenario with its file.
#[derive(Clone, Debug)]
pub struct ScenarioFile {
    /// Name of the file, such as `s1.yaml`.
    pub file: String,
    /// The file, under `scenarios/` and its name.
    pub bundle: Bundle,
    /// What it says; its names are held against the workflow.
    pub loaded: Loaded<Scenario>,
}

/// Reads every `scenarios/*.yaml` of a workflow's folder, by name. No folder is no scenarios.
///
/// # Errors
///
/// What the file system says; `InvalidData` if there are more than 500.
pub fn read_scenarios(
    folder: &Path,
    definition: &Definition,
    municipality: &Municipality,
) -> io::Result<Vec<ScenarioFile>> {
    let files = yaml_files(&folder.join("scenarios"))?;
    if files.len() > SCENARIOS_MAX {
        let message = format!("there are more than {SCENARIOS_MAX} scenarios; split the workflow");
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    let read = |file: String| {
        let bundle = Bundle::read_file(folder, &format!("scenarios/{file}"))?;
        let mut loaded = load_scenario(&bundle);
        loaded.findings.extend(check_scenario(&bundle, definition, municipality));
        loaded.findings.sort_by_key(|finding| (finding.start, finding.end));
        let loaded = Loaded::new(loaded.value, loaded.findings);
        Ok(ScenarioFile { file, bundle, loaded })
    };
    files.into_keys().map(read).collect()
}
