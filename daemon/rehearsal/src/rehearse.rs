//! A scenario from its first line to what it expects.

use std::collections::BTreeSet;

use definition::Scenario;
use definition::scenario::Line;
use model::Timestamp;

use crate::compare;
use crate::coverage::{Coverage, Point, Watch};
use crate::difference::{Difference, LINE, word, words};
use crate::office::{Captured, Office};
use crate::play::{Refused, instant};
use crate::setting::Setting;

/// How long before its first line an office opens, in microseconds: nothing of the story lies there.
const BEFORE_US: i64 = 60_000_000;

/// A workflow and the scenarios that are played on it.
#[derive(Clone, Copy, Debug)]
pub struct Rehearsal<'s> {
    setting: &'s Setting,
}

/// What came of a scenario.
#[derive(Clone, Debug)]
pub struct Report {
    /// The scenario.
    pub scenario: String,
    /// What came out otherwise, in the order of its file; empty if nothing did.
    pub differences: Vec<Difference>,
    /// What it reached.
    pub seen: BTreeSet<Point>,
    /// What would have gone out.
    pub effects: Vec<Captured>,
    /// How much was recorded.
    pub records: usize,
    /// What the clock showed at the end.
    pub ended_at: Timestamp,
}

impl<'s> Rehearsal<'s> {
    /// A rehearsal of one workflow.
    #[must_use]
    pub fn of(setting: &'s Setting) -> Self {
        Self { setting }
    }

    /// Plays a scenario. The same scenario always gives the same report.
    #[must_use]
    pub fn run(&self, scenario: &Scenario) -> Report {
        let first = scenario.lines.first().map_or(0, |line| instant(line).micros());
        let opens_at = Timestamp::from_micros(first.saturating_sub(BEFORE_US));
        let mut differences = Vec::new();
        let mut watch = Watch::of(self.setting);
        let mut office = match Office::open(self.setting, opens_at) {
            Ok(office) => office,
            Err(refusal) => {
                let found = Refused::from(refusal).sentence();
                let expected = words("at forløbet kan træde i kraft", "that the workflow comes into force");
                differences.push(Difference::new(1, LINE, expected, found));
                return Report::empty(scenario, differences, opens_at);
            }
        };
        let mut goes_on = true;
        for line in &scenario.lines {
            let played = office.play(line, (&scenario.citizen, &scenario.workflow));
            watch.look(&office);
            if let Some((difference, is_lost)) = otherwise(line, played.err().as_ref()) {
                differences.push(difference);
                if is_lost {
                    goes_on = false;
                    break;
                }
            }
        }
        // A story that went astray ends there: what would follow is not what it tells of.
        if goes_on {
            watch.end(&office);
            differences.extend(compare::differences(&office, &scenario.expect));
        }
        Report {
            scenario: scenario.name.clone(),
            differences,
            seen: watch.seen,
            records: office.recorded.len(),
            ended_at: office.now,
            effects: office.captured,
        }
    }

    /// What the reports reached of everything that there is.
    #[must_use]
    pub fn coverage(&self, reports: &[Report]) -> Coverage {
        Coverage::of(self.setting, reports.iter().flat_map(|report| &report.seen))
    }
}

impl Report {
    fn empty(scenario: &Scenario, differences: Vec<Difference>, ended_at: Timestamp) -> Self {
        Self {
            scenario: scenario.name.clone(),
            differences,
            seen: BTreeSet::new(),
            effects: Vec::new(),
            records: 0,
            ended_at,
        }
    }

    /// Whether it came out as written.
    #[must_use]
    pub fn came_out(&self) -> bool {
        self.differences.is_empty()
    }
}

/// What is otherwise with a line, and whether the story is lost from there.
fn otherwise(line: &Line, refused: Option<&Refused>) -> Option<(Difference, bool)> {
    let done = || words("at det sker", "that it is done");
    let refusal = |code: &str| {
        let code = code.to_owned();
        let mut sentence = words("afvist: ", "refused: ");
        sentence.da.push_str(&code);
        sentence.en.push_str(&code);
        sentence
    };
    let (expected, found, is_lost) = match (line.refused.as_deref(), refused) {
        (None, None) => return None,
        (Some(code), Some(refused)) if refused.code() == Some(code) => return None,
        (None, Some(refused)) => (done(), said(refused), true),
        (Some(code), None) => (refusal(code), words("at det skete", "that it was done"), true),
        (Some(code), Some(refused)) => (refusal(code), said(refused), false),
    };
    Some((Difference::new(line.line, LINE, expected, found), is_lost))
}

/// `task-not-open: the task … is not open`.
fn said(refused: &Refused) -> model::deadline::Sentence {
    let sentence = refused.sentence();
    let Some(code) = refused.code() else { return sentence };
    let mut found = word(format!("{code}: "));
    found.da.push_str(&sentence.da);
    found.en.push_str(&sentence.en);
    found
}
