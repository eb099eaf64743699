//! Deadlines: how long, from when, and whether that day ever comes.

use calendar::{Amount, Direction, Roll, Rule, Unit};
use model::deadline::{DeadlineKind, Sentence};
use model::{EventName, FactName, StepName};

use super::Context;
use super::ages::age;
use super::names::{DIED, OPENED, StepEntry};
use crate::checked::{Anchor, DeadlineRule, Due, FactKind, Kind, Source};
use crate::finding::{
    BAD_VALUE, DEADLINE_WITHOUT_ANCHOR, NOT_STATUTORY, NOT_SUPPORTED_YET, Report, UNKNOWN_DEADLINE,
    UNKNOWN_NAME, WRONG_TYPE,
};
use crate::text::{Text, Tree};

/// The rule pack's deadline that carries title, basis and ladder of every review.
const REVIEW: &str = "review";

/// The ladder of a deadline that stands in the workflow alone.
const USUAL_LADDER: &str = "default";

/// No length: the day of the anchor itself, wherever it falls.
const ON_THE_DAY: Rule =
    Rule { amount: Amount { count: 0, unit: Unit::Days }, direction: Direction::After, roll: Roll::None };

/// The step that a deadline belongs to.
pub(super) struct Own<'a> {
    pub(super) at: usize,
    pub(super) step: &'a StepEntry<'a>,
    pub(super) title: &'a Sentence,
}

/// `LENGTH after ANCHOR`, taken apart; places are bytes of the text.
pub(super) struct Written {
    length: Text,
    direction: Direction,
    pub(super) anchor: Text,
}

/// `NAME after ANCHOR`, `8 weeks after ANCHOR` or the name of a date fact.
pub(super) fn due(context: &Context<'_>, own: &Own<'_>, text: &Text, report: &mut Report<'_>) -> Option<Due> {
    if let Some(fact) = context.names.fact(&text.text) {
        let anchor = fact_anchor(context, text, report)?;
        return Some(Due {
            rule: unnamed(context, own, ON_THE_DAY, &fact.key.text),
            anchor,
            otherwise: None,
        });
    }
    if let Some(age) = age(context, text, report) {
        let rule = DeadlineRule { kind: DeadlineKind::Age, ..unnamed(context, own, ON_THE_DAY, &text.text) };
        return Some(Due { rule, anchor: age?, otherwise: None });
    }
    let (first, otherwise) = match text.text.split_once(", else ") {
        Some((first, _)) => {
            let rest = text.part(first.len() + ", else ".len(), text.text.len(), report.source);
            (text.part(0, first.len(), report.source), Some(rest))
        }
        None => (text.clone(), None),
    };
    let written = take_apart(&first, report)?;
    let from = last(context, own, &written.anchor, otherwise.is_some(), report);
    let anchor = match from {
        Some(last) => last,
        None => anchor(context, own, &written.anchor, report),
    };
    let otherwise = match &otherwise {
        Some(otherwise) => Some(self::anchor(context, own, otherwise, report)?),
        None => None,
    };
    let rule = length(context, own, &written, report);
    Some(Due { rule: rule?, anchor: anchor?, otherwise })
}

/// The complaint deadline of a decision: `NAME after received`, or the name alone.
pub(super) fn complaint(
    context: &Context<'_>,
    own: &Own<'_>,
    text: &Text,
    report: &mut Report<'_>,
) -> Option<Due> {
    let name = match text.text.strip_suffix(" after received") {
        Some(name) => text.part(0, name.trim_end().len(), report.source),
        None => text.clone(),
    };
    if !model::id::is_name(&name.text) {
        let message = format!("`{}` is no complaint deadline", text.text);
        report.error(
            BAD_VALUE,
            text.span,
            message,
            "write `NAME after received`, with a deadline of the rule pack",
        );
        return None;
    }
    let rule = named(context, &name, report)?;
    if rule.kind != DeadlineKind::Statutory {
        let message = format!("`{}` is no statutory deadline, and only those cut off a right", name.text);
        report.error(NOT_STATUTORY, name.span, message, "name one whose `kind` is `statutory`");
    }
    let step = StepName::new(own.step.name());
    Some(Due { rule: rule.clone(), anchor: Anchor::Moment(step, "received".to_owned()), otherwise: None })
}

