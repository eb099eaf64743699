//! What came of a trial, as a scenario would expect it.

use std::collections::BTreeMap;

use definition::scenario::{Act, Expect, ExpectedDeadline, Line};
use model::{CaseState, StepStatus};

use crate::compare::{case_word, deadline_word, fired, step_word};

/// What a step leaves that is a word: what a person would check of it.
const WORDS: [&str; 4] = ["answer", "outcome", "for_citizen", "result"];

/// The lines that a scenario needs: each has its moment, so time that only passes need not be said but at the end.
pub(super) fn needed(lines: &[Line]) -> Vec<Line> {
    let last = lines.len().saturating_sub(1);
    let is_needed = |(place, line): &(usize, &Line)| *place == last || line.act != Act::Wait;
    lines.iter().enumerate().filter(is_needed).map(|(_, line)| line.clone()).collect()
}

/// Everything that a person would check: states, days, reminders, letters.
pub(super) fn expect(case: &CaseState) -> Expect {
    let sent = case.decisions.keys().flat_map(|step| case.decisions_of(step)).count();
    let begun = case.steps.iter().filter(|(_, state)| state.status != StepStatus::Waiting);
    let deadlines = case.deadlines.iter().map(|(name, deadline)| {
        let expected = ExpectedDeadline {
            due: Some(deadline.date.due),
            raw: None,
            state: Some(deadline_word(&deadline.state).to_owned()),
            remind: None,
            fired: Some(fired(deadline)),
        };
        (name.clone(), expected)
    });
    let letters = case.letters.iter().map(|(number, letter)| {
        let facts = [
            ("subject", letter.subject.clone()),
            ("version", letter.version.to_string()),
            ("channel", letter.channel.clone()),
            ("sent_on", letter.sent_on.to_string()),
        ];
        (*number, facts.into_iter().map(|(fact, text)| (fact.to_owned(), vec![text])).collect())
    });
    Expect {
        case: Some(case_word(&case.status).to_owned()),
        steps: begun.map(|(name, state)| (name.to_string(), step_word(state.status).to_owned())).collect(),
        values: values(case),
        decisions: (sent > 0).then_some(sent),
        final_from: case.decisions.keys().filter_map(|step| engine::final_from(case, step)).max(),
        deadlines: deadlines.collect(),
        letters: letters.collect(),
        at: BTreeMap::new(),
    }
}

fn values(case: &CaseState) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for (name, state) in &case.steps {
        for word in WORDS {
            if let Some(text) = state.outputs.get(word).and_then(|output| output.as_text()) {
                values.insert(format!("{name}.{word}"), text.to_owned());
            }
        }
    }
    values
}
