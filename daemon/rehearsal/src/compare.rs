//! What a scenario expects, held against what came of it.

use std::collections::BTreeMap;

use definition::scenario::{Expect, ExpectedDeadline};
use model::case::CaseStatus;
use model::deadline::{DeadlineState, Rung, RungState, Sentence};
use model::{CaseState, Date, Deadline, Event, StepName, StepStatus};

use crate::difference::{Difference, word, words};
use crate::office::Office;

/// What is otherwise than expected, in the order of the file.
pub(crate) fn differences(office: &Office<'_>, expect: &Expect) -> Vec<Difference> {
    let mut comparing = Comparing { expect, found: Vec::new() };
    match office.case() {
        Some(case) => comparing.all(case, office),
        None if *expect == Expect::default() => {}
        None => comparing.differs("case", words("en sag", "a case"), words("ingen", "none")),
    }
    comparing.found.sort_by(|one, other| (one.line, &one.what).cmp(&(other.line, &other.what)));
    comparing.found
}

struct Comparing<'e> {
    expect: &'e Expect,
    found: Vec<Difference>,
}

impl Comparing<'_> {
    fn differs(&mut self, what: &str, expected: Sentence, found: Sentence) {
        // What has no line of its own stands under the nearest key that has one.
        let mut path = what;
        let line = loop {
            if let Some(line) = self.expect.at.get(path) {
                break *line;
            }
            let Some((above, _)) = path.rsplit_once('.') else { break 0 };
            path = above;
        };
        self.found.push(Difference::new(line, what, expected, found));
    }

    fn compare(&mut self, what: &str, expected: &str, found: &str) {
        if expected != found {
            let nothing = found.is_empty();
            let found = if nothing { words("ingenting", "nothing") } else { word(found) };
            self.differs(what, word(expected), found);
        }
    }

    fn all(&mut self, case: &CaseState, office: &Office<'_>) {
        let expect = self.expect;
        if let Some(expected) = &expect.case {
            self.compare("case", expected, case_word(&case.status));
        }
        if let Some(count) = expect.decisions {
            let sent = case.decisions.keys().flat_map(|step| case.decisions_of(step)).count();
            self.compare("decisions", &count.to_string(), &sent.to_string());
        }
        if let Some(day) = expect.final_from {
            let found = case.decisions.keys().filter_map(|step| engine::final_from(case, step)).max();
            self.compare("final_from", &day.to_string(), &text(found));
        }
        for (name, expected) in &expect.steps {
            let state = case.steps.get(&StepName::new(name.clone()));
            self.compare(
                &format!("steps.{name}"),
                expected,
                state.map_or("", |state| step_word(state.status)),
            );
        }
        for (name, expected) in &expect.values {
            self.compare(&format!("values.{name}"), expected, &left(name, case));
        }
        for (name, expected) in &expect.deadlines {
            match case.deadlines.get(name) {
                Some(deadline) => self.deadline(deadline, expected),
                None => self.differs(
                    &format!("deadlines.{name}"),
                    words("at fristen løber", "that the deadline runs"),
                    words("at den aldrig blev sat", "that it was never set"),
                ),
            }
        }
        let pages = pages(office);
        for (number, expected) in &expect.letters {
            self.letter((*number, expected), case, &pages);
        }
    }

    fn deadline(&mut self, deadline: &Deadline, expected: &ExpectedDeadline) {
        let path = |key: &str| format!("deadlines.{}.{key}", deadline.name);
        if let Some(day) = expected.due {
            self.compare(&path("due"), &day.to_string(), &deadline.date.due.to_string());
        }
        if let Some(day) = expected.raw {
            self.compare(&path("raw"), &day.to_string(), &deadline.date.raw.to_string());
        }
        if let Some(state) = &expected.state {
            self.compare(&path("state"), state, deadline_word(&deadline.state));
        }
        if let Some(days) = &expected.remind {
            self.compare(&path("remind"), &listed(days), &listed(&reminders(deadline)));
        }
        if let Some(days) = &expected.fired {
            self.compare(&path("fired"), &listed(days), &listed(&fired(deadline)));
        }
    }

    fn letter(
        &mut self,
        (number, expected): (u32, &BTreeMap<String, Vec<String>>),
        case: &CaseState,
        pages: &BTreeMap<u32, &str>,
    ) {
        let Some(letter) = case.letters.get(&number) else {
            let expected = words("at brevet er sendt", "that the letter was sent");
            return self.differs(&format!("letters.{number}"), expected, words("intet", "none"));
        };
        let page = pages.get(&number).copied().unwrap_or_default();
        for (key, texts) in expected {
            let path = format!("letters.{number}.{key}");
            let fact = match key.as_str() {
                "subject" => Some(letter.subject.clone()),
                "version" => Some(letter.version.to_string()),
                "channel" => Some(letter.channel.clone()),
                "sent_on" => Some(letter.sent_on.to_string()),
                _in_the_page => None,
            };
            if let Some(fact) = fact {
                self.compare(&path, &texts.join(" "), &fact);
                continue;
            }
            for text in texts {
                let count = page.matches(text.as_str()).count();
                let (holds, da, en) = match key.as_str() {
                    "says" => (count > 0, "at brevet siger", "that the letter says"),
                    "says_once" => (count == 1, "at brevet en gang siger", "that the letter says once"),
                    _says_not => (count == 0, "at brevet ikke siger", "that the letter does not say"),
                };
                if !holds {
                    let expected =
                        Sentence { da: format!("{da} »{text}«"), en: format!("{en} “{text}”") };
                    let found =
                        Sentence { da: format!("det {count} gange"), en: format!("it {count} times") };
                    self.differs(&path, expected, found);
                }
            }
        }
    }
}

