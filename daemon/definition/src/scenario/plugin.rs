//! What a plugin answers in a scenario: nothing real is called where a scenario is rehearsed.

use std::collections::BTreeMap;

use model::plugin::{PluginAnswer, PluginOutcome};
use model::{ContentHash, Value};

use super::Reading;
use super::value::value;
use crate::finding::MISSING_KEY;
use crate::text::Tree;

/// What a plugin says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PluginWord {
    /// It proposes this, such as a `person` and a `deputy`.
    Proposes(Value),
    /// It hands the step over to a person, with a reason.
    HandsOver(String),
}

impl PluginWord {
    /// The answer as the engine hears it.
    #[must_use]
    pub fn answer(&self) -> PluginAnswer {
        let both = |words: &str| {
            let words = Value::text(words);
            Value::Record(BTreeMap::from([("da".to_owned(), words.clone()), ("en".to_owned(), words)]))
        };
        let outcome = match self {
            Self::Proposes(set) => {
                PluginOutcome::Proposed { set: set.clone(), because: both("som scenariet siger") }
            }
            Self::HandsOver(reason) => PluginOutcome::HandedOver { reason: both(reason) },
        };
        // Nothing was run, so nothing was read and nothing was used.
        PluginAnswer { outcome, read: ContentHash([0; 32]), fuel: 0, took_us: 0 }
    }
}

impl Reading<'_, '_> {
    /// `proposes` with what is proposed, or `hands_over` with the reason.
    pub(super) fn plugin_word(&mut self, tree: &Tree) -> Option<PluginWord> {
        if let Some(set) = tree.get("proposes") {
            return Some(PluginWord::Proposes(value(set)));
        }
        if let Some(reason) = tree.text("hands_over") {
            return Some(PluginWord::HandsOver(reason.text.clone()));
        }
        self.report.error(
            MISSING_KEY,
            tree.span(),
            "it is not said what the plugin answers",
            "write `proposes: { person: … }`, or `hands_over:` with a reason",
        );
        None
    }
}
