//! One key of a scenario at a time, with a finding for whoever wrote it otherwise.

use model::{Date, TaskName};

use super::Reading;
use crate::finding::{BAD_VALUE, MISSING_KEY, UNKNOWN_KEY};
use crate::text::{Text, Tree};

impl Reading<'_, '_> {
    pub(super) fn known(&mut self, tree: &Tree, keys: &[&str]) {
        for entry in tree.entries() {
            if !keys.contains(&entry.key.text.as_str()) {
                self.report.unknown(UNKNOWN_KEY, &entry.key, "key here", keys);
            }
        }
    }

    pub(super) fn missing(&mut self, tree: &Tree, key: &str) {
        self.report.error(MISSING_KEY, tree.span(), format!("`{key}` is missing"), format!("write `{key}:`"));
    }

    pub(super) fn text(&mut self, tree: &Tree, key: &str) -> Option<String> {
        self.required(tree, key).map(|text| text.text.clone())
    }

    /// The text of a key that must be there, with its place.
    pub(super) fn required<'t>(&mut self, tree: &'t Tree, key: &str) -> Option<&'t Text> {
        let found = tree.text(key);
        if found.is_none() {
            self.missing(tree, key);
        }
        found
    }

    pub(super) fn task(&mut self, tree: &Tree) -> Option<TaskName> {
        let text = self.required(tree, "task")?;
        self.parse(text, "a task like findings.2", |text| text.parse().ok())
    }

    pub(super) fn date(&mut self, tree: &Tree, key: &str) -> Option<Date> {
        self.required(tree, key)?;
        self.optional_date(tree, key)
    }

    pub(super) fn optional_date(&mut self, tree: &Tree, key: &str) -> Option<Date> {
        let text = tree.text(key)?;
        self.parse(text, "a date like 2026-08-03", |text| text.parse().ok())
    }

    pub(super) fn dates(&mut self, tree: &Tree, key: &str) -> Option<Vec<Date>> {
        tree.get(key)?;
        let texts = tree.texts_of(key);
        Some(
            texts
                .into_iter()
                .filter_map(|t| self.parse(t, "a date like 2026-08-03", |t| t.parse().ok()))
                .collect(),
        )
    }

    pub(super) fn parse<T>(
        &mut self,
        text: &Text,
        what: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let parsed = parse(&text.text);
        if parsed.is_none() {
            self.report.error(
                BAD_VALUE,
                text.span,
                format!("`{}` is not {what}", text.text),
                format!("write {what}"),
            );
        }
        parsed
    }

    /// A group of keys that must be there.
    pub(super) fn group<'t>(&mut self, tree: &'t Tree, key: &str) -> Option<&'t Tree> {
        let found = tree.get(key);
        if found.is_none() {
            self.missing(tree, key);
        }
        found
    }

    pub(super) fn optional_number(&mut self, tree: &Tree, key: &str) -> Option<u32> {
        let text = tree.text(key)?;
        self.parse(text, "a number", |text| text.parse().ok())
    }

    pub(super) fn number(&mut self, tree: &Tree, key: &str) -> Option<u32> {
        let text = self.required(tree, key)?;
        self.parse(text, "a number", |text| text.parse().ok())
    }
}
