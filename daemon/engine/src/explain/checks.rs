//! What should hold of a case, and whether it does: reported, and never in the way of anything.

use model::{FactName, Timestamp};

use super::{Subject, holds};

/// A check of the workflow, as the case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckExplained {
    /// Its name.
    pub name: String,
    /// Whether it holds; nothing where that cannot be told, or is not the reader's to know.
    pub holds: Option<bool>,
    /// What should hold.
    pub condition: String,
    /// On what it rests.
    pub basis: String,
}

/// Every check of the workflow at an instant, in file order. `sees` says which facts may be told from.
#[must_use]
pub fn checks(subject: Subject<'_>, now: Timestamp, sees: impl Fn(&FactName) -> bool) -> Vec<CheckExplained> {
    let all = subject.definition.checks.iter().map(|check| {
        let facts = check
            .holds
            .names()
            .iter()
            .filter_map(|name| subject.definition.facts.get_key_value(name.as_str()));
        let is_theirs = facts.map(|(name, _)| name).all(&sees);
        CheckExplained {
            name: check.name.clone(),
            holds: is_theirs.then(|| holds(subject, now, &check.holds)).flatten(),
            condition: check.holds.source().to_owned(),
            basis: check.basis.clone(),
        }
    });
    all.collect()
}
