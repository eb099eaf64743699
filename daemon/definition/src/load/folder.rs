//! A whole folder of workflows: municipality, rule packs and workflows with their files.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use super::{load_municipality, load_rule_pack, load_workflow, rule_pack_of};
use crate::bundle::{Bundle, yaml_files};
use crate::checked::{Definition, RulePack};
use crate::finding::{Finding, Loaded, MISSING_FILE, Report, UNKNOWN_RULE_PACK};
use crate::municipality::Municipality;
use crate::text::Span;

/// Files as they were read, and what they came to.
#[derive(Clone, Debug)]
pub struct Kept<T> {
    /// The files.
    pub bundle: Bundle,
    /// What they say.
    pub loaded: Loaded<T>,
}

/// What a folder of workflows holds.
#[derive(Clone, Debug)]
pub struct Folder {
    /// `municipality.yaml`.
    pub municipality: Kept<Municipality>,
    /// Components of the plugins that it names, by the name that workflows use.
    pub components: BTreeMap<String, Vec<u8>>,
    /// `rules/*.yaml` by file name without its ending.
    pub packs: BTreeMap<String, Kept<RulePack>>,
    /// Folders with a `workflow.yaml`, by the folder's name.
    pub workflows: BTreeMap<String, Kept<Definition>>,
}

impl Folder {
    /// Every finding: municipality, packs, workflows, each in the order of its files.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        let packs = self.packs.values().flat_map(|kept| &kept.loaded.findings);
        let workflows = self.workflows.values().flat_map(|kept| &kept.loaded.findings);
        self.municipality.loaded.findings.iter().chain(packs).chain(workflows)
    }
}

/// Reads a folder of workflows.
///
/// A file that says something wrong is no error here: it has findings and no value, and the others are not hurt.
///
/// # Errors
///
/// What the file system says; `NotFound` if there is no `municipality.yaml`.
pub fn load_folder(folder: &Path) -> io::Result<Folder> {
    let bundle = Bundle::read_file(folder, "municipality.yaml")?;
    let mut loaded = load_municipality(&bundle);
    let components = match &loaded.value {
        Some(municipality) => super::plugin::components(folder, &bundle, municipality, &mut loaded.findings),
        None => BTreeMap::new(),
    };
    let loaded = Loaded::new(loaded.value, loaded.findings);
    let municipality = Kept { bundle, loaded };
    let mut packs = BTreeMap::new();
    for name in yaml_files(&folder.join("rules"))?.into_keys() {
        let bundle = Bundle::read_file(folder, &format!("rules/{name}"))?;
        let name = name.trim_end_matches(".yaml").to_owned();
        packs.insert(name, Kept { loaded: load_rule_pack(&bundle), bundle });
    }
    let mut workflows = BTreeMap::new();
    for found in fs::read_dir(folder)? {
        let path = found?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if !path.join("workflow.yaml").is_file() {
            if looks_like_one(&path) {
                workflows.insert(name.to_owned(), without_workflow(&path));
            }
            continue;
        }
        let bundle = Bundle::read_workflow(&path)?;
        let pack = rule_pack_of(&bundle).and_then(|pack| packs.get(&pack)?.loaded.value.clone());
        let pack = pack.unwrap_or_else(RulePack::none);
        let mut loaded = load_workflow(&bundle, &pack, municipality.loaded.value.as_ref());
        if pack.name.is_empty() {
            about_packs(&mut loaded, rule_pack_of(&bundle).as_deref(), &packs);
        }
        workflows.insert(name.to_owned(), Kept { bundle, loaded });
    }
    super::linked::check(&mut workflows);
    Ok(Folder { municipality, components, packs, workflows })
}

/// Whether a folder was meant to hold a workflow: it has what stands beside one, or one under another ending.
fn looks_like_one(folder: &Path) -> bool {
    let beside = ["workflow.yml", "scenarios", "tables", "letters", "texts"];
    beside.iter().any(|name| folder.join(name).exists())
}

/// What is said of a folder that should hold a workflow.
fn without_workflow(folder: &Path) -> Kept<Definition> {
    let mut report = Report::new("workflow.yaml", "");
    let remedy = if folder.join("workflow.yml").exists() {
        "call `workflow.yml` `workflow.yaml`"
    } else {
        "write it, or move the folder away"
    };
    report.error(MISSING_FILE, Span::default(), "there is no `workflow.yaml` in this folder", remedy);
    Kept { bundle: Bundle::of("workflow.yaml", b""), loaded: Loaded::new(None, report.finish()) }
}

/// Says of the rule pack that was looked for why it is not at hand: it has faults of its own, or another was meant.
fn about_packs(
    loaded: &mut Loaded<Definition>,
    named: Option<&str>,
    packs: &BTreeMap<String, Kept<RulePack>>,
) {
    let Some(named) = named else { return };
    let known: Vec<&str> = packs.keys().map(String::as_str).collect();
    for finding in loaded.findings.iter_mut().filter(|finding| finding.code == UNKNOWN_RULE_PACK) {
        if known.contains(&named) {
            finding.message = format!("the rule pack `{named}` has errors of its own");
            "mend them first: what needs the pack is not checked before".clone_into(&mut finding.remedy);
            continue;
        }
        finding.nearest = crate::nearest(named, &known).map(str::to_owned);
        finding.remedy = match &finding.nearest {
            Some(right) => format!("did you mean `{right}`?"),
            None if known.is_empty() => "write one in the folder `rules`".to_owned(),
            None => format!("write one of {}", crate::nearest::listing(&known)),
        };
    }
}

impl RulePack {
    /// A pack without a name: no workflow can name it, so every workflow checked against it is refused.
    fn none() -> Self {
        Self {
            name: String::new(),
            valid_from: model::Date(calendar::Date::constant(1900, 1, 1)),
            deadlines: BTreeMap::new(),
            ladders: BTreeMap::new(),
            channels: BTreeMap::new(),
            texts: BTreeMap::new(),
            limits: BTreeMap::new(),
        }
    }
}