/// `first: 3 months after ANCHOR` and `every: 6 months`.
pub(super) fn review(
    context: &Context<'_>,
    own: &Own<'_>,
    tree: &Tree,
    report: &mut Report<'_>,
) -> Option<Kind> {
    let every = tree.text("every").and_then(|text| civil_amount(text, report));
    let rule = if let Some(rule) = context.pack.deadlines.get(REVIEW) {
        Some(rule.clone())
    } else {
        if context.pack_is_known {
            let message = format!("the rule pack `{}` has no deadline `{REVIEW}`", context.pack.name);
            report.error(
                UNKNOWN_DEADLINE,
                own.step.entry.key.span,
                message,
                "add it to the pack: every review needs its ladder",
            );
        }
        None
    };
    let written = take_apart(tree.text("first")?, report)?;
    let first = civil_amount(&written.length, report);
    if written.direction == Direction::Before {
        let message = "a review comes after its anchor";
        report.error(BAD_VALUE, written.anchor.span, message, "write `3 months after ANCHOR`");
    }
    let anchor = anchor(context, own, &written.anchor, report);
    let (first, every, mut rule) = (first?, every?, rule?);
    rule.rule.amount = first;
    Some(Kind::Review { first, every, anchor: anchor?, rule: Box::new(rule) })
}

/// An amount that a series can be counted in.
fn civil_amount(text: &Text, report: &mut Report<'_>) -> Option<Amount> {
    let amount = amount(text, report)?;
    if amount.unit == Unit::WorkingDays || amount.count == 0 {
        let message = format!("a review cannot come back every `{}`", text.text);
        report.error(BAD_VALUE, text.span, message, "count in days, weeks, months or years, at least one");
        return None;
    }
    Some(amount)
}

pub(super) fn amount(text: &Text, report: &mut Report<'_>) -> Option<Amount> {
    match text.text.parse::<Amount>() {
        Ok(amount) if amount.unit == Unit::Hours => {
            let message = "clock hours belong to the language, but this version cannot count them";
            report.error(
                NOT_SUPPORTED_YET,
                text.span,
                message,
                "count in days, working days, weeks, months or years",
            );
            None
        }
        Ok(amount) => Some(amount),
        Err(_) => {
            let message = format!("`{}` is not an amount of time", text.text);
            report.error(BAD_VALUE, text.span, message, "write a whole number and a unit, such as `8 weeks`");
            None
        }
    }
}

pub(super) fn take_apart(text: &Text, report: &mut Report<'_>) -> Option<Written> {
    let found = [(" after", Direction::After), (" before", Direction::Before)].into_iter().find_map(
        |(word, direction)| {
            let at = text.text.find(word)?;
            let anchor = at + word.len();
            let rest = text.text.get(anchor..)?;
            (rest.is_empty() || rest.starts_with(' ')).then_some((at, anchor, direction))
        },
    );
    let Some((at, after, direction)) = found else {
        let message = format!("`{}` does not say from when it counts", text.text);
        let remedy = "write `NAME after ANCHOR` or `8 weeks after ANCHOR`; an anchor is `opened`, a step, an event or a date fact";
        report.error(DEADLINE_WITHOUT_ANCHOR, text.span, message, remedy);
        return None;
    };
    let rest = text.text.get(after..).unwrap_or_default();
    let blanks = rest.len() - rest.trim_start().len();
    let anchor = text.part(after + blanks, text.text.len(), report.source);
    if anchor.text.trim().is_empty() {
        let message = format!("`{}` does not say from when it counts", text.text);
        let remedy = "name an anchor at the end: `opened`, a step, an event or a date fact";
        report.error(DEADLINE_WITHOUT_ANCHOR, text.span, message, remedy);
        return None;
    }
    Some(Written { length: text.part(0, at, report.source), direction, anchor })
}

