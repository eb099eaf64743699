//! Events of plugins.

use model::plugin::{Proposal, ProposalState, Verdict};
use model::{CaseState, Event, RoleName, StepState};

use super::case::{step_mut, unreachable_part};

#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `to_case`")]
pub(super) fn to_proposal(case: &mut CaseState, event: &Event) {
    match event {
        Event::PluginCalled { step, plugin, digest, id, .. } => {
            let mut proposal = begun(plugin);
            proposal.digest = Some(*digest);
            proposal.effect = Some(*id);
            step_mut(case, step).proposal = Some(proposal);
        }
        Event::PluginAnswered { step, plugin, content, fuel, .. } => {
            let proposal = step_mut(case, step).proposal.get_or_insert_with(|| begun(plugin));
            proposal.state = ProposalState::Proposed;
            proposal.content = Some(content.clone());
            proposal.fuel = *fuel;
        }
        Event::PluginFailed { step, plugin, because, words, fuel, role, .. } => {
            let state = step_mut(case, step);
            let proposal = state.proposal.get_or_insert_with(|| begun(plugin));
            proposal.state = ProposalState::ByHand(because.clone());
            proposal.words.clone_from(words);
            proposal.fuel = *fuel;
            give_to(state, role.as_ref());
        }
        Event::ProposalSettled { step, by, verdict, reason, role, .. } => {
            let state = step_mut(case, step);
            if let Some(proposal) = &mut state.proposal {
                proposal.state = match verdict {
                    Verdict::Confirmed => ProposalState::Confirmed(by.clone()),
                    Verdict::Changed => ProposalState::Changed(by.clone()),
                    Verdict::Declined => ProposalState::Declined(by.clone()),
                };
                proposal.reason.clone_from(reason);
            }
            give_to(state, role.as_ref());
        }
        _other => unreachable_part(),
    }
}

fn begun(plugin: &str) -> Proposal {
    Proposal {
        plugin: plugin.to_owned(),
        digest: None,
        effect: None,
        state: ProposalState::Calling,
        content: None,
        words: None,
        reason: None,
        fuel: 0,
    }
}

/// The step is another role's work now: whoever had taken it gives it back.
fn give_to(state: &mut StepState, role: Option<&RoleName>) {
    if role.is_some() && state.role.as_ref() != role {
        state.role = role.cloned();
        state.owner = None;
    }
}
