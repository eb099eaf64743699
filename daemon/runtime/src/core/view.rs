//! The streams as the engine sees them: those of the group that is being built first, then those of the index.

use std::cell::RefCell;
use std::collections::BTreeMap;

use engine::{StreamState, Streams};
use model::StreamId;

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