pub(super) fn length(
    context: &Context<'_>,
    own: &Own<'_>,
    written: &Written,
    report: &mut Report<'_>,
) -> Option<DeadlineRule> {
    if !model::id::is_name(&written.length.text) {
        let amount = amount(&written.length, report)?;
        let roll = match written.direction {
            Direction::After => Roll::NextWorkingDay,
            Direction::Before => Roll::PreviousWorkingDay,
        };
        let rule = Rule { amount, direction: written.direction, roll };
        return Some(unnamed(context, own, rule, &written.length.text));
    }
    let rule = named(context, &written.length, report)?;
    if rule.rule.direction != written.direction {
        let message = format!("`{}` lies on the other side of its anchor", written.length.text);
        report.error(BAD_VALUE, written.length.span, message, "exchange `after` and `before`");
    }
    Some(rule.clone())
}

fn named<'c>(context: &Context<'c>, name: &Text, report: &mut Report<'_>) -> Option<&'c DeadlineRule> {
    let rule = context.pack.deadlines.get(&name.text);
    if rule.is_none() && context.pack_is_known {
        let known: Vec<&str> = context.pack.deadlines.keys().map(String::as_str).collect();
        let noun = format!("deadline of the rule pack `{}`", context.pack.name);
        report.unknown(UNKNOWN_DEADLINE, name, &noun, &known);
    }
    rule
}

/// A service target that stands in the workflow alone: customary, with the usual ladder.
fn unnamed(context: &Context<'_>, own: &Own<'_>, rule: Rule, length: &str) -> DeadlineRule {
    DeadlineRule {
        name: own.step.name().to_owned(),
        title: own.title.clone(),
        rule,
        kind: DeadlineKind::Internal,
        obliged: None,
        basis: format!("{}: {length}", context.workflow),
        mark: "C".to_owned(),
        ladder: context.pack.ladders.get(USUAL_LADDER).cloned().unwrap_or_default(),
        tolerance: None,
    }
}

