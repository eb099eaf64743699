//! What each step is.

use super::{EVENTS, Writing, stage_name, step_name};

/// Kinds in the order of their plainness; some stand twice, so that they come more often.
const KINDS: [&str; 18] = [
    "form",
    "citizen",
    "milestone",
    "contact",
    "table",
    "consent",
    "wait",
    "quota",
    "notify",
    "panel",
    "form",
    "allocation",
    "contributions",
    "plan",
    "review",
    "plugin",
    "hearing",
    "decision",
];

/// Kinds in a stage in which a plan stands.
const AFTER_A_PLAN: [&str; 10] = [
    "form",
    "decision",
    "hearing",
    "decision",
    "citizen",
    "wait",
    "milestone",
    "contact",
    "table",
    "consent",
];

/// Kinds of which a round can be followed by another.
const REPEATING: [&str; 4] = ["form", "contact", "citizen", "panel"];

/// Whose work a step can be; `coordinator` has to be appointed first.
const WORKERS: [&str; 7] =
    ["caseworker", "intake", "leader", "specialist", "mentor", "second_reader", "caseworker"];

const TABLE: [&str; 6] = [
    "table:",
    "  hit: first",
    "  inputs: [size, willing]",
    "  outputs: [group]",
    "  rules:",
    "    - { if: [\">= 5\", \"-\"], then: [much], basis: practice }",
];

