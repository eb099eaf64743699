//! Why a case stands where it stands.

use wire::{CheckExplained, Explanation, Need, StepExplained};

use super::View;
use super::layout::{heading, labelled, paragraph};
use super::words::{code, day};
use crate::lang::Lang;

/// Steps that can go on first, then those that wait, then one line for each that is behind us.
pub(crate) fn explanation(explanation: &Explanation, view: View) -> String {
    let lang = view.lang;
    let stand = |statuses: &[&str]| -> Vec<&StepExplained> {
        explanation.steps.iter().filter(|step| statuses.contains(&step.status.as_str())).collect()
    };
    let (active, waiting) = (stand(&["active"]), stand(&["waiting"]));
    let behind =
        explanation.steps.iter().filter(|step| !matches!(step.status.as_str(), "active" | "waiting"));
    let behind: String = behind.map(|step| one_line(step, view)).collect();
    let sections = [
        (lang.say("Nu", "Now"), at_length(&active, view)),
        (lang.say("Venter", "Waiting"), at_length(&waiting, view)),
        (lang.say("Bag os", "Behind us"), behind),
        (
            lang.say("Bør gælde", "Should hold"),
            explanation.checks.iter().map(|one| check(one, view)).collect(),
        ),
    ];
    let told = sections.into_iter().filter(|(_, section)| !section.is_empty());
    let page: String = told.map(|(title, section)| heading(title) + &section).collect();
    if page.is_empty() {
        return lang.say("ingen trin\n", "no steps\n").to_owned();
    }
    page.trim_start().to_owned()
}

fn at_length(steps: &[&StepExplained], view: View) -> String {
    steps.iter().map(|step| one(step, view)).collect::<Vec<_>>().join("\n")
}

fn one(step: &StepExplained, view: View) -> String {
    let lang = view.lang;
    let mut page = paragraph(view, 0, &format!("{} (`{}`)", lang.of(&step.title), step.step));
    let mut say = |label: &str, text: &str| page.push_str(&labelled(view, label, text));
    say(lang.say("hvorfor", "why"), lang.of(&step.because));
    if !step.who.is_empty() {
        say(lang.say("hvem", "who"), &step.who.join(", "));
    }
    if let Some(until) = &step.until {
        say(lang.say("frist", "due"), &day(lang, until));
    }
    for (place, need) in step.needs.iter().enumerate() {
        say(if place == 0 { lang.say("mangler", "needs") } else { "" }, &needed(lang, need));
    }
    page
}

/// What has to happen, who can do it, and until when.
fn needed(lang: Lang, need: &Need) -> String {
    let who = (!need.who.is_empty()).then(|| need.who.join(", "));
    let until = need.until.as_ref();
    let until = until.map(|until| format!("{} {}", lang.say("senest", "by"), day(lang, until)));
    let by: Vec<String> = [who, until].into_iter().flatten().collect();
    let what = lang.of(&need.what);
    if by.is_empty() { what.to_owned() } else { format!("{what} ({})", by.join(", ")) }
}

/// What should hold, whether it does, and on what that rests.
fn check(check: &CheckExplained, view: View) -> String {
    let lang = view.lang;
    let state = match check.state.as_str() {
        "holds" => lang.say("gælder", "holds"),
        "fails" => lang.say("gælder ikke", "does not hold"),
        _unknown => lang.say("kan ikke siges her", "cannot be told here"),
    };
    paragraph(
        view,
        0,
        &format!("{}: {state}. {} ({})", check.name.replace('_', " "), check.condition, check.basis),
    )
}

fn one_line(step: &StepExplained, view: View) -> String {
    let lang = view.lang;
    let (title, status) = (lang.of(&step.title), code(lang, &step.status));
    paragraph(view, 0, &format!("{title} (`{}`): {status}. {}", step.step, lang.of(&step.because)))
}
