//! A scenario as a file: what somebody tried out, kept so that it can be tried again.

use jiff::civil::DateTime;
use model::{Date, Value};

use super::{Act, Expect, ExpectedDeadline, Line, PluginWord, Scenario};
use crate::text::hidden;

/// The file of a scenario. [`load_scenario`](super::load_scenario) reads the same from it; comments there are none.
#[must_use]
pub fn scenario_yaml(scenario: &Scenario) -> String {
    let mut page = Page::default();
    page.key(0, "scenario", &quoted(&scenario.name));
    page.line(0, "title:");
    page.key(1, "da", &quoted(&scenario.title.da));
    page.key(1, "en", &quoted(&scenario.title.en));
    page.key(0, "workflow", &quoted(scenario.workflow.as_str()));
    let citizen = &scenario.citizen;
    page.line(0, "citizen:");
    page.key(1, "name", &quoted(&citizen.name));
    page.key(1, "cpr", &in_quotes(&citizen.cpr));
    page.key(1, "born", &citizen.born.to_string());
    page.key(1, "digital_post", &citizen.digital_post.to_string());
    page.line(0, "lines:");
    for line in &scenario.lines {
        page.entry(line);
    }
    if scenario.expect != (Expect { at: scenario.expect.at.clone(), ..Expect::default() }) {
        page.expect(&scenario.expect);
    }
    page.0
}

