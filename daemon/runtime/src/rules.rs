//! Definitions, rule packs and the municipality, from `content/` and never from the folder they once came from.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, RwLock};

use definition::{Bundle, Definition, Finding, Municipality, RulePack};
use engine::Ruleset;
use journal::Content;
use model::deadline::Sentence;
use model::organisation::Activated;
use model::{Command, ContentHash, Timestamp, WorkflowName};
use sha2::{Digest, Sha256};

use crate::query::WorkflowView;

/// A definition with its rule pack.
type Pinned = (Arc<Definition>, Arc<RulePack>);

/// Definitions that were loaded, by hash of definition and rule pack.
pub(crate) struct Rules {
    content: Content,
    loaded: RwLock<BTreeMap<(ContentHash, ContentHash), Pinned>>,
}

impl Rules {
    pub(crate) fn new(content: Content) -> Self {
        Self { content, loaded: RwLock::default() }
    }

    /// Where the bytes of everything in force lie.
    pub(crate) fn content(&self) -> &Content {
        &self.content
    }

    fn bundle(&self, hash: &ContentHash) -> Option<Bundle> {
        self.read_bundle(hash).ok().flatten()
    }

    fn read_bundle(&self, hash: &ContentHash) -> Result<Option<Bundle>, journal::Error> {
        let bytes = self.content.get(&journal::Hash(hash.0))?;
        Ok(bytes.and_then(|bytes| Bundle::from_bytes(&bytes).ok()))
    }

    /// The municipality file in force.
    pub(crate) fn municipality(&self, hash: &ContentHash) -> Option<Municipality> {
        definition::load_municipality(&self.bundle(hash)?).value
    }

    fn load(&self, definition: &ContentHash, pack: &ContentHash) -> Result<Option<Pinned>, journal::Error> {
        let (Some(pack), Some(bundle)) = (self.read_bundle(pack)?, self.read_bundle(definition)?) else {
            return Ok(None);
        };
        let Some(pack) = definition::load_rule_pack(&pack).value else { return Ok(None) };
        // Whether people hold its roles was asked when it came into force.
        let definition = definition::load_workflow(&bundle, &pack, None).value;
        Ok(definition.map(|definition| (Arc::new(definition), Arc::new(pack))))
    }

    /// A definition with its rule pack; nothing if they are not kept, or say nothing that this program understands.
    ///
    /// # Errors
    ///
    /// If the disk does not say.
    pub(crate) fn find(
        &self,
        definition: &ContentHash,
        rule_pack: &ContentHash,
    ) -> Result<Option<Pinned>, journal::Error> {
        let key = (*definition, *rule_pack);
        let known = self.loaded.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(&key).cloned();
        if known.is_some() {
            return Ok(known);
        }
        let Some(loaded) = self.load(definition, rule_pack)? else { return Ok(None) };
        let mut all = self.loaded.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        Ok(Some(all.entry(key).or_insert(loaded).clone()))
    }

    /// What the checker says today of a definition in force, against the municipality in force.
    pub(crate) fn findings(
        &self,
        definition: &ContentHash,
        pack: &ContentHash,
        municipality: Option<&ContentHash>,
    ) -> Vec<Finding> {
        let municipality = municipality.and_then(|hash| self.municipality(hash));
        self.findings_of((definition, pack), municipality.as_ref())
    }

    /// What the checker says of an activated definition against a municipality.
    pub(crate) fn findings_against(
        &self,
        activated: &Activated,
        municipality: Option<&Municipality>,
    ) -> Vec<Finding> {
        self.findings_of((&activated.definition, &activated.rule_pack), municipality)
    }

    fn findings_of(
        &self,
        (definition, pack): (&ContentHash, &ContentHash),
        municipality: Option<&Municipality>,
    ) -> Vec<Finding> {
        let pack = self.bundle(pack).and_then(|bundle| definition::load_rule_pack(&bundle).value);
        let (Some(bundle), Some(pack)) = (self.bundle(definition), pack) else { return Vec::new() };
        definition::load_workflow(&bundle, &pack, municipality).findings
    }

    /// Keeps workflows with their rule packs, as an order names them.
    pub(crate) fn keep_workflows(
        &self,
        workflows: &BTreeMap<WorkflowName, (Bundle, Bundle)>,
    ) -> Result<Vec<(WorkflowName, Activated)>, journal::Error> {
        let kept = workflows.iter().map(|(name, (bundle, pack))| {
            let activated = Activated {
                definition: self.keep(bundle)?,
                rule_pack: self.keep(pack)?,
                language: definition::LANGUAGE,
                semantics: definition::SEMANTICS,
                at: Timestamp::default(),
                from: None,
            };
            Ok((name.clone(), activated))
        });
        kept.collect()
    }

    /// Keeps a bundle's bytes for ever.
    pub(crate) fn keep(&self, bundle: &Bundle) -> Result<ContentHash, journal::Error> {
        let kept = self.content.put(&bundle.to_bytes())?;
        Ok(ContentHash(kept.0))
    }
}

