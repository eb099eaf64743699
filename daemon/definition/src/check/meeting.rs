//! Kinds of steps about meeting, counting, waiting and telling.

use calendar::{Roll, Rule};
use model::deadline::{DeadlineKind, Sentence};
use model::{EventName, StepName, WorkflowName};

use super::Context;
use super::anchors::{Own, due};
use super::names::StepEntry;
use super::roles;
use crate::checked::{Awaited, Counted, DeadlineRule, Kind, Ladder, PanelMode};
use crate::finding::{BAD_VALUE, Report, UNKNOWN_NAME, WRONG_TYPE};
use crate::text::{Text, Tree};

/// Kinds of steps of which rounds can be counted.
const COUNTED: &[&str] = &["form", "contact", "citizen", "panel", "consent"];

/// Most people who have to be at a panel: more do not find a day in common.
const QUORUM_MAX: u32 = 50;

/// What a contact is asked beside its facts.
const OF_A_CONTACT: &[&str] = &["way", "held", "note"];

/// Reads a contact, a panel, a quota, a wait or a notice.
pub(super) fn read(
    context: &Context<'_>,
    own: &Own<'_>,
    tree: &Tree,
    report: &mut Report<'_>,
) -> Option<Kind> {
    let words = |key: &str| tree.texts_of(key).into_iter().map(|word| word.text.clone()).collect::<Vec<_>>();
    match own.step.kind? {
        "contact" => {
            for fact in tree.texts_of("ask").into_iter().filter(|fact| OF_A_CONTACT.contains(&fact.as_str()))
            {
                let message = format!("every contact has an answer `{}` of its own", fact.text);
                report.error(BAD_VALUE, fact.span, message, "give the fact another name");
            }
            let ask = context.facts.asked(context.names, &tree.texts_of("ask"), report);
            Some(Kind::Contact { ways: words("ways"), ask })
        }
        "panel" => {
            let mode =
                if tree.text("mode")?.text == "deciding" { PanelMode::Deciding } else { PanelMode::Advisory };
            let members = roles::named(context.names, tree.texts_of("members"), report);
            let quorum = tree.text("quorum").and_then(|text| quorum(text, report));
            Some(Kind::Panel { mode, members, outcomes: words("outcomes"), quorum })
        }
        "case" => linked(tree, report),
        "quota" => quota(context, own, tree, report),
        "wait" => Some(Kind::Wait(awaited(context, own, tree.text("until")?, report)?)),
        "notify" => {
            let to = roles::named(context.names, tree.texts_of("to"), report);
            let text = tree.text("text").and_then(|text| notice(context, own, text, report));
            Some(Kind::Notify { to, text })
        }
        _ => None,
    }
}

/// How many have to be there for a panel to come to something.
fn quorum(text: &Text, report: &mut Report<'_>) -> Option<u32> {
    let count = text.text.parse::<u32>().ok().filter(|count| (1..=QUORUM_MAX).contains(count));
    if count.is_none() && text.text.parse::<i64>().is_ok() {
        let message = format!("a panel of `{}` cannot come together", text.text);
        report.error(BAD_VALUE, text.span, message, format!("write a whole number from 1 to {QUORUM_MAX}"));
    }
    count
}

/// Most signs of what a notice says: it is read in the head of a message.
const NOTICE_MAX: usize = 500;

/// What members of staff are told. It leaves the house, so nothing of the case can be named in it.
fn notice(context: &Context<'_>, own: &Own<'_>, text: &Text, report: &mut Report<'_>) -> Option<Sentence> {
    let is_template = ["{{", "{%", "${"].iter().any(|sign| text.text.contains(sign));
    if is_template {
        let message = "nothing is filled in to a notice: it leaves the house, and says nothing of the case";
        report.error(BAD_VALUE, text.span, message, "write plain words; whoever reads them opens the case");
        return None;
    }
    if text.text.chars().count() > NOTICE_MAX {
        let message = format!("a notice says at most {NOTICE_MAX} signs");
        report.error(BAD_VALUE, text.span, message, "say it shorter; the case says the rest");
        return None;
    }
    Some(context.titles.notice(own.step.name(), &text.text))
}

