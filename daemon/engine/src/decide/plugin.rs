//! What a plugin answered comes back as a command. Whatever it is but a proposal that holds, a person does the step.

use access::Seeker;
use definition::{Definition, Kind, Step};
use model::effect::EffectOutcome;
use model::plugin::{PluginAnswer, PluginOutcome, Proposal, ProposalState};
use model::{
    CaseId, CaseState, Directory, EffectId, EffectKind, Event, PersonId, Private, RoleName, StreamId, Value,
};

use super::administer::daemon_only;
use crate::refusal::Refusal;
use crate::world::Draft;

pub(super) fn answer(
    draft: &mut Draft<'_>,
    place: &StreamId,
    id: EffectId,
    answer: &PluginAnswer,
) -> Result<(), Refusal> {
    daemon_only(draft)?;
    let StreamId::Case(case_id) = place else { return Err(super::effect::unknown(id)) };
    let case = draft.find_case(*case_id).ok_or_else(|| super::effect::unknown(id))?;
    // The first answer counts; one that comes again after a crash finds nobody who waits.
    let Some(pending) = case.effects.iter().find(|pending| pending.id == id) else { return Ok(()) };
    if pending.effect.kind != EffectKind::CallPlugin {
        return Err(super::effect::unknown(id));
    }
    let case = case.clone();
    let outcome = match &answer.outcome {
        PluginOutcome::Proposed { .. } | PluginOutcome::HandedOver { .. } => EffectOutcome::Done,
        PluginOutcome::Failed { code, .. } => EffectOutcome::GivenUp(code.clone()),
    };
    let (definition, _) = draft.rules_of(&case)?;
    draft.emit(place, Event::EffectFinished { id, outcome });
    let Some((step, proposal)) = waiting_for(&case, &definition, id) else { return Ok(()) };
    let event = heard((step, proposal), answer, (&case, &definition), draft.world.directory);
    draft.on_case(*case_id, event);
    Ok(())
}

/// The call was given up or dropped by a person, or nobody knows what became of it: the step is done by hand.
pub(super) fn without_answer(draft: &mut Draft<'_>, case_id: CaseId, id: EffectId) -> Result<(), Refusal> {
    let Some(case) = draft.find_case(case_id).cloned() else { return Ok(()) };
    let (definition, _) = draft.rules_of(&case)?;
    if let Some((step, proposal)) = waiting_for(&case, &definition, id) {
        let event = failed(step, proposal, "host_down", (None, 0));
        draft.on_case(case_id, event);
    }
    Ok(())
}

/// The step that waits for a call.
fn waiting_for<'a>(
    case: &'a CaseState,
    definition: &'a Definition,
    id: EffectId,
) -> Option<(&'a Step, &'a Proposal)> {
    case.steps.iter().filter(|(_, state)| state.is_active()).find_map(|(name, state)| {
        let proposal = state.proposal.as_ref()?;
        let waits = proposal.effect == Some(id) && proposal.state == ProposalState::Calling;
        waits.then(|| definition.steps.get(name)).flatten().map(|step| (step, proposal))
    })
}

fn heard(
    (step, proposal): (&Step, &Proposal),
    answer: &PluginAnswer,
    place: (&CaseState, &Definition),
    directory: &Directory,
) -> Event {
    match &answer.outcome {
        PluginOutcome::Proposed { set, because } => {
            let Kind::Plugin { proposes, .. } = &step.kind else {
                return failed(step, proposal, "nonsense", (None, answer.fuel));
            };
            if let Err(why) = sound(set, proposes, place, directory) {
                return failed(step, proposal, "nonsense", (Some(Private::text(why)), answer.fuel));
            }
            let content = [("set".to_owned(), set.clone()), ("because".to_owned(), because.clone())];
            Event::PluginAnswered {
                step: step.name.clone(),
                plugin: proposal.plugin.clone(),
                digest: proposal.digest,
                content: Private::Clear(Value::Record(content.into())),
                read: Private::text(answer.read.to_string()),
                fuel: answer.fuel,
                took_us: answer.took_us,
            }
        }
        PluginOutcome::HandedOver { reason } => {
            failed(step, proposal, "handed_over", (Some(Private::Clear(reason.clone())), answer.fuel))
        }
        PluginOutcome::Failed { code, words } => {
            failed(step, proposal, code, (words.as_ref().map(Private::text), answer.fuel))
        }
    }
}

fn failed(step: &Step, proposal: &Proposal, because: &str, (words, fuel): (Option<Private>, u64)) -> Event {
    let role = if let Kind::Plugin { otherwise, .. } = &step.kind { Some(otherwise.clone()) } else { None };
    Event::PluginFailed {
        step: step.name.clone(),
        plugin: proposal.plugin.clone(),
        digest: proposal.digest,
        because: because.to_owned(),
        words,
        fuel,
        role,
    }
}

/// Whom a proposal names.
pub(super) fn named(set: &Value) -> (Option<PersonId>, Option<PersonId>) {
    let person = |key: &str| set.field(key).and_then(Value::as_text).map(PersonId::new);
    (person("person"), person("deputy"))
}

/// A proposal names somebody who holds the role, has what it needs and room for the case, and another who does as deputy.
fn sound(
    set: &Value,
    role: &RoleName,
    (case, definition): (&CaseState, &Definition),
    directory: &Directory,
) -> Result<(), String> {
    let (person, deputy) = named(set);
    let Some(person) = person else { return Err("it names no `person`".to_owned()) };
    for one in [Some(&person), deputy.as_ref()].into_iter().flatten() {
        if !directory.holds(one, role, None) {
            return Err(format!("`{}` does not hold the role `{role}`", one.as_str().escape_debug()));
        }
        let seeker = Seeker { person: one, directory };
        access::qualifies(seeker, role, (case, definition)).map_err(|denial| denial.because.en)?;
        let carries = case.holders.values().any(|holder| holder.person == *one);
        if !carries {
            access::has_room(seeker, role, (case, definition), 1).map_err(|denial| denial.because.en)?;
        }
    }
    if deputy.as_ref() == Some(&person) {
        return Err(format!("`{person}` cannot be their own deputy"));
    }
    Ok(())
}
