//! What a scenario expects of the letters that were sent.

use std::collections::BTreeMap;

use super::Reading;
use crate::text::Entry;

/// What can be expected of a letter. `says` and `says_not` are looked for in the page as people read it.
const KEYS: &[&str] = &["subject", "version", "channel", "sent_on", "says", "says_not"];

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
