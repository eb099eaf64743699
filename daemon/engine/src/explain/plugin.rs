//! Where a plugin's proposal stands, in a sentence.

use model::deadline::Sentence;
use model::plugin::{Proposal, ProposalState};

use super::said;

/// Why a plugin step that is open stands where it stands; nothing where nobody asked a plugin.
pub(super) fn stands(proposal: &Proposal) -> Sentence {
    let plugin = &proposal.plugin;
    match &proposal.state {
        ProposalState::Calling => said(
            format!("Trinnet venter på et forslag fra {plugin}; en person kan gøre det uden."),
            format!("the step waits for a proposal of {plugin}; a person can do it without"),
        ),
        ProposalState::Proposed => said(
            format!("{plugin} har et forslag, som skal bekræftes, ændres eller afvises."),
            format!("{plugin} has a proposal, to be confirmed, changed or declined"),
        ),
        ProposalState::ByHand(because) => {
            let Sentence { da, en } = by_hand(because);
            said(
                format!("Trinnet gøres i hånden, fordi {plugin} {da}."),
                format!("the step is done by hand, because {plugin} {en}"),
            )
        }
        ProposalState::Declined(by) => said(
            format!("{by} afviste forslaget fra {plugin}; trinnet gøres i hånden."),
            format!("{by} declined the proposal of {plugin}; the step is done by hand"),
        ),
        ProposalState::Confirmed(by) | ProposalState::Changed(by) => said(
            format!("{by} har taget stilling til forslaget fra {plugin}."),
            format!("{by} has judged the proposal of {plugin}"),
        ),
    }
}

/// What a plugin did instead of proposing, by its code: the end of a sentence that begins with its name.
#[must_use]
pub fn by_hand(code: &str) -> Sentence {
    let (da, en) = match code {
        "missing" => ("ikke er sat i kraft i kommunen", "is not in force in the municipality"),
        "refused" => ("ikke må køre", "may not run"),
        "trapped" => ("gik i stå undervejs", "stopped in the middle"),
        "out_of_fuel" => ("regnede for længe", "computed for too long"),
        "out_of_time" => ("svarede for sent", "answered too late"),
        "out_of_memory" => ("brugte for megen hukommelse", "used too much memory"),
        "too_many_calls" => ("spurgte systemet for mange gange", "asked the system too often"),
        "errored" => ("svarede med en fejl", "answered with an error"),
        "nonsense" => ("gav et svar, der ikke kan bruges", "gave an answer that cannot be used"),
        "handed_over" => ("overlod det til en person", "left it to a person"),
        "host_down" => ("ikke kunne kaldes", "could not be called"),
        _other => ("ikke gav noget forslag", "made no proposal"),
    };
    said(da, en)
}