/// Days that a step has beside the one on which it settled.
pub(super) fn moments(step: &StepEntry<'_>) -> &'static [&'static str] {
    match step.kind {
        Some("hearing") => &["sent", "reply", "done"],
        Some("decision") => &["sent", "received", "done"],
        Some("reassessment") => &["changed", "done"],
        Some("forwarding") => &["sent", "done"],
        Some("board") => &["received", "remitted", "done"],
        Some(_) | None => &["done"],
    }
}

/// `last STEP`: the round before this one; `None` where something else is written. `last EVENT` is the event itself, which
/// always is the latest.
#[expect(clippy::option_option, reason = "whether it is written so, and whether it is right")]
fn last(
    context: &Context<'_>,
    own: &Own<'_>,
    text: &Text,
    has_else: bool,
    report: &mut Report<'_>,
) -> Option<Option<Anchor>> {
    let name = text.text.strip_prefix("last ")?.trim();
    let start = text.text.len() - name.len();
    let word = text.part(start, text.text.len(), report.source);
    if context.names.is_event(name) {
        return Some(Some(Anchor::Event(EventName::new(name))));
    }
    let Some((at, step)) = context.names.step(name) else {
        let known: Vec<&str> =
            context.names.step_names(None).into_iter().chain(context.names.event_names()).collect();
        report.unknown(UNKNOWN_NAME, &word, "step or event of this workflow", &known);
        return Some(None);
    };
    let comes_again = ["repeats", "reopen", "expires"].iter().any(|key| step.tree().get(key).is_some());
    if at == own.at && !comes_again {
        let message = format!("`{name}` has no round before this one: it does not repeat");
        report.error(
            DEADLINE_WITHOUT_ANCHOR,
            word.span,
            message,
            "add `repeats: true`, or count from something else",
        );
        return Some(None);
    }
    if !has_else {
        let message = format!("the first time there is no last `{name}`, and the deadline would not run");
        let remedy = format!("say from when it counts then: `last {name}, else opened`");
        report.error(DEADLINE_WITHOUT_ANCHOR, text.span, message, remedy);
        return Some(None);
    }
    Some(Some(Anchor::Last(StepName::new(name))))
}

fn anchor(context: &Context<'_>, own: &Own<'_>, text: &Text, report: &mut Report<'_>) -> Option<Anchor> {
    if text.text == OPENED {
        return Some(Anchor::Opened);
    }
    if let Some(age) = age(context, text, report) {
        return age;
    }
    let (name, moment) = match text.text.split_once('.') {
        Some((name, moment)) => (name, Some(moment)),
        None => (text.text.as_str(), None),
    };
    if let Some((at, step)) = context.names.step(name) {
        return step_anchor(context, own, (at, step, moment), text, report);
    }
    if moment.is_none() && (name == DIED || context.names.event_names().contains(&name)) {
        return Some(Anchor::Event(EventName::new(name)));
    }
    if moment.is_none() && context.names.fact(name).is_some() {
        return fact_anchor(context, text, report);
    }
    let word = text.part(0, name.len(), report.source);
    let names = context.names;
    let mut known = vec![OPENED];
    known.extend(names.step_names(None).into_iter().chain(names.event_names()));
    known.extend(names.fact_names().into_iter().filter(|fact| is_date(context, fact)));
    report.unknown(UNKNOWN_NAME, &word, "step, event or date fact", &known);
    None
}

fn is_date(context: &Context<'_>, fact: &str) -> bool {
    context.facts.get(fact).is_some_and(|rule| rule.kind == FactKind::Date)
}

fn fact_anchor(context: &Context<'_>, text: &Text, report: &mut Report<'_>) -> Option<Anchor> {
    let rule = context.facts.get(&text.text)?;
    if matches!(rule.source, Source::Register | Source::Calculated(_)) {
        let from = if matches!(rule.source, Source::Register) { "in the register" } else { "calculated" };
        let message =
            format!("`{}` is {from} and stands in no case file, so nothing counts from it", text.text);
        let remedy = "count from an age, such as `turns 18`, or from a date that a form asks for";
        report.error(DEADLINE_WITHOUT_ANCHOR, text.span, message, remedy);
        return None;
    }
    if is_date(context, &text.text) && !context.facts.is_contributed(&text.text) {
        return Some(Anchor::Fact(FactName::new(text.as_str())));
    }
    let message = format!("`{}` is not a date", text.text);
    report.error(WRONG_TYPE, text.span, message, "count from a fact of type `date`");
    None
}

/// Whether the day lets the step itself begin anew: that round counts from it.
fn is_reopened_by(step: &StepEntry<'_>, moment: &Text) -> bool {
    let on = step.tree().get("reopen").map(|reopen| reopen.texts_of("on")).unwrap_or_default();
    on.iter().any(|named| named.text == moment.text)
}

fn step_anchor(
    context: &Context<'_>,
    own: &Own<'_>,
    (at, step, moment): (usize, &StepEntry<'_>, Option<&str>),
    text: &Text,
    report: &mut Report<'_>,
) -> Option<Anchor> {
    let moment = moment.unwrap_or("done");
    if !moments(step).contains(&moment) {
        let start = text.text.len() - moment.len();
        let word = text.part(start, text.text.len(), report.source);
        report.unknown(UNKNOWN_NAME, &word, &format!("day of the step `{}`", step.name()), moments(step));
        return None;
    }
    let (place, own_place) = (context.order.step(at), context.order.step(own.at));
    let is_own_beginning = at == own.at && step.is("hearing") && moment == "sent";
    let fault = if at == own.at && !is_own_beginning {
        Some(format!("`{}` comes only when the step itself is over", text.text))
    } else if at != own.at && !is_reopened_by(own.step, text) && context.order.is_before(own_place, place) {
        Some(format!("`{}` comes after the step itself", text.text))
    } else if context.order.can_begin(own_place) && !context.order.can_begin(place) {
        Some(format!("`{}` never comes: that step can never begin", text.text))
    } else {
        None
    };
    if let Some(message) = fault {
        let remedy =
            "count from something that comes before: `opened`, an earlier step, an event or a date fact";
        report.error(DEADLINE_WITHOUT_ANCHOR, text.span, message, remedy);
        return None;
    }
    let name = StepName::new(step.name());
    if moment == "done" { Some(Anchor::Done(name)) } else { Some(Anchor::Moment(name, moment.to_owned())) }
}
