//! Conditions: over facts that are asked first, over what steps leave, over consents.

use super::Writing;

/// Conditions over facts that the first form asks for, and some that may be missing.
const OF_FACTS: [&str; 10] = [
    "willing",
    "not(willing)",
    "size > 4",
    "colour = red",
    "colour in (red, blue)",
    "count(needs) > 1",
    "is_large",
    "later_on = null",
    "age >= 30",
    "some need in needs satisfies need = home",
];

/// Conditions over facts that may be missing.
const OF_MISSING: [&str; 5] =
    ["willing = true", "colour = red", "later_on = null", "size != null", "willing != false"];

impl Writing<'_> {
    /// A condition, perhaps of two parts; `is_informed` where the first form is filled in.
    pub(super) fn condition(&mut self, is_informed: bool) -> String {
        let first = self.part(is_informed);
        match self.tape.below(6) {
            4 => format!("{first} and {}", self.part(is_informed)),
            5 => format!("{first} or {}", self.part(is_informed)),
            _ => first,
        }
    }

    fn part(&mut self, is_informed: bool) -> String {
        if let Some(condition) = self.further_condition() {
            return condition;
        }
        if self.tape.below(2) == 0 {
            let facts: &[&str] = if is_informed { &OF_FACTS } else { &OF_MISSING };
            return self.tape.of_these(facts).to_owned();
        }
        let at = self.tape.below(self.known.len());
        let (name, kind) = (self.known[at].name.clone(), self.known[at].kind);
        let left = match kind {
            "citizen" => ".answer = yes_please",
            "consent" if self.tape.once_in(2) => return format!("consent(may_{name})"),
            "consent" => ".answer = given",
            "table" => ".group = much",
            "contact" => ".held",
            "panel" => ".recommendation = go",
            "decision" => ".outcome = granted",
            "contributions" => ".count = 2",
            "hearing" => ".reply != null",
            "wait" => ".what = null",
            "plan" => {
                return format!(
                    "some used in facts_used({name}) satisfies used.adverse and not(used.known_to_party)"
                );
            }
            _ => ".done != null",
        };
        match self.tape.below(4) {
            0 if left == ".held" => format!("{name}.held = true"),
            _ if left == ".held" => format!("{name}.held = false"),
            3 => format!("not({name}{left})"),
            _ => format!("{name}{left}"),
        }
    }
}
