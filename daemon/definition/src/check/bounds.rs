//! `earliest` and `latest` of date facts.

use std::collections::BTreeMap;

use calendar::{Roll, Rule};
use model::deadline::Sentence;
use model::{Date, FactName};

use super::Context;
use super::anchors::{Own, due};
use crate::checked::{Anchor, Bound, BoundDay, Due, FactKind, FactRule};
use crate::finding::{BAD_VALUE, Report, WRONG_ORDER, WRONG_TYPE};
use crate::text::{Entry, Text};

/// What may be written instead of a day that is counted.
const TODAY: &str = "today";

/// The bounds of one fact.
#[derive(Default)]
pub(super) struct Bounds {
    earliest: Option<Bound>,
    latest: Option<Bound>,
}

/// Reads the bounds of every fact.
pub(super) fn read(context: &Context<'_>, report: &mut Report<'_>) -> BTreeMap<FactName, Bounds> {
    let mut bounds = BTreeMap::new();
    for entry in &context.names.facts {
        let both = Bounds {
            earliest: bound(context, entry, "earliest", report),
            latest: bound(context, entry, "latest", report),
        };
        not_crossed(&both, entry, report);
        bounds.insert(FactName::new(entry.key.as_str()), both);
    }
    bounds
}

/// Gives the facts their bounds.
pub(super) fn enter(
    mut rules: BTreeMap<FactName, FactRule>,
    bounds: BTreeMap<FactName, Bounds>,
) -> BTreeMap<FactName, FactRule> {
    for (name, bounds) in bounds {
        if let Some(rule) = rules.get_mut(&name) {
            rule.earliest = bounds.earliest;
            rule.latest = bounds.latest;
        }
    }
    rules
}

fn bound(context: &Context<'_>, fact: &Entry, key: &str, report: &mut Report<'_>) -> Option<Bound> {
    let entry = fact.value.entry(key)?;
    let text = entry.value.as_text()?;
    let rule = context.facts.get(&fact.key.text)?;
    if rule.kind != FactKind::Date {
        let message = format!("`{key}` bounds dates, and `{}` is none", fact.key.text);
        report.error(WRONG_TYPE, entry.key.span, message, format!("remove `{key}`"));
        return None;
    }
    // A fact that nobody asks for is told where that is missing, and one from the register is never refused.
    let Some(asking) = context.facts.asking(&fact.key.text).last().copied() else {
        if fact.value.get("from").is_some() || fact.value.get("value").is_some() {
            let message = format!("nobody fills in `{}`, so nothing can be refused", fact.key.text);
            report.error(WRONG_TYPE, entry.key.span, message, format!("remove `{key}`"));
        }
        return None;
    };
    let day = if text.text == TODAY {
        BoundDay::Today
    } else if let Ok(day) = text.text.parse::<Date>() {
        BoundDay::Fixed(day)
    } else {
        BoundDay::Counted(Box::new(counted(context, (fact, asking), text, report)?))
    };
    Some(Bound { text: text.text.clone(), day })
}

/// A length from an anchor. A bound is no deadline: its day stays where it is counted to.
fn counted(
    context: &Context<'_>,
    (fact, asking): (&Entry, usize),
    text: &Text,
    report: &mut Report<'_>,
) -> Option<Due> {
    let own = Own {
        at: asking,
        step: context.names.steps.get(asking)?,
        title: &Sentence { da: String::new(), en: String::new() },
    };
    let mut due = due(context, &own, text, report)?;
    for anchor in [Some(&due.anchor), due.otherwise.as_ref()].into_iter().flatten() {
        let Anchor::Fact(other) = anchor else { continue };
        if other.as_str() == fact.key.text {
            let message = format!("`{other}` cannot bound itself");
            report.error(BAD_VALUE, text.span, message, "count from another date");
        } else if comes_later(context, &fact.key.text, other.as_str()) {
            let message =
                format!("`{other}` is asked only after `{}`, and bounds nothing then", fact.key.text);
            report.error(
                WRONG_ORDER,
                text.span,
                message,
                format!("ask for `{other}` first, or on the same form"),
            );
        }
    }
    if !context.pack.deadlines.contains_key(&due.rule.name) {
        due.rule.rule = Rule { roll: Roll::None, ..due.rule.rule };
    }
    Some(due)
}

/// Whether every step that asks for the other fact comes after every step that asks for the fact.
fn comes_later(context: &Context<'_>, fact: &str, other: &str) -> bool {
    let (own, others) = (context.facts.asking(fact), context.facts.asking(other));
    let is_after = |own: &usize, other: &usize| {
        own != other && context.order.is_before(context.order.step(*own), context.order.step(*other))
    };
    !others.is_empty() && others.iter().all(|other| own.iter().all(|own| is_after(own, other)))
}

/// Two fixed days have to leave a day between them.
fn not_crossed(bounds: &Bounds, entry: &Entry, report: &mut Report<'_>) {
    let fixed = |bound: &Option<Bound>| match bound.as_ref().map(|bound| &bound.day) {
        Some(BoundDay::Fixed(day)) => Some(*day),
        Some(BoundDay::Today | BoundDay::Counted(_)) | None => None,
    };
    if let (Some(first), Some(last), Some(text)) =
        (fixed(&bounds.earliest), fixed(&bounds.latest), entry.value.text("latest"))
        && first > last
    {
        let message = format!("`latest` is before `earliest`, {first}");
        report.error(BAD_VALUE, text.span, message, "exchange the two");
    }
}
