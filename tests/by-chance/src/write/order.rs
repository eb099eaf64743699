//! What comes after what, and until when.

use super::{EVENTS, PAUSES, Writing, stage_name, step_name};

/// Kinds that nobody works on: without `by` they can have no deadline.
const NOBODYS: [&str; 5] = ["milestone", "table", "wait", "notify", "quota"];

/// Kinds of steps whose result can run out.
const EXPIRING: [&str; 8] =
    ["form", "contributions", "consent", "plan", "citizen", "table", "contact", "panel"];

impl Writing<'_> {
    /// What a stage comes after. Says whether an event is among it, and whether the first form is filled in by then.
    pub(super) fn after_of_stage(&mut self, stage: usize) -> (bool, bool) {
        let (last, other) = (stage - 1, self.tape.below(stage));
        let event = self.tape.of_these(&EVENTS);
        let is_told = |frame: usize| frame == 0 || self.frames[frame].is_informed;
        // A stage that something else ended may leave its first form behind.
        let is_whole = !self.frames[0].has_until;
        let (last_told, other_told) = (is_told(last) && is_whole, is_told(other) && is_whole);
        let before = stage_name(other);
        let step = self.earlier_step();
        let (after, has_event, is_informed) = match self.tape.below(8) {
            0..=2 => (stage_name(last), false, last_told),
            3 => (before, false, other_told),
            4 => (format!("[{before}, {event}]"), true, other_told),
            5 => (format!("any of [{before}, {event}]"), true, false),
            6 => (step, false, false),
            _ => return (false, false),
        };
        self.line(4, &format!("after: {after}"));
        (has_event, is_informed)
    }

    /// What a step comes after: mostly what stands before it in its own stage. Says whether the first form is filled in
    /// by then.
    pub(super) fn after_of_step(&mut self, stage: usize, kind: &str) -> bool {
        if kind == "hearing" || kind == "decision" {
            let plan = self.plans(stage).last().cloned().unwrap_or_default();
            self.line(8, &format!("after: {plan}"));
            return self.is_behind_the_first(stage, &plan);
        }
        if kind == "contributions" && stage == 0 {
            self.line(8, "after: a1");
            return true;
        }
        let own = self.known.iter().filter(|step| step.stage == stage && !step.is_endless);
        let own: Vec<String> = own.map(|step| step.name.clone()).collect();
        let (one, other) = (self.earlier_step(), self.earlier_step());
        let own = if own.is_empty() { one.clone() } else { own[self.tape.below(own.len())].clone() };
        let event = self.tape.of_these(&EVENTS);
        let is_own = self.is_behind_the_first(stage, &own);
        let (after, is_informed) = match self.tape.below(12) {
            0..=3 => (own, is_own),
            4 => (one, false),
            5 if own != one => (format!("[{own}, {one}]"), is_own),
            6 if one != other => (format!("any of [{one}, {other}]"), false),
            7 => (format!("[{own}, {event}]"), is_own),
            8 => (format!("any of [{own}, {event}]"), false),
            9 if stage > 0 => (stage_name(self.tape.below(stage)), false),
            10 if self.tape.once_in(6) => (self.any_step(), false),
            11 => return false,
            _ if stage == 0 => ("a1".to_owned(), true),
            _ => return false,
        };
        self.line(8, &format!("after: {after}"));
        is_informed
    }

    /// Whether the first form is filled in when a step of the first stage has settled.
    fn is_behind_the_first(&self, stage: usize, name: &str) -> bool {
        let step = self.known.iter().find(|step| step.name == name);
        stage == 0 && step.is_some_and(|step| step.name == "a1" || step.is_informed)
    }

    /// Plans of a stage that stand before.
    pub(super) fn plans(&self, stage: usize) -> Vec<String> {
        let own = self.known.iter().filter(|step| step.stage == stage && step.kind == "plan");
        own.map(|step| step.name.clone()).collect()
    }

    pub(super) fn earlier_step(&mut self) -> String {
        let at = self.tape.below(self.known.len());
        let step = &self.known[at];
        // Once in a while something that comes back for ever: the checker has to see it.
        if step.is_endless && !self.tape.once_in(8) { "a1".to_owned() } else { step.name.clone() }
    }

    /// Any step of the file, even one that stands later.
    pub(super) fn any_step(&mut self) -> String {
        let stage = self.tape.below(self.stages);
        step_name(stage, self.tape.below(self.steps[stage]))
    }

    /// A day to count from.
    pub(super) fn anchor(&mut self) -> String {
        match self.tape.below(8) {
            7 => "turns 60".to_owned(),
            0 | 1 => "opened".to_owned(),
            2 => "starts".to_owned(),
            3 => self.tape.of_these(&EVENTS).to_owned(),
            4 => "later_on".to_owned(),
            _ => self.earlier_step(),
        }
    }

    /// A deadline, on a step that somebody does.
    pub(super) fn due(&mut self, (stage, step): (usize, usize), kind: &str, repeats: bool) {
        if NOBODYS.contains(&kind) || !self.tape.once_in(2) {
            return;
        }
        let anchor = self.anchor();
        let due = match self.tape.below(8) {
            0..=2 => format!("{} after {anchor}", self.tape.of_these(&["8 weeks", "14 days", "3 months"])),
            3 => format!("acknowledge after {anchor}"),
            4 => format!("5 working days before {anchor}"),
            5 => "starts".to_owned(),
            6 if repeats => format!("14 days after last {}, else opened", step_name(stage, step)),
            6 => format!("14 days after last {}, else opened", self.tape.of_these(&EVENTS)),
            _ => format!("14 days after last {}, else {anchor}", self.earlier_step()),
        };
        self.line(8, &format!("due: {due}"));
        if kind != "hearing" && self.tape.once_in(6) {
            let tolerance = self.tape.of_these(&["14 days", "3 working days", "1 month"]);
            self.line(8, &format!("tolerance: {tolerance}"));
        }
        if self.tape.once_in(8) {
            let ladder =
                self.tape.of_these(&["last_day", "{ remind: [intake, leader] }", "{ escalate: mentor }"]);
            self.line(8, &format!("ladder: {ladder}"));
        }
    }

    /// What holds a part of the case, in every third file.
    pub(super) fn pause(&mut self) -> String {
        if !self.tape.once_in(3) {
            return String::new();
        }
        let [away, back] = PAUSES;
        let from = if self.tape.once_in(3) { self.tape.of_these(&EVENTS) } else { away };
        let (stage, step) = (self.tape.below(self.stages), self.earlier_step());
        let holds = match self.tape.below(4) {
            0 => step,
            1 => format!("[{}, {}]", stage_name(stage), self.any_step()),
            _ => stage_name(stage),
        };
        let moves = self.tape.of_these(&["true", "false"]);
        format!("pause:\n  stay: {{ from: {from}, to: {back}, holds: {holds}, moves_deadlines: {moves} }}\n")
    }

    /// How long what a step leaves can be relied on, once in a while.
    pub(super) fn expires(&mut self, name: &str, kind: &str, repeats: bool) {
        if !EXPIRING.contains(&kind) || repeats || !self.tape.once_in(12) {
            return;
        }
        let anchor = if self.tape.once_in(4) { self.anchor() } else { name.to_owned() };
        let length = self.tape.of_these(&["5 months", "60 working days", "1 year"]);
        self.line(8, &format!("expires: {length} after {anchor}"));
    }
}
