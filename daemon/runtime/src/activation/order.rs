//! The order itself: what is wanted, what hinders it, and the command that it comes to.

use definition::{Bundle, Finding, Municipality, Severity};
use engine::Refusal;
use model::organisation::OrganisationState;
use model::{Actor, Command, ContentHash, Date, WorkflowName};

use super::{has_errors, is_read, load, read};
use crate::answer::Rejected;
use crate::pump::Runtime;
use crate::rules::{Sources, in_folder};

/// Findings that a refusal names; the offer has all.
const NAMED_MAX: usize = 20;

/// What an administrator wants to put into force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The digest of the offer that they have seen.
    pub seen: ContentHash,
    /// What of it.
    pub what: What,
    /// From which day on; at once where absent. Only workflows wait for a day: the municipality file and plugins are
    /// then left as they are.
    pub from: Option<Date>,
    /// Whether warnings are accepted.
    pub accepts_warnings: bool,
}

/// What of the folder is to come into force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Everything that differs; what is ordered for a day already goes on waiting for it.
    Everything,
    /// These workflows and nothing else.
    Workflows(Vec<WorkflowName>),
    /// The municipality file and the plugins, and no workflow.
    Office,
}

impl Wanted {
    /// Whether the municipality file and the plugins come along.
    fn takes_office(&self) -> bool {
        match self.what {
            What::Everything => self.from.is_none(),
            What::Office => true,
            What::Workflows(_) => false,
        }
    }
}

impl Runtime {
    /// Reads the folder again, keeps its files, and makes the command that puts them into force.
    ///
    /// # Errors
    ///
    /// [`Rejected`]: somebody else asks, the files are others than those that were seen, or what was found in them
    /// forbids it. Nothing was changed.
    pub fn activation(&self, by: &Actor, wanted: &Wanted) -> Result<Command, Rejected> {
        let in_force = self.in_force();
        Self::may_activate(by, &in_force)?;
        let sources = read(&self.folder)?;
        if sources.digest() != wanted.seen {
            return Err(Refusal::conflict(
                "not-as-shown",
                "filerne er ændret, siden de blev vist; se ændringerne igen",
                "the files have changed since they were shown; look at the changes again",
            )
            .into());
        }
        let chosen = choose(sources, wanted)?;
        self.check(&chosen, wanted, &in_force.organisation)?;
        self.order(&chosen, wanted, &in_force.organisation)
    }

    /// What was found in what is to come into force.
    fn check(
        &self,
        chosen: &Sources,
        wanted: &Wanted,
        organisation: &OrganisationState,
    ) -> Result<(), Rejected> {
        let municipality = match &chosen.municipality {
            Some(bundle) if wanted.takes_office() => definition::load_municipality(bundle).value,
            // Without the municipality file they have to fit the one that is in force.
            Some(_) | None => {
                organisation.municipality.and_then(|hash| self.shared.rules.municipality(&hash))
            }
        };
        let mut found = Vec::new();
        let is_error = |finding: &&Finding| finding.severity == Severity::Error;
        found.extend(match wanted.what {
            What::Everything => chosen.findings.iter().filter(is_error).cloned().collect(),
            What::Office => chosen.common.clone(),
            What::Workflows(_) => Vec::new(),
        });
        found.extend(match wanted.what {
            What::Office => self.in_force_against(municipality.as_ref(), organisation),
            What::Everything | What::Workflows(_) => {
                self.read_against(municipality.as_ref(), chosen, organisation)
            }
        });
        found.dedup();
        let places = |severity: Severity| {
            let of_it = found.iter().filter(|finding| finding.severity == severity);
            let place = |finding: &Finding| format!("{}:{} {}", finding.file, finding.line, finding.code);
            of_it.map(place).take(NAMED_MAX).collect::<Vec<_>>().join(", ")
        };
        if has_errors(&found) {
            let errors = places(Severity::Error);
            return Err(Refusal::conflict(
                "workflows-have-errors",
                format!("filerne har fejl; `helhed workflow check` viser hver med udvej: {errors}"),
                format!(
                    "the files have errors; `helhed workflow check` shows each with the way out: {errors}"
                ),
            )
            .into());
        }
        let warnings = places(Severity::Warning);
        if !warnings.is_empty() && !wanted.accepts_warnings {
            return Err(Refusal::conflict(
                "warnings-not-accepted",
                format!("der er advarsler, som skal godkendes først: {warnings}"),
                format!("there are warnings, which have to be accepted first: {warnings}"),
            )
            .into());
        }
        Ok(())
    }

