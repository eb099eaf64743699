//! What waits for an event that ends the case: when it comes, there is nothing left to begin.

use model::EventName;

use super::names::Names;
use crate::checked::{After, Awaited, Before, Counted, Definition, Kind};
use crate::finding::{Report, UNREACHABLE_STEP};
use crate::text::Span;

/// Warns of every step and stage that comes after such an event, and of every step that waits for one.
pub(super) fn check(names: &Names<'_>, definition: &Definition, report: &mut Report<'_>) {
    for entry in &names.stages {
        let stage = definition.stages.iter().find(|stage| stage.name.as_str() == entry.key.text);
        let event = stage.and_then(|stage| ends_before(&stage.after, definition));
        tell(event, ("stage", "never begins", &entry.key.text), entry.key.span, report);
    }
    for entry in &names.steps {
        let Some(step) = definition.steps.get(entry.name()) else { continue };
        tell(
            ends_before(&step.after, definition),
            ("step", "never begins", entry.name()),
            entry.entry.key.span,
            report,
        );
        let awaited = if let Kind::Wait(Awaited::Event(event))
        | Kind::Quota { of: Counted::Event(event), .. } = &step.kind
        {
            Some(event)
        } else {
            None
        };
        let awaited = awaited.filter(|event| definition.until.contains(event));
        tell(awaited, ("step", "is never over", entry.name()), entry.entry.key.span, report);
    }
}

/// The event without which something cannot begin, where that event ends the case.
fn ends_before<'d>(after: &'d After, definition: &Definition) -> Option<&'d EventName> {
    let ending = |before: &'d Before| match before {
        Before::Event(event) => Some(event).filter(|event| definition.until.contains(event)),
        Before::Step(_) | Before::Stage(_) => None,
    };
    match after {
        After::Nothing => None,
        After::All(list) => list.iter().find_map(ending),
        After::Any(list) => {
            let all = list.iter().all(|before| ending(before).is_some());
            list.first().filter(|_| all).and_then(ending)
        }
    }
}

fn tell(
    event: Option<&EventName>,
    (what, does, name): (&str, &str, &str),
    span: Span,
    report: &mut Report<'_>,
) {
    if let Some(event) = event {
        let message = format!("the {what} `{name}` {does}: `{event}` ends the case");
        let remedy = "wait for another event, or take it from the `until` of the case";
        report.warning(UNREACHABLE_STEP, span, message, remedy);
    }
}
