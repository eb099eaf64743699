//! What stands under `after`.

use model::{EventName, StageName, StepName};

use super::super::names::Names;
use crate::checked::{After, Before};
use crate::finding::{NOT_SUPPORTED_YET, Report, UNKNOWN_NAME};
use crate::text::{Span, Text, Tree};

/// What is written under `after`: whether any is enough, and the names with their places.
pub(super) fn members(after: &Tree) -> (bool, Vec<(String, Span)>) {
    let whole = |text: &&Text| (text.text.clone(), text.span);
    let Some(text) = after.as_text() else { return (false, after.texts().iter().map(whole).collect()) };
    let Some(list) = text.text.strip_prefix("any of") else { return (false, vec![whole(&text)]) };
    let list = list.trim().trim_start_matches('[').trim_end_matches(']');
    (true, list.split(',').map(|name| (name.trim().to_owned(), text.span)).collect())
}

/// Reads what stands under `after`, and reports names that are neither step, stage nor event.
pub(in crate::check) fn after(names: &Names<'_>, tree: Option<&Tree>, report: &mut Report<'_>) -> After {
    let Some(tree) = tree else { return After::Nothing };
    let (any, written) = members(tree);
    let mut found = Vec::new();
    for (text, span) in written {
        if names.step(&text).is_some() {
            found.push(Before::Step(StepName::new(text)));
        } else if names.stage(&text).is_some() {
            found.push(Before::Stage(StageName::new(text)));
        } else if names.event_names().contains(&text.as_str()) {
            found.push(Before::Event(EventName::new(text)));
        } else if text.contains(['.', '(', ' ']) {
            let message = format!("`{text}` is more than a name");
            report.error(
                NOT_SUPPORTED_YET,
                span,
                message,
                "name steps, stages or events; conditions stand under `when`",
            );
        } else {
            let known = names.step_names(None).into_iter().chain(names.stage_names());
            let known: Vec<&str> = known.chain(names.event_names()).collect();
            report.unknown(UNKNOWN_NAME, &Text { text, span, quoted: false }, "step, stage or event", &known);
        }
    }
    match (found.is_empty(), any) {
        (true, _) => After::Nothing,
        (false, true) => After::Any(found),
        (false, false) => After::All(found),
    }
}
