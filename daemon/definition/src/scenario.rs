//! Scenarios: what happens to a case, line by line with dates, and what must come of it.
//!
//! One format for three runners: the engine, the runtime with a crash between any two lines, and the daemon over HTTP.

mod codes;
mod command;
mod folder;
mod letters;
mod names;
mod places;
mod plugin;
mod read;
mod value;
mod write;

use std::collections::BTreeMap;

use jiff::civil::{DateTime, Time};
use model::deadline::Sentence;
use model::{
    Date, DeadlineName, FactName, PersonId, StageName, StepName, TaskName, UnitId, Value, WorkflowName,
};

use crate::bundle::Bundle;
use crate::finding::{BAD_VALUE, Finding, Loaded, Report, UNKNOWN_KEY};
use crate::load::text_of;
use crate::text::{self, Tree};

pub use codes::REFUSALS;
pub use command::Place;
pub use folder::{ScenarioFile, read_scenarios};
pub use letters::{LetterFound, letter_differences};
pub use names::check_scenario;
pub use plugin::PluginWord;
use value::value;
pub use write::scenario_yaml;

/// Most lines of a scenario.
const LINES_MAX: usize = 1_000;

/// A scenario as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// What it tells.
    pub title: Sentence,
    /// The workflow that it plays on.
    pub workflow: WorkflowName,
    /// Whose case. Invented, with a synthetic CPR number.
    pub citizen: Citizen,
    /// What happens, in order.
    pub lines: Vec<Line>,
    /// What must have come of it at the end.
    pub expect: Expect,
}

/// The invented citizen of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citizen {
    /// Name.
    pub name: String,
    /// Ten digits, day + 60.
    pub cpr: String,
    /// Birth date.
    pub born: Date,
    /// Whether letters go by Digital Post.
    pub digital_post: bool,
}

/// Something that happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When, on the wall clock in Denmark.
    pub at: DateTime,
    /// Who; nobody where only time passes.
    pub by: Option<PersonId>,
    /// What.
    pub act: Act,
    /// The code with which it must be refused.
    pub refused: Option<String>,
    /// Where it stands in its file, for messages.
    pub line: usize,
}

/// What somebody does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// The case is opened.
    Open {
        /// By which event.
        event: String,
        /// In which unit.
        unit: UnitId,
        /// On which day it happened, if another.
        on: Option<Date>,
    },
    /// A task is claimed.
    Claim(TaskName),
    /// A task is released.
    Release(TaskName),
    /// A step that a person may start is started, with a reason.
    Start(StepName, String),
    /// The plugin of a step answers; where nothing real is called, this is the only answer that it gives.
    Plugin(StepName, PluginWord),
    /// A task is given to a colleague.
    Delegate(TaskName, PersonId),
    /// A task is completed.
    Complete {
        /// Which.
        task: TaskName,
        /// The answers.
        values: Value,
        /// On which day it happened, if another.
        on: Option<Date>,
    },
    /// A draft is saved.
    Draft(TaskName, Value),
    /// The case goes on without a contribution.
    GoOnWithout(TaskName, String),
    /// A goal is written down in the citizen's words.
    Goal(String),
    /// A note is taken.
    Note(String),
    /// An event is recorded.
    Event {
        /// Which.
        event: String,
        /// On which day it happened, if another.
        on: Option<Date>,
        /// At what time of that day, where it is known.
        time: Option<Time>,
        /// How it came.
        channel: Option<String>,
        /// Which parts of a decision it is about.
        about: Vec<u32>,
        /// Words about it.
        note: Option<String>,
    },
    /// The day of an event is corrected.
    CorrectEvent {
        /// Its number.
        number: u32,
        /// The right day.
        on: Date,
        /// Why.
        reason: String,
    },
    /// A fact is corrected, or written down where its step left it out.
    CorrectFact {
        /// Which.
        fact: FactName,
        /// Of which contribution; 0 without contributions.
        slot: u32,
        /// The right value.
        value: Value,
        /// Why.
        reason: String,
    },
    /// A step is stopped, with a reason.
    Cancel(StepName, String),
    /// Ends a stage before its work is done.
    EndEarly {
        /// Which stage.
        stage: StageName,
        /// What is asked then.
        values: Value,
        /// Why.
        reason: String,
    },
    /// A concern is settled, with what was found.
    Settle(u32, String),
    /// A deadline is paused.
    Pause(DeadlineName, String),
    /// A deadline goes on.
    Resume(DeadlineName),
    /// A deadline is extended.
    Extend(DeadlineName, Date, String),
    /// A miss is answered.
    AnswerMiss(DeadlineName, String),
    /// Consents are withdrawn.
    WithdrawConsent(Vec<String>),
    /// The case is closed by hand.
    Close(String),
    /// The case goes on.
    Reopen(String),
    /// Only time passes.
    Wait,
}

