//! A workflow file, written by chance: every kind of step and every key that the language has, mostly right.

mod conditions;
mod further;
mod kinds;
mod order;

use std::fmt::Write;

use super::tape::Tape;

/// Most stages of a file.
const STAGES_MAX: usize = 4;

/// Most steps of a stage.
const STEPS_MAX: usize = 8;

/// Events beside those that open a case and end it.
pub const EVENTS: [&str; 3] = ["change", "answered", "wish"];

/// With what a pause begins and ends; the first may be another event, too.
pub const PAUSES: [&str; 2] = ["away", "back"];

/// The line behind which other ends of a case, and checks, are put in.
const UNTIL: &str = "until: [moved_away]\n";

/// What ends a case beside an event.
const ENDS: [&str; 4] =
    ["starts", "2 years after opened", "3 months before turns 60", "size != null and size > 8"];

/// Something that should hold.
const CHECKS: &str = "checks:\n  small: { holds: size = null or size < 5, basis: Et mål }\n";

/// Roles with their keys: people of the shipped municipality hold them in the holistic team.
const ROLES: &str = "  caseworker: { sees: all }
  coordinator: { sees: all, holders: one, deputy: required }
  intake: { sees: all }
  leader: { sees: all }
  mentor: { sees: all }
  second_reader: { sees: all, not: caseworker }
  specialist: { sees: all }
";

/// Facts of the case file; `SOMETIMES` in a line is a condition or nothing.
const FACTS: &str = "  birth_date: { type: date, from: register, class: P1 }
  age:
    value: years(birth_date, today)
    class: P1
  needs: { type: list of area, min: 1, class: P2 }
  willing: { type: boolean, class: P1 }
  size: { type: number, min: 0, max: 9, class: P1 }
  colour: { type: shade, class: P1 }
  starts: { type: date, class: P1 }
  is_large:
    value: size > 4
    class: P1
  why: { type: text, class: P2, when: willing }
  later_on: { type: date, class: P1, when: size > 4 }
  remark: { type: text, class: P2, optional: true }
";

/// The first step.
const FIRST: &str =
    "form: { ask: [needs, willing, size, colour, starts, why, later_on, remark] }\n        by: caseworker";

/// The line of the events before which others are put in.
const MOVED: &str = "  moved_away:";

/// What follows a complaint.
const COMPLAINTS: &str = "    steps:
      reassess:
        when: DECISION.complaint = in_time
        reassessment: { of: DECISION }
        by: caseworker
        due: reassessment after complaint_received
      forward:
        after: reassess
        when: DECISION.complaint = late or reassess.outcome in (maintained, partly)
        forwarding: { of: DECISION }
        by: caseworker
        due: forwarding after complaint_received
      board_decision:
        after: forward
        when: DECISION.complaint = late or reassess.outcome in (maintained, partly)
        board: { of: DECISION }
        by: caseworker
        due: board_follow_up after forward
";

/// The fact that people contribute.
const FINDING: &str = "  finding: { type: text, class: P2 }\n";

/// A step as far as those after it have to know it.
struct Known {
    name: String,
    kind: &'static str,
    stage: usize,
    /// Whether it comes back for ever: nothing can come after it.
    is_endless: bool,
    /// Whether the first form has been filled in when it begins.
    is_informed: bool,
}

/// A stage as far as it is known while its steps are written.
#[derive(Clone, Copy, Default)]
struct Frame {
    /// Whether something ends it: what comes back for ever can stand in it.
    has_until: bool,
    /// Whether the first form has been filled in when it begins.
    is_informed: bool,
}

/// A file in the making.
struct Writing<'t> {
    tape: Tape<'t>,
    text: String,
    known: Vec<Known>,
    stages: usize,
    /// How many steps each stage will have: names of later ones can be given.
    steps: Vec<usize>,
    frames: Vec<Frame>,
    /// Whether the first decision can be complained about, and its name and stage once it stands there.
    has_complaints: bool,
    complained: Option<(String, usize)>,
    /// The last consent whose refusal skips a stage.
    skipping: Option<(usize, String)>,
    /// What this file asks for that few do.
    further: Vec<usize>,
}

/// The text of a file.
#[must_use]
pub fn workflow(numbers: &[u16]) -> String {
    let mut tape = Tape::of(numbers);
    let stages = 1 + tape.below(STAGES_MAX);
    let steps = (0..stages).map(|_| 1 + tape.below(STEPS_MAX)).collect();
    let has_complaints = tape.below(2) == 1;
    let mut writing = Writing { stages, steps, has_complaints, ..Writing::begin(tape) };
    writing.head();
    let head = std::mem::take(&mut writing.text);
    for stage in 0..stages {
        writing.stage(stage);
    }
    let head = match writing.complaints() {
        Some(decision) => head.replace(MOVED, &format!("{}{MOVED}", complaint_about(&decision))),
        None => head,
    };
    let head = head.replace(UNTIL, &writing.until());
    let head = writing.further_roles(&head);
    let pause = writing.pause();
    // A fact that nobody asks for is a fault.
    let finding = if writing.of_kind(&["contributions"]).next().is_some() { FINDING } else { "" };
    let further = writing.further_facts();
    format!("{head}{finding}{further}{pause}stages:\n{}", writing.text)
}

