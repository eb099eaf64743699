//! Putting the folder of workflows into force while the daemon works: what would change, and the order for it.
//!
//! Reading the folder changes nothing. The order names what its giver has seen: files that were saved meanwhile are
//! not put into force unseen.

mod order;

use std::path::Path;

use access::{Seeker, may_run};
use definition::{Bundle, Definition, Finding, RulePack, Severity};
use draw::diff::diff_with_packs;
use engine::Refusal;
use model::deadline::Sentence;
use model::organisation::Activated;
use model::{Actor, ContentHash, Date, WorkflowName};

use crate::answer::{Reader, Rejected};
use crate::core::shared::InForce;
use crate::pump::Runtime;
use crate::rules::Sources;

pub use order::{Wanted, What};

/// How what was read stands to what is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The very same bytes.
    Same,
    /// Nothing of this name is in force.
    New,
    /// Something else is in force.
    Changed,
    /// In force, and no longer in the folder: it stays in force.
    Gone,
    /// Has errors and cannot be put into force.
    Refused,
}

/// A workflow of the folder beside the one in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Its name; the name of its folder where it has errors.
    pub name: WorkflowName,
    /// What it is called.
    pub title: Sentence,
    /// How it stands to what new cases take today.
    pub difference: Difference,
    /// What is different, in the order of the file. Nothing where only comments are, or where it is new.
    pub changes: Vec<Sentence>,
    /// What was found in it.
    pub findings: Vec<Finding>,
    /// The day from which new cases take another definition that was ordered, if there is one, and whether that
    /// definition is the one in the folder.
    pub coming: Option<(Date, bool)>,
}

/// What the folder would put into force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What was read: an order names it.
    pub digest: ContentHash,
    /// The municipality file: people, units, calendar, plugins' grants.
    pub municipality: Difference,
    /// Components of plugins, by the name that workflows use.
    pub plugins: Vec<(String, Difference)>,
    /// Workflows by name.
    pub workflows: Vec<Offered>,
    /// What was found in the municipality file and the rule packs.
    pub findings: Vec<Finding>,
}

impl Runtime {
    /// Reads and checks the folder of workflows and says what it would change. For administrators.
    ///
    /// # Errors
    ///
    /// [`Rejected`]: somebody else asks, or the folder cannot be read.
    pub fn offer(&self, by: &Reader) -> Result<Offer, Rejected> {
        let in_force = self.in_force();
        Self::may_activate(&by.actor, &in_force)?;
        let sources = read(&self.folder)?;
        Ok(self.compare(&sources, &in_force))
    }

    /// What was read otherwise than what is in force, or ordered for a later day, by name.
    #[must_use]
    pub fn waiting(&self, sources: &Sources) -> Vec<String> {
        let organisation = &self.in_force().organisation;
        let today = self.today();
        let municipality = sources.municipality.as_ref().map(Bundle::hash);
        let municipality = municipality.filter(|read| organisation.municipality != Some(*read));
        let is_known = |name: &WorkflowName, read: &(Bundle, Bundle)| {
            let known = organisation.current(name, today).into_iter().chain(organisation.upcoming.get(name));
            known.into_iter().any(|known| is_read(known, read))
        };
        let workflows = sources.workflows.iter().filter(|(name, read)| !is_known(name, read));
        let plugins = sources.components.iter();
        let plugins = plugins
            .filter(|(name, bytes)| organisation.plugins.get(*name) != Some(&crate::rules::hash_of(bytes)));
        let named = municipality.map(|_| "municipality.yaml".to_owned()).into_iter();
        named
            .chain(workflows.map(|(name, _)| name.to_string()))
            .chain(plugins.map(|(name, _)| name.clone()))
            .collect()
    }

    /// Before anything is read or kept.
    fn may_activate(by: &Actor, in_force: &InForce) -> Result<(), Rejected> {
        let person = Self::person_of(&Reader { actor: by.clone(), purpose: None })?;
        Ok(may_run(Seeker { person: &person, directory: &in_force.directory })?)
    }

    pub(crate) fn today(&self) -> Date {
        Date(calendar::civil_date(self.now().micros()))
    }

