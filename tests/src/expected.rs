//! What a scenario expects, held against the state of its case.

use definition::scenario::{Expect, ExpectedDeadline, LetterFound, letter_differences};
use model::case::CaseStatus;
use model::deadline::{DeadlineState, Rung, RungState};
use model::{Date, Deadline, StepName, StepStatus};
use runtime::CaseView;

/// What is otherwise than expected; empty if nothing is.
#[must_use]
pub fn differences(expect: &Expect, view: &CaseView) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |what: String, expected: &str, is: &str| {
        if expected != is {
            found.push(format!("{what}: expected {expected}, found {is}"));
        }
    };
    if let Some(expected) = &expect.case {
        compare("case".to_owned(), expected, status(&view.state.status));
    }
    if let Some(expected) = expect.final_from {
        compare("final_from".to_owned(), &expected.to_string(), &text(view.final_from));
    }
    for (name, expected) in &expect.values {
        compare(name.clone(), expected, &left(name, view));
    }
    if let Some(expected) = expect.decisions {
        let sent = view.state.decisions.keys().flat_map(|step| view.state.decisions_of(step)).count();
        compare("decisions".to_owned(), &expected.to_string(), &sent.to_string());
    }
    for (name, expected) in &expect.steps {
        let step = view.state.steps.get(&StepName::new(name.clone()));
        compare(format!("step {name}"), expected, step.map_or("absent", |step| step_word(step.status)));
    }
    for (name, expected) in &expect.deadlines {
        match view.state.deadlines.get(name) {
            Some(deadline) => compare_deadline(expected, deadline, &mut compare),
            None => compare(format!("deadline {name}"), "set", "not set"),
        }
    }
    for (number, expected) in &expect.letters {
        let letter = view.state.letters.get(number).map(|letter| LetterFound {
            facts: [
                ("subject", letter.subject.clone()),
                ("version", letter.version.to_string()),
                ("channel", letter.channel.clone()),
                ("sent_on", letter.sent_on.to_string()),
            ],
            html: None,
        });
        found.extend(letter_differences(*number, expected, letter.as_ref()));
    }
    found
}

/// What a step left, as `STEP.NAME`: a word or a day.
fn left(name: &str, view: &CaseView) -> String {
    let Some((step, what)) = name.split_once('.') else { return String::new() };
    let Some(state) = view.state.steps.get(step) else { return String::new() };
    let word = state.outputs.get(what).and_then(|value| value.value()).and_then(|value| value.as_text());
    word.map(str::to_owned).or_else(|| state.moments.get(what).map(ToString::to_string)).unwrap_or_default()
}

fn compare_deadline(
    expected: &ExpectedDeadline,
    deadline: &Deadline,
    compare: &mut impl FnMut(String, &str, &str),
) {
    let name = &deadline.name;
    if let Some(day) = expected.due {
        compare(format!("{name} due"), &day.to_string(), &deadline.date.due.to_string());
    }
    if let Some(day) = expected.raw {
        compare(format!("{name} raw"), &day.to_string(), &deadline.date.raw.to_string());
    }
    if let Some(state) = &expected.state {
        compare(format!("{name} state"), state, state_word(&deadline.state));
    }
    let days = |wanted: &dyn Fn(&Rung) -> bool| {
        listed(deadline.date.rungs.iter().filter(|rung| wanted(rung)).map(|rung| rung.day))
    };
    if let Some(remind) = &expected.remind {
        let before = |rung: &Rung| rung.day < deadline.date.due && rung.state != RungState::NotApplicable;
        compare(format!("{name} remind"), &listed(remind.iter().copied()), &days(&before));
    }
    if let Some(fired) = &expected.fired {
        let is_fired = |rung: &Rung| rung.state == RungState::Fired;
        compare(format!("{name} fired"), &listed(fired.iter().copied()), &days(&is_fired));
    }
}

fn listed(days: impl Iterator<Item = Date>) -> String {
    days.map(|day| day.to_string()).collect::<Vec<_>>().join(" ")
}

fn text(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn status(status: &CaseStatus) -> &'static str {
    match status {
        CaseStatus::Open => "open",
        CaseStatus::Closed { .. } => "closed",
        CaseStatus::Quarantined { .. } => "quarantined",
    }
}

fn step_word(status: StepStatus) -> &'static str {
    match status {
        StepStatus::Waiting => "waiting",
        StepStatus::Skipped => "skipped",
        StepStatus::Active => "active",
        StepStatus::Done => "done",
        StepStatus::Closed => "closed",
        StepStatus::Cancelled => "cancelled",
    }
}

fn state_word(state: &DeadlineState) -> &'static str {
    match state {
        DeadlineState::Running => "running",
        DeadlineState::Paused(_) => "paused",
        DeadlineState::Met(_) => "met",
        DeadlineState::Lapsed(_) => "lapsed",
        DeadlineState::Dropped(_) => "dropped",
    }
}
