//! `until` of the case: what ends it beside events.

use calendar::{Direction, Roll, Rule};
use model::deadline::{DeadlineKind, Sentence};
use model::{StageName, StepName};

use super::anchors::{Own, due};
use super::names::{DIED, StepEntry};
use super::scope::condition;
use super::{Context, order};
use crate::checked::{After, DeadlineRule, Ending, FactKind, Kind, Ladder, LastDay, Step};
use crate::finding::{BAD_VALUE, Report, UNKNOWN_NAME};
use crate::text::{Entry, Text, Tree};

/// What the deadline of a last day is called, with a number from the second on.
const UNTIL: &str = "until";

/// Whether a text under `until` is the name of an event, or a slip in one.
pub(super) fn is_event(context: &Context<'_>, text: &Text) -> bool {
    let is_name = model::id::is_name(&text.text);
    is_name
        && (context.names.is_event(&text.text)
            || context.names.fact(&text.text).is_none()
            || text.text == DIED)
}

/// Reads days, moments and conditions.
pub(super) fn read(context: &Context<'_>, tree: &Tree, report: &mut Report<'_>) -> Vec<Ending> {
    let Some(entry) = tree.entry(UNTIL) else { return Vec::new() };
    let mut endings: Vec<Ending> = Vec::new();
    for text in entry.value.texts().into_iter().filter(|text| !is_event(context, text)) {
        let days = endings.iter().filter(|ending| matches!(ending, Ending::Day(_))).count();
        endings.extend(ending(context, (entry, days), text, report));
    }
    endings
}

fn ending(
    context: &Context<'_>,
    (entry, days): (&Entry, usize),
    text: &Text,
    report: &mut Report<'_>,
) -> Option<Ending> {
    if let Some(name) = text.text.strip_suffix(".done") {
        if context.names.step(name).is_none() {
            let word = text.part(0, name.len(), report.source);
            report.unknown(UNKNOWN_NAME, &word, "step of this workflow", &context.names.step_names(None));
            return None;
        }
        return Some(Ending::Done(StepName::new(name)));
    }
    if is_day(context, text) {
        return last_day(context, (entry, days), text, report).map(|day| Ending::Day(Box::new(day)));
    }
    // Nothing is certain to be there: the case may end at any time.
    condition(context, Some(text), order::start(0), report)
        .map(|condition| Ending::Condition(Box::new(condition)))
}

/// A date fact, an age, or a length from an anchor.
fn is_day(context: &Context<'_>, text: &Text) -> bool {
    let is_date = context.facts.get(&text.text).is_some_and(|rule| rule.kind == FactKind::Date);
    let counts = [" after ", " before "].iter().any(|word| text.text.contains(word));
    is_date || text.text.starts_with("turns ") || (counts && !text.text.contains('"'))
}

fn last_day(
    context: &Context<'_>,
    (entry, days): (&Entry, usize),
    text: &Text,
    report: &mut Report<'_>,
) -> Option<LastDay> {
    let title = Sentence { da: "Sagen slutter".to_owned(), en: "The case ends".to_owned() };
    // No step has this place, so every step may come before it.
    let step = StepEntry { stage: context.names.stages.len(), entry, kind: None };
    let own = Own { at: context.names.steps.len(), step: &step, title: &title };
    let mut due = due(context, &own, text, report)?;
    if due.rule.rule.direction == Direction::Before && due.rule.rule.amount.count == 0 {
        report.error(
            BAD_VALUE,
            text.span,
            "this is no length",
            "write `1 day before ANCHOR`, or the anchor alone",
        );
    }
    let number = days.saturating_add(1);
    due.rule = DeadlineRule {
        name: if number == 1 { UNTIL.to_owned() } else { format!("{UNTIL}_{number}") },
        title: title.clone(),
        rule: Rule { roll: Roll::None, ..due.rule.rule },
        kind: DeadlineKind::PeriodEnd,
        obliged: None,
        basis: due.rule.basis,
        mark: due.rule.mark,
        ladder: Ladder::default(),
        tolerance: None,
    };
    Some(LastDay {
        text: text.text.clone(),
        step: nobodys(StepName::new(UNTIL), StageName::new(UNTIL), title),
        due,
    })
}

/// What is no step of the workflow, and nobody's work.
pub(super) fn nobodys(name: StepName, stage: StageName, title: Sentence) -> Step {
    Step {
        name,
        title,
        stage,
        after: After::Nothing,
        when: None,
        sample: None,
        kind: Kind::Milestone,
        by: None,
        due: None,
        expires: None,
        ladder: None,
        optional: false,
        required: false,
        again: Vec::new(),
        restart: Vec::new(),
        repeats: None,
    }
}
