//! The order itself: what is wanted, what hinders it, and the command that it comes to.

use definition::{Finding, Severity};
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
    /// These workflows and nothing else; everything where absent.
    pub workflows: Option<Vec<WorkflowName>>,
    /// From which day on; at once where absent. Then only workflows wait for that day: the municipality file and
    /// plugins stay as they are.
    pub from: Option<Date>,
    /// Whether warnings are accepted.
    pub accepts_warnings: bool,
}

impl Wanted {
    /// Whether the municipality file and the plugins come along.
    fn is_whole(&self) -> bool {
        self.workflows.is_none() && self.from.is_none()
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
        let today = self.today();
        let municipality = match &chosen.municipality {
            Some(bundle) if wanted.is_whole() => definition::load_municipality(bundle).value,
            // Without the municipality file they have to fit the one that is in force.
            Some(_) | None => {
                organisation.municipality.and_then(|hash| self.shared.rules.municipality(&hash))
            }
        };
        let mut found = Vec::new();
        if wanted.is_whole() {
            found.extend(
                chosen.findings.iter().filter(|finding| finding.severity == Severity::Error).cloned(),
            );
        }
        for (name, files) in &chosen.workflows {
            // What somebody accepted when it came into force is not asked again.
            let is_in_force = organisation.current(name, today).is_some_and(|known| is_read(known, files));
            if !is_in_force {
                found.extend(
                    load(files, municipality.as_ref()).0.findings.into_iter().map(|it| in_folder(name, it)),
                );
            }
        }
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

    /// Keeps every file and says what to put into force.
    fn order(
        &self,
        chosen: &Sources,
        wanted: &Wanted,
        organisation: &OrganisationState,
    ) -> Result<Command, Rejected> {
        let kept = |error: journal::Error| Rejected::ReadOnly { because: error.to_string() };
        let whole = chosen.activation(&self.shared.rules).map_err(kept)?;
        let Some(Command::Activate { municipality, mut workflows, plugins }) = whole else {
            return Err(Rejected::Internal { because: "there is no municipality file".to_owned() });
        };
        for (_, activated) in &mut workflows {
            activated.from = wanted.from;
        }
        let (municipality, plugins) = match organisation.municipality {
            Some(in_force) if !wanted.is_whole() => (in_force, components(organisation)),
            Some(_) | None => (municipality, plugins),
        };
        Ok(Command::Activate { municipality, workflows, plugins })
    }
}

/// Of what was read, what is wanted.
fn choose(mut sources: Sources, wanted: &Wanted) -> Result<Sources, Rejected> {
    let Some(names) = &wanted.workflows else { return Ok(sources) };
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

/// Components in force, as an order names them.
fn components(organisation: &OrganisationState) -> Vec<(String, ContentHash)> {
    organisation.plugins.iter().map(|(name, digest)| (name.clone(), *digest)).collect()
}
