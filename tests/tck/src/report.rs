//! What a run says to people.

mod page;

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use crate::folder::Run;
use crate::judge::{Came, Judged, Node, Verdict};

pub use page::page;

/// Passes and what they are counted against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Cases that passed.
    pub passed: usize,
    /// Cases that failed inside the profile.
    pub failed: usize,
    /// Cases that are out of the profile.
    pub out: usize,
    /// What the passes are counted against: on level 2 all cases, above it those without functions of their own.
    pub counted: usize,
    /// Passes among the counted.
    pub counted_passed: usize,
}

impl Score {
    fn add(&mut self, judged: &Judged) {
        let has_passed = judged.verdict == Verdict::Pass;
        match judged.verdict {
            Verdict::Pass => self.passed += 1,
            Verdict::Fail => self.failed += 1,
            Verdict::OutOfProfile(_) => self.out += 1,
        }
        if judged.level <= 2 || !judged.uses_functions {
            self.counted += 1;
            self.counted_passed += usize::from(has_passed);
        }
    }

    /// Passes in tenths of a percent of what is counted.
    #[must_use]
    pub fn per_mille(&self) -> usize {
        (self.counted_passed * 1_000).checked_div(self.counted).unwrap_or(0)
    }

    /// Passes of the counted, with the share.
    #[must_use]
    pub fn said(&self) -> String {
        let share = self.per_mille();
        format!("{} of {} ({}.{} %)", self.counted_passed, self.counted, share / 10, share % 10)
    }
}

/// The score of each level.
#[must_use]
pub fn levels(run: &Run) -> BTreeMap<u8, Score> {
    let mut levels: BTreeMap<u8, Score> = BTreeMap::new();
    for judged in &run.cases {
        levels.entry(judged.level).or_default().add(judged);
    }
    levels
}

/// The score of each directory.
#[must_use]
pub fn directories(run: &Run) -> BTreeMap<(u8, String), Score> {
    let mut found: BTreeMap<(u8, String), Score> = BTreeMap::new();
    for judged in &run.cases {
        found.entry((judged.level, judged.directory.clone())).or_default().add(judged);
    }
    found
}

/// One line per directory, and the scores; with `is_verbose` one line per case.
#[must_use]
pub fn summary(run: &Run, is_verbose: bool) -> String {
    let mut text = String::new();
    for ((level, directory), score) in directories(run) {
        let Score { passed, failed, out, .. } = score;
        put(
            &mut text,
            &format!("{level}  {directory:<48} {passed:>4} passed {failed:>4} failed {out:>4} out"),
        );
        let own = run.cases.iter().filter(|judged| judged.directory == directory && is_verbose);
        for judged in own {
            put(&mut text, &format!("     {} {}", judged.case, word(&judged.verdict)));
        }
    }
    for (level, score) in levels(run) {
        put(
            &mut text,
            &format!("level {level}: {}; {} failed inside the profile", score.said(), score.failed),
        );
    }
    for line in run.unread.iter().chain(&run.stale) {
        put(&mut text, line);
    }
    text
}

/// Every failure inside the profile, with what was expected and what came.
#[must_use]
pub fn failures(run: &Run) -> String {
    let mut text = String::new();
    for judged in failed(run) {
        put(&mut text, &format!("{}/{}", judged.directory, judged.case));
        for node in judged.nodes.iter().filter(|node| !node.agrees) {
            put(&mut text, &described(node));
        }
    }
    text
}

/// Every failure inside the profile, the commonest causes first.
#[must_use]
pub fn causes(run: &Run) -> String {
    let mut groups: BTreeMap<String, Vec<(&Judged, &Node)>> = BTreeMap::new();
    for judged in failed(run) {
        if let Some(node) = judged.nodes.iter().find(|node| !node.agrees) {
            groups.entry(cause(node)).or_default().push((judged, node));
        }
    }
    let mut ordered: Vec<_> = groups.into_iter().collect();
    ordered.sort_by_key(|(cause, members)| (std::cmp::Reverse(members.len()), cause.clone()));
    let mut text = String::new();
    for (cause, members) in &ordered {
        put(&mut text, &format!("{:>4}  {cause}", members.len()));
    }
    for (cause, members) in &ordered {
        put(&mut text, &format!("\n## {} × {cause}", members.len()));
        for (judged, node) in members {
            put(&mut text, &format!("{}/{}", judged.directory, judged.case));
            put(&mut text, &described(node));
        }
    }
    text
}

/// The run as JSON: scores, and every case with its verdict.
#[must_use]
pub fn as_json(run: &Run) -> Value {
    let levels: serde_json::Map<String, Value> = levels(run)
        .into_iter()
        .map(|(level, score)| {
            let said = json!({
                "passed": score.passed, "failed": score.failed, "out": score.out,
                "counted": score.counted, "counted_passed": score.counted_passed,
            });
            (level.to_string(), said)
        })
        .collect();
    let cases: Vec<Value> = run
        .cases
        .iter()
        .map(|judged| {
            json!({
                "level": judged.level, "directory": judged.directory, "case": judged.case,
                "verdict": word(&judged.verdict), "uses_functions": judged.uses_functions,
                "nodes": judged.nodes.iter().map(node_as_json).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({ "levels": levels, "cases": cases, "unread": run.unread, "stale": run.stale })
}

fn node_as_json(node: &Node) -> Value {
    json!({
        "name": node.name, "text": node.text, "expected": node.expected,
        "came": came(node), "agrees": node.agrees,
    })
}

fn failed(run: &Run) -> impl Iterator<Item = &Judged> {
    run.cases.iter().filter(|judged| judged.verdict == Verdict::Fail)
}

fn word(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Pass => "pass".to_owned(),
        Verdict::Fail => "fail".to_owned(),
        Verdict::OutOfProfile(reason) => format!("out of profile: {reason}"),
    }
}

fn came(node: &Node) -> String {
    match &node.came {
        Came::Value(value) => value.clone(),
        Came::Refused(faults) => {
            let said = faults.iter().map(|(code, message)| format!("{code}: {message}"));
            format!("refused: {}", said.collect::<Vec<_>>().join(" | "))
        }
        Came::Failed(said) => format!("error: {said}"),
        Came::Unsupported(what) => format!("not done: {what}"),
    }
}

fn described(node: &Node) -> String {
    let came = came(node);
    let text = node.text.trim().replace('\n', "\n             ");
    format!("    text     {text}\n    expected {}\n    came     {came}", node.expected)
}

/// What groups failures: the first fault, or what kind of thing came.
fn cause(node: &Node) -> String {
    match &node.came {
        Came::Value(value) if value == "null" => "null instead of a value".to_owned(),
        Came::Value(_) if node.expected.starts_with("null") => "a value instead of null".to_owned(),
        Came::Value(_) => "another value".to_owned(),
        Came::Refused(faults) => match faults.first() {
            Some((code, message)) => format!("{code}: {message}"),
            None => "refused without a fault".to_owned(),
        },
        Came::Failed(said) => format!("error: {said}"),
        Came::Unsupported(what) => format!("not done: {what}"),
    }
}

fn put(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}
