//! A runtime without threads, for who drives the core by hand and wants to ask it something.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::sync_channel;

use scheduler::Clock;

use super::{Runtime, State};
use crate::core::Core;

impl Runtime {
    /// Answers questions over a core that somebody else drives, and logs the looks. Commands are refused: they go to the
    /// core itself.
    #[must_use]
    pub fn over(core: &Core, clock: Arc<dyn Clock>) -> Self {
        let (inbox, _nobody) = sync_channel(1);
        let state = State { is_stopping: AtomicBool::new(true), ..State::default() };
        Self {
            shared: core.shared(),
            clock,
            refused: Arc::default(),
            folder: Path::new("").into(),
            inbox,
            last_trial: Arc::default(),
            state: Arc::new(state),
            threads: Arc::default(),
        }
    }
}