/// A page of YAML in the making; two blanks for each level.
#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, level: usize, text: &str) {
        for _ in 0..level {
            self.0.push_str("  ");
        }
        self.0.push_str(text);
        self.0.push('\n');
    }

    fn key(&mut self, level: usize, key: &str, value: &str) {
        self.line(level, &format!("{key}: {value}"));
    }

    fn text(&mut self, key: &str, value: &str) {
        self.key(2, key, &quoted(value));
    }

    fn day(&mut self, key: &str, day: Option<Date>) {
        if let Some(day) = day {
            self.key(2, key, &day.to_string());
        }
    }

    fn entry(&mut self, line: &Line) {
        self.line(1, &format!("- at: {}", moment(line.at)));
        if let Some(by) = &line.by {
            self.text("by", by.as_str());
        }
        self.key(2, "do", word(&line.act));
        self.of_task(&line.act);
        self.of_case(&line.act);
        self.of_deadline(&line.act);
        if let Some(code) = &line.refused {
            self.text("refused", code);
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the others have no task: `of_case` and `of_deadline`"
    )]
    fn of_task(&mut self, act: &Act) {
        match act {
            Act::Claim(task) | Act::Release(task) => self.text("task", &task.to_string()),
            Act::Delegate(task, to) => {
                self.text("task", &task.to_string());
                self.text("to", to.as_str());
            }
            Act::Complete { task, values, on } => {
                self.text("task", &task.to_string());
                self.value(2, "values", values);
                self.day("on", *on);
            }
            Act::Draft(task, values) => {
                self.text("task", &task.to_string());
                self.value(2, "values", values);
            }
            Act::GoOnWithout(task, reason) => {
                self.text("task", &task.to_string());
                self.text("reason", reason);
            }
            Act::Start(step, reason) | Act::Cancel(step, reason) => {
                self.text("step", step.as_str());
                self.text("reason", reason);
            }
            Act::Plugin(step, word) => {
                self.text("step", step.as_str());
                match word {
                    PluginWord::Proposes(set) => self.value(2, "proposes", set),
                    PluginWord::HandsOver(reason) => self.text("hands_over", reason),
                }
            }
            _other => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are of tasks or deadlines")]
    fn of_case(&mut self, act: &Act) {
        match act {
            Act::Open { event, unit, on } => {
                self.text("event", event);
                self.text("unit", unit.as_str());
                self.day("on", *on);
            }
            Act::EndEarly { stage, values, reason } => {
                self.text("stage", stage.as_str());
                self.value(2, "values", values);
                self.text("reason", reason);
            }
            Act::Goal(words) => self.text("words", words),
            Act::Note(text) => self.text("text", text),
            Act::Event { event, on, time, channel, about, note } => {
                self.text("event", event);
                self.day("on", *on);
                if let Some(time) = time {
                    self.key(2, "time", &format!("\"{time}\""));
                }
                if let Some(channel) = channel {
                    self.text("channel", channel);
                }
                if !about.is_empty() {
                    self.key(2, "about", &listed(about));
                }
                if let Some(note) = note {
                    self.text("note", note);
                }
            }
            Act::CorrectEvent { number, on, reason } => {
                self.key(2, "number", &number.to_string());
                self.day("on", Some(*on));
                self.text("reason", reason);
            }
            Act::CorrectFact { fact, slot, value, reason } => {
                self.text("fact", fact.as_str());
                if *slot > 0 {
                    self.key(2, "slot", &slot.to_string());
                }
                self.value(2, "value", value);
                self.text("reason", reason);
            }
            Act::Settle(number, finding) => {
                self.key(2, "number", &number.to_string());
                self.text("finding", finding);
            }
            Act::WithdrawConsent(purposes) => {
                let purposes: Vec<String> = purposes.iter().map(|purpose| quoted(purpose)).collect();
                self.key(2, "purposes", &listed(&purposes));
            }
            Act::Close(reason) | Act::Reopen(reason) => self.text("reason", reason),
            _other => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are not of a deadline")]
    fn of_deadline(&mut self, act: &Act) {
        match act {
            Act::Pause(deadline, reason) | Act::AnswerMiss(deadline, reason) => {
                self.text("deadline", deadline.as_str());
                self.text("reason", reason);
            }
            Act::Resume(deadline) => self.text("deadline", deadline.as_str()),
            Act::Extend(deadline, until, reason) => {
                self.text("deadline", deadline.as_str());
                self.day("until", Some(*until));
                self.text("reason", reason);
            }
            _other => {}
        }
    }

    /// A value under a key, as a form sends it: lists and records on lines of their own.
    fn value(&mut self, level: usize, key: &str, value: &Value) {
        match value {
            Value::Record(fields) if fields.is_empty() => self.key(level, key, "{}"),
            Value::List(items) if items.is_empty() => self.key(level, key, "[]"),
            Value::Record(fields) => {
                self.line(level, &format!("{key}:"));
                for (name, field) in fields {
                    self.value(level + 1, &quoted(name), field);
                }
            }
            Value::List(items) => {
                self.line(level, &format!("{key}:"));
                for item in items {
                    self.line(level + 1, &format!("- {}", flow(item)));
                }
            }
            plain @ (Value::Null
            | Value::Boolean(_)
            | Value::Number(_)
            | Value::Text(_)
            | Value::Date(_)
            | Value::Instant(_)) => self.key(level, key, &flow(plain)),
        }
    }

    fn expect(&mut self, expect: &Expect) {
        self.line(0, "expect:");
        if let Some(case) = &expect.case {
            self.key(1, "case", &quoted(case));
        }
        if let Some(count) = expect.decisions {
            self.key(1, "decisions", &count.to_string());
        }
        if let Some(day) = expect.final_from {
            self.key(1, "final_from", &day.to_string());
        }
        self.group("steps", expect.steps.iter().map(|(name, state)| (name.clone(), quoted(state))));
        self.group("values", expect.values.iter().map(|(name, value)| (name.clone(), quoted(value))));
        self.group("deadlines", expect.deadlines.iter().map(|(name, one)| (name.to_string(), deadline(one))));
        if !expect.letters.is_empty() {
            self.line(1, "letters:");
        }
        for (number, facts) in &expect.letters {
            self.line(2, &format!("{number}:"));
            for (fact, texts) in facts {
                let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
                let written = if let [one] = texts.as_slice() { one.clone() } else { listed(&texts) };
                self.key(3, fact, &written);
            }
        }
    }

    fn group(&mut self, name: &str, entries: impl Iterator<Item = (String, String)>) {
        let entries: Vec<(String, String)> = entries.collect();
        if !entries.is_empty() {
            self.line(1, &format!("{name}:"));
        }
        for (key, value) in entries {
            self.key(2, &quoted(&key), &value);
        }
    }
}

fn deadline(expected: &ExpectedDeadline) -> String {
    let days = |days: &Option<Vec<Date>>| days.as_ref().map(|days| listed(days));
    let facts = [
        ("due", expected.due.map(|day| day.to_string())),
        ("raw", expected.raw.map(|day| day.to_string())),
        ("state", expected.state.as_ref().map(|state| quoted(state))),
        ("remind", days(&expected.remind)),
        ("fired", days(&expected.fired)),
    ];
    let facts = facts.into_iter().filter_map(|(key, value)| Some(format!("{key}: {}", value?)));
    format!("{{ {} }}", facts.collect::<Vec<_>>().join(", "))
}

fn listed(items: &[impl ToString]) -> String {
    format!("[{}]", items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
}

/// A value on one line.
fn flow(value: &Value) -> String {
    match value {
        Value::Null => "~".to_owned(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Number(number) => number.0.to_string(),
        Value::Text(text) => quoted(text),
        Value::Date(day) => format!("\"{day}\""),
        Value::Instant(at) => format!("\"{at}\""),
        Value::List(items) => listed(&items.iter().map(flow).collect::<Vec<_>>()),
        Value::Record(fields) => {
            let fields = fields.iter().map(|(name, field)| format!("{}: {}", quoted(name), flow(field)));
            format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A text in quotes, where it is not one plain word that can only be read as itself.
fn quoted(text: &str) -> String {
    let is_plain = text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-' || c == '.')
        && text.chars().next().is_some_and(char::is_alphabetic)
        && !["true", "false", "null", "yes", "no", "on", "off", "nan", "inf"]
            .contains(&text.to_lowercase().as_str());
    if is_plain { text.to_owned() } else { in_quotes(text) }
}

fn in_quotes(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            // What nobody would see is not taken along: a file may not hold it.
            letter if hidden(letter).is_some() => {
                if letter.is_whitespace() {
                    quoted.push(' ');
                }
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// `2026-08-03 09:20`; seconds and less only where there are some.
fn moment(at: DateTime) -> String {
    let (date, time) = (at.date(), at.time());
    let is_whole = time.second() == 0 && time.subsec_nanosecond() == 0;
    if is_whole {
        format!("{date} {:02}:{:02}", time.hour(), time.minute())
    } else {
        format!("{date} {time}")
    }
}

/// The word of an act in a file.
fn word(act: &Act) -> &'static str {
    match act {
        Act::Open { .. } => "open",
        Act::Claim(_) => "claim",
        Act::Release(_) => "release",
        Act::Start(..) => "start",
        Act::Plugin(..) => "plugin",
        Act::Delegate(..) => "delegate",
        Act::Complete { .. } => "complete",
        Act::Draft(..) => "draft",
        Act::GoOnWithout(..) => "go_on_without",
        Act::Goal(_) => "goal",
        Act::Note(_) => "note",
        Act::Event { .. } => "event",
        Act::CorrectEvent { .. } => "correct_event",
        Act::CorrectFact { .. } => "correct_fact",
        Act::Cancel(..) => "cancel",
        Act::EndEarly { .. } => "end_early",
        Act::Settle(..) => "settle",
        Act::Pause(..) => "pause",
        Act::Resume(_) => "resume",
        Act::Extend(..) => "extend",
        Act::AnswerMiss(..) => "answer_miss",
        Act::WithdrawConsent(_) => "withdraw_consent",
        Act::Close(_) => "close",
        Act::Reopen(_) => "reopen",
        Act::Wait => "wait",
    }
}