    fn compare(&self, sources: &Sources, in_force: &InForce) -> Offer {
        let organisation = &in_force.organisation;
        let municipality = match &sources.municipality {
            None => Difference::Refused,
            Some(bundle) => difference(organisation.municipality.as_ref(), &bundle.hash()),
        };
        let digests = sources.components.iter().map(|(name, bytes)| {
            (name.clone(), difference(organisation.plugins.get(name), &crate::rules::hash_of(bytes)))
        });
        let gone = organisation.plugins.keys().filter(|name| !sources.components.contains_key(*name));
        let plugins = digests.chain(gone.map(|name| (name.clone(), Difference::Gone))).collect();
        let mut workflows: Vec<Offered> = sources
            .workflows
            .iter()
            .map(|(name, read)| self.offered(sources, name, read))
            .chain(sources.refused.iter().map(|view| Offered {
                name: view.name.clone(),
                title: view.title.clone(),
                difference: Difference::Refused,
                changes: Vec::new(),
                findings: view.findings.clone(),
                coming: None,
            }))
            .collect();
        let known = |name: &WorkflowName| workflows.iter().any(|offered| offered.name == *name);
        let gone: Vec<_> = organisation
            .in_force(self.today())
            .filter(|(name, _)| !known(name))
            .filter_map(|(name, activated)| {
                let (definition, _) = self.loaded(activated)?;
                Some(Offered {
                    name: name.clone(),
                    title: definition.title.clone(),
                    difference: Difference::Gone,
                    changes: Vec::new(),
                    findings: Vec::new(),
                    coming: None,
                })
            })
            .collect();
        workflows.extend(gone);
        workflows.sort_by(|one, other| one.name.cmp(&other.name));
        let findings = sources.common.clone();
        Offer { digest: sources.digest(), municipality, plugins, workflows, findings }
    }

    fn offered(&self, sources: &Sources, name: &WorkflowName, read: &(Bundle, Bundle)) -> Offered {
        let today = self.today();
        let in_force = self.in_force();
        let organisation = &in_force.organisation;
        let current = organisation.current(name, today);
        let municipality =
            sources.municipality.as_ref().and_then(|bundle| definition::load_municipality(bundle).value);
        let (loaded, pack) = load(read, municipality.as_ref());
        let before = current.and_then(|current| self.loaded(current));
        let (title, changes) = match (&loaded.value, &pack) {
            (Some(definition), Some(pack)) => {
                let before = before.as_ref().map(|(definition, pack)| (&**definition, &**pack));
                (definition.title.clone(), told(before, (definition, pack)))
            }
            (Some(_) | None, _) => (Sentence { da: name.to_string(), en: name.to_string() }, Vec::new()),
        };
        let coming = organisation.upcoming.get(name);
        let coming = coming
            .and_then(|coming| Some((coming.from.filter(|from| *from > today)?, is_read(coming, read))));
        Offered {
            name: name.clone(),
            title,
            difference: match current {
                None => Difference::New,
                Some(current) if is_read(current, read) => Difference::Same,
                Some(_) => Difference::Changed,
            },
            changes,
            findings: loaded.findings,
            coming,
        }
    }

    fn loaded(
        &self,
        activated: &Activated,
    ) -> Option<(std::sync::Arc<Definition>, std::sync::Arc<RulePack>)> {
        engine::Ruleset::definition(&*self.shared.rules, &activated.definition, &activated.rule_pack)
    }
}

/// Reads the folder.
fn read(folder: &Path) -> Result<Sources, Rejected> {
    Sources::read(folder).map_err(|why| {
        Refusal::conflict(
            "workflows-unreadable",
            format!("mappen med arbejdsgange kan ikke læses: {why}"),
            format!("the folder of workflows cannot be read: {why}"),
        )
        .into()
    })
}

/// A workflow as it was read, checked against a municipality.
fn load(
    (bundle, pack): &(Bundle, Bundle),
    municipality: Option<&definition::Municipality>,
) -> (definition::Loaded<Definition>, Option<RulePack>) {
    match definition::load_rule_pack(pack).value {
        Some(pack) => (definition::load_workflow(bundle, &pack, municipality), Some(pack)),
        None => (definition::Loaded { value: None, findings: Vec::new() }, None),
    }
}

/// Whether a definition is the one that was read.
fn is_read(known: &Activated, (bundle, pack): &(Bundle, Bundle)) -> bool {
    (known.definition, known.rule_pack) == (bundle.hash(), pack.hash())
}

/// What is different, in words; nothing where nothing was before.
fn told(before: Option<(&Definition, &RulePack)>, after: (&Definition, &RulePack)) -> Vec<Sentence> {
    let Some(before) = before else { return Vec::new() };
    diff_with_packs(before, after).into_iter().map(|change| change.sentence).collect()
}

fn difference(known: Option<&ContentHash>, read: &ContentHash) -> Difference {
    match known {
        None => Difference::New,
        Some(known) if known == read => Difference::Same,
        Some(_) => Difference::Changed,
    }
}

/// Whether something was found that keeps a file out of force.
fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}