/// What must have come of a scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expect {
    /// Deadlines by name.
    pub deadlines: BTreeMap<DeadlineName, ExpectedDeadline>,
    /// States of steps by name.
    pub steps: BTreeMap<String, String>,
    /// What steps left, as `STEP.NAME`: a word or a day of their last round.
    pub values: BTreeMap<String, String>,
    /// How many decisions were sent, in all rounds.
    pub decisions: Option<usize>,
    /// The first day on which the decision is final.
    pub final_from: Option<Date>,
    /// `open` or `closed`.
    pub case: Option<String>,
    /// Letters by number, for [`letter_differences`].
    pub letters: BTreeMap<u32, BTreeMap<String, Vec<String>>>,
    /// The line on which each expectation stands, by its path, such as `deadlines.complaint.due`.
    pub at: BTreeMap<String, usize>,
}

/// What a deadline must be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpectedDeadline {
    /// Its last day.
    pub due: Option<Date>,
    /// Its last day before rolling.
    pub raw: Option<Date>,
    /// `running`, `met`, `lapsed`, `paused` or `dropped`.
    pub state: Option<String>,
    /// Days of the planned reminders, whatever became of them, but for those after the deadline and on its day.
    pub remind: Option<Vec<Date>>,
    /// Days of the rungs that fired.
    pub fired: Option<Vec<Date>>,
}

/// Keys of each act beside `at`, `by`, `do` and `refused`.
const ACTS: &[(&str, &[&str])] = &[
    ("open", &["event", "unit", "on"]),
    ("claim", &["task"]),
    ("release", &["task"]),
    ("start", &["step", "reason"]),
    ("plugin", &["step", "proposes", "hands_over"]),
    ("delegate", &["task", "to"]),
    ("complete", &["task", "values", "on"]),
    ("draft", &["task", "values"]),
    ("go_on_without", &["task", "reason"]),
    ("goal", &["words"]),
    ("note", &["text"]),
    ("event", &["event", "on", "time", "channel", "about", "note"]),
    ("correct_event", &["number", "on", "reason"]),
    ("correct_fact", &["fact", "slot", "value", "reason"]),
    ("cancel", &["step", "reason"]),
    ("end_early", &["stage", "values", "reason"]),
    ("settle", &["number", "finding"]),
    ("pause", &["deadline", "reason"]),
    ("resume", &["deadline"]),
    ("extend", &["deadline", "until", "reason"]),
    ("answer_miss", &["deadline", "reason"]),
    ("withdraw_consent", &["purposes"]),
    ("close", &["reason"]),
    ("reopen", &["reason"]),
    ("wait", &[]),
];

/// Reads a scenario: the one file of its bundle.
#[must_use]
pub fn load_scenario(bundle: &Bundle) -> Loaded<Scenario> {
    let Some((file, bytes)) = bundle.files.iter().next() else { return Loaded::new(None, Vec::new()) };
    let source = match text_of(file, bytes) {
        Ok(source) => source,
        Err(findings) => return Loaded::new(None, findings),
    };
    let mut report = Report::new(file, source);
    let scenario = text::read(&mut report).and_then(|tree| Reading { report: &mut report }.scenario(&tree));
    let findings: Vec<Finding> = report.finish();
    Loaded::new(scenario, findings)
}

struct Reading<'r, 's> {
    report: &'r mut Report<'s>,
}

