//! The streams as the engine sees them: those of the group that is being built first, then those of the index. And the
//! definitions that they keep.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use definition::{Definition, RulePack};
use engine::{Ruleset, StreamState, Streams};
use model::{ContentHash, StreamId};

use super::apply::recent::Recent;
use super::shared::Shared;

/// Streams for one decision.
pub(super) struct View<'a> {
    pub(super) shared: &'a Shared,
    pub(super) recent: &'a RefCell<Recent>,
    pub(super) overlay: &'a BTreeMap<StreamId, StreamState>,
    /// What could not be read; the decision is then thrown away.
    pub(super) failed: RefCell<Option<String>>,
}

impl Streams for View<'_> {
    fn stream(&self, stream: &StreamId) -> Option<StreamState> {
        if let Some(state) = self.overlay.get(stream) {
            return Some(state.clone());
        }
        match self.recent.borrow_mut().opened(&self.shared.applier, stream) {
            Ok(state) => state,
            Err(error) => {
                *self.failed.borrow_mut() = Some(error.to_string());
                None
            }
        }
    }
}

/// A disk that cannot say whether a definition is kept has not said that it is not: nobody is refused for that.
impl Ruleset for View<'_> {
    fn definition(
        &self,
        definition: &ContentHash,
        rule_pack: &ContentHash,
    ) -> Option<(Arc<Definition>, Arc<RulePack>)> {
        match self.shared.rules.find(definition, rule_pack) {
            Ok(found) => found,
            Err(error) => {
                *self.failed.borrow_mut() = Some(error.to_string());
                None
            }
        }
    }
}
