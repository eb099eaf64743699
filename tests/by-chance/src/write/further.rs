//! What only some files have: steps that open a case of another workflow, steps for some of the cases, roles that judge
//! unseen or beside somebody, people as facts, and days within bounds.

use super::Writing;

/// The workflow beside this one that a step may open a case of; the file may be that one itself.
const BESIDE: &str = "another";

/// Kinds of steps that can be completed beside somebody.
const TOGETHER: [&str; 6] = ["form", "contact", "citizen", "consent", "plan", "panel"];

/// Kinds of steps that can be drawn: they are somebody's work.
const DRAWN: [&str; 9] =
    ["form", "citizen", "contact", "panel", "consent", "allocation", "case", "plan", "hearing"];

/// A role that acts only together with another.
const VOLUNTEER: &str = "  volunteer: { sees: all, with: mentor }\n";

/// What is asked for only in some files: in a form, the facts that it takes, and the conditions that it allows.
struct Group {
    asked: &'static str,
    facts: &'static str,
    conditions: &'static [&'static str],
}

const GROUPS: [Group; 2] = [
    Group {
        asked: "helper, guide",
        facts: "  helper: { type: person, class: P1 }\n  guide: { type: person holding mentor, optional: true, class: P1 }\n",
        conditions: &["guide != null", "helper = guide", "helper != null"],
    },
    Group {
        asked: "from_day, to_day",
        facts: "  from_day: { type: date, earliest: 2020-01-01, class: P1 }
  to_day: { type: date, earliest: from_day, latest: 6 months after from_day, class: P1 }\n",
        conditions: &["to_day = null", "from_day != null", "from_day = to_day"],
    },
];

impl Writing<'_> {
    /// A kind that only some files have, once in a while.
    pub(super) fn further_kind(&mut self) -> Option<&'static str> {
        self.tape.once_in(20).then_some("case")
    }

    /// A case of a workflow that may be there, or of one that is not.
    pub(super) fn linked(&mut self) -> String {
        let (workflow, event) = self.tape.of_these(&[
            (BESIDE, "begun"),
            ("mentor", "mentor_wanted"),
            (BESIDE, "change"),
            ("nowhere", "begun"),
        ]);
        format!("{{ workflow: {workflow}, event: {event} }}")
    }

    /// Whose work a step is that somebody does together with another.
    pub(super) fn together(&mut self, kind: &str) -> Option<&'static str> {
        (TOGETHER.contains(&kind) && self.tape.once_in(10)).then_some("volunteer")
    }

    /// What a form asks for that few files know, once in a while.
    pub(super) fn asks_further(&mut self) -> Option<String> {
        if !self.tape.once_in(6) {
            return None;
        }
        let group = self.tape.below(GROUPS.len());
        if !self.further.contains(&group) {
            self.further.push(group);
        }
        Some(format!("{{ ask: [{}] }}", GROUPS[group].asked))
    }

    /// A condition over what only some files ask for, once in a while.
    pub(super) fn further_condition(&mut self) -> Option<String> {
        if self.further.is_empty() || !self.tape.once_in(6) {
            return None;
        }
        let group = self.further[self.tape.below(self.further.len())];
        Some(self.tape.of_these(GROUPS[group].conditions).to_owned())
    }

    /// Facts that only some files have.
    pub(super) fn further_facts(&self) -> String {
        self.further.iter().map(|group| GROUPS[*group].facts).collect()
    }

    /// Lets the step that was just written open for some of the cases only, once in a while.
    pub(super) fn drawn(&mut self, name: &str, kind: &str) {
        let own = self.text.rsplit_once(&format!("      {name}:\n")).map_or("", |(_, own)| own);
        let may_be = !own.contains("optional: true") && !own.contains("repeats:");
        if may_be && DRAWN.contains(&kind) && self.tape.once_in(12) {
            let percent = self.tape.of_these(&["50 %", "5 %", "95 %"]);
            self.line(8, &format!("sample: {percent}"));
        }
    }

    /// What only some roles have, once it is known what they do.
    pub(super) fn further_roles(&mut self, head: &str) -> String {
        let mut head = head.to_owned();
        if self.text.contains("by: volunteer") {
            head = head.replacen("  mentor: {", &format!("{VOLUNTEER}  mentor: {{"), 1);
        }
        for role in ["specialist", "second_reader"] {
            let parts = self.text.matches(&format!("by: {role}\n")).count()
                + if role == "specialist" { self.text.matches("members: [").count() } else { 0 };
            if parts > 1 && self.tape.once_in(2) {
                head = head.replacen(
                    &format!("{role}: {{ sees: all"),
                    &format!("{role}: {{ blind: true, sees: all"),
                    1,
                );
            }
        }
        if self.of_kind(&["allocation"]).next().is_some() && self.tape.once_in(3) {
            head = head.replacen("mentor: { sees: all", "mentor: { max_cases: 1, sees: all", 1);
        }
        head
    }
}