impl Reading<'_, '_> {
    fn scenario(&mut self, tree: &Tree) -> Option<Scenario> {
        self.known(tree, &["scenario", "title", "workflow", "citizen", "lines", "expect"]);
        let title = self.group(tree, "title")?;
        let name = self.text(tree, "scenario")?;
        let title = Sentence { da: self.text(title, "da")?, en: self.text(title, "en")? };
        let workflow = WorkflowName::new(self.text(tree, "workflow")?);
        let citizen = self.group(tree, "citizen").and_then(|tree| self.citizen(tree))?;
        let Some(Tree::List(_, items)) = tree.get("lines") else {
            self.missing(tree, "lines");
            return None;
        };
        if items.len() > LINES_MAX {
            self.report.error(
                BAD_VALUE,
                tree.span(),
                "the scenario is too long",
                format!("{LINES_MAX} lines at most"),
            );
        }
        let lines = items.iter().filter_map(|item| self.line(item)).collect();
        let expect = tree.get("expect").map(|expect| self.expect(expect)).unwrap_or_default();
        Some(Scenario { name, title, workflow, citizen, lines, expect })
    }

    fn citizen(&mut self, tree: &Tree) -> Option<Citizen> {
        self.known(tree, &["name", "cpr", "born", "digital_post"]);
        Some(Citizen {
            name: self.text(tree, "name")?,
            cpr: self.text(tree, "cpr")?,
            born: self.date(tree, "born")?,
            digital_post: tree.text("digital_post").is_none_or(|text| text.text == "true"),
        })
    }

    fn line(&mut self, tree: &Tree) -> Option<Line> {
        let act = self.required(tree, "do")?;
        let names: Vec<&str> = ACTS.iter().map(|(name, _)| *name).collect();
        let Some((_, keys)) = ACTS.iter().find(|(name, _)| *name == act.text) else {
            self.report.unknown(UNKNOWN_KEY, act, "thing to do", &names);
            return None;
        };
        let keys: Vec<&str> = ["at", "by", "do", "refused"].iter().chain(keys.iter()).copied().collect();
        self.known(tree, &keys);
        let at = self.required(tree, "at")?;
        let at =
            self.parse(at, "a moment like 2026-08-03 09:00", |text| text.replace(' ', "T").parse().ok())?;
        let line = self.line_of(tree.span());
        let by = tree.text("by").map(|by| PersonId::new(by.text.clone()));
        if by.is_none() && !["wait", "plugin"].contains(&act.text.as_str()) {
            self.missing(tree, "by");
        }
        let refused = tree.text("refused").map(|code| code.text.clone());
        let act = self.act(&act.text.clone(), tree)?;
        Some(Line { at, by, act, refused, line })
    }