/// The event with which the citizen complains about a decision.
fn complaint_about(decision: &str) -> String {
    format!("  complaint_received: {{ by: [caseworker], about: {decision}.parts }}\n")
}

/// A file with stages that are given.
#[must_use]
pub fn around(stages: &str) -> String {
    let mut writing = Writing::begin(Tape::of(&[]));
    writing.head();
    format!("{}stages:\n{stages}", writing.text)
}

fn stage_name(stage: usize) -> String {
    format!("stage_{}", stage + 1)
}

fn step_name(stage: usize, step: usize) -> String {
    format!("{}{}", ["a", "b", "c", "d"][stage], step + 1)
}

impl<'t> Writing<'t> {
    fn begin(tape: Tape<'t>) -> Self {
        Self {
            tape,
            text: String::new(),
            known: Vec::new(),
            stages: 1,
            steps: vec![1],
            frames: Vec::new(),
            has_complaints: false,
            complained: None,
            skipping: None,
            further: Vec::new(),
        }
    }

    fn line(&mut self, indent: usize, line: &str) {
        writeln!(self.text, "{:indent$}{line}", "").unwrap();
    }

    fn head(&mut self) {
        self.line(0, "workflow: by-chance\ntitle: Tilfældigt\nrule_pack: dk-2026-07\nopens: [begun]");
        self.line(0, "events:\n  begun: { by: [caseworker, intake] }");
        for event in EVENTS {
            let by = self.tape.of_these(&["{}", "{ by: [caseworker] }", "{ by: [intake, leader] }"]);
            self.line(2, &format!("{event}: {by}"));
        }
        for event in PAUSES {
            self.line(2, &format!("{event}: {{ by: [caseworker, leader] }}"));
        }
        self.line(0, &format!("  moved_away: {{ by: [caseworker] }}\n{UNTIL}"));
        self.line(0, "types:\n  area: [work, home, health]\n  shade: [red, green, blue]");
        self.text.push_str("roles:\n");
        let mentor = self.tape.of_these(&["", "", "", ", holders: one"]);
        let not = if self.tape.once_in(16) { "[caseworker, coordinator]" } else { "caseworker" };
        let roles = ROLES.replace("not: caseworker", &format!("not: {not}"));
        let most = self.tape.of_these(&["", "", ", max_cases: 2"]);
        let roles = roles.replace("deputy: required", &format!("deputy: required{most}"));
        self.text.push_str(&roles.replace("mentor: { sees: all", &format!("mentor: {{ sees: all{mentor}")));
        self.text.push_str("facts:\n");
        self.text.push_str(FACTS);
    }

    fn stage(&mut self, stage: usize) {
        self.line(2, &format!("{}:", stage_name(stage)));
        let (has_event, is_informed) = if stage > 0 { self.after_of_stage(stage) } else { (false, false) };
        if stage > 0 && self.tape.once_in(6) {
            let condition = self.condition(is_informed);
            self.line(4, &format!("when: {condition}"));
        }
        self.requires(stage);
        if has_event && self.tape.once_in(2) {
            self.line(4, "repeats: true");
        }
        let has_until = self.tape.once_in(4);
        if has_until {
            let steps = self.steps[stage];
            let last = if self.tape.once_in(4) { self.tape.below(steps) } else { steps - 1 };
            let until = match self.tape.below(4) {
                0 | 1 => format!("{}.done", step_name(stage, last)),
                2 => self.tape.of_these(&EVENTS).to_owned(),
                _ => format!("[{}.done, {}]", step_name(stage, last), self.tape.of_these(&EVENTS)),
            };
            self.line(4, &format!("until: {until}"));
        }
        // The length of what stands above is as good as chance, and leaves the rest of the tape as it was.
        if self.text.len().is_multiple_of(7) {
            let asks = if self.text.len().is_multiple_of(2) { "" } else { ", ask: [remark]" };
            self.line(4, &format!("ended_early: {{ by: [caseworker, leader]{asks} }}"));
        }
        self.frames.push(Frame { has_until, is_informed });
        let begin = self.text.len();
        self.line(4, "steps:");
        for step in 0..self.steps[stage] {
            self.step(stage, step);
        }
        // Their length is as good as chance, and leaves the rest of the tape as it was.
        let chance = self.text.len() - begin;
        if chance.is_multiple_of(4) {
            let steps = self.text.split_off(begin);
            self.held(stage, &steps);
        }
    }

