//! What is to be done on a case, and by whom.

use wire::{Case, OpenTask, Slot, Step};

use super::{by, shown};
use crate::lang::Lang;
use crate::show::View;
use crate::show::layout::table;
use crate::show::words::{code, day, day_at, instant, or_dash};

/// Open tasks with who can do them.
pub(super) fn tasks(case: &Case, view: View) -> String {
    let lang = view.lang;
    if case.tasks.is_empty() {
        return String::new();
    }
    let heading = match lang {
        Lang::Da => ["Opgave", "Hvad", "Hvem", "Du kan"],
        Lang::En => ["Task", "What", "Who", "You can"],
    };
    let rows = case.tasks.iter().map(|task| {
        let can: Vec<String> = task.can.iter().map(|verb| code(lang, verb)).collect();
        let can = if can.is_empty() { or_dash(None) } else { can.join(", ") };
        [task.task.clone(), lang.of(&task.title).to_owned(), who(case, task, lang), can]
    });
    table(view, heading, rows.collect())
}

/// Whoever holds the task; else whoever could take it.
fn who(case: &Case, task: &OpenTask, lang: Lang) -> String {
    let step_name = task.task.split('.').next().unwrap_or(&task.task);
    let Some(step) = case.steps.iter().find(|step| step.name == step_name) else { return or_dash(None) };
    let slot_owner =
        step.slots.iter().find(|slot| slot.task == task.task).and_then(|slot| slot.owner.as_ref());
    if let Some(owner) = slot_owner.or(step.owner.as_ref()) {
        return format!("{} {owner}", lang.say("hos", "held by"));
    }
    let Some(role) = &step.role else { return or_dash(None) };
    let holders: Vec<&str> = case
        .holders
        .iter()
        .filter(|holder| holder.role == *role)
        .map(|holder| holder.person.as_str())
        .collect();
    if holders.is_empty() {
        return format!("{} {role}", lang.say("enhver", "any"));
    }
    format!("{role} ({})", holders.join(", "))
}

/// Steps in the order of the workflow, contributions below theirs.
pub(super) fn steps(case: &Case, view: View) -> String {
    let lang = view.lang;
    let heading = match lang {
        Lang::Da => ["Fase", "Trin", "Tilstand", "Hvem", "Dag"],
        Lang::En => ["Stage", "Step", "Status", "Who", "Day"],
    };
    let mut rows = Vec::new();
    let mut under = "";
    for step in &case.steps {
        let stage = if step.stage == under { String::new() } else { step.stage.clone() };
        under = &step.stage;
        rows.push([
            stage,
            lang.of(&step.title).to_owned(),
            status(lang, step),
            by(step.completed_by.as_ref().or(step.owner.as_ref()).or(step.role.as_ref())),
            when(lang, step),
        ]);
        rows.extend(step.slots.iter().map(|slot| contribution(view, slot)));
    }
    if rows.is_empty() { String::new() } else { table(view, heading, rows) }
}

fn status(lang: Lang, step: &Step) -> String {
    let mut status = code(lang, &step.status);
    if step.round > 1 {
        status = format!("{status}, {} {}", lang.say("runde", "round"), step.round);
    }
    if let Some(because) = &step.because {
        status = format!("{status}: {}", code(lang, because));
    }
    status
}

fn when(lang: Lang, step: &Step) -> String {
    let settled = step.settled_on.as_deref().map(|on| day(lang, on));
    let opened =
        step.opened_at.as_deref().map(|at| format!("{} {}", lang.say("siden", "since"), day_at(lang, at)));
    or_dash(settled.or(opened).as_deref())
}

fn contribution(view: View, slot: &Slot) -> [String; 5] {
    let lang = view.lang;
    let mut state = code(lang, &slot.state);
    if let Some(reason) = &slot.reason {
        state = format!("{state}: {}", shown(view, Some(reason)));
    }
    let on = slot.on.as_deref().map(|on| day(lang, on));
    let about = shown(view, Some(&slot.about));
    [
        String::new(),
        format!("· {}: {about}", slot.task),
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
            instant(lang, &concern.raised_at),
            by(concern.settled_by.as_ref()),
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
        [holder.role.clone(), holder.person.clone(), by(holder.deputy.as_ref()), day(lang, &holder.since)]
    });
    table(view, heading, rows.collect())
}