impl Writing<'_> {
    pub(super) fn kind_of(&mut self, stage: usize) -> &'static str {
        if let Some(kind) = self.further_kind() {
            return kind;
        }
        let has_plan = !self.plans(stage).is_empty();
        // A plan is made to be decided about.
        let kinds: &[&'static str] = if has_plan { &AFTER_A_PLAN } else { &KINDS };
        let kind = self.tape.of_these(kinds);
        let has_until = self.frames[stage].has_until;
        match kind {
            "hearing" | "decision" if !has_plan => "plan",
            "review" if !has_until && !self.tape.once_in(6) => "form",
            // Everybody would be asked about nothing.
            "contributions" if stage > 0 && !self.frames[stage].is_informed => "citizen",
            _ => kind,
        }
    }

    /// Writes the kind with all that belongs to it. Says whether it comes back for ever.
    pub(super) fn kind(
        &mut self,
        (stage, step): (usize, usize),
        kind: &'static str,
        is_informed: bool,
    ) -> bool {
        let repeats = REPEATING.contains(&kind) && self.tape.once_in(6);
        match kind {
            "table" => self.table(),
            "plugin" => self.line(
                8,
                "plugin: { use: coordinator-allocation, reads: [needs], proposes: coordinator, confirm: leader, else: leader }",
            ),
            _ => {
                let told = self.in_a_line(stage, kind, repeats);
                self.line(8, &format!("{kind}: {told}"));
            }
        }
        if matches!(kind, "form" | "citizen" | "contact" | "panel" | "consent" | "plan" | "contributions")
            || matches!(kind, "hearing" | "decision" | "review" | "quota")
        {
            let by = if self.of_kind(&["plugin"]).next().is_some() && self.tape.once_in(6) {
                "coordinator"
            } else if let Some(by) = self.together(kind) {
                by
            } else {
                self.tape.of_these(&WORKERS)
            };
            self.line(8, &format!("by: {by}"));
        } else if kind == "allocation" || kind == "case" {
            self.line(8, "by: leader");
        }
        let for_ever = self.frames[stage].has_until || self.tape.once_in(8);
        if repeats {
            let again =
                if for_ever { "true".to_owned() } else { self.again((stage, step), kind, is_informed) };
            self.line(8, &format!("repeats: {again}"));
        }
        self.due((stage, step), kind, repeats);
        self.expires(&step_name(stage, step), kind, repeats);
        repeats && for_ever || kind == "review"
    }

    /// A condition that a round can turn false, perhaps with another beside it.
    fn again(&mut self, (stage, step): (usize, usize), kind: &str, is_informed: bool) -> String {
        let name = step_name(stage, step);
        let own = match kind {
            "contact" => format!("{name}.held = false"),
            "citizen" => format!("{name}.answer = no_thanks"),
            "panel" => format!("{name}.recommendation = stop"),
            _ => "colour = blue".to_owned(),
        };
        if self.tape.once_in(3) { format!("{own} and ({})", self.condition(is_informed)) } else { own }
    }

    /// What stands behind the word of a kind.
    fn in_a_line(&mut self, stage: usize, kind: &str, repeats: bool) -> String {
        match kind {
            "form" => {
                if repeats {
                    return "{ ask: [colour, remark] }".to_owned();
                }
                if let Some(asks) = self.asks_further() {
                    return asks;
                }
                let all = ["remark", "colour", "size", "willing, why", "size, later_on", "starts"];
                format!("{{ ask: [{}] }}", self.tape.of_these(&all))
            }
            "citizen" => "{ answers: [yes_please, no_thanks] }".to_owned(),
            "contact" => "{ ways: [phone, visit], ask: [remark] }".to_owned(),
            "panel" => "{ mode: advisory, members: [leader, specialist], outcomes: [go, stop] }".to_owned(),
            "consent" => self.consent(stage),
            "wait" => self.wait(),
            "quota" => {
                let counted = self.of_kind(&REPEATING).chain(EVENTS.map(str::to_owned)).collect::<Vec<_>>();
                let event = self.tape.of_these(&EVENTS).to_owned();
                let of = if self.tape.once_in(3) { &counted[self.tape.below(counted.len())] } else { &event };
                format!("{{ of: {of}, at_least: {} }}", 1 + self.tape.below(3))
            }
            "notify" => "{ to: [leader] }".to_owned(),
            "case" => self.linked(),
            "allocation" => "{ role: mentor }".to_owned(),
            "contributions" => "{ for_each: needs, ask: [finding], go_on_without: leader }".to_owned(),
            "plan" => "{ own_goals: 1.., measures: 1.. }".to_owned(),
            "review" => {
                let anchor = self.anchor();
                format!("{{ first: 3 months after {anchor}, every: 6 months }}")
            }
            "hearing" => {
                let plan = self.plans(stage).last().cloned().unwrap_or_default();
                format!("{{ of: citizen, plan: {plan} }}")
            }
            "decision" => {
                let plan = self.plans(stage).last().cloned().unwrap_or_default();
                let complaint = if self.has_complaints && self.complained.is_none() {
                    ", complaint: complaint after received"
                } else {
                    ""
                };
                format!("{{ parts: {plan}.measures{complaint} }}")
            }
            _ => "true".to_owned(),
        }
    }

    fn consent(&mut self, stage: usize) -> String {
        // The step is known by the name that it will have: the last line names it.
        let name =
            self.text.lines().rev().find(|line| line.starts_with("      ") && line.as_bytes()[6] != b' ');
        let name = name.unwrap_or_default().trim().trim_end_matches(':').to_owned();
        let skips = if stage + 1 < self.stages && self.tape.once_in(2) {
            self.skipping = Some((stage + 1, name.clone()));
            format!(", else: skip {}", stage_name(stage + 1))
        } else {
            String::new()
        };
        format!("{{ ask: [may_{name}]{skips} }}")
    }

    fn wait(&mut self) -> String {
        let until = match self.tape.below(8) {
            0..=2 => self.tape.of_these(&EVENTS).to_owned(),
            3 | 4 => "starts".to_owned(),
            5 => "3 weeks after opened".to_owned(),
            6 => format!("3 weeks after last {}, else opened", self.earlier_step()),
            _ => format!("3 weeks after {}", self.anchor()),
        };
        format!("{{ until: {until} }}")
    }

    fn table(&mut self) {
        for line in TABLE {
            self.line(8, line);
        }
        // Without the last rule a person has to decide.
        if self.tape.once_in(4) {
            self.line(8, "by: caseworker");
        } else {
            self.line(12, "- { then: [little], basis: practice }");
        }
    }
}
