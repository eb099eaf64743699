//! What lies beside the daemon in a seed: the example workflows, and in a third of the seeds some that were written by
//! chance.

use std::sync::Arc;

use by_chance::write;
use definition::{Bundle, load_municipality, load_rule_pack, load_workflow};
use model::WorkflowName;
use runtime::Sources;

use super::machine::material;
use crate::crashing::Dice;

/// One in so many seeds has workflows that were written by chance.
const SEEDS_BY_CHANCE: usize = 3;

/// What makes this chance another than the one of actions: a seed does what it did before, with other files.
const SALT: u64 = 0x5eed_f01d_e45a_17ed;

/// Names under which files that were written by chance lie there; they may open cases of the second one.
pub(super) const NAMES: [&str; 2] = ["by-chance", "another"];

/// Files that are written until one is accepted.
const TRIES_MAX: usize = 60;

/// Numbers behind a file.
const NUMBERS_MAX: usize = 420;

/// Versions of each file that somebody may put into force one day.
const VERSIONS: usize = 3;

/// A workflow and its rule pack.
type Files = (Bundle, Bundle);

/// The folder of workflows.
pub(super) struct Folder {
    /// What is put into force at a start, and what lies there after somebody edited it.
    sources: [Arc<Sources>; 2],
    /// Versions that somebody may order, by workflow.
    pub(super) versions: Vec<(WorkflowName, Files)>,
    /// Workflows that were written by chance.
    pub(super) written: Vec<WorkflowName>,
    /// Whether the example workflows lie there too.
    pub(super) has_examples: bool,
    /// Whether somebody has edited what lies there.
    is_edited: bool,
    /// Whether the next start puts into force what lies there.
    pub(super) activates: bool,
}

impl Folder {
    /// The folder of a seed.
    pub(super) fn of(seed: u64) -> Self {
        let mut chance = Dice(seed ^ SALT);
        let examples = &material().versions;
        let mut folder = Self {
            sources: examples.clone(),
            versions: Vec::new(),
            written: Vec::new(),
            has_examples: true,
            is_edited: false,
            activates: false,
        };
        if chance.below(SEEDS_BY_CHANCE) == 0 {
            folder.write(&mut chance);
        }
        let examples = if folder.has_examples { examples.as_slice() } else { &[] };
        let of_examples = examples.iter().flat_map(|sources| sources.workflows.clone());
        folder.versions.extend(of_examples.collect::<Vec<_>>());
        folder
    }

    /// What lies there.
    pub(super) fn sources(&self) -> Arc<Sources> {
        let [first, other] = &self.sources;
        Arc::clone(if self.is_edited { other } else { first })
    }

    /// Somebody edits what lies there, or takes the edit back, and lets the next start put it into force.
    pub(super) const fn edit(&mut self) {
        self.is_edited = !self.is_edited;
        self.activates = true;
    }

    fn write(&mut self, chance: &mut Dice) {
        let names = NAMES.get(..=chance.below(NAMES.len())).unwrap_or(&NAMES);
        let is_alone = chance.below(2) == 0;
        let versions = names.iter().map(|name| (WorkflowName::new(*name), accepted(name, chance)));
        let versions: Vec<(WorkflowName, Vec<Files>)> =
            versions.filter(|(_, files)| !files.is_empty()).collect();
        if versions.is_empty() {
            return;
        }
        self.has_examples = !is_alone;
        for (at, sources) in self.sources.iter_mut().enumerate() {
            let mut read = Sources::clone(sources);
            if is_alone {
                read.workflows.clear();
            }
            let lies_there = |(name, files): &(WorkflowName, Vec<Files>)| {
                Some((name.clone(), files.get(at.min(files.len().saturating_sub(1)))?.clone()))
            };
            read.workflows.extend(versions.iter().filter_map(lies_there));
            *sources = Arc::new(read);
        }
        self.written = versions.iter().map(|(name, _)| name.clone()).collect();
        let all = versions.into_iter().flat_map(|(name, files)| {
            files.into_iter().map(move |files| (name.clone(), files)).collect::<Vec<_>>()
        });
        self.versions = all.collect();
    }
}

/// Files that the checker accepts, all of one name.
fn accepted(name: &str, chance: &mut Dice) -> Vec<Files> {
    let [examples, _] = &material().versions;
    let Some((_, (_, pack))) = examples.workflows.first_key_value() else { return Vec::new() };
    let Some(rules) = load_rule_pack(pack).value else { return Vec::new() };
    let municipality = examples.municipality.as_ref().and_then(|file| load_municipality(file).value);
    let mut found = Vec::new();
    for _ in 0..TRIES_MAX {
        let count = chance.below(NUMBERS_MAX);
        let number = |number: u64| u16::try_from(number % (1 << 16)).unwrap_or_default();
        let numbers: Vec<u16> = (0..count).map(|_| number(chance.number())).collect();
        let text = write::workflow(&numbers).replacen("workflow: by-chance", &format!("workflow: {name}"), 1);
        let bundle = Bundle::of("workflow.yaml", text.as_bytes());
        if load_workflow(&bundle, &rules, municipality.as_ref()).value.is_some() {
            found.push((bundle, pack.clone()));
        }
        if found.len() == VERSIONS {
            break;
        }
    }
    found
}
