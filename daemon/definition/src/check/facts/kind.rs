//! The type of a fact: text, number, date, a choice, a person, or a list of them.

use model::RoleName;

use super::{Facts, PERSON, PLAIN_TYPES};
use crate::checked::FactKind;
use crate::finding::{BAD_VALUE, Report, WRONG_TYPE};
use crate::text::{Text, Tree};

impl Facts<'_> {
    pub(super) fn kind(&self, text: &Text, tree: &Tree, report: &mut Report<'_>) -> Option<FactKind> {
        let (min, max) = (tree.text("min"), tree.text("max"));
        let bound = |text: Option<&Text>| text.and_then(|text| text.text.parse::<i64>().ok());
        if let (Some(least), Some(most), Some(text)) = (bound(min), bound(max), max)
            && least > most
        {
            report.error(BAD_VALUE, text.span, format!("`max` is below `min`, {least}"), "exchange the two");
        }
        let of = text.text.strip_prefix("list of ");
        let one = of.map_or(text.text.as_str(), str::trim);
        let plain = match one {
            "text" => FactKind::Text,
            "number" => FactKind::Number { min: None, max: None },
            "date" => FactKind::Date,
            "boolean" => FactKind::Boolean,
            choice if self.words.contains_key(choice) => FactKind::Choice(choice.to_owned()),
            PERSON => FactKind::Person { holding: None },
            person if person.starts_with("person ") => {
                let start = text.text.len() - one.len();
                self.person(&text.part(start, text.text.len(), report.source), report)?
            }
            _ => {
                let known: Vec<&str> =
                    PLAIN_TYPES.iter().copied().chain(self.words.keys().copied()).collect();
                let start = text.text.len() - one.len();
                let word = text.part(start, text.text.len(), report.source);
                report.unknown(WRONG_TYPE, &word, "type of this workflow", &known);
                return None;
            }
        };
        if of.is_some() {
            let count = |text: Option<&Text>, report: &mut Report<'_>| {
                let text = text?;
                let count = text.text.parse::<u32>().ok();
                if count.is_none() && text.text.parse::<i64>().is_ok() {
                    let message = format!("`{}` cannot count the members of a list", text.text);
                    report.error(BAD_VALUE, text.span, message, "write a whole number from 0");
                }
                count
            };
            let (min, max) = (count(min, report), count(max, report));
            return Some(FactKind::List { of: Box::new(plain), min, max });
        }
        if let FactKind::Number { .. } = plain {
            return Some(FactKind::Number { min: bound(min), max: bound(max) });
        }
        for key in ["min", "max"] {
            if let Some(entry) = tree.entry(key) {
                let message = format!("`{key}` bounds numbers and lists, and this is neither");
                report.error(WRONG_TYPE, entry.key.span, message, format!("remove `{key}`"));
            }
        }
        Some(plain)
    }

    /// `person holding ROLE`.
    fn person(&self, text: &Text, report: &mut Report<'_>) -> Option<FactKind> {
        let words: Vec<&str> = text.text.split_whitespace().collect();
        let [_, "holding", role] = words.as_slice() else {
            let message = format!("`{}` is no type", text.text);
            report.error(WRONG_TYPE, text.span, message, "write `person`, or `person holding ROLE`");
            return None;
        };
        if self.roles.contains(role) {
            return Some(FactKind::Person { holding: Some(RoleName::new(*role)) });
        }
        let start = text.text.len() - role.len();
        let word = text.part(start, text.text.len(), report.source);
        report.unknown(crate::finding::UNKNOWN_NAME, &word, "role of this workflow", &self.roles);
        None
    }
}
