//! Sentences about plugins and their proposals.

use model::deadline::Sentence;
use model::plugin::Verdict;
use model::{ContentHash, Event};

use super::words::{Words, both, said};

#[expect(clippy::wildcard_enum_match_arm, reason = "a part of the exhaustive match in `sentence`")]
pub(super) fn of_plugin(event: &Event, words: &Words<'_>) -> Sentence {
    match event {
        Event::PluginCalled { step, plugin, .. } => {
            let title = words.step(step);
            said(
                format!("{plugin} blev bedt om et forslag til »{}«.", title.da),
                format!("{plugin} was asked for a proposal for “{}”.", title.en),
            )
        }
        Event::PluginAnswered { step, plugin, digest, .. } => {
            let (title, short) = (words.step(step), short(digest.as_ref()));
            said(
                format!("{plugin}{short} har et forslag til »{}«.", title.da),
                format!("{plugin}{short} has a proposal for “{}”.", title.en),
            )
        }
        Event::PluginFailed { step, plugin, because, role, .. } => {
            let title = words.step(step);
            let why = engine::explain::by_hand(because);
            let role = role.as_ref().map_or_else(|| both(""), |role| words.role(role.as_str()));
            said(
                format!("»{}« gøres i hånden ({}), fordi {plugin} {}.", title.da, role.da, why.da),
                format!("“{}” is done by hand ({}), because {plugin} {}.", title.en, role.en, why.en),
            )
        }
        Event::ProposalSettled { by, verdict, plugin, digest, .. } => {
            let short = short(digest.as_ref());
            let (da, en) = match verdict {
                Verdict::Confirmed => ("bekræftede", "confirmed"),
                Verdict::Changed => ("ændrede med en begrundelse", "changed, with a reason,"),
                Verdict::Declined => ("afviste med en begrundelse", "declined, with a reason,"),
            };
            said(
                format!("{by} {da} forslaget fra {plugin}{short}."),
                format!("{by} {en} the proposal of {plugin}{short}."),
            )
        }
        Event::PluginActivated { plugin, digest: Some(digest) } => {
            let short = short(Some(digest));
            said(format!("{plugin}{short} trådte i kraft."), format!("{plugin}{short} came into force."))
        }
        Event::PluginActivated { plugin, digest: None } => {
            said(format!("{plugin} er taget ud af brug."), format!("{plugin} is called no more."))
        }
        _other => both(""),
    }
}

/// The beginning of a component's digest: enough for people to tell two apart.
fn short(digest: Option<&ContentHash>) -> String {
    digest
        .map(|digest| format!(" ({})", digest.to_string().chars().take(12).collect::<String>()))
        .unwrap_or_default()
}

/// A call ended: its answer stands beside it, unless nobody waited for it any more.
pub(super) fn call_ended() -> Sentence {
    said("Pluginkaldet er afsluttet.".to_owned(), "The plugin call has ended.".to_owned())
}