/// Every letter as it was sent, by number.
fn pages<'o>(office: &'o Office<'_>) -> BTreeMap<u32, &'o str> {
    let events = office.recorded.iter().flat_map(|record| &record.events);
    let letters = events.filter_map(|event| {
        let Event::LetterSent { number, html, .. } = event else { return None };
        Some((*number, html.as_text()?))
    });
    letters.collect()
}

/// What a step left, as `STEP.NAME`: a word or a day.
fn left(name: &str, case: &CaseState) -> String {
    let Some((step, what)) = name.split_once('.') else { return String::new() };
    let Some(state) = case.steps.get(step) else { return String::new() };
    let word = state.outputs.get(what).and_then(|value| value.as_text());
    word.map(str::to_owned).or_else(|| state.moments.get(what).map(ToString::to_string)).unwrap_or_default()
}

/// Days of the planned reminders before the last day, whatever became of them.
pub(crate) fn reminders(deadline: &Deadline) -> Vec<Date> {
    let due = deadline.date.due;
    days(deadline, &|rung| rung.day < due && rung.state != RungState::NotApplicable)
}

/// Days of the rungs that fired.
pub(crate) fn fired(deadline: &Deadline) -> Vec<Date> {
    days(deadline, &|rung| rung.state == RungState::Fired)
}

fn days(deadline: &Deadline, wanted: &dyn Fn(&Rung) -> bool) -> Vec<Date> {
    deadline.date.rungs.iter().filter(|rung| wanted(rung)).map(|rung| rung.day).collect()
}

fn listed(days: &[Date]) -> String {
    format!("[{}]", days.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
}

fn text(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

pub(crate) fn case_word(status: &CaseStatus) -> &'static str {
    match status {
        CaseStatus::Open => "open",
        CaseStatus::Closed { .. } => "closed",
        CaseStatus::Quarantined { .. } => "quarantined",
    }
}

pub(crate) fn step_word(status: StepStatus) -> &'static str {
    match status {
        StepStatus::Waiting => "waiting",
        StepStatus::Skipped => "skipped",
        StepStatus::Active => "active",
        StepStatus::Done => "done",
        StepStatus::Closed => "closed",
        StepStatus::Cancelled => "cancelled",
    }
}

pub(crate) fn deadline_word(state: &DeadlineState) -> &'static str {
    match state {
        DeadlineState::Running => "running",
        DeadlineState::Paused(_) => "paused",
        DeadlineState::Met(_) => "met",
        DeadlineState::Lapsed(_) => "lapsed",
        DeadlineState::Dropped(_) => "dropped",
    }
}
