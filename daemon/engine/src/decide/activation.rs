//! What comes into force: municipality, plugins, definitions, at once or from a day on.

use std::collections::BTreeMap;

use model::organisation::{Activated, OrganisationState};
use model::{ContentHash, Event, StreamId, WorkflowName};

use super::administer::runs;
use crate::refusal::Refusal;
use crate::world::Draft;

/// Components of plugins by the municipality's name for them.
type Components = [(String, ContentHash)];

pub(super) fn activate(
    draft: &mut Draft<'_>,
    municipality: ContentHash,
    (workflows, plugins): (&[(WorkflowName, Activated)], &Components),
) -> Result<(), Refusal> {
    runs(draft)?;
    let organisation = draft.organisation();
    if organisation.municipality != Some(municipality) {
        draft.emit(&StreamId::Organisation, Event::MunicipalityActivated { file: municipality });
    }
    activate_plugins(draft, &organisation.plugins, plugins);
    each(draft, &organisation, workflows)
}

/// Definitions that were checked against the municipality file in force: with another one they may be nobody's work.
pub(super) fn alone(
    draft: &mut Draft<'_>,
    fits: Option<ContentHash>,
    workflows: &[(WorkflowName, Activated)],
) -> Result<(), Refusal> {
    runs(draft)?;
    let organisation = draft.organisation();
    if organisation.municipality != fits {
        return Err(Refusal::conflict(
            "not-as-shown",
            "En anden kommunefil er trådt i kraft imens; se ændringerne igen.",
            "another municipality file came into force meanwhile; look at the changes again",
        ));
    }
    each(draft, &organisation, workflows)
}

fn each(
    draft: &mut Draft<'_>,
    organisation: &OrganisationState,
    workflows: &[(WorkflowName, Activated)],
) -> Result<(), Refusal> {
    for (workflow, activated) in workflows {
        if activated.language > definition::LANGUAGE || activated.semantics > definition::SEMANTICS {
            return Err(Refusal::conflict(
                "needs-a-newer-version",
                format!("Arbejdsgangen `{workflow}` kræver en nyere version af programmet."),
                format!("the workflow `{workflow}` needs a newer version of this program"),
            ));
        }
        activate_workflow(draft, organisation, (workflow, activated))?;
    }
    Ok(())
}

/// One workflow, now or from a day on. An order replaces the one before it, whichever of the two was for a later day.
fn activate_workflow(
    draft: &mut Draft<'_>,
    organisation: &OrganisationState,
    (workflow, activated): (&WorkflowName, &Activated),
) -> Result<(), Refusal> {
    let today = draft.world.today;
    if let Some(from) = activated.from.filter(|from| *from < today) {
        return Err(Refusal::invalid(
            "in-the-past",
            format!("Dagen {from} er gået; i dag er det {today}."),
            format!("the day {from} has passed; today is {today}"),
        ));
    }
    let wanted = Activated {
        at: draft.world.at.recorded_at,
        from: activated.from.filter(|from| *from > today),
        ..activated.clone()
    };
    let is_same =
        |known: &Activated| (known.definition, known.rule_pack) == (wanted.definition, wanted.rule_pack);
    let coming = organisation.upcoming.get(workflow);
    let come = coming.filter(|coming| coming.from.is_none_or(|from| from <= today));
    let is_known = match (wanted.from, coming) {
        (Some(_), Some(coming)) => is_same(coming) && coming.from == wanted.from,
        // What is in force needs no day from which it is.
        (Some(_) | None, None) => organisation.workflows.get(workflow).is_some_and(is_same),
        (None, Some(coming)) => come.is_some() && is_same(coming),
    };
    if is_known {
        return Ok(());
    }
    // What has come into force meanwhile is in force until the new day: the fold knows no calendar.
    if let Some(come) = come.filter(|_| wanted.from.is_some()) {
        let activated = Activated { from: None, ..come.clone() };
        draft.emit(
            &StreamId::Organisation,
            Event::WorkflowActivated { workflow: workflow.clone(), activated },
        );
    }
    let activated = wanted;
    draft.emit(&StreamId::Organisation, Event::WorkflowActivated { workflow: workflow.clone(), activated });
    Ok(())
}

/// Components that are others now, and plugins that are no more.
fn activate_plugins(draft: &mut Draft<'_>, before: &BTreeMap<String, ContentHash>, plugins: &Components) {
    let gone = before.keys().filter(|name| !plugins.iter().any(|(plugin, _)| plugin == *name));
    let gone: Vec<_> = gone.map(|name| (name.clone(), None)).collect();
    let others = plugins.iter().filter(|(name, digest)| before.get(name) != Some(digest));
    let others = others.map(|(name, digest)| (name.clone(), Some(*digest)));
    for (plugin, digest) in others.chain(gone) {
        draft.emit(&StreamId::Organisation, Event::PluginActivated { plugin, digest });
    }
}

/// What was ordered for a later day does not come into force.
pub(super) fn withdraw(draft: &mut Draft<'_>, workflow: &WorkflowName) -> Result<(), Refusal> {
    runs(draft)?;
    let today = draft.world.today;
    if !draft.organisation().coming(today).any(|(name, _, _)| name == workflow) {
        return Err(Refusal::conflict(
            "nothing-ordered",
            format!("Der er ikke bestilt noget for arbejdsgangen `{workflow}`, som kan trækkes tilbage."),
            format!("nothing is ordered for the workflow `{workflow}` that could be withdrawn"),
        ));
    }
    draft.emit(&StreamId::Organisation, Event::ActivationWithdrawn { workflow: workflow.clone() });
    Ok(())
}
