//! What a scenario expects of the letters that were sent.

use std::collections::BTreeMap;

use super::Reading;
use crate::text::Entry;

/// What can be expected of a letter. Each of the last three is a text or several that stand in its page: at least once,
/// exactly once, never.
const KEYS: &[&str] = &["subject", "version", "channel", "sent_on", "says", "says_once", "says_not"];

/// A letter as it came out, for comparison with what was expected of it.
#[derive(Clone, Debug)]
pub struct LetterFound<'a> {
    /// `subject`, `version`, `channel` and `sent_on`, by these names.
    pub facts: [(&'a str, String); 4],
    /// The page, where it can be read.
    pub html: Option<&'a str>,
}

/// What is otherwise than expected of one letter; empty if nothing is.
#[must_use]
pub fn letter_differences(
    number: u32,
    expected: &BTreeMap<String, Vec<String>>,
    found: Option<&LetterFound<'_>>,
) -> Vec<String> {
    let Some(found) = found else { return vec![format!("letter {number}: expected sent, found none")] };
    let mut differences = Vec::new();
    for (key, texts) in expected {
        if let Some((_, is)) = found.facts.iter().find(|(name, _)| name == key) {
            if !texts.contains(is) {
                differences.push(format!("letter {number} {key}: expected {}, found {is}", texts.join(" ")));
            }
            continue;
        }
        for text in texts {
            let Some(count) = found.html.map(|html| html.matches(text.as_str()).count()) else { continue };
            let holds = match key.as_str() {
                "says" => count > 0,
                "says_once" => count == 1,
                _says_not => count == 0,
            };
            if !holds {
                differences.push(format!("letter {number} {key} “{text}”: it stands there {count} times"));
            }
        }
    }
    differences
}

impl Reading<'_, '_> {
    pub(super) fn letters(&mut self, entries: &[Entry]) -> BTreeMap<u32, BTreeMap<String, Vec<String>>> {
        let mut letters = BTreeMap::new();
        for entry in entries {
            self.known(&entry.value, KEYS);
            let Some(number) =
                self.parse(&entry.key, "the number of a letter, from 1", |text| text.parse().ok())
            else {
                continue;
            };
            let expected = entry.value.entries().iter().map(|expected| {
                let texts = expected.value.texts().into_iter().map(|text| text.text.clone());
                (expected.key.text.clone(), texts.collect())
            });
            letters.insert(number, expected.collect());
        }
        letters
    }
}
