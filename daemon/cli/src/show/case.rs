//! Cases: a table of many, a page of one.

mod complaint;
mod file;
mod next;
mod proposal;
mod tables;
mod work;

use wire::{Case, CasePage, CaseStatus};

use super::View;
use super::layout::{heading, paragraph, table_keeping};
use super::value;
use super::words::{code, day, day_at, instant, or_dash, overdue, short_day, short_day_at};
use crate::lang::Lang;

/// Cases as a table.
pub(crate) fn case_list(page: &CasePage, view: View) -> String {
    let lang = view.lang;
    if page.rows.is_empty() {
        return lang.say("ingen sager\n", "no cases\n").to_owned();
    }
    let heading = match lang {
        Lang::Da => ["Sag", "Borger", "Forløb", "Enhed", "Åbnet", "Næste frist", "I gang"],
        Lang::En => ["Case", "Citizen", "Workflow", "Unit", "Opened", "Next deadline", "Under way"],
    };
    let rows = page.rows.iter().map(|row| {
        let next = row.next_due.as_ref().map(|next| {
            let mark = if next.overdue { format!("{}: ", overdue(lang)) } else { String::new() };
            format!("{}\n{mark}{}", short_day(lang, &next.due), next.deadline)
        });
        let active = if row.open { row.active.join(", ") } else { lang.say("lukket", "closed").to_owned() };
        [
            row.id.clone(),
            row.citizen.clone(),
            row.workflow.clone(),
            row.unit.clone(),
            short_day_at(lang, &row.opened_at),
            or_dash(next.as_deref()),
            active,
        ]
    });
    table_keeping(view, heading, rows.collect(), &[0, 1, 5])
}

/// A case as a page: what is to be done first, then what it rests on. Sections without content are left out.
pub(crate) fn case_page(case: &Case, view: View) -> String {
    let told = next::told(case);
    let sections = [
        (("Hvad er det næste", "What is next"), next::next(case, &told, view)),
        (("Frister", "Deadlines"), next::deadlines(case, &told, view)),
        (("Uafklaret", "Concerns"), work::concerns(case, view)),
        (("Forslag", "Proposals"), proposal::proposals(case, view)),
        (("Beslutningstabeller", "Decision tables"), tables::tables(case, view)),
        (("Trin", "Steps"), work::steps(case, view)),
        (("Borgerens mål", "The citizen's goals"), file::goals(case, view)),
        (("Oplysninger", "Facts"), file::facts(case, view)),
        (("Planer", "Plans"), file::plans(case, view)),
        (("Afgørelser", "Decisions"), file::decisions(case, view)),
        (("Klager", "Complaints"), complaint::complaints(case, view)),
        (("Hændelser", "Events"), file::events(case, view)),
        (("Notater", "Notes"), file::notes(case, view)),
        (("Roller", "Roles"), work::holders(case, view)),
    ];
    let mut page = top(case, view);
    for ((da, en), section) in sections {
        if !section.is_empty() {
            page.push_str(&heading(view.lang.say(da, en)));
            page.push_str(&section);
        }
    }
    page
}

fn top(case: &Case, view: View) -> String {
    let lang = view.lang;
    let opened = day_at(lang, &case.opened_at);
    let (citizen, unit) = (&case.citizen, &case.unit);
    let whose = match lang {
        Lang::Da => format!("{citizen}, enhed {unit}, åbnet {opened}"),
        Lang::En => format!("{citizen}, unit {unit}, opened {opened}"),
    };
    let parent = case.parent_case.as_deref().map(|parent| match lang {
        Lang::Da => format!("{parent} venter på, at den slutter"),
        Lang::En => format!("{parent} waits for it to end"),
    });
    let final_from = case.final_from.as_deref().map(|from| match lang {
        Lang::Da => format!("afgørelsen er endelig fra {}", day(lang, from)),
        Lang::En => format!("the decision is final from {}", day(lang, from)),
    });
    let erasing = case
        .erasing
        .then(|| lang.say("sagens nøgle slettes", "the key of this case is being destroyed").to_owned());
    let unknown = case.effects.iter().filter(|effect| effect.unknown).count();
    let unknown = (unknown > 0).then(|| match lang {
        Lang::Da => format!("virkninger med uvist udfald: {unknown}; se `helhed effects`"),
        Lang::En => format!("effects of unknown outcome: {unknown}; see `helhed effects`"),
    });
    let title = format!("{}: {}", case.id, lang.of(&case.title));
    let (read_at, version) = (instant(lang, &case.read_at), case.version);
    let read = match lang {
        Lang::Da => format!("status pr. {read_at}, version {version}"),
        Lang::En => format!("as of {read_at}, version {version}"),
    };
    let lines = [
        Some(title),
        Some(whose),
        holders(case, lang),
        Some(read),
        status(case, lang),
        parent,
        final_from,
        erasing,
        unknown,
    ];
    let lines = lines.into_iter().flatten().chain(paused(case, lang));
    lines.map(|line| paragraph(view, 0, &line)).collect()
}

/// What is held, since when, and what ends it.
fn paused(case: &Case, lang: Lang) -> impl Iterator<Item = String> {
    case.pauses.iter().map(move |pause| {
        let since = pause.since.as_deref().map(|since| day(lang, since)).unwrap_or_default();
        let (title, steps) = (lang.of(&pause.title), pause.steps.join(", "));
        match lang {
            Lang::Da => format!(
                "på pause siden {since} ({title}): {steps}; går videre med {}",
                pause.until.join(" eller ")
            ),
            Lang::En => {
                format!("on hold since {since} ({title}): {steps}; goes on with {}", pause.until.join(" or "))
            }
        }
    })
}

/// `coordinator lis (deputy kim)`.
fn holders(case: &Case, lang: Lang) -> Option<String> {
    let held: Vec<String> = case.holders.iter().map(|held| next::held_by(held, lang)).collect();
    (!held.is_empty()).then(|| held.join("; "))
}

fn status(case: &Case, lang: Lang) -> Option<String> {
    match &case.status {
        CaseStatus::Open => None,
        CaseStatus::Closed { on, because } => {
            Some(format!("{} {}: {}", lang.say("lukket", "closed"), day(lang, on), code(lang, because)))
        }
        CaseStatus::Quarantined { at } => {
            let at = instant(lang, at);
            Some(match lang {
                Lang::Da => {
                    format!("sat til side {at}: intet besluttes, før en driftsansvarlig har set på sagen")
                }
                Lang::En => format!("quarantined {at}: nothing is decided until an operator has looked"),
            })
        }
    }
}

/// Who, or a dash for what the engine did.
fn by(person: Option<&String>) -> String {
    or_dash(person.map(String::as_str))
}

/// A value that may be absent.
fn shown(view: View, shown: Option<&wire::Shown>) -> String {
    shown.map_or_else(|| or_dash(None), |shown| value::shown(view.lang, shown))
}
