//! Whether a scenario speaks of what there is: its names held against its workflow and the municipality.

use std::collections::BTreeSet;

use jiff::civil::DateTime;

use crate::bundle::Bundle;
use crate::checked::{Definition, Ending, Kind};
use crate::finding::{BAD_VALUE, Finding, Report, UNKNOWN_NAME};
use crate::load::text_of;
use crate::municipality::Municipality;
use crate::text::{self, Text, Tree};

use super::codes::REFUSALS;

/// The longest time that a scenario spans, in years: a child grows up, and reminders stay few enough to be read.
const SPAN_YEARS_MAX: i16 = 25;

/// States in which a step can be expected.
const STEP_STATES: [&str; 6] = ["waiting", "skipped", "active", "done", "closed", "cancelled"];

/// States in which a deadline can be expected.
const DEADLINE_STATES: [&str; 5] = ["running", "paused", "met", "lapsed", "dropped"];

/// Everything in a scenario that names nothing: steps, events, people, units, deadlines, purposes and states, each at its
/// place. What cannot be read at all is told by [`load_scenario`](super::load_scenario), and passed over here.
#[must_use]
pub fn check_scenario(bundle: &Bundle, definition: &Definition, municipality: &Municipality) -> Vec<Finding> {
    let Some((file, bytes)) = bundle.files.iter().next() else { return Vec::new() };
    let Ok(source) = text_of(file, bytes) else { return Vec::new() };
    // A report of its own: the faults of the text are told by who loads it.
    let Some(tree) = text::read(&mut Report::new(file, source)) else { return Vec::new() };
    let mut names = Names { definition, municipality, report: Report::new(file, source) };
    names.scenario(&tree);
    names.report.finish()
}

struct Names<'n, 's> {
    definition: &'n Definition,
    municipality: &'n Municipality,
    report: Report<'s>,
}

impl Names<'_, '_> {
    fn scenario(&mut self, tree: &Tree) {
        let workflow = self.definition.workflow.as_str().to_owned();
        self.known(tree.text("workflow"), "workflow of this folder", &[&workflow]);
        let lines = if let Some(Tree::List(_, lines)) = tree.get("lines") { lines.as_slice() } else { &[] };
        for line in lines {
            self.line(line);
        }
        self.order(lines);
        if let Some(expect) = tree.get("expect") {
            self.expect(expect);
        }
    }

    fn line(&mut self, line: &Tree) {
        let definition = self.definition;
        let municipality = self.municipality;
        let people: Vec<&str> = municipality.people.keys().map(model::PersonId::as_str).collect();
        let units: Vec<&str> = municipality.units.keys().map(model::UnitId::as_str).collect();
        let steps: Vec<&str> = definition.order.iter().map(model::StepName::as_str).collect();
        self.known(line.text("by"), "person of the municipality", &people);
        self.known(line.text("to"), "person of the municipality", &people);
        self.known(line.text("unit"), "unit of the municipality", &units);
        self.known(line.text("step"), "step of this workflow", &steps);
        if let Some(task) = line.text("task") {
            let end = task.text.find('.').unwrap_or(task.text.len());
            let step = task.part(0, end, self.report.source);
            self.known(Some(&step), "step of this workflow", &steps);
        }
        let opens = line.text("do").is_some_and(|act| act.text == "open");
        let events: Vec<&str> = if opens {
            definition.opens.iter().map(model::EventName::as_str).collect()
        } else {
            definition.events.keys().map(model::EventName::as_str).collect()
        };
        let noun = if opens { "event that opens a case" } else { "event of this workflow" };
        self.known(line.text("event"), noun, &events);
        let facts: Vec<&str> = definition.facts.keys().map(model::FactName::as_str).collect();
        self.known(line.text("fact"), "fact of this workflow", &facts);
        self.known(line.text("refused"), "code of a refusal", &REFUSALS);
        self.deadline(line.text("deadline"));
        let purposes = self.purposes();
        let purposes: Vec<&str> = purposes.iter().map(String::as_str).collect();
        for purpose in line.texts_of("purposes") {
            self.known(Some(purpose), "purpose that this workflow asks consent for", &purposes);
        }
    }