impl Ruleset for Rules {
    fn definition(&self, definition: &ContentHash, rule_pack: &ContentHash) -> Option<Pinned> {
        self.find(definition, rule_pack).ok().flatten()
    }
}

/// What a folder of workflows came to: what can be put into force, and every finding.
#[derive(Clone, Debug)]
pub struct Sources {
    /// The municipality file, if it has no error.
    pub municipality: Option<Bundle>,
    /// Workflows without error, with their rule packs.
    pub workflows: BTreeMap<WorkflowName, (Bundle, Bundle)>,
    /// Components of its plugins, by the name that workflows use.
    pub components: BTreeMap<String, Vec<u8>>,
    /// Every finding of the folder, by paths below it.
    pub findings: Vec<Finding>,
    /// Those of the municipality file and of the rule packs.
    pub common: Vec<Finding>,
    /// Workflows with an error, with what was found in each: they are shown and not put into force.
    pub refused: Vec<WorkflowView>,
}

impl Sources {
    /// Reads and checks a folder of workflows.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn read(folder: &Path) -> std::io::Result<Self> {
        let folder = definition::load_folder(folder)?;
        let packs = folder.packs.values().flat_map(|kept| &kept.loaded.findings);
        let common: Vec<Finding> = folder.municipality.loaded.findings.iter().chain(packs).cloned().collect();
        let of_workflows = folder.workflows.iter().flat_map(|(name, kept)| {
            let name = WorkflowName::new(name);
            kept.loaded
                .findings
                .iter()
                .map(move |finding| in_folder(&name, finding.clone()))
                .collect::<Vec<_>>()
        });
        let findings = common.iter().cloned().chain(of_workflows).collect();
        let municipality =
            folder.municipality.loaded.value.is_some().then(|| folder.municipality.bundle.clone());
        let mut workflows = BTreeMap::new();
        let mut refused = Vec::new();
        for (name, kept) in &folder.workflows {
            let Some(definition) = &kept.loaded.value else {
                refused.push(not_in_force(name, &kept.bundle, &kept.loaded.findings));
                continue;
            };
            let pack = folder.packs.values().find(|pack| {
                pack.loaded.value.as_ref().is_some_and(|pack| pack.name == definition.rule_pack)
            });
            if let Some(pack) = pack {
                workflows.insert(definition.workflow.clone(), (kept.bundle.clone(), pack.bundle.clone()));
            }
        }
        Ok(Self { municipality, workflows, components: folder.components, findings, common, refused })
    }

    /// What was read, as one number: other files have another.
    #[must_use]
    pub fn digest(&self) -> ContentHash {
        let mut digest = Sha256::new();
        let mut add = |name: &str, hash: ContentHash| {
            digest.update(name.as_bytes());
            digest.update([0]);
            digest.update(hash.0);
        };
        if let Some(municipality) = &self.municipality {
            add("municipality", municipality.hash());
        }
        for (name, (bundle, pack)) in &self.workflows {
            add(name.as_str(), bundle.hash());
            add(name.as_str(), pack.hash());
        }
        for view in &self.refused {
            add(view.name.as_str(), view.definition);
        }
        for (name, component) in &self.components {
            add(name, hash_of(component));
        }
        ContentHash(digest.finalize().into())
    }

    /// Keeps every file and says what to put into force. `None` without a municipality.
    pub(crate) fn activation(&self, rules: &Rules) -> Result<Option<Command>, journal::Error> {
        let Some(municipality) = &self.municipality else { return Ok(None) };
        let municipality = rules.keep(municipality)?;
        let workflows = rules.keep_workflows(&self.workflows)?;
        let mut plugins = Vec::new();
        for (name, component) in &self.components {
            let kept = rules.content.put(component)?;
            plugins.push((name.clone(), ContentHash(kept.0)));
        }
        Ok(Some(Command::Activate { municipality, workflows, plugins }))
    }
}

/// A workflow that has an error, as far as it can be shown: by its folder's name.
fn not_in_force(name: &str, bundle: &Bundle, findings: &[Finding]) -> WorkflowView {
    WorkflowView {
        name: WorkflowName::new(name),
        title: Sentence { da: name.to_owned(), en: name.to_owned() },
        definition: bundle.hash(),
        rule_pack: definition::rule_pack_of(bundle).unwrap_or_default(),
        in_force: false,
        coming: None,
        findings: findings.to_vec(),
        opens: Vec::new(),
        units: Vec::new(),
    }
}

/// A finding of a workflow, by its path below the folder of workflows.
pub(crate) fn in_folder(workflow: &WorkflowName, finding: Finding) -> Finding {
    Finding { file: format!("{workflow}/{}", finding.file), ..finding }
}

/// The identity of bytes.
pub(crate) fn hash_of(bytes: &[u8]) -> ContentHash {
    ContentHash(Sha256::digest(bytes).into())
}

/// The identity of a calendar: hash of its rules as text.
pub(crate) fn calendar_hash(calendar: &calendar::Calendar) -> ContentHash {
    ContentHash(Sha256::digest(calendar.version_bytes()).into())
}