/// Whether the other workflow is there is known where the folder is read.
fn linked(tree: &Tree, report: &mut Report<'_>) -> Option<Kind> {
    let workflow = tree.text("workflow")?;
    let is_name = |text: &str| {
        !text.is_empty()
            && text.len() <= 64
            && text.chars().all(|sign| sign.is_alphanumeric() || "-_".contains(sign))
    };
    if !is_name(&workflow.text) {
        let message = format!("`{}` cannot be the name of a workflow", workflow.text.escape_debug());
        report.error(BAD_VALUE, workflow.span, message, "write it as its folder is called, such as `mentor`");
        return None;
    }
    let event = EventName::new(tree.text("event")?.as_str());
    Some(Kind::Case { workflow: WorkflowName::new(workflow.as_str()), event })
}

fn quota(context: &Context<'_>, own: &Own<'_>, tree: &Tree, report: &mut Report<'_>) -> Option<Kind> {
    let at_least = tree.text("at_least").and_then(|text| {
        let count = text.text.parse::<u32>().ok().filter(|count| *count > 0);
        if count.is_none() && text.text.parse::<i64>().is_ok() {
            let message = format!("nobody owes `{}` of something", text.text);
            report.error(BAD_VALUE, text.span, message, "write a whole number from 1");
        }
        count
    });
    let of = tree.text("of")?;
    let names = context.names;
    if names.is_event(&of.text) {
        return Some(Kind::Quota { of: Counted::Event(EventName::new(of.as_str())), at_least: at_least? });
    }
    match names.step(&of.text) {
        Some((_, step))
            if step.name() != own.step.name() && step.kind.is_some_and(|kind| COUNTED.contains(&kind)) =>
        {
            Some(Kind::Quota { of: Counted::Step(StepName::new(of.as_str())), at_least: at_least? })
        }
        Some((_, step)) => {
            let found = step.kind?;
            let message = format!("`{}` is a {found}, of which no rounds are counted", of.text);
            let remedy =
                format!("name an event, or a step of one of the kinds {}", crate::nearest::listing(COUNTED));
            report.error(WRONG_TYPE, of.span, message, remedy);
            None
        }
        None => {
            let counted = |step: &&StepEntry<'_>| step.kind.is_some_and(|kind| COUNTED.contains(&kind));
            let steps = names.steps.iter().filter(counted).map(StepEntry::name);
            let known: Vec<&str> = names.event_names().into_iter().chain(steps).collect();
            report.unknown(UNKNOWN_NAME, of, "event, or step whose rounds are counted", &known);
            None
        }
    }
}

/// An event, a date fact, or a length from an anchor.
fn awaited(context: &Context<'_>, own: &Own<'_>, text: &Text, report: &mut Report<'_>) -> Option<Awaited> {
    if context.names.is_event(&text.text) {
        return Some(Awaited::Event(EventName::new(text.as_str())));
    }
    let is_one_word = model::id::is_name(&text.text);
    if is_one_word && context.names.fact(&text.text).is_none() {
        let facts = context.names.fact_names();
        let known: Vec<&str> = context.names.event_names().into_iter().chain(facts).collect();
        report.unknown(UNKNOWN_NAME, text, "event or date fact", &known);
        return None;
    }
    let mut day = due(context, own, text, report)?;
    day.rule = until_the_day_before(day.rule);
    Some(Awaited::Day(Box::new(day)))
}

/// What runs out in the night before the day: nobody is reminded, for nobody has to do anything.
fn until_the_day_before(rule: DeadlineRule) -> DeadlineRule {
    let roll = Rule { roll: Roll::None, ..rule.rule };
    DeadlineRule { kind: DeadlineKind::Internal, rule: roll, ladder: Ladder::default(), ..rule }
}
