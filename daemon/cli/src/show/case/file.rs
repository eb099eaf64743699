//! What a case rests on: goals, facts, plans, decisions, events, notes.

use wire::{Case, Goal};

use super::{by, shown};
use crate::lang::Lang;
use crate::show::View;
use crate::show::layout::{line, paragraph, table};
use crate::show::words::{code, day, instant, short_day};

/// Goals in the citizen's own words, as they were said; staff words stand beside them.
pub(super) fn goals(case: &Case, view: View) -> String {
    case.goals.iter().map(|goal| one_goal(goal, view)).collect()
}

fn one_goal(goal: &Goal, view: View) -> String {
    let lang = view.lang;
    let on = day(lang, &goal.said_on);
    let words = match goal.words.value().and_then(serde_json::Value::as_str) {
        Some(words) => lang.say("»{}«", "“{}”").replace("{}", words),
        None => shown(view, Some(&goal.words)),
    };
    let mut section = paragraph(view, 0, &format!("{}. {words}", goal.number));
    section.push_str(&paragraph(
        view,
        3,
        &match (lang, &goal.by) {
            (Lang::Da, Some(by)) => format!("sagt {on}, skrevet ned af {by}"),
            (Lang::En, Some(by)) => format!("said {on}, written down by {by}"),
            (Lang::Da, None) => format!("sagt {on}"),
            (Lang::En, None) => format!("said {on}"),
        },
    ));
    if let Some(staff_words) = &goal.staff_words {
        let staff_words = shown(view, Some(staff_words));
        section.push_str(&paragraph(
            view,
            3,
            &match lang {
                Lang::Da => format!("med sagsbehandlerens ord: {staff_words}"),
                Lang::En => format!("in staff words: {staff_words}"),
            },
        ));
    }
    section
}

/// The case file.
pub(super) fn facts(case: &Case, view: View) -> String {
    let lang = view.lang;
    let heading = match lang {
        Lang::Da => ["Oplysning", "Navn", "Værdi", "Af", "Rettet"],
        Lang::En => ["Fact", "Name", "Value", "By", "Corrected"],
    };
    if case.facts.is_empty() {
        return String::new();
    }
    let rows = case.facts.iter().map(|fact| {
        let title = fact.title.as_ref().map_or(fact.name.as_str(), |title| lang.of(title)).to_owned();
        let name =
            if fact.slot == 0 { fact.name.clone() } else { format!("{} --slot {}", fact.name, fact.slot) };
        let corrections = if fact.corrections == 0 { String::new() } else { fact.corrections.to_string() };
        [title, name, shown(view, Some(&fact.value)), by(fact.by.as_ref()), corrections]
    });
    table(view, heading, rows.collect())
}

/// Plans with their measures.
pub(super) fn plans(case: &Case, view: View) -> String {
    let mut section = String::new();
    for plan in &case.plans {
        let step = case.steps.iter().find(|step| step.name == plan.step);
        line(&mut section, step.map_or(plan.step.as_str(), |step| view.lang.of(&step.title)));
        for measure in &plan.measures {
            let content = shown(view, Some(&measure.content));
            section.push_str(&paragraph(view, 3, &format!("{}. {content}", measure.number)));
        }
    }
    section
}

/// Decisions with their parts.
pub(super) fn decisions(case: &Case, view: View) -> String {
    let lang = view.lang;
    let mut section = String::new();
    for decision in case.earlier_decisions.iter().chain(&case.decisions) {
        let (decided, sent) = (day(lang, &decision.decided_on), day(lang, &decision.sent_on));
        let (maker, received) = (&decision.maker, day(lang, &decision.received_on));
        let channel = code(lang, &decision.channel);
        section.push_str(&paragraph(
            view,
            0,
            &match lang {
                Lang::Da => format!(
                    "truffet af {maker} {decided}, sendt {sent} ({channel}), anses for modtaget {received}"
                ),
                Lang::En => format!(
                    "made by {maker} {decided}, sent {sent} ({channel}), presumed received {received}"
                ),
            },
        ));
        for part in &decision.parts {
            let content = shown(view, Some(&part.content));
            section.push_str(&paragraph(view, 3, &format!("{}. {content}", part.number)));
        }
    }
    section
}

/// What happened, with the numbers by which it is corrected.
pub(super) fn events(case: &Case, view: View) -> String {
    let lang = view.lang;
    let heading = match lang {
        Lang::Da => ["Nr.", "Hændelse", "Dag", "Skrevet af", "Ord"],
        Lang::En => ["No.", "Event", "Day", "Recorded by", "Words"],
    };
    if case.events.is_empty() {
        return String::new();
    }
    let rows = case.events.iter().map(|event| {
        let title = event.title.as_ref().map_or(event.event.as_str(), |title| lang.of(title));
        let mut on = short_day(lang, &event.on);
        if event.corrections > 0 {
            on = format!("{on} ({})", lang.say("rettet", "corrected"));
        }
        [
            event.number.to_string(),
            title.to_owned(),
            on,
            by(event.by.as_ref()),
            shown(view, event.note.as_ref()),
        ]
    });
    table(view, heading, rows.collect())
}

/// Notes as they were written.
pub(super) fn notes(case: &Case, view: View) -> String {
    let lang = view.lang;
    let mut section = String::new();
    for note in &case.notes {
        let (on, at) = (day(lang, &note.on), instant(lang, &note.recorded_at));
        section.push_str(&paragraph(
            view,
            0,
            &match lang {
                Lang::Da => format!("{}. {on}, {} (skrevet {at})", note.number, note.by),
                Lang::En => format!("{}. {on}, {} (written {at})", note.number, note.by),
            },
        ));
        section.push_str(&paragraph(view, 3, &shown(view, Some(&note.text))));
    }
    section
}