    /// Time goes forward, and not for ever.
    fn order(&mut self, lines: &[Tree]) {
        let moments = lines.iter().filter_map(|line| {
            let text = line.text("at")?;
            Some((text, text.text.replace(' ', "T").parse::<DateTime>().ok()?))
        });
        let moments: Vec<(&Text, DateTime)> = moments.collect();
        let first = moments.first().map(|(_, first)| *first);
        let mut latest = first;
        for (text, at) in moments {
            if latest.is_some_and(|latest| at < latest) {
                let message = format!("`{}` lies before the line above it", text.text);
                self.report.error(BAD_VALUE, text.span, message, "put the lines in the order of time");
            }
            if first.is_some_and(|first| at.year() - first.year() > SPAN_YEARS_MAX) {
                let message =
                    format!("`{}` is more than {SPAN_YEARS_MAX} years after the first line", text.text);
                self.report.error(BAD_VALUE, text.span, message, "tell a shorter story");
            }
            latest = latest.max(Some(at));
        }
    }

    fn expect(&mut self, expect: &Tree) {
        let steps: Vec<&str> = self.definition.order.iter().map(model::StepName::as_str).collect();
        for entry in expect.get("steps").map(Tree::entries).unwrap_or_default() {
            self.known(Some(&entry.key), "step of this workflow", &steps);
            self.known(entry.value.as_text(), "state of a step", &STEP_STATES);
        }
        for entry in expect.get("values").map(Tree::entries).unwrap_or_default() {
            let end = entry.key.text.find('.').unwrap_or(entry.key.text.len());
            let step = entry.key.part(0, end, self.report.source);
            self.known(Some(&step), "step of this workflow", &steps);
        }
        for entry in expect.get("deadlines").map(Tree::entries).unwrap_or_default() {
            self.deadline(Some(&entry.key));
            self.known(entry.value.text("state"), "state of a deadline", &DEADLINE_STATES);
        }
        self.known(expect.text("case"), "state of a case", &["open", "closed"]);
    }

    /// A deadline by its name; that of a later round has the number of the round behind it.
    fn deadline(&mut self, name: Option<&Text>) {
        let Some(name) = name else { return };
        let known = deadlines(self.definition);
        let of_round = name.text.rsplit_once('_').filter(|(_, round)| round.parse::<u32>().is_ok());
        let is_known = known.iter().any(|(base, is_numbered)| {
            (!is_numbered && *base == name.text) || of_round.is_some_and(|(stem, _)| stem == base)
        });
        if !is_known {
            let written = known.iter().map(
                |(base, is_numbered)| {
                    if *is_numbered { format!("{base}_1") } else { base.clone() }
                },
            );
            let written: Vec<String> = written.collect();
            let written: Vec<&str> = written.iter().map(String::as_str).collect();
            self.report.unknown(UNKNOWN_NAME, name, "deadline of this workflow", &written);
        }
    }

    fn purposes(&self) -> BTreeSet<String> {
        let asked = self
            .definition
            .steps
            .values()
            .filter_map(|step| if let Kind::Consent { ask, .. } = &step.kind { Some(ask) } else { None });
        asked.flatten().cloned().collect()
    }

    fn known(&mut self, word: Option<&Text>, noun: &str, candidates: &[&str]) {
        if let Some(word) = word
            && !candidates.contains(&word.text.as_str())
        {
            self.report.unknown(UNKNOWN_NAME, word, noun, candidates);
        }
    }
}

/// Deadlines of a workflow by name, and whether each has a number from the first round on.
fn deadlines(definition: &Definition) -> Vec<(String, bool)> {
    let mut names = Vec::new();
    for step in definition.order.iter().filter_map(|name| definition.steps.get(name)) {
        for rule in step.deadline_rules() {
            let of_review =
                matches!(&step.kind, Kind::Review { rule: own, .. } if core::ptr::eq(&raw const **own, rule));
            names.push((definition.deadline_name(rule, step), of_review));
        }
        names.extend(step.expires.iter().map(|due| (due.rule.name.clone(), false)));
    }
    let days = definition.ends.iter().filter_map(|ending| {
        if let Ending::Day(day) = ending { Some((day.due.rule.name.clone(), false)) } else { None }
    });
    names.extend(days);
    names
}
