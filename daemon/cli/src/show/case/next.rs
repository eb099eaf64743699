//! What is next on a case: who, what, until when, why.

use std::collections::BTreeMap;

use wire::{Case, Deadline, Holder, OpenTask, Step};

use crate::lang::Lang;
use crate::show::View;
use crate::show::deadline::{Telling, is_open, obliged, section};
use crate::show::layout::{labelled, paragraph};
use crate::show::words::{code, day, day_at, due_from};

/// The deadline of each open task that has one, by the task's name.
pub(super) type Told<'c> = BTreeMap<&'c str, &'c Deadline>;

/// Which deadline each open task is told with: the earliest that its step has to meet.
pub(super) fn told(case: &Case) -> Told<'_> {
    let with_deadline = case.tasks.iter().filter_map(|task| {
        let deadlines = case.deadlines.iter();
        let own = deadlines.filter(|deadline| is_open(deadline) && deadline.step == step_name(task));
        Some((task.task.as_str(), own.min_by_key(|deadline| &deadline.due)?))
    });
    with_deadline.collect()
}

/// Open tasks, what is due first first. Where there are none, what the case waits for.
pub(super) fn next(case: &Case, told: &Told<'_>, view: View) -> String {
    if case.tasks.is_empty() {
        return waits_for(case, view);
    }
    let mut tasks: Vec<&OpenTask> = case.tasks.iter().collect();
    tasks.sort_by_key(|task| {
        let due = told.get(task.task.as_str()).map(|deadline| deadline.due.as_str());
        (due.is_none(), due)
    });
    let tasks = tasks.into_iter().map(|task| one(case, task, told.get(task.task.as_str()).copied(), view));
    tasks.collect::<Vec<_>>().join("\n")
}

/// Deadlines, the earliest first, and those that have ended below them; why only where no task above has said it.
pub(super) fn deadlines(case: &Case, told: &Told<'_>, view: View) -> String {
    let tell = |deadline: &Deadline| {
        let said_why = told.values().any(|told| told.name == deadline.name);
        section(deadline, Telling { read_at: &case.read_at, said_why }, view)
    };
    let (open, ended): (Vec<&Deadline>, Vec<&Deadline>) =
        case.deadlines.iter().partition(|deadline| is_open(deadline));
    let ended: String = ended.into_iter().map(tell).collect();
    let mut parts: Vec<String> = open.into_iter().map(tell).collect();
    if !ended.is_empty() {
        parts.push(ended);
    }
    parts.join("\n")
}

/// `coordinator lis (deputy kim)`.
pub(super) fn held_by(held: &Holder, lang: Lang) -> String {
    let deputy = held.deputy.as_ref();
    let deputy = deputy.map(|deputy| format!(" ({} {deputy})", lang.say("stedfortræder", "deputy")));
    format!("{} {}{}", held.role, held.person, deputy.unwrap_or_default())
}

fn one(case: &Case, task: &OpenTask, deadline: Option<&Deadline>, view: View) -> String {
    let lang = view.lang;
    let step = case.steps.iter().find(|step| step.name == step_name(task));
    let mut page = paragraph(view, 0, &format!("{} (`{}`)", lang.of(&task.title), task.task));
    let mut say = |label: &str, text: &str| page.push_str(&labelled(view, label, text));
    if let Some(who) = step.and_then(|step| who(case, task, step, lang)) {
        say(lang.say("hvem", "who"), &who);
    }
    say(lang.say("frist", "due"), &until(case, deadline, lang));
    if let Some(deadline) = deadline {
        say(lang.say("hvorfor", "why"), lang.of(&deadline.why));
    }
    if let Some(opened_at) = step.and_then(|step| step.opened_at.as_ref()) {
        say(lang.say("åben siden", "open since"), &day_at(lang, opened_at));
    }
    if !task.can.is_empty() {
        let can: Vec<String> = task.can.iter().map(|verb| code(lang, verb)).collect();
        say(lang.say("du kan", "you can"), &can.join(", "));
    }
    page
}

fn until(case: &Case, deadline: Option<&Deadline>, lang: Lang) -> String {
    let Some(deadline) = deadline else {
        return lang.say("ingen", "none").to_owned();
    };
    match &deadline.state_on {
        Some(since) if deadline.state == "paused" => {
            format!("{} {}", lang.say("sat i bero siden", "paused since"), day(lang, since))
        }
        Some(_) | None => due_from(lang, &deadline.due, deadline.overdue, &case.read_at),
    }
}

/// Whoever holds the task; else whoever holds its role on the case; else whoever could take it.
fn who(case: &Case, task: &OpenTask, step: &Step, lang: Lang) -> Option<String> {
    let slot = step.slots.iter().find(|slot| slot.task == task.task);
    let owner = slot.and_then(|slot| slot.owner.as_ref()).or(step.owner.as_ref());
    let Some(role) = &step.role else { return owner.cloned() };
    if let Some(owner) = owner {
        return Some(format!("{role} {owner}"));
    }
    let holders = case.holders.iter().filter(|held| held.role == *role);
    let holders: Vec<String> = holders.map(|held| held_by(held, lang)).collect();
    if holders.is_empty() {
        return Some(match lang {
            Lang::Da => format!("ledig: enhver {role} kan tage den"),
            Lang::En => format!("free: any {role} can take it"),
        });
    }
    Some(holders.join(", "))
}

/// Nobody has a task: the case waits for a day, or for an event.
fn waits_for(case: &Case, view: View) -> String {
    let lang = view.lang;
    if case.status != wire::CaseStatus::Open {
        return String::new();
    }
    let next = case.deadlines.iter().filter(|deadline| is_open(deadline)).min_by_key(|next| &next.due);
    let Some(next) = next else {
        return paragraph(view, 0, lang.say("ingen opgaver og ingen frister", "no tasks and no deadlines"));
    };
    let mut page = paragraph(view, 0, lang.say("ingen opgaver; sagen venter", "no tasks; the case waits"));
    page.push_str(&labelled(view, lang.say("på", "for"), lang.of(&next.title)));
    page.push_str(&labelled(view, lang.say("hvem", "who"), &obliged(lang, &next.obliged)));
    page.push_str(&labelled(view, lang.say("frist", "due"), &until(case, Some(next), lang)));
    page.push_str(&labelled(view, lang.say("hvorfor", "why"), lang.of(&next.why)));
    page
}

fn step_name(task: &OpenTask) -> &str {
    task.task.split('.').next().unwrap_or(&task.task)
}
