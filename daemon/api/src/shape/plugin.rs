//! Plugins, and what they propose.

use model::plugin::{Proposal, ProposalState, Verdict};
use runtime::PluginView;

use super::{maybe, text};
use crate::values::shown;

pub(crate) fn plugin(view: &PluginView) -> wire::Plugin {
    let PluginView { name, plugin, used_by } = view;
    wire::Plugin {
        name: name.clone(),
        component: maybe(plugin.digest),
        facts: plugin.facts.iter().map(text).collect(),
        interfaces: plugin.interfaces.iter().cloned().collect(),
        config: plugin.config.clone(),
        used_by: used_by.clone(),
    }
}

pub(crate) fn proposal(proposal: &Proposal) -> wire::Proposal {
    let (state, because, by) = match &proposal.state {
        ProposalState::Calling => ("calling", None, None),
        ProposalState::Proposed => ("proposed", None, None),
        ProposalState::ByHand(because) => ("by_hand", Some(because.clone()), None),
        ProposalState::Confirmed(by) => ("confirmed", None, Some(by)),
        ProposalState::Changed(by) => ("changed", None, Some(by)),
        ProposalState::Declined(by) => ("declined", None, Some(by)),
    };
    wire::Proposal {
        plugin: proposal.plugin.clone(),
        component: maybe(proposal.digest),
        state: state.to_owned(),
        because,
        by: maybe(by),
        content: proposal.content.as_ref().map(shown),
        words: proposal.words.as_ref().map(shown),
        reason: proposal.reason.as_ref().map(shown),
        fuel: proposal.fuel,
    }
}

pub(crate) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Confirmed => "confirmed",
        Verdict::Changed => "changed",
        Verdict::Declined => "declined",
    }
}
