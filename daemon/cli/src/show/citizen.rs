//! The citizen register.

use wire::{Citizen, FoundCitizen};

use super::View;
use super::layout::{heading, line, table};
use super::value::shown;
use super::words::{code, day, day_at, or_dash, short_day, yes_no};
use crate::lang::Lang;

/// The identifier, for the next command; nothing where there is none.
pub(crate) fn found_citizen(found: &FoundCitizen, _view: View) -> String {
    found.citizen.as_ref().map_or_else(String::new, |citizen| format!("{citizen}\n"))
}

/// A citizen as a page.
pub(crate) fn citizen_page(citizen: &Citizen, view: View) -> String {
    let lang = view.lang;
    let mut page = format!("{}, version {}\n", citizen.id, citizen.version);
    let mut entry = |name: &str, value: &str| line(&mut page, &format!("{name:<14} {value}"));
    entry(lang.say("Navn", "Name"), &shown(lang, &citizen.name));
    entry("CPR", &shown(lang, &citizen.cpr));
    entry(lang.say("Født", "Born"), &shown(lang, &citizen.birth_date));
    entry("Digital Post", yes_no(lang, citizen.digital_post));
    entry(lang.say("Registreret", "Registered"), &day_at(lang, &citizen.registered_at));
    if citizen.synthetic {
        entry(lang.say("Bemærk", "Note"), lang.say("personen er opfundet", "the person is invented"));
    }
    if let Some(other) = &citizen.merged_into {
        entry(lang.say("Samme som", "Same as"), other);
    }
    if let Some(erasure) = &citizen.erasure {
        entry(lang.say("Sletning", "Erasure"), &code(lang, erasure));
    }
    let coordinator = citizen.coordinator.as_ref().map(|held| {
        let since = day(lang, &held.since);
        let deputy = held.deputy.as_deref().unwrap_or(lang.say("ingen", "none"));
        match lang {
            Lang::Da => format!("{}, siden {since}; stedfortræder: {deputy}", held.person),
            Lang::En => format!("{}, since {since}; deputy: {deputy}", held.person),
        }
    });
    entry(lang.say("Koordinator", "Coordinator"), &or_dash(coordinator.as_deref()));
    // The last of them is the coordinator of today.
    if let Some((_, earlier)) = citizen.tenures.split_last() {
        for held in earlier {
            let from = day(lang, &held.from);
            entry(lang.say("Før", "Before"), &format!("{}, {} {from}", held.person, lang.say("fra", "from")));
        }
    }
    entry(
        lang.say("Sager", "Cases"),
        &if citizen.cases.is_empty() { or_dash(None) } else { citizen.cases.join(", ") },
    );
    if !citizen.consents.is_empty() {
        page.push_str(&heading(lang.say("Samtykker", "Consents")));
        page.push_str(&consents(citizen, view));
    }
    page
}

fn consents(citizen: &Citizen, view: View) -> String {
    let lang = view.lang;
    let headings = match lang {
        Lang::Da => ["Formål", "Gælder", "Givet", "Trukket tilbage", "Ord"],
        Lang::En => ["Purpose", "Stands", "Given", "Withdrawn", "Words"],
    };
    let rows = citizen.consents.iter().map(|consent| {
        let withdrawn = consent.withdrawn_on.as_deref().map(|on| short_day(lang, on));
        let note = consent.note.as_ref().map(|note| shown(lang, note));
        [
            consent.purpose.clone(),
            yes_no(lang, consent.given).to_owned(),
            short_day(lang, &consent.given_on),
            or_dash(withdrawn.as_deref()),
            or_dash(note.as_deref()),
        ]
    });
    table(view, headings, rows.collect())
}
