//! What a rehearsal is held with: one workflow, its rule pack, and the municipality.

use std::collections::BTreeMap;
use std::sync::Arc;

use calendar::Calendar;
use definition::{Definition, Folder, Municipality, RulePack, rule_pack_of, workflow_places};
use model::{ContentHash, Directory};

/// A component that stands for any plugin of the municipality: it is asked, and never run.
const COMPONENT: ContentHash = ContentHash([0xC0; 32]);

/// One workflow with everything that it is checked against.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The workflow.
    pub definition: Arc<Definition>,
    /// Its rule pack.
    pub pack: Arc<RulePack>,
    /// The municipality.
    pub municipality: Municipality,
    /// Lines of the workflow's file, by path, as [`workflow_places`] has them.
    pub places: BTreeMap<String, usize>,
    pub(crate) definition_hash: ContentHash,
    pub(crate) pack_hash: ContentHash,
    pub(crate) municipality_hash: ContentHash,
    pub(crate) directory: Directory,
    pub(crate) calendar: Calendar,
}

impl Setting {
    /// The setting of one workflow of a folder; `None` where the workflow, its pack or the municipality has errors.
    #[must_use]
    pub fn of(folder: &Folder, workflow: &str) -> Option<Self> {
        let kept = folder.workflows.get(workflow)?;
        let definition = kept.loaded.value.clone()?;
        let pack = folder.packs.get(&rule_pack_of(&kept.bundle)?)?;
        let municipality = folder.municipality.loaded.value.clone()?;
        let mut directory = municipality.directory();
        for plugin in directory.plugins.values_mut() {
            plugin.digest = Some(COMPONENT);
        }
        Some(Self {
            definition: Arc::new(definition),
            pack: Arc::new(pack.loaded.value.clone()?),
            places: workflow_places(&kept.bundle),
            definition_hash: kept.bundle.hash(),
            pack_hash: pack.bundle.hash(),
            municipality_hash: folder.municipality.bundle.hash(),
            calendar: municipality.calendar(),
            directory,
            municipality,
        })
    }

    /// The components in force, by plugin.
    pub(crate) fn components(&self) -> Vec<(String, ContentHash)> {
        self.directory.plugins.keys().map(|name| (name.clone(), COMPONENT)).collect()
    }
}