    /// The steps of a stage in stages that it holds: the first half, and mostly the other after it.
    fn held(&mut self, stage: usize, steps: &str) {
        let name = stage_name(stage);
        let own = steps.len().is_multiple_of(3);
        let half = self.steps[stage].div_ceil(2);
        let (mut at, mut inside) = (0, "");
        for line in steps.lines().skip(1) {
            let begins = line.starts_with("      ") && !line.starts_with("       ");
            at += usize::from(begins);
            let wanted = if at > half { "then" } else { "first" };
            // Some stages have steps of their own beside those that they hold.
            if own && wanted == "first" {
                if inside.is_empty() {
                    self.line(4, "steps:");
                }
                inside = "own";
                self.line(0, line);
                continue;
            }
            if inside != wanted {
                if inside != "first" {
                    self.line(4, "stages:");
                }
                self.line(6, &format!("{name}_{wanted}:"));
                if wanted == "then" && !own && !steps.len().is_multiple_of(5) {
                    self.line(8, &format!("after: {name}_first"));
                }
                self.line(8, "steps:");
                inside = wanted;
            }
            self.line(4, line);
        }
    }

    /// The consent that a stage needs: mostly one whose refusal skips it.
    fn requires(&mut self, stage: usize) {
        let skips = self.skipping.take().filter(|(skipped, _)| *skipped == stage).map(|(_, consent)| consent);
        let all: Vec<String> = self.of_kind(&["consent"]).collect();
        let consent = match skips {
            Some(consent) => consent,
            None if all.is_empty() || !self.tape.once_in(8) => return,
            None => all[self.tape.below(all.len())].clone(),
        };
        self.line(4, &format!("requires: consent(may_{consent})"));
    }

    fn step(&mut self, stage: usize, step: usize) {
        let name = step_name(stage, step);
        self.line(6, &format!("{name}:"));
        if stage == 0 && step == 0 {
            // What nearly every condition is about is asked for first.
            self.line(8, FIRST);
            self.known.push(Known { name, kind: "form", stage, is_endless: false, is_informed: false });
            return;
        }
        let kind = self.kind_of(stage);
        let is_informed = self.after_of_step(stage, kind) || self.frames[stage].is_informed;
        if self.tape.once_in(4) {
            let condition = self.condition(is_informed);
            self.line(8, &format!("when: {condition}"));
        }
        let is_endless = self.kind((stage, step), kind, is_informed);
        let is_nobodys = matches!(kind, "milestone" | "notify" | "table" | "wait");
        if self.tape.once_in(8) && (!is_nobodys || self.tape.once_in(6)) {
            self.line(8, "optional: true");
        } else if self.tape.once_in(8) {
            self.line(8, "required: false");
        }
        if kind == "decision" && self.has_complaints && self.complained.is_none() {
            self.line(8, "reopen: { on: [reassess.changed, board_decision.remitted] }");
            self.complained = Some((name.clone(), stage));
        } else if self.tape.once_in(10) {
            self.reopen(&name);
        }
        self.drawn(&name, kind);
        self.known.push(Known { name, kind, stage, is_endless, is_informed });
    }

    /// What ends a case, and what should hold of it.
    fn until(&mut self) -> String {
        let ends = if self.tape.once_in(6) { self.tape.of_these(&ENDS) } else { "" };
        let ends =
            if ends.is_empty() { UNTIL.to_owned() } else { format!("until:\n  - moved_away\n  - {ends}\n") };
        let checks = if self.tape.once_in(6) { CHECKS } else { "" };
        format!("{ends}{checks}")
    }

    /// The stage in which a complaint is looked at, where there is a decision to complain about.
    fn complaints(&mut self) -> Option<String> {
        let (decision, stage) = self.complained.clone()?;
        let repeats = if self.tape.once_in(4) { "" } else { "    repeats: true\n" };
        let stage = stage_name(stage);
        self.line(2, "complaints:");
        self.line(4, &format!("after: [{stage}, complaint_received]"));
        self.text.push_str(repeats);
        self.text.push_str(&COMPLAINTS.replace("DECISION", &decision));
        Some(decision)
    }

    fn reopen(&mut self, name: &str) {
        let days: Vec<String> = self
            .known
            .iter()
            .filter_map(|step| match step.kind {
                "hearing" => Some(format!("{}.sent", step.name)),
                "decision" => Some(format!("{}.received", step.name)),
                _ => None,
            })
            .filter(|day| !day.starts_with(&format!("{name}.")))
            .collect();
        let event = self.tape.of_these(&EVENTS).to_owned();
        let on = if days.is_empty() || !self.tape.once_in(3) { event } else { days[0].clone() };
        self.line(8, &format!("reopen: {{ on: [{on}] }}"));
    }

    /// Names of steps that stand before, of some kinds; of every kind where none is named.
    fn of_kind(&self, kinds: &[&str]) -> impl Iterator<Item = String> {
        let is_wanted = |step: &&Known| kinds.is_empty() || kinds.contains(&step.kind);
        self.known.iter().filter(is_wanted).map(|step| step.name.clone()).collect::<Vec<_>>().into_iter()
    }
}
