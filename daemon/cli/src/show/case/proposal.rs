//! What plugins proposed, and what became of it.

use serde_json::Value as Json;
use wire::{Case, Proposal, Step};

use crate::lang::Lang;
use crate::show::View;
use crate::show::layout::{labelled, paragraph};
use crate::show::value::{plain, shown};

/// Proposals of steps, in the order of the workflow: first who is proposed and why, then what a person made of it.
pub(super) fn proposals(case: &Case, view: View) -> String {
    let proposed = case.steps.iter().filter_map(|step| Some((step, step.proposal.as_ref()?)));
    proposed.map(|(step, proposal)| one(step, proposal, view)).collect()
}

fn one(step: &Step, proposal: &Proposal, view: View) -> String {
    let lang = view.lang;
    let state = match &proposal.because {
        Some(because) => format!("{}: {}", state_of(lang, &proposal.state), why(lang, because)),
        None => state_of(lang, &proposal.state),
    };
    let by = proposal.by.as_ref().map(|by| format!(" ({by})")).unwrap_or_default();
    let mut page = paragraph(view, 0, &format!("{} (`{}`): {state}{by}", lang.of(&step.title), step.name));
    let mut say = |label: &str, text: &str| page.push_str(&labelled(view, label, text));
    if let Some(content) = &proposal.content {
        match content.value() {
            Some(value) => {
                say(lang.say("forslag", "proposal"), &plain(lang, value.get("set").unwrap_or(&Json::Null)));
                say(
                    lang.say("hvorfor", "why"),
                    in_language(lang, value.get("because").unwrap_or(&Json::Null)),
                );
            }
            None => say(lang.say("forslag", "proposal"), &shown(lang, content)),
        }
    }
    if let Some(words) = &proposal.words {
        let words = words.value().map_or_else(
            || shown(lang, words),
            |value| if value.is_object() { in_language(lang, value).to_owned() } else { plain(lang, value) },
        );
        say(lang.say("fordi", "because"), &words);
    }
    if let Some(reason) = &proposal.reason {
        say(lang.say("begrundelse", "reason"), &shown(lang, reason));
    }
    let component: Option<String> =
        proposal.component.as_ref().map(|digest| digest.chars().take(12).collect());
    let of =
        component.map_or_else(|| proposal.plugin.clone(), |short| format!("{} ({short})", proposal.plugin));
    say(lang.say("fra", "from"), &of);
    page
}

/// A text in the reader's language.
fn in_language(lang: Lang, texts: &Json) -> &str {
    texts.get(lang.say("da", "en")).and_then(Json::as_str).unwrap_or_default()
}

fn state_of(lang: Lang, state: &str) -> String {
    let (da, en) = match state {
        "calling" => ("venter på forslag", "waits for a proposal"),
        "proposed" => ("skal bekræftes, ændres eller afvises", "to be confirmed, changed or declined"),
        "by_hand" => ("gøres i hånden", "done by hand"),
        "confirmed" => ("bekræftet", "confirmed"),
        "changed" => ("ændret", "changed"),
        "declined" => ("afvist", "declined"),
        other => return other.to_owned(),
    };
    lang.say(da, en).to_owned()
}

/// What a plugin did instead of proposing.
fn why(lang: Lang, code: &str) -> String {
    let (da, en) = match code {
        "missing" => ("ikke i kraft", "not in force"),
        "trapped" => ("gik i stå", "stopped in the middle"),
        "out_of_fuel" => ("regnede for længe", "computed for too long"),
        "out_of_time" => ("svarede for sent", "answered too late"),
        "out_of_memory" => ("brugte for megen hukommelse", "used too much memory"),
        "too_many_calls" => ("spurgte for meget", "asked too much"),
        "errored" => ("svarede med en fejl", "answered with an error"),
        "nonsense" => ("svaret kan ikke bruges", "its answer cannot be used"),
        "handed_over" => ("overlod det til en person", "left it to a person"),
        "host_down" => ("kunne ikke kaldes", "could not be called"),
        "refused" => ("må ikke køre", "may not run"),
        other => return other.replace('_', " "),
    };
    lang.say(da, en).to_owned()
}