    /// What was found in what was read; what somebody accepted when it came into force is not asked again.
    fn read_against(
        &self,
        municipality: Option<&Municipality>,
        chosen: &Sources,
        organisation: &OrganisationState,
    ) -> Vec<Finding> {
        let today = self.today();
        let others =
            chosen.workflows.iter().filter(|(name, files)| !is_current(organisation, today, (name, files)));
        let found = others.flat_map(|(name, files)| {
            load(files, municipality).0.findings.into_iter().map(|finding| in_folder(name, finding))
        });
        found.collect()
    }

    /// What another municipality file would make of the workflows in force, and of those that are ordered: a role that
    /// nobody holds any more, say. What has been found in them all along is nothing new.
    fn in_force_against(
        &self,
        municipality: Option<&Municipality>,
        organisation: &OrganisationState,
    ) -> Vec<Finding> {
        let rules = &self.shared.rules;
        let known = organisation.workflows.iter().chain(&organisation.upcoming);
        let found = known.flat_map(|(name, activated)| {
            let before = rules.findings_against(
                activated,
                organisation.municipality.and_then(|hash| rules.municipality(&hash)).as_ref(),
            );
            let after = rules.findings_against(activated, municipality);
            after
                .into_iter()
                .filter(move |finding| !before.contains(finding))
                .map(|finding| in_folder(name, finding))
                .collect::<Vec<_>>()
        });
        found.collect()
    }

    /// Keeps the files and says what to put into force.
    fn order(
        &self,
        chosen: &Sources,
        wanted: &Wanted,
        organisation: &OrganisationState,
    ) -> Result<Command, Rejected> {
        let kept = |error: journal::Error| Rejected::ReadOnly { because: error.to_string() };
        let rules = &self.shared.rules;
        let today = self.today();
        let is_ordered = |name: &WorkflowName, files: &Files| {
            organisation.coming(today).any(|(known, coming, _)| known == name && is_read(coming, files))
        };
        let mut workflows = chosen.workflows.clone();
        if wanted.what == What::Everything {
            // What is in force is no change, and withdraws nothing that was ordered: whoever wants that names it.
            workflows.retain(|name, files| !is_current(organisation, today, (name, files)));
        }
        match wanted.what {
            // What is ordered for a day waits for it.
            What::Everything if wanted.from.is_none() => {
                workflows.retain(|name, files| !is_ordered(name, files));
            }
            What::Office => workflows.clear(),
            What::Everything | What::Workflows(_) => {
                let mut orders = rules.keep_workflows(&workflows).map_err(kept)?;
                for (_, activated) in &mut orders {
                    activated.from = wanted.from;
                }
                return Ok(Command::ActivateWorkflows { fits: organisation.municipality, workflows: orders });
            }
        }
        let order = Sources { workflows, ..chosen.clone() }.activation(rules).map_err(kept)?;
        order.ok_or_else(|| Rejected::Internal { because: "there is no municipality file".to_owned() })
    }
}

/// A workflow and its rule pack, as they were read.
type Files = (Bundle, Bundle);

/// Whether new cases take the very version that was read.
fn is_current(organisation: &OrganisationState, today: Date, (name, files): (&WorkflowName, &Files)) -> bool {
    organisation.current(name, today).is_some_and(|current| is_read(current, files))
}

/// Of what was read, what is wanted.
fn choose(mut sources: Sources, wanted: &Wanted) -> Result<Sources, Rejected> {
    let names = match &wanted.what {
        What::Everything | What::Office => return Ok(sources),
        What::Workflows(names) => names,
    };
    let missing: Vec<_> = names
        .iter()
        .filter(|name| !sources.workflows.contains_key(*name))
        .filter(|name| !sources.refused.iter().any(|view| view.name == **name))
        .map(ToString::to_string)
        .collect();
    if !missing.is_empty() {
        let listed = missing.join("`, `");
        return Err(Refusal::not_found(
            "unknown-workflow",
            format!("mappen har ingen arbejdsgang `{listed}`"),
            format!("the folder has no workflow `{listed}`"),
        )
        .missing(sources.workflows.keys().map(ToString::to_string))
        .into());
    }
    let broken: Vec<_> = sources.refused.iter().filter(|view| names.contains(&view.name)).collect();
    if let Some(view) = broken.first() {
        let name = &view.name;
        return Err(Refusal::conflict("workflows-have-errors", format!(
                "arbejdsgangen `{name}` har fejl; `helhed workflow check` viser hver med sted og udvej"
            ), format!(
                "the workflow `{name}` has errors; `helhed workflow check` shows each with its place and the way out"
            )).into());
    }
    sources.workflows.retain(|name, _| names.contains(name));
    Ok(sources)
}