    fn act(&mut self, act: &str, tree: &Tree) -> Option<Act> {
        Some(match act {
            "open" => Act::Open {
                event: self.text(tree, "event")?,
                unit: UnitId::new(self.text(tree, "unit")?),
                on: self.optional_date(tree, "on"),
            },
            "claim" => Act::Claim(self.task(tree)?),
            "release" => Act::Release(self.task(tree)?),
            "start" => Act::Start(StepName::new(self.text(tree, "step")?), self.text(tree, "reason")?),
            "plugin" => Act::Plugin(StepName::new(self.text(tree, "step")?), self.plugin_word(tree)?),
            "delegate" => Act::Delegate(self.task(tree)?, PersonId::new(self.text(tree, "to")?)),
            "complete" => Act::Complete {
                task: self.task(tree)?,
                values: tree.get("values").map_or(Value::Record(BTreeMap::new()), value),
                on: self.optional_date(tree, "on"),
            },
            "draft" => Act::Draft(self.task(tree)?, tree.get("values").map_or(Value::Null, value)),
            "go_on_without" => Act::GoOnWithout(self.task(tree)?, self.text(tree, "reason")?),
            "goal" => Act::Goal(self.text(tree, "words")?),
            "note" => Act::Note(self.text(tree, "text")?),
            "event" => self.event(tree)?,
            "correct_event" => Act::CorrectEvent {
                number: self.number(tree, "number")?,
                on: self.date(tree, "on")?,
                reason: self.text(tree, "reason")?,
            },
            "correct_fact" => Act::CorrectFact {
                fact: FactName::new(self.text(tree, "fact")?),
                slot: self.optional_number(tree, "slot").unwrap_or(0),
                value: self.group(tree, "value").map(value)?,
                reason: self.text(tree, "reason")?,
            },
            "cancel" => Act::Cancel(StepName::new(self.text(tree, "step")?), self.text(tree, "reason")?),
            "end_early" => Act::EndEarly {
                stage: StageName::new(self.text(tree, "stage")?),
                values: tree.get("values").map_or(Value::Record(BTreeMap::new()), value),
                reason: self.text(tree, "reason")?,
            },
            "settle" => Act::Settle(self.number(tree, "number")?, self.text(tree, "finding")?),
            "pause" => {
                Act::Pause(DeadlineName::new(self.text(tree, "deadline")?), self.text(tree, "reason")?)
            }
            "resume" => Act::Resume(DeadlineName::new(self.text(tree, "deadline")?)),
            "extend" => Act::Extend(
                DeadlineName::new(self.text(tree, "deadline")?),
                self.date(tree, "until")?,
                self.text(tree, "reason")?,
            ),
            "answer_miss" => {
                Act::AnswerMiss(DeadlineName::new(self.text(tree, "deadline")?), self.text(tree, "reason")?)
            }
            "withdraw_consent" => Act::WithdrawConsent(words(tree, "purposes")),
            "close" => Act::Close(self.text(tree, "reason")?),
            "reopen" => Act::Reopen(self.text(tree, "reason")?),
            _wait => Act::Wait,
        })
    }

    fn event(&mut self, tree: &Tree) -> Option<Act> {
        let time = tree.text("time");
        let time = time.and_then(|text| self.parse(text, "a time like 23:40", |text| text.parse().ok()));
        let about = tree.texts_of("about").into_iter();
        let about = about
            .filter_map(|text| self.parse(text, "the number of a part", |text| text.parse().ok()))
            .collect();
        Some(Act::Event {
            event: self.text(tree, "event")?,
            on: self.optional_date(tree, "on"),
            time,
            channel: tree.text("channel").map(|text| text.text.clone()),
            about,
            note: tree.text("note").map(|text| text.text.clone()),
        })
    }

    fn expect(&mut self, tree: &Tree) -> Expect {
        self.known(tree, &["deadlines", "steps", "values", "decisions", "final_from", "case", "letters"]);
        let mut expect = Expect {
            at: self.places_of(tree),
            final_from: self.optional_date(tree, "final_from"),
            case: tree.text("case").map(|text| text.text.clone()),
            letters: self.letters(tree.get("letters").map(Tree::entries).unwrap_or_default()),
            decisions: tree
                .text("decisions")
                .and_then(|text| self.parse(text, "how many decisions were sent", |text| text.parse().ok())),
            ..Expect::default()
        };
        for entry in tree.get("deadlines").map(Tree::entries).unwrap_or_default() {
            self.known(&entry.value, &["due", "raw", "state", "remind", "fired"]);
            let expected = ExpectedDeadline {
                due: self.optional_date(&entry.value, "due"),
                raw: self.optional_date(&entry.value, "raw"),
                state: entry.value.text("state").map(|text| text.text.clone()),
                remind: self.dates(&entry.value, "remind"),
                fired: self.dates(&entry.value, "fired"),
            };
            expect.deadlines.insert(DeadlineName::new(entry.key.text.clone()), expected);
        }
        for entry in tree.get("values").map(Tree::entries).unwrap_or_default() {
            if let Some(value) = entry.value.as_text() {
                expect.values.insert(entry.key.text.clone(), value.text.clone());
            }
        }
        for entry in tree.get("steps").map(Tree::entries).unwrap_or_default() {
            if let Some(state) = entry.value.as_text() {
                expect.steps.insert(entry.key.text.clone(), state.text.clone());
            }
        }
        expect
    }
}

fn words(tree: &Tree, key: &str) -> Vec<String> {
    tree.texts_of(key).into_iter().map(|text| text.text.clone()).collect()
}
