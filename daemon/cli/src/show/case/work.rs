//! Steps, concerns and roles of a case.

use wire::{Case, Slot, Step};

use super::{by, shown};
use crate::lang::Lang;
use crate::show::View;
use crate::show::layout::table;
use crate::show::value::brief;
use crate::show::words::{code, or_dash, short_day, short_day_at, short_instant};

/// Steps in the order of the workflow, under their stages; contributions below theirs.
pub(super) fn steps(case: &Case, view: View) -> String {
    let lang = view.lang;
    let heading = match lang {
        Lang::Da => ["Trin", "Navn", "Tilstand", "Hvem", "Dag"],
        Lang::En => ["Step", "Name", "Status", "Who", "Day"],
    };
    let mut rows = Vec::new();
    let mut under = "";
    for step in &case.steps {
        if step.stage != under {
            rows.push([
                format!("[{}]", within(step)),
                String::new(),
                String::new(),
                String::new(),
                String::new(),
            ]);
            under = &step.stage;
        }
        rows.push([
            lang.of(&step.title).to_owned(),
            step.name.clone(),
            status(lang, step),
            by(step.completed_by.as_ref().or(step.owner.as_ref()).or(step.role.as_ref())),
            when(lang, step),
        ]);
        rows.extend(step.slots.iter().map(|slot| contribution(view, slot)));
    }
    if rows.is_empty() { String::new() } else { table(view, heading, rows) }
}

/// The stage of a step, below those that hold it: `following › meeting`.
fn within(step: &Step) -> String {
    let around = step.within.iter().map(String::as_str);
    around.chain([step.stage.as_str()]).collect::<Vec<_>>().join(" › ")
}

fn status(lang: Lang, step: &Step) -> String {
    let mut status = code(lang, &step.status);
    if step.round > 1 {
        status = format!("{status}, {} {}", lang.say("runde", "round"), step.round);
    }
    if let Some(because) = &step.because {
        status = format!("{status}: {}", code(lang, because));
    }
    if let Some(linked) = &step.linked_case {
        status = format!("{status}: {linked}");
    }
    status
}

fn when(lang: Lang, step: &Step) -> String {
    let settled = step.settled_on.as_deref().map(|on| short_day(lang, on));
    let opened = step.opened_at.as_deref();
    let opened = opened.map(|at| format!("{} –", short_day_at(lang, at)));
    or_dash(settled.or(opened).as_deref())
}

fn contribution(view: View, slot: &Slot) -> [String; 5] {
    let lang = view.lang;
    let mut state = code(lang, &slot.state);
    if let Some(reason) = &slot.reason {
        state = format!("{state}: {}", shown(view, Some(reason)));
    }
    let on = slot.on.as_deref().map(|on| short_day(lang, on));
    [
        format!("· {}", brief(lang, &slot.about)),
        slot.task.clone(),
        state,
        by(slot.by.as_ref().or(slot.owner.as_ref())),
        or_dash(on.as_deref()),
    ]
}

/// Completed steps whose ground a correction removed.
pub(super) fn concerns(case: &Case, view: View) -> String {
    let lang = view.lang;
    let heading = match lang {
        Lang::Da => ["Nr.", "Trin", "Hvorfor", "Rejst", "Afklaret af"],
        Lang::En => ["No.", "Step", "Why", "Raised", "Settled by"],
    };
    if case.concerns.is_empty() {
        return String::new();
    }
    let rows = case.concerns.iter().map(|concern| {
        [
            concern.number.to_string(),
            concern.step.clone(),
            code(lang, &concern.because),
            short_instant(lang, &concern.raised_at),
            match &concern.settled_by {
                Some(person) => person.clone(),
                None => lang.say("IKKE AFKLARET", "NOT SETTLED").to_owned(),
            },
        ]
    });
    table(view, heading, rows.collect())
}

/// Who holds a role on this case.
pub(super) fn holders(case: &Case, view: View) -> String {
    let lang = view.lang;
    let heading = match lang {
        Lang::Da => ["Rolle", "Hvem", "Stedfortræder", "Siden"],
        Lang::En => ["Role", "Who", "Deputy", "Since"],
    };
    if case.holders.is_empty() {
        return String::new();
    }
    let rows = case.holders.iter().map(|holder| {
        [
            holder.role.clone(),
            holder.person.clone(),
            by(holder.deputy.as_ref()),
            short_day(lang, &holder.since),
        ]
    });
    table(view, heading, rows.collect())
}
