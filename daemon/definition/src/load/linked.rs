//! Steps that open cases of other workflows: whether those are there, which only the whole folder knows.

use std::collections::BTreeMap;

use super::folder::Kept;
use crate::checked::{Definition, Kind};
use crate::finding::{Finding, Loaded, Report, UNKNOWN_NAME};
use crate::text::{Span, Text};

/// Adds what is wrong with linked cases to the findings of the workflows that open them.
pub(super) fn check(workflows: &mut BTreeMap<String, Kept<Definition>>) {
    let opens: BTreeMap<String, Vec<String>> = workflows
        .values()
        .filter_map(|kept| kept.loaded.value.as_ref())
        .map(|known| (known.workflow.to_string(), known.opens.iter().map(ToString::to_string).collect()))
        .collect();
    // One that has errors of its own is there all the same.
    let there: Vec<String> = opens.keys().chain(workflows.keys()).cloned().collect();
    for kept in workflows.values_mut() {
        let Some(definition) = &kept.loaded.value else { continue };
        let found =
            findings(definition, kept.bundle.text("workflow.yaml").unwrap_or_default(), (&opens, &there));
        if !found.is_empty() {
            let Loaded { value, mut findings } =
                std::mem::replace(&mut kept.loaded, Loaded { value: None, findings: Vec::new() });
            findings.extend(found);
            findings.sort_by(|one, other| (&one.file, one.start).cmp(&(&other.file, other.start)));
            kept.loaded = Loaded::new(value, findings);
        }
    }
}

fn findings(
    definition: &Definition,
    source: &str,
    (opens, there): (&BTreeMap<String, Vec<String>>, &[String]),
) -> Vec<Finding> {
    let mut report = Report::new("workflow.yaml", source);
    for step in definition.steps.values() {
        let Kind::Case { workflow, event } = &step.kind else { continue };
        match opens.get(workflow.as_str()) {
            None if there.iter().any(|name| name == workflow.as_str()) => {}
            None => {
                let known: Vec<&str> = there.iter().map(String::as_str).collect();
                let word = written(source, step.name.as_str(), workflow.as_str());
                report.unknown(UNKNOWN_NAME, &word, "workflow of this folder", &known);
            }
            Some(events) if !events.iter().any(|known| known == event.as_str()) => {
                let known: Vec<&str> = events.iter().map(String::as_str).collect();
                let word = written(source, step.name.as_str(), event.as_str());
                report.unknown(
                    UNKNOWN_NAME,
                    &word,
                    &format!("event that opens a case of `{workflow}`"),
                    &known,
                );
            }
            Some(_) => {}
        }
    }
    report.finish()
}

/// A word of a step as it is written: the first after the step's own name.
fn written(source: &str, step: &str, word: &str) -> Text {
    let from = source.find(&format!("{step}:")).unwrap_or_default();
    let start =
        source.get(from..).and_then(|rest| rest.find(word)).map_or(from, |at| from.saturating_add(at));
    Text { text: word.to_owned(), span: Span::new(start, start.saturating_add(word.len())), quoted: false }
}
